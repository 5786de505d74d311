//! Office hours (作息), and periods given in hours.
//!
//! The law that the arithmetic follows, of civil law and by analogy elsewhere:
//! - 民法典 art. 201: a period given in hours begins at the hour that law or parties name. So the
//!   first hour counts at once, where the first day of a period in days does not.
//! - 民法典 art. 203: the last day ends at midnight; where there are business hours, with these. So
//!   working hours pass only while offices are open.
//!
//! Between two instants lies the **working time** for which offices are open between them. A period
//! ends at the first instant before which as much has passed as it is long; so periods add up, and
//! nobody who starts later is due earlier.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

use crate::{Calendar, Unsettled};

/// For how long offices are open without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// When they open.
    pub opens: Time,
    /// When they close.
    pub closes: Time,
}

/// The sessions of a working day from some day of each year on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Season {
    /// Month and day.
    pub(crate) from: (i8, i8),
    pub(crate) sessions: Vec<Session>,
}

impl Calendar {
    /// When offices are open on a day: not at all on a day off, in the first session only on one of
    /// the year's half days.
    ///
    /// # Errors
    /// The notice that settles the day is not known, or the calendar tells no office hours.
    pub fn sessions(&self, date: Date) -> Result<&[Session], Unsettled> {
        let no_hours = || Unsettled::Hours { calendar: self.id.clone() };
        let last = self.seasons.last().ok_or_else(no_hours)?;
        if !self.is_workday(date)? {
            return Ok(&[]);
        }
        let begun = |season: &&Season| season.from <= (date.month(), date.day());
        // Until the first season of a year the last of the year before goes on.
        let season = self.seasons.iter().rev().find(begun).unwrap_or(last);
        let all = &season.sessions[..];
        Ok(if self.half.contains(&date) { &all[..all.len().min(1)] } else { all })
    }

    /// The instant at which a period of so much working time ends; `from` itself for none.
    ///
    /// # Errors
    /// As [`Calendar::sessions`], for any day of the period.
    pub fn add_working_time(
        &self,
        from: DateTime,
        length: SignedDuration,
    ) -> Result<DateTime, Unsettled> {
        let mut left = length;
        let mut day = from.date();
        while left > SignedDuration::ZERO {
            for session in self.sessions(day)? {
                let opens = day.to_datetime(session.opens).max(from);
                let open = opens.duration_until(day.to_datetime(session.closes));
                if open >= left {
                    return Ok(opens.saturating_add(left));
                }
                left -= open.max(SignedDuration::ZERO);
            }
            day = self.tomorrow(day)?;
        }
        Ok(from)
    }

    /// The last instant from which on so much working time passes until another: when a clock
    /// warns.
    ///
    /// # Errors
    /// As [`Calendar::sessions`], for any day in between.
    pub fn subtract_working_time(
        &self,
        until: DateTime,
        length: SignedDuration,
    ) -> Result<DateTime, Unsettled> {
        let mut left = length;
        let mut day = until.date();
        while left > SignedDuration::ZERO {
            for session in self.sessions(day)?.iter().rev() {
                let closes = day.to_datetime(session.closes).min(until);
                let open = day.to_datetime(session.opens).duration_until(closes);
                if open >= left {
                    return Ok(closes.saturating_sub(left));
                }
                left -= open.max(SignedDuration::ZERO);
            }
            day = day.yesterday().map_err(|_| self.unknown(day.year()))?;
        }
        Ok(until)
    }

    /// The working time between two instants; none where the second is not after the first.
    ///
    /// # Errors
    /// As [`Calendar::sessions`], for any day in between.
    pub fn working_time_between(
        &self,
        from: DateTime,
        to: DateTime,
    ) -> Result<SignedDuration, Unsettled> {
        let mut sum = SignedDuration::ZERO;
        let mut day = from.date();
        while day <= to.date() {
            for session in self.sessions(day)? {
                let opens = day.to_datetime(session.opens).max(from);
                let closes = day.to_datetime(session.closes).min(to);
                sum += opens.duration_until(closes).max(SignedDuration::ZERO);
            }
            day = self.tomorrow(day)?;
        }
        Ok(sum)
    }
}
