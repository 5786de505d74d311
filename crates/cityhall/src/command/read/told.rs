//! How a figure is told in a few words.

use reader::{CommitmentKind, Direction, Figure, Lack, Part, Relation, Sense};
use rust_decimal::Decimal;

use crate::messages::{Key, Language};

/// `≥1000亿元`, `13.5万–14万人`.
pub(super) fn amount(figure: &Figure) -> String {
    let sign = match figure.relation {
        Relation::Eq => "",
        Relation::Approx => "≈",
        Relation::Ge => "≥",
        Relation::Gt => ">",
        Relation::Le => "≤",
        Relation::Lt => "<",
    };
    let high = figure.value_high.map(|high| format!("–{}", scaled(high))).unwrap_or_default();
    format!("{sign}{}{high}{}", scaled(figure.value), figure.unit)
}

/// The same with the way that a change goes: `增 ≥5%`.
pub(super) fn meant(figure: &Figure, language: Language) -> String {
    match sense(figure) {
        key @ (Key::Up | Key::Down) => format!("{} {}", language.say(key), amount(figure)),
        _ => amount(figure),
    }
}

/// What sort of number it is.
pub(super) fn sense(figure: &Figure) -> Key {
    match (figure.sense, figure.direction) {
        (Sense::Level, _) => Key::Level,
        (Sense::Change, Some(Direction::Up)) => Key::Up,
        (Sense::Change, Some(Direction::Down)) => Key::Down,
        (Sense::Change, None) => Key::Change,
        (Sense::Share, _) => Key::Share,
        (Sense::Rank, _) => Key::Rank,
    }
}

/// Which half of the report it stands in.
pub(super) fn part(part: Part) -> Key {
    match part {
        Part::Review => Key::Review,
        Part::Plan => Key::Plan,
        Part::Other => Key::Other,
    }
}

/// What sort of thing is promised.
pub(super) fn kind(kind: CommitmentKind) -> Key {
    match kind {
        CommitmentKind::Outcome => Key::Outcome,
        CommitmentKind::Output => Key::Output,
        CommitmentKind::Works => Key::Works,
        CommitmentKind::Money => Key::Money,
        CommitmentKind::Rule => Key::Rule,
        CommitmentKind::Service => Key::Service,
        CommitmentKind::Institution => Key::Institution,
        CommitmentKind::Event => Key::Event,
    }
}

/// What a promise leaves out.
pub(super) fn lack(lack: Lack) -> Key {
    match lack {
        Lack::Number => Key::LacksNumber,
        Lack::Date => Key::LacksDate,
        Lack::Owner => Key::LacksOwner,
    }
}

/// What keeps a promise from being measured, in words; nothing where it can be.
pub(super) fn missing(commitment: &reader::Commitment, language: Language) -> Vec<&'static str> {
    let lacks = commitment.lacks.iter().filter(|lack| **lack != Lack::Owner);
    lacks.map(|it| language.say(lack(*it))).collect()
}

/// A number with 万 or 亿 as Chinese readers expect it, without rounding.
fn scaled(value: Decimal) -> String {
    let wan = Decimal::from(10_000);
    let yi = Decimal::from(100_000_000);
    let (divisor, word) = if value >= yi {
        (yi, "亿")
    } else if value >= wan {
        (wan, "万")
    } else {
        (Decimal::ONE, "")
    };
    let short = value.checked_div(divisor).unwrap_or(value).normalize();
    format!("{short}{word}")
}
