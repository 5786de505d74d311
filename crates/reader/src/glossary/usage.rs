//! Where a report uses the terms of its glossary: by their words, or by a mark (`〔3〕`, `③`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::entry::{self, Entry, Style};
use super::{is_quotation_mark, is_stop};

/// How many uses of one term are told.
const USES_MAX: usize = 1000;
/// How far before its mark a quotation may begin.
const MARKED_MAX: usize = 40;
/// How far before its mark a quotation or a term may end (`“四新”产业[4]`).
const BESIDE_MAX: usize = 6;

/// Places in squeezed characters.
type Places = Vec<Range<usize>>;

/// The uses of each entry within the first `end` characters, in the order of the text.
pub(super) fn find(plain: &[char], end: usize, entries: &[Entry]) -> Vec<Places> {
    let plain_terms = || entries.iter().map(|entry| &plain[entry.term.clone()]);
    let body = Unquoted::new(&plain[..end]);
    let wholes: Vec<_> = plain_terms().map(|term| vec![unquoted(term)]).collect();
    let mut uses = body.search(&wholes);
    // Where no place has the whole term (农村“三块地”改革), its parts stand for it (“三块地”).
    let members = plain_terms().zip(&uses);
    let members = members.map(|(term, whole)| if whole.is_empty() { parts(term) } else { vec![] });
    let by_parts = body.search(&members.collect::<Vec<_>>());
    for ((places, term), mut parts) in uses.iter_mut().zip(plain_terms()).zip(by_parts) {
        let is_quotation = term.iter().any(|c| is_quotation_mark(*c));
        parts.retain(|place| !is_quotation || is_quoted(plain, place));
        places.extend(parts);
    }
    let marks = by_marks(&plain[..end], entries, &uses);
    for (places, marked) in uses.iter_mut().zip(marks) {
        places.extend(marked);
        places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        places.dedup_by(|later, earlier| later.start < earlier.end);
        places.truncate(USES_MAX);
        for place in places {
            *place = balanced(plain, place.clone());
        }
    }
    uses
}

/// Whether a quotation mark stands beside a place.
fn is_quoted(plain: &[char], place: &Range<usize>) -> bool {
    place.start > 0 && is_quotation_mark(plain[place.start - 1])
        || plain.get(place.end).is_some_and(|c| is_quotation_mark(*c))
}

/// A place with the quotation mark that opens or closes outside of it.
fn balanced(plain: &[char], place: Range<usize>) -> Range<usize> {
    let count = |mark: char| plain[place.clone()].iter().filter(|c| **c == mark).count();
    let (opens, closes) = (count('“'), count('”'));
    let takes_open = closes > opens && place.start > 0 && plain[place.start - 1] == '“';
    let takes_close = opens > closes && plain.get(place.end) == Some(&'”');
    place.start - usize::from(takes_open)..place.end + usize::from(takes_close)
}

/// The words of a term without its quotation marks.
fn unquoted(words: &[char]) -> Vec<char> {
    words.iter().copied().filter(|c| !is_quotation_mark(*c)).collect()
}

/// What a term quotes, or its members where it lists several.
fn parts(term: &[char]) -> Vec<Vec<char>> {
    let has_quotes = term.iter().any(|c| is_quotation_mark(*c));
    let mut parts: Vec<Vec<char>> = if has_quotes {
        let quoted = term.split(|c| is_quotation_mark(*c)).skip(1).step_by(2);
        quoted.map(<[char]>::to_vec).collect()
    } else {
        term.split(|c| matches!(c, '、' | '和')).map(<[char]>::to_vec).collect()
    };
    parts.retain(|part| part.len() >= 2);
    parts
}

/// A text without quotation marks, as reports put them now inside a term and now around it.
struct Unquoted {
    words: Vec<char>,
    origin: Vec<usize>,
}

impl Unquoted {
    fn new(plain: &[char]) -> Self {
        let kept = || plain.iter().enumerate().filter(|(_, c)| !is_quotation_mark(**c));
        Self {
            words: kept().map(|(_, c)| *c).collect(),
            origin: kept().map(|(at, _)| at).collect(),
        }
    }

    /// Where each group of words stands. The text is walked once, however many groups there are.
    fn search(&self, groups: &[Vec<Vec<char>>]) -> Vec<Places> {
        let mut owners: BTreeMap<&[char], Vec<usize>> = BTreeMap::new();
        for (index, group) in groups.iter().enumerate() {
            for words in group.iter().filter(|words| words.len() >= 2) {
                owners.entry(words).or_default().push(index);
            }
        }
        let mut lengths: BTreeMap<char, BTreeSet<usize>> = BTreeMap::new();
        for words in owners.keys() {
            lengths.entry(words[0]).or_default().insert(words.len());
        }
        let mut places = vec![Places::new(); groups.len()];
        for (at, first) in self.words.iter().enumerate() {
            let hits = lengths.get(first).into_iter().flatten().filter_map(|&length| {
                let words = self.words.get(at..at + length)?;
                Some((at..at + length, owners.get(words)?))
            });
            for (range, owners) in hits.filter(|(range, _)| !self.cuts_word(range)) {
                let place = self.origin[range.start]..self.origin[range.end - 1] + 1;
                for &index in owners {
                    if places[index].len() < USES_MAX {
                        places[index].push(place.clone());
                    }
                }
            }
        }
        places
    }

    /// Whether a range begins or ends within a number or a Latin word (12345 in 123456).
    fn cuts_word(&self, range: &Range<usize>) -> bool {
        let cuts = |at: usize| {
            at > 0
                && self.words.get(at).is_some_and(|next| {
                    let before = self.words[at - 1];
                    before.is_ascii_digit() && next.is_ascii_digit()
                        || before.is_ascii_alphabetic() && next.is_ascii_alphabetic()
                })
        };
        cuts(range.start) || cuts(range.end)
    }
}

/// The places that bear the number of an entry, unless its words were found there.
fn by_marks(plain: &[char], entries: &[Entry], known: &[Places]) -> Vec<Places> {
    let mut numbered: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        if let Some(number) = entry.number {
            numbered.entry(number).or_insert(index);
        }
    }
    let mut places = vec![Places::new(); entries.len()];
    for at in (0..plain.len()).filter(|&at| entry::is_clear_mark(plain[at])) {
        let mark = entry::mark(&plain[at..plain.len().min(at + 6)]);
        let Some((mark, &index)) = mark.and_then(|mark| Some((mark, numbered.get(&mark.number)?)))
        else {
            continue;
        };
        let after = known[index].partition_point(|place| place.start < at);
        let is_known = after > 0 && known[index][after - 1].end + BESIDE_MAX >= at;
        let quotation = quotation_before(plain, at);
        // ① is the number of a list, too, unless a quotation stands before it.
        let place = match mark.style {
            Style::Brackets => quotation.or(Some(at..at + mark.length)),
            _ => quotation,
        };
        let is_wanted = !is_known && places[index].len() < USES_MAX;
        places[index].extend(place.filter(|_| is_wanted));
    }
    places
}

/// The quotation that a mark follows, with a noun between them: `“四个不摘”[3]`, `“四新”产业[4]`.
fn quotation_before(plain: &[char], mark: usize) -> Option<Range<usize>> {
    let from = mark.saturating_sub(MARKED_MAX);
    let before = &plain[from..mark];
    let close = before.iter().rposition(|c| *c == '”')?;
    let open = before[..close].iter().rposition(|c| *c == '“')?;
    let is_near = before.len() - close <= BESIDE_MAX;
    let is_one = !before[close..].iter().any(|c| is_stop(*c) || matches!(c, '，' | '、'));
    let (start, end) =
        if close + 1 == before.len() { (open + 1, close) } else { (open, mark - from) };
    (is_near && is_one && start < end).then_some(from + start..from + end)
}
