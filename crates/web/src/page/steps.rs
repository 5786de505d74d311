//! The steps that somebody may take on a record, as forms; what was sent with one; and who goes on
//! otherwise.

use app::{Actor, Error};
use hall::{Record, Taking};
use pack::{Need, PUBLIC, Pack, REPORTER, Step};

use super::entry::role_name;
use super::input::{self, Input, Sent, Typed};
use crate::portal::{Frame, Portal};

/// A step that the visitor may take, with what must come with it.
pub(crate) struct OpenStep {
    pub(crate) action: String,
    pub(crate) name: String,
    /// What the step means, where the pack says so.
    pub(crate) note: Option<String>,
    /// Whether it can be shown by a file or by its name.
    pub(crate) evidence: bool,
    /// Name of the control, its label.
    pub(crate) needs: Vec<(&'static str, String)>,
    /// The fields that it writes.
    pub(crate) inputs: Vec<Input>,
    /// How many things had happened to the record when the form was made.
    pub(crate) seen: usize,
}

/// The steps that somebody may take now; `base` is where their forms are sent to.
pub(crate) fn open(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
    (actor, base): (&Actor, &str),
    typed: &Typed,
) -> Vec<OpenStep> {
    let procedure = &record.opened.procedure;
    let view = |step: &Step| {
        let key = format!("step.{procedure}.{}", step.id);
        let note = pack.messages.get(frame.texts.language, &format!("note.{key}"));
        let needs = step.needs.iter().filter_map(|need| match need {
            Need::Evidence => None,
            Need::Reason => Some("reason"),
            Need::Note => Some("note"),
        });
        OpenStep {
            action: format!("{base}/steps/{}", step.id),
            name: pack.message(frame.texts.language, &key).to_owned(),
            note: note.map(str::to_owned),
            evidence: step.needs.contains(&Need::Evidence),
            needs: needs.map(|need| (need, frame.t(&format!("need-{need}")))).collect(),
            inputs: input::of_step(portal, frame, pack, record, step, typed),
            seen: record.history.len(),
        }
    };
    hall::available(portal.app.setting(pack), record, actor).map(view).collect()
}

/// Takes the step that a form asks for.
pub(crate) fn take(
    portal: &Portal,
    record: &str,
    step: String,
    sent: Sent,
    actor: &Actor,
) -> Result<u64, Error> {
    let Sent { typed, uploads } = sent;
    let asked = Taking {
        step,
        evidence: typed.said("evidence"),
        reason: typed.said("reason"),
        note: typed.said("note"),
        fields: typed.fields(),
        ..Taking::default()
    };
    portal.app.take_step_with(record, asked, uploads, typed.get("seen").parse().ok(), actor)
}

/// Which offices go on with a record from where it stands, and by which steps: roles and steps in
/// the procedure's order.
pub(crate) fn next(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Vec<(String, String)> {
    let procedure = &record.opened.procedure;
    let steps = pack.procedures.get(procedure).map_or(&[][..], |procedure| &procedure.steps);
    let mut next: Vec<(&str, String)> = Vec::new();
    let is_open = |step: &&Step| {
        step.to.is_some()
            && step.from.contains(&record.state)
            && step.role().is_some_and(|role| ![PUBLIC, REPORTER].contains(&role))
            && step.only.holds(|field| record.field(field))
    };
    for step in steps.iter().filter(is_open) {
        let key = format!("step.{procedure}.{}", step.id);
        let name = pack.message(frame.texts.language, &key);
        let role = step.role().unwrap_or_default();
        match next.iter_mut().find(|(found, _)| *found == role) {
            Some((_, names)) => *names += &format!("{}{name}", frame.t("list-comma")),
            None => next.push((role, name.to_owned())),
        }
    }
    next.into_iter().map(|(role, names)| (role_name(portal, frame, role), names)).collect()
}
