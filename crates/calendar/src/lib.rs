//! Civil dates and working days.
//!
//! Which days are worked is not computed but announced: each year's notice moves weekends about,
//! and a decree may change it afterwards. So a [`Calendar`] is data with a version, read from TOML
//! text ([`CHINA`] is an example of its format), and a year without its notice is an error that
//! says what to add, never a guess.
//!
//! The law that the arithmetic follows:
//! - 民法典 art. 201: a period given in days does not count the day on which it starts.
//! - 民法典 art. 203: a period whose last day is a statutory day off ends on the day after it.
//! - 行政许可法 art. 82: periods given in working days do not count statutory days off.
//!
//! The first two are of civil law; administrative periods follow them by analogy. Periods in hours
//! follow the office hours that a city's calendar tells, by season: [`Session`].

mod hours;
mod parse;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use rust_decimal::Decimal;

pub use hours::Session;
pub use parse::CalendarError;

use hours::Season;

/// The national calendar: statutory days off and weekend days worked.
pub const CHINA: &str = include_str!("../data/china.toml");

/// The days off and the weekend days worked of a region, for the years whose notices are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Short name (`china`).
    pub id: String,
    /// Raised with every change; a deadline names the version that it was computed with.
    pub version: u32,
    /// Where it holds: an ISO 3166 code or a place of the city.
    pub region: String,
    /// The notice that settles each year.
    sources: BTreeMap<i16, String>,
    off: BTreeSet<Date>,
    work: BTreeSet<Date>,
    /// The working days on which offices close after their first session.
    half: BTreeSet<Date>,
    /// In the order of the year; none where the calendar tells no office hours.
    seasons: Vec<Season>,
}

/// Why a calendar cannot settle something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsettled {
    /// A year's notice is missing.
    #[error(transparent)]
    Year(#[from] UnknownYear),
    /// Hours were asked for, and there are none.
    #[error(
        "calendar `{calendar}` tells no office hours: add `[[hours]]` with `from`, the month and \
         day from which on they hold, and `sessions`"
    )]
    Hours {
        /// The calendar that was asked.
        calendar: String,
    },
}

/// A date was asked for that no known notice settles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "calendar `{calendar}` has no holiday notice for {year}: \
     add `[years.{year}]` with its `source`, `off` and `work` days"
)]
pub struct UnknownYear {
    /// The calendar that was asked.
    pub calendar: String,
    /// The year whose notice is missing.
    pub year: i16,
}

impl Calendar {
    /// Reads a calendar.
    ///
    /// # Errors
    /// The text is not TOML of this form, a date is not one, or days contradict each other: see
    /// [`CalendarError`].
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        parse::calendar(text)
    }

    /// The notice that settles a year, if it is known.
    pub fn source(&self, year: i16) -> Option<&str> {
        self.sources.get(&year).map(String::as_str)
    }

    /// Whether offices work on a day.
    ///
    /// # Errors
    /// The notice that settles the day is not known. For the last days of a year that is the next
    /// year's, which comes in autumn and may join them to New Year.
    pub fn is_workday(&self, date: Date) -> Result<bool, UnknownYear> {
        self.settled(date)?;
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(if weekend { self.work.contains(&date) } else { !self.off.contains(&date) })
    }

    /// The day on which a period of `days` working days ends; `from` itself for none.
    ///
    /// The day of `from` does not count (民法典 art. 201), nor do days off (行政许可法 art. 82).
    ///
    /// # Errors
    /// As [`Calendar::is_workday`], for any day of the period.
    pub fn add_working_days(&self, from: Date, days: u32) -> Result<Date, UnknownYear> {
        let mut date = from;
        for _ in 0..days {
            date = self.next_workday(date)?;
        }
        Ok(date)
    }

    /// The day on which a period of `days` days of any kind ends.
    ///
    /// The day of `from` does not count (民法典 art. 201); a period that would end on a day off
    /// ends on the next working day (art. 203).
    ///
    /// # Errors
    /// As [`Calendar::is_workday`], for the last day.
    pub fn add_days(&self, from: Date, days: u32) -> Result<Date, UnknownYear> {
        let last = from
            .checked_add(jiff::SignedDuration::from_hours(24 * i64::from(days)))
            .map_err(|_| self.unknown(Date::MAX.year()))?;
        self.end_on_workday(last)
    }

    /// The day on which a period ends whose last day this would be: the day itself, or the next
    /// working day after a day off (民法典 art. 203).
    ///
    /// # Errors
    /// As [`Calendar::is_workday`], for any day up to that.
    pub fn end_on_workday(&self, last: Date) -> Result<Date, UnknownYear> {
        if self.is_workday(last)? { Ok(last) } else { self.next_workday(last) }
    }

    /// The day that lies so many working days before another; the day itself for none.
    ///
    /// # Errors
    /// As [`Calendar::is_workday`], for any day in between.
    pub fn subtract_working_days(&self, from: Date, days: u32) -> Result<Date, UnknownYear> {
        let mut date = from;
        let mut left = days;
        while left > 0 {
            date = date.yesterday().map_err(|_| self.unknown(date.year()))?;
            left -= u32::from(self.is_workday(date)?);
        }
        Ok(date)
    }

    /// How many working days come after `from` up to and including `to`; negative if `to` is the
    /// earlier, as for a deadline that has passed.
    ///
    /// # Errors
    /// As [`Calendar::is_workday`], for any day counted.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<i32, UnknownYear> {
        if to < from {
            return Ok(-self.working_days_between(to, from)?);
        }
        let mut count = 0;
        let mut date = from;
        while date < to {
            date = self.tomorrow(date)?;
            count += i32::from(self.is_workday(date)?);
        }
        Ok(count)
    }

    /// The first working day after a date.
    fn next_workday(&self, date: Date) -> Result<Date, UnknownYear> {
        let mut date = self.tomorrow(date)?;
        while !self.is_workday(date)? {
            date = self.tomorrow(date)?;
        }
        Ok(date)
    }

    fn tomorrow(&self, date: Date) -> Result<Date, UnknownYear> {
        date.tomorrow().map_err(|_| self.unknown(date.year()))
    }

    /// Both the notice of its own year and, for the last days, of the next must be known.
    fn settled(&self, date: Date) -> Result<(), UnknownYear> {
        let next = (date.month(), date.day()) >= FIRST_DAY_OF_NEXT_NOTICE;
        let years = date.year()..=date.year() + i16::from(next);
        match years.into_iter().find(|year| !self.sources.contains_key(year)) {
            Some(year) => Err(self.unknown(year)),
            None => Ok(()),
        }
    }

    fn unknown(&self, year: i16) -> UnknownYear {
        UnknownYear { calendar: self.id.clone(), year }
    }
}

/// The first day of a year, as month and day, that the next year's notice may settle: a weekend may
/// be worked so that New Year's holiday can start in December, as on 29 December 2018.
const FIRST_DAY_OF_NEXT_NOTICE: (i8, i8) = (12, 27);

/// How much of its year has passed at the end of a date, in days of any kind: 1 on 31 December.
pub fn share_of_year(date: Date) -> Decimal {
    Decimal::from(date.day_of_year()) / Decimal::from(date.days_in_year())
}
