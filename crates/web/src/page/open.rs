//! Opening a record of any register that a pack declares.

use app::{Error, Given, Opening};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use pack::Pack;

use super::input::{self, Control, Input, Sent, Typed};
use super::personal::private;
use crate::failure::{self, Failure};
use crate::portal::{Frame, Portal};
use crate::refusal;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "open.html")]
struct OpenPage {
    frame: Frame,
    heading: String,
    summary: String,
    action: String,
    inputs: Vec<Input>,
    typed: Typed,
    refused: Option<String>,
}

/// A record that was opened with something of a person in it: that person's link, told once.
#[derive(Template)]
#[template(path = "opened.html")]
struct OpenedPage {
    frame: Frame,
    record: String,
    record_address: String,
    mine: String,
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((pack, register)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    if visit.token.is_none() {
        return Redirect::to("/desk").into_response();
    }
    portal
        .page(visit, move |portal, frame| {
            page(portal, frame, (&pack, &register), Typed::default(), None)
        })
        .await
}

/// Opens a record for who signed in; a refused one shows the form again with what was typed.
pub(crate) async fn open(
    State(portal): State<Portal>,
    Path((pack, register)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Response {
    let token = visit.token.clone().unwrap_or_default();
    let Sent { typed: form, uploads } = sent;
    let (of, typed) = ((pack.clone(), register.clone()), form.clone());
    let opened = portal
        .clone()
        .blocking(move |portal| {
            let Some(actor) = portal.app.actor(&token)? else {
                return Ok(None);
            };
            let number = typed.get("number").trim();
            let given = Given { fields: typed.fields(), uploads };
            portal.app.open_record_with(&of.0, &of.1, number, given, &actor).map(Some)
        })
        .await;
    match opened {
        Ok(Some(Opening { record, secret: None })) => {
            Redirect::to(&format!("/records/{record}?done=1#main")).into_response()
        }
        Ok(Some(Opening { record, secret: Some(secret) })) => {
            let make = move |_: &Portal, frame: Frame| {
                let record_address = frame.link(&format!("/records/{record}"));
                Ok(OpenedPage { frame, record, record_address, mine: format!("/mine/{secret}") })
            };
            private(portal.page_with(StatusCode::CREATED, visit, make).await)
        }
        Ok(None) => failure::page(visit.language, &visit.address, &Failure::signed_out()),
        Err(error @ (Error::Refused(_) | Error::Invalid(_))) => {
            let Failure { status, .. } = Failure::from(&error);
            let make = move |portal: &Portal, frame: Frame| {
                page(portal, frame, (&pack, &register), form, Some(&error))
            };
            // The form holds what was typed, which may be of a person.
            private(portal.page_with(status, visit, make).await)
        }
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    }
}

fn page(
    portal: &Portal,
    frame: Frame,
    (pack, register): (&str, &str),
    typed: Typed,
    refused: Option<&Error>,
) -> Result<OpenPage, Error> {
    let pack = portal.app.pack(pack)?;
    let missing = || Error::NotFound(format!("register {register}"));
    let declared = pack.registers.get(register).ok_or_else(missing)?;
    let refused = refused.map(|error| match error {
        Error::Refused(refusal) => refusal::of_opening(portal, &frame, pack, register, refusal),
        _ => frame.t("number-note"),
    });
    Ok(OpenPage {
        heading: heading(&frame, pack, register),
        summary: pack.message(frame.texts.language, "pack.summary").to_owned(),
        action: format!("/desk/open/{}/{register}", pack.id),
        inputs: {
            let role = frame.actor.as_ref().map_or("", |actor| actor.role.as_str());
            input::of_opening(portal, &frame, pack, (register, declared), role, &typed)
        },
        typed,
        refused,
        frame,
    })
}

/// The registers that who signed in may open records of: the page's address and its name.
pub(crate) fn openings(portal: &Portal, frame: &Frame) -> Vec<(String, String)> {
    let Some(actor) = &frame.actor else {
        return Vec::new();
    };
    let registers = portal.app.packs().values().flat_map(|pack| {
        let may = pack.procedures.values().filter(|it| it.is_opened_by(&actor.role));
        may.map(move |procedure| (pack, procedure.register.as_str()))
    });
    let link = |(pack, register): (&Pack, &str)| {
        let address = frame.link(&format!("/desk/open/{}/{register}", pack.id));
        (address, heading(frame, pack, register))
    };
    registers.map(link).collect()
}

fn heading(frame: &Frame, pack: &Pack, register: &str) -> String {
    let name = pack.message(frame.texts.language, &format!("register.{register}")).to_owned();
    frame.texts.with("open-register", "register", &name)
}
