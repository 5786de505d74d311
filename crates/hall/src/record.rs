//! A record as the fold of its journal entries.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use pack::{Expression, Pack, Scope};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::personal::Matters;

/// One of a register's things: a work, a case, an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its name everywhere: pack and number, `works/W-2020-0001`.
    pub id: String,
    /// What was written down when it was opened, and under which version of which declaration.
    pub opened: Opened,
    /// The version of the pack that it goes by: that of its opening, unless it was moved since.
    pub version: u32,
    /// What steps have written down since, the last of each field.
    pub filled: BTreeMap<String, String>,
    /// Where it stands in its procedure.
    pub state: String,
    /// Since which day it stands there.
    pub since: Date,
    /// Which office took each step last.
    pub taken_by: BTreeMap<String, String>,
    /// The warnings that stand against it, each with the entry that raised it.
    pub warnings: BTreeMap<String, u64>,
    /// What happened to it, oldest first.
    pub history: Vec<Happened>,
}

/// One thing that happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// The entry that records it.
    pub entry: u64,
    /// When it happened, by the city's time.
    pub at: DateTime,
    /// The office that did it.
    pub office: String,
    /// What it was.
    pub act: Act,
}

/// What happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// It was opened.
    Opened,
    /// It took a step, with what came with it.
    Stepped(Stepped),
    /// It was moved to another version of its pack.
    Moved(VersionMoved),
}

impl Happened {
    /// The step that was taken; `None` where it was something else.
    #[must_use]
    pub fn step(&self) -> Option<&Stepped> {
        match &self.act {
            Act::Stepped(step) => Some(step),
            Act::Opened | Act::Moved(_) => None,
        }
    }
}

/// What can happen to a record: the bodies of its journal entries, version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// `record.opened`
    Opened(Opened),
    /// `record.stepped`
    Stepped(Stepped),
    /// `record.moved`
    Moved(VersionMoved),
}

/// A record was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The pack that declares it.
    pub pack: String,
    /// The version of the pack under which it was opened.
    pub version: u32,
    /// The register it is in.
    pub register: String,
    /// The procedure it goes through.
    pub procedure: String,
    /// The state it is opened in.
    pub state: String,
    /// What was written down, in the canonical text of each field's type: decimals without trailing
    /// zeros, dates as YYYY-MM-DD, flags as `true` and `false`. Public fields only.
    pub fields: BTreeMap<String, String>,
    /// The rules that only warn and did not hold.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub warned: BTreeSet<String>,
    /// The matters that hold the fields which are not public, in the vault.
    #[serde(default, skip_serializing_if = "Matters::is_empty")]
    pub matters: Matters,
}

/// A record took a step.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stepped {
    /// The step.
    pub step: String,
    /// The state it led to.
    pub to: String,
    /// What shows it: the name or the SHA-256 of a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Why, as owed to whoever the step goes against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it writes down, in the canonical text of each field's type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The clock that took it; nobody did then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Box<RunOut>>,
    /// The rules that only warn and did not hold.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub warned: BTreeSet<String>,
    /// The warnings that stood and stand no more: their rules hold now.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub lifted: BTreeSet<String>,
}

/// A clock that has run out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunOut {
    /// The clock.
    pub clock: String,
    /// Its last day, `2020-03-02`, or its last instant by the city's time, `2020-03-02T16:30`.
    pub due: String,
    /// Law and article, or whose rule it is.
    pub basis: String,
    /// The calendar that this follows from, with its version: `cn-urumqi 2`.
    pub calendar: String,
    /// The offices that had not answered, where each that was asked has its own clock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<String>,
}

/// A record goes on by another version of its pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionMoved {
    /// The version that it went by.
    pub from: u32,
    /// The version that it goes by from now on.
    pub to: u32,
    /// Why.
    pub reason: String,
}

/// Why an entry cannot be folded into a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The kind is none of a record's.
    #[error("an entry of kind `{0}` says nothing of a record")]
    UnknownKind(String),
    /// The body does not have the form that its kind asks for.
    #[error("the body of a `{kind}` entry is not as it should be: {why}")]
    BadBody {
        /// The entry's kind.
        kind: String,
        /// What is wrong.
        why: String,
    },
    /// A second opening.
    #[error("record {0} was opened before")]
    OpenedTwice(String),
    /// A step before any opening.
    #[error("record {0} was never opened")]
    NeverOpened(String),
    /// A move from another version than the one that it goes by.
    #[error("record {record} goes by version {version} of its pack, and not by {from}")]
    OtherVersion {
        /// The record.
        record: String,
        /// The version that it goes by.
        version: u32,
        /// The version that it is said to go by.
        from: u32,
    },
}

impl Record {
    /// Folds an event in: the record before (`None` before its opening) and after. `at` is the
    /// city's time.
    ///
    /// # Errors
    /// Where the record is opened twice, steps before it is opened, or is moved from a version that
    /// it does not go by.
    pub fn apply(
        before: Option<Self>,
        id: &str,
        event: Event,
        office: &str,
        at: DateTime,
        entry: u64,
    ) -> Result<Self, EventError> {
        let happened = |act| Happened { entry, at, office: office.to_owned(), act };
        match (before, event) {
            (Some(_), Event::Opened(_)) => Err(EventError::OpenedTwice(id.to_owned())),
            (None, Event::Stepped(_) | Event::Moved(_)) => {
                Err(EventError::NeverOpened(id.to_owned()))
            }
            (None, Event::Opened(opened)) => Ok(Self {
                id: id.to_owned(),
                version: opened.version,
                filled: BTreeMap::new(),
                state: opened.state.clone(),
                since: at.date(),
                taken_by: BTreeMap::new(),
                warnings: opened.warned.iter().map(|rule| (rule.clone(), entry)).collect(),
                history: vec![happened(Act::Opened)],
                opened,
            }),
            (Some(mut record), Event::Stepped(step)) => {
                if record.state != step.to {
                    record.since = at.date();
                }
                record.state.clone_from(&step.to);
                record.taken_by.insert(step.step.clone(), office.to_owned());
                record.filled.extend(step.fields.clone());
                record.warnings.retain(|rule, _| !step.lifted.contains(rule));
                record.warnings.extend(step.warned.iter().map(|rule| (rule.clone(), entry)));
                record.history.push(happened(Act::Stepped(step)));
                Ok(record)
            }
            (Some(mut record), Event::Moved(moved)) => {
                if record.version != moved.from {
                    let (record, version, from) = (record.id, record.version, moved.from);
                    return Err(EventError::OtherVersion { record, version, from });
                }
                record.version = moved.to;
                record.history.push(happened(Act::Moved(moved)));
                Ok(record)
            }
        }
    }

    /// Whether a step was taken since the record came to where it stands, or brought it there.
    #[must_use]
    pub fn has_taken(&self, step: &str) -> bool {
        let steps = self.history.iter().rev().filter_map(Happened::step);
        let mut here = steps.take_while(|it| it.to == self.state);
        here.any(|it| it.step == step)
    }

    /// When the record came to where it stands.
    #[must_use]
    pub fn came_at(&self) -> DateTime {
        let (mut state, mut came) = (&self.opened.state, DateTime::MIN);
        for happened in &self.history {
            match happened.step() {
                Some(step) if step.to != *state => (state, came) = (&step.to, happened.at),
                None if happened.act == Act::Opened => came = happened.at,
                _ => {}
            }
        }
        came
    }

    /// Whether a condition holds for it; none at all holds for every record.
    pub(crate) fn fits(
        &self,
        pack: &Pack,
        given: Option<&Expression>,
        today: Option<Date>,
    ) -> bool {
        let register = pack.registers.get(&self.opened.register);
        let value = |field: &str| register?.value(field, self.field(field)?);
        given.is_none_or(|given| given.holds(Scope { field: &value, today }))
    }

    /// All that is written down, as [`Record::field`] tells it.
    #[must_use]
    pub fn fields(&self) -> BTreeMap<&str, &str> {
        let all = self.opened.fields.iter().chain(&self.filled);
        all.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// What is written down in a field: by the last step that did, or when it was opened.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.filled.get(name).or_else(|| self.opened.fields.get(name)).map(String::as_str)
    }
}

impl Event {
    /// The entry kinds that belong to records.
    pub const KINDS: [&'static str; 3] = ["record.opened", "record.stepped", "record.moved"];

    /// The kind of entry that carries it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened(_) => "record.opened",
            Self::Stepped(_) => "record.stepped",
            Self::Moved(_) => "record.moved",
        }
    }

    /// The entry's body.
    #[must_use]
    pub fn to_body(&self) -> Map<String, Value> {
        let value = match self {
            Self::Opened(body) => serde_json::to_value(body),
            Self::Stepped(body) => serde_json::to_value(body),
            Self::Moved(body) => serde_json::to_value(body),
        };
        match value {
            Ok(Value::Object(map)) => map,
            other => unreachable!("bodies are structs with text keys, not {other:?}"),
        }
    }

    /// Reads an entry's body back.
    ///
    /// # Errors
    /// Where the kind is none of a record's, or the body is not as that kind asks.
    pub fn from_body(kind: &str, body: &Map<String, Value>) -> Result<Self, EventError> {
        let event = match kind {
            "record.opened" => Opened::deserialize(body).map(Self::Opened),
            "record.stepped" => Stepped::deserialize(body).map(Self::Stepped),
            "record.moved" => VersionMoved::deserialize(body).map(Self::Moved),
            _ => return Err(EventError::UnknownKind(kind.to_owned())),
        };
        event.map_err(|error| EventError::BadBody { kind: kind.to_owned(), why: error.to_string() })
    }
}
