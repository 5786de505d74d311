//! Drafts for programs: upload, look, correct, publish.

use account::{Correction, Drafted};
use app::Error;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Bearer, failed};
use crate::portal::Portal;

/// What comes with an act on a draft.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionBody {
    /// How many entries the log had when the draft was looked at.
    seen: u64,
    correction: Correction,
}

/// Which correction is taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UndoBody {
    entry: u64,
}

/// A figure or a promise as it is now, beside what the machine had read.
#[derive(Serialize)]
struct ItemBody<'a, T> {
    number: usize,
    live: bool,
    now: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    machine: Option<&'a T>,
    /// The entries by which persons corrected or confirmed it.
    checked: &'a [u64],
}

/// `POST /api/v1/drafts`: the report's file as the body.
pub(crate) async fn receive(
    State(portal): State<Portal>,
    Bearer(actor): Bearer,
    body: Bytes,
) -> Response {
    let received = portal
        .blocking(move |portal| {
            let upload = (portal.read_file)(&body).map_err(|why| Error::Invalid(why.en))?;
            portal.app.receive_report(&upload, &actor)
        })
        .await;
    match received {
        Ok(id) => (StatusCode::CREATED, Json(json!({ "draft": id }))).into_response(),
        Err(error) => failed(&error),
    }
}

/// `GET /api/v1/drafts/{report}`
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    _: Bearer,
) -> Response {
    let found = portal
        .blocking(move |portal| {
            let seen = portal.app.store().log_size()?;
            let (report, draft) = portal.app.draft(&id)?;
            let machine = draft.machine();
            Ok(json!({
                "report": report.id,
                "seen": seen,
                "received": report.received,
                "entry": report.entry,
                "figures": items(draft.figures(), &machine.figures),
                "promises": items(draft.promises(), &machine.promises),
                "corrections": draft.history().iter().map(|(entry, _)| entry).collect::<Vec<_>>(),
            }))
        })
        .await;
    match found {
        Ok(body) => Json(body).into_response(),
        Err(error) => failed(&error),
    }
}

/// `POST /api/v1/drafts/{report}/{act}`: `corrections`, `undo`, `publish` or `discard`.
pub(crate) async fn act(
    State(portal): State<Portal>,
    Bearer(actor): Bearer,
    Path((id, act)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let done = portal
        .blocking(move |portal| match act.as_str() {
            "corrections" => {
                let CorrectionBody { seen, correction } = parse(&body)?;
                let entry = portal.app.correct_draft(&id, correction, seen, &actor)?;
                Ok(json!({ "entry": entry }))
            }
            "undo" => {
                let UndoBody { entry } = parse(&body)?;
                Ok(json!({ "entry": portal.app.undo_correction(&id, entry, &actor)? }))
            }
            "publish" => {
                portal.app.publish_report(&id, &actor)?;
                Ok(json!({ "report": id }))
            }
            "discard" => {
                portal.app.discard_draft(&id, &actor)?;
                Ok(json!({ "discarded": id }))
            }
            other => Err(Error::NotFound(format!("act `{other}`"))),
        })
        .await;
    match done {
        Ok(body) => (StatusCode::CREATED, Json(body)).into_response(),
        Err(error) => failed(&error),
    }
}

fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| Error::Invalid(error.to_string()))
}

fn items<T: Serialize>(items: &[Drafted<T>], machine: &[T]) -> Vec<Value> {
    let body = |(number, item): (usize, &Drafted<T>)| {
        let body = ItemBody {
            number,
            live: item.is_live,
            now: &item.now,
            machine: machine.get(number).filter(|_| !item.checked.is_empty()),
            checked: &item.checked,
        };
        serde_json::to_value(body).expect("a reading has text keys and whole numbers only")
    };
    items.iter().enumerate().map(body).collect()
}
