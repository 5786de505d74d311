//! The API: the same use cases for programs. Bodies are its own types, version 1.
//!
//! Who acts is told by `Authorization: Bearer TOKEN` and by nothing in the body. Failures are
//! `{"error": {"code", "message"}}` with the status that pages give.

pub(crate) mod draft;
pub(crate) mod record;

use std::collections::BTreeMap;

use account::{Event, Origin};
use app::{Actor, Error};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::portal::Portal;
use crate::visit::Visit;

/// Who acts, by the request's token.
pub(crate) struct Bearer(Actor);

/// A commitment as the API tells it.
#[derive(Serialize)]
struct CommitmentBody {
    id: String,
    quote: String,
    path: Vec<String>,
    kind: Option<String>,
    verdict: &'static str,
    lead: Option<String>,
    supporting: Vec<String>,
    due: Option<Date>,
    targets: Vec<TargetBody>,
    /// Who read its words: the machine how surely, and the entries of those who checked them.
    origin: Option<Origin>,
    entries: Vec<u64>,
}

/// What the machine took for a promise and a person said is none.
#[derive(Serialize)]
struct StruckBody {
    id: String,
    quote: String,
    /// The entry by which the person said so.
    entry: Option<u64>,
    origin: Option<Origin>,
}

/// A target as the API tells it; numbers are exact decimals in text.
#[derive(Serialize)]
struct TargetBody {
    subject: String,
    unit: String,
    relation: String,
    value: Decimal,
    /// The upper end of a range.
    value_high: Option<Decimal>,
    sense: String,
    direction: String,
    verdict: &'static str,
    measure: Option<String>,
    /// Whether the machine chose the measure and no person has agreed yet.
    measure_proposed: Option<bool>,
    measured: Option<Decimal>,
    as_of: Option<Date>,
    expected: Option<Decimal>,
    last: Option<Decimal>,
    /// Whether the machine found the last result and no person has agreed yet.
    last_proposed: Option<bool>,
    origin: Option<Origin>,
    /// The entry by which a person said that it is no figure of the promise.
    struck: Option<u64>,
}

impl FromRequestParts<Portal> for Bearer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Response> {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = given.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
        let Some(token) = token else {
            return Err(unauthorized());
        };
        let actor = portal.clone().blocking(move |portal| portal.app.actor(&token)).await;
        match actor {
            Ok(Some(actor)) => Ok(Self(actor)),
            Ok(None) => Err(unauthorized()),
            Err(error) => Err(failed(&error)),
        }
    }
}

/// `POST /api/v1/reports`: the report's file as the body; it is published as the machine reads it.
pub(crate) async fn take_in_report(
    State(portal): State<Portal>,
    Bearer(actor): Bearer,
    body: Bytes,
) -> Response {
    let taken = portal
        .blocking(move |portal| {
            let upload = (portal.read_file)(&body).map_err(|why| Error::Invalid(why.en))?;
            portal.app.take_in_report(&upload, &actor)
        })
        .await;
    match taken {
        Ok(id) => (StatusCode::CREATED, Json(json!({ "report": id }))).into_response(),
        Err(error) => failed(&error),
    }
}

/// `POST /api/v1/commitments/{report}/{ordinal}/{act}`: what can be said of a commitment. The body
/// is that of the entry which it becomes (docs/reference/journal-format.md).
pub(crate) async fn say(
    State(portal): State<Portal>,
    Bearer(actor): Bearer,
    Path((report, ordinal, act)): Path<(String, String, String)>,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Response {
    let body = match body {
        Ok(Json(body)) => body,
        Err(rejection) => return bad_body(&rejection),
    };
    let said = portal
        .blocking(move |portal| {
            let id = format!("{report}/{ordinal}");
            let kind = match act.as_str() {
                "assign" => "commitment.assigned",
                "bind" => "commitment.bound",
                "compare" => "commitment.compared",
                "statements" => "statement.made",
                "observations" => "observation.made",
                "correct" => "commitment.corrected",
                other => return Err(Error::NotFound(format!("act `{other}`"))),
            };
            let event =
                Event::from_body(kind, body).map_err(|error| Error::Invalid(error.to_string()))?;
            match event {
                Event::Made(_) => Err(Error::NotFound("such act".to_owned())),
                Event::Assigned(assigned) => {
                    let seen = portal.app.store().log_size()?;
                    portal.app.assign(&id, assigned, seen, &actor)
                }
                Event::Bound(bound) => portal.app.bind(&id, bound, &actor),
                Event::Compared(compared) => portal.app.compare(&id, compared, &actor),
                Event::Stated(stated) => portal.app.state(&id, stated, &actor),
                Event::Observed(observed) => portal.app.observe(&id, observed, &actor),
                Event::Corrected(corrected) => {
                    let seen = portal.app.store().log_size()?;
                    portal.app.correct_commitment(&id, corrected, seen, &actor)
                }
            }
        })
        .await;
    match said {
        Ok(entry) => (StatusCode::CREATED, Json(json!({ "entry": entry }))).into_response(),
        Err(error) => failed(&error),
    }
}

/// `GET /api/v1/reports/{report}/commitments?on=DATE`
pub(crate) async fn commitments(
    State(portal): State<Portal>,
    Path(report): Path<String>,
    visit: Visit,
) -> Response {
    let board = portal
        .blocking(move |portal| {
            let today = portal.app.today();
            portal.app.board(&report, visit.on.unwrap_or(today).min(today))
        })
        .await;
    match board {
        Ok(board) => {
            let told: Vec<CommitmentBody> = board.commitments.iter().map(told).collect();
            let struck: Vec<StruckBody> = board.dropped.iter().map(struck).collect();
            Json(json!({ "on": board.on, "commitments": told, "struck": struck })).into_response()
        }
        Err(error) => failed(&error),
    }
}

/// `GET /api/v1/measures?on=DATE`: every figure at one size of the log, for `cityhall audit`.
pub(crate) async fn measures(State(portal): State<Portal>, visit: Visit) -> Response {
    let claims = portal
        .blocking(move |portal| {
            let today = portal.app.today();
            portal.app.claims(visit.on.unwrap_or(today).min(today))
        })
        .await;
    match claims {
        Ok(claims) => Json(claims).into_response(),
        Err(error) => failed(&error),
    }
}

/// `GET /api/v1/measures/{pack}/{measure}?on=DATE`
pub(crate) async fn measure(
    State(portal): State<Portal>,
    Path((pack, measure)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    let name = format!("{pack}/{measure}");
    let measured = portal
        .blocking(move |portal| {
            let today = portal.app.today();
            let on = visit.on.unwrap_or(today).min(today);
            let entries: Vec<u64> =
                portal.app.evidence(&name, on)?.iter().map(|it| it.entry).collect();
            let by_place = portal.app.measured_by_place(&name, on)?;
            let measured = portal.app.measured(&name, on)?;
            Ok(json!({
                "measure": name,
                "unit": portal.app.measure(&name)?.1.unit,
                "on": on,
                "value": measured.value,
                "by_place": by_place.into_iter().collect::<BTreeMap<_, _>>(),
                "entries": entries,
            }))
        })
        .await;
    match measured {
        Ok(body) => Json(body).into_response(),
        Err(error) => failed(&error),
    }
}

fn told(judged: &app::Judged) -> CommitmentBody {
    let app::Judged { commitment, judgement } = judged;
    let target = |(target, judged): (&account::Target, &account::TargetJudgement)| TargetBody {
        subject: target.made.subject.clone(),
        unit: target.made.unit.clone(),
        relation: target.made.relation.clone(),
        value: target.made.value,
        value_high: target.made.value_high,
        sense: target.made.sense.clone(),
        direction: target.made.direction.clone(),
        verdict: judged.verdict.name(),
        measure: target.contract.as_ref().map(|contract| contract.measure.clone()),
        measure_proposed: target.contract.as_ref().map(|contract| contract.proposed),
        measured: judged.measured.as_ref().map(|measured| measured.value),
        as_of: judged.measured.as_ref().map(|measured| measured.as_of),
        expected: judged.expected.map(|expected| expected.normalize()),
        last: target.last.as_ref().map(|last| last.value),
        last_proposed: target.last.as_ref().map(|last| last.proposed),
        origin: target.made.origin.clone(),
        struck: target.dropped,
    };
    CommitmentBody {
        id: commitment.id.clone(),
        quote: commitment.made.quote.clone(),
        path: commitment.made.path.clone(),
        kind: commitment.made.kind.clone(),
        verdict: judgement.verdict.name(),
        lead: commitment.owner.as_ref().map(|owner| owner.lead.clone()),
        supporting: commitment.owner.as_ref().map(|it| it.supporting.clone()).unwrap_or_default(),
        due: commitment.due(),
        targets: commitment.targets.iter().zip(&judgement.targets).map(target).collect(),
        origin: commitment.made.origin.clone(),
        entries: commitment.entries.clone(),
    }
}

fn struck(judged: &app::Judged) -> StruckBody {
    let commitment = &judged.commitment;
    StruckBody {
        id: commitment.id.clone(),
        quote: commitment.made.quote.clone(),
        entry: commitment.dropped,
        origin: commitment.made.origin.clone(),
    }
}

/// A failure as the API tells it.
pub(crate) fn failed(error: &Error) -> Response {
    refused(Failure::from(error))
}

fn refused(Failure { status, code, detail }: Failure) -> Response {
    let message = detail.unwrap_or_else(|| code.to_owned());
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}

fn unauthorized() -> Response {
    let message = "send a valid token as `Authorization: Bearer TOKEN`";
    let body = Json(json!({ "error": { "code": "unauthorized", "message": message } }));
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")], body).into_response()
}

fn bad_body(rejection: &JsonRejection) -> Response {
    let body = json!({ "error": { "code": "invalid", "message": rejection.body_text() } });
    (rejection.status(), Json(body)).into_response()
}
