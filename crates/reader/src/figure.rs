//! Figures: numbers with what they measure and how they are meant.
//!
//! A clause is read in three steps: its [quantities](quantity) are found; the words between them
//! are shared out to the quantity before and the quantity after; then the words to the
//! [left](left) and [right](right) of each give subject, verb, sense and bounds.

mod carry;
mod confidence;
mod distribute;
mod item;
mod left;
mod name;
mod quantity;
mod rank;
mod right;
mod sense;
mod subject;
mod topic;
mod trim;

use std::ops::Range;

use crate::clause::Clause;
use crate::lexicon::Predicate;
use crate::outline::Outline;
use crate::text::Text;
use crate::{Figure, Part};
use distribute::Pieces;
use item::Item;
use quantity::{Kind, Quantity};
use subject::{Finder, Subject};

use crate::words::{ends_with, starts_with};

pub(crate) use trim::lead;

/// A figure with what the reader of commitments needs to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) figure: Figure,
    /// The clause it stands in, as an index.
    pub(crate) clause: usize,
    /// The subject, in squeezed characters; empty where it stands in another clause.
    pub(crate) subject: Pieces,
    /// Where the words that belong to this figure begin.
    pub(crate) item_start: usize,
}

/// How far before its clause a quote reaches to where the subject is named, in characters. In one
/// sentence without end each quote would otherwise reach back to its beginning.
const REACH_MAX: usize = 300;

/// Reads all figures; the ranges are numbers too large to hold.
pub(crate) fn read(
    text: &Text,
    outline: &Outline,
    clauses: &[Clause],
) -> (Vec<Found>, Vec<Range<usize>>) {
    let mut found = Vec::new();
    let mut too_large = Vec::new();
    let mut memory = Memory::default();
    for (index, clause) in clauses.iter().enumerate() {
        if index == 0 || clauses[index - 1].sentence != clause.sentence {
            memory = Memory::default();
        }
        let mut year = None;
        trim::lead(&text.plain()[clause.range.clone()], &mut year);
        memory.year = year.or(memory.year);
        let quantities = quantity::scan(text.plain(), clause.range.clone());
        too_large.extend(quantities.too_large);
        let beside = |index: Option<usize>| {
            let other = index.and_then(|index| clauses.get(index));
            other.filter(|other| other.sentence == clause.sentence)
        };
        let before = beside(index.checked_sub(1));
        let after = beside(index.checked_add(1));
        let reader = ClauseReader { text, outline, clause, index, before, after };
        reader.read(&quantities.found, &mut memory, &mut found);
    }
    (found, too_large)
}

/// What earlier clauses of the sentence leave behind.
#[derive(Debug, Clone, Default)]
struct Memory {
    /// Subjects of the figures so far, with the start of their clause.
    subjects: Vec<Subject>,
    year: Option<i16>,
    /// The verb that governed the last figure of the clause before, and its unit.
    verb: Option<(Range<usize>, String)>,
}

/// One clause with its surroundings.
struct ClauseReader<'a> {
    text: &'a Text,
    outline: &'a Outline,
    clause: &'a Clause,
    index: usize,
    before: Option<&'a Clause>,
    after: Option<&'a Clause>,
}

impl ClauseReader<'_> {
    fn read(&self, quantities: &[Quantity], memory: &mut Memory, found: &mut Vec<Found>) {
        let plain = self.text.plain();
        let mut items = item::share_out(plain, self.clause.range.clone(), quantities);
        let finder = Finder {
            plain,
            clause: self.clause.range.clone(),
            before: self.before.map(|before| before.range.clone()),
            after: self.after.map(|after| after.range.clone()),
            sentence: self.clause.sentence.start,
            earlier: &memory.subjects,
        };
        let subjects = finder.find(&items);
        if let Some(first) = items.first_mut() {
            self.carry_verb(first, memory);
        }
        memory.verb = items.last().and_then(|last| self.governing_verb(last));
        for (position, (subject, named_at)) in subjects.into_iter().enumerate() {
            let item = &items[position];
            memory.year = item.left.year.or(memory.year);
            let start = self.quote_start(&items, position);
            let start = if start.saturating_sub(named_at) > REACH_MAX {
                start
            } else {
                named_at.min(start)
            };
            let quote = start..self.quote_end(&items, position);
            found.push(self.figure(item, &subject, quote, memory));
            memory.subjects.push((subject, start));
        }
    }

    fn quote_start(&self, items: &[Item], position: usize) -> usize {
        let item = &items[position];
        let own = position > 0
            && (item.left.leads.is_some()
                || item.left.action.as_ref().is_some_and(|action| action.start >= item.start))
            && !item.left.noun.is_empty()
            && item.left.predicate.is_none_or(|p| p == Predicate::Reach)
            && item.start > self.clause.range.start
            && "、和及".contains(self.text.plain()[item.start]);
        if own { item.start + 1 } else { self.clause.range.start }
    }

    /// The end of the quote: the clause, or the item where the next one speaks for itself.
    fn quote_end(&self, items: &[Item], position: usize) -> usize {
        let next = items.get(position + 1);
        let speaks = next.is_some_and(|next| {
            next.left.action.as_ref().is_some_and(|action| action.start >= next.start)
                && next.start >= items[position].quantity.range.end
                && "、和及，".contains(self.text.plain()[next.start])
                && items[position].right.is_none()
        });
        if speaks { items[position + 1].start } else { self.clause.range.end }
    }

    fn figure(&self, item: &Item, subject: &Pieces, quote: Range<usize>, memory: &Memory) -> Found {
        let plain = self.text.plain();
        let at = item.quantity.range.start;
        let words: Vec<char> =
            subject.iter().flat_map(|piece| &plain[piece.clone()]).copied().collect();
        let (sense, direction) = sense::of(item.quantity, &item.left, &words);
        let part = self.outline.part_at(at);
        let action = self.action(item, &words, subject);
        let figure = Figure {
            part,
            quote: self.text.quote(quote.clone()),
            span: self.text.span(quote),
            number: self.text.span(item.quantity.range.clone()),
            subject: subject.iter().map(|piece| self.text.quote(piece.clone())).collect(),
            action: action.clone().map(|range| self.text.quote(range)).unwrap_or_default(),
            value: item.quantity.value,
            value_high: item.quantity.high,
            unit: item.quantity.unit.clone(),
            sense,
            direction,
            relation: sense::relation(item.quantity, &item.left),
            year: self.year(item, part, memory),
            section: self.outline.section_at(at),
            confidence: confidence::of(
                plain,
                sense,
                &item.quantity.range,
                subject,
                action.as_ref(),
            ),
        };
        Found { figure, clause: self.index, subject: subject.clone(), item_start: item.start }
    }

    /// The bare verb of a figure.
    fn action(&self, item: &Item, words: &[char], subject: &Pieces) -> Option<Range<usize>> {
        let plain = self.text.plain();
        let right = item.right.as_ref().and_then(|right| right.action.clone());
        let right = right.filter(|_| item.left.action.is_none());
        let pays = item.left.pays.clone().filter(|pays| !subject.contains(pays));
        let action = right.or_else(|| item.left.verb(plain)).or(pays)?;
        // 推进总投资2亿元的3个项目: the verb governs the projects, not what they cost.
        let is_told = item.left.predicate.is_some() || action.end >= item.quantity.range.start;
        if item::is_total(words) && !is_told && !ends_with(&plain[action.clone()], "完成") {
            return None;
        }
        let is_long = action.len() >= 3 && plain[action.end - 1] == '好';
        Some(action.start..action.end - usize::from(is_long))
    }

    /// The verb that governs the last thing of a clause, for the same sort of things after it.
    fn governing_verb(&self, last: &Item) -> Option<(Range<usize>, String)> {
        let verb = last.left.action.clone().filter(|_| last.left.predicate.is_none())?;
        let is_deed = verb.len() >= 2
            && last.quantity.kind == Kind::Counter
            && last.quantity.range.end == self.clause.range.end
            && left::verb_length(&self.text.plain()[verb.clone()]).is_some();
        is_deed.then(|| (verb, last.quantity.unit.clone()))
    }

    /// 新增甲企业3家，乙企业5家: the verb of the clause before governs a thing that has none.
    fn carry_verb(&self, first: &mut Item, memory: &Memory) {
        let Some((verb, unit)) = &memory.verb else { return };
        let has_verb = first.left.action.is_some()
            || first.left.predicate.is_some()
            || first.right.as_ref().is_some_and(|right| right.action.is_some());
        let is_named = !first.left.noun.is_empty() && first.start == self.clause.range.start;
        // 新增就业 names new jobs only, and no one who changed theirs.
        let plain = self.text.plain();
        let noun = first.left.noun.last().map_or(&[][..], |noun| &plain[noun.clone()]);
        let fits = !(starts_with(&plain[verb.clone()], "新增") && ends_with(noun, "就业"));
        if !has_verb && is_named && fits && *unit == first.quantity.unit {
            first.left.action = Some(verb.clone());
        }
    }

    /// The year told in the clause, else the report's own: the review is of the year before.
    fn year(&self, item: &Item, part: Part, memory: &Memory) -> Option<i16> {
        let own = item.left.reference_year.filter(|_| item.quantity.kind != Kind::Multiple);
        if own.is_some() {
            return own;
        }
        let section = self.outline.section_at(self.clause.range.start);
        if item.left.departs {
            return self.departure_year(section, part);
        }
        let default = match part {
            Part::Review => self.outline.year.map(|year| year - 1),
            Part::Plan => self.outline.plan_year(section),
            Part::Other => None,
        };
        item.left.year.or(memory.year).or(default)
    }

    /// The year from which a number rose or fell (由3%提高到5%): the one before, or in a look-back
    /// over five years the last before them.
    fn departure_year(&self, section: Option<usize>, part: Part) -> Option<i16> {
        let path = self.outline.path(section);
        let looks_far = path.iter().any(|title| title.contains("五年") || title.contains("“十"));
        let back = match part {
            Part::Review if looks_far => 6,
            Part::Review => 2,
            Part::Plan => 1,
            Part::Other => return None,
        };
        self.outline.year.map(|year| year - back)
    }
}

#[cfg(test)]
mod tests;
