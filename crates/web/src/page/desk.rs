//! The desk: where an office signs in and finds the records that wait for it.

use std::collections::BTreeSet;

use app::{Actor, Error};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::RecordFilter;

use super::clocks;
use super::entry::role_name;
use super::open;
use super::records::Row;
use crate::failure::{self, Failure};
use crate::portal::{Frame, Portal};
use crate::session;
use crate::visit::Visit;

/// How many waiting records of one state the desk shows.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "desk.html")]
struct Desk {
    frame: Frame,
    /// Office and role of who signed in.
    signed_in: Option<(String, String)>,
    wrong_token: bool,
    /// Registers that it may open records of: the page's address and its name.
    openings: Vec<(String, String)>,
    waiting: Vec<Row>,
}

/// What the form of the desk sends.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    token: String,
}

pub(crate) async fn show(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(visit, |portal, frame| page(portal, frame, false)).await
}

/// Signs in with a token; a wrong one shows the form again.
pub(crate) async fn sign_in(
    State(portal): State<Portal>,
    visit: Visit,
    Form(form): Form<SignIn>,
) -> Response {
    let token = form.token.trim().to_owned();
    let cookie = session::sign_in(&token);
    let known = portal.clone().blocking(move |portal| portal.app.actor(&token)).await;
    match (known, cookie) {
        (Ok(Some(_)), Some(cookie)) => to_desk(cookie),
        (Ok(_), _) => {
            let make = |portal: &Portal, frame: Frame| page(portal, frame, true);
            portal.page_with(StatusCode::UNAUTHORIZED, visit, make).await
        }
        (Err(error), _) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    }
}

/// Signs out.
pub(crate) async fn sign_out() -> Response {
    match session::sign_out() {
        Some(cookie) => to_desk(cookie),
        None => Redirect::to("/desk").into_response(),
    }
}

fn to_desk(cookie: HeaderValue) -> Response {
    let mut response = Redirect::to("/desk").into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

fn page(portal: &Portal, frame: Frame, wrong_token: bool) -> Result<Desk, Error> {
    let signed_in = frame.actor.as_ref().map(|actor| {
        (frame.office(&portal.app, &actor.office), role_name(portal, &frame, &actor.role))
    });
    let (openings, waiting) = (open::openings(portal, &frame), waiting(portal, &frame)?);
    Ok(Desk { frame, signed_in, wrong_token, openings, waiting })
}

/// The records that the signed-in office could move on, by the states in which its role has a step.
fn waiting(portal: &Portal, frame: &Frame) -> Result<Vec<Row>, Error> {
    let Some(actor) = &frame.actor else {
        return Ok(Vec::new());
    };
    let mut waiting = Vec::new();
    for pack in portal.app.packs().keys() {
        for state in states_to_leave(portal, pack, actor) {
            let filter = RecordFilter {
                pack: Some(pack.clone()),
                state: Some(state.to_owned()),
                ..RecordFilter::default()
            };
            for row in portal.app.store().records(&filter, 0, SHOWN)? {
                let record = portal.app.record_of(&row.id)?;
                let pack = portal.app.pack_of(&record)?;
                let setting = portal.app.setting(pack);
                let mut steps = hall::available(setting, &record, actor).peekable();
                if steps.peek().is_some() {
                    let leads_on = steps.any(|step| step.to.is_some());
                    let due = clocks::first_due(portal, pack, &record, &actor.office);
                    let due = due.map(|it| (frame.texts.deadline(it), it.is_over(setting.now)));
                    waiting.push((leads_on, Row { due, ..Row::new(portal, frame, &row) }));
                }
            }
        }
    }
    // What waits to be moved on comes before what something could be added to.
    waiting.sort_by_key(|(leads_on, _)| !leads_on);
    Ok(waiting.into_iter().map(|(_, row)| row).collect())
}

/// The states in which the actor's role has a step, by any version of a pack: records go on by the
/// one that they were opened with.
fn states_to_leave<'a>(portal: &'a Portal, pack: &str, actor: &Actor) -> Vec<&'a str> {
    let mut states = Vec::new();
    for version in portal.app.definitions.versions_of(pack) {
        for step in version.procedures.values().flat_map(|procedure| &procedure.steps) {
            if step.role() == Some(actor.role.as_str()) {
                states.extend(step.from.iter().map(String::as_str));
            }
        }
    }
    // In the order of the procedure, the latest version's first.
    let mut seen = BTreeSet::new();
    states.retain(|state| seen.insert(*state));
    states
}
