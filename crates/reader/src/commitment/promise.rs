//! Verb and object of a clause that promises something, and how far the verb binds.

use std::ops::Range;

use super::pieces;
use super::tables::{self, Says, Strength, Thing, tables};
use super::terms;
use crate::CommitmentKind;
use crate::figure;
use crate::lexicon::lexicon;
use crate::words::{contains, ends_with, starts_with};

/// A promise within a clause.
#[derive(Debug, Clone)]
pub(super) struct Promise {
    /// Its words.
    pub(super) range: Range<usize>,
    pub(super) action: Range<usize>,
    pub(super) object: Range<usize>,
    pub(super) strength: Strength,
}

/// Reads verb and object of a clause. `None` where no verb governs it.
pub(super) fn read(text: &[char], clause: Range<usize>) -> Option<Promise> {
    let number = pieces::number_length(&text[clause.clone()]);
    let clause = clause.start + number..clause.end;
    // 北部新建甲园, 6月底前建成乙桥: where and when it is done stand before the verb.
    let parts = ["北部", "南部", "东部", "西部", "中部"];
    let part = parts.iter().find(|part| starts_with(&text[clause.clone()], part)).map_or(0, |_| 2);
    let part = part + terms::time_length(&text[clause.start + part..clause.end]);
    let lead = part + figure::lead(&text[clause.start + part..clause.end], &mut None);
    let start = clause.start + lead;
    let opened = tables::verb(&text[start..clause.end])
        .map(|(length, strength)| (start..start + length, strength, start + length..clause.end))
        .or_else(|| inner(text, start..clause.end))
        .or_else(|| hastened(text, clause.clone()));
    let begin = clause.start + link_length(&text[clause.clone()]);
    let closed = closing(&text[clause.clone()]).map(|length| clause.end - length..clause.end);
    let (action, strength, object) = match (opened, closed) {
        (Some((action, strength, object)), Some(closing))
            if (strength < Strength::Make || is_hope(&text[action.clone()]))
                && closing.start > action.end + 1 =>
        {
            (closing.clone(), Strength::Finish, object.start..closing.start)
        }
        (Some(opened), _) => opened,
        (None, Some(closing)) if closing.start > start + 2 => {
            (closing.clone(), Strength::Finish, start..closing.start)
        }
        _ => return None,
    };
    let object = trim(text, object);
    (object.len() >= 2).then_some(Promise { range: begin..clause.end, action, object, strength })
}

/// How many characters name the work that is completed, at least.
const COMPLETED_MIN: usize = 8;

/// Whether a promise without a number can be kept or broken: its verb binds, and what it is about
/// is a thing and no quality.
pub(super) fn binds(text: &[char], promise: &Promise) -> bool {
    let thing = tables::thing(&text[promise.object.clone()]);
    let action = &text[promise.action.clone()];
    let is_trial = ["推行", "试行", "施行", "先行先试"].iter().any(|it| ends_with(action, it));
    match promise.strength {
        // 完成存量煤电项目优化改造: what is completed and named at length is work, and no quality.
        Strength::Finish => {
            thing != Some(Thing::Idle)
                || ends_with(action, "完成") && promise.object.len() >= COMPLETED_MIN
        }
        Strength::Make if thing == Some(Thing::Named(CommitmentKind::Outcome)) => {
            tables::said(action) == Some(Says::Surely(CommitmentKind::Outcome))
        }
        Strength::Make => thing != Some(Thing::Idle) || is_trial,
        Strength::Further if starts_with(action, "落实") => {
            matches!(thing, Some(Thing::Named(kind)) if kind != CommitmentKind::Rule)
        }
        Strength::Further => matches!(thing, Some(Thing::Named(_))),
        Strength::Care => false,
    }
}

/// Whether a verb tells only that another is hoped for (争取甲厂投产).
fn is_hope(action: &[char]) -> bool {
    ["争取", "确保", "力争"].iter().any(|word| starts_with(action, word))
}

/// Verb and object of a clause that opens with what is acted upon (将…调整, 对…进行清理, 在…新设).
fn inner(text: &[char], clause: Range<usize>) -> Option<(Range<usize>, Strength, Range<usize>)> {
    let words = &text[clause.clone()];
    let is_moved = words.first().is_some_and(|c| "将把对为在向从".contains(*c));
    if !is_moved || contains(words, "作为") {
        return None;
    }
    let (at, length, strength) = (2..words.len()).find_map(|at| {
        let noun = lexicon().nouns.starts(&words[at..]).is_some();
        let (length, strength) = tables::verb(&words[at..]).filter(|_| !noun)?;
        (strength >= Strength::Make).then_some((at, length, strength))
    })?;
    let action = clause.start + at..clause.start + at + length;
    let is_acted_upon = "将把对".contains(words[0]) || action.end == clause.end;
    let object =
        if is_acted_upon { clause.start + 1..action.start } else { action.end..clause.end };
    Some((action, strength, object))
}

/// 加快 and its like qualify a verb (加快推进…); where none follows they govern the clause
/// themselves (加快园区建设).
fn hastened(text: &[char], clause: Range<usize>) -> Option<(Range<usize>, Strength, Range<usize>)> {
    let words = &text[clause.clone()];
    let start = link_length(words);
    let manner = ["积极", "全力", "继续", "持续", "全面", "大力", "抓紧"];
    let skipped = manner.iter().find(|word| starts_with(&words[start..], word)).map_or(0, |_| 2);
    let at = start + skipped;
    let word = ["加快", "加紧", "统筹", "狠抓"].iter().find(|it| starts_with(&words[at..], it))?;
    let end = clause.start + at + word.chars().count();
    Some((clause.start + at..end, Strength::Further, end..clause.end))
}

/// The verb that closes a clause and tells that something will be finished (甲桥建成通车).
fn closing(words: &[char]) -> Option<usize> {
    let hit = tables().deeds.ends(words)?;
    let mut length = hit.length;
    if hit.section != Strength::Finish {
        return None;
    }
    // 年内按时投用, 全线贯通: manner of the finishing belongs to neither verb nor thing.
    while let Some(more) = tables()
        .deeds
        .ends(&words[..words.len() - length])
        .filter(|more| more.section == Strength::Finish && more.length >= 2)
    {
        length += more.length;
    }
    (length >= 2 && length + 2 < words.len()).then_some(length)
}

/// How many characters at the head only join the clause to the one before (同时, 二是, 并).
pub(super) fn link_length(words: &[char]) -> usize {
    [
        "一是", "二是", "三是", "四是", "五是", "六是", "同时", "并", "其中", "、", "，", "——",
        "和", "及", "与",
    ]
    .iter()
    .find(|word| starts_with(words, word) && !starts_with(words, "并网"))
    .map_or(0, |word| word.chars().count())
}

/// A range without the marks and particles at its ends that name nothing.
fn trim(text: &[char], range: Range<usize>) -> Range<usize> {
    const TAILS: [&str; 6] = ["全面", "全线", "年内", "按时", "如期", "尽快"];
    let (mut start, mut end) = (range.start, range.end);
    while start < end && "、，的和了着".contains(text[start]) {
        start += 1;
    }
    while let Some(tail) = TAILS.iter().find(|tail| ends_with(&text[start..end], tail)) {
        end -= tail.chars().count();
    }
    start..end
}
