//! What can happen to a commitment: the bodies of its journal entries, version 1.
//!
//! These types are the stored format: a field may be added with a default, never renamed or
//! removed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::draft::{CorrectionError, Piece};

/// One entry's body, told apart by the entry's kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// `commitment.made`: a promise was read from a report.
    Made(Made),
    /// `commitment.assigned`: an office was made to answer for it.
    Assigned(Assigned),
    /// `commitment.bound`: a measure was agreed for one of its targets.
    Bound(Bound),
    /// `commitment.compared`: the last result was set beside one of its targets.
    Compared(Compared),
    /// `statement.made`: an office said something of it.
    Stated(Stated),
    /// `observation.made`: an office released a value for one of its targets.
    Observed(Observed),
    /// `commitment.corrected`: a person corrected what the machine had read.
    Corrected(Corrected),
}

/// A promise as the report words it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The report's id.
    pub report: String,
    /// Its place in the order of the report's commitments, from 1.
    pub ordinal: u32,
    /// Names of the enclosing headings, outermost first.
    pub path: Vec<String>,
    /// First and one past the last character of its sentence in the report's text.
    pub sentence: (u32, u32),
    /// First and one past the last character of the promise itself.
    pub span: (u32, u32),
    /// The promise's own words.
    pub quote: String,
    /// The verb, or empty.
    pub action: String,
    /// What is acted upon.
    pub object: String,
    /// The year it is due.
    pub year: Option<i16>,
    /// What sort of thing is promised; one of [`crate::PROMISE_KINDS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its figures.
    pub targets: Vec<TargetMade>,
    /// Who read it; untold in entries from before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// Who read some words: the machine, and the persons who checked it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// How sure the machine was, in percent; `None` where a person added what it had missed.
    pub confidence: Option<u8>,
    /// The entries by which persons corrected or confirmed it, oldest first.
    pub checked: Vec<u64>,
    /// What the machine had read, for each field that a person changed.
    pub machine: BTreeMap<String, String>,
}

impl Origin {
    /// Whether a person has corrected or confirmed it.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        !self.checked.is_empty()
    }

    /// What the machine had read, for each field in which a person's reading differs.
    pub(crate) fn differing(
        machine: &[(&str, String)],
        person: &[(&str, String)],
    ) -> BTreeMap<String, String> {
        let pairs = machine.iter().zip(person).filter(|(machine, person)| machine != person);
        pairs.map(|((field, value), _)| ((*field).to_owned(), value.clone())).collect()
    }

    /// Notes a later correction by an entry; what the machine had read first stays.
    pub(crate) fn correct(&mut self, entry: u64, before: BTreeMap<String, String>) {
        self.checked.push(entry);
        for (field, value) in before {
            self.machine.entry(field).or_insert(value);
        }
    }
}

/// A figure of a promise as the report words it; fields as in [`reader::Figure`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetMade {
    /// What is counted or measured.
    pub subject: String,
    /// The verb, or empty.
    pub action: String,
    /// In base units.
    #[serde(with = "rust_decimal::serde::str")]
    pub value: Decimal,
    /// The upper end of a range.
    #[serde(
        with = "rust_decimal::serde::str_option",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub value_high: Option<Decimal>,
    /// As written.
    pub unit: String,
    /// `level`, `change`, `share` or `rank`.
    pub sense: String,
    /// `up`, `down` or empty.
    pub direction: String,
    /// `eq`, `approx`, `ge`, `gt`, `le` or `lt`.
    pub relation: String,
    /// First and one past the last character of its quote in the report's text.
    pub span: (u32, u32),
    /// Who read it; untold in entries from before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// Who answers for a commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// The office that leads (牵头单位).
    pub lead: String,
    /// The offices that support it (配合单位).
    pub supporting: Vec<String>,
    /// A due date within the year, set by the supervision office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Why these, in the words of who says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Which measure answers a target, and what is expected of it by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// Index of the target.
    pub target: usize,
    /// The measure, `works/tourist_toilets`.
    pub measure: String,
    /// Percent expected by the end of each month.
    pub course: [u8; 12],
    /// Tolerance in percent of the course.
    pub tolerance_percent: u8,
    /// Proposed by the machine.
    pub proposed: bool,
}

/// What was last reached of the thing that a target promises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// Index of the target.
    pub target: usize,
    /// The value in the target's unit.
    #[serde(with = "rust_decimal::serde::str")]
    pub value: Decimal,
    /// The year it is of.
    pub year: i16,
    /// The words that tell it.
    pub quote: String,
    /// Linked by the machine.
    pub proposed: bool,
}

/// An office's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// What was said.
    pub text: Wording,
}

/// A text in Chinese, with an English version where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Chinese.
    #[serde(rename = "zh-CN")]
    pub zh: String,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

/// A value released for a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// Index of the target.
    pub target: usize,
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub to: Date,
    /// The value in the target's unit.
    #[serde(with = "rust_decimal::serde::str")]
    pub value: Decimal,
    /// Where it comes from.
    pub source: String,
}

/// A person's correction of a published commitment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// What is changed.
    pub change: CommitmentChange,
    /// Why, in the corrector's words.
    pub reason: String,
}

/// What a correction changes of a published commitment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum CommitmentChange {
    /// A target means something else.
    Target {
        /// Index of the target.
        target: usize,
        /// What it means.
        to: Box<TargetMade>,
    },
    /// The promise says something else.
    Promise {
        /// The verb, or empty.
        action: String,
        /// What is acted upon.
        object: String,
        /// The year it is due.
        year: Option<i16>,
        /// What sort of thing is promised, one of [`crate::PROMISE_KINDS`]; as before where untold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        /// Its words in the report's text; as before where untold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<Piece>,
    },
    /// A target is no figure of the promise; it stays to be seen as struck out.
    DropTarget {
        /// Index of the target.
        target: usize,
    },
    /// A target is one after all.
    RestoreTarget {
        /// Index of the target.
        target: usize,
    },
    /// It is no promise; it stays to be seen as struck out.
    Drop,
    /// It is one after all.
    Restore,
}

/// Why an entry cannot be folded into a commitment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The kind is none of a commitment's.
    #[error("an entry of kind `{0}` says nothing of a commitment")]
    UnknownKind(String),
    /// The body does not have the form that its kind asks for.
    #[error("the body of a `{kind}` entry is not as it should be: {why}")]
    BadBody {
        /// The entry's kind.
        kind: String,
        /// What is wrong.
        why: String,
    },
    /// A second `commitment.made`.
    #[error("commitment {0} was made before")]
    MadeTwice(String),
    /// The first entry is not `commitment.made`.
    #[error("commitment {0} was never made: take in its report first")]
    NeverMade(String),
    /// A target that the commitment does not have.
    #[error("the commitment has {had} targets, numbered from 0; there is no number {index}")]
    NoSuchTarget {
        /// The number asked for.
        index: usize,
        /// How many there are.
        had: usize,
    },
    /// Percentages that fall, or do not end at 100.
    #[error("a course must rise from month to month and end at 100 percent in December")]
    BadCourse,
    /// A correction that does not fit.
    #[error(transparent)]
    BadCorrection(#[from] CorrectionError),
}

impl Event {
    /// The entry kinds that belong to commitments.
    pub const KINDS: [&'static str; 7] = [
        "commitment.made",
        "commitment.assigned",
        "commitment.bound",
        "commitment.compared",
        "statement.made",
        "observation.made",
        "commitment.corrected",
    ];

    /// The kind of entry that carries it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Made(_) => "commitment.made",
            Self::Assigned(_) => "commitment.assigned",
            Self::Bound(_) => "commitment.bound",
            Self::Compared(_) => "commitment.compared",
            Self::Stated(_) => "statement.made",
            Self::Observed(_) => "observation.made",
            Self::Corrected(_) => "commitment.corrected",
        }
    }

    /// The entry's body.
    #[must_use]
    pub fn to_body(&self) -> Map<String, Value> {
        let value = match self {
            Self::Made(body) => serde_json::to_value(body),
            Self::Assigned(body) => serde_json::to_value(body),
            Self::Bound(body) => serde_json::to_value(body),
            Self::Compared(body) => serde_json::to_value(body),
            Self::Stated(body) => serde_json::to_value(body),
            Self::Observed(body) => serde_json::to_value(body),
            Self::Corrected(body) => serde_json::to_value(body),
        };
        match value {
            Ok(Value::Object(map)) => map,
            other => unreachable!("bodies are structs with text keys, not {other:?}"),
        }
    }

    /// Reads an entry's body back.
    ///
    /// # Errors
    /// Where the kind is none of a commitment's, or the body is not as that kind asks.
    pub fn from_body(kind: &str, body: Map<String, Value>) -> Result<Self, EventError> {
        let body = Value::Object(body);
        let event = match kind {
            "commitment.made" => serde_json::from_value(body).map(Self::Made),
            "commitment.assigned" => serde_json::from_value(body).map(Self::Assigned),
            "commitment.bound" => serde_json::from_value(body).map(Self::Bound),
            "commitment.compared" => serde_json::from_value(body).map(Self::Compared),
            "statement.made" => serde_json::from_value(body).map(Self::Stated),
            "observation.made" => serde_json::from_value(body).map(Self::Observed),
            "commitment.corrected" => serde_json::from_value(body).map(Self::Corrected),
            _ => return Err(EventError::UnknownKind(kind.to_owned())),
        };
        event.map_err(|error| EventError::BadBody { kind: kind.to_owned(), why: error.to_string() })
    }
}

impl Made {
    /// The fields that a person can correct, as text.
    #[must_use]
    pub fn told(&self) -> [(&'static str, String); 5] {
        [
            ("quote", self.quote.clone()),
            ("action", self.action.clone()),
            ("object", self.object.clone()),
            ("kind", self.kind.clone().unwrap_or_default()),
            ("year", self.year.map(|year| year.to_string()).unwrap_or_default()),
        ]
    }
}

impl TargetMade {
    /// What the reader found, as it is stored.
    #[must_use]
    pub fn from_figure(figure: &reader::Figure) -> Self {
        Self {
            subject: figure.subject.clone(),
            action: figure.action.clone(),
            value: figure.value,
            value_high: figure.value_high,
            unit: figure.unit.clone(),
            sense: match figure.sense {
                reader::Sense::Level => "level",
                reader::Sense::Change => "change",
                reader::Sense::Share => "share",
                reader::Sense::Rank => "rank",
            }
            .to_owned(),
            direction: match figure.direction {
                None => "",
                Some(reader::Direction::Up) => "up",
                Some(reader::Direction::Down) => "down",
            }
            .to_owned(),
            relation: match figure.relation {
                reader::Relation::Eq => "eq",
                reader::Relation::Approx => "approx",
                reader::Relation::Ge => "ge",
                reader::Relation::Gt => "gt",
                reader::Relation::Le => "le",
                reader::Relation::Lt => "lt",
            }
            .to_owned(),
            span: narrow(figure.span),
            origin: None,
        }
    }

    /// The fields that a person can correct, as text.
    #[must_use]
    pub fn told(&self) -> [(&'static str, String); 8] {
        let high = self.value_high.map(|high| high.to_string()).unwrap_or_default();
        [
            ("subject", self.subject.clone()),
            ("action", self.action.clone()),
            ("value", self.value.to_string()),
            ("value_high", high),
            ("unit", self.unit.clone()),
            ("sense", self.sense.clone()),
            ("direction", self.direction.clone()),
            ("relation", self.relation.clone()),
        ]
    }

    /// Whether less is better: 控制在…以内, 低于.
    #[must_use]
    pub fn is_upper_bound(&self) -> bool {
        matches!(self.relation.as_str(), "le" | "lt")
    }

    /// Whether it grows from nothing over the year (a count of works), and does not stand at a
    /// level all the time (a rate).
    #[must_use]
    pub fn accumulates(&self) -> bool {
        self.sense == "level" && self.unit != "%"
    }
}

/// A span as it is stored.
pub(crate) fn narrow(span: reader::Span) -> (u32, u32) {
    let narrow = |at: usize| u32::try_from(at).expect("a report has fewer than 2^32 characters");
    (narrow(span.start), narrow(span.end))
}
