//! Glyphs of a page to lines in reading order, column after column.

use super::content::Glyph;

/// A gap of this many font heights separates cells of a table, or columns.
const CELL_GAP: f64 = 1.5;
/// A gap of this many font heights is a space between Latin words.
const WORD_GAP: f64 = 0.2;
/// The least lines that make a column of prose, and how full of text they are.
const COLUMN_LINES_MIN: usize = 5;
const COLUMN_FILL_MIN: f64 = 0.7;
/// No first line of a paragraph is set in by more font heights.
const INDENT_MAX: f64 = 4.0;

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
    let segments: Vec<Row> = rows.into_iter().map(segments).collect();
    let Some(columns) = Columns::of(&segments) else {
        return segments.into_iter().filter_map(|row| line(row, 0)).collect();
    };
    let mut under_way = UnderWay { columns, lines: Vec::new(), column: 0, rows: Vec::new() };
    for row in segments {
        if under_way.columns.is_across(&row) {
            let behind = under_way.take_short_end();
            under_way.flush();
            for row in behind.into_iter().chain([row]) {
                under_way.lines.extend(line(row, under_way.column));
            }
        } else {
            under_way.rows.push(row);
        }
    }
    under_way.flush();
    under_way.lines
}

type Row = Vec<Vec<Glyph>>;

/// Lines of a page of two columns, and the rows of both since the last line across.
struct UnderWay {
    columns: Columns,
    lines: Vec<Line>,
    /// The number of the column that the last line was of.
    column: usize,
    rows: Vec<Row>,
}

impl UnderWay {
    /// Puts the left column and then the right one behind the lines.
    fn flush(&mut self) {
        let gutter = self.columns.gutter;
        let sides: Vec<(Row, Row)> = self
            .rows
            .drain(..)
            .map(|row| row.into_iter().partition(|segment| end(segment) <= gutter))
            .collect();
        let (left, right): (Vec<Row>, Vec<Row>) = sides.into_iter().unzip();
        for rows in [left, right] {
            if rows.iter().any(|row| !row.is_empty()) {
                self.column += 1;
                self.lines.extend(rows.into_iter().filter_map(|row| line(row, self.column)));
            }
        }
        self.column += 1;
    }

    /// Takes away the short lines at the end of the left column that have none beside them. Where
    /// text across the page follows, columns are of the same length: these lines belong to it.
    fn take_short_end(&mut self) -> Vec<Row> {
        let is_short = |row: &Row| {
            row.iter().all(|segment| end(segment) <= self.columns.gutter)
                && !row.iter().any(|segment| self.columns.fills(segment))
        };
        let kept = self.rows.iter().rposition(|row| !is_short(row)).map_or(0, |last| last + 1);
        self.rows.split_off(kept)
    }
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

/// Two columns of prose.
#[derive(Debug, Clone, Copy)]
struct Columns {
    /// The left end of the left one.
    left: f64,
    /// The middle of the white strip between them.
    gutter: f64,
    /// The left end of the right one.
    right_start: f64,
    /// The right end of the right one.
    right: f64,
}

impl Columns {
    /// The columns of a page, if there are two: hardly a line crosses the strip between them, and
    /// the lines on both sides fill their column, as cells of a table do not.
    fn of(rows: &[Row]) -> Option<Self> {
        let all: Vec<&Vec<Glyph>> = rows.iter().flatten().collect();
        let left = all.iter().map(|s| start(s)).min_by(f64::total_cmp)?;
        let right = all.iter().map(|s| end(s)).max_by(f64::total_cmp)?;
        let width = right - left;
        let candidates: Vec<f64> = (0..=40)
            .map(|step| left + width * (0.3 + 0.01 * f64::from(step)))
            .filter(|x| is_gutter(&all, *x, left, right))
            .collect();
        let gutter = candidates.get(candidates.len() / 2).copied()?;
        let columns = Self { left, gutter, right_start: gutter, right };
        let is_right = |segment: &&&Vec<Glyph>| start(segment) >= gutter && columns.fills(segment);
        let right_start = all.iter().filter(is_right).map(|s| start(s)).min_by(f64::total_cmp);
        Some(Self { right_start: right_start.unwrap_or(gutter), ..columns })
    }

    /// Whether a segment fills its column.
    fn fills(&self, segment: &[Glyph]) -> bool {
        let is_left = end(segment) <= self.gutter;
        let width = if is_left { self.gutter - self.left } else { self.right - self.gutter };
        end(segment) - start(segment) >= width * COLUMN_FILL_MIN
    }

    /// Whether a row stands across both columns: it crosses the strip, or is of a table whose cells
    /// do not begin where the columns do.
    fn is_across(&self, row: &Row) -> bool {
        if row.iter().any(|segment| crosses(segment, self.gutter)) {
            return true;
        }
        let (left, right): (Vec<_>, Vec<_>) =
            row.iter().partition(|segment| end(segment) <= self.gutter);
        let begins_apart = right.first().is_some_and(|segment| {
            let size = segment.first().map_or(0.0, |glyph| glyph.size);
            start(segment) - self.right_start > size * INDENT_MAX
        });
        let is_prose = row.iter().any(|segment| self.fills(segment));
        !is_prose && row.len() > 1 && (left.len() > 1 || right.len() > 1 || begins_apart)
    }
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
