//! How sure the reading of a figure is.
//!
//! Nearly all that goes wrong with a figure that was found is its verb, and next its subject; both
//! are surest where they stand side by side. The percentages are the shares of figures of each sort
//! that were right in every field, among 825 figures of seven stretches of six reports labelled by
//! hand: the five of `docs/reader-accuracy.md`, and two of a report that was measured before
//! anything was mended for it.

use std::ops::Range;

use crate::{Confidence, Sense};

/// By what is told of the figure: its sense, the pieces of its subject, and its verb.
pub(super) fn of(
    sense: Sense,
    subject: &[Range<usize>],
    action: Option<&Range<usize>>,
) -> Confidence {
    let percent = match (subject, action, sense) {
        ([], ..) => 40,
        // Growth and rates name what they measure and how it moved.
        ([_], Some(_), Sense::Change | Sense::Share) => 97,
        ([_], None, Sense::Change | Sense::Share) => 90,
        ([piece], Some(action), _) if action.end == piece.start || piece.end == action.start => 91,
        ([_], Some(_), _) => 85,
        ([_], None, Sense::Rank) => 75,
        ([_], None, _) => 50,
        // A subject put together from several places.
        (_, Some(_), _) => 80,
        (_, None, _) => 60,
    };
    Confidence::of_percent(percent)
}
