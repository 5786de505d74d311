//! How sure a link or a silence is, in percent; `docs/account-accuracy.md` says how often it is
//! right.

use crate::evidence::Evidence;
use crate::view::View;

/// The machine is never certain.
const MOST: u32 = 99;

/// Of a link with its verdict.
pub(crate) fn of_link(plan: &View, result: &View, evidence: &Evidence) -> u8 {
    // Between the least likeness that is taken and none that is missing.
    let likeness = evidence.likeness.saturating_sub(600) * 45 / 400;
    let named = if evidence.is_same_key { 8 } else { 0 };
    let kinds = evidence.differences.len();
    let differs = match kinds {
        0 => 0,
        1 => 8,
        _ => 14,
    };
    let read = read(plan).min(read(result));
    percent((50 + likeness + named).saturating_sub(differs) * read / 100)
}

/// Of a silence: the more of the promise's words a result has, the less sure.
pub(crate) fn of_silence(plan: &View, nearest: u32) -> u8 {
    percent((97 - nearest * 30 / 1000) * read(plan) / 100)
}

/// How much a reading takes from what rests on it: the reader is right far more often than it says
/// where only a verb is unsure.
fn read(view: &View) -> u32 {
    match view.figure.confidence.percent() {
        90.. => 100,
        75..90 => 97,
        _ => 90,
    }
}

fn percent(percent: u32) -> u8 {
    u8::try_from(percent.min(MOST)).unwrap_or(0)
}
