//! Moving a record to the version of its pack that is in use.

use app::Error;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use hall::{Record, VersionMoved};

use super::input::Typed;
use super::record::{self, FieldView, Outcome};
use crate::failure::{self, Failure};
use crate::portal::{Frame, Portal};
use crate::visit::Visit;

/// By which version of its pack a record goes.
pub(crate) struct VersionView {
    /// The sentence that says so, and which is in use where that is another.
    pub(crate) told: String,
    /// Where the visitor can move it; `None` where they may not, or where there is nothing to do.
    pub(crate) action: Option<String>,
}

/// Moves a record for who signed in; a refused move shows the page again.
pub(crate) async fn take(
    State(portal): State<Portal>,
    Path((pack, number)): Path<(String, String)>,
    visit: Visit,
    Form(form): Form<Typed>,
) -> Response {
    let id = format!("{pack}/{number}");
    let token = visit.token.clone().unwrap_or_default();
    let (at, typed) = (id.clone(), form.clone());
    let moved = portal
        .clone()
        .blocking(move |portal| {
            let Some(actor) = portal.app.actor(&token)? else {
                return Ok(None);
            };
            portal.app.move_record(&at, typed.said("reason"), &actor).map(Some)
        })
        .await;
    match moved {
        Ok(Some(_)) => Redirect::to(&format!("/records/{id}?done=1#main")).into_response(),
        Ok(None) => failure::page(visit.language, &visit.address, &Failure::signed_out()),
        Err(Error::Refused(refusal)) => {
            let Failure { status, .. } = Failure::from(&Error::Refused(refusal.clone()));
            let outcome = Outcome { refused: Some(refusal), typed: form, ..Outcome::default() };
            let make =
                move |portal: &Portal, frame: Frame| record::page(portal, frame, &id, outcome);
            portal.page_with(status, visit, make).await
        }
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    }
}

/// What a record's page says of its version.
pub(crate) fn view(portal: &Portal, frame: &Frame, record: &Record) -> VersionView {
    let version = record.version.to_string();
    let in_use = portal.app.packs().get(&record.opened.pack);
    match in_use.filter(|pack| pack.version != record.version) {
        None => VersionView {
            told: frame.texts.with("pack-version", "version", &version),
            action: None,
        },
        Some(pack) => {
            let actor = frame.actor.as_ref();
            let may = actor.is_some_and(|actor| hall::may_move(pack, record, actor).is_ok());
            let names = ("version", "used");
            let used = pack.version.to_string();
            VersionView {
                told: frame.texts.with2("pack-version-behind", names, &version, &used),
                action: may.then(|| format!("/records/{}/move", record.id)),
            }
        }
    }
}

/// What a move is called in the history.
pub(crate) fn told(frame: &Frame, moved: &VersionMoved) -> String {
    let (from, to) = (moved.from.to_string(), moved.to.to_string());
    frame.texts.with2("record-moved", ("from", "to"), &from, &to)
}

/// What came with it.
pub(crate) fn said(frame: &Frame, moved: &VersionMoved) -> Vec<FieldView> {
    vec![FieldView::written(frame.t("need-reason"), &moved.reason)]
}
