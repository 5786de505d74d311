//! Glyphs of a page to lines in reading order, column after column.

use super::content::Glyph;

/// A gap of this many font heights separates cells of a table, or columns.
const CELL_GAP: f64 = 1.5;
/// A gap of this many font heights is a space between Latin words.
const WORD_GAP: f64 = 0.2;
/// The least lines that make a column of prose, and how full of text they are.
const COLUMN_LINES_MIN: usize = 5;
const COLUMN_FILL_MIN: f64 = 0.7;

/// A line of a page or of one of its columns. Lengths in points, as of [`Glyph`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Its text; the cells of a table row are separated by tabs.
    pub(crate) text: String,
    /// Its left end.
    pub(crate) left: f64,
    /// Its right end.
    pub(crate) right: f64,
    /// The height of its baseline.
    pub(crate) y: f64,
    /// The height of its font.
    pub(crate) size: f64,
    /// Its column, from 0 at each change; lines of another column have another number.
    pub(crate) column: usize,
}

impl Line {
    /// Whether it is a row of a table.
    pub(crate) fn is_row(&self) -> bool {
        self.text.contains('\t')
    }
}

/// The lines of a page, in reading order.
pub(crate) fn lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    let rows = rows(glyphs);
    let segments: Vec<Vec<Vec<Glyph>>> = rows.into_iter().map(segments).collect();
    let Some(gutter) = gutter(&segments) else {
        return segments.into_iter().filter_map(|row| line(row, 0)).collect();
    };
    let mut lines = Vec::new();
    let mut column = 0;
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in segments {
        if row.iter().any(|segment| crosses(segment, gutter)) {
            flush(&mut lines, &mut left, &mut right, &mut column);
            lines.extend(line(row, column));
            continue;
        }
        let (before, after): (Vec<_>, Vec<_>) =
            row.into_iter().partition(|segment| end(segment) <= gutter);
        left.push(before);
        right.push(after);
    }
    flush(&mut lines, &mut left, &mut right, &mut column);
    lines
}

type Row = Vec<Vec<Glyph>>;

/// Puts the left column and then the right one behind the lines, and clears both.
fn flush(lines: &mut Vec<Line>, left: &mut Vec<Row>, right: &mut Vec<Row>, column: &mut usize) {
    for rows in [left, right] {
        if rows.iter().any(|row| !row.is_empty()) {
            *column += 1;
            lines.extend(rows.drain(..).filter_map(|row| line(row, *column)));
        }
        rows.clear();
    }
    *column += 1;
}

/// Glyphs of one baseline, from left to right, from the top of the page down.
fn rows(mut glyphs: Vec<Glyph>) -> Vec<Vec<Glyph>> {
    glyphs.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        let is_same = rows
            .last()
            .and_then(|row| row.first())
            .is_some_and(|first| (first.y - glyph.y).abs() < first.size.max(glyph.size) * 0.4);
        match rows.last_mut() {
            Some(row) if is_same => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        // Bold type is often the same glyph shown twice, a hair apart.
        row.dedup_by(|b, a| {
            a.text == b.text && a.text.trim() != "" && (b.x - a.x) < a.size.min(a.width) * 0.3
        });
    }
    rows
}

/// A row cut where its gaps are wide. White space that is shown does not end a segment.
fn segments(row: Vec<Glyph>) -> Row {
    let mut segments: Row = Vec::new();
    let mut pen = f64::NEG_INFINITY;
    for glyph in row {
        let is_apart = glyph.x - pen > glyph.size * CELL_GAP;
        pen = pen.max(glyph.x + glyph.width);
        match segments.last_mut() {
            Some(segment) if !is_apart => segment.push(glyph),
            _ => segments.push(vec![glyph]),
        }
    }
    segments.retain(|segment| segment.iter().any(|glyph| !glyph.text.trim().is_empty()));
    segments
}

fn start(segment: &[Glyph]) -> f64 {
    segment.first().map_or(0.0, |glyph| glyph.x)
}

fn end(segment: &[Glyph]) -> f64 {
    segment.last().map_or(0.0, |glyph| glyph.x + glyph.width)
}

fn crosses(segment: &[Glyph], x: f64) -> bool {
    start(segment) < x && end(segment) > x
}

/// The middle of the white strip between two columns of prose, if there are two: hardly a line
/// crosses it, and the lines on both sides fill their column, as cells of a table do not.
fn gutter(rows: &[Row]) -> Option<f64> {
    let all: Vec<&Vec<Glyph>> = rows.iter().flatten().collect();
    let left = all.iter().map(|s| start(s)).min_by(f64::total_cmp)?;
    let right = all.iter().map(|s| end(s)).max_by(f64::total_cmp)?;
    let width = right - left;
    let candidates: Vec<f64> = (0..=40)
        .map(|step| left + width * (0.3 + 0.01 * f64::from(step)))
        .filter(|x| is_gutter(&all, *x, left, right))
        .collect();
    candidates.get(candidates.len() / 2).copied()
}

fn is_gutter(segments: &[&Vec<Glyph>], x: f64, left: f64, right: f64) -> bool {
    let crossing = segments.iter().filter(|segment| crosses(segment, x)).count();
    let fill = |width: f64, is_left: bool| {
        let mut fills: Vec<f64> = segments
            .iter()
            .filter(|segment| !crosses(segment, x) && (end(segment) <= x) == is_left)
            .map(|segment| (end(segment) - start(segment)) / width)
            .collect();
        fills.sort_by(f64::total_cmp);
        let median = fills.get(fills.len() / 2).copied().unwrap_or(0.0);
        fills.len() >= COLUMN_LINES_MIN && median >= COLUMN_FILL_MIN
    };
    crossing * 10 <= segments.len() && fill(x - left, true) && fill(right - x, false)
}

/// The line of a row's segments; none where there is only white space.
fn line(row: Row, column: usize) -> Option<Line> {
    let (first, last) = (row.first()?, row.last()?);
    let (left, right) = (start(first), end(last));
    let glyph = first.iter().max_by(|a, b| a.size.total_cmp(&b.size))?;
    let (y, size) = (glyph.y, glyph.size);
    let cells: Vec<String> = row.iter().map(|segment| segment_text(segment)).collect();
    Some(Line { text: cells.join("\t"), left, right, y, size, column })
}

/// The text of a segment, with a space where Latin words stand apart.
fn segment_text(segment: &[Glyph]) -> String {
    let mut text = String::new();
    let mut pen = f64::INFINITY;
    for glyph in segment {
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
        let is_apart = glyph.x - pen > glyph.size * WORD_GAP;
        if is_apart && is_latin(text.chars().last()) && is_latin(glyph.text.chars().next()) {
            text.push(' ');
        }
        text.push_str(&glyph.text);
        pen = glyph.x + glyph.width;
    }
    text.trim().to_owned()
}
