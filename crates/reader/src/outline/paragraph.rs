//! Paragraphs: the lines of the text as given, put together again where a printed page's width or
//! its end broke them.

use std::ops::Range;

use super::heading::{is_stop, opens};
use crate::text::Text;

/// The longest line that a printed page holds, in characters.
const PAGE_WIDTH_MAX: usize = 45;
/// With fewer lines nothing tells whether a page broke them.
const LINES_MIN: usize = 12;
/// How much shorter than the page a line can be that was broken by its width.
const SLACK: usize = 4;
/// The longest line without an end of a sentence that is a heading.
const HEADING_MAX: usize = 60;
/// The longest such line that is a heading without number or mark.
const UNMARKED_MAX: usize = 30;

/// All paragraphs in the order of the text; none is empty.
pub(super) fn split(text: &Text) -> Vec<Range<usize>> {
    let plain = text.plain();
    let lines: Vec<Range<usize>> =
        text.line_starts().windows(2).map(|pair| pair[0]..pair[1]).collect();
    let width = page_width(plain, &lines);
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    for line in lines {
        let goes_on = paragraphs.last().is_some_and(|before| {
            let last_line = text.line_starts().partition_point(|&start| start < before.end) - 1;
            let length = before.end - text.line_starts()[last_line];
            let fills = width.is_some_and(|width| length + SLACK >= width);
            let is_cut = width.is_none() && is_cut(&plain[before.clone()]);
            (fills || is_cut) && !opens(&plain[line.clone()])
        });
        match paragraphs.last_mut() {
            Some(before) if goes_on => before.end = line.end,
            _ => paragraphs.push(line),
        }
    }
    paragraphs
}

/// Whether a line stops in the middle of a sentence, as at the foot of a page.
fn is_cut(line: &[char]) -> bool {
    let is_ended = line.last().is_some_and(|last| "。！？；：…”）》】!?".contains(*last));
    let begin = line.iter().rposition(|c| is_stop(*c)).map_or(0, |stop| stop + 1);
    let sentence = &line[begin..];
    let is_text = if opens(sentence) {
        sentence.len() > HEADING_MAX
    } else {
        begin > 0 || sentence.len() > UNMARKED_MAX || sentence.contains(&'，')
    };
    !is_ended && is_text
}

/// The width of the page that broke the lines, if one did: almost all text stands in short lines,
/// and many of them end in the middle of a sentence.
fn page_width(plain: &[char], lines: &[Range<usize>]) -> Option<usize> {
    let is_short = |line: &&Range<usize>| line.len() <= PAGE_WIDTH_MAX;
    let short: usize = lines.iter().filter(is_short).map(Range::len).sum();
    let broken = lines.iter().filter(|line| !"。！？；：".contains(plain[line.end - 1])).count();
    let is_page =
        lines.len() >= LINES_MIN && short * 10 >= plain.len() * 9 && broken * 2 >= lines.len();
    if !is_page {
        return None;
    }
    let mut lengths: Vec<usize> = lines.iter().filter(is_short).map(Range::len).collect();
    lengths.sort_unstable();
    Some(lengths[lengths.len() / 2])
}
