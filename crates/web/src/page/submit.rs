//! What anyone may report without signing in: the list of it, the form, and sending it. The receipt
//! is the page of the record's own link.

use app::{App, Error, Given};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pack::{PUBLIC, Pack, Register, Visibility};

use super::input::{self, Control, Input, Sent, Typed};
use super::personal::private;
use crate::failure::{self, Failure};
use crate::limits::Sender;
use crate::portal::{Frame, Portal};
use crate::refusal;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "submit-list.html")]
struct ListPage {
    frame: Frame,
    /// Address, name and summary.
    registers: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "submit.html")]
struct SubmitPage {
    frame: Frame,
    heading: String,
    note: Option<String>,
    action: String,
    /// The key of this report, so that it is opened once however often it is sent.
    key: String,
    inputs: Vec<Input>,
    /// Whether it asks for something of a person.
    is_personal: bool,
    refused: Option<String>,
}

/// The registers that anyone may open records of.
pub(crate) fn open_registers(app: &App) -> impl Iterator<Item = (&Pack, &str, &Register)> {
    app.packs().values().flat_map(|pack| {
        let open = pack.procedures.values().filter(|it| it.is_opened_by(PUBLIC));
        open.filter_map(move |procedure| {
            let id = procedure.register.as_str();
            Some((pack, id, pack.registers.get(id)?))
        })
    })
}

pub(crate) async fn list(State(portal): State<Portal>, visit: Visit) -> Response {
    let make = |portal: &Portal, frame: Frame| {
        let view = |(pack, register, _): (&Pack, &str, &Register)| {
            let word = |key: &str| pack.message(frame.texts.language, key).to_owned();
            let address = frame.link(&format!("/submit/{}/{register}", pack.id));
            (address, word(&format!("register.{register}")), word("pack.summary"))
        };
        let registers = open_registers(&portal.app).map(view).collect();
        Ok(ListPage { registers, frame })
    };
    portal.page(visit, make).await
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((pack, register)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    let make = move |portal: &Portal, frame: Frame| {
        page(portal, frame, (&pack, &register), &Typed::default(), None)
    };
    // The form holds a key that is this visitor's alone.
    private(portal.page(visit, make).await)
}

/// Opens a record and leads to its receipt; a refused one shows the form again with what was typed.
pub(crate) async fn submit(
    State(portal): State<Portal>,
    Path((pack, register)): Path<(String, String)>,
    sender: Sender,
    visit: Visit,
    sent: Sent,
) -> Response {
    if let Err(failure) = portal.admit(sender) {
        return failure::page(visit.language, &visit.address, &failure);
    }
    let Sent { typed, uploads } = sent;
    let (of, given) = ((pack.clone(), register.clone()), Given { fields: typed.fields(), uploads });
    let key = typed.get("key").to_owned();
    let opened =
        portal.clone().blocking(move |portal| portal.app.report(&of.0, &of.1, &key, given)).await;
    private(match opened {
        Ok(opening) => {
            let secret = opening.secret.unwrap_or_default();
            Redirect::to(&format!("/mine/{secret}?new=1")).into_response()
        }
        Err(Error::Refused(refusal)) => {
            let Failure { status, .. } = Failure::from(&Error::Refused(refusal.clone()));
            let make = move |portal: &Portal, frame: Frame| {
                page(portal, frame, (&pack, &register), &typed, Some(&refusal))
            };
            portal.page_with(status, visit, make).await
        }
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    })
}

fn page(
    portal: &Portal,
    frame: Frame,
    (pack, register): (&str, &str),
    typed: &Typed,
    refused: Option<&hall::Refusal>,
) -> Result<SubmitPage, Error> {
    let mut open = open_registers(&portal.app);
    let found = open.find(|(found, id, _)| found.id == pack && *id == register);
    let missing = || Error::NotFound(format!("register {register} that anyone may report to"));
    let (pack, _, declared) = found.ok_or_else(missing)?;
    let language = frame.texts.language;
    let note = pack.messages.get(language, &format!("note.register.{register}"));
    let key = match typed.said("key") {
        Some(key) => key,
        None => portal.app.report_key()?,
    };
    let asked = declared.fields.iter().filter(|field| field.is_asked_of(PUBLIC));
    Ok(SubmitPage {
        heading: pack.message(language, &format!("register.{register}")).to_owned(),
        note: note.map(str::to_owned),
        action: format!("/submit/{}/{register}", pack.id),
        key,
        is_personal: asked.clone().any(|field| field.visibility == Visibility::Personal),
        inputs: input::of_opening(portal, &frame, pack, (register, declared), PUBLIC, typed),
        refused: refused.map(|it| refusal::of_opening(portal, &frame, pack, register, it)),
        frame,
    })
}
