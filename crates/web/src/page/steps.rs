//! The steps that somebody may take on a record, as forms; what was sent with one; and who goes on
//! otherwise.

use app::{Actor, Error};
use hall::{Record, Taking};
use pack::{Need, PUBLIC, Pack, Procedure, REPORTER, Step};

use super::duplicates::DuplicateView;
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

/// The steps that somebody may take now; `base` is where their forms are sent to, `duplicates` what
/// may be of the same thing.
pub(crate) fn open(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
    (actor, base): (&Actor, &str),
    (duplicates, typed): (&[DuplicateView], &Typed),
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
            inputs: input::of_step(portal, frame, pack, record, step, (duplicates, typed)),
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

/// Who goes on with a record from where it stands, and by which steps, in the procedure's order: a
/// role, before it the office that a field names, or those that were asked and have not answered.
pub(crate) fn next(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Vec<(String, String)> {
    let id = &record.opened.procedure;
    let Some(procedure) = pack.procedures.get(id) else { return Vec::new() };
    let mut next: Vec<(String, String)> = Vec::new();
    for step in &procedure.steps {
        let is_open = (step.to.is_some() || step.each_of.is_some())
            && step.from.contains(&record.state)
            && step.only.holds(|field| record.field(field));
        let role = step.role().filter(|role| ![PUBLIC, REPORTER].contains(role));
        let Some(role) = role.filter(|_| is_open) else { continue };
        let Some(who) = holder(portal, frame, procedure, record, step, role) else { continue };
        let key = format!("step.{id}.{}", step.id);
        let name = pack.message(frame.texts.language, &key);
        match next.iter_mut().find(|(found, _)| *found == who) {
            Some((_, names)) => *names += &format!("{}{name}", frame.t("list-comma")),
            None => next.push((who, name.to_owned())),
        }
    }
    next
}

/// Who may take a step; nobody where all who were asked have answered.
fn holder(
    portal: &Portal,
    frame: &Frame,
    procedure: &Procedure,
    record: &Record,
    step: &Step,
    role: &str,
) -> Option<String> {
    let role = role_name(portal, frame, role);
    let offices: Vec<String> = match (&step.office, &step.each_of) {
        (Some(field), _) => record.field(field).into_iter().map(str::to_owned).collect(),
        (None, Some(field)) => {
            let asked = hall::asked(procedure, record, field).into_iter();
            let open: Vec<String> =
                asked.filter(|it| it.answered.is_none()).map(|it| it.office).collect();
            if open.is_empty() {
                return None;
            }
            open
        }
        (None, None) => Vec::new(),
    };
    let names: Vec<String> = offices.iter().map(|id| frame.office(&portal.app, id)).collect();
    let names = names.join(&frame.t("list-comma"));
    Some(if names.is_empty() { role } else { format!("{names} · {role}") })
}
