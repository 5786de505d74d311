//! What a record has that is not public: it lies in the vault, and the journal tells only that it
//! is there, who looked at it and why, and when it was erased.
//!
//! All of it hangs on a **matter**: one record's values of one [`Class`], under a random name that
//! is used for nothing else. Nothing is ever kept by a person, so that nobody's matters can be
//! laid side by side.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pack::{Pack, Register, Visibility};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::decide::{Actor, Refusal, own_record};
use crate::record::{EventError, Record};
use crate::value::said;

/// The two classes of what is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// For offices only.
    Office,
    /// Of a person.
    Personal,
}

/// The matters of a record by class.
pub type Matters = BTreeMap<Class, String>;

/// Values on their way to the vault, by class and field. Never written to a log.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Withheld(pub BTreeMap<Class, BTreeMap<String, String>>);

/// What the journal tells of a matter: the bodies of its entries, version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonalEvent {
    /// `personal.kept`, or `office.kept` for what is not of a person.
    Kept(Class, Kept),
    /// `personal.looked`
    Looked(Looked),
    /// `personal.erased`
    Erased(Erased),
}

/// A value was put into the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The record.
    pub record: String,
    /// The field of its register.
    pub field: String,
    /// The salted hash of the value, in hexadecimal.
    pub salted_hash: String,
}

/// An office is about to be shown values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Looked {
    /// The record.
    pub record: String,
    /// The fields that it is shown.
    pub fields: Vec<String>,
    /// Why, in the office's words.
    pub reason: String,
}

/// The key of a matter was destroyed, and its values with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erased {
    /// The record.
    pub record: String,
}

/// A matter as the fold of its entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matter {
    /// What was kept, with the entry that says so.
    pub kept: Vec<(u64, Kept)>,
    /// Who looked, oldest first.
    pub looks: Vec<Look>,
    /// When it was erased, with the entry that says so.
    pub erased: Option<(u64, Timestamp)>,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The entry that records it.
    pub entry: u64,
    /// When.
    pub at: Timestamp,
    /// The office.
    pub office: String,
    /// The role in which it looked.
    pub role: String,
    /// What was shown, and why.
    pub looked: Looked,
}

/// Decides whether an actor may look at what is kept of a person, and what is shown then.
///
/// # Errors
/// A [`Refusal`]: nothing is kept or it is erased, the role or office may not, or no reason is
/// given.
pub fn look(
    pack: &Pack,
    record: &Record,
    matter: &Matter,
    reason: Option<String>,
    actor: &Actor,
) -> Result<Looked, Refusal> {
    if !record.opened.matters.contains_key(&Class::Personal) {
        return Err(Refusal::NothingPersonal(record.id.clone()));
    }
    let kept = |field: &String| matter.kept.iter().any(|(_, kept)| kept.field == *field);
    let mut fields = may_see(pack, record, Class::Personal, actor)?;
    fields.retain(kept);
    if fields.is_empty() {
        return Err(Refusal::NothingPersonal(record.id.clone()));
    }
    if matter.erased.is_some() {
        return Err(Refusal::Erased(record.id.clone()));
    }
    let needs = Refusal::Needs { step: LOOK.to_owned(), what: "reason" };
    let reason = said("reason", reason)?.ok_or(needs)?;
    Ok(Looked { record: record.id.clone(), fields, reason })
}

/// What a look is called where a step's id is asked for.
const LOOK: &str = "look";

/// The fields of a class that an actor may see, by role and, in the role that opens records, by
/// office.
///
/// # Errors
/// A [`Refusal`] where there is none.
pub fn may_see(
    pack: &Pack,
    record: &Record,
    class: Class,
    actor: &Actor,
) -> Result<Vec<String>, Refusal> {
    let register = pack.registers.get(&record.opened.register);
    let of_class: Vec<&pack::Field> = register
        .map_or(&[][..], |register| &register.fields)
        .iter()
        .filter(|field| Class::of(field.visibility) == Some(class))
        .collect();
    let mut seen = of_class.iter().filter(|field| field.seen_by.contains(&actor.role)).peekable();
    if seen.peek().is_none() {
        let mut needed: Vec<&str> =
            of_class.iter().flat_map(|field| &field.seen_by).map(String::as_str).collect();
        needed.sort_unstable();
        needed.dedup();
        let (step, needed) = (LOOK.to_owned(), needed.join(", "));
        return Err(Refusal::WrongRole { step, needed, given: actor.role.clone() });
    }
    if let Some(procedure) = pack.procedures.get(&record.opened.procedure) {
        own_record(pack, procedure, record, actor)?;
    }
    Ok(seen.map(|field| field.id.clone()).collect())
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Office, Self::Personal];

    /// The class of fields so visible; none where they are public.
    #[must_use]
    pub fn of(visibility: Visibility) -> Option<Self> {
        match visibility {
            Visibility::Public => None,
            Visibility::Office => Some(Self::Office),
            Visibility::Personal => Some(Self::Personal),
        }
    }
}

impl Withheld {
    /// Takes the values that are not public out of what was filled in.
    pub(crate) fn taken_from(register: &Register, fields: &mut BTreeMap<String, String>) -> Self {
        let mut withheld = Self::default();
        for field in &register.fields {
            if let Some(class) = Class::of(field.visibility)
                && let Some(value) = fields.remove(&field.id)
            {
                withheld.0.entry(class).or_default().insert(field.id.clone(), value);
            }
        }
        withheld
    }
}

impl std::fmt::Debug for Withheld {
    /// Which fields, never their values: what is debugged ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fields = self.0.iter().map(|(class, values)| (class, values.keys()));
        f.debug_map().entries(fields).finish()
    }
}

impl PersonalEvent {
    /// The entry kinds that belong to matters.
    pub const KINDS: [&'static str; 4] =
        ["office.kept", "personal.kept", "personal.looked", "personal.erased"];

    /// The kind of entry that carries it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Kept(Class::Office, _) => "office.kept",
            Self::Kept(Class::Personal, _) => "personal.kept",
            Self::Looked(_) => "personal.looked",
            Self::Erased(_) => "personal.erased",
        }
    }

    /// The entry's body.
    #[must_use]
    pub fn to_body(&self) -> Map<String, Value> {
        let value = match self {
            Self::Kept(_, body) => serde_json::to_value(body),
            Self::Looked(body) => serde_json::to_value(body),
            Self::Erased(body) => serde_json::to_value(body),
        };
        match value {
            Ok(Value::Object(map)) => map,
            other => unreachable!("bodies are structs with text keys, not {other:?}"),
        }
    }

    /// Reads an entry's body back.
    ///
    /// # Errors
    /// Where the kind is none of a matter's, or the body is not as that kind asks.
    pub fn from_body(kind: &str, body: Map<String, Value>) -> Result<Self, EventError> {
        let body = Value::Object(body);
        let kept = |class| move |kept| Self::Kept(class, kept);
        let event = match kind {
            "office.kept" => serde_json::from_value(body).map(kept(Class::Office)),
            "personal.kept" => serde_json::from_value(body).map(kept(Class::Personal)),
            "personal.looked" => serde_json::from_value(body).map(Self::Looked),
            "personal.erased" => serde_json::from_value(body).map(Self::Erased),
            _ => return Err(EventError::UnknownKind(kind.to_owned())),
        };
        event.map_err(|error| EventError::BadBody { kind: kind.to_owned(), why: error.to_string() })
    }
}

impl Matter {
    /// Folds an event in.
    pub fn apply(&mut self, event: PersonalEvent, by: &Actor, at: Timestamp, entry: u64) {
        match event {
            PersonalEvent::Kept(_, kept) => self.kept.push((entry, kept)),
            PersonalEvent::Looked(looked) => self.looks.push(Look {
                entry,
                at,
                office: by.office.clone(),
                role: by.role.clone(),
                looked,
            }),
            // The first erasure is the one that counts.
            PersonalEvent::Erased(_) => self.erased = self.erased.or(Some((entry, at))),
        }
    }
}
