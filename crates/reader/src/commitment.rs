//! Commitments: what the plan promises, each thing that can be kept or broken on its own.
//!
//! A clause of the plan is a commitment where its verb [binds](promise::binds) or where it names a
//! target. A list whose items have names or numbers of their own is one commitment an item; what
//! stands for one whole is one.

mod kind;
mod list;
mod pieces;
mod promise;
mod tables;
mod terms;

use std::ops::Range;

use crate::clause::Clause;
use crate::figure::Found;
use crate::lexicon::lexicon;
use crate::outline::Outline;
use crate::text::Text;
use crate::words::contains;
use crate::{Commitment, CommitmentKind, Confidence, Lack, Part, Relation, Section, Sense};
use promise::{Promise, link_length};
use tables::Strength;

/// Clauses that open a description of aims or principles; the whole sentence promises nothing.
const PREAMBLES: [&str; 7] =
    ["总体要求", "指导思想", "总体思路", "总的要求", "基本思路", "各位代表", "工作要求"];

/// No sentence of a report is longer, in characters. In one that is, each clause is looked at
/// alone: looking through the whole for each would take time with the square of its length.
const SENTENCE_MAX: usize = 2_000;

/// A promise on the way to a [`Commitment`].
struct Draft {
    promise: Promise,
    /// Its figures.
    own: Range<usize>,
    /// The list it is an item of.
    list: Option<Range<usize>>,
}

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
    let is_principle: Vec<bool> = outline.sections.iter().map(is_about_principles).collect();
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
        let is_idle =
            is_preamble || lexicon().creed(words) || section.is_some_and(|at| is_principle[at]);
        let mut from = first;
        for range in pieces::cut(text.plain(), clause.range.clone()) {
            let end = text.span(range.clone()).end;
            let to = (from..next).find(|&at| figures[at].figure.number.start >= end);
            let to = to.unwrap_or(next);
            let piece = Clause { range, ..clause.clone() };
            for draft in drafts(text, &piece, figures, from..to, is_idle) {
                commitments.push(commitment(text, outline, clause, &draft, figures));
            }
            from = to;
        }
    }
    // A member without a place of its own is the whole list, and begins where its first begins.
    commitments.sort_by_key(|commitment: &Commitment| commitment.span.start);
    commitments
}

/// The promises of a clause or a piece of one.
fn drafts(
    text: &Text,
    piece: &Clause,
    figures: &[Found],
    own: Range<usize>,
    is_idle: bool,
) -> Vec<Draft> {
    let promise = promise::read(text.plain(), piece.range.clone());
    if !own.is_empty() {
        return members(text, piece, promise, figures, own);
    }
    let promise = promise
        .filter(|it| promise::binds(text.plain(), it))
        .or_else(|| pieces::numbered(text.plain(), piece.range.clone()))
        .filter(|_| !is_idle);
    promise.map(|promise| items(text, promise, figures, own)).unwrap_or_default()
}

fn is_heading(outline: &Outline, clause: &Clause) -> bool {
    let after = outline.headings.partition_point(|heading| heading.start <= clause.range.start);
    after > 0 && outline.headings[after - 1].end >= clause.range.end
}

/// Whether a section below the parts is about aims and principles alone.
fn is_about_principles(section: &Section) -> bool {
    section.level > 1 && PREAMBLES.iter().any(|word| section.title.contains(word))
}

/// A promise as one draft, or one for each item of its list; a figure goes to the item that it
/// stands in.
fn items(text: &Text, promise: Promise, figures: &[Found], own: Range<usize>) -> Vec<Draft> {
    let parted = list::split(text.plain(), &promise).filter(|_| !promise.action.is_empty());
    let Some(items) = parted else {
        return vec![Draft { promise, own, list: None }];
    };
    let mut first = own.start;
    let mut drafts = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let is_last = index + 1 == items.len();
        let mut end = first;
        while end < own.end && (is_last || figures[end].item_start < item.range.end) {
            end += 1;
        }
        // The number of a list (甲、乙等5座桥) is told with its last item.
        let taken = if is_last { first..own.end } else { first..first };
        first = taken.end;
        drafts.push(Draft { promise: item.clone(), own: taken, list: Some(promise.range.clone()) });
    }
    drafts
}

/// The members of a clause that has figures: one draft for each thing that is counted.
fn members(
    text: &Text,
    clause: &Clause,
    promise: Option<Promise>,
    figures: &[Found],
    own: Range<usize>,
) -> Vec<Draft> {
    let plain = text.plain();
    let mut groups: Vec<Range<usize>> = Vec::new();
    // 分别增长5%、6% is a promise of each; else what has no words of its own belongs to the rest.
    let is_each = contains(&plain[clause.range.clone()], "分别");
    for at in own.clone() {
        match groups.last_mut() {
            Some(group)
                if figures[at].subject == figures[group.start].subject
                    || !is_each && !stands_alone(plain, &figures[at]) =>
            {
                group.end = at + 1;
            }
            _ => groups.push(at..at + 1),
        }
    }
    let stands = |at: usize| at > 0 && stands_alone(plain, &figures[groups[at].start]);
    let is_list = (0..groups.len()).any(stands);
    if let ([_], Some(promise)) = (&groups[..], &promise)
        && promise.strength > Strength::Care
        && plain[promise.object.clone()].contains(&'等')
    {
        return items(text, promise.clone(), figures, own);
    }
    let mut drafts = Vec::with_capacity(groups.len());
    for (position, group) in groups.iter().enumerate() {
        let from = |at: usize| figures[groups[at].start].item_start;
        let start = if stands(position) { from(position) } else { clause.range.start };
        let has_next = position + 1 < groups.len() && stands(position + 1);
        let end = if has_next { from(position + 1) } else { clause.range.end };
        let start = start.max(clause.range.start);
        let start = start + link_length(&plain[start..end.max(start)]);
        let empty = start..start;
        let action = promise.as_ref().map_or(empty.clone(), |promise| promise.action.clone());
        let strength = promise.as_ref().map_or(Strength::Make, |promise| promise.strength);
        let promise = Promise { range: start..end.max(start), action, object: empty, strength };
        let list = is_list.then(|| clause.range.clone());
        drafts.push(Draft { promise, own: group.clone(), list });
    }
    drafts
}

/// Whether a member of a list begins where a mark of the list stands, with words of its own.
fn stands_alone(plain: &[char], found: &Found) -> bool {
    plain.get(found.item_start).is_some_and(|c| "、和及与，".contains(*c))
        && found.subject.iter().all(|piece| piece.start >= found.item_start)
}

fn commitment(
    text: &Text,
    outline: &Outline,
    clause: &Clause,
    draft: &Draft,
    figures: &[Found],
) -> Commitment {
    let Draft { promise, own, list } = draft;
    let section = outline.section_at(promise.range.start);
    let first = own.clone().map(|at| &figures[at]);
    let first = first.min_by_key(|found| found.figure.action.is_empty());
    let action = match first {
        Some(found) if !found.figure.action.is_empty() => found.figure.action.clone(),
        _ => text.quote(promise.action.clone()),
    };
    let object = match first {
        Some(found) => found.figure.subject.clone(),
        None => text.quote(promise.object.clone()),
    };
    let times = terms::times(text.plain(), promise.range.clone());
    let told = terms::year(text.plain(), &times);
    let year = first.map_or(told.or(outline.plan_year(section)), |found| found.figure.year);
    let is_endless = clause.sentence.len() > SENTENCE_MAX;
    let told_in = if is_endless { &clause.range } else { &clause.sentence };
    let owner = terms::owner(text.plain(), told_in.clone());
    let head = if list.is_some() && own.is_empty() { shared_head(promise, list) } else { None };
    let named: Vec<char> = match head {
        Some(head) => text.plain()[head].to_vec(),
        None => object.chars().collect(),
    };
    let verb: Vec<char> = action.chars().collect();
    let own_verb = &text.plain()[promise.action.clone()];
    let verb = if tables::said(&verb).is_some() { &verb } else { own_verb };
    let (kind, is_told) = kind::read(verb, &named, first);
    let mut lacks = Vec::new();
    lacks.extend(owner.is_none().then_some(Lack::Owner));
    let is_counted = first.is_some_and(|found| !is_hastened(text.plain(), promise, found));
    let is_open = !is_counted && promise.strength != Strength::Finish;
    lacks.extend(is_open.then_some(Lack::Number));
    lacks.extend((year.is_none() && times.is_empty()).then_some(Lack::Date));
    Commitment {
        path: outline.path(section),
        sentence: text.span(clause.sentence.clone()),
        span: text.span(promise.range.clone()),
        quote: text.quote(promise.range.clone()),
        action,
        object,
        year,
        figures: own.clone().collect(),
        section,
        kind,
        places: spans(text, &terms::places(text.plain(), promise.range.clone())),
        times: spans(text, &times),
        owner: owner.map(|owner| text.quote(owner)),
        list: list.clone().map(|list| text.span(list)),
        lacks,
        confidence: confidence(draft, kind, is_told),
    }
}

/// Whether so many things are only furthered (加快12个项目建设): when that is done nobody can tell.
fn is_hastened(plain: &[char], promise: &Promise, found: &Found) -> bool {
    const PUSHES: [&str; 10] =
        ["加快", "推进", "推动", "加快推进", "做好", "抓好", "发挥", "统筹", "抓紧", "提速"];
    let action: String = plain[promise.action.clone()].iter().collect();
    PUSHES.contains(&action.as_str())
        && found.figure.sense == Sense::Level
        && found.figure.relation == Relation::Eq
        && !found.figure.unit.ends_with('元')
}

/// The words that end a list: they tell what its items are where their names do not
/// (甲、乙等大桥).
fn shared_head(promise: &Promise, list: &Option<Range<usize>>) -> Option<Range<usize>> {
    list.as_ref().map(|list| promise.object.start..list.end)
}

fn spans(text: &Text, ranges: &[Range<usize>]) -> Vec<crate::Span> {
    ranges.iter().map(|range| text.span(range.clone())).collect()
}

/// How sure the reading is: the shares that were right in span, kind and measurability among some
/// four hundred readings beside labels.
fn confidence(draft: &Draft, kind: CommitmentKind, is_told: bool) -> Confidence {
    use CommitmentKind::{Event, Institution, Outcome, Rule};
    let is_item = draft.list.is_some();
    let percent = match (draft.promise.strength, draft.own.is_empty()) {
        _ if !is_told => 50,
        (_, false) if kind == Outcome => 94,
        (_, false) if is_item => 91,
        (_, false) => 78,
        (Strength::Finish, true) if matches!(kind, Event | Institution | Rule) => 92,
        (Strength::Finish, true) => 83,
        (Strength::Make, true) if is_item => 85,
        (Strength::Make, true) => 75,
        (_, true) if is_item => 78,
        (_, true) => 60,
    };
    Confidence::of_percent(percent)
}
