//! Entries of a glossary: `1.“三城同创”：指…`, `[2]标准地：…`, `“一核两翼”是指…`.

use std::ops::Range;

use super::{is_quotation_mark, is_stop};
use crate::numeral;
use crate::text::Text;
use crate::words::{ends_with, starts_with};

/// An entry in squeezed characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Number, term and explanation.
    pub(super) range: Range<usize>,
    /// The number it bears, where it bears one.
    pub(super) number: Option<usize>,
    /// The term, quotation marks within it included.
    pub(super) term: Range<usize>,
    /// All that follows the term, later paragraphs included.
    pub(super) explanation: Range<usize>,
}

/// The longest term that is believed, in characters.
const TERM_MAX: usize = 60;
/// The longest term without number and quotation marks, in characters.
const BARE_TERM_MAX: usize = 20;

/// Whether a text begins with an entry.
pub(super) fn begins(words: &[char]) -> bool {
    head(words, 0..words.len()).is_some()
}

/// All entries of a glossary's body.
pub(super) fn split(text: &Text, body: Range<usize>) -> Vec<Entry> {
    let heads = heads(text, body.clone());
    let ends = heads.iter().skip(1).map(|head| head.start).chain([body.end]);
    let mut entries = Vec::with_capacity(heads.len());
    for (head, end) in heads.iter().zip(ends) {
        let explanation = head.explanation..end;
        if explanation.is_empty() {
            continue;
        }
        let term = head.term.clone();
        let range = head.start..end;
        let number = head.mark.map(|mark| mark.number);
        entries.push(Entry { range, number, term, explanation });
    }
    entries
}

/// Number and term of an entry, and where its explanation begins.
#[derive(Debug, Clone)]
struct Head {
    start: usize,
    mark: Option<Mark>,
    term: Range<usize>,
    explanation: usize,
    /// The term begins with a quotation mark.
    is_quoted: bool,
}

/// The number at the head of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) style: Style,
    pub(super) number: usize,
    pub(super) length: usize,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `1.`, `1、`, `1）`
    Digits,
    /// `[1]`, `〔1〕`, `【1】`
    Brackets,
    /// `（1）`
    Parentheses,
    /// `①`
    Circled,
    /// `一、`
    Chinese,
}

/// The heads of all entries: the first tells how the others are numbered.
fn heads(text: &Text, body: Range<usize>) -> Vec<Head> {
    let plain = text.plain();
    let mut heads: Vec<Head> = Vec::new();
    let mut next_line = text.line_starts().partition_point(|&line| line < body.start);
    let mut at = body.start;
    while at < body.end {
        let is_line = at == body.start || text.line_starts().get(next_line) == Some(&at);
        next_line += usize::from(text.line_starts().get(next_line) == Some(&at));
        let after_stop = is_stop(plain[at.saturating_sub(1)]);
        let may_begin = is_line || after_stop || is_clear_mark(plain[at]);
        let found = may_begin.then(|| head(plain, at..body.end)).flatten();
        let found = found.filter(|found| match heads.as_slice() {
            [] => true,
            [first, ..] => goes_on(first, &heads[heads.len() - 1], found, is_line),
        });
        match found {
            Some(found) => {
                at = found.explanation.max(at + 1);
                while text.line_starts().get(next_line).is_some_and(|&line| line < at) {
                    next_line += 1;
                }
                heads.push(found);
            }
            None => at += 1,
        }
    }
    heads
}

/// Marks that are hardly ever anything but the number of an entry.
pub(super) fn is_clear_mark(character: char) -> bool {
    matches!(character, '[' | '［' | '〔' | '【' | '〖') || circled(character).is_some()
}

/// Whether a head is the next entry of its glossary rather than words of an explanation.
fn goes_on(first: &Head, last: &Head, found: &Head, is_line: bool) -> bool {
    let (Some(known), Some(mark)) = (first.mark, found.mark) else {
        return first.mark.is_none() && found.mark.is_none() && (is_line || found.is_quoted);
    };
    let before = last.mark.map_or(0, |mark| mark.number);
    let is_next = mark.number == before + 1;
    let is_later = mark.number > before || found.is_quoted;
    mark.style == known.style && (is_next || is_line && is_later)
}

/// Number and term at the head of a text.
fn head(plain: &[char], range: Range<usize>) -> Option<Head> {
    let words = &plain[range.clone()];
    let mark = mark(words);
    let start = mark.map_or(0, |mark| mark.length);
    let is_quoted = words.get(start).is_some_and(|c| is_quotation_mark(*c));
    let longest = if is_quoted || mark.is_some() { TERM_MAX } else { BARE_TERM_MAX };
    let rest = &words[start..words.len().min(start + longest)];
    let (length, parting) = parting(rest, is_quoted)?;
    let term = &rest[..length];
    let has_words = term.iter().any(|c| c.is_alphanumeric());
    let is_phrase = mark.is_none() && !is_quoted && opens_list(term);
    if !has_words || is_phrase {
        return None;
    }
    let begin = range.start + start;
    Some(Head {
        start: range.start,
        mark,
        term: begin..begin + length,
        explanation: begin + length + parting,
        is_quoted,
    })
}

/// Words before a colon that end no term but announce a list within an explanation.
fn opens_list(term: &[char]) -> bool {
    ["包括", "如下", "其中", "分别", "具体", "即", "为", "是", "指", "有", "主要"]
        .iter()
        .any(|word| ends_with(term, word) || starts_with(term, word))
}

/// Where a term ends, and the length of the mark that parts it from its explanation.
///
/// A colon goes; words such as 是指 are words of the explanation and stay.
fn parting(words: &[char], is_quoted: bool) -> Option<(usize, usize)> {
    const VERBS: [&str; 8] = ["是指", "系指", "指的是", "，指", "，即", "，是", "，系", "特指"];
    let mut depth = 0_usize;
    let mut dash = None;
    for (at, &character) in words.iter().enumerate() {
        match character {
            '“' | '「' | '『' | '（' | '《' => depth += 1,
            '”' | '」' | '』' | '）' | '》' => depth = depth.saturating_sub(1),
            _ if depth > 0 || at == 0 => {}
            '：' | '︰' | '∶' => return Some((at, 1)),
            '—' | '–' | '─' => dash = dash.or(Some(at)),
            _ => {
                let rest = &words[at..];
                let closes = is_quoted && matches!(words[at - 1], '”' | '」' | '』');
                let is_verb = VERBS.iter().any(|verb| starts_with(rest, verb))
                    || closes && "指即是".contains(character) && !begins_noun(rest);
                if is_verb {
                    return Some((at, usize::from(character == '，')));
                }
                if is_stop(character) || character == '，' {
                    break;
                }
            }
        }
    }
    let at = dash?;
    Some((at, words[at..].iter().take_while(|c| matches!(c, '—' | '–' | '─')).count()))
}

/// Words that begin like the verbs 指 and 即 (`“绿城”指数`).
fn begins_noun(words: &[char]) -> bool {
    ["指数", "指标", "指导", "指挥", "指引", "即时"].iter().any(|noun| starts_with(words, noun))
}

/// The number at the head of a text, with the marks around it.
pub(super) fn mark(words: &[char]) -> Option<Mark> {
    let first = *words.first()?;
    if let Some(number) = circled(first) {
        return Some(Mark { style: Style::Circled, number, length: 1 });
    }
    let (style, open) = match first {
        '[' | '［' | '〔' | '【' | '〖' => (Style::Brackets, 1),
        '（' => (Style::Parentheses, 1),
        '0'..='9' => (Style::Digits, 0),
        _ => (Style::Chinese, 0),
    };
    let is_digit = |c: &&char| match style {
        Style::Chinese => "一二三四五六七八九十".contains(**c),
        _ => c.is_ascii_digit(),
    };
    let digits = words[open..].iter().take(4).take_while(is_digit).count();
    let end = open + digits;
    let close = *words.get(end)?;
    let close = match style {
        Style::Brackets => "]］〕】〗".contains(close).then_some(1),
        Style::Parentheses => (close == '）').then_some(1),
        Style::Digits if is_quotation_mark(close) => Some(0),
        Style::Digits => ".、）".contains(close).then_some(1),
        Style::Circled | Style::Chinese => (close == '、').then_some(1),
    }?;
    let number = number(&words[open..end])?;
    ((1..=3).contains(&digits)).then_some(Mark { style, number, length: end + close })
}

/// The value of ① to ㊿, ⑴ to ⒇ and ⒈ to ⒛.
fn circled(character: char) -> Option<usize> {
    let first = match character {
        '①'..='⑳' => '①',
        '⑴'..='⒇' => '⑴',
        '⒈'..='⒛' => '⒈',
        '㉑'..='㉟' => return usize::try_from(u32::from(character) - 0x3251 + 21).ok(),
        '㊱'..='㊿' => return usize::try_from(u32::from(character) - 0x32B1 + 36).ok(),
        _ => return None,
    };
    usize::try_from(u32::from(character) - u32::from(first) + 1).ok()
}

/// The value of up to three digits of either script.
fn number(digits: &[char]) -> Option<usize> {
    let found = numeral::at(digits, 0).filter(|found| found.range.end == digits.len())?;
    usize::try_from(found.value?).ok()
}
