//! Cookies: the language that a visitor chose, and the token of who signed in at the desk.

use axum::http::{HeaderMap, HeaderValue, header};

/// The language's cookie.
pub(crate) const LANGUAGE: &str = "lang";

/// The token's cookie.
pub(crate) const TOKEN: &str = "desk";

/// What a cookie says.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).into_iter();
    pairs
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Remembers a language for a year.
pub(crate) fn remember_language(tag: &str) -> Option<HeaderValue> {
    set(LANGUAGE, tag, 365 * 24 * 60 * 60)
}

/// Signs in for a working day. `None` where the token has characters that no token has.
pub(crate) fn sign_in(token: &str) -> Option<HeaderValue> {
    let plain = token.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    plain.then(|| set(TOKEN, token, 10 * 60 * 60)).flatten()
}

/// Signs out.
pub(crate) fn sign_out() -> Option<HeaderValue> {
    set(TOKEN, "", 0)
}

fn set(name: &str, value: &str, seconds: u32) -> Option<HeaderValue> {
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict");
    HeaderValue::from_str(&cookie).ok()
}
