//! Figures: numbers with what they measure and how they are meant.
//!
//! A clause is read in three steps: its [quantities](quantity) are found; the words between them
//! are shared out to the quantity before and the quantity after; then the words to the
//! [left](left) and [right](right) of each give subject, verb, sense and bounds.

mod distribute;
mod left;
mod name;
mod quantity;
mod right;
mod sense;
mod topic;
mod trim;

use std::ops::Range;

use crate::clause::Clause;
use crate::lexicon::{Predicate, lexicon};
use crate::outline::Outline;
use crate::text::Text;
use crate::words::{ends_with, starts_with};
use crate::{Figure, Part, Relation};
use distribute::Pieces;
use left::Left;
use quantity::{Kind, Quantity};
use right::Right;

pub(crate) use left::verb_length;
pub(crate) use trim::lead;

/// A figure with what the reader of commitments needs to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) figure: Figure,
    /// The clause it stands in, as an index.
    pub(crate) clause: usize,
    /// The number with its unit, in squeezed characters.
    pub(crate) number: Range<usize>,
    /// The subject, in squeezed characters; empty where it stands in another clause.
    pub(crate) subject: Pieces,
    /// Where the words that belong to this figure begin.
    pub(crate) item_start: usize,
    /// Where they end.
    pub(crate) item_end: usize,
    /// The verb was told in this figure's own words, not carried over.
    pub(crate) has_own_verb: bool,
}

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
        let quantities = quantity::scan(text.plain(), clause.range.clone());
        too_large.extend(quantities.too_large);
        let before = index.checked_sub(1).map(|index| &clauses[index]);
        let before = before.filter(|before| before.sentence == clause.sentence);
        let reader = ClauseReader {
            text,
            outline,
            clause,
            index,
            before,
        };
        reader.read(&quantities.found, &mut memory, &mut found);
    }
    (found, too_large)
}

/// What earlier clauses of the sentence leave behind.
#[derive(Debug, Clone, Default)]
struct Memory {
    /// Subjects of the figures so far, with the start of their clause.
    subjects: Vec<(Pieces, usize)>,
    year: Option<i16>,
}

/// One clause with its surroundings.
struct ClauseReader<'a> {
    text: &'a Text,
    outline: &'a Outline,
    clause: &'a Clause,
    index: usize,
    before: Option<&'a Clause>,
}

/// A quantity with the words to both sides.
struct Item<'a> {
    quantity: &'a Quantity,
    left: Left,
    right: Option<Right>,
    start: usize,
    end: usize,
}

impl ClauseReader<'_> {
    fn read(&self, quantities: &[Quantity], memory: &mut Memory, found: &mut Vec<Found>) {
        let mut items = self.items(quantities);
        carry_verbs(self.text.plain(), &mut items);
        let subjects = self.subjects(&items, memory);
        for (position, item) in items.iter().enumerate() {
            let (subject, start) = &subjects[position];
            if let Some(year) = item.left.year {
                memory.year = Some(year);
            }
            let end = self.quote_end(&items, position);
            let start = (*start).min(self.quote_start(&items, position));
            let one = self.figure(item, subject, start..end, memory);
            memory.subjects.push((subject.clone(), start));
            found.push(one);
        }
    }

    /// Shares the words of the clause out to its quantities.
    fn items<'q>(&self, quantities: &'q [Quantity]) -> Vec<Item<'q>> {
        let plain = self.text.plain();
        let mut items: Vec<Item<'q>> = Vec::with_capacity(quantities.len());
        let mut start = self.clause.range.start;
        for (position, quantity) in quantities.iter().enumerate() {
            let limit = quantities
                .get(position + 1)
                .map_or(self.clause.range.end, |next| next.range.start);
            let between = quantity.range.end..limit;
            let is_last = position + 1 == quantities.len();
            let mut left = left::read(plain, start..quantity.range.start);
            let split = if is_last || bounds_a_rate(plain, quantity, between.clone()) {
                between.len()
            } else {
                split_between(&plain[between.clone()])
            };
            let reach = between.start..between.start + split;
            let is_needed =
                left.lists_examples || left.noun.is_empty() && (!is_change(&left) || left.is_whole);
            let may_follow = !(is_change(&left) && !left.is_whole || quantity.kind == Kind::Rank)
                && !(quantity.kind == Kind::Time && !left.noun.is_empty());
            let right = may_follow
                .then(|| right::read(plain, reach.clone(), quantity, is_needed))
                .flatten();
            if left.is_whole && right.is_some() && is_countable(quantity) {
                left.predicate = None;
                left.is_bare_verb = true;
            }
            let item_start = start;
            start = self.next_start(quantity, right.as_ref(), reach.clone(), item_start, limit);
            items.push(Item {
                quantity,
                left,
                right,
                start: item_start,
                end: reach.end,
            });
        }
        items
    }

    /// Where the words of the next quantity begin.
    fn next_start(
        &self,
        quantity: &Quantity,
        right: Option<&Right>,
        reach: Range<usize>,
        item_start: usize,
        limit: usize,
    ) -> usize {
        let plain = self.text.plain();
        let Some(right) = right else {
            return if reach.end < limit {
                reach.end
            } else {
                quantity.range.end
            };
        };
        let is_threshold = quantity
            .bound
            .is_some_and(|bound| bound != crate::Relation::Approx)
            && reach.end == limit
            && !plain[reach.clone()].contains(&'、');
        if is_threshold
            && right
                .action
                .as_ref()
                .is_none_or(|action| action.end >= limit.saturating_sub(1))
        {
            return item_start;
        }
        if reach.end < limit {
            return reach.end;
        }
        // 6座裸露荒山2万亩: the noun between two numbers is of both; 的 parts it.
        let shared = &plain[reach.clone()];
        shared
            .iter()
            .rposition(|c| *c == '的')
            .map_or(reach.start, |at| reach.start + at + 1)
    }

    /// The subject of each item and where the clause that names it begins.
    fn subjects(&self, items: &[Item], memory: &Memory) -> Vec<(Pieces, usize)> {
        let plain = self.text.plain();
        let here = self.clause.range.start;
        let mut subjects: Vec<(Pieces, usize)> = Vec::with_capacity(items.len());
        let mut position = 0;
        while position < items.len() {
            let group = group_length(plain, &items[position..]);
            if group > 1
                && let Some(split) = self.distribute(&items[position], group, memory)
            {
                subjects.extend(split);
                position += group;
                continue;
            }
            let subject = self.subject(items, position, &subjects, memory);
            subjects.push(subject.unwrap_or((vec![], here)));
            position += 1;
        }
        subjects
    }

    /// Subjects for numbers that go in pairs with them.
    fn distribute(
        &self,
        first: &Item,
        count: usize,
        memory: &Memory,
    ) -> Option<Vec<(Pieces, usize)>> {
        let plain = self.text.plain();
        let here = self.clause.range.start;
        if !first.left.noun.is_empty() {
            let split = distribute::split(plain, &first.left.noun, count)?;
            return Some(split.into_iter().map(|pieces| (pieces, here)).collect());
        }
        if first.left.distributes && memory.subjects.len() >= count {
            let start = memory.subjects.len() - count;
            return Some(memory.subjects[start..].to_vec());
        }
        let (topic, start) = self.topic()?;
        let split = distribute::split(plain, &vec![topic], count)?;
        Some(split.into_iter().map(|pieces| (pieces, start)).collect())
    }

    fn topic(&self) -> Option<(Range<usize>, usize)> {
        let before = self.before?;
        let topic = topic::of(self.text.plain(), before.range.clone())?;
        Some((topic, before.range.start))
    }

    /// The subject of one item: its own words, or those of an item or clause before.
    fn subject(
        &self,
        items: &[Item],
        position: usize,
        so_far: &[(Pieces, usize)],
        memory: &Memory,
    ) -> Option<(Pieces, usize)> {
        let here = self.clause.range.start;
        let item = &items[position];
        let is_general = |right: &Right| is_general(&self.text.plain()[right.noun.clone()]);
        if let Some(right) = &item.right
            && (item.left.noun.is_empty() || !is_general(right))
        {
            return Some((vec![right.noun.clone()], here));
        }
        if !item.left.noun.is_empty() {
            return Some((item.left.noun.clone(), here));
        }
        // 957个50户以上村寨: two numbers count the same noun.
        let next = items
            .get(position + 1)
            .filter(|next| next.start == item.quantity.range.end);
        if let Some(right) = next
            .and_then(|next| next.right.as_ref())
            .filter(|_| next.is_some_and(|next| next.left.noun.is_empty()))
        {
            return Some((vec![right.noun.clone()], here));
        }
        let is_generic = self.is_generic(&item.left);
        let is_deed = item.left.is_bare_verb && !is_change(&item.left) && !is_generic;
        if is_deed && is_countless(item.quantity) {
            let later = items[position + 1..]
                .iter()
                .find_map(|next| next.right.as_ref());
            if let Some(right) = later.filter(|_| item.quantity.unit == "元") {
                return Some((vec![right.noun.clone()], here));
            }
            return item.left.action.clone().map(|verb| (vec![verb], here));
        }
        if let Some(last) = so_far.last() {
            return Some(last.clone());
        }
        let is_thing = (is_generic || !is_countless(item.quantity)) && item.left.is_bare_verb;
        if !is_thing && let Some(last) = memory.subjects.last() {
            return Some(last.clone());
        }
        // The clause before has figures of its own: what it counts is counted on.
        let before = self.before.map_or(usize::MAX, |before| before.range.start);
        if let Some(last) = memory.subjects.last().filter(|(_, start)| *start >= before) {
            return Some(last.clone());
        }
        let topic = self.topic().map(|(topic, start)| (vec![topic], start));
        topic
            .or_else(|| memory.subjects.last().cloned())
            .or_else(|| {
                let verb = item.left.action.clone().filter(|verb| verb.len() >= 2)?;
                Some((vec![verb], here))
            })
    }

    /// Whether the verb alone does not tell what is counted (完成5万亩).
    fn is_generic(&self, left: &Left) -> bool {
        const GENERIC: [&str; 17] = [
            "新建", "建成", "改造", "完成", "实施", "新增", "实现", "建设", "惠及", "覆盖", "培育",
            "引进", "打造", "达到", "获得", "推进", "开展",
        ];
        let plain = self.text.plain();
        left.action.as_ref().is_some_and(|verb| {
            GENERIC
                .iter()
                .any(|word| starts_with(&plain[verb.clone()], word))
        })
    }

    fn quote_start(&self, items: &[Item], position: usize) -> usize {
        let item = &items[position];
        let own = position > 0
            && (item.left.leads.is_some()
                || item
                    .left
                    .action
                    .as_ref()
                    .is_some_and(|action| action.start >= item.start))
            && !item.left.noun.is_empty()
            && item.left.predicate.is_none_or(|p| p == Predicate::Reach)
            && item.start > self.clause.range.start
            && "、和及".contains(self.text.plain()[item.start]);
        if own {
            item.start + 1
        } else {
            self.clause.range.start
        }
    }

    /// The end of the quote: the clause, or the item where the next one speaks for itself.
    fn quote_end(&self, items: &[Item], position: usize) -> usize {
        let next = items.get(position + 1);
        let speaks = next.is_some_and(|next| {
            next.left
                .action
                .as_ref()
                .is_some_and(|action| action.start >= next.start)
                && next.start >= items[position].quantity.range.end
                && "、和及，".contains(self.text.plain()[next.start])
                && items[position].right.is_none()
        });
        if speaks {
            items[position + 1].start
        } else {
            self.clause.range.end
        }
    }

    fn figure(&self, item: &Item, subject: &Pieces, quote: Range<usize>, memory: &Memory) -> Found {
        let plain = self.text.plain();
        let at = item.quantity.range.start;
        let words: Vec<char> = subject
            .iter()
            .flat_map(|piece| &plain[piece.clone()])
            .copied()
            .collect();
        let (sense, direction) = sense::of(item.quantity, &item.left, &words);
        let part = self.outline.part_at(at);
        let action = item
            .right
            .as_ref()
            .and_then(|right| right.action.clone())
            .filter(|_| item.left.action.is_none())
            .or_else(|| item.left.action.clone());
        let figure = Figure {
            part,
            quote: self.text.quote(quote.clone()),
            span: self.text.span(quote),
            subject: subject
                .iter()
                .map(|piece| self.text.quote(piece.clone()))
                .collect(),
            action: action
                .clone()
                .map(|range| self.text.quote(range))
                .unwrap_or_default(),
            value: item.quantity.value,
            value_high: item.quantity.high,
            unit: item.quantity.unit.clone(),
            sense,
            direction,
            relation: sense::relation(item.quantity, &item.left),
            year: self.year(item, part, memory),
            section: self.outline.section_at(at),
        };
        let is_own = |piece: &Range<usize>| piece.start >= item.start && piece.end <= item.end;
        Found {
            figure,
            clause: self.index,
            number: item.quantity.range.clone(),
            subject: subject.clone(),
            item_start: item.start,
            item_end: item.end,
            has_own_verb: action.is_some_and(|action| is_own(&action)),
        }
    }

    /// The year told in the clause, else the report's own: the review is of the year before.
    fn year(&self, item: &Item, part: Part, memory: &Memory) -> Option<i16> {
        let report = self.outline.year;
        let default = match part {
            Part::Review => report.map(|year| year - 1),
            Part::Plan => self
                .outline
                .plan_year(self.outline.section_at(self.clause.range.start)),
            Part::Other => None,
        };
        let own = item
            .left
            .reference_year
            .filter(|_| !item.left.is_multiple_of);
        own.or(item.left.year)
            .or(memory.year.filter(|_| !item.left.departs))
            .or(default)
    }
}

/// Nouns that say less than what stands before the number (扣除75%政策, 不到100万元的部分).
fn is_general(words: &[char]) -> bool {
    const GENERAL: [&str; 12] = [
        "部分", "政策", "标准", "目标", "水平", "比例", "任务", "要求", "速度", "大关", "台阶",
        "关口",
    ];
    GENERAL
        .iter()
        .any(|noun| words.len() == 2 && starts_with(words, noun))
}

/// `65岁以上老年人服务率达到40%`: the first number is part of what the second measures.
fn bounds_a_rate(plain: &[char], quantity: &Quantity, between: Range<usize>) -> bool {
    const RATES: [&str; 8] = [
        "率",
        "数",
        "占比",
        "比例",
        "比重",
        "面积",
        "均收入",
        "托位数",
    ];
    let is_bound = matches!(quantity.bound, Some(Relation::Ge | Relation::Le));
    let words = &plain[between];
    let starts_list = words.first().is_none_or(|c| "、，：和及与".contains(*c));
    let noun = match lexicon().predicates.ends(words) {
        Some(hit) => &words[..words.len() - hit.length],
        None => words,
    };
    is_bound
        && quantity.kind != Kind::Share
        && !starts_list
        && !words.contains(&'、')
        && RATES.iter().any(|rate| ends_with(noun, rate))
}

/// Whether a verb of growth before the number can have what follows as its object.
fn is_countable(quantity: &Quantity) -> bool {
    !matches!(quantity.kind, Kind::Share | Kind::Points | Kind::Multiple)
}

fn is_change(left: &Left) -> bool {
    matches!(
        left.predicate,
        Some(Predicate::Up | Predicate::Down | Predicate::Gap)
    )
}

/// Units of people, land and money: their verb can be all that is said (迁入7.1万人).
fn is_countless(quantity: &Quantity) -> bool {
    quantity.kind == Kind::Measure
        || ["人", "人次", "户", "户次", "场", "场次", "次", "万人"]
            .contains(&quantity.unit.as_str())
}

/// How much of the words between two numbers belongs to the first.
fn split_between(words: &[char]) -> usize {
    if words
        .first()
        .is_none_or(|c| "、，：；和及与或—".contains(*c))
    {
        return 0;
    }
    let bare_end = {
        let mut end = words.len();
        while end > 0 && "约近超达共逾".contains(words[end - 1]) {
            end -= 1;
        }
        end
    };
    if bare_end > 0 && "、和及与或".contains(words[bare_end - 1]) {
        return words[..bare_end]
            .iter()
            .rposition(|c| !"、和及与或以".contains(*c))
            .map_or(0, |at| at + 1);
    }
    let marks = (1..words.len()).filter(|&at| "、和及与".contains(words[at - 1]));
    for at in marks {
        let rest = &words[at..];
        if verb_length(rest).is_some() || starts_verb_after_lead(rest) {
            return at - 1;
        }
    }
    for at in 0..words.len() {
        let rest = &words[at..];
        let is_free = !left::in_brackets(&words[..at]);
        if is_free && verb_length(rest).is_some_and(|length| length >= 2) {
            return at;
        }
    }
    words.len()
}

fn starts_verb_after_lead(words: &[char]) -> bool {
    let lead = trim::lead(words, &mut None);
    lead > 0 && verb_length(&words[lead..]).is_some()
}

/// How many items from the first on are bare numbers in a row (3%、5%和7%).
fn group_length(plain: &[char], items: &[Item]) -> usize {
    let first = &items[0];
    if first.right.is_some() {
        return 1;
    }
    let mut length = 1;
    while let Some(next) = items.get(length) {
        let gap = items[length - 1].quantity.range.end..next.quantity.range.start;
        let is_bare = plain[gap.clone()]
            .iter()
            .all(|c| "、，和及与约近超".contains(*c))
            && !gap.is_empty();
        let is_alike = next.quantity.kind == first.quantity.kind && next.right.is_none();
        let same_unit = next.quantity.unit == first.quantity.unit || first.left.distributes;
        if !(is_bare && is_alike && same_unit) {
            break;
        }
        length += 1;
    }
    length
}

/// 分别稳定在80%、86%以上: the bound after the last number is of all.
fn carry_bounds(plain: &[char], items: &mut [Item]) {
    let mut position = 0;
    while position < items.len() {
        let length = group_length(plain, &items[position..]);
        let group = &mut items[position..position + length];
        let bound = group[length - 1].quantity.bound;
        let is_shared = group[..length - 1]
            .iter()
            .all(|item| item.quantity.bound.is_none());
        if group[0].left.distributes && is_shared {
            for item in group.iter_mut() {
                item.left.shared_bound = bound;
            }
        }
        position += length;
    }
}

/// Gives the verb of a list to its later members, and the bound of its last to the earlier ones.
fn carry_verbs(plain: &[char], items: &mut [Item]) {
    carry_bounds(plain, items);
    for position in 1..items.len() {
        let (before, after) = items.split_at_mut(position);
        let previous = &before[position - 1].left;
        let item = &mut after[0];
        let is_listed = item.start >= before[position - 1].quantity.range.end
            && plain
                .get(item.start)
                .is_some_and(|c| "、和及与".contains(*c));
        let is_bare = item.left.noun.is_empty() && item.left.predicate.is_none();
        let same_unit = before[position - 1].quantity.unit == item.quantity.unit;
        if item.left.is_bare_verb && is_listed && !is_change(&item.left) && item.right.is_none() {
            // 造林2万亩、抚育3万亩: the second verb is what is counted.
            item.left.noun = item.left.action.clone().into_iter().collect();
            item.left.action = previous.action.clone();
            item.left.is_bare_verb = false;
            item.left.leads = previous.leads;
        } else if item.left.action.is_none() && (is_listed || is_bare) {
            item.left.action = previous.action.clone();
            if same_unit || is_bare {
                item.left.leads = item.left.leads.or(previous.leads);
            }
            if is_bare {
                let keeps = is_change(previous) && item.quantity.kind != Kind::Rank
                    || item.quantity.kind == before[position - 1].quantity.kind;
                if keeps {
                    item.left.predicate = previous.predicate;
                    item.left.arrives = previous.arrives;
                    item.left.controls |= previous.controls;
                    item.left.is_share_of |= previous.is_share_of;
                    if item.left.relation.is_none() {
                        item.left.relation = previous.relation;
                    }
                }
                item.left.year = item.left.year.or(previous.year);
                item.left.reference_year = item.left.reference_year.or(previous.reference_year);
            }
        }
    }
}

#[cfg(test)]
mod tests;
