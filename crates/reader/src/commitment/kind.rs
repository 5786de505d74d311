//! What sort of thing a commitment promises, told by its verb and by the end of its object's name.

use super::tables::{self, Says, Thing};
use crate::CommitmentKind;
use crate::figure::Found;
use crate::{Direction, Sense};

/// The kind and whether a word of the tables tells it.
pub(super) fn read(
    action: &[char],
    object: &[char],
    figure: Option<&Found>,
) -> (CommitmentKind, bool) {
    use CommitmentKind::{Money, Outcome, Rule};
    let says = tables::said(action);
    let thing = tables::thing(object);
    let is_level = figure.is_some_and(|found| found.figure.sense == Sense::Level);
    if let Some(Says::Surely(kind)) = says {
        return match thing {
            // 到位资金达到80亿元 is money; 税率保持不变 is a rule.
            Some(Thing::Named(Money)) if kind == Outcome && is_level => (Money, true),
            Some(Thing::Named(Rule)) if kind == Outcome => (Rule, true),
            _ => (kind, true),
        };
    }
    if let Some(Thing::Named(kind)) = thing {
        return (kind, true);
    }
    if let Some(Says::Perhaps(kind)) = says {
        return (kind, true);
    }
    match figure {
        Some(found) => (measured(found), false),
        None => (CommitmentKind::Output, false),
    }
}

/// What a number says of its thing: changes and shares are of the state of the city, sums are
/// money.
fn measured(found: &Found) -> CommitmentKind {
    let figure = &found.figure;
    let is_state = matches!(figure.sense, Sense::Change | Sense::Share | Sense::Rank)
        || matches!(figure.direction, Some(Direction::Up | Direction::Down));
    if is_state {
        CommitmentKind::Outcome
    } else if figure.unit.ends_with('元') {
        CommitmentKind::Money
    } else {
        CommitmentKind::Output
    }
}
