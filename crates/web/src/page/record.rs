//! One record: what was written down, where it stands, what happened to it, and what may happen
//! next.

use app::{App, Error};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use hall::{Act, File, Media, Point, Record, Refusal, Stepped};
use jiff::civil::Date;
use pack::{Field, FieldType, Language, Pack};
use rust_decimal::Decimal;

use super::clocks::{self, AskedView, ClockView, DueView, LevelView};
use super::duplicates::{self, DuplicateView};
use super::input::{Control, Sent, Typed};
use super::moving::{self, VersionView};
use super::personal::{self, PersonalView, field_name, private};
use super::rules::{self, AttemptView, WarningView};
use super::steps::{self, OpenStep};
use crate::failure::{self, Failure};
use crate::limits::Sender;
use crate::portal::{Frame, Portal};
use crate::refusal;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "record.html")]
pub(crate) struct RecordPage {
    frame: Frame,
    id: String,
    title: String,
    register: String,
    version: VersionView,
    fields: Vec<FieldView>,
    states: Vec<StateView>,
    since: String,
    due: Option<DueView>,
    /// Who goes on with it, and by which steps.
    next: Vec<(String, String)>,
    clocks: Vec<ClockView>,
    /// The calendar that their ends follow from.
    calendar: String,
    warnings: Vec<WarningView>,
    attempts: Vec<AttemptView>,
    /// Who was asked, and has answered.
    asked: Vec<AskedView>,
    /// Who has had it, level by level.
    levels: Vec<LevelView>,
    history: Vec<StepView>,
    open: Vec<OpenStep>,
    /// What may be of the same thing, for whoever could say so.
    duplicates: Vec<DuplicateView>,
    /// What is for offices only, where the visitor acts for one that may see it.
    for_office: Vec<(String, String)>,
    /// What is kept of a person.
    personal: Option<PersonalView>,
    /// Why the last act was refused.
    refused: Option<String>,
    /// What was typed then.
    typed: Typed,
    done: bool,
}

/// Something written down.
pub(crate) struct FieldView {
    pub(crate) name: String,
    pub(crate) value: String,
    /// The value's language: what offices write is Chinese, all else is said in the visitor's.
    pub(crate) tag: &'static str,
    /// The file that it names.
    pub(crate) file: Option<FileView>,
}

/// A file that a record names.
pub(crate) struct FileView {
    pub(crate) address: String,
    pub(crate) is_picture: bool,
}

impl FieldView {
    /// What somebody wrote: a text, or the name of a file.
    pub(crate) fn written(name: String, text: &str) -> Self {
        let (tag, file) = (Language::Chinese.tag(), FileView::of(text));
        Self { name, value: text.to_owned(), tag, file }
    }
}

impl FileView {
    fn of(value: &str) -> Option<Self> {
        let (hash, media) = File::named(value)?;
        let is_picture = media != Media::Pdf;
        Some(Self { address: format!("/documents/{hash}"), is_picture })
    }
}

/// A state of the procedure, on the way.
struct StateView {
    name: String,
    here: bool,
}

/// Something that happened.
struct StepView {
    name: String,
    on: String,
    office: String,
    said: Vec<FieldView>,
    entry: u64,
    entry_address: String,
}

/// What the visitor's own act adds to the page.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Why it was refused.
    pub(crate) refused: Option<Refusal>,
    /// What was typed then.
    pub(crate) typed: Typed,
    /// What a look shows, by field.
    pub(crate) shown: Vec<(String, String)>,
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((pack, number)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    let is_known = visit.token.is_some();
    let answer = portal
        .page(visit, move |portal, frame| {
            page(portal, frame, &format!("{pack}/{number}"), Outcome::default())
        })
        .await;
    // Who signed in may see what is for offices only.
    if is_known { private(answer) } else { answer }
}

/// Takes a step for who signed in, or one that is left to anyone; a refused one shows the page
/// again with what was typed.
pub(crate) async fn take(
    State(portal): State<Portal>,
    Path((pack, number, step)): Path<(String, String, String)>,
    sender: Sender,
    visit: Visit,
    sent: Sent,
) -> Response {
    let id = format!("{pack}/{number}");
    let token = visit.token.clone();
    if token.is_none()
        && let Err(failure) = portal.admit(sender)
    {
        return failure::page(visit.language, &visit.address, &failure);
    }
    let (at, form) = (id.clone(), sent.typed.clone());
    let taken = portal
        .clone()
        .blocking(move |portal| {
            let actor = match &token {
                Some(token) => portal.app.actor(token)?,
                None => Some(app::anyone()),
            };
            let Some(actor) = actor else { return Ok(None) };
            match steps::take(portal, &at, step, sent, &actor) {
                // It is an office's, and none signed in.
                Err(Error::Refused(Refusal::WrongRole { .. })) if token.is_none() => Ok(None),
                taken => taken.map(Some),
            }
        })
        .await;
    match taken {
        Ok(Some(_)) => Redirect::to(&format!("/records/{id}?done=1#main")).into_response(),
        Ok(None) => failure::page(visit.language, &visit.address, &Failure::signed_out()),
        Err(Error::Refused(refusal)) => {
            let Failure { status, .. } = Failure::from(&Error::Refused(refusal.clone()));
            let outcome = Outcome { refused: Some(refusal), typed: form, ..Outcome::default() };
            let make = move |portal: &Portal, frame: Frame| page(portal, frame, &id, outcome);
            portal.page_with(status, visit, make).await
        }
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    }
}

/// A record's page, after an act or without one.
pub(crate) fn page(
    portal: &Portal,
    frame: Frame,
    id: &str,
    outcome: Outcome,
) -> Result<RecordPage, Error> {
    let Outcome { refused, typed, shown } = outcome;
    let record = portal.app.record_of(id)?;
    let pack = portal.app.pack_of(&record)?;
    let word = |key: String| pack.message(frame.texts.language, &key).to_owned();
    let register = &record.opened.register;
    let duplicates = match &frame.actor {
        Some(_) => duplicates::view(portal, &frame, pack, &record)?,
        None => Vec::new(),
    };
    Ok(RecordPage {
        id: record.id.clone(),
        title: record_title(&portal.app, &record).to_owned(),
        register: word(format!("register.{register}")),
        version: moving::view(portal, &frame, &record),
        fields: fields(portal, &frame, pack, &record),
        states: states(&frame, pack, &record),
        since: frame.texts.date(record.since),
        due: clocks::due(portal, &frame, pack, &record),
        next: steps::next(portal, &frame, pack, &record),
        clocks: clocks::clocks(portal, &frame, pack, &record),
        calendar: clocks::calendar(portal, &frame),
        asked: clocks::asked(portal, &frame, pack, &record),
        levels: clocks::levels(portal, &frame, pack, &record),
        warnings: rules::warnings(&frame, pack, &record),
        attempts: rules::attempts(portal, &frame, pack, &record)?,
        history: history(portal, &frame, pack, &record),
        open: {
            let actor = frame.actor.clone().unwrap_or_else(app::anyone);
            let base = format!("/records/{}", record.id);
            steps::open(portal, &frame, pack, &record, (&actor, &base), (&duplicates, &typed))
        },
        duplicates,
        for_office: for_office(portal, &frame, pack, &record)?,
        personal: personal::view(portal, &frame, pack, &record, &shown)?,
        refused: refused.as_ref().map(|it| refusal::told(portal, &frame, pack, &record, it)),
        typed,
        done: frame.address.get("done").is_some(),
        frame,
    })
}

/// Names and values of what is for offices only, as far as who signed in may see it.
fn for_office(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Result<Vec<(String, String)>, Error> {
    let Some(actor) = &frame.actor else {
        return Ok(Vec::new());
    };
    let name = |field: &str| field_name(frame.texts.language, pack, record, field);
    let values = portal.app.for_office(record, actor)?;
    Ok(values.into_iter().map(|(field, value)| (name(&field), value)).collect())
}

/// What a record is called: the field that its register names as the title, else its id.
pub(crate) fn record_title<'a>(app: &App, record: &'a Record) -> &'a str {
    let pack = app.definitions.pack_of(record);
    pack.and_then(|pack| pack.registers.get(&record.opened.register))
        .and_then(|register| record.field(&register.title))
        .unwrap_or(&record.id)
}

pub(crate) fn fields(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Vec<FieldView> {
    let register = &record.opened.register;
    let defined = pack.registers.get(register).map_or(&[][..], |register| &register.fields);
    let word = |key: String| pack.message(frame.texts.language, &key).to_owned();
    let view = |field: &pack::Field| {
        let value = record.field(&field.id)?;
        let written = matches!(field.field_type, FieldType::Text);
        Some(FieldView {
            name: word(format!("field.{register}.{}", field.id)),
            value: shown(portal, frame, (pack, register), field, value),
            tag: if written { Language::Chinese.tag() } else { frame.texts.tag() },
            file: FileView::of(value),
        })
    };
    defined.iter().filter_map(view).collect()
}

/// A value as people read it.
pub(crate) fn shown(
    portal: &Portal,
    frame: &Frame,
    (pack, register): (&Pack, &str),
    field: &Field,
    value: &str,
) -> String {
    match &field.field_type {
        FieldType::Code { .. } => {
            let key = format!("code.{register}.{}.{value}", field.id);
            pack.message(frame.texts.language, &key).to_owned()
        }
        FieldType::Place => frame.place(&portal.app, value),
        FieldType::Office { .. } => {
            let names = hall::offices(value).map(|office| frame.office(&portal.app, office));
            names.collect::<Vec<_>>().join(&frame.t("list-comma"))
        }
        FieldType::Date => {
            value.parse().map_or_else(|_| value.to_owned(), |date: Date| frame.texts.date(date))
        }
        FieldType::Number { unit } => number(frame, value, unit.as_deref().unwrap_or("")),
        FieldType::Money => number(frame, value, "元"),
        FieldType::Flag => frame.t(if value == "true" { "yes" } else { "no" }),
        FieldType::File { .. } => {
            frame.t(if value.ends_with(".pdf") { "file-pdf" } else { "file-photo" })
        }
        FieldType::Point => match Point::of_field(value) {
            Some(point) => frame.texts.point(point),
            None => value.to_owned(),
        },
        FieldType::Text => value.to_owned(),
    }
}

fn number(frame: &Frame, value: &str, unit: &str) -> String {
    let number = value.parse::<Decimal>();
    number.map_or_else(|_| value.to_owned(), |number| frame.texts.quantity(number, unit))
}

fn states(frame: &Frame, pack: &Pack, record: &Record) -> Vec<StateView> {
    let procedure = &record.opened.procedure;
    let defined = pack.procedures.get(procedure).map_or(&[][..], |it| &it.states);
    let view = |state: &pack::State| StateView {
        name: pack
            .message(frame.texts.language, &format!("state.{procedure}.{}", state.id))
            .to_owned(),
        here: state.id == record.state,
    };
    defined.iter().map(view).collect()
}

fn history(portal: &Portal, frame: &Frame, pack: &Pack, record: &Record) -> Vec<StepView> {
    let procedure = &record.opened.procedure;
    let view = |happened: &hall::Happened| {
        let (name, said) = match &happened.act {
            Act::Opened => (frame.t("record-opened"), Vec::new()),
            Act::Moved(moved) => (moving::told(frame, moved), moving::said(frame, moved)),
            Act::Stepped(step) => {
                let key = format!("step.{procedure}.{}", step.step);
                // A step that this version does not have was taken by an earlier one.
                let name = portal.app.definitions.message(&pack.id, frame.texts.language, &key);
                let name = pack.messages.get(frame.texts.language, &key).or(name);
                let name = name.unwrap_or(&step.step).to_owned();
                (name, said(portal, frame, pack, record, step))
            }
        };
        StepView {
            name,
            on: frame.texts.date(happened.at.date()),
            office: match happened.step().is_some_and(|step| step.clock.is_some()) {
                true => frame.t("role-program"),
                false => frame.office(&portal.app, &happened.office),
            },
            said,
            entry: happened.entry,
            entry_address: frame.link(&format!("/entries/{}", happened.entry)),
        }
    };
    record.history.iter().rev().map(view).collect()
}

/// What came with a step, and what it wrote down: names and values.
fn said(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
    step: &Stepped,
) -> Vec<FieldView> {
    let tag = Language::Chinese.tag();
    let all = [("evidence", &step.evidence), ("reason", &step.reason), ("note", &step.note)];
    let told = all.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?)));
    let view =
        |(key, text): (&str, &String)| FieldView::written(frame.t(&format!("need-{key}")), text);
    let mut said: Vec<FieldView> = told.map(view).collect();
    if let Some(run_out) = &step.clock {
        let ran_out = clocks::ran_out(portal, frame, (pack, record), run_out);
        said.extend(ran_out.iter().map(|(name, text)| FieldView::written(name.clone(), text)));
    }
    let register = &record.opened.register;
    let declared = pack.registers.get(register);
    for (name, value) in &step.fields {
        let Some(field) = declared.and_then(|register| register.field(name)) else { continue };
        let (name, file) =
            (field_name(frame.texts.language, pack, record, name), FileView::of(value));
        let value = shown(portal, frame, (pack, register), field, value);
        said.push(FieldView { name, value, tag, file });
    }
    said.extend(rules::said(frame, pack, step));
    said
}
