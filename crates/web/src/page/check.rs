//! Proofs of figures: the file to download, and the page that checks one in the browser alone.

use app::Error;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::api::failed;
use crate::portal::{Frame, Portal};
use crate::visit::Visit;

/// The check itself, which asks nothing of any server.
const SCRIPT: &str = include_str!("../../assets/check.js");

/// Nothing may be asked of any server while a proof is checked.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// What the script says, by the names under which it asks.
const WORDS: [&str; 22] = [
    "good",
    "bad",
    "shown",
    "not-shown",
    "value",
    "in-log",
    "sealed",
    "complete",
    "signed",
    "unsigned",
    "fold",
    "truth",
    "form",
    "root",
    "document",
    "leaf",
    "before",
    "after",
    "order",
    "entry",
    "sum",
    "signature",
];

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    frame: Frame,
    checker: Checker,
}

#[derive(Template)]
#[template(path = "check-alone.html")]
struct CheckAlone {
    frame: Frame,
    checker: Checker,
    script: &'static str,
}

/// The form and the words of the check, the same on both pages.
struct Checker {
    keys: String,
    words: Vec<(&'static str, String)>,
}

impl Checker {
    fn new(portal: &Portal, frame: &Frame) -> Self {
        let keys: Vec<String> = portal.app.verifiers().iter().map(ToString::to_string).collect();
        let words = WORDS.iter().map(|word| (*word, frame.t(&format!("check-{word}"))));
        Self { keys: keys.join("\n"), words: words.collect() }
    }
}

pub(crate) async fn show(State(portal): State<Portal>, visit: Visit) -> Response {
    let page = portal.page(visit, |portal, frame| {
        let checker = Checker::new(portal, &frame);
        Ok(CheckPage { frame, checker })
    });
    let mut response = page.await;
    let policy = HeaderValue::from_static(POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// The same page as one file, to be kept and opened without any network.
pub(crate) async fn alone(State(portal): State<Portal>, visit: Visit) -> Response {
    let page = portal.page(visit, |portal, frame| {
        let checker = Checker::new(portal, &frame);
        Ok(CheckAlone { frame, checker, script: SCRIPT })
    });
    let mut response = page.await;
    let name = HeaderValue::from_static("attachment; filename=\"cityhall-check.html\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    response
}

/// The proof of a measure's figure at the end of a day, as one file.
pub(crate) async fn figure(
    State(portal): State<Portal>,
    Path((pack, measure)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    let made = portal
        .blocking(move |portal| {
            let today = portal.app.today();
            let on = visit.on.unwrap_or(today).min(today);
            let proof = portal.app.figure_proof(&format!("{pack}/{measure}"), None, on)?;
            let text = serde_json::to_string_pretty(&proof)
                .map_err(|error| Error::Invalid(error.to_string()))?;
            Ok((format!("attachment; filename=\"{pack}-{measure}-{on}.figure.json\""), text))
        })
        .await;
    match made {
        Ok((name, text)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, text).into_response()
        }
        Err(error) => failed(&error),
    }
}
