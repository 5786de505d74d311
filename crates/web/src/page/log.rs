//! The log: its checkpoint, its latest entries, and how anyone checks it.

use app::Error;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use journal::Entry;

use super::commitment::kind_key;
use crate::portal::{Frame, Portal};
use crate::visit::Visit;

/// How many entries the page shows.
const SHOWN: u64 = 30;

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    frame: Frame,
    size: String,
    checkpoint: String,
    verifier: String,
    entries: Vec<Line>,
    older: Option<String>,
    newer: Option<String>,
}

/// An entry in the list.
struct Line {
    index: u64,
    address: String,
    on: String,
    kind: String,
    office: String,
    subject: String,
}

pub(crate) async fn show(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(visit, page).await
}

fn page(portal: &Portal, frame: Frame) -> Result<LogPage, Error> {
    let app = &portal.app;
    let size = frame.log_size;
    // The list ends before this entry; the latest come first.
    let asked = frame.address.get("before").and_then(|before| before.parse().ok());
    let before = asked.unwrap_or(size).min(size);
    let first = before.saturating_sub(SHOWN);
    let stored = app.store().entries(first, usize::try_from(before - first).unwrap_or(0))?;
    let mut entries = Vec::new();
    for stored in stored.iter().rev() {
        let index = stored.index;
        let entry = Entry::decode(&stored.bytes)
            .map_err(|error| Error::Journal { index, why: error.to_string() })?;
        entries.push(Line {
            index,
            address: frame.link(&format!("/entries/{index}")),
            on: frame.texts.date(app.city().day(entry.at)),
            kind: frame.t(&kind_key(&entry.kind)),
            office: frame.office(app, &entry.by.office),
            subject: entry.subject,
        });
    }
    let to = |before: u64| frame.address.with("before", &before.to_string()).to_string();
    Ok(LogPage {
        size: frame.texts.count("log-size", size),
        checkpoint: app.store().checkpoint()?.unwrap_or_default(),
        verifier: app.verifier().to_string(),
        entries,
        older: (first > 0).then(|| to(first)),
        newer: (before < size).then(|| to((before + SHOWN).min(size))),
        frame,
    })
}
