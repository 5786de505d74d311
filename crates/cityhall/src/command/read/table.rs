//! Tables that fit the terminal: cells are cut with `…`, never wrapped.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width where there is no terminal.
const WIDTH_DEFAULT: usize = 100;
/// The least width of a column that is cut.
const COLUMN_MIN: usize = 6;
/// Blanks between columns.
const GAP: usize = 2;

/// The width to write for: `COLUMNS`, the terminal's, or 100 in a pipe.
pub(in crate::command) fn width() -> usize {
    columns()
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        .filter(|width| *width >= 40)
        .unwrap_or(WIDTH_DEFAULT)
}

#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
fn columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}

/// Writes a table with a header line; the widest columns give way first.
pub(in crate::command) fn write(
    out: &mut impl Write,
    header: &[&str],
    rows: &[Vec<String>],
    width: usize,
) -> io::Result<()> {
    let widths = fit(natural(header, rows), width);
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    write_row(out, header.iter().copied(), &widths)?;
    write_row(out, rule.iter().map(String::as_str), &widths)?;
    for row in rows {
        write_row(out, row.iter().map(String::as_str), &widths)?;
    }
    Ok(())
}

/// Rows without a header.
pub(super) fn write_rows(
    out: &mut impl Write,
    rows: &[Vec<String>],
    width: usize,
) -> io::Result<()> {
    let no_header = vec![""; rows.first().map_or(0, Vec::len)];
    let widths = fit(natural(&no_header, rows), width);
    rows.iter().try_for_each(|row| write_row(out, row.iter().map(String::as_str), &widths))
}

fn natural(header: &[&str], rows: &[Vec<String>]) -> Vec<usize> {
    (0..header.len())
        .map(|column| {
            rows.iter()
                .map(|row| row[column].width())
                .chain([header[column].width()])
                .max()
                .unwrap_or(0)
        })
        .collect()
}

/// Takes from the widest column until all fit.
fn fit(mut widths: Vec<usize>, width: usize) -> Vec<usize> {
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > COLUMN_MIN) else {
            break;
        };
        *widest -= 1;
    }
    widths
}

fn write_row<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = &'a str>,
    widths: &[usize],
) -> io::Result<()> {
    let mut line = String::new();
    for (cell, &width) in cells.zip(widths) {
        if !line.is_empty() {
            line.push_str(&" ".repeat(GAP));
        }
        let cell = cut(cell, width);
        line.push_str(&cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
    }
    writeln!(out, "{}", line.trim_end())
}

/// A text cut to a width, with `…` where something is missing.
pub(in crate::command) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for character in text.chars() {
        let next = character.width().unwrap_or(0);
        if used + next + 1 > width {
            break;
        }
        used += next;
        cut.push(character);
    }
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_asked() {
        let rows = vec![vec!["新建口袋公园和街头绿地".repeat(5), "12个".to_owned()]];
        let mut out = Vec::new();
        write(&mut out, &["原文", "数值"], &rows, 40).expect("memory takes everything");
        let text = String::from_utf8(out).expect("text");
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.contains('…'));
    }
}
