//! Lead sentences: short first sentences of paragraphs that say what the paragraph is about
//! (`加快工业转型。新建…`), as headings without number or line of their own.
//!
//! One sentence alone hardly tells; its neighbours do. The paragraphs between two headings are
//! looked at together, and those are leads that are built alike.

use std::ops::Range;

use super::heading::{Heading, Style, has_figure, is_stop, opens};
use crate::Part;
use crate::lexicon::{Adverb, lexicon};
use crate::words::{contains, starts_with};

/// The shortest and the longest lead, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=30;
/// The longest lead that stands without others of its kind.
const ALONE_MAX: usize = 24;
/// The longest lead that opens with the period it looks back on, as its neighbours do.
const PERIOD_MAX: usize = 50;
/// How much text stands under a lead, at least.
const TEXT_MIN: usize = 15;
/// How much text stands in the paragraph under a lead that has a line of its own.
const NEXT_MIN: usize = 40;
/// What opens a sentence that leads over or looks around; a lead only where neighbours open alike.
const OPENINGS: [&str; 37] = [
    "各位",
    "同时",
    "此外",
    "与此同时",
    "当前",
    "今年",
    "去年",
    "过去",
    "一年来",
    "五年来",
    "这五年",
    "这一年",
    "五年",
    "回顾",
    "回首",
    "面对",
    "这是",
    "这些",
    "我们",
    "对此",
    "为此",
    "因此",
    "只有",
    "只要",
    "新征程",
    "新时代",
    "新的",
    "使命",
    "实现上述",
    "围绕上述",
    "总之",
    "展望",
    "实践",
    "为了",
    "做好今年",
    "完成上述",
    "我国",
];
/// Openings that name the period looked back on.
const PERIODS: [&str; 8] =
    ["过去", "一年来", "五年来", "这五年", "这一年", "去年", "三年来", "这些年"];
/// Words that a lead does not hold.
const FOREIGN: [&str; 9] =
    ["以下", "如下", "上述", "方面工作", "主要是", "。”", "必须", "要求", "代表"];

/// A sentence that may be a lead.
#[derive(Debug, Clone)]
struct Candidate {
    heading: Heading,
    /// How it opens, where that alone makes it none.
    opening: Option<[char; 2]>,
    /// It begins with a deed or with how it is done.
    is_deed: bool,
}

/// Adds the leads to the headings found before.
pub(super) fn add(plain: &[char], paragraphs: &[Range<usize>], found: &mut Vec<Heading>) {
    let mut leads = Vec::new();
    let mut part = Part::Other;
    for (index, heading) in found.iter().enumerate() {
        let is_glossary = heading.style == Style::Part && heading.part == Some(Part::Other);
        part = if is_glossary { Part::Other } else { heading.part.unwrap_or(part) };
        let end = found.get(index + 1).map_or(plain.len(), |next| next.range.start);
        if !is_glossary {
            leads.extend(between(plain, paragraphs, heading.range.end..end));
        }
    }
    found.extend(leads);
    found.sort_by_key(|heading| heading.range.start);
}

/// The leads of a stretch between two headings.
fn between(plain: &[char], paragraphs: &[Range<usize>], stretch: Range<usize>) -> Vec<Heading> {
    let first = paragraphs.partition_point(|paragraph| paragraph.start < stretch.start);
    let after = paragraphs.partition_point(|paragraph| paragraph.start < stretch.end);
    let candidates: Vec<Candidate> = (first..after)
        .filter_map(|index| candidate(plain, paragraphs, index, stretch.end))
        .collect();
    let plural = candidates.iter().filter(|one| one.opening.is_none()).count();
    let deeds = candidates.iter().filter(|one| one.opening.is_none() && one.is_deed).count();
    candidates
        .iter()
        .filter(|one| match one.opening {
            Some(opening) => {
                candidates.iter().filter(|other| other.opening == Some(opening)).count() >= 3
            }
            None if one.is_deed => plural > 1 || one.heading.title.len() <= ALONE_MAX,
            None => {
                let is_saying = plain[one.heading.title.clone()].contains(&'，');
                plural > 1 && !(is_saying && deeds * 2 > plural)
            }
        })
        .map(|one| one.heading.clone())
        .collect()
}

/// The first sentence of a paragraph, if it may be a lead.
fn candidate(
    plain: &[char],
    paragraphs: &[Range<usize>],
    index: usize,
    end: usize,
) -> Option<Candidate> {
    let paragraph = paragraphs[index].start..paragraphs[index].end.min(end);
    let words = &plain[paragraph.clone()];
    let stop = words.iter().take(PERIOD_MAX + 1).position(|c| is_stop(*c))?;
    let title = &words[..stop];
    let names_period = PERIODS.iter().any(|word| starts_with(title, word));
    let is_short = LENGTH.contains(&stop) || names_period;
    let is_alone = stop + 1 == words.len();
    let has_text = if is_alone {
        let next = paragraphs.get(index + 1);
        next.is_some_and(|next| {
            next.len() >= NEXT_MIN && next.start < end && !opens(&plain[next.clone()])
        })
    } else {
        words.len() >= stop + TEXT_MIN
    };
    let is_addressed = index > 0 && {
        let before = &plain[paragraphs[index - 1].clone()];
        before.len() <= 6 && starts_with(before, "各位代表")
    };
    let is_plain = words[stop] == '。'
        && is_short
        && !has_figure(title)
        && !states(title)
        && !FOREIGN.iter().any(|word| contains(title, word));
    if !has_text || !is_plain || is_addressed {
        return None;
    }
    let is_opening =
        OPENINGS.iter().any(|word| starts_with(title, word)) || contains(title, "我们");
    let heading = Heading {
        range: paragraph.start..paragraph.start + stop + 1,
        title: paragraph.start..paragraph.start + stop,
        style: Style::Lead,
        part: None,
        is_alone,
        is_inside: false,
    };
    Some(Candidate {
        heading,
        opening: is_opening.then(|| [title[0], title[1]]),
        is_deed: begins_deed(title),
    })
}

/// Whether a sentence says what something is, which a lead does not (`企业是创新的主体`).
fn states(title: &[char]) -> bool {
    let is_period = starts_with(title, "这是") && title.ends_with(&['年']);
    let is_word = ["实事求是", "国是", "凡是"].iter().any(|word| contains(title, word));
    let weighs = ["重在", "关键在", "在于", "离不开"].iter().any(|word| contains(title, word));
    title.contains(&'是') && !is_period && !is_word || weighs
}

fn begins_deed(title: &[char]) -> bool {
    let manner = lexicon()
        .adverbs
        .starts(title)
        .is_some_and(|hit| hit.section == Adverb::Manner && hit.length > 1);
    let verb = lexicon().verbs.starts(title).is_some_and(|hit| hit.length > 1);
    let noun = lexicon().nouns.starts(title).is_some();
    manner || verb && !noun
}
