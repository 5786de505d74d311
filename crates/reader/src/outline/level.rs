//! Levels: how headings nest, from the order in which their styles follow each other.

use std::ops::Range;

use super::heading::{Heading, Style};
use crate::words::starts_with;

/// A heading that those after it may stand under.
struct Open {
    style: Style,
    /// Its style's place in the order of styles. An unnumbered line takes that of the heading
    /// above it, so that numbers may stand under it; leads and dashes have none.
    rank: Option<u8>,
    /// Paragraphs after its own may have headings under it.
    holds_paragraphs: bool,
}

/// The level of each heading: 1 for the report's own parts, and one more for each step inwards.
pub(super) fn of(plain: &[char], paragraphs: &[Range<usize>], found: &[Heading]) -> Vec<u8> {
    let mut addresses = paragraphs
        .iter()
        .map(|paragraph| paragraph.start)
        .filter(|&at| starts_with(&plain[at..], "各位代表！"))
        .peekable();
    let mut open: Vec<Open> = Vec::new();
    let mut levels = Vec::with_capacity(found.len());
    for heading in found {
        let mut is_addressed = false;
        while addresses.next_if(|&at| at < heading.range.start).is_some() {
            is_addressed = true;
        }
        if is_addressed && heading.style.rank().is_none() {
            close_sections(&mut open);
        }
        close(&mut open, heading);
        let rank = match heading.style {
            Style::Line => open.last().map_or(Some(0), |above| above.rank),
            style => style.rank(),
        };
        let holds_paragraphs = heading.style != Style::Dash || heading.is_alone;
        open.push(Open { style: heading.style, rank, holds_paragraphs });
        levels.push(u8::try_from(open.len()).unwrap_or(u8::MAX));
    }
    levels
}

/// Closes the sections of a part: where the deputies are addressed anew, what has no number of its
/// own belongs to the part and no longer to the section before.
fn close_sections(open: &mut Vec<Open>) {
    while open
        .last()
        .is_some_and(|above| above.rank.is_none_or(|rank| Some(rank) > Style::Comma.rank()))
    {
        open.pop();
    }
}

/// Closes what a heading does not stand under.
fn close(open: &mut Vec<Open>, heading: &Heading) {
    if let Some(rank) = heading.style.rank() {
        while open.last().is_some_and(|above| above.rank.is_none_or(|above| above >= rank)) {
            open.pop();
        }
        return;
    }
    if let Some(same) = open.iter().position(|above| above.style == heading.style) {
        open.truncate(same);
    }
    while open.last().is_some_and(|above| {
        let is_over = !above.holds_paragraphs && !heading.is_inside;
        let is_line_under_dash = heading.style == Style::Line && above.rank.is_none();
        let is_beside = above.style == Style::Lead && heading.style != Style::Under;
        is_beside || is_over || is_line_under_dash
    }) {
        open.pop();
    }
}
