//! A report between upload and publication: its text with what was read in it, and beside it the
//! form by which a person corrects a figure or a promise.

mod form;
mod item;
mod panel;

use account::{Draft, Item};
use app::{Actor, DraftReport, Error};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use reader::Confidence;
use reader::layout::{self, Block};
use serde::Deserialize;

use self::item::{ItemView, Standing};
use self::panel::Panel;
use super::Pages;
use crate::address::Address;
use crate::failure::{self, Failure};
use crate::form::CorrectionForm;
use crate::portal::{Frame, Portal, ReadReport};
use crate::refusal;
use crate::text::Texts;
use crate::visit::{Supervisor, Visit};

pub(crate) use self::item::Progress;

/// What of a draft can be looked at: the whole text, or a list.
const SHOWS: [&str; 5] = ["text", "unsure", "checked", "unmeasurable", "all"];

#[derive(Template)]
#[template(path = "draft.html")]
struct DraftPage {
    frame: Frame,
    id: String,
    title: String,
    /// What could not be recovered from the file.
    notes: Vec<String>,
    progress: Progress,
    shows: Vec<ShowView>,
    /// The text, where that is what is shown; else a list of items.
    blocks: Vec<Block<Mark>>,
    contents: Vec<(u8, String, String)>,
    rows: Option<Vec<ItemView>>,
    pages: Pages,
    /// In which order the list of doubts is, where that is what is shown.
    order: Option<String>,
    /// The address of the doubt to look at first; `None` where none is left.
    first: Option<String>,
    panel: Panel,
    /// The last correction, which can be undone: its entry, and in words.
    last: Option<(u64, String)>,
    promises: String,
}

/// The panel alone, for the script that opens it without loading the page anew.
#[derive(Template)]
#[template(path = "draft-panel.html")]
struct PanelOnly {
    frame: Frame,
    panel: Panel,
}

/// A way to look at a draft: its address and name, how many items it has, whether it is shown.
struct ShowView {
    name: &'static str,
    address: String,
    text: String,
    count: Option<usize>,
    here: bool,
}

/// The mark of a figure or a promise in the text.
struct Mark {
    key: String,
    address: String,
    /// What it is and how surely it was read, for those who do not see colours.
    told: String,
    is_figure: bool,
    standing: &'static str,
    selected: bool,
    /// The first mark of an item carries its anchor.
    first: bool,
}

/// What the form that takes a correction back sends.
#[derive(Deserialize)]
pub(crate) struct UndoForm {
    entry: u64,
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    _: Supervisor,
    visit: Visit,
) -> Response {
    if visit.address.get("part") == Some("panel") {
        return portal
            .page(visit, move |portal, mut frame| {
                frame.address = frame.address.without("part");
                let (report, draft) = portal.app.draft(&id)?;
                let read = portal.draft_reading(&id, &report.received.sha256)?;
                let typed = CorrectionForm::default();
                let panel = Panel::new(portal, &frame, &report, &draft, &read, typed, None);
                Ok(PanelOnly { frame, panel })
            })
            .await;
    }
    let typed = CorrectionForm::default();
    portal.page(visit, move |portal, frame| page(portal, frame, &id, typed, None)).await
}

/// Takes a correction down; one that is refused shows the page again with what was typed.
pub(crate) async fn correct(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    Supervisor(actor): Supervisor,
    mut visit: Visit,
    Form(form): Form<CorrectionForm>,
) -> Response {
    // What is shown again is the draft as it was looked at.
    let back = Address::new(&format!("/desk/reports/{id}"), Some(form.get("back")));
    visit.address = back.with("item", form.get("item"));
    let (language, typed, at) = (visit.language, form.clone(), back.clone());
    let draft = id.clone();
    let done = portal
        .clone()
        .blocking(move |portal| take_down(portal, Texts::of(language), &draft, &form, &actor, &at))
        .await;
    match done {
        Ok(Ok(next)) => Redirect::to(&next).into_response(),
        Ok(Err((status, why))) => {
            let make =
                move |portal: &Portal, frame: Frame| page(portal, frame, &id, typed, Some(why));
            portal.page_with(status, visit, make).await
        }
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    }
}

/// The address to go on at, or why the correction was not taken down.
fn take_down(
    portal: &Portal,
    texts: &Texts,
    id: &str,
    form: &CorrectionForm,
    actor: &Actor,
    back: &Address,
) -> Result<Result<String, (StatusCode, String)>, Error> {
    let (report, draft) = portal.app.draft(id)?;
    let read = portal.draft_reading(id, &report.received.sha256)?;
    let correction = match form.correction(&draft, &read) {
        Ok(correction) => correction,
        Err(error) => return Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, error.told(texts)))),
    };
    let changed = correction.change.items().first().copied();
    match portal.app.correct_draft(id, correction, form.seen(), actor) {
        Ok(_) => {
            let (_, draft) = portal.app.draft(id)?;
            let next = next_item(&draft, back, changed);
            let address = back.with("done", "1");
            Ok(Ok(match next.map(item::key) {
                Some(key) => format!("{}#{key}", address.with("item", &key)),
                None => format!("{}#main", address.without("item")),
            }))
        }
        Err(error) => refusal::of_correction(texts, error).map(Err),
    }
}

/// Takes the last correction back.
pub(crate) async fn undo(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    Supervisor(actor): Supervisor,
    visit: Visit,
    Form(form): Form<UndoForm>,
) -> Response {
    let to = format!("/desk/reports/{id}?done=1#main");
    let act = move |portal: &Portal| portal.app.undo_correction(&id, form.entry, &actor).map(drop);
    go_on(portal, visit, to, act).await
}

/// Makes the draft's promises the city's commitments.
pub(crate) async fn publish(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    Supervisor(actor): Supervisor,
    visit: Visit,
) -> Response {
    let to = format!("/reports/{id}");
    go_on(portal, visit, to, move |portal| portal.app.publish_report(&id, &actor)).await
}

/// Gives the draft up.
pub(crate) async fn discard(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    Supervisor(actor): Supervisor,
    visit: Visit,
) -> Response {
    let to = "/desk/reports".to_owned();
    go_on(portal, visit, to, move |portal| portal.app.discard_draft(&id, &actor)).await
}

/// Does something and goes on at an address; where it fails, says why.
async fn go_on(
    portal: Portal,
    visit: Visit,
    to: String,
    act: impl FnOnce(&Portal) -> Result<(), Error> + Send + 'static,
) -> Response {
    match portal.blocking(act).await {
        Ok(()) => Redirect::to(&to).into_response(),
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    }
}

fn page(
    portal: &Portal,
    frame: Frame,
    id: &str,
    typed: CorrectionForm,
    refused: Option<String>,
) -> Result<DraftPage, Error> {
    let (report, draft) = portal.app.draft(id)?;
    let read = portal.draft_reading(id, &report.received.sha256)?;
    let show = shown(&frame.address);
    let found = items(&draft, show);
    let pages = Pages::new(&frame.address, found.len());
    let (blocks, rows) = if show == "text" {
        (blocks(&frame, &report, &draft, &read), None)
    } else {
        let rows = found.iter().skip(pages.offset()).take(super::PAGE_ROWS);
        let rows = rows.map(|item| ItemView::new(&frame, &draft, *item)).collect();
        (Vec::new(), Some(rows))
    };
    let live = draft.promises().iter().filter(|promise| promise.is_live).count() as u64;
    Ok(DraftPage {
        id: id.to_owned(),
        title: title(frame.texts, &report),
        notes: report.received.notes.clone(),
        progress: Progress::of(&draft),
        shows: shows(&frame, &draft, show),
        contents: layout::contents(&blocks),
        blocks,
        rows,
        pages,
        order: (show == "unsure").then(|| {
            let percent = Confidence::SURE_PERCENT.to_string();
            frame.texts.with("unsure-order", "percent", &percent)
        }),
        first: items(&draft, "unsure").first().map(|item| first_doubt(&frame, *item)),
        last: draft
            .history()
            .last()
            .map(|(entry, correction)| (*entry, frame.t(panel::change_key(&correction.change)))),
        promises: frame.texts.count("commitments-total", live),
        panel: Panel::new(portal, &frame, &report, &draft, &read, typed, refused),
        frame,
    })
}

/// What a draft is called: its title line, else its place and year.
pub(crate) fn title(texts: &Texts, report: &DraftReport) -> String {
    let received = &report.received;
    if received.title.is_empty() {
        let year = received.year.to_string();
        return texts.with2("report-of", ("place", "year"), &received.place, &year);
    }
    received.title.clone()
}

fn shown(address: &Address) -> &'static str {
    let asked = address.get("show");
    SHOWS.into_iter().find(|show| asked == Some(show)).unwrap_or("text")
}

fn shows(frame: &Frame, draft: &Draft, here: &str) -> Vec<ShowView> {
    let view = |show: &'static str| ShowView {
        name: show,
        address: frame
            .address
            .with("show", if show == "text" { "" } else { show })
            .without("page")
            .without("done")
            .to_string(),
        text: frame.t(&format!("show-{show}")),
        count: (show != "text").then(|| items(draft, show).len()),
        here: show == here,
    };
    SHOWS.map(view).into()
}

/// Where a person begins to work through what is unsure.
fn first_doubt(frame: &Frame, item: Item) -> String {
    let key = item::key(item);
    let list = frame.address.without("page").without("done").with("show", "unsure");
    format!("{}#{key}", list.with("item", &key))
}

/// The items of a list: of what is unsure the figures, whose confidence is the better calibrated,
/// then the promises, each the least sure first; all else in the order of the text.
fn items(draft: &Draft, show: &str) -> Vec<Item> {
    let mut items = item::live(draft);
    match show {
        "unsure" => {
            items.retain(|item| Standing::of_item(draft, *item) == Standing::Unsure);
            items.sort_by_key(|item| (matches!(item, Item::Promise(_)), confidence(draft, *item)));
        }
        "checked" => items.retain(|item| Standing::of_item(draft, *item) == Standing::Checked),
        "unmeasurable" => items.retain(|item| match item {
            Item::Promise(at) => !item::without(&draft.promises()[*at as usize].now).is_empty(),
            Item::Figure(_) => false,
        }),
        _ => {}
    }
    items
}

fn confidence(draft: &Draft, item: Item) -> u8 {
    match item {
        Item::Figure(at) => draft.figures()[at as usize].now.confidence,
        Item::Promise(at) => draft.promises()[at as usize].now.confidence,
    }
}

/// Where a person goes on after a correction: at what is unsure next where they work through that
/// list, else at what they corrected.
fn next_item(draft: &Draft, back: &Address, changed: Option<Item>) -> Option<Item> {
    if shown(back) == "unsure" {
        return items(draft, "unsure").first().copied();
    }
    changed.filter(|item| item::by_key(draft, &item::key(*item)).is_some())
}

/// The text with figures and promises marked; a figure within a promise is marked as a figure.
fn blocks(
    frame: &Frame,
    report: &DraftReport,
    draft: &Draft,
    read: &ReadReport,
) -> Vec<Block<Mark>> {
    let mut marks = vec![None; read.text.chars().count()];
    for item in item::live(draft) {
        let (start, end) = match item {
            Item::Promise(at) => draft.promises()[at as usize].now.span,
            Item::Figure(at) => draft.figures()[at as usize].now.number,
        };
        let end = (end as usize).min(marks.len());
        for mark in marks.get_mut(start as usize..end).into_iter().flatten() {
            // Of two promises that overlap, the words belong to the one that begins first.
            let keeps = matches!((*mark, item), (Some(_), Item::Promise(_)));
            if !keeps {
                *mark = Some(item);
            }
        }
    }
    let mut anchored = std::collections::BTreeSet::new();
    let selected = frame.address.get("item");
    let outline = &read.reading.outline;
    layout::lay_out(&read.text, outline, &report.received.title, &marks, |item| {
        let view = ItemView::new(frame, draft, item);
        Mark {
            told: format!("{} · {}", view.kind, view.standing.text),
            is_figure: matches!(item, Item::Figure(_)),
            standing: view.standing.name,
            selected: selected == Some(view.key.as_str()),
            first: anchored.insert(item),
            address: view.address,
            key: view.key,
        }
    })
}
