//! What the machine read of a report, kept as a document beside the report's text: a later reader
//! that reads better must not change what people have begun to correct.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{Assigned, TargetMade, narrow};

/// A machine's reading as it is stored, version 1: fields may be added with a default, never
/// renamed or removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineReading {
    /// The version of the reader.
    pub reader: String,
    /// Figures in the order of the text.
    pub figures: Vec<FigureRead>,
    /// Promises in the order of the text.
    pub promises: Vec<PromiseRead>,
}

/// A figure as it was read or corrected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureRead {
    /// `review`, `plan` or `other`.
    pub part: String,
    /// First and one past the last character of the number with its unit.
    pub number: (u32, u32),
    /// The smallest clause that holds it, without white space and markup.
    pub quote: String,
    /// The year that it is of.
    pub year: Option<i16>,
    /// How sure the machine was, in percent; 0 for a figure that a person added.
    pub confidence: u8,
    /// What it says.
    pub target: TargetMade,
}

/// A promise as it was read or corrected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromiseRead {
    /// Names of the enclosing headings, outermost first.
    pub path: Vec<String>,
    /// First and one past the last character of its sentence.
    pub sentence: (u32, u32),
    /// First and one past the last character of the promise itself.
    pub span: (u32, u32),
    /// Its own words.
    pub quote: String,
    /// The verb, or empty.
    pub action: String,
    /// What is acted upon.
    pub object: String,
    /// The year it is due.
    pub year: Option<i16>,
    /// What sort of thing is promised, [`reader::CommitmentKind`] in lower case.
    pub kind: String,
    /// The office that leads, by its id in the city; the machine never fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The offices that support it, by their ids; the machine never fills them in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supporting: Vec<String>,
    /// The day by which the supervision office wants it; the machine never fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The office as the text names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What its words leave out, [`reader::Lack`] in lower case.
    pub lacks: Vec<String>,
    /// How sure the machine was, in percent; 0 for a promise that a person added.
    pub confidence: u8,
    /// Its figures, by their place in the reading.
    pub figures: Vec<u32>,
}

impl MachineReading {
    /// What a reader of this version read.
    #[must_use]
    pub fn of(reading: &reader::Reading) -> Self {
        Self {
            reader: reader::VERSION.to_owned(),
            figures: reading.figures.iter().map(FigureRead::of).collect(),
            promises: reading.commitments.iter().map(|it| PromiseRead::of(it, reading)).collect(),
        }
    }

    /// The document's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a reading has text keys and whole numbers only")
    }

    /// Reads the document back.
    ///
    /// # Errors
    /// Where the bytes are no such document; the text says why.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }
}

impl FigureRead {
    fn of(figure: &reader::Figure) -> Self {
        Self {
            part: match figure.part {
                reader::Part::Review => "review",
                reader::Part::Plan => "plan",
                reader::Part::Other => "other",
            }
            .to_owned(),
            number: narrow(figure.number),
            quote: figure.quote.clone(),
            year: figure.year,
            confidence: figure.confidence.percent(),
            target: TargetMade::from_figure(figure),
        }
    }
}

impl PromiseRead {
    /// The fields that a person can correct, as text; those of [`crate::Made::told`].
    pub(super) fn told(&self) -> [(&'static str, String); 5] {
        [
            ("quote", self.quote.clone()),
            ("action", self.action.clone()),
            ("object", self.object.clone()),
            ("kind", self.kind.clone()),
            ("year", self.year.map(|year| year.to_string()).unwrap_or_default()),
        ]
    }

    /// Who answers for it, where a person has said so.
    #[must_use]
    pub fn assigned(&self) -> Option<Assigned> {
        let lead = self.lead.clone()?;
        Some(Assigned { lead, supporting: self.supporting.clone(), due: self.due, reason: None })
    }

    fn of(promise: &reader::Commitment, reading: &reader::Reading) -> Self {
        let place = |index: &usize| u32::try_from(*index).expect("a report has fewer figures");
        Self {
            path: promise.path.clone(),
            sentence: narrow(promise.sentence),
            span: narrow(promise.span),
            quote: promise.quote.clone(),
            action: promise.action.clone(),
            object: promise.object.clone(),
            year: promise.year.or(reading.year),
            kind: kind(promise.kind).to_owned(),
            lead: None,
            supporting: Vec::new(),
            due: None,
            owner: promise.owner.clone(),
            lacks: promise.lacks.iter().map(|lack| lacking(*lack).to_owned()).collect(),
            confidence: promise.confidence.percent(),
            figures: promise.figures.iter().map(place).collect(),
        }
    }
}

/// The kinds of promise, as they are stored.
pub const PROMISE_KINDS: [&str; 8] =
    ["outcome", "output", "works", "money", "rule", "service", "institution", "event"];

fn kind(kind: reader::CommitmentKind) -> &'static str {
    use reader::CommitmentKind;
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

fn lacking(lack: reader::Lack) -> &'static str {
    match lack {
        reader::Lack::Number => "number",
        reader::Lack::Date => "date",
        reader::Lack::Owner => "owner",
    }
}
