//! How a number is meant: level, change, share or rank; which way; how it is bounded.

use super::left::Left;
use super::quantity::{Kind, Quantity};
use crate::lexicon::Predicate;
use crate::words::{contains, ends_with};
use crate::{Direction, Relation, Sense};

/// What a number says, from its unit, its verb and its subject.
pub(super) fn of(quantity: &Quantity, left: &Left, subject: &[char]) -> (Sense, Option<Direction>) {
    let verb = left.predicate.filter(|_| !left.arrives).and_then(direction);
    // 增长-2.6%: a fall that is told as growth.
    let verb =
        verb.map(|verb| if quantity.value.is_sign_negative() { Direction::Down } else { verb });
    let leads = left.leads.and_then(direction).filter(|_| {
        // 提高12个景区水平: what is raised is not their number.
        !left.raises || matches!(quantity.kind, Kind::Measure | Kind::Share | Kind::Points)
    });
    match quantity.kind {
        Kind::Rank => (Sense::Rank, None),
        Kind::Multiple => (Sense::Change, Some(verb.or(leads).unwrap_or(Direction::Up))),
        Kind::Points => match (left.predicate, verb.or(leads)) {
            (Some(Predicate::Gap), _) => (Sense::Level, None),
            (_, Some(direction)) => (Sense::Change, Some(direction)),
            _ => (Sense::Level, None),
        },
        Kind::Share => share(left, subject, verb.or(leads)),
        Kind::Measure | Kind::Time | Kind::Counter | Kind::Bare => match verb.or(leads) {
            _ if is_index(subject) && quantity.unit.is_empty() => (Sense::Level, None),
            Some(direction) => (Sense::Change, Some(direction)),
            None => (Sense::Level, None),
        },
    }
}

fn share(left: &Left, subject: &[char], verb: Option<Direction>) -> (Sense, Option<Direction>) {
    const GROWTH: [&str; 9] = [
        "涨幅",
        "增幅",
        "增速",
        "增长率",
        "上涨率",
        "增长速度",
        "增长目标",
        "增长预期",
        "增长预期目标",
    ];
    let is_price = contains(subject, "消费价格") || contains(subject, "CPI");
    let is_growth =
        GROWTH.iter().any(|word| contains(subject, word)) && !contains(subject, "自然增长率");
    let is_fall = ["降幅", "跌幅", "下降率"].iter().any(|word| contains(subject, word));
    if left.is_share_of {
        return (Sense::Share, None);
    }
    if let Some(direction) = verb {
        return (Sense::Change, Some(direction));
    }
    if is_price || is_growth || ends_with(subject, "增长") {
        return (Sense::Change, Some(Direction::Up));
    }
    if is_fall {
        return (Sense::Change, Some(Direction::Down));
    }
    (Sense::Share, None)
}

fn is_index(subject: &[char]) -> bool {
    contains(subject, "指数")
}

fn direction(predicate: Predicate) -> Option<Direction> {
    match predicate {
        Predicate::Up => Some(Direction::Up),
        Predicate::Down => Some(Direction::Down),
        Predicate::Gap | Predicate::Reach | Predicate::State | Predicate::Act | Predicate::Deed => {
            None
        }
    }
}

/// How a number is bounded: words after it come before words ahead of it; 控制 comes last.
pub(super) fn relation(quantity: &Quantity, left: &Left) -> Relation {
    let ahead = left.relation.filter(|_| left.predicate != Some(Predicate::Gap));
    match (quantity.bound.or(left.shared_bound), ahead) {
        (Some(Relation::Gt), Some(ahead)) => ahead,
        (Some(bound), _) => bound,
        (None, Some(ahead)) => ahead,
        (None, None) if left.controls => Relation::Le,
        (None, None) => Relation::Eq,
    }
}
