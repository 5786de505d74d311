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
    format!("{sign}{}", bare_amount(figure))
}

/// `1000亿元`, `13.5万–14万人`.
fn bare_amount(figure: &Figure) -> String {
    range(figure.value, figure.value_high, &figure.unit)
}

/// A number or a range with its unit.
pub(in crate::command) fn range(value: Decimal, high: Option<Decimal>, unit: &str) -> String {
    let high = high.map(|high| format!("–{}", scaled(high))).unwrap_or_default();
    format!("{}{high}{unit}", scaled(value))
}

/// The same with the way that a change goes: `增 ≥5%`.
pub(in crate::command) fn meant(figure: &Figure, language: Language) -> String {
    match sense(figure) {
        key @ (Key::Up | Key::Down) => format!("{} {}", language.say(key), amount(figure)),
        _ => amount(figure),
    }
}

/// What the figure says, as one would say it: `2031年，公共停车位：不低于3000个`.
pub(super) fn sentence(figure: &Figure, language: Language) -> String {
    let say = |key| language.say(key);
    let way = match (figure.sense, figure.direction) {
        (Sense::Change, Some(Direction::Up)) => say(Key::UpBy),
        (Sense::Change, Some(Direction::Down)) => say(Key::DownBy),
        _ => "",
    };
    // What is exact is not said to be so.
    let is_exact = figure.relation == Relation::Eq;
    let bound = if is_exact { "" } else { say(relation(figure.relation)) };
    let year = figure.year.map(|year| year.to_string());
    let amount = bare_amount(figure);
    match language {
        Language::Zh => {
            let year = year.map(|year| format!("{year}年，")).unwrap_or_default();
            format!("{year}{}：{way}{bound}{amount}", figure.subject)
        }
        Language::En => {
            let year = year.map(|year| format!("{year}, ")).unwrap_or_default();
            let words = [way, bound, &amount].into_iter().filter(|word| !word.is_empty());
            format!("{year}{}: {}", figure.subject, words.collect::<Vec<_>>().join(" "))
        }
    }
}

/// How the text bounds a number.
pub(super) fn relation(relation: Relation) -> Key {
    match relation {
        Relation::Eq => Key::Exactly,
        Relation::Approx => Key::About,
        Relation::Ge => Key::AtLeast,
        Relation::Gt => Key::MoreThan,
        Relation::Le => Key::AtMost,
        Relation::Lt => Key::LessThan,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_said_in_both_languages() {
        let text = "2031年甲州市政府工作报告\n一、2031年重点工作\n\
            新建公共停车位3000个以上。地区生产总值增长6%左右。\n";
        let figures = reader::read(text).figures;
        let said = |at: usize, language| sentence(&figures[at], language);
        assert_eq!(said(0, Language::Zh), "2031年，公共停车位：不低于3000个");
        assert_eq!(said(0, Language::En), "2031, 公共停车位: at least 3000个");
        assert_eq!(said(1, Language::Zh), "2031年，地区生产总值：增约6%");
        assert_eq!(said(1, Language::En), "2031, 地区生产总值: up by about 6%");
    }
}
