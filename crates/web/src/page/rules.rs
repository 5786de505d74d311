//! What rules say of a record: the warnings that stand, and what was asked for against a red line.

use std::collections::BTreeSet;

use app::{Attempted, Error};
use hall::{Record, Stepped};
use pack::Pack;

use super::record::{FieldView, shown};
use crate::portal::{Frame, Portal};

/// A warning that stands against a record.
pub(crate) struct WarningView {
    pub(crate) rule: String,
    pub(crate) basis: String,
    pub(crate) entry: u64,
    pub(crate) entry_address: String,
}

/// Something that was asked for against a red line.
pub(crate) struct AttemptView {
    pub(crate) rule: String,
    pub(crate) step: String,
    pub(crate) on: String,
    pub(crate) office: String,
    pub(crate) figures: String,
    pub(crate) entry: u64,
    pub(crate) entry_address: String,
}

/// The warnings that stand against a record, in the order of their ids.
pub(crate) fn warnings(frame: &Frame, pack: &Pack, record: &Record) -> Vec<WarningView> {
    let view = |(id, entry): (&String, &u64)| WarningView {
        rule: name(frame, pack, id),
        basis: pack.rules.get(id).map(|rule| rule.basis.clone()).unwrap_or_default(),
        entry: *entry,
        entry_address: frame.link(&format!("/entries/{entry}")),
    };
    record.warnings.iter().map(view).collect()
}

/// What was asked for of a record against a red line, the latest first.
pub(crate) fn attempts(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Result<Vec<AttemptView>, Error> {
    let (procedure, register) = (&record.opened.procedure, &record.opened.register);
    let view = |Attempted { entry, on, office, attempt }: Attempted| {
        let figures = attempt.fields.iter().map(|(id, value)| (id.as_str(), Some(value.as_str())));
        let step = match attempt.step.as_str() {
            pack::Rule::OPENING => frame.t("record-opened"),
            step => {
                let key = format!("step.{procedure}.{step}");
                pack.message(frame.texts.language, &key).to_owned()
            }
        };
        AttemptView {
            rule: name(frame, pack, &attempt.rule),
            step,
            on: frame.texts.date(on),
            office: frame.office(&portal.app, &office),
            figures: self::figures(portal, frame, (pack, register), figures),
            entry,
            entry_address: frame.link(&format!("/entries/{entry}")),
        }
    };
    Ok(portal.app.attempts(&record.id)?.into_iter().rev().map(view).collect())
}

/// What rules said of a step: names and values, as the step itself tells what it wrote.
pub(crate) fn said(frame: &Frame, pack: &Pack, step: &Stepped) -> Vec<FieldView> {
    let told = |key: &str, rules: &BTreeSet<String>| {
        let view = |rule: &String| FieldView::written(frame.t(key), &name(frame, pack, rule));
        rules.iter().map(view).collect::<Vec<_>>()
    };
    let (warned, lifted) = (told("rule-warned", &step.warned), told("rule-lifted", &step.lifted));
    warned.into_iter().chain(lifted).collect()
}

/// The values that a rule speaks of, in a row; what is not filled in is said to be so.
pub(crate) fn figures<'a>(
    portal: &Portal,
    frame: &Frame,
    (pack, register): (&Pack, &str),
    figures: impl Iterator<Item = (&'a str, Option<&'a str>)>,
) -> String {
    let declared = pack.registers.get(register);
    let told = |(id, value): (&str, Option<&str>)| {
        let name = pack.message(frame.texts.language, &format!("field.{register}.{id}")).to_owned();
        let field = declared.and_then(|register| register.field(id));
        let value = match field.zip(value) {
            Some((field, value)) => shown(portal, frame, (pack, register), field, value),
            None => frame.t("not-filled-in"),
        };
        format!("{name}{}{value}", frame.t("colon"))
    };
    figures.map(told).collect::<Vec<_>>().join(&frame.t("list-comma"))
}

/// What a rule says, in the pack's words.
fn name(frame: &Frame, pack: &Pack, rule: &str) -> String {
    pack.message(frame.texts.language, &format!("rule.{rule}")).to_owned()
}
