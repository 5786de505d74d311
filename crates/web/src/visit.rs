//! What a request tells of its visitor: the language, the date asked for, where they are.

use std::convert::Infallible;

use app::{Actor, Error, ROLE_SUPERVISOR};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use jiff::civil::Date;
use pack::Language;

use crate::address::Address;
use crate::failure::{self, Failure};
use crate::portal::Portal;
use crate::session;

/// A visitor's request.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Where they are.
    pub(crate) address: Address,
    /// Their language: by the address, else by the cookie, else as the browser prefers.
    pub(crate) language: Language,
    /// Whether the address chose the language: it is then remembered.
    pub(crate) chose_language: bool,
    /// The date asked for; a date that is none counts as not asked.
    pub(crate) on: Option<Date>,
    /// The token of the desk's session.
    pub(crate) token: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = Address::new(parts.uri.path(), parts.uri.query());
        let chosen = address.get("lang").and_then(named);
        let language = chosen
            .or_else(|| session::cookie(&parts.headers, session::LANGUAGE).and_then(named))
            .unwrap_or_else(|| preferred(&parts.headers));
        Ok(Self {
            on: address.get("on").and_then(|on| on.parse().ok()),
            language,
            chose_language: chosen.is_some(),
            token: session::cookie(&parts.headers, session::TOKEN).map(str::to_owned),
            address,
        })
    }
}

/// Who signed in at the desk for the supervision office; anybody else is told so instead of a page.
pub(crate) struct Supervisor(pub(crate) Actor);

impl FromRequestParts<Portal> for Supervisor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, portal).await;
        let refuse = |failure| failure::page(visit.language, &visit.address, &failure);
        let Some(token) = visit.token.clone() else {
            return Err(refuse(Failure::signed_out()));
        };
        match portal.clone().blocking(move |portal| portal.app.actor(&token)).await {
            Ok(Some(actor)) if actor.role == ROLE_SUPERVISOR => Ok(Self(actor)),
            Ok(Some(actor)) => {
                let error = Error::Forbidden { needed: ROLE_SUPERVISOR, given: actor.role };
                Err(refuse(Failure::from(&error)))
            }
            Ok(None) => Err(refuse(Failure::signed_out())),
            Err(error) => Err(refuse(Failure::from(&error))),
        }
    }
}

impl Failure {
    /// Nobody is signed in.
    pub(crate) fn signed_out() -> Self {
        Self { status: StatusCode::UNAUTHORIZED, code: "signed-out", detail: None }
    }
}

fn named(tag: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.tag() == tag)
}

/// Chinese unless the browser's first choice is another language: then English.
fn preferred(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    match accepted.map(str::trim) {
        None | Some("" | "*") => Language::Chinese,
        Some(first) if first.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("zh")) => {
            Language::Chinese
        }
        Some(_) => Language::English,
    }
}
