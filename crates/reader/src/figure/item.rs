//! The quantities of a clause, each with the words that belong to it.

use std::ops::Range;

use super::left::{self, Left, verb_length};
use super::quantity::{Kind, Quantity};
use super::right::{self, Right};
use super::trim;
use crate::Relation;
use crate::lexicon::{Predicate, lexicon};
use crate::words::{ends_with, starts_with};

/// A quantity with the words to both sides.
pub(super) struct Item<'a> {
    pub(super) quantity: &'a Quantity,
    pub(super) left: Left,
    pub(super) right: Option<Right>,
    /// Where the words that belong to it begin.
    pub(super) start: usize,
}

/// Shares the words of a clause out to its quantities, and gives what is told once to all that
/// it is told of.
pub(super) fn share_out<'q>(
    plain: &[char],
    clause: Range<usize>,
    quantities: &'q [Quantity],
) -> Vec<Item<'q>> {
    let mut items: Vec<Item<'q>> = Vec::with_capacity(quantities.len());
    let mut start = clause.start;
    for (position, quantity) in quantities.iter().enumerate() {
        let next = quantities.get(position + 1);
        let limit = next.map_or(clause.end, |next| next.range.start);
        let between = quantity.range.end..limit;
        let bounds_next = next.is_some() && bounds_a_rate(plain, quantity, between.clone());
        let is_whole = next.is_none() || bounds_next;
        let split = if is_whole { between.len() } else { split_between(&plain[between.clone()]) };
        let reach = between.start..between.start + split;
        let is_listed = plain.get(start).is_some_and(|c| "、和及与".contains(*c));
        let is_governed = is_listed && items.last().is_some_and(|last| last.left.is_governed());
        let (left, mut right) = sides(plain, start, quantity, reach.clone(), is_governed);
        let next_start = if bounds_next {
            start
        } else {
            next_start(plain, quantity, right.as_ref(), reach, start..limit)
        };
        if let Some(right) = &mut right
            && (right.noun.start + 2..right.noun.end).contains(&next_start)
        {
            // 38个乡镇的清单1120项: each number counts its own side of 的.
            right.noun.end = next_start - 1;
        }
        items.push(Item { quantity, left, right, start });
        start = next_start;
    }
    carry_bounds(plain, &mut items);
    carry_verbs(plain, &mut items);
    items
}

/// Reads the words to both sides of a quantity.
fn sides(
    plain: &[char],
    start: usize,
    quantity: &Quantity,
    reach: Range<usize>,
    is_governed: bool,
) -> (Left, Option<Right>) {
    let mut left = left::read(plain, start..quantity.range.start);
    let has_no_noun = left.noun.is_empty() && (!is_change(&left) || left.is_whole);
    let is_needed = left.lists_examples || has_no_noun;
    if left.predicate.is_none_or(|predicate| predicate == Predicate::Reach) {
        left.predicate = growth_after(&plain[reach.clone()]).or(left.predicate);
    }
    let governs = left.is_governed() || is_governed;
    let is_closed = quantity.kind == Kind::Rank
        || quantity.kind == Kind::Share && is_share_of_noun(plain, &left, start, quantity, &reach)
        || is_change(&left) && !left.is_whole
        || quantity.kind == Kind::Time && !left.noun.is_empty();
    let right = if is_closed {
        None
    } else {
        right::read(plain, reach.clone(), quantity, is_needed, governs)
    };
    if left.action.is_none() && right.is_none() {
        // 财政支出的70%以上用于民生: the verb stands after the number.
        let verb = lexicon().predicates.starts(&plain[reach.clone()]);
        let verb = verb.filter(|verb| verb.section == Predicate::Act && verb.length >= 2);
        left.action = verb.map(|verb| reach.start..reach.start + verb.length);
    }
    if left.is_whole && right.is_some() && is_countable(quantity) {
        // 提升12个景区水平: the verb governs what follows and tells no growth of the number.
        left.predicate = None;
        left.is_bare_verb = true;
        left.leads = left.action.clone().and_then(|verb| left::leading_change(&plain[verb]));
    }
    (left, right)
}

/// 实现20%以上增长: the verb of change stands after the number.
fn growth_after(words: &[char]) -> Option<Predicate> {
    let words = words.strip_prefix(&['的']).unwrap_or(words);
    let hit = lexicon().predicates.starts(words)?;
    let is_end = words.get(hit.length).is_none_or(|c| "、，和及".contains(*c));
    let is_change = matches!(hit.section, Predicate::Up | Predicate::Down);
    (is_end && is_change && hit.length >= 2).then_some(hit.section)
}

/// 自然村90%通硬化路: where a noun stands before a percentage, the share is of that noun.
fn is_share_of_noun(
    plain: &[char],
    left: &Left,
    start: usize,
    quantity: &Quantity,
    reach: &Range<usize>,
) -> bool {
    let before = &plain[start..quantity.range.start];
    let is_listed = before.last().is_none_or(|c| "、和及与".contains(*c));
    let is_owner = plain[reach.clone()].first() == Some(&'的');
    !left.noun.is_empty() && !is_listed && !is_owner
}

/// Where the words of the next quantity begin; `item` reaches from this one's words to the next
/// number.
fn next_start(
    plain: &[char],
    quantity: &Quantity,
    right: Option<&Right>,
    reach: Range<usize>,
    item: Range<usize>,
) -> usize {
    let Some(right) = right else {
        // 24小时响应率达90%: what follows the number is the next one's, up to a mark of the list.
        let is_marked = plain.get(reach.end).is_some_and(|c| "、，和及与".contains(*c));
        return if is_marked { reach.end } else { quantity.range.end };
    };
    if reach.end < item.end {
        return reach.end;
    }
    let words = &plain[reach.clone()];
    let is_bound = quantity.bound.is_some_and(|bound| bound != Relation::Approx);
    let reaches_on = right.action.as_ref().is_none_or(|action| action.end + 1 >= item.end);
    if is_bound && reaches_on && !words.contains(&'、') {
        return item.start;
    }
    // 6座裸露荒山2万亩: the noun between two numbers is of both; 的 parts it.
    words.iter().rposition(|c| *c == '的').map_or(reach.start, |at| reach.start + at + 1)
}

/// `65岁以上老年人服务率达到40%`: the first number is part of what the second measures.
fn bounds_a_rate(plain: &[char], quantity: &Quantity, between: Range<usize>) -> bool {
    const RATES: [&str; 8] = ["率", "数", "占比", "比例", "比重", "面积", "均收入", "托位数"];
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

/// Whether the verb before the number says growth, fall or distance.
pub(super) fn is_change(left: &Left) -> bool {
    matches!(left.predicate, Some(Predicate::Up | Predicate::Down | Predicate::Gap))
}

/// How much of the words between two numbers belongs to the first.
fn split_between(words: &[char]) -> usize {
    if words.first().is_none_or(|c| "、，：；和及与或—".contains(*c)) {
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
    // 跃上新台阶、亩产提升…: a member of the list that a verb of change follows is the next one's.
    let last_mark = words.iter().position(|c| *c == '、').filter(|&at| at > 0);
    let changes = lexicon().predicates.ends(words).is_some_and(|hit| {
        hit.length >= 2 && matches!(hit.section, Predicate::Up | Predicate::Down)
    });
    if let Some(at) = last_mark.filter(|_| changes) {
        return at;
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
pub(super) fn group_length(plain: &[char], items: &[Item]) -> usize {
    let first = &items[0];
    if first.right.is_some() {
        return 1;
    }
    let mut length = 1;
    while let Some(next) = items.get(length) {
        let gap = items[length - 1].quantity.range.end..next.quantity.range.start;
        let is_bare =
            plain[gap.clone()].iter().all(|c| "、，和及与约近超".contains(*c)) && !gap.is_empty();
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
        let is_shared = group[..length - 1].iter().all(|item| item.quantity.bound.is_none());
        if group[0].left.distributes && is_shared {
            for item in group.iter_mut() {
                item.left.shared_bound = bound;
            }
        }
        position += length;
    }
}

/// Gives the verb of a list to its later members.
fn carry_verbs(plain: &[char], items: &mut [Item]) {
    for position in 1..items.len() {
        let (before, after) = items.split_at_mut(position);
        let previous = &before[position - 1];
        let item = &mut after[0];
        let is_listed = item.start >= previous.quantity.range.end
            && plain.get(item.start).is_some_and(|c| "、和及与".contains(*c));
        let is_bare = item.left.noun.is_empty() && item.left.predicate.is_none();
        let names_itself = item.left.is_bare_verb && !is_generic(plain, &item.left);
        let names_itself = names_itself && item.quantity.kind != Kind::Rank;
        if names_itself && is_listed && !is_change(&item.left) && item.right.is_none() {
            // 造林2万亩、抚育3万亩: the second verb is what is counted.
            item.left.noun = item.left.action.clone().into_iter().collect();
            item.left.action = previous.left.action.clone();
            item.left.is_bare_verb = false;
            item.left.leads = previous.left.leads;
        } else if item.quantity.kind == Kind::Rank {
            item.left.reference_year = item.left.reference_year.or(previous.left.reference_year);
        } else if item.left.action.is_none() {
            item.left.action = previous.left.action.clone();
            if !is_listed && !is_bare {
                continue;
            }
            if previous.quantity.unit == item.quantity.unit || is_bare {
                item.left.leads = item.left.leads.or(previous.left.leads);
            }
            if is_bare {
                carry_sense(previous, item);
            }
        }
    }
}

/// Whether the verb alone does not tell what is counted (完成5万亩).
pub(super) fn is_generic(plain: &[char], left: &Left) -> bool {
    const GENERIC: [&str; 17] = [
        "新建", "建成", "改造", "完成", "实施", "新增", "实现", "建设", "惠及", "覆盖", "培育",
        "引进", "打造", "达到", "获得", "推进", "开展",
    ];
    left.action.as_ref().is_some_and(|verb| {
        let verb = &plain[verb.clone()];
        GENERIC.iter().any(|word| starts_with(verb, word))
    })
}

/// Gives the sense of a number to a bare number after it (分别增长3%、5%).
fn carry_sense(previous: &Item, item: &mut Item) {
    let same_kind = item.quantity.kind == previous.quantity.kind;
    let left = &mut item.left;
    if same_kind || is_change(&previous.left) && item.quantity.kind != Kind::Rank {
        left.predicate = previous.left.predicate;
        left.arrives = previous.left.arrives;
        left.controls |= previous.left.controls;
        left.is_share_of |= previous.left.is_share_of;
        left.relation = left.relation.or(previous.left.relation);
    }
    left.departs |= previous.left.departs && same_kind;
    left.year = left.year.or(previous.left.year);
    left.reference_year = left.reference_year.or(previous.left.reference_year);
}
