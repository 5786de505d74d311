//! The glossary at the end of a report (名词解释): its terms, what they mean, where they are used.

mod entry;
mod usage;

use std::ops::Range;

use crate::Term;
use crate::text::Text;
use crate::words::{ends_with, starts_with};

/// Terms with their explanations and uses, in the order of the glossary.
pub(crate) fn read(text: &Text) -> Vec<Term> {
    let Some(glossary) = find(text) else {
        return Vec::new();
    };
    let entries = entry::split(text, glossary.body);
    let uses = usage::find(text.plain(), glossary.heading, &entries);
    entries
        .iter()
        .zip(uses)
        .map(|(entry, uses)| Term {
            term: text.quote(entry.term.clone()).replace(is_quotation_mark, ""),
            explanation: text.quote(entry.explanation.clone()),
            span: text.span(entry.range.clone()),
            uses: uses.into_iter().map(|range| text.span(range)).collect(),
        })
        .collect()
}

/// Where the glossary stands, in squeezed characters.
struct Glossary {
    /// Where its heading begins.
    heading: usize,
    /// What follows the heading.
    body: Range<usize>,
}

/// Finds the last heading of a glossary that an entry follows.
fn find(text: &Text) -> Option<Glossary> {
    let plain = text.plain();
    let lines = text.line_starts();
    let start = |at: usize| at == 0 || is_stop(plain[at - 1]) || lines.binary_search(&at).is_ok();
    let titles = (0..plain.len()).rev().filter(|&at| may_begin_title(plain[at]) && start(at));
    let (heading, begin) = titles
        .filter_map(|at| Some((at, at + title_length(&plain[at..])?)))
        .find(|&(_, begin)| entry::begins(&plain[begin..]))?;
    Some(Glossary { heading, body: begin..end(text, begin) })
}

/// A glossary ends where another annex begins.
fn end(text: &Text, start: usize) -> usize {
    let plain = text.plain();
    let lines = text.line_starts();
    let next = lines.partition_point(|&line| line <= start);
    let is_annex =
        |at: &usize| ["附件", "附表", "附录"].iter().any(|word| starts_with(&plain[*at..], word));
    lines[next..].iter().copied().find(is_annex).unwrap_or(plain.len())
}

/// The longest title with all that stands before it (`附件1：《政府工作报告》有关名词解释`).
const TITLE_MAX: usize = 40;

fn may_begin_title(character: char) -> bool {
    is_ornament(character)
        || matches!(character, '名' | '注' | '有' | '相' | '部' | '政' | '关' | '用' | '词')
        || matches!(character, '术' | '重' | '缩' | '专')
}

/// The length of a glossary's title with what surrounds it, where a text begins with one.
fn title_length(words: &[char]) -> Option<usize> {
    const SUBJECTS: [&str; 6] = ["名词", "用语", "词语", "术语", "缩略语", "词汇"];
    const TITLES: [&str; 5] = ["解释", "注释", "说明", "释义", "注解"];
    let words = &words[..words.len().min(TITLE_MAX)];
    let end = words.iter().position(|c| is_stop(*c) || *c == '，').unwrap_or(words.len());
    let tail = (2..=end).find(|&end| TITLES.iter().any(|title| ends_with(&words[..end], title)))?;
    let before = &words[..tail - 2];
    let names_words = SUBJECTS.iter().any(|word| ends_with(before, word));
    let is_bare = starts_with(&words[tail - 2..], "注释") && before.iter().all(|c| is_ornament(*c));
    let close = words[tail..].iter().take_while(|c| "】〗※*#＊》”：".contains(**c)).count();
    (names_words || is_bare).then_some(tail + close)
}

/// What can stand before the title (`【名词解释】`, `※注释※`, `附件2：名词解释`).
fn is_ornament(character: char) -> bool {
    matches!(character, '【' | '〖' | '※' | '*' | '#' | '＊' | '★' | '◆' | '●' | '■' | '（' | '）')
        || matches!(
            character,
            '《' | '》' | '“' | '”' | '—' | '-' | '：' | '、' | '.' | '附' | '件'
        )
        || character.is_ascii_digit()
}

fn is_stop(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '；' | '!' | '?')
}

fn is_quotation_mark(character: char) -> bool {
    matches!(character, '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '"' | '＂')
}
