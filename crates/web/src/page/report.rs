//! The report as a page to read, its commitments marked in the text, and one of them in a panel.

use std::collections::BTreeSet;

use app::{App, Board, Error};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::{Date, date};
use reader::layout::{self, Block};

use crate::portal::{Frame, Portal, ReadReport};
use crate::view::{CommitmentView, VerdictView, reader_of_all};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    title: String,
    blocks: Vec<Block<Promise>>,
    contents: Vec<(u8, String, String)>,
    panel: Option<CommitmentView>,
    tallies: Vec<(VerdictView, usize, String)>,
    readers: Vec<ReaderView>,
    close: String,
    dates: Vec<(String, String, bool)>,
    document: String,
    entry: String,
}

/// The panel alone, for the script that opens it without loading the page anew.
#[derive(Template)]
#[template(path = "panel.html")]
struct PanelOnly {
    frame: Frame,
    panel: Option<CommitmentView>,
    tallies: Vec<(VerdictView, usize, String)>,
    readers: Vec<ReaderView>,
    close: String,
}

/// How many commitments the machine alone read, or persons checked, and where they are listed.
struct ReaderView {
    /// `machine` or `person`.
    name: &'static str,
    text: String,
    count: usize,
    address: String,
}

/// A commitment's mark.
#[derive(Clone)]
struct Promise {
    ordinal: u32,
    verdict: VerdictView,
    address: String,
    selected: bool,
    /// The first mark of a commitment carries its anchor.
    first: bool,
    /// `machine` or `person`.
    read: &'static str,
    /// What became of it and who read it, for those who do not see colours and lines.
    told: String,
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path(report): Path<String>,
    visit: Visit,
) -> Response {
    if visit.address.get("part") == Some("panel") {
        return portal
            .page(visit, move |portal, mut frame| {
                frame.address = frame.address.without("part");
                let board = portal.app.board(&report, frame.on)?;
                let panel = selected(&portal.app, &frame, &board);
                let tallies = tallies(&frame, &board);
                let readers = readers(&frame, &board);
                let close = frame.address.without("c").to_string();
                Ok(PanelOnly { frame, panel, tallies, readers, close })
            })
            .await;
    }
    portal.page(visit, move |portal, frame| page(portal, frame, &report)).await
}

fn page(portal: &Portal, frame: Frame, report: &str) -> Result<ReportPage, Error> {
    let board = portal.app.board(report, frame.on)?;
    let read = portal.reading(report)?;
    let blocks = blocks(&frame, &board, &read);
    Ok(ReportPage {
        title: board.report.taken.title.clone(),
        contents: layout::contents(&blocks),
        blocks,
        panel: selected(&portal.app, &frame, &board),
        tallies: tallies(&frame, &board),
        readers: readers(&frame, &board),
        close: frame.address.without("c").to_string(),
        dates: dates(&frame, board.report.taken.year),
        document: format!("/documents/{}", board.report.taken.sha256),
        entry: frame.link(&format!("/entries/{}", board.report.entry)),
        frame,
    })
}

fn selected(app: &App, frame: &Frame, board: &Board) -> Option<CommitmentView> {
    let ordinal = frame.address.get("c")?;
    let judged = board.find(&format!("{}/{ordinal}", board.report.id))?;
    Some(CommitmentView::new(app, frame, judged))
}

fn tallies(frame: &Frame, board: &Board) -> Vec<(VerdictView, usize, String)> {
    let tally = |(verdict, count): (account::Verdict, usize)| {
        let address = frame.place_on("/commitments").with("verdict", verdict.name()).to_string();
        (VerdictView::new(frame.texts, verdict), count, address)
    };
    board.counts().into_iter().rev().map(tally).collect()
}

fn readers(frame: &Frame, board: &Board) -> Vec<ReaderView> {
    let list = frame.place_on("/commitments").with("report", &board.report.id);
    let view = |name: &'static str| ReaderView {
        name,
        text: frame.t(&format!("who-read-{name}")),
        count: board.commitments.iter().filter(|it| reader_of_all(&it.commitment) == name).count(),
        address: list.with("read", name).to_string(),
    };
    let mut readers = Vec::from(["machine", "person"].map(view));
    let struck = || ReaderView { count: board.dropped.len(), ..view("struck") };
    readers.extend((!board.dropped.is_empty()).then(struck));
    readers
}

/// The ends of the year's quarters and today, as dates to look at: address, name, whether shown.
fn dates(frame: &Frame, year: i16) -> Vec<(String, String, bool)> {
    let quarters = [(3, 31), (6, 30), (9, 30), (12, 31)];
    let mut days: Vec<Date> = quarters.map(|(month, day)| date(year, month, day)).to_vec();
    days.push(frame.today);
    days.retain(|day| *day <= frame.today);
    days.sort_unstable();
    days.dedup();
    let link = |day: Date| {
        let address = frame.address.with("on", &day.to_string()).to_string();
        (address, frame.texts.date(day), day == frame.on)
    };
    days.into_iter().map(link).collect()
}

/// Lays the text out with its commitments marked; the first mark of each carries its anchor.
fn blocks(frame: &Frame, board: &Board, read: &ReadReport) -> Vec<Block<Promise>> {
    let marks = promises(board, read.text.chars().count());
    let mut anchored = BTreeSet::new();
    layout::lay_out(&read.text, &read.reading.outline, &board.report.taken.title, &marks, |index| {
        let mut mark = mark(frame, board, index);
        mark.first = anchored.insert(index);
        mark
    })
}

/// Which commitment each character belongs to; of two that overlap, the one that begins first.
fn promises(board: &Board, length: usize) -> Vec<Option<usize>> {
    let mut owners = vec![None; length];
    for (index, judged) in board.commitments.iter().enumerate() {
        let (start, end) = judged.commitment.made.span;
        let span = start as usize..(end as usize).min(length);
        for owner in owners.get_mut(span).into_iter().flatten() {
            owner.get_or_insert(index);
        }
    }
    owners
}

fn mark(frame: &Frame, board: &Board, index: usize) -> Promise {
    let judged = &board.commitments[index];
    let ordinal = judged.commitment.made.ordinal;
    let address = frame.address.with("c", &ordinal.to_string());
    let verdict = VerdictView::new(frame.texts, judged.judgement.verdict);
    let read = reader_of_all(&judged.commitment);
    let who = frame.t(&format!("who-read-{read}"));
    Promise {
        ordinal,
        told: format!("{}{}{who}", verdict.text, frame.t("comma")),
        verdict,
        address: format!("{address}#c-{ordinal}"),
        selected: frame.address.get("c") == Some(ordinal.to_string().as_str()),
        first: false,
        read,
    }
}
