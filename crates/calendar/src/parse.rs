//! Reads a calendar's text and refuses days that contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time, Weekday};
use serde::Deserialize;

use crate::hours::{Season, Session};
use crate::{Calendar, FIRST_DAY_OF_NEXT_NOTICE};

/// Why a text is not a calendar.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CalendarError {
    /// It is not TOML, or not of the form of a calendar; the message shows the place.
    #[error("the calendar cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// A table's name is no year.
    #[error("`[years.{0}]` is not named by a year: write it like `[years.2026]`")]
    NotAYear(String),
    /// A text is neither a date nor a range of dates.
    #[error("`{0}` is not a date: write `2026-01-01`, or `2026-01-01..2026-01-03` for a range")]
    NotADate(String),
    /// A range runs backwards or for longer than any holiday.
    #[error("`{0}` is not a holiday's length: put the earlier day first, at most 31 days apart")]
    BadRange(String),
    /// A day stands in a table whose notice cannot settle it.
    #[error("{date} cannot be settled by the notice for {year}: move it to its own year's table")]
    OtherYear {
        /// The table's year.
        year: i16,
        /// The day.
        date: Date,
    },
    /// A day from Monday to Friday is listed as worked in exchange.
    #[error("{0} is no weekend day and is worked anyway: take it out of `work`")]
    NotAWeekend(Date),
    /// A half day is a day off.
    #[error("{0} is no working day, so that it cannot be half of one: take it out of `half`")]
    NotHalf(Date),
    /// A season's first day is not one.
    #[error("`{0}` is no day of a year: write `05-01` for the first of May, each once")]
    NotADay(String),
    /// Office hours are not in order.
    #[error("`{0}` are no office hours: write `10:00..14:00`, one session after another")]
    BadSession(String),
    /// A day is both off and worked.
    #[error("{0} is both off and worked: take it out of one of the two")]
    Contradiction(Date),
}

/// The text's own form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    id: String,
    version: u32,
    region: String,
    years: BTreeMap<String, YearTable>,
    #[serde(default)]
    hours: Vec<HoursTable>,
}

/// Office hours from a day of each year on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursTable {
    from: String,
    /// The notice that sets them.
    #[serde(rename = "source")]
    _source: String,
    sessions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearTable {
    source: String,
    off: Vec<String>,
    #[serde(default)]
    work: Vec<String>,
    /// Working days on which offices close after their first session.
    #[serde(default)]
    half: Vec<String>,
}

pub(crate) fn calendar(text: &str) -> Result<Calendar, CalendarError> {
    let file: CalendarFile = toml::from_str(text)?;
    let mut sources = BTreeMap::new();
    let mut off = BTreeSet::new();
    let mut work = BTreeSet::new();
    let mut half = BTreeSet::new();
    for (name, table) in file.years {
        let year: i16 = name.parse().map_err(|_| CalendarError::NotAYear(name))?;
        off.extend(days(year, &table.off)?);
        work.extend(days(year, &table.work)?);
        half.extend(days(year, &table.half)?);
        sources.insert(year, table.source);
    }
    for &date in &work {
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return Err(CalendarError::NotAWeekend(date));
        }
        if off.contains(&date) {
            return Err(CalendarError::Contradiction(date));
        }
    }
    let is_weekend = |date: Date| matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let rests = |date: &Date| off.contains(date) || is_weekend(*date) && !work.contains(date);
    if let Some(&date) = half.iter().find(|date| rests(date)) {
        return Err(CalendarError::NotHalf(date));
    }
    let seasons = seasons(&file.hours)?;
    let CalendarFile { id, version, region, .. } = file;
    Ok(Calendar { id, version, region, sources, off, work, half, seasons })
}

/// Office hours in the order of the year.
fn seasons(tables: &[HoursTable]) -> Result<Vec<Season>, CalendarError> {
    let mut seasons: Vec<Season> = Vec::new();
    for table in tables {
        // A leap year, so that every day of a year is one.
        let day = date(&format!("2020-{}", table.from)).map(|day| (day.month(), day.day()));
        let is_new = |day: &(i8, i8)| seasons.iter().all(|season| season.from != *day);
        let not_a_day = || CalendarError::NotADay(table.from.clone());
        let from = day.filter(is_new).ok_or_else(not_a_day)?;
        let mut sessions: Vec<Session> = Vec::new();
        for text in &table.sessions {
            let session = text.split_once("..").and_then(|(opens, closes)| {
                Some(Session { opens: time(opens)?, closes: time(closes)? })
            });
            let after = sessions.last().map_or(Time::midnight(), |last| last.closes);
            let in_order = |it: &Session| it.opens < it.closes && after <= it.opens;
            let bad = || CalendarError::BadSession(text.clone());
            sessions.push(session.filter(in_order).ok_or_else(bad)?);
        }
        if sessions.is_empty() {
            return Err(CalendarError::BadSession(String::new()));
        }
        seasons.push(Season { from, sessions });
    }
    seasons.sort_by_key(|season| season.from);
    Ok(seasons)
}

/// A time of day written as `10:00` and not otherwise, or nothing.
fn time(text: &str) -> Option<Time> {
    let time: Time = text.parse().ok()?;
    (time.strftime("%H:%M").to_string() == text).then_some(time)
}

/// The days of a notice, ranges spread out.
fn days(year: i16, texts: &[String]) -> Result<Vec<Date>, CalendarError> {
    let mut days = Vec::new();
    for text in texts {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (Some(first), Some(last)) = (date(first), date(last)) else {
            return Err(CalendarError::NotADate(text.clone()));
        };
        let length = first.duration_until(last).as_hours() / 24;
        if !(0..=31).contains(&length) {
            return Err(CalendarError::BadRange(text.clone()));
        }
        let mut day = first;
        loop {
            let early =
                day.year() == year - 1 && (day.month(), day.day()) >= FIRST_DAY_OF_NEXT_NOTICE;
            if day.year() != year && !early {
                return Err(CalendarError::OtherYear { year, date: day });
            }
            days.push(day);
            if day == last {
                break;
            }
            day = day.tomorrow().map_err(|_| CalendarError::NotADate(text.clone()))?;
        }
    }
    Ok(days)
}

/// A date written as `2026-01-01` and not otherwise, or nothing.
fn date(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}
