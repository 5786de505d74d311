//! Records and their steps: by an office with its token, by whoever reported with the secret of the
//! record's link, and by anyone where the pack says so.

use std::collections::BTreeMap;

use app::{Actor, Error, Given, Opening};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hall::{Refusal, Taking};
use serde::Deserialize;
use serde_json::json;

use super::{Bearer, bad_body, failed, refused, unauthorized};
use crate::limits::Sender;
use crate::portal::Portal;

/// The header that makes one record of what is sent twice.
const KEY: &str = "idempotency-key";

/// What a record is opened with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenBody {
    pack: String,
    register: String,
    /// The office's choice; left out by the public.
    number: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    /// Files in base64, by field.
    #[serde(default)]
    files: BTreeMap<String, String>,
}

/// What comes with a step.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepBody {
    evidence: Option<String>,
    reason: Option<String>,
    note: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    /// Files in base64, by field; `evidence` among them.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// How many entries the record had when the step was chosen.
    seen: Option<usize>,
}

/// What comes with a move to another version of a pack.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveBody {
    reason: String,
}

/// The request's token, if it has one.
pub(crate) struct Token(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Token {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let Some(given) = parts.headers.get(header::AUTHORIZATION) else { return Ok(Self(None)) };
        let token = given.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
        token.map(|token| Self(Some(token.to_owned()))).ok_or_else(unauthorized)
    }
}

/// `POST /api/v1/records`
pub(crate) async fn open(
    State(portal): State<Portal>,
    Token(token): Token,
    sender: Sender,
    headers: HeaderMap,
    body: Result<Json<OpenBody>, JsonRejection>,
) -> Response {
    let key = headers.get(KEY).and_then(|key| key.to_str().ok()).map(str::to_owned);
    let body = match body {
        Ok(Json(body)) => body,
        // What exactly is wrong would repeat what was sent, which may be personal.
        Err(rejection) => {
            let message = "send `pack`, `register`, `number` and `fields`, every value a text";
            let body = Json(json!({ "error": { "code": "invalid", "message": message } }));
            return (rejection.status(), body).into_response();
        }
    };
    if token.is_none()
        && let Err(failure) = portal.admit(sender)
    {
        return refused(failure);
    }
    let opened = portal
        .blocking(move |portal| {
            let OpenBody { pack, register, number, fields, files } = body;
            let given = Given { fields, uploads: uploads(files)? };
            let Some(token) = token else { return report(portal, &pack, &register, key, given) };
            let Some(actor) = portal.app.actor(&token)? else { return Ok(None) };
            let number = number.unwrap_or_default();
            portal.app.open_record_with(&pack, &register, &number, given, &actor).map(Some)
        })
        .await;
    match opened {
        Ok(None) => unauthorized(),
        Ok(Some(Opening { record, secret: None })) => {
            (StatusCode::CREATED, Json(json!({ "record": record }))).into_response()
        }
        Ok(Some(Opening { record, secret: Some(secret) })) => {
            // Told once, to be handed to the person concerned.
            let body = Json(json!({ "record": record, "mine": format!("/mine/{secret}") }));
            let headers = [(header::CACHE_CONTROL, "no-store")];
            (StatusCode::CREATED, headers, body).into_response()
        }
        Err(error) => failed(&error),
    }
}

/// Opens a record for anyone; nothing where the register is not open to anyone.
fn report(
    portal: &Portal,
    pack: &str,
    register: &str,
    key: Option<String>,
    given: Given,
) -> Result<Option<Opening>, Error> {
    let key = match key {
        Some(key) => key,
        None => portal.app.report_key()?,
    };
    match portal.app.report(pack, register, &key, given) {
        Err(Error::Refused(Refusal::WrongRole { .. })) => Ok(None),
        opened => opened.map(Some),
    }
}

/// `POST /api/v1/records/{pack}/{number}/steps/{step}`
pub(crate) async fn take_step(
    State(portal): State<Portal>,
    Token(token): Token,
    Path((pack, number, step)): Path<(String, String, String)>,
    sender: Sender,
    body: Result<Json<StepBody>, JsonRejection>,
) -> Response {
    let StepBody { evidence, reason, note, fields, files, seen } = match body {
        Ok(Json(body)) => body,
        Err(rejection) => return bad_body(&rejection),
    };
    let id = format!("{pack}/{number}");
    let (at, is_guest) = (portal.clone(), token.is_none());
    let taken = portal
        .blocking(move |portal| {
            let Some(actor) = actor_on(portal, &id, token)? else { return Ok(Ok(None)) };
            if actor.office == hall::PUBLIC_OFFICE
                && let Err(failure) = at.admit(sender)
            {
                return Ok(Err(failure));
            }
            let asked = Taking { step, evidence, reason, note, fields, ..Taking::default() };
            match portal.app.take_step_with(&id, asked, uploads(files)?, seen, &actor) {
                Err(Error::Refused(Refusal::WrongRole { .. })) if is_guest => Ok(Ok(None)),
                taken => taken.map(|entry| Ok(Some(entry))),
            }
        })
        .await;
    match taken {
        Ok(Ok(Some(entry))) => {
            (StatusCode::CREATED, Json(json!({ "entry": entry }))).into_response()
        }
        Ok(Ok(None)) => unauthorized(),
        Ok(Err(failure)) => refused(failure),
        Err(error) => failed(&error),
    }
}

/// `POST /api/v1/records/{pack}/{number}/move`: goes on by the version of the pack in use.
pub(crate) async fn move_record(
    State(portal): State<Portal>,
    Bearer(actor): Bearer,
    Path((pack, number)): Path<(String, String)>,
    body: Result<Json<MoveBody>, JsonRejection>,
) -> Response {
    let MoveBody { reason } = match body {
        Ok(Json(body)) => body,
        Err(rejection) => return bad_body(&rejection),
    };
    let id = format!("{pack}/{number}");
    let moved =
        portal.blocking(move |portal| portal.app.move_record(&id, Some(reason), &actor)).await;
    match moved {
        Ok(entry) => (StatusCode::CREATED, Json(json!({ "entry": entry }))).into_response(),
        Err(error) => failed(&error),
    }
}

/// Who acts on a record with a token: an office, or whoever reported it; without one, anyone.
fn actor_on(portal: &Portal, id: &str, token: Option<String>) -> Result<Option<Actor>, Error> {
    let Some(token) = token else { return Ok(Some(app::anyone())) };
    match portal.app.actor(&token)? {
        Some(actor) => Ok(Some(actor)),
        None => portal.app.reporter_of(id, &token),
    }
}

fn uploads(files: BTreeMap<String, String>) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let decode = |(field, text): (String, String)| match BASE64_STANDARD.decode(&text) {
        Ok(bytes) => Ok((field, bytes)),
        Err(_) => Err(Error::Invalid(format!("the file for `{field}` is not base64"))),
    };
    files.into_iter().map(decode).collect()
}

/// `GET /api/v1/records/{pack}/{number}`
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((pack, number)): Path<(String, String)>,
) -> Response {
    let found =
        portal.blocking(move |portal| portal.app.record_of(&format!("{pack}/{number}"))).await;
    match found {
        Ok(record) => {
            let entries: Vec<u64> = record.history.iter().map(|it| it.entry).collect();
            Json(json!({
                "record": record.id,
                "register": record.opened.register,
                "version": record.version,
                "state": record.state,
                "since": record.since,
                "fields": record.fields(),
                "warnings": record.warnings,
                "entries": entries,
            }))
            .into_response()
        }
        Err(error) => failed(&error),
    }
}
