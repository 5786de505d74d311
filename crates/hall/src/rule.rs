//! What must hold when something is done: red lines that refuse it, and warnings that stand until
//! what they warn of is so no more.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use pack::{Pack, Rule, Scope};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::decide::Refusal;
use crate::record::Record;

/// What was asked for against a rule: the body of a `rule.refused` entry, version 1. Its subject is
/// the record, which may never have been opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The rule.
    pub rule: String,
    /// The step, or `open`.
    pub step: String,
    /// What the rule speaks of, as it would have been, in canonical text; what was not filled in is
    /// left out.
    pub fields: BTreeMap<String, String>,
}

impl Attempt {
    /// The kind of entry that carries it.
    pub const KIND: &'static str = "rule.refused";

    /// The entry's body.
    #[must_use]
    pub fn to_body(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map,
            other => unreachable!("bodies are structs with text keys, not {other:?}"),
        }
    }

    /// Reads an entry's body back; `None` if it has another form.
    #[must_use]
    pub fn from_body(body: &Map<String, Value>) -> Option<Self> {
        Self::deserialize(body).ok()
    }
}

/// What rules that only warn say of something that is done.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Warnings {
    /// Those that do not hold.
    pub(crate) warned: BTreeSet<String>,
    /// Those that hold, and did not before.
    pub(crate) lifted: BTreeSet<String>,
}

/// Asks the rules of a procedure at a step, or at the opening, of the record as it would be then.
pub(crate) fn ask<'a>(
    (pack, today): (&Pack, Date),
    procedure: &str,
    step: &str,
    before: Option<&'a Record>,
    written: &'a BTreeMap<String, String>,
) -> Result<Warnings, Refusal> {
    let mut warnings = Warnings::default();
    let Some(declared) = pack.procedures.get(procedure) else { return Ok(warnings) };
    let Some(register) = pack.registers.get(&declared.register) else { return Ok(warnings) };
    let text = |field: &str| {
        let written = written.get(field).map(String::as_str);
        written.or_else(|| before.and_then(|record| record.field(field)))
    };
    let value = |field: &str| register.value(field, text(field)?);
    let scope = Scope { field: &value, today: Some(today) };
    let asked = |rule: &Rule| rule.procedure == procedure && rule.at.iter().any(|at| at == step);
    for (id, rule) in pack.rules.iter().filter(|(_, rule)| asked(rule)) {
        let holds = rule.must.holds(scope);
        if !holds && !rule.warns {
            let fields = rule.must.fields().into_iter();
            let figure = |field: &str| (field.to_owned(), text(field).map(str::to_owned));
            return Err(Refusal::Rule {
                rule: id.clone(),
                step: step.to_owned(),
                basis: rule.basis.clone(),
                figures: fields.map(figure).collect(),
            });
        }
        if !holds {
            warnings.warned.insert(id.clone());
        } else if before.is_some_and(|record| record.warnings.contains_key(id)) {
            warnings.lifted.insert(id.clone());
        }
    }
    Ok(warnings)
}

/// Figures in a row, for whoever reads no page.
pub(crate) fn told(figures: &[(String, Option<String>)]) -> String {
    let told = |(field, value): &(String, Option<String>)| match value {
        Some(value) => format!("{field} = {value}"),
        None => format!("{field} is empty"),
    };
    figures.iter().map(told).collect::<Vec<_>>().join(", ")
}

impl Refusal {
    /// What is journaled of it, although nothing was done: that a red line was run against.
    #[must_use]
    pub fn attempt(&self) -> Option<Attempt> {
        let Self::Rule { rule, step, figures, .. } = self else { return None };
        let there = |(field, value): &(String, Option<String>)| {
            value.as_ref().map(|value| (field.clone(), value.clone()))
        };
        let fields = figures.iter().filter_map(there).collect();
        Some(Attempt { rule: rule.clone(), step: step.clone(), fields })
    }
}
