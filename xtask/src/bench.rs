//! `cargo xtask bench`: how fast reports are read, pages served and acts recorded. Nothing is
//! judged.

mod http;
mod journal;
mod pages;
mod reader;

use std::time::Duration;

use anyhow::Result;
use clap::Subcommand;

/// What can be measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Read one report, a thousand files, and the same texts beside a program in Python.
    Reader(reader::Arguments),
    /// Record acts, prove and verify, beside SQLite, PostgreSQL and plain hashing.
    Journal(journal::Arguments),
    /// Serve the sample city's pages to 8 connections.
    Pages(pages::Arguments),
}

impl Bench {
    pub(crate) fn run(self) -> Result<()> {
        match self {
            Self::Reader(arguments) => reader::run(&arguments),
            Self::Journal(arguments) => journal::run(&arguments),
            Self::Pages(arguments) => pages::run(&arguments),
        }
    }
}

/// The duration below which the given share of all durations, which are sorted, lies (nearest
/// rank).
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    assert!(!sorted.is_empty(), "there is something to measure");
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

/// Milliseconds with three decimals, as they are told.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_durations() {
        let sorted: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&sorted, 0), Duration::from_millis(1));
        assert_eq!(percentile(&sorted, 50), Duration::from_millis(100));
        assert_eq!(percentile(&sorted, 99), Duration::from_millis(198));
        assert_eq!(percentile(&sorted, 100), Duration::from_millis(200));
        assert_eq!(percentile(&sorted[..1], 50), Duration::from_millis(1));
    }

    #[test]
    fn milliseconds_have_three_decimals() {
        assert_eq!(milliseconds(Duration::from_nanos(1_234_567)), 1.235);
    }
}
