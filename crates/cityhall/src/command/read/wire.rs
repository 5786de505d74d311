//! The words by which programs know the kinds of things; they do not change with the language.

use reader::{CommitmentKind, DiagnosticCode, Dimension, Direction, Lack, Part, Relation, Sense};

pub(super) fn part(part: Part) -> &'static str {
    match part {
        Part::Review => "review",
        Part::Plan => "plan",
        Part::Other => "other",
    }
}

pub(in crate::command) fn sense(sense: Sense) -> &'static str {
    match sense {
        Sense::Level => "level",
        Sense::Change => "change",
        Sense::Share => "share",
        Sense::Rank => "rank",
    }
}

pub(in crate::command) fn direction(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Up) => "up",
        Some(Direction::Down) => "down",
        None => "",
    }
}

pub(in crate::command) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "eq",
        Relation::Approx => "approx",
        Relation::Ge => "ge",
        Relation::Gt => "gt",
        Relation::Le => "le",
        Relation::Lt => "lt",
    }
}

pub(in crate::command) fn dimension(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Money => "money",
        Dimension::Length => "length",
        Dimension::Area => "area",
        Dimension::Volume => "volume",
        Dimension::Mass => "mass",
        Dimension::CoalEquivalent => "coal",
        Dimension::Energy => "energy",
        Dimension::Power => "power",
        Dimension::ApparentPower => "apparent-power",
        Dimension::Time => "time",
        Dimension::Persons => "persons",
        Dimension::PersonTimes => "person-times",
        Dimension::Households => "households",
        Dimension::HouseholdTimes => "household-times",
        Dimension::Share => "share",
        Dimension::Points => "points",
        Dimension::Multiple => "multiple",
        Dimension::Rank => "rank",
        Dimension::Containers => "containers",
        Dimension::Data => "data",
        Dimension::Computing => "computing",
        Dimension::Rate => "rate",
        Dimension::Count => "count",
    }
}

pub(super) fn kind(kind: CommitmentKind) -> &'static str {
    match kind {
        CommitmentKind::Outcome => "outcome",
        CommitmentKind::Output => "output",
        CommitmentKind::Works => "works",
        CommitmentKind::Money => "money",
        CommitmentKind::Rule => "rule",
        CommitmentKind::Service => "service",
        CommitmentKind::Institution => "institution",
        CommitmentKind::Event => "event",
    }
}

pub(super) fn lack(lack: Lack) -> &'static str {
    match lack {
        Lack::Number => "number",
        Lack::Date => "date",
        Lack::Owner => "owner",
    }
}

pub(super) fn diagnostic(code: DiagnosticCode) -> &'static str {
    match code {
        DiagnosticCode::NoPlanPart => "no-plan-part",
        DiagnosticCode::NoReviewPart => "no-review-part",
        DiagnosticCode::NoYear => "no-year",
        DiagnosticCode::NumberTooLarge => "number-too-large",
        DiagnosticCode::NotChinese => "not-chinese",
    }
}
