//! Lines of pages to paragraphs: running heads and page numbers out, wrapped lines joined.

use std::collections::{BTreeMap, BTreeSet};

use super::Sheet;
use super::layout::Line;
use crate::clean;

/// The part of a page's height at its top and at its bottom where heads and feet stand.
const MARGIN: f64 = 0.12;
/// The least pages on which a running head stands.
const HEAD_PAGES_MIN: usize = 3;
/// A first line is set in by at least this many font heights; two are usual.
const INDENT_MIN: f64 = 1.2;
/// A last line ends at least this many font heights before the right margin.
const SHORT_MIN: f64 = 2.0;
/// Lines further apart than this many times the usual distance are of two paragraphs.
const GAP_MAX: f64 = 1.5;
/// The least lines that tell a column's margins.
const FRAME_LINES_MIN: usize = 6;

/// The text of a file, a paragraph or a table row a line.
pub(crate) fn text(sheets: &[Sheet]) -> String {
    let heads = running_heads(sheets);
    let bodies: Vec<Vec<&Line>> = sheets.iter().map(|sheet| body(sheet, &heads)).collect();
    let usual = usual_frame(&bodies);
    let pitch = usual_pitch(&bodies);
    let mut text = String::new();
    let mut before: Option<(Placed<'_>, usize)> = None;
    for (page, body) in bodies.iter().enumerate() {
        let frames = frames(body, usual);
        let mut is_interrupted = false;
        for line in body {
            // A file that was made from a printed one has the numbers of its pages among its lines.
            if clean::is_page_number(&line.text) {
                is_interrupted = true;
                continue;
            }
            let placed = Placed { line, frame: frames[&line.column] };
            if let Some((last, last_page)) = &before {
                let is_near = *last_page == page
                    && last.line.column == line.column
                    && !std::mem::take(&mut is_interrupted);
                if starts_paragraph(last, &placed, is_near.then_some(pitch)) {
                    text.push('\n');
                } else if needs_space(&text, &line.text) {
                    text.push(' ');
                }
            }
            text.push_str(&line.text);
            before = Some((placed, page));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// A line between the margins of its column.
struct Placed<'l> {
    line: &'l Line,
    frame: (f64, f64),
}

/// Whether a line begins a paragraph after another one. The usual distance of lines is given
/// where both stand in the same column.
fn starts_paragraph(last: &Placed<'_>, next: &Placed<'_>, pitch: Option<f64>) -> bool {
    let size = last.line.size;
    let is_row = last.line.is_row() || next.line.is_row();
    let is_other_type = (size - next.line.size).abs() > size * 0.12;
    let is_indented = next.line.left - next.frame.0 > next.line.size * INDENT_MIN;
    let is_short = last.frame.1 - last.line.right > size * SHORT_MIN;
    let is_far = pitch.is_some_and(|pitch| last.line.y - next.line.y > pitch.max(size) * GAP_MAX);
    is_row || is_other_type || is_indented || is_short || is_far
}

/// Latin words that stood on two lines are two; Chinese runs on, and so do figures, which offices
/// let their lines break anywhere.
fn needs_space(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().last(), after.chars().next()) else {
        return false;
    };
    let has_letter = last.is_ascii_alphabetic() || first.is_ascii_alphabetic();
    last.is_ascii_graphic() && first.is_ascii_graphic() && has_letter
}

/// The lines of a page without page number, running head and running foot.
fn body<'s>(sheet: &'s Sheet, heads: &BTreeSet<(i64, String)>) -> Vec<&'s Line> {
    let bounds = |fold: fn(f64, f64) -> f64| sheet.lines.iter().map(|line| line.y).reduce(fold);
    let (top, bottom) = (bounds(f64::max), bounds(f64::min));
    sheet
        .lines
        .iter()
        .filter(|line| {
            let is_outermost = Some(line.y) == top || Some(line.y) == bottom;
            let is_number = is_outermost && is_page_number(&line.text);
            let is_head = heads.contains(&head_key(line));
            !(is_in_margin(line, sheet.height) && (is_number || is_head))
        })
        .collect()
}

fn is_in_margin(line: &Line, height: f64) -> bool {
    line.y < height * MARGIN || line.y > height * (1.0 - MARGIN)
}

/// Texts that stand in the margin at the same height on many pages, their digits left out.
fn running_heads(sheets: &[Sheet]) -> BTreeSet<(i64, String)> {
    let mut pages: BTreeMap<(i64, String), usize> = BTreeMap::new();
    for sheet in sheets {
        let lines = sheet.lines.iter().filter(|line| is_in_margin(line, sheet.height));
        for key in lines.map(head_key).collect::<BTreeSet<_>>() {
            *pages.entry(key).or_default() += 1;
        }
    }
    let least = HEAD_PAGES_MIN.max(sheets.len() / 3);
    pages.into_iter().filter(|(_, count)| *count >= least).map(|(key, _)| key).collect()
}

/// A line's height to some points, and its text with one sign for each run of digits.
fn head_key(line: &Line) -> (i64, String) {
    #[expect(clippy::cast_possible_truncation, reason = "a page is some thousand points high")]
    let height = (line.y / 4.0).round() as i64;
    let mut text = String::new();
    for character in line.text.chars().filter(|c| !c.is_whitespace()) {
        let character = if character.is_ascii_digit() { '#' } else { character };
        if character != '#' || !text.ends_with('#') {
            text.push(character);
        }
    }
    (height, text)
}

/// Whether a line is nothing but a page number: `3`, `- 3 -`, `— 3 —`, `第3页`, `3 / 12`.
fn is_page_number(text: &str) -> bool {
    let is_frame = |c: char| c.is_whitespace() || "-－–—―─·•/／第页共,，".contains(c);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let has_only = text.chars().all(|c| c.is_ascii_digit() || is_frame(c));
    has_only && (1..=8).contains(&digits)
}

/// The left and right margin of each column; the usual ones where it has too few lines to tell.
fn frames(body: &[&Line], usual: (f64, f64)) -> BTreeMap<usize, (f64, f64)> {
    let mut columns: BTreeMap<usize, Vec<&Line>> = BTreeMap::new();
    for line in body {
        columns.entry(line.column).or_default().push(line);
    }
    let frame = |lines: &[&Line]| {
        if lines.len() < FRAME_LINES_MIN { usual } else { margins(lines).unwrap_or(usual) }
    };
    columns.into_iter().map(|(column, lines)| (column, frame(&lines))).collect()
}

/// The left margin is the leftmost place where three lines begin, so that neither indented first
/// lines nor a single line that hangs out decides.
fn margins(lines: &[&Line]) -> Option<(f64, f64)> {
    let mut starts: Vec<f64> = lines.iter().map(|line| line.left).collect();
    starts.sort_by(f64::total_cmp);
    let is_usual = |line: &&&Line| {
        let slack = line.size * 0.5;
        let before = starts.partition_point(|start| *start <= line.left - slack);
        let until = starts.partition_point(|start| *start < line.left + slack);
        until - before >= 3
    };
    let leftmost = lines.iter().filter(is_usual).map(|line| line.left).min_by(f64::total_cmp);
    let left = leftmost.or(starts.first().copied())?;
    let right = lines.iter().map(|line| line.right).max_by(f64::total_cmp)?;
    Some((left, right))
}

/// The margins of the page with the most lines, for pages with few.
fn usual_frame(bodies: &[Vec<&Line>]) -> (f64, f64) {
    let fullest = bodies.iter().max_by_key(|body| body.len());
    fullest.and_then(|body| margins(body)).unwrap_or((0.0, 0.0))
}

/// The median distance of two lines.
fn usual_pitch(bodies: &[Vec<&Line>]) -> f64 {
    let mut distances: Vec<f64> = bodies
        .iter()
        .flat_map(|body| body.windows(2))
        .filter(|pair| pair[0].column == pair[1].column)
        .map(|pair| pair[0].y - pair[1].y)
        .filter(|distance| *distance > 0.0)
        .collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() / 2).copied().unwrap_or(f64::MAX)
}
