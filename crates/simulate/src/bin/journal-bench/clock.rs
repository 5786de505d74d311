//! The one place where the measurements read a clock.

use std::time::{Duration, Instant};

/// Now, to tell how long something took.
#[expect(clippy::disallowed_methods, reason = "durations are what is measured")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// How long something took.
pub(crate) fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let start = now();
    let done = act();
    (done, start.elapsed())
}

/// The middle one of what was measured again and again.
pub(crate) fn median(measured: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = measured.into_iter().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
