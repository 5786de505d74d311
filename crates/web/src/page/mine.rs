//! The page of a person of whom something is kept: what it is, who looked, and how to erase it. The
//! secret in its address is all that is needed to see it, so that nothing of it is kept on the way.

use app::{App, Error, Mine};
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use hall::{Look, PUBLIC_OFFICE, Refusal};
use pack::Language;
use serde_json::{Value, json};

use super::clocks::{DueView, due};
use super::duplicates::{self, DuplicateView};
use super::input::{Control, Sent, Typed};
use super::personal::{LookView, field_name, looks, moment, private};
use super::record::record_title;
use super::steps::{self, OpenStep};
use crate::api::failed;
use crate::failure::{self, Failure};
use crate::limits::Sender;
use crate::portal::{Frame, Portal};
use crate::refusal;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    frame: Frame,
    heading: String,
    record: String,
    title: String,
    record_address: String,
    state: String,
    since: String,
    values: Vec<ValueView>,
    looks: Vec<LookView>,
    /// When all was erased, with the address of the entry that says so.
    erased: Option<(String, String)>,
    /// This page's address.
    here: String,
    /// Whether the visitor asked to erase and is asked whether they mean it.
    asks: bool,
    /// Whether the record was opened just now: then this is the receipt.
    is_receipt: bool,
    /// Whether this person reported the record, and not only is kept something of.
    is_reporter: bool,
    /// Who goes on, and by which steps.
    next: Vec<(String, String)>,
    due: Option<DueView>,
    /// What this person may do.
    open: Vec<OpenStep>,
    /// What may be of the same thing.
    duplicates: Vec<DuplicateView>,
    typed: Typed,
    refused: Option<String>,
    done: bool,
}

/// What the visitor's own act adds to the page.
#[derive(Default)]
struct Outcome {
    /// Whether they are asked whether they mean to erase.
    asks: bool,
    refused: Option<Refusal>,
    typed: Typed,
}

/// A value that is kept.
struct ValueView {
    name: String,
    value: String,
    entry: u64,
    entry_address: String,
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(secret): Path<String>,
    visit: Visit,
) -> Response {
    private(
        portal
            .page(visit, move |portal, frame| page(portal, frame, &secret, Outcome::default()))
            .await,
    )
}

/// Takes a step that is left to whoever reported; a refused one shows the page again.
pub(crate) async fn take(
    State(portal): State<Portal>,
    Path((secret, step)): Path<(String, String)>,
    sender: Sender,
    visit: Visit,
    sent: Sent,
) -> Response {
    if let Err(failure) = portal.admit(sender) {
        return failure::page(visit.language, &visit.address, &failure);
    }
    let (here, typed) = (secret.clone(), sent.typed.clone());
    let taken = portal
        .clone()
        .blocking(move |portal| {
            let record = portal.app.reported(&secret)?;
            steps::take(portal, &record, step, sent, &app::reporter())
        })
        .await;
    private(match taken {
        Ok(_) => Redirect::to(&format!("/mine/{here}?done=1")).into_response(),
        Err(Error::Refused(refusal)) => {
            let Failure { status, .. } = Failure::from(&Error::Refused(refusal.clone()));
            let outcome = Outcome { refused: Some(refusal), typed, ..Outcome::default() };
            let make = move |portal: &Portal, frame: Frame| page(portal, frame, &here, outcome);
            portal.page_with(status, visit, make).await
        }
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    })
}

/// Asks whether the visitor means it.
pub(crate) async fn ask(
    State(portal): State<Portal>,
    Path(secret): Path<String>,
    visit: Visit,
) -> Response {
    private(
        portal
            .page(visit, move |portal, frame| {
                let outcome = Outcome { asks: true, ..Outcome::default() };
                page(portal, frame, &secret, outcome)
            })
            .await,
    )
}

/// Erases all that is kept, and shows that nothing is there any more.
pub(crate) async fn erase(
    State(portal): State<Portal>,
    Path(secret): Path<String>,
    visit: Visit,
) -> Response {
    let here = format!("/mine/{secret}");
    let erased = portal.blocking(move |portal| portal.app.erase_mine(&secret)).await;
    private(match erased {
        Ok(_) => Redirect::to(&here).into_response(),
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    })
}

/// All that is kept as a file, with what proves it.
pub(crate) async fn download(State(portal): State<Portal>, Path(secret): Path<String>) -> Response {
    let told = portal
        .blocking(move |portal| {
            let mine = portal.app.mine(&secret)?;
            let name = mine.record.id.replace('/', "-");
            Ok((format!("attachment; filename=\"{name}.json\""), file(&portal.app, &mine)?))
        })
        .await;
    private(match told {
        Ok((name, body)) => ([(header::CONTENT_DISPOSITION, name)], Json(body)).into_response(),
        Err(error) => failed(&error),
    })
}

fn page(portal: &Portal, frame: Frame, secret: &str, outcome: Outcome) -> Result<MinePage, Error> {
    let Outcome { asks, refused, typed } = outcome;
    let Mine { record, matter, values, .. } = portal.app.mine(secret)?;
    let pack = portal.app.pack_of(&record)?;
    let to_entry = |entry: u64| frame.link(&format!("/entries/{entry}"));
    let here = format!("/mine/{secret}");
    let duplicates = duplicates::view(portal, &frame, pack, &record)?;
    let reporter = app::reporter();
    let is_reporter = pack.procedures.get(&record.opened.procedure).is_some_and(|procedure| {
        procedure.has_reporter()
            || record.history.first().is_some_and(|it| it.office == PUBLIC_OFFICE)
    });
    let state = format!("state.{}.{}", record.opened.procedure, record.state);
    let view = |value: app::MineValue| ValueView {
        name: field_name(frame.texts.language, pack, &record, &value.field),
        value: value.value,
        entry: value.entry,
        entry_address: to_entry(value.entry),
    };
    Ok(MinePage {
        title: record_title(&portal.app, &record).to_owned(),
        record_address: frame.link(&format!("/records/{}", record.id)),
        state: pack.message(frame.texts.language, &state).to_owned(),
        since: frame.texts.date(record.since),
        values: values.into_iter().map(view).collect(),
        looks: looks(portal, &frame, &matter.looks),
        erased: matter.erased.map(|(entry, at)| (moment(&portal.app, &frame, at), to_entry(entry))),
        asks: asks && matter.erased.is_none() && !matter.kept.is_empty(),
        is_receipt: frame.address.get("new").is_some(),
        heading: frame.t(if is_reporter { "mine-report" } else { "mine" }),
        is_reporter,
        next: steps::next(portal, &frame, pack, &record),
        due: due(portal, &frame, pack, &record),
        open: steps::open(portal, &frame, pack, &record, (&reporter, &here), (&duplicates, &typed)),
        duplicates,
        refused: refused.as_ref().map(|it| refusal::told(portal, &frame, pack, &record, it)),
        done: frame.address.get("done").is_some(),
        typed,
        here,
        record: record.id,
        frame,
    })
}

fn file(app: &App, mine: &Mine) -> Result<Value, Error> {
    let Mine { record, name, matter, values } = mine;
    let pack = app.pack_of(record)?;
    let called = |field: &str| {
        let name = |language| field_name(language, pack, record, field);
        json!({ "zh-CN": name(Language::Chinese), "en": name(Language::English) })
    };
    let kept = |value: &app::MineValue| {
        json!({
            "field": value.field,
            "name": called(&value.field),
            "value": value.value,
            "salt": value.salt,
            "salted_hash": value.salted_hash,
            "entry": value.entry,
        })
    };
    let looked = |look: &Look| {
        let office = app.city().office(&look.office);
        json!({
            "at": look.at.to_string(),
            "office": look.office,
            "office_name": office.map(|office| json!({
                "zh-CN": office.name.zh,
                "en": office.name.en,
            })),
            "role": look.role,
            "reason": look.looked.reason,
            "fields": look.looked.fields,
            "entry": look.entry,
        })
    };
    let erased = matter.erased.map(|(entry, at)| json!({ "at": at.to_string(), "entry": entry }));
    Ok(json!({
        "record": record.id,
        "title": record_title(app, record),
        "state": record.state,
        "since": record.since,
        "matter": name,
        "kept": values.iter().map(kept).collect::<Vec<_>>(),
        "looks": matter.looks.iter().map(looked).collect::<Vec<_>>(),
        "erased": erased,
        "how_to_check": "salted_hash is explained in docs/reference/journal-format.md, \
             and each entry has its proof under /entries/<entry>/proof",
    }))
}
