//! The end of a period: a last day, or a last instant.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};

/// The last day or the last instant that is in time, by the city's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// The whole day is in time.
    Day(Date),
    /// The instant itself is in time.
    Instant(DateTime),
}

impl Deadline {
    /// The day of it.
    #[must_use]
    pub fn on(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Instant(at) => at.date(),
        }
    }

    /// The first instant that is too late. Entries tell whole seconds.
    #[must_use]
    pub fn over_from(self) -> DateTime {
        match self {
            Self::Day(day) => day.saturating_add(1.day()).at(0, 0, 0, 0),
            Self::Instant(at) => at.saturating_add(SignedDuration::from_secs(1)),
        }
    }

    /// Whether it has passed.
    #[must_use]
    pub fn is_over(self, now: DateTime) -> bool {
        self.over_from() <= now
    }
}

impl fmt::Display for Deadline {
    /// As entries and cases tell it: `2020-05-06`, or `2020-05-06T16:30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Instant(at) if at.second() == 0 => write!(f, "{}", at.strftime("%Y-%m-%dT%H:%M")),
            Self::Instant(at) => write!(f, "{}", at.strftime("%Y-%m-%dT%H:%M:%S")),
        }
    }
}
