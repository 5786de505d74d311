//! Commitments: what the plan promises, each thing that can be kept or broken on its own.

use crate::Commitment;
use crate::clause::Clause;
use crate::figure::Found;
use crate::outline::Outline;
use crate::text::Text;

/// Reads the commitments of the plan.
pub(crate) fn read(
    _text: &Text,
    _outline: &Outline,
    _clauses: &[Clause],
    _figures: &[Found],
) -> Vec<Commitment> {
    Vec::new()
}
