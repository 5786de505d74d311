//! The list of a report's commitments, with filters that live in the address.

use account::Verdict;
use app::{Error, Judged};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Pages;
use crate::portal::{Frame, Portal};
use crate::view::{CommitmentView, reader_of_all};
use crate::visit::Visit;

/// A choice of a form: its value, its name, whether it is chosen.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "commitments.html")]
struct Commitments {
    frame: Frame,
    total: String,
    rows: Vec<CommitmentView>,
    pages: Pages,
    verdicts: Vec<Choice>,
    offices: Vec<Choice>,
    reports: Vec<Choice>,
    sorts: Vec<Choice>,
    /// Read by the machine alone, or checked by a person.
    readers: Vec<Choice>,
    words: String,
    only_below: bool,
    filtered: bool,
    clear: String,
    /// Parameters that the form has no control for and keeps.
    kept: Vec<(String, String)>,
}

pub(crate) async fn show(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(visit, page).await
}

fn page(portal: &Portal, frame: Frame) -> Result<Commitments, Error> {
    let app = &portal.app;
    let accounts = app.accounts();
    let report = frame.address.get("report").or(frame.report.as_deref()).map(str::to_owned);
    let board = report.as_ref().map(|report| app.board(report, frame.on)).transpose()?;
    let mut found: Vec<&Judged> = board
        .iter()
        .flat_map(|board| if is_struck(&frame) { &board.dropped } else { &board.commitments })
        .filter(|judged| fits(&frame, judged))
        .collect();
    sort(&frame, &mut found);
    let pages = Pages::new(&frame.address, found.len());
    let rows = found
        .iter()
        .skip(pages.offset())
        .take(super::PAGE_ROWS)
        .map(|judged| CommitmentView::new(app, &frame, judged))
        .collect();
    let asked = |name: &str, value: &str| frame.address.get(name) == Some(value);
    let reports = accounts
        .reports
        .values()
        .map(|it| (it.id.clone(), it.taken.title.clone(), report.as_ref() == Some(&it.id)));
    let controls = ["verdict", "office", "report", "sort", "read", "q", "below", "page"];
    let filters = ["verdict", "office", "read", "q", "below"];
    let kept = frame.address.parameters().filter(|(name, _)| !controls.contains(name));
    Ok(Commitments {
        total: frame.texts.count("commitments-found", found.len() as u64),
        rows,
        pages,
        verdicts: verdicts(&frame),
        offices: offices(portal, &frame),
        reports: reports.collect(),
        sorts: sorts(&frame),
        readers: readers(&frame),
        words: frame.address.get("q").unwrap_or_default().to_owned(),
        only_below: asked("below", "1"),
        filtered: filters.iter().any(|name| frame.address.get(name).is_some()),
        clear: filters
            .iter()
            .fold(frame.address.without("page"), |address, name| address.without(name))
            .to_string(),
        kept: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        frame,
    })
}

/// The verdicts, best first.
fn verdicts(frame: &Frame) -> Vec<Choice> {
    Verdict::ALL
        .into_iter()
        .rev()
        .map(|verdict| {
            let name = verdict.name();
            (
                name.to_owned(),
                frame.texts.verdict(verdict),
                frame.address.get("verdict") == Some(name),
            )
        })
        .collect()
}

/// The city's offices.
fn offices(portal: &Portal, frame: &Frame) -> Vec<Choice> {
    portal
        .app
        .city()
        .offices
        .iter()
        .map(|office| {
            let name = frame.texts.name(&office.name).to_owned();
            (office.id.clone(), name, frame.address.get("office") == Some(office.id.as_str()))
        })
        .collect()
}

/// The orders in which the list can be shown.
fn sorts(frame: &Frame) -> Vec<Choice> {
    ["order", "verdict", "below"]
        .map(|sort| {
            (
                sort.to_owned(),
                frame.t(&format!("sort-{sort}")),
                frame.address.get("sort") == Some(sort),
            )
        })
        .to_vec()
}

/// Whether what a person said to be no promise is asked for.
fn is_struck(frame: &Frame) -> bool {
    frame.address.get("read") == Some("struck")
}

/// Who read the promises.
fn readers(frame: &Frame) -> Vec<Choice> {
    ["machine", "person", "struck"]
        .map(|reader| {
            let text = frame.t(&format!("who-read-{reader}"));
            (reader.to_owned(), text, frame.address.get("read") == Some(reader))
        })
        .to_vec()
}

/// Whether a commitment is among those asked for.
fn fits(frame: &Frame, judged: &Judged) -> bool {
    let asked = |name| frame.address.get(name);
    let Judged { commitment, judgement } = judged;
    // What is no promise has no verdict.
    let verdict = asked("verdict")
        .is_none_or(|verdict| !is_struck(frame) && judgement.verdict.name() == verdict);
    let office = asked("office").is_none_or(|office| {
        let owner = commitment.owner.as_ref();
        owner.is_some_and(|it| it.lead == office || it.supporting.iter().any(|id| id == office))
    });
    let words = asked("q").is_none_or(|words| {
        let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        let path = commitment.made.path.concat();
        commitment.made.quote.contains(&words) || path.contains(&words)
    });
    let below =
        asked("below").is_none() || commitment.targets.iter().any(account::Target::below_last);
    let read =
        is_struck(frame) || asked("read").is_none_or(|reader| reader_of_all(commitment) == reader);
    verdict && office && words && below && read
}

fn sort(frame: &Frame, found: &mut [&Judged]) {
    match frame.address.get("sort") {
        Some("verdict") => found.sort_by_key(|judged| judged.judgement.verdict),
        Some("below") => found.sort_by_key(|judged| {
            !judged.commitment.targets.iter().any(account::Target::below_last)
        }),
        // The order of the report's text.
        _ => {}
    }
}
