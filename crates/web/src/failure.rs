//! What a visitor is told when something did not work: what happened and what to do.

use account::CorrectionError;
use app::{Error, VaultError};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use pack::Language;
use store::StoreError;

use crate::address::Address;
use crate::text::Texts;

/// A failure as it is told to the outside.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    /// Its name in messages and in the API.
    pub(crate) code: &'static str,
    /// What exactly, where that is the visitor's business.
    pub(crate) detail: Option<String>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let detail = Some(error.to_string());
        let (status, code, detail) = match error {
            Error::NotFound(_) => (StatusCode::NOT_FOUND, "not-found", detail),
            Error::Refused(refusal) => (refused(refusal), "refused", detail),
            Error::Forbidden { .. } => (StatusCode::FORBIDDEN, "forbidden", detail),
            Error::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail),
            Error::Unusable(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail),
            Error::Exists(_) => (StatusCode::CONFLICT, "exists", detail),
            Error::Changed(_) => (StatusCode::CONFLICT, "changed", detail),
            Error::Correction(error) => (correction(error), "correction", detail),
            Error::Vault(VaultError::Closed) => (StatusCode::SERVICE_UNAVAILABLE, "vault", detail),
            Error::Vault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "vault", None),
            Error::Store(StoreError::Conflict { .. }) => (StatusCode::CONFLICT, "conflict", None),
            Error::ClockBehind { .. } => (StatusCode::SERVICE_UNAVAILABLE, "clock", detail),
            Error::Store(StoreError::Elsewhere { .. } | StoreError::ReadOnly) => {
                (StatusCode::SERVICE_UNAVAILABLE, "elsewhere", detail)
            }
            Error::Store(StoreError::Unknown(_)) => (StatusCode::GATEWAY_TIMEOUT, "unknown", None),
            Error::Store(StoreError::Full) => (StatusCode::INSUFFICIENT_STORAGE, "full", None),
            Error::Store(_)
            | Error::Journal { .. }
            | Error::OtherCity { .. }
            | Error::SameVersion { .. } => (StatusCode::INTERNAL_SERVER_ERROR, "internal", None),
        };
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            report(error);
        }
        Self { status, code, detail }
    }
}

impl From<&askama::Error> for Failure {
    fn from(error: &askama::Error) -> Self {
        report(error);
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code: "internal", detail: None }
    }
}

fn refused(refusal: &hall::Refusal) -> StatusCode {
    use hall::Refusal;
    match refusal {
        Refusal::WrongRole { .. }
        | Refusal::WrongOffice { .. }
        | Refusal::SameOffice { .. }
        | Refusal::NotAsked { .. }
        | Refusal::ByClock { .. } => StatusCode::FORBIDDEN,
        Refusal::NoRecord(_)
        | Refusal::NothingPersonal(_)
        | Refusal::UnknownRegister(_)
        | Refusal::UnknownStep(_) => StatusCode::NOT_FOUND,
        Refusal::Erased(_) => StatusCode::GONE,
        Refusal::Exists(_)
        | Refusal::WrongState { .. }
        | Refusal::Answered { .. }
        | Refusal::NoUpper { .. }
        | Refusal::SameVersion { .. }
        | Refusal::StateGone { .. }
        | Refusal::BookedElsewhere { .. }
        | Refusal::NotFor(_)
        | Refusal::NotYet { .. }
        | Refusal::Rule { .. }
        | Refusal::TooEarly { .. } => StatusCode::CONFLICT,
        Refusal::UnknownField { .. }
        | Refusal::NotFilled { .. }
        | Refusal::MissingField(_)
        | Refusal::BadValue { .. }
        | Refusal::BadFile { .. }
        | Refusal::NamesPerson(_)
        | Refusal::FarAway { .. }
        | Refusal::Needs { .. }
        | Refusal::TooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn correction(error: &CorrectionError) -> StatusCode {
    match error {
        CorrectionError::Gone(_)
        | CorrectionError::Twice(_)
        | CorrectionError::NothingToUndo
        | CorrectionError::NotLast(_) => StatusCode::CONFLICT,
        CorrectionError::BadSpan
        | CorrectionError::BadValue { .. }
        | CorrectionError::NoLead
        | CorrectionError::TooFew => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The whole chain of causes, for the operator.
fn report(error: &dyn std::error::Error) {
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        chain = format!("{chain}: {next}");
        cause = next.source();
    }
    eprintln!("cityhall: {chain}");
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    texts: &'static Texts,
    title: String,
    advice: String,
    detail: Option<&'a str>,
    address: &'a Address,
}

/// The page that tells of a failure.
pub(crate) fn page(language: Language, address: &Address, failure: &Failure) -> Response {
    let texts = Texts::of(language);
    let page = FailurePage {
        texts,
        title: texts.get(&format!("failure-{}", failure.code)),
        advice: texts.get(&format!("failure-{}-advice", failure.code)),
        detail: failure.detail.as_deref(),
        address,
    };
    let html = page.render().unwrap_or_else(|_| page.title.clone());
    (failure.status, Html(html)).into_response()
}
