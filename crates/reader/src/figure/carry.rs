//! What one quantity of a clause tells for others: a bound, a verb, a sense.

use super::item::{Item, group_length, is_change};
use super::left::Left;
use super::quantity::{Kind, Quantity};
use crate::words::starts_with;

/// Gives what is told once to all that it is told of.
pub(super) fn share(plain: &[char], items: &mut [Item]) {
    carry_bounds(plain, items);
    carry_verbs(plain, items);
    carry_back(plain, items);
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
        let is_alike = item.quantity.unit == previous.quantity.unit;
        let names_itself = names_itself && item.quantity.kind != Kind::Rank && is_alike;
        if names_itself && is_listed && !is_change(&item.left) && item.right.is_none() {
            // 造林2万亩、抚育3万亩: the second verb is what is counted.
            item.left.noun = item.left.action.clone().into_iter().collect();
            item.left.action = previous.left.action.clone();
            item.left.is_bare_verb = false;
            item.left.leads = previous.left.leads;
        } else if item.quantity.kind == Kind::Rank {
            if is_listed && is_bare && previous.quantity.kind == Kind::Rank {
                item.left.action = item.left.action.clone().or(previous.left.action.clone());
            }
            item.left.reference_year = item.left.reference_year.or(previous.left.reference_year);
        } else if item.left.action.is_none() {
            // 化解纠纷2件、化解率98%: a rate was not done to anything.
            let is_rate = item.quantity.kind == Kind::Share && !item.left.noun.is_empty();
            if is_rate && previous.quantity.kind != Kind::Share {
                continue;
            }
            // 引进企业3家、到位资金2亿元; 转移支付增加1亿元、规模2亿元: a figure of its own.
            let is_money = item.quantity.unit == "元" && previous.quantity.unit != "元";
            let is_own = is_listed && !item.left.noun.is_empty() && item.left.predicate.is_none();
            if is_own && (is_money || is_change(&previous.left)) {
                continue;
            }
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
    const GENERIC: [&str; 36] = [
        "取消",
        "废止",
        "下放",
        "竣工",
        "开工",
        "复工",
        "完工",
        "获批",
        "投产",
        "交付",
        "新建",
        "建成",
        "改造",
        "完成",
        "实施",
        "新增",
        "实现",
        "建设",
        "惠及",
        "覆盖",
        "培育",
        "引进",
        "打造",
        "达到",
        "获得",
        "推进",
        "开展",
        "提升改造",
        "改造提升",
        "提质改造",
        "升级改造",
        "修缮",
        "维修",
        "改建",
        "扩建",
        "续建",
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

/// Whether the verb of a number tells what the things before it did (7个园区实现产值20亿元).
fn is_told_of(things: &Quantity, next: &Item, end: usize) -> bool {
    let is_beside = next.start == end && next.right.is_none()
        || next.start < end && next.start > things.range.start && things.kind == Kind::Counter;
    is_beside && next.quantity.kind != Kind::Share && !is_change(&next.left)
}

/// Gives a verb that follows the last of several things to those before it (3家甲、5家乙开诊), and
/// the verb between two numbers to the things before it (7个园区实现产值20亿元).
fn carry_back(plain: &[char], items: &mut [Item]) {
    for position in (1..items.len()).rev() {
        let (before, after) = items.split_at_mut(position);
        let (item, next) = (&mut before[position - 1], &after[0]);
        let follows =
            next.left.action.as_ref().filter(|verb| verb.start >= next.quantity.range.end);
        let is_alone = item.right.is_none() && next.right.is_none() && item.left.action.is_none();
        if is_alone && item.quantity.range.end == next.start && follows.is_some() {
            // 建议20件、提案30件全部办复: the verb behind the last is of all.
            item.left.action = follows.cloned();
        }
        let Some(right) = &mut item.right else { continue };
        if item.left.action.is_some() || right.action.is_some() {
            continue;
        }
        let is_listed = plain.get(next.start).is_some_and(|c| "、和及与".contains(*c));
        let told = next.right.as_ref().and_then(|right| right.action.clone());
        if is_listed && next.left.action.is_none() {
            right.action = told;
        } else if is_told_of(item.quantity, next, right.noun.end) {
            let told = next.right.as_ref().and_then(|right| right.action.clone());
            right.action = next.left.action.clone().or(told);
        }
    }
}
