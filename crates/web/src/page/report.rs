//! The report as a page to read, its commitments marked in the text, and one of them in a panel.

use std::collections::BTreeSet;

use app::{App, Board, Error};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::{Date, date};
use reader::Reading;

use crate::portal::{Frame, Portal, ReadReport};
use crate::view::{CommitmentView, VerdictView};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    title: String,
    blocks: Vec<Block>,
    contents: Vec<(u8, String, String)>,
    panel: Option<CommitmentView>,
    tallies: Vec<(VerdictView, usize, String)>,
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
    close: String,
}

/// A heading or a paragraph.
struct Block {
    /// 0 for a paragraph, 2 to 4 for headings.
    level: u8,
    id: String,
    runs: Vec<Run>,
}

/// A stretch of a block's text.
struct Run {
    text: String,
    /// Bold: a heading that runs into its paragraph.
    strong: bool,
    promise: Option<Promise>,
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
                let close = frame.address.without("c").to_string();
                Ok(PanelOnly { frame, panel, tallies, close })
            })
            .await;
    }
    portal.page(visit, move |portal, frame| page(portal, frame, &report)).await
}

fn page(portal: &Portal, frame: Frame, report: &str) -> Result<ReportPage, Error> {
    let board = portal.app.board(report, frame.on)?;
    let read = portal.reading(report)?;
    let blocks = blocks(&frame, &board, &read);
    let headings = blocks.iter().filter(|block| block.level > 0);
    let contents = headings
        .map(|block| {
            let text: String = block.runs.iter().map(|run| run.text.as_str()).collect();
            (block.level, block.id.clone(), text)
        })
        .collect();
    Ok(ReportPage {
        title: board.report.taken.title.clone(),
        contents,
        blocks,
        panel: selected(&portal.app, &frame, &board),
        tallies: tallies(&frame, &board),
        close: frame.address.without("c").to_string(),
        dates: dates(&frame, board.report.taken.year),
        document: format!("/documents/{}", board.report.taken.sha256),
        entry: frame.link(&format!("/entries/{}", board.report.entry)),
        frame,
    })
}

fn selected(app: &App, frame: &Frame, board: &Board) -> Option<CommitmentView> {
    let ordinal = frame.address.get("c")?;
    let judged = board.commitment(&format!("{}/{ordinal}", board.report.id))?;
    Some(CommitmentView::new(app, frame, judged))
}

fn tallies(frame: &Frame, board: &Board) -> Vec<(VerdictView, usize, String)> {
    let tally = |(verdict, count): (account::Verdict, usize)| {
        let address = frame.place_on("/commitments").with("verdict", verdict.name()).to_string();
        (VerdictView::new(frame.texts, verdict), count, address)
    };
    board.counts().into_iter().rev().map(tally).collect()
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

/// Lays the text out: a block a line, cut where commitments and run-in headings begin and end.
fn blocks(frame: &Frame, board: &Board, read: &ReadReport) -> Vec<Block> {
    let text: Vec<char> = read.text.chars().collect();
    let promises = promises(board, text.len());
    let levels = heading_levels(&read.reading);
    let title: String = board.report.taken.title.split_whitespace().collect();
    let mut anchored = BTreeSet::new();
    let mut above = 1;
    let mut blocks = Vec::new();
    for (start, end) in lines(&text) {
        let mut runs = Vec::new();
        let mut at = start;
        while at < end {
            let inside = promises[at];
            let strong = levels.get(at).copied().flatten();
            let same = |&next: &usize| {
                promises[next] == inside && levels.get(next).copied().flatten() == strong
            };
            let stop = (at..end).take_while(same).last().map_or(end, |last| last + 1);
            let visible = visible(&text[at..stop]);
            if !visible.is_empty() {
                let promise = inside.map(|index| {
                    let mut mark = mark(frame, board, index);
                    mark.first = anchored.insert(index);
                    mark
                });
                runs.push(Run { text: visible, strong: strong.is_some(), promise });
            }
            at = stop;
        }
        // The title stands above the text already.
        let is_title = blocks.is_empty() && runs.iter().all(|run| run.text == title);
        if runs.is_empty() || is_title {
            continue;
        }
        // A line that is all heading is one; a heading that runs into its paragraph is bold.
        let whole = runs.iter().all(|run| run.strong && run.promise.is_none());
        let level = if whole { levels[start..end].iter().flatten().min().copied() } else { None };
        // No level is skipped, whatever the report does: the title is the first.
        let level = level.map_or(0, |level| level.min(above + 1));
        if level > 0 {
            above = level;
        }
        blocks.push(Block { level, id: format!("p-{}", blocks.len()), runs });
    }
    blocks
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

/// Of each character, the level of the heading that it stands in, as HTML counts: 2 to 4.
fn heading_levels(reading: &Reading) -> Vec<Option<u8>> {
    let end = reading.outline.iter().map(|section| section.heading.end).max().unwrap_or(0);
    let mut levels = vec![None; end];
    for section in &reading.outline {
        let span = section.heading.start..section.heading.end;
        for level in levels.get_mut(span).into_iter().flatten() {
            *level = Some((section.level + 1).min(4));
        }
    }
    levels
}

fn lines(text: &[char]) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, character) in text.iter().chain(['\n'].iter()).enumerate() {
        if *character == '\n' {
            lines.push((start, at));
            start = at + 1;
        }
    }
    lines
}

/// What is read of a stretch: without stray markup, and without white space but between Latin
/// words.
fn visible(text: &[char]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(length) = markup(&text[at..]) {
            at += length;
            continue;
        }
        let character = text[at];
        let between = |side: Option<&char>| side.is_some_and(char::is_ascii_alphabetic);
        let kept = !character.is_whitespace()
            || (between(at.checked_sub(1).and_then(|before| text.get(before)))
                && between(text.get(at + 1)));
        if kept {
            out.push(character);
        }
        at += 1;
    }
    out
}

/// The length of a tag that the text begins with.
fn markup(text: &[char]) -> Option<usize> {
    let name = match text {
        ['<', '/', name, ..] | ['<', name, ..] => name,
        _ => return None,
    };
    if !name.is_ascii_alphabetic() {
        return None;
    }
    text.iter().position(|&character| character == '>').map(|end| end + 1)
}

fn mark(frame: &Frame, board: &Board, index: usize) -> Promise {
    let judged = &board.commitments[index];
    let ordinal = judged.commitment.made.ordinal;
    let address = frame.address.with("c", &ordinal.to_string());
    Promise {
        ordinal,
        verdict: VerdictView::new(frame.texts, judged.judgement.verdict),
        address: format!("{address}#c-{ordinal}"),
        selected: frame.address.get("c") == Some(ordinal.to_string().as_str()),
        first: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_markup_and_spaces_are_not_shown() {
        let text: Vec<char> = "<strong>新建 30 座</strong>，PPP mode 1<2".chars().collect();
        assert_eq!(visible(&text), "新建30座，PPP mode1<2");
    }
}
