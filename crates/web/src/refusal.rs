//! Why a step was refused, in the visitor's language and the pack's own words.

use account::CorrectionError;
use app::{App, Error};
use axum::http::StatusCode;
use hall::{FileFault, Record, Refusal};
use jiff::civil::{Date, DateTime};
use pack::{FieldType, Pack};

use crate::failure::Failure;
use crate::page::entry::role_name;
use crate::page::rules;
use crate::portal::{Frame, Portal};
use crate::text::Texts;

/// Tells why a step of a record was refused and what would do.
pub(crate) fn told(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
    refusal: &Refusal,
) -> String {
    let (app, texts): (&App, _) = (&portal.app, frame.texts);
    let word = |kind: &str, id: &str| word(frame, pack, record, kind, id);
    match refusal {
        Refusal::WrongState { step, state, from } => {
            let from: Vec<String> = from.split(", ").map(|state| word("state", state)).collect();
            let from = from.join(&frame.t("list-or"));
            let (step, state) = (word("step", step), word("state", state));
            texts.with3("refusal-state", [("step", &step), ("state", &state), ("from", &from)])
        }
        Refusal::WrongRole { step, needed, given } => {
            let needed: Vec<String> =
                needed.split(", ").map(|role| role_name(portal, frame, role)).collect();
            let (needed, given) =
                (needed.join(&frame.t("list-or")), role_name(portal, frame, given));
            let step = word("step", step);
            texts.with3("refusal-role", [("step", &step), ("needed", &needed), ("given", &given)])
        }
        Refusal::WrongOffice { responsible, given } => {
            let (responsible, given) = (frame.office(app, responsible), frame.office(app, given));
            texts.with2("refusal-office", ("responsible", "given"), &responsible, &given)
        }
        Refusal::SameOffice { step, earlier, office } => {
            let office = frame.office(app, office);
            let (step, earlier) = (word("step", step), word("step", earlier));
            texts.with3(
                "refusal-same-office",
                [("step", &step), ("earlier", &earlier), ("office", &office)],
            )
        }
        Refusal::Needs { step, what } => {
            let what = frame.t(&format!("need-{what}"));
            texts.with2("refusal-needs", ("step", "what"), &word("step", step), &what)
        }
        Refusal::TooLong { field, limit } => {
            let field = frame.t(&format!("need-{field}"));
            texts.with2("refusal-too-long", ("field", "limit"), &field, &limit.to_string())
        }
        Refusal::MissingField(_)
        | Refusal::BadValue { .. }
        | Refusal::BadFile { .. }
        | Refusal::NamesPerson(_)
        | Refusal::Rule { .. }
        | Refusal::FarAway { .. } => {
            of_opening(portal, frame, pack, &record.opened.register, refusal)
        }
        Refusal::NotFor(_)
        | Refusal::NotYet { .. }
        | Refusal::TooEarly { .. }
        | Refusal::ByClock { .. }
        | Refusal::NotAsked { .. }
        | Refusal::Answered { .. }
        | Refusal::NoUpper { .. } => of_order(portal, frame, (pack, record), refusal),
        Refusal::NothingPersonal(_) => frame.t("refusal-nothing-personal"),
        Refusal::Erased(_) => frame.t("refusal-erased"),
        Refusal::UnknownStep(step) => texts.with("refusal-unknown-step", "step", step),
        Refusal::SameVersion { .. }
        | Refusal::StateGone { .. }
        | Refusal::BookedElsewhere { .. }
        | Refusal::UnknownField { .. } => of_moving(frame, pack, record, refusal),
        // No form of a record's page asks for these.
        Refusal::UnknownRegister(_)
        | Refusal::Exists(_)
        | Refusal::NoRecord(_)
        | Refusal::NotFilled { .. } => refusal.to_string(),
    }
}

/// What a state, step or clock of a record's procedure is called.
fn word(frame: &Frame, pack: &Pack, record: &Record, kind: &str, id: &str) -> String {
    let key = format!("{kind}.{}.{id}", record.opened.procedure);
    match pack.messages.get(frame.texts.language, &key) {
        Some(known) => known.to_owned(),
        None if id == "move" => frame.t("move-record"),
        // No step of the procedure's, but a look at what is kept of a person.
        None => frame.t("look"),
    }
}

/// Tells why it is not a step's turn.
fn of_order(
    portal: &Portal,
    frame: &Frame,
    (pack, record): (&Pack, &Record),
    refusal: &Refusal,
) -> String {
    let texts = frame.texts;
    let office = |id: &str| frame.office(&portal.app, id);
    let word = |kind: &str, id: &str| word(frame, pack, record, kind, id);
    match refusal {
        Refusal::NotFor(step) => texts.with("refusal-not-for", "step", &word("step", step)),
        Refusal::NotYet { step, missing } => {
            let (step, missing) = (word("step", step), word("step", missing));
            texts.with2("refusal-not-yet", ("step", "missing"), &step, &missing)
        }
        Refusal::TooEarly { step, clock, until } => {
            let (step, clock) = (word("step", step), word("clock", clock));
            let until = match (until.parse::<Date>(), until.parse::<DateTime>()) {
                (Ok(day), _) if until.len() == 10 => texts.date(day),
                (_, Ok(at)) => texts.moment(at),
                _ => until.clone(),
            };
            let values = [("step", step.as_str()), ("clock", &clock), ("until", &until)];
            texts.with3("refusal-too-early", values)
        }
        Refusal::ByClock { step, clock } => {
            let (step, clock) = (word("step", step), word("clock", clock));
            texts.with2("refusal-by-clock", ("step", "clock"), &step, &clock)
        }
        Refusal::NotAsked { step, asked, given } => {
            let asked: Vec<String> = hall::offices(asked).map(office).collect();
            let asked = asked.join(&frame.t("list-comma"));
            let (step, given) = (word("step", step), office(given));
            let values = [("step", step.as_str()), ("asked", &asked), ("given", &given)];
            texts.with3("refusal-not-asked", values)
        }
        Refusal::Answered { office: id } => texts.with("refusal-answered", "office", &office(id)),
        Refusal::NoUpper { office: id } => texts.with("refusal-no-upper", "office", &office(id)),
        _ => refusal.to_string(),
    }
}

/// Tells why a record was not moved to the version of its pack that is in use.
fn of_moving(frame: &Frame, pack: &Pack, record: &Record, refusal: &Refusal) -> String {
    let texts = frame.texts;
    match refusal {
        Refusal::SameVersion { version } => {
            texts.with("refusal-same-version", "version", &version.to_string())
        }
        Refusal::StateGone { state, version } => {
            let key = format!("state.{}.{state}", record.opened.procedure);
            let state = pack.message(texts.language, &key);
            let names = ("state", "version");
            texts.with2("refusal-state-gone", names, state, &version.to_string())
        }
        Refusal::BookedElsewhere { version } => {
            texts.with("refusal-booked-elsewhere", "version", &version.to_string())
        }
        Refusal::UnknownField { register, field } => {
            let key = format!("field.{register}.{field}");
            texts.with("refusal-field-gone", "field", pack.message(texts.language, &key))
        }
        _ => refusal.to_string(),
    }
}

/// Tells why a record was not opened and what would do; a field is called by its name.
pub(crate) fn of_opening(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    register: &str,
    refusal: &Refusal,
) -> String {
    let (app, texts): (&App, _) = (&portal.app, frame.texts);
    let field = |id: &str| match id {
        "evidence" | "reason" | "note" => frame.t(&format!("need-{id}")),
        id => pack.message(texts.language, &format!("field.{register}.{id}")).to_owned(),
    };
    match refusal {
        Refusal::MissingField(id) => texts.with("refusal-missing-field", "field", &field(id)),
        Refusal::BadValue { field: id, value, .. } => {
            let found = pack.registers.get(register).and_then(|register| register.field(id));
            let kind = match found.map(|field| &field.field_type) {
                Some(FieldType::Number { .. } | FieldType::Money) => "refusal-not-a-number",
                Some(FieldType::Date) => "refusal-not-a-date",
                Some(FieldType::Point) => "refusal-not-a-point",
                _ => "refusal-not-on-the-list",
            };
            texts.with2(kind, ("field", "value"), &field(id), value)
        }
        Refusal::Rule { rule, basis, figures, .. } => {
            let key = format!("rule.{rule}");
            let rule = pack.message(texts.language, &key);
            let figures = figures.iter().map(|(id, value)| (id.as_str(), value.as_deref()));
            let figures = rules::figures(portal, frame, (pack, register), figures);
            let values = [("rule", rule), ("figures", &figures), ("basis", basis)];
            texts.with3("refusal-rule", values)
        }
        Refusal::TooLong { field: id, limit } => {
            let (field, limit) = (field(id), limit.to_string());
            texts.with2("refusal-too-long", ("field", "limit"), &field, &limit)
        }
        Refusal::BadFile { field: id, fault } => {
            let limit = match fault {
                FileFault::TooLarge { megabytes } => megabytes.to_string(),
                _ => String::new(),
            };
            let key = format!("refusal-file-{}", fault.name());
            texts.with2(&key, ("field", "limit"), &field(id), &limit)
        }
        Refusal::NamesPerson(id) => texts.with("refusal-names-person", "field", &field(id)),
        Refusal::FarAway { field: id, value } => {
            texts.with2("refusal-far-away", ("field", "value"), &field(id), value)
        }
        Refusal::Exists(id) => texts.with("refusal-exists", "record", id),
        Refusal::WrongRole { needed, given, .. } => {
            let needed: Vec<String> =
                needed.split(", ").map(|role| role_name(portal, frame, role)).collect();
            let (needed, given) =
                (needed.join(&frame.t("list-or")), role_name(portal, frame, given));
            texts.with2("refusal-open-role", ("needed", "given"), &needed, &given)
        }
        Refusal::WrongOffice { responsible, given } => {
            let (responsible, given) = (frame.office(app, responsible), frame.office(app, given));
            texts.with2("refusal-office", ("responsible", "given"), &responsible, &given)
        }
        // No form of the page asks for these.
        _ => refusal.to_string(),
    }
}

/// Tells why a correction was not taken down, where that is for the one who made it to mend; any
/// other failure is given back.
pub(crate) fn of_correction(texts: &Texts, error: Error) -> Result<(StatusCode, String), Error> {
    let why = match &error {
        Error::Correction(why) => correction(texts, why),
        Error::Changed(_) => texts.get("failure-changed-advice"),
        _ => return Err(error),
    };
    Ok((Failure::from(&error).status, why))
}

/// Tells why a correction of a reading was not taken down and what would do.
fn correction(texts: &Texts, error: &CorrectionError) -> String {
    match error {
        CorrectionError::Gone(_) => texts.get("failure-changed-advice"),
        CorrectionError::Twice(_) => texts.get("correction-twice"),
        CorrectionError::BadSpan => texts.get("correction-bad-span"),
        CorrectionError::BadValue { field, value } => {
            let field = texts.get(&format!("field-{}", field.replace('_', "-")));
            texts.with2("correction-bad-value", ("field", "value"), &field, value)
        }
        CorrectionError::NoLead => texts.get("correction-no-lead"),
        CorrectionError::TooFew => texts.get("correction-too-few"),
        CorrectionError::NothingToUndo | CorrectionError::NotLast(_) => {
            texts.get("correction-not-last")
        }
    }
}
