//! Leads that are built alike within one paragraph (`修好老街。…修好旧桥。…修好古井。…`), each with
//! text of its own behind it: what stood in bold where the report was published.
//!
//! Speakers measure such sentences out: they are as long as each other to the character, and most
//! of them say the same of different things. One more sentence of that length by chance is rare.

use std::ops::Range;

use super::heading::{is_stop, opens};
use super::lead;

/// The shortest and the longest such lead, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=26;
/// The longest that is told by its length alone.
const SHORT_MAX: usize = 8;
/// How many are alike at least.
const ALIKE_MIN: usize = 3;
/// How many in one paragraph are no leads but a list.
const ALIKE_MAX: usize = 30;
/// How many are told by one character at the same place at least.
const ONE_WORD_MIN: usize = 5;
/// How many are told by their length alone at least.
const SHORT_MIN: usize = 4;
/// How much text stands under each, at least.
const TEXT_MIN: usize = 40;

/// The sentences of a paragraph, each without the stop that ends it.
pub(super) fn sentences(plain: &[char], text: Range<usize>) -> Vec<Range<usize>> {
    let mut start = text.start;
    let stops = text.filter(|&at| is_stop(plain[at]));
    stops.map(|at| std::mem::replace(&mut start, at + 1)..at).collect()
}

/// The titles of leads that are built alike, in the order of the text.
pub(super) fn find(plain: &[char], text: Range<usize>) -> Vec<Range<usize>> {
    let sentences = sentences(plain, text.clone());
    let followed = sentences.windows(2).filter(|pair| pair[1].len() >= lead::NEXT_MIN);
    let begin = |sentence: &Range<usize>| {
        let colon = plain[sentence.clone()].iter().rposition(|c| *c == '：');
        sentence.start + colon.map_or(0, |colon| colon + 1)
    };
    let titles: Vec<Range<usize>> = followed
        .map(|pair| begin(&pair[0])..pair[0].end)
        .filter(|title| is_title(plain, title))
        .collect();
    let mut found: Vec<Range<usize>> =
        LENGTH.flat_map(|length| of_length(plain, &titles, length, text.end)).collect();
    found.sort_by_key(|title| title.start);
    found
}

/// The titles of one length that are leads.
fn of_length(
    plain: &[char],
    titles: &[Range<usize>],
    length: usize,
    end: usize,
) -> Vec<Range<usize>> {
    let same: Vec<&Range<usize>> = titles.iter().filter(|title| title.len() == length).collect();
    if !(ALIKE_MIN..=ALIKE_MAX).contains(&same.len()) {
        return Vec::new();
    }
    let is_one = |title: &Range<usize>| {
        let with = |shared| {
            let alike = same.iter().copied();
            let alike = alike.filter(|other| shared_words(plain, title, other) >= shared).collect();
            with_text(alike, title, end)
        };
        with(2) >= ALIKE_MIN
            || with(1) >= ONE_WORD_MIN
            || length <= SHORT_MAX && with(0) >= SHORT_MIN
    };
    same.iter().filter(|title| is_one(title)).map(|title| (*title).clone()).collect()
}

/// How many titles have text of their own behind them up to the next of them; none where one that
/// is asked for has not.
fn with_text(titles: Vec<&Range<usize>>, asked: &Range<usize>, end: usize) -> usize {
    let next = titles.iter().skip(1).map(|next| next.start).chain([end]);
    let pairs = titles.iter().zip(next);
    let held: Vec<_> = pairs.filter(|(title, next)| next - title.end > TEXT_MIN).collect();
    if held.iter().any(|(title, _)| **title == asked) { held.len() } else { 0 }
}

/// How many characters two titles of one length have in common at the same places, or two where
/// they share a word at different ones.
fn shared_words(plain: &[char], title: &Range<usize>, other: &Range<usize>) -> usize {
    let (title, other) = (&plain[title.clone()], &plain[other.clone()]);
    let same = title.iter().zip(other).filter(|(a, b)| a == b && **a != '，').count();
    let has_word = title.windows(2).any(|pair| other.windows(2).any(|other| pair == other));
    match (lead::is_opening(title), lead::is_opening(other)) {
        (true, true) if title[..2] == other[..2] => same,
        (false, false) if has_word => same.max(2),
        (false, false) => same,
        _ => 0,
    }
}

fn is_title(plain: &[char], sentence: &Range<usize>) -> bool {
    let title = &plain[sentence.clone()];
    LENGTH.contains(&title.len())
        && plain[sentence.end] == '。'
        && lead::is_lead(title)
        && !opens(title)
        && (title.iter().filter(|c| **c == '，').count() < 2 || lead::is_opening(title))
        && !title.iter().any(|c| "、等".contains(*c))
}
