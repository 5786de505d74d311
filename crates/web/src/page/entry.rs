//! One entry of the log with the proof that it is in it.

use app::{Error, Proven};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::commitment::kind_key;
use crate::api::failed;
use crate::portal::{Frame, Portal};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "entry.html")]
struct EntryPage {
    frame: Frame,
    index: u64,
    kind: String,
    at: String,
    office: String,
    role: String,
    subject: String,
    subject_address: Option<String>,
    text: String,
    leaf: String,
    path: Vec<String>,
    checkpoint: String,
    size: u64,
    root: String,
    verified: bool,
    previous: Option<String>,
    next: Option<String>,
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(index): Path<u64>,
    visit: Visit,
) -> Response {
    portal.page(visit, move |portal, frame| page(portal, frame, index)).await
}

/// The proof as a file that anyone can check (C2SP `tlog-proof`).
pub(crate) async fn proof(State(portal): State<Portal>, Path(index): Path<u64>) -> Response {
    let proven = portal.blocking(move |portal| portal.app.prove(index)).await;
    match proven {
        Ok(proven) => {
            let name = format!("attachment; filename=\"entry-{index}.tlog-proof\"");
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, proven.proof_text()).into_response()
        }
        Err(error) => failed(&error),
    }
}

/// The entry's canonical bytes, as the log holds them.
pub(crate) async fn bytes(State(portal): State<Portal>, Path(index): Path<u64>) -> Response {
    let proven = portal.blocking(move |portal| portal.app.prove(index)).await;
    match proven {
        Ok(proven) => {
            let name = format!("attachment; filename=\"entry-{index}.json\"");
            let headers = [
                (header::CONTENT_TYPE, "application/json".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, proven.bytes).into_response()
        }
        Err(error) => failed(&error),
    }
}

fn page(portal: &Portal, frame: Frame, index: u64) -> Result<EntryPage, Error> {
    let app = &portal.app;
    let proven = app.prove(index)?;
    let verified = proven.is_proven();
    let Proven { bytes, entry, leaf, path, checkpoint, head, .. } = proven;
    let local = app.city().day(entry.at);
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let to = |index: u64| frame.link(&format!("/entries/{index}"));
    Ok(EntryPage {
        index,
        kind: frame.t(&kind_key(&entry.kind)),
        at: frame.texts.date(local),
        office: frame.office(app, &entry.by.office),
        role: role_name(portal, &frame, &entry.by.role),
        subject_address: subject_address(&frame, &entry),
        subject: entry.subject,
        text: serde_json::to_string_pretty(&value).unwrap_or_default(),
        leaf: leaf.base64(),
        path: path.iter().map(journal::Hash::base64).collect(),
        checkpoint,
        size: head.size,
        root: head.root.base64(),
        verified,
        previous: index.checked_sub(1).map(to),
        next: (index + 1 < head.size).then(|| to(index + 1)),
        frame,
    })
}

/// The page of what an entry is about, where it has one.
fn subject_address(frame: &Frame, entry: &journal::Entry) -> Option<String> {
    let page = match entry.kind.split('.').next()? {
        "report" => "reports",
        "record" => "records",
        // What was asked for at an opening has no page: it was not opened.
        "rule" => {
            let step = entry.body.get("step")?.as_str()?;
            if step == pack::Rule::OPENING {
                return None;
            }
            "records"
        }
        "commitment" | "statement" | "observation" => "commitments",
        // The matter has no page of its own; the record that it belongs to has.
        "personal" | "office" => {
            let record = entry.body.get("record")?.as_str()?;
            return Some(frame.link(&format!("/records/{record}")));
        }
        _ => return None,
    };
    Some(frame.link(&format!("/{page}/{}", entry.subject)))
}

/// What a role is called: by a pack that has it, else as the program names its own.
pub(crate) fn role_name(portal: &Portal, frame: &Frame, role: &str) -> String {
    let declares = |pack: &&pack::Pack| pack.roles.iter().any(|it| it == role);
    match portal.app.packs().values().find(declares) {
        Some(pack) => pack.message(frame.texts.language, &format!("role.{role}")).to_owned(),
        None => match role {
            "statistician" | "supervisor" | "program" | "person" | "public" | "reporter" => {
                frame.t(&format!("role-{role}"))
            }
            other => other.to_owned(),
        },
    }
}
