//! What a request tells of its visitor: the language, the date asked for, where they are.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::civil::Date;
use pack::Language;

use crate::address::Address;
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
