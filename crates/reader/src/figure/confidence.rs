//! How sure the reading of a figure is.
//!
//! Nearly all that goes wrong with a figure that was found is its verb, and next its subject; both
//! are surest where they stand side by side. The percentages are the shares of figures of each sort
//! that were right in every strict field and in their verb, among 1039 figures of seventeen
//! stretches of sixteen reports labelled by hand: the five of `docs/reader-accuracy.md`, and twelve
//! that were labelled by persons who did not know what the reader makes of them.

use std::ops::Range;

use super::distribute::Pieces;
use crate::{Confidence, Sense};

/// The most characters between a number and what stands beside it (约, 超过, 的).
const GAP_MAX: usize = 2;

/// By what is told of the figure: its sense, its number, the pieces of its subject, and its verb.
pub(super) fn of(
    text: &[char],
    sense: Sense,
    number: &Range<usize>,
    subject: &Pieces,
    action: Option<&Range<usize>>,
) -> Confidence {
    let percent = match (subject.as_slice(), action, sense) {
        ([], ..) => 40,
        // Growth and rates name what they measure and how it moved.
        ([_], Some(_), Sense::Change | Sense::Share) => 97,
        ([_], None, Sense::Change | Sense::Share) => 90,
        ([piece], Some(action), _) if is_beside(action, piece) || is_beside(piece, action) => 95,
        // 新建12个公园: the number stands between the verb and the thing.
        ([piece], Some(action), _) if is_near(action, number) && is_near(number, piece) => 93,
        // 公园3个、广场2个: the verb of a list stands further ahead.
        ([piece], Some(action), _) if is_near(piece, number) && action.end <= piece.start => 93,
        ([_], Some(_), _) => 88,
        ([piece], None, _) if is_near(piece, number) && is_measured(text, piece) => 92,
        ([_], None, Sense::Rank) => 75,
        ([_], None, _) => 60,
        // A subject put together from several places.
        (_, Some(_), _) => 85,
        (_, None, _) => 60,
    };
    Confidence::of_percent(percent)
}

fn is_beside(first: &Range<usize>, second: &Range<usize>) -> bool {
    first.end == second.start
}

fn is_near(first: &Range<usize>, second: &Range<usize>) -> bool {
    first.end <= second.start && second.start - first.end <= GAP_MAX
}

/// Whether a subject is a quantity by its name (交易额, 总产量), which needs no verb.
fn is_measured(text: &[char], subject: &Range<usize>) -> bool {
    text[subject.end - 1..subject.end].iter().any(|c| "额量率入值积资数业款长重产".contains(*c))
}
