//! Lead sentences: short first sentences of paragraphs that say what the paragraph is about
//! (`加快工业转型。新建…`), as headings without number or line of their own.
//!
//! One sentence alone hardly tells; its neighbours do. The paragraphs between two headings are
//! looked at together, and those are leads that are built alike.

use std::collections::BTreeMap;
use std::ops::Range;

use super::glued;
use super::heading::{Heading, Style, has_figure, is_stop, opens};
use super::parallel;
use super::run_in::RunIn;
use crate::Part;
use crate::lexicon::lexicon;
use crate::words::{contains, starts_with};

/// The shortest and the longest lead, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=30;
/// The longest lead that stands without others of its kind.
const ALONE_MAX: usize = 21;
/// The longest lead that opens with what it looks back on, as its neighbours do.
const PERIOD_MAX: usize = 70;
/// How much text stands under a lead, at least.
const TEXT_MIN: usize = 15;
/// The longest lead in a text that lost its line ends.
const INSIDE_MAX: usize = 14;
/// How much text stands in the paragraph under a lead that has a line of its own.
const UNDER_LINE_MIN: usize = 40;
/// How long the first sentence under a lead within a paragraph is, at least.
pub(super) const NEXT_MIN: usize = 12;
/// What opens a sentence that leads over or looks around; a lead only where neighbours open alike.
const OPENINGS: [&str; 39] = [
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
    "综合分析",
    "要",
];
/// Openings that name the period looked back on, or what was met with in it.
const PERIODS: [&str; 9] =
    ["过去", "一年来", "五年来", "这五年", "这一年", "去年", "三年来", "这些年", "面对"];
/// Words by which a lead tells how things stand.
const STATES: [&str; 8] = ["更加", "更具", "更有", "进一步", "持续", "不断", "明显", "显著"];
/// Words that a lead does not hold.
const FOREIGN: [&str; 9] =
    ["以下", "如下", "上述", "方面工作", "主要是", "。”", "必须", "要求", "代表"];

/// How paragraphs open that are the items of a list (`一是`, `二是`), told for all of them.
const ITEM: [char; 2] = ['一', '是'];

/// What stands for the opening of leads that give a number, told by its unit.
const COUNT: char = '0';

/// A sentence that may be a lead.
#[derive(Debug, Clone)]
struct Candidate {
    heading: Heading,
    /// How it opens, or the unit that it ends with, where that alone makes it none.
    opening: Option<[char; 2]>,
    /// It begins with a deed or with how it is done.
    is_deed: bool,
}

/// Adds the leads to the headings found before.
pub(super) fn add(plain: &[char], paragraphs: &[Range<usize>], found: &mut Vec<Heading>) {
    let lost_lines = lost_lines(found);
    let mut leads = Vec::new();
    let mut run_in: BTreeMap<Part, RunIn> = BTreeMap::new();
    let mut part = Part::Other;
    for (index, heading) in found.iter().enumerate() {
        let is_glossary = heading.style == Style::Part && heading.part == Some(Part::Other);
        part = if is_glossary { Part::Other } else { heading.part.unwrap_or(part) };
        let end = found.get(index + 1).map_or(plain.len(), |next| next.range.start);
        if !is_glossary {
            let stretch = heading.range.end..end;
            let mut here = between(plain, paragraphs, stretch.clone());
            if here.is_empty() && lost_lines {
                here = inside(plain, stretch.clone());
            } else if here.is_empty() {
                run_in.entry(part).or_default().look(plain, paragraphs, heading, end);
            }
            add_parallel(plain, paragraphs, stretch, &mut here);
            leads.extend(here);
        }
    }
    // Where both find a lead, the habit of the whole report tells better how it nests.
    found.extend(run_in.into_values().flat_map(RunIn::leads));
    found.extend(leads);
    found.sort_by_key(|heading| heading.range.start);
    found.dedup_by_key(|heading| heading.range.start);
}

/// Adds leads that are built alike within one paragraph: under the lead that opens it, or beside
/// it where it is one of them.
fn add_parallel(
    plain: &[char],
    paragraphs: &[Range<usize>],
    stretch: Range<usize>,
    leads: &mut Vec<Heading>,
) {
    let first = paragraphs.partition_point(|paragraph| paragraph.end <= stretch.start);
    let after = paragraphs.partition_point(|paragraph| paragraph.start < stretch.end);
    let known: Vec<usize> = leads.iter().map(|lead| lead.range.start).collect();
    let is_known = |start: usize| known.binary_search(&start).is_ok();
    for paragraph in &paragraphs[first..after] {
        let text = paragraph.start.max(stretch.start)..paragraph.end.min(stretch.end);
        let titles = parallel::find(plain, text.clone());
        let is_under = is_known(text.start) && titles.iter().all(|title| title.start != text.start);
        let style = if is_under { Style::Under } else { Style::Lead };
        let new = titles.iter().filter(|title| !is_known(title.start));
        leads.extend(new.map(|title| {
            let lead = heading(title.start, title.len(), false);
            Heading { style, is_inside: true, ..lead }
        }));
    }
}

/// Whether a report lost its line ends: its parts begin in the middle of paragraphs.
fn lost_lines(found: &[Heading]) -> bool {
    let opens_part = |heading: &&Heading| heading.part.is_some();
    let inside = found.iter().filter(opens_part).filter(|heading| heading.is_inside).count();
    inside > 1 && inside * 2 > found.iter().filter(opens_part).count()
}

/// The leads of a stretch between two headings.
fn between(plain: &[char], paragraphs: &[Range<usize>], stretch: Range<usize>) -> Vec<Heading> {
    let first = paragraphs.partition_point(|paragraph| paragraph.start < stretch.start);
    let after = paragraphs.partition_point(|paragraph| paragraph.start < stretch.end);
    let mut candidates: Vec<Candidate> = (first..after)
        .filter_map(|index| candidate(plain, paragraphs, index, stretch.end))
        .collect();
    // The text under leads on lines of their own begins with a sentence like any other.
    let ends: Vec<usize> = candidates
        .iter()
        .filter(|one| one.heading.is_alone)
        .map(|one| one.heading.range.end)
        .collect();
    candidates.retain(|one| ends.len() < 2 || !ends.contains(&one.heading.range.start));
    let plural = candidates.iter().filter(|one| one.opening.is_none()).count();
    let has_comma = |one: &Candidate| plain[one.heading.title.clone()].contains(&'，');
    let commas = candidates.iter().filter(|one| one.opening.is_none() && has_comma(one)).count();
    let deeds = candidates.iter().filter(|one| one.opening.is_none() && one.is_deed).count();
    candidates
        .iter()
        .filter(|one| match one.opening {
            Some(opening) => {
                let is_alike = |other: &&Candidate| {
                    other.opening == Some(opening) && other.heading.is_alone == one.heading.is_alone
                };
                candidates.iter().filter(is_alike).count() >= 3
            }
            None if one.is_deed => plural > 1 || one.heading.title.len() <= ALONE_MAX,
            None => {
                let is_saying = has_comma(one);
                let is_alike = is_saying && commas > 2;
                plural > 1 && !(is_saying && !is_alike && deeds * 2 >= plural)
            }
        })
        .map(|one| one.heading.clone())
        .collect()
}

/// The leads of a stretch of a text that lost its line ends: the shortest sentences, where several
/// of them say what is done or how things stand.
fn inside(plain: &[char], stretch: Range<usize>) -> Vec<Heading> {
    let begins = |at: &usize| *at == stretch.start || is_stop(plain[at - 1]);
    let leads: Vec<Heading> = stretch
        .clone()
        .filter(begins)
        .filter_map(|start| {
            let words = &plain[start..stretch.end];
            let stop = words.iter().take(INSIDE_MAX + 1).position(|c| is_stop(*c))?;
            let title = &words[..stop];
            let next = words[stop + 1..].iter().position(|c| is_stop(*c));
            let is_lead = words[stop] == '。'
                && is_lead(title)
                && !is_opening(title)
                && !title.iter().any(|c| "，、：".contains(*c))
                && next.is_some_and(|next| next >= TEXT_MIN)
                && (begins_deed(title) || STATES.iter().any(|word| contains(title, word)));
            is_lead.then(|| Heading { is_inside: true, ..heading(start, stop, false) })
        })
        .collect();
    if leads.len() > 1 { leads } else { Vec::new() }
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
    let number = item_length(words);
    let title = &words[number..stop];
    let names_period = PERIODS.iter().any(|word| starts_with(title, word));
    let is_short = LENGTH.contains(&stop) || names_period || number > 0;
    let is_alone = stop + 1 == words.len();
    let has_text = if is_alone {
        let next = paragraphs.get(index + 1);
        next.is_some_and(|next| {
            next.len() >= UNDER_LINE_MIN && next.start < end && !opens(&plain[next.clone()])
        })
    } else {
        words.len() >= stop + TEXT_MIN
    };
    let is_addressed = index > 0 && {
        let before = &plain[paragraphs[index - 1].clone()];
        before.len() <= 6 && starts_with(before, "各位代表")
    };
    let counts = number == 0 && counts(title);
    let is_plain = words[stop] == '。' && is_short && (is_lead(title) || counts);
    if !has_text || !is_plain || is_addressed {
        return None;
    }
    let lead = heading(paragraph.start, stop, is_alone);
    let opening = match number {
        0 if counts => title.last().map(|unit| [COUNT, *unit]),
        0 if title[0] == '要' => Some(['要'; 2]),
        0 => is_opening(title).then(|| [title[0], title[1]]),
        _ => Some(ITEM),
    };
    let title_start = lead.title.start + number;
    Some(Candidate {
        heading: Heading { title: title_start..lead.title.end, ..lead },
        opening,
        is_deed: begins_deed(title),
    })
}

/// The length of what numbers a paragraph as an item of a list (`十一是`); 0 where nothing does.
fn item_length(words: &[char]) -> usize {
    let number = words.iter().take_while(|c| "一二三四五六七八九十".contains(**c)).count();
    let is_item = (1..=2).contains(&number) && words.get(number) == Some(&'是');
    if is_item { number + 1 } else { 0 }
}

/// A lead of some length that begins at a character, its full stop included.
pub(super) fn heading(start: usize, length: usize, is_alone: bool) -> Heading {
    Heading {
        range: start..start + length + 1,
        title: start..start + length,
        style: Style::Lead,
        part: None,
        is_alone,
        is_inside: false,
    }
}

/// Whether a sentence leads over or looks around.
pub(super) fn is_opening(title: &[char]) -> bool {
    OPENINGS.iter().any(|word| starts_with(title, word)) || contains(title, "我们")
}

/// Whether a sentence may be a lead as far as its words tell.
pub(super) fn is_lead(title: &[char]) -> bool {
    !has_figure(title) && is_worded(title)
}

/// Whether a sentence is one clause that gives a number: a lead where its neighbours do the same.
fn counts(title: &[char]) -> bool {
    has_figure(title) && is_worded(title) && !is_opening(title) && !title.contains(&'，')
}

fn is_worded(title: &[char]) -> bool {
    title.len() >= *LENGTH.start()
        && !states(title)
        && !FOREIGN.iter().any(|word| contains(title, word))
}

/// Whether a sentence says what something is, which a lead does not (`企业是创新的主体`).
fn states(title: &[char]) -> bool {
    let names_period = ["这是", "这五年是", "这一年是"].iter().any(|word| starts_with(title, word));
    let is_period = names_period && title.ends_with(&['年']);
    let is_word = ["实事求是", "国是", "凡是", "特别是"].iter().any(|word| contains(title, word));
    let weighs =
        ["重在", "关键在", "在于", "离不开", "决定", "强则", "兴则", "富则", "方能", "才能"]
            .iter()
            .any(|word| contains(title, word));
    title.contains(&'是') && !is_period && !is_word || weighs
}

/// Whether a sentence begins with a deed or with how it is done.
pub(super) fn begins_deed(title: &[char]) -> bool {
    let verb = lexicon().verbs.starts(title).is_some_and(|hit| hit.length > 1);
    glued::begins_deed(title) || verb && lexicon().nouns.starts(title).is_none()
}
