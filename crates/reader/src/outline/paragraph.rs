//! Paragraphs: the lines of the text as given, put together again where a printed page's width or
//! its end broke them.

use std::ops::Range;

use super::glued::begins_deed;
use super::heading::{is_stop, opens};
use crate::text::Text;

/// The longest line that a printed page holds, in columns: a Chinese character takes two.
const PAGE_WIDTH_MAX: usize = 90;
/// With fewer lines nothing tells whether a page broke them.
const LINES_MIN: usize = 12;
/// The most columns that a line leaves free which the width of the page broke.
const RAGGED_MAX: usize = 8;
/// How many characters of a heading run over to a second line at most.
const HEADING_END_MAX: usize = 16;
/// The longest line without an end of a sentence that is a heading.
const HEADING_MAX: usize = 60;
/// The longest such line that is a heading without number or mark.
const UNMARKED_MAX: usize = 30;

/// All paragraphs in the order of the text; none is empty.
pub(super) fn split(text: &Text) -> Vec<Range<usize>> {
    let plain = text.plain();
    let lines: Vec<Range<usize>> = text
        .line_starts()
        .windows(2)
        .map(|pair| unmarked(plain, pair[0]..pair[1]))
        .filter(|line| !line.is_empty() && !is_page_number(&plain[line.clone()]))
        .collect();
    let page = page(plain, &lines);
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    for line in lines {
        let goes_on = paragraphs.last().is_some_and(|before| {
            let next = &plain[line.clone()];
            let Some(page) = page else {
                return is_cut(&plain[before.clone()]) && !opens(next);
            };
            let last_line = text.line_starts().partition_point(|&start| start < before.end) - 1;
            let start = text.line_starts()[last_line];
            is_broken(&plain[start..before.end], start <= before.start, next, page)
        });
        match paragraphs.last_mut() {
            Some(before) if goes_on => before.end = line.end,
            _ => paragraphs.push(line),
        }
    }
    paragraphs
}

/// A line without the marks by which plain text shows headings and bold type (`## `, `**`).
fn unmarked(plain: &[char], line: Range<usize>) -> Range<usize> {
    let words = &plain[line.clone()];
    let signs = words.iter().take_while(|c| **c == '#').count();
    let opens_bold = words[signs..].starts_with(&['*', '*']);
    let start = line.start + signs + if opens_bold { 2 } else { 0 };
    let closes_bold = start + 2 <= line.end && plain[..line.end].ends_with(&['*', '*']);
    start..line.end - if closes_bold { 2 } else { 0 }
}

/// Whether a line is the number of a page (`— 12 —`).
fn is_page_number(line: &[char]) -> bool {
    let is_number = |c: &char| c.is_ascii_digit() || "—-–－·第页".contains(*c);
    line.len() <= 7 && line.iter().any(char::is_ascii_digit) && line.iter().all(is_number)
}

/// Whether the width of the page alone parts two lines: the second has no room on the first, or
/// the first stops in the middle of a sentence and is no heading.
fn is_broken(line: &[char], is_first: bool, next: &[char], page: Page) -> bool {
    let room = page.room(line, next);
    if ends_sentence(line) {
        let is_title = columns(next) + page.ragged < page.width && !ends_sentence(next);
        return room == 0 && !opens(next) && !is_title;
    }
    if !is_first {
        return columns(line) * 2 > page.width;
    }
    // Bold type takes more room: a heading's line is shorter, and its end is near.
    let is_end = next.iter().take(HEADING_END_MAX).any(|c| is_stop(*c)) && !begins_deed(next);
    room <= if !opens(line) || is_end { RAGGED_MAX } else { page.ragged }
}

/// How much room a text's first word needs, with the mark after it that may begin no line.
fn word_columns(words: &[char]) -> usize {
    let latin =
        words.iter().take_while(|c| c.is_ascii_alphanumeric() || ".%".contains(**c)).count();
    let length = latin.max(1);
    let is_marked = words.get(length).is_some_and(|next| "。，、；：！？”）".contains(*next));
    columns(&words[..length.min(words.len())]) + if is_marked { 2 } else { 0 }
}

fn ends_sentence(line: &[char]) -> bool {
    line.last().is_some_and(|last| "。！？；：…”）》】!?".contains(*last))
}

/// Whether a line stops in the middle of a sentence, as at the foot of a page.
fn is_cut(line: &[char]) -> bool {
    let begin = line.iter().rposition(|c| is_stop(*c)).map_or(0, |stop| stop + 1);
    let sentence = &line[begin..];
    let is_text = if opens(sentence) {
        sentence.len() > HEADING_MAX
    } else {
        begin > 0 || sentence.len() > UNMARKED_MAX || sentence.contains(&'，')
    };
    !ends_sentence(line) && is_text
}

/// The page that broke the lines, if one did: almost all text stands in short lines, and many of
/// them end in the middle of a sentence.
fn page(plain: &[char], lines: &[Range<usize>]) -> Option<Page> {
    let words = |line: &Range<usize>| &plain[line.clone()];
    let mut short: Vec<usize> =
        lines.iter().map(|line| columns(words(line))).filter(|w| *w <= PAGE_WIDTH_MAX).collect();
    let broken = lines.iter().filter(|line| !ends_sentence(words(line))).count();
    let is_page = lines.len() >= LINES_MIN
        && short.iter().sum::<usize>() * 10 >= columns(plain) * 9
        && broken * 2 >= lines.len();
    if !is_page {
        return None;
    }
    short.sort_unstable();
    let width = short[short.len() * 9 / 10];
    let page = Page { width, ragged: 0 };
    let pairs = lines.windows(2).map(|pair| (words(&pair[0]), words(&pair[1])));
    let mut rooms: Vec<usize> = pairs
        .filter(|(line, _)| !ends_sentence(line))
        .map(|(line, next)| page.room(line, next))
        .filter(|room| *room <= RAGGED_MAX)
        .collect();
    rooms.sort_unstable();
    let ragged = rooms.get(rooms.len() * 19 / 20).copied().unwrap_or(0);
    Some(Page { width, ragged })
}

/// How a page broke lines.
#[derive(Debug, Clone, Copy)]
struct Page {
    /// The width of its full lines, in columns.
    width: usize,
    /// How many columns most broken lines leave free at most, though the next word had room.
    ragged: usize,
}

impl Page {
    /// How many columns a line leaves free that would have held the first word of the next.
    fn room(self, line: &[char], next: &[char]) -> usize {
        (self.width + 1).saturating_sub(columns(line) + word_columns(next))
    }
}

/// How wide a text is on the page.
fn columns(words: &[char]) -> usize {
    words.iter().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
