//! The one place where the measurements read a clock.

use std::time::{Duration, Instant};

/// Now, to tell how long something took.
#[expect(clippy::disallowed_methods, reason = "durations are what is measured")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The middle one of durations; they are sorted for it.
pub(crate) fn median(durations: &mut [Duration]) -> Duration {
    durations.sort_unstable();
    durations[durations.len() / 2]
}
