//! Commitments: what the plan promises, each thing that can be kept or broken on its own.
//!
//! A clause of the plan is a commitment where a [deed](crate::lexicon::Verb::Act) governs it, or
//! where it names a target. A list whose members have numbers of their own is one commitment a
//! member; a list that shares one deed (完成甲、乙等项目建设) is one.

use std::ops::Range;

use crate::clause::Clause;
use crate::figure::{self, Found};
use crate::lexicon::{Verb, lexicon};
use crate::outline::Outline;
use crate::text::Text;
use crate::words::{contains, starts_with};
use crate::{Commitment, CommitmentKind, Confidence, Lack, Part};

/// Clauses that open a description of aims or principles; the whole sentence promises nothing.
const PREAMBLES: [&str; 7] =
    ["总体要求", "指导思想", "总体思路", "总的要求", "基本思路", "各位代表", "工作要求"];

/// Reads the commitments of the plan.
pub(crate) fn read(
    text: &Text,
    outline: &Outline,
    clauses: &[Clause],
    figures: &[Found],
) -> Vec<Commitment> {
    let mut commitments = Vec::new();
    let mut next = 0;
    let mut is_preamble = false;
    for (index, clause) in clauses.iter().enumerate() {
        let first = next;
        while figures.get(next).is_some_and(|found| found.clause == index) {
            next += 1;
        }
        if outline.part_at(clause.range.start) != Part::Plan || is_heading(outline, clause) {
            continue;
        }
        let words = &text.plain()[clause.range.clone()];
        let opens = index == 0 || clauses[index - 1].sentence != clause.sentence;
        is_preamble = (is_preamble && !opens) || PREAMBLES.iter().any(|word| contains(words, word));
        let section = outline.section_at(clause.range.start);
        let is_creed = lexicon().creed(words) || is_about_principles(outline, section);
        let own = first..next;
        let promised = match promise(text.plain(), clause.range.clone()) {
            Some(promise) if own.is_empty() => {
                (promise.is_deed && !is_preamble && !is_creed).then_some(vec![(promise, own)])
            }
            promise => (!own.is_empty()).then(|| members(text, clause, promise, figures, own)),
        };
        for (promise, own) in promised.unwrap_or_default() {
            commitments.push(commitment(text, outline, clause, &promise, figures, own));
        }
    }
    // A member without a place of its own is the whole list, and begins where its first begins.
    commitments.sort_by_key(|commitment| commitment.span.start);
    commitments
}

fn is_heading(outline: &Outline, clause: &Clause) -> bool {
    let after = outline.headings.partition_point(|heading| heading.start <= clause.range.start);
    after > 0 && outline.headings[after - 1].end >= clause.range.end
}

/// Whether a section below the parts is about aims and principles alone.
fn is_about_principles(outline: &Outline, section: Option<usize>) -> bool {
    section.is_some_and(|index| {
        let section = &outline.sections[index];
        section.level > 1 && PREAMBLES.iter().any(|word| section.title.contains(word))
    })
}

/// A promise within a clause.
#[derive(Debug, Clone)]
struct Promise {
    /// Its words.
    range: Range<usize>,
    action: Range<usize>,
    object: Range<usize>,
    /// Its verb is a deed, or furthers one.
    is_deed: bool,
}

/// Reads verb and object of a clause. `None` where no verb governs it.
fn promise(text: &[char], clause: Range<usize>) -> Option<Promise> {
    let lead = figure::lead(&text[clause.clone()], &mut None);
    let start = clause.start + lead;
    let words = &text[start..clause.end];
    let action = figure::verb_length(words)
        .filter(|&length| length >= 2)
        .and_then(|length| Some((start..start + length, lexicon().verbs.starts(words)?.section)));
    let (action, section, object) = action
        .map(|(verb, section)| (verb.clone(), section, verb.end..clause.end))
        .or_else(|| inner(text, start..clause.end))
        .or_else(|| hastened(text, clause.clone()))?;
    let object = trim_object(text, object);
    let begin = clause.start + link_length(&text[clause.clone()]);
    let is_deed = matches!(section, Verb::Act | Verb::Push) && object.len() >= 2;
    Some(Promise { range: begin..clause.end, action, object, is_deed })
}

/// Verb and object of a clause that opens with what is acted upon (将…调整, 对…进行清理, 在…新设).
fn inner(text: &[char], clause: Range<usize>) -> Option<(Range<usize>, Verb, Range<usize>)> {
    let words = &text[clause.clone()];
    let is_moved = words.first().is_some_and(|c| "将把对为在向从".contains(*c));
    if !is_moved || contains(words, "作为") {
        return None;
    }
    let at = (2..words.len()).find(|&at| {
        let hit = lexicon().verbs.starts(&words[at..]);
        let noun = lexicon().nouns.starts(&words[at..]).is_some();
        !noun && hit.is_some_and(|hit| hit.length >= 2 && hit.section == Verb::Act)
    })?;
    let hit = lexicon().verbs.starts(&words[at..])?;
    let action = clause.start + at..clause.start + at + hit.length;
    let is_acted_upon = "将把对".contains(words[0]) || action.end == clause.end;
    let object =
        if is_acted_upon { clause.start + 1..action.start } else { action.end..clause.end };
    Some((action, hit.section, object))
}

/// 加快 and its like qualify a verb (加快推进…); where none follows they govern the clause
/// themselves (加快园区建设).
fn hastened(text: &[char], clause: Range<usize>) -> Option<(Range<usize>, Verb, Range<usize>)> {
    let words = &text[clause.clone()];
    let word = ["加快", "加紧", "统筹", "狠抓"].iter().find(|word| starts_with(words, word))?;
    let end = clause.start + word.chars().count();
    Some((clause.start..end, Verb::Push, end..clause.end))
}

/// How many characters at the head only join the clause to the one before (同时, 二是, 并).
fn link_length(words: &[char]) -> usize {
    [
        "一是", "二是", "三是", "四是", "五是", "六是", "同时", "并", "其中", "、", "，", "——",
        "和", "及", "与",
    ]
    .iter()
    .find(|word| starts_with(words, word))
    .map_or(0, |word| word.chars().count())
}

fn trim_object(text: &[char], range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    while start < range.end && "、，的和了着".contains(text[start]) {
        start += 1;
    }
    start..range.end
}

/// The members of a clause that has figures: one promise for each thing that is counted.
fn members(
    text: &Text,
    clause: &Clause,
    promise: Option<Promise>,
    figures: &[Found],
    own: Range<usize>,
) -> Vec<(Promise, Range<usize>)> {
    let plain = text.plain();
    let mut groups: Vec<Range<usize>> = Vec::new();
    for at in own {
        match groups.last_mut() {
            Some(group) if figures[at].subject == figures[group.start].subject => {
                group.end = at + 1
            }
            _ => groups.push(at..at + 1),
        }
    }
    let is_list = groups.len() > 1;
    let mut members = Vec::with_capacity(groups.len());
    for (position, group) in groups.iter().enumerate() {
        let first = &figures[group.start];
        let is_member = is_list && stands_alone(plain, &groups, position, figures);
        let start = if is_member { first.item_start } else { clause.range.start };
        let end = match groups.get(position + 1) {
            Some(next) if is_list && stands_alone(plain, &groups, position + 1, figures) => {
                figures[next.start].item_start
            }
            _ => clause.range.end,
        };
        let start = start.max(clause.range.start) + link_length(&plain[start..end.max(start)]);
        let empty = start..start;
        let action = promise.as_ref().map_or(empty.clone(), |promise| promise.action.clone());
        let promise =
            Promise { range: start..end.max(start), action, object: empty, is_deed: true };
        members.push((promise, group.clone()));
    }
    members
}

/// Whether a member of a list begins where a mark of the list stands, with words of its own.
fn stands_alone(
    plain: &[char],
    groups: &[Range<usize>],
    position: usize,
    figures: &[Found],
) -> bool {
    let first = &figures[groups[position].start];
    position > 0
        && plain.get(first.item_start).is_some_and(|c| "、和及与，".contains(*c))
        && first.subject.iter().all(|piece| piece.start >= first.item_start)
}

fn commitment(
    text: &Text,
    outline: &Outline,
    clause: &Clause,
    promise: &Promise,
    figures: &[Found],
    own: Range<usize>,
) -> Commitment {
    let section = outline.section_at(promise.range.start);
    let first = figures.get(own.start).filter(|_| !own.is_empty());
    let action = match first {
        Some(found) if !found.figure.action.is_empty() => found.figure.action.clone(),
        _ => text.quote(promise.action.clone()),
    };
    let object = match first {
        Some(found) => found.figure.subject.clone(),
        None => text.quote(promise.object.clone()),
    };
    let year = first.map_or(outline.plan_year(section), |found| found.figure.year);
    let mut lacks = vec![Lack::Owner];
    lacks.extend(own.is_empty().then_some(Lack::Number));
    lacks.extend(year.is_none().then_some(Lack::Date));
    Commitment {
        path: outline.path(section),
        sentence: text.span(clause.sentence.clone()),
        span: text.span(promise.range.clone()),
        quote: text.quote(promise.range.clone()),
        action,
        object,
        year,
        figures: own.collect(),
        section,
        kind: CommitmentKind::Output,
        places: Vec::new(),
        times: Vec::new(),
        owner: None,
        list: None,
        lacks,
        confidence: Confidence::of_percent(if first.is_some() { 92 } else { 75 }),
    }
}
