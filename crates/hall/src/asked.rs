//! Offices that are asked side by side: a field names several, and each answers once by its own
//! step, in any order.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use pack::{Procedure, Step};

use crate::decide::{Actor, Refusal};
use crate::record::Record;

/// What stands between the offices of one field.
const BETWEEN: char = ',';

/// An office that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The office.
    pub office: String,
    /// When it was asked.
    pub at: DateTime,
    /// The entry that asked it.
    pub entry: u64,
    /// When it answered, and the entry that says so.
    pub answered: Option<(DateTime, u64)>,
}

impl Asked {
    /// Whether it had answered by an entry.
    pub(crate) fn has_answered_by(&self, entry: u64) -> bool {
        self.answered.is_some_and(|(_, answered)| answered <= entry)
    }
}

/// The offices that a field names.
pub fn offices(value: &str) -> impl Iterator<Item = &str> {
    value.split(BETWEEN).filter(|office| !office.is_empty())
}

/// Offices as a field names them.
pub(crate) fn joined(offices: &[String]) -> String {
    offices.join(&BETWEEN.to_string())
}

/// The offices of a field that were asked last, in its order: those that it names while the record
/// stands where they are to answer (the states from which a step is open to `each_of` them).
///
/// All are asked anew when the record comes there with the field written anew, or when all have
/// answered before. Whoever is named later, while it stands there, is asked then.
#[must_use]
pub fn asked(procedure: &Procedure, record: &Record, field: &str) -> Vec<Asked> {
    let answers = |step: &&Step| step.each_of.as_deref() == Some(field);
    let steps: Vec<&Step> = procedure.steps.iter().filter(answers).collect();
    let waits = |state: &str| steps.iter().any(|step| step.from.iter().any(|from| from == state));
    let mut round: Vec<Asked> = Vec::new();
    let mut state = record.opened.state.as_str();
    let mut named = record.opened.fields.get(field).map_or("", String::as_str);
    let mut waited = false;
    for happened in &record.history {
        let (at, entry) = (happened.at, happened.entry);
        let ask = |office: &str| Asked { office: office.to_owned(), at, entry, answered: None };
        let mut is_written = false;
        if let Some(step) = happened.step() {
            state = &step.to;
            if let Some(value) = step.fields.get(field) {
                (named, is_written) = (value, true);
            }
            if steps.iter().any(|it| it.id == step.step) {
                let mut open = round.iter_mut().filter(|it| it.answered.is_none());
                if let Some(of) = open.find(|it| it.office == happened.office) {
                    of.answered = Some((at, entry));
                }
            }
        }
        let is_there = waits(state);
        if is_there && !waited && (is_written || round.iter().all(|it| it.answered.is_some())) {
            round = offices(named).map(ask).collect();
        } else if is_there && is_written {
            let before = |office: &str| round.iter().find(|it| it.office == office).cloned();
            round = offices(named).map(|it| before(it).unwrap_or_else(|| ask(it))).collect();
        }
        waited = is_there;
    }
    round
}

/// Whether an actor's office is asked to take a step and has not answered.
pub(crate) fn may_answer(
    procedure: &Procedure,
    record: &Record,
    step: &Step,
    field: &str,
    actor: &Actor,
) -> Result<(), Refusal> {
    let asked = asked(procedure, record, field);
    match asked.iter().find(|it| it.office == actor.office) {
        Some(Asked { answered: None, .. }) => Ok(()),
        Some(_) => Err(Refusal::Answered { office: actor.office.clone() }),
        None => {
            let open = asked.iter().filter(|it| it.answered.is_none());
            let open: Vec<String> = open.map(|it| it.office.clone()).collect();
            let (step, given) = (step.id.clone(), actor.office.clone());
            Err(Refusal::NotAsked { step, asked: joined(&open), given })
        }
    }
}

/// Where a step leads that writes these fields. One that several offices take leads on with the
/// last of them; so does one that leaves only such among those asked as have answered.
pub(crate) fn leads_to(
    procedure: &Procedure,
    record: &Record,
    step: &Step,
    fields: &BTreeMap<String, String>,
    taker: &str,
) -> String {
    let stays = || record.state.clone();
    let open = |field: &str| {
        let asked = asked(procedure, record, field).into_iter();
        asked.filter(|it| it.answered.is_none()).map(|it| it.office).collect::<Vec<_>>()
    };
    if let Some(field) = &step.each_of {
        let is_last = open(field).iter().all(|office| office == taker);
        return step.to.clone().filter(|_| is_last).unwrap_or_else(stays);
    }
    if let Some(to) = &step.to {
        return to.clone();
    }
    let joins = procedure.steps.iter().find_map(|answer| {
        let field = answer.each_of.as_ref().filter(|_| answer.from.contains(&record.state))?;
        let (asked, named) = (asked(procedure, record, field), fields.get(field)?);
        let has_answered =
            |office: &str| asked.iter().any(|it| it.office == office && it.answered.is_some());
        let all = offices(named).all(has_answered);
        answer.to.clone().filter(|_| all)
    });
    joins.unwrap_or_else(stays)
}
