//! Lists: promises that share one verb and can be kept or broken apart from each other.

use std::ops::Range;

use super::promise::Promise;
use super::tables::{self, Strength, Thing, is_field};
use crate::CommitmentKind;
use crate::words::{find, starts_with};

/// The items of a list (建成甲桥、乙路、丙馆), each with its own words; the first keeps the verb.
/// `None` where the object is one thing, or its parts stand for one whole (推动经济、社会发展).
pub(super) fn split(text: &[char], promise: &Promise) -> Option<Vec<Promise>> {
    if promise.strength < Strength::Further {
        return None;
    }
    let items = items(text, promise.object.clone());
    if items.len() < 2 || !are_things(text, &items) {
        return None;
    }
    let last = items.len() - 1;
    let part = |(index, item): (usize, &Range<usize>)| Promise {
        range: if index == 0 { promise.range.start } else { item.start }..if index == last {
            promise.range.end
        } else {
            item.end
        },
        action: promise.action.clone(),
        object: item.clone(),
        strength: promise.strength,
    };
    Some(items.iter().enumerate().map(part).collect())
}

/// The stretches between the marks of a list; its last mark may be a conjunction.
fn items(text: &[char], object: Range<usize>) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut start = object.start;
    let mut depth = 0_usize;
    for at in object.clone() {
        match text[at] {
            '（' | '“' | '《' => depth += 1,
            '）' | '”' | '》' => depth = depth.saturating_sub(1),
            '、' if depth == 0 => {
                items.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    let rest = start..object.end;
    match conjunction(text, rest.clone(), !items.is_empty()) {
        Some(mark) => items.extend([rest.start..mark.start, mark.end..rest.end]),
        None => items.push(rest),
    }
    items
}

/// The conjunction between the last two items, where each of them has a name; where it is the only
/// mark, both must be works with a name of their own (甲大桥和乙水厂).
fn conjunction(text: &[char], rest: Range<usize>, is_list: bool) -> Option<Range<usize>> {
    let words = &text[rest.clone()];
    let (at, length) = ["以及", "和", "及"]
        .iter()
        .find_map(|word| Some((find(words, word)?, word.chars().count())))?;
    let (before, after) = (&words[..at], &words[at + length..]);
    let is_named = |words: &[char]| match tables::thing(words) {
        Some(Thing::Named(kind)) if is_list => words.len() >= 3 && parts(kind),
        Some(Thing::Named(CommitmentKind::Works)) => words.len() >= 4,
        _ => false,
    };
    let both = [before, after];
    let is_whole = both.iter().all(|words| {
        let opens = words.iter().filter(|c| "（“《".contains(**c)).count();
        let closes = words.iter().filter(|c| "）”》".contains(**c)).count();
        opens == closes && !words.contains(&'的') && !is_field(words) && is_named(words)
    });
    is_whole.then_some(rest.start + at..rest.start + at + length)
}

/// Kinds of things that come one by one; actions and rules told in one breath are one.
fn parts(kind: CommitmentKind) -> bool {
    !matches!(kind, CommitmentKind::Output | CommitmentKind::Rule | CommitmentKind::Money)
}

/// Whether the items are things with names: the last ends as a thing does, and the others do too
/// or are names that share its end (甲、乙等大桥). Fields of work are no names.
fn are_things(text: &[char], items: &[Range<usize>]) -> bool {
    let (last, others) = items.split_last().expect("a list has items");
    let last = &text[last.clone()];
    let is_title = |words: &[char]| words.ends_with(&['》']);
    let first = &text[others[0].clone()];
    let Some(Thing::Named(kind)) = tables::thing(last) else { return is_title(first) };
    if governs(last) || !parts(kind) && !is_title(first) {
        return false;
    }
    let is_named =
        |item: &Range<usize>| matches!(tables::thing(&text[item.clone()]), Some(Thing::Named(_)));
    // Among things with names, one whose name tells nothing is a thing too.
    let is_company =
        others.len() > 1 && others.iter().filter(|it| is_named(it)).count() * 2 >= others.len();
    let is_exemplary = last.contains(&'等') || is_company;
    others.iter().all(|item| {
        let words = &text[item.clone()];
        let is_described = words.contains(&'的') && !starts_with(words, "投资");
        if words.len() < 2 || is_field(words) || is_described {
            return false;
        }
        let is_short = words.len() <= 3 && kind == CommitmentKind::Works;
        match tables::thing(words) {
            Some(Thing::Named(own)) => own == kind || is_exemplary,
            Some(_) => is_exemplary,
            None => is_title(words) || (is_exemplary || is_short) && tables::verb(words).is_none(),
        }
    })
}

/// Whether a verb in the middle of the last item governs what follows it (支持甲、乙建设商店), so
/// that the list is of those who act.
fn governs(words: &[char]) -> bool {
    (1..words.len().saturating_sub(3)).any(|at| {
        let Some((length, strength)) = tables::verb(&words[at..]) else { return false };
        let after = at + length;
        let is_tail = tables::ending(&words[after..]);
        strength >= Strength::Make
            && after < words.len()
            && is_tail != Some((words.len() - after, Thing::Tail))
            && !words[..at].contains(&'等')
            && !matches!(tables::ending(&words[..after]), Some((_, Thing::Named(_))))
    })
}
