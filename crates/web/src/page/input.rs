//! A pack's fields as controls of a form, and what was typed into them and sent with them.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hall::Record;
use pack::{Field, FieldType, FileKind, Pack, Register, Step, Visibility};
use serde::Deserialize;

use super::duplicates::{self, DuplicateView};
use crate::failure::{self, Failure};
use crate::fields::Choice;
use crate::portal::{Frame, Portal};
use crate::visit::Visit;

/// Fields stand among a form's other controls under this prefix.
const PREFIX: &str = "field.";

/// What a form sends: names and values in its order.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    /// What was typed into a control; empty where there is none of that name.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// The same; `None` where it is blank.
    pub(crate) fn said(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|text| !text.trim().is_empty())
    }

    /// All of it.
    pub(crate) fn all(&self) -> impl Iterator<Item = (String, String)> {
        self.0.iter().cloned()
    }

    /// What was typed into fields; those left blank are left out. What was chosen of several stands
    /// in one value, with commas between.
    pub(crate) fn fields(&self) -> BTreeMap<String, String> {
        let fields =
            self.0.iter().filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?, value)));
        let mut typed = BTreeMap::<String, String>::new();
        for (name, value) in fields.filter(|(_, value)| !value.trim().is_empty()) {
            match typed.get_mut(name) {
                Some(several) => *several = format!("{several},{value}"),
                None => drop(typed.insert(name.to_owned(), value.clone())),
            }
        }
        typed
    }
}

/// What a form sends, with its files by the fields that they are for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(crate) typed: Typed,
    pub(crate) uploads: BTreeMap<String, Vec<u8>>,
}

/// What the control of a file is called that shows a step, beside the text that names one.
pub(crate) const EVIDENCE_FILE: &str = "evidence-file";

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) =
            <Visit as axum::extract::FromRequestParts<S>>::from_request_parts(&mut parts, state)
                .await;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_multipart = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let request = Request::from_parts(parts, body);
        if !is_multipart {
            let form = Form::<Typed>::from_request(request, state).await;
            let Form(typed) = form.map_err(IntoResponse::into_response)?;
            return Ok(Self { typed, uploads: BTreeMap::new() });
        }
        let failed = |status: StatusCode, detail: String| {
            let failure = Failure { status, code: "upload", detail: Some(detail) };
            failure::page(visit.language, &visit.address, &failure)
        };
        let multipart = Multipart::from_request(request, state).await;
        let multipart = multipart.map_err(|error| failed(error.status(), error.body_text()))?;
        Self::read(multipart).await.map_err(|error| failed(error.status(), error.body_text()))
    }
}

impl Sent {
    async fn read(mut parts: Multipart) -> Result<Self, MultipartError> {
        let mut sent = Self::default();
        while let Some(part) = parts.next_field().await? {
            let Some(name) = part.name().map(str::to_owned) else { continue };
            if part.file_name().is_none() {
                sent.typed.0.push((name, part.text().await?));
                continue;
            }
            let bytes = part.bytes().await?.to_vec();
            let field = match name.strip_prefix(PREFIX) {
                Some(field) => field.to_owned(),
                None if name == EVIDENCE_FILE => "evidence".to_owned(),
                None => name,
            };
            // Where no file was chosen, browsers send one with nothing in it.
            if !bytes.is_empty() {
                sent.uploads.insert(field, bytes);
            }
        }
        Ok(sent)
    }
}

/// A control for one field.
pub(crate) struct Input {
    /// The control's name.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) note: Option<String>,
    pub(crate) control: Control,
    pub(crate) required: bool,
    /// What it holds.
    pub(crate) value: String,
}

/// What a value is chosen or typed with.
pub(crate) enum Control {
    /// A line of text, with what a phone shows for it and the unit behind it.
    Line { kind: &'static str, mode: &'static str, unit: String },
    /// A list to choose from.
    List(Vec<Choice>),
    /// A list to choose several from.
    Several(Vec<Choice>),
    /// A file, with what the browser offers for it.
    File { accept: &'static str },
    /// A point; a script offers where the device is.
    Point,
}

/// The controls for what is written down when a record is opened.
pub(crate) fn of_opening(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    register: (&str, &Register),
    role: &str,
    typed: &Typed,
) -> Vec<Input> {
    let (id, register) = register;
    let governing = || pack.procedures.values().filter(|procedure| procedure.register == id);
    let asked = register
        .fields
        .iter()
        .filter(|field| governing().all(|procedure| procedure.asks(field, role)));
    let input = |field: &Field| {
        // One that is required of some records only is asked of all; what is missing is told.
        let required = field.required.as_ref().is_some_and(|when| when.0.is_empty());
        let typed = typed.said(&format!("{PREFIX}{}", field.id));
        let typed = typed.or_else(|| field.default.clone()).unwrap_or_default();
        of_field(portal, frame, pack, id, field, required, typed)
    };
    asked.map(input).collect()
}

/// The controls for what a step writes down; they hold what is written down so far. Where it names
/// a record of the same thing, those that are likely stand there to be chosen.
pub(crate) fn of_step(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
    step: &Step,
    (likely, typed): (&[DuplicateView], &Typed),
) -> Vec<Input> {
    let id = &record.opened.register;
    let register = pack.registers.get(id);
    let input = |(name, required): (&str, bool)| {
        let field = register?.field(name)?;
        let typed = typed.fields().remove(name);
        let value = typed.unwrap_or_else(|| record.field(name).unwrap_or_default().to_owned());
        let mut input = of_field(portal, frame, pack, id, field, required, value);
        if duplicates::field(pack, record) == Some(name) && !likely.is_empty() {
            input.control = choice(frame, likely, &input.value);
        }
        Some(input)
    };
    step.filled().filter_map(input).collect()
}

fn choice(frame: &Frame, likely: &[DuplicateView], chosen: &str) -> Control {
    let none = Choice { value: String::new(), text: frame.t("choose"), chosen: false };
    let one = |it: &DuplicateView| Choice {
        chosen: it.number == chosen,
        text: format!("{} {}", it.number, it.title),
        value: it.number.clone(),
    };
    Control::List(std::iter::once(none).chain(likely.iter().map(one)).collect())
}

fn of_field(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    register: &str,
    field: &Field,
    required: bool,
    value: String,
) -> Input {
    let word = |key: &str| pack.message(frame.texts.language, key).to_owned();
    let key = format!("field.{register}.{}", field.id);
    let note = pack.messages.get(frame.texts.language, &format!("note.{key}"));
    let private = (field.visibility != Visibility::Public).then(|| frame.t("field-private"));
    let line = |kind, mode, unit: &str| Control::Line { kind, mode, unit: unit.to_owned() };
    let city = portal.app.city();
    let list = |all: Vec<(String, String)>| {
        let none = [(String::new(), frame.t("choose"))];
        let choice = |(id, text): (String, String)| Choice { chosen: id == value, value: id, text };
        Control::List(none.into_iter().chain(all).map(choice).collect())
    };
    let several = |all: Vec<(String, String)>| {
        let is_chosen = |id: &str| hall::offices(&value).any(|chosen| chosen == id);
        let choice =
            |(id, text): (String, String)| Choice { chosen: is_chosen(&id), value: id, text };
        Control::Several(all.into_iter().map(choice).collect())
    };
    let control = match &field.field_type {
        FieldType::Text => line("text", "text", ""),
        FieldType::Number { unit } => line("text", "decimal", unit.as_deref().unwrap_or("")),
        FieldType::Money => line("text", "decimal", "元"),
        FieldType::Date => line("date", "text", ""),
        FieldType::Code { codes } => {
            let name = |code: &String| word(&format!("code.{register}.{}.{code}", field.id));
            list(codes.iter().map(|code| (code.clone(), name(code))).collect())
        }
        FieldType::Place => {
            let name = |place: &hall::Place| frame.texts.name(&place.name).to_owned();
            list(city.places.iter().map(|place| (place.code.clone(), name(place))).collect())
        }
        FieldType::Office { many } => {
            let name = |office: &hall::Office| frame.texts.name(&office.name).to_owned();
            let all = city.offices.iter().map(|office| (office.id.clone(), name(office))).collect();
            if *many { several(all) } else { list(all) }
        }
        FieldType::Flag => {
            let all = [("true", "yes"), ("false", "no")];
            list(all.map(|(value, key)| (value.to_owned(), frame.t(key))).to_vec())
        }
        FieldType::File { kinds, .. } => Control::File { accept: accept(kinds) },
        FieldType::Point => Control::Point,
    };
    Input {
        name: format!("{PREFIX}{}", field.id),
        label: word(&key),
        note: note.map(str::to_owned).or(private),
        control,
        required,
        value,
    }
}

/// What a browser offers for a file. A phone then offers its camera for pictures, and turns those
/// of its own format into JPEG.
pub(crate) fn accept(kinds: &[FileKind]) -> &'static str {
    match (kinds.contains(&FileKind::Photo), kinds.contains(&FileKind::Pdf)) {
        (true, true) => "image/jpeg,image/png,application/pdf",
        (false, true) => "application/pdf",
        _ => "image/jpeg,image/png",
    }
}
