//! Headings that lost the end of their line, so that the text runs on from them
//! (`一、2030年工作回顾过去一年，…`).

use std::ops::Range;

use super::heading::is_stop;
use super::part::names_part;
use crate::lexicon::{Adverb, lexicon};
use crate::words::{contains, ends_with, starts_with};

/// How far into the text a glued heading is looked for.
const REACH: usize = 45;
/// What such headings end with.
const TAILS: [&str; 16] = [
    "回顾", "总结", "任务", "安排", "工作", "目标", "要求", "部署", "建设", "成就", "成绩", "举措",
    "建议", "思路", "取向", "考虑",
];
/// What the text under a part begins with.
const BEGINNINGS: [&str; 33] = [
    "今年",
    "去年",
    "过去",
    "刚刚",
    "一年来",
    "五年来",
    "这五年",
    "这一年",
    "各位",
    "当前",
    "面对",
    "新的",
    "新形势",
    "新时代",
    "新征程",
    "回顾过去",
    "回首",
    "做好",
    "按照",
    "根据",
    "围绕",
    "我们",
    "全市",
    "全县",
    "全省",
    "全区",
    "打铁",
    "为民",
    "未来",
    "今后",
    "“十",
    "过年",
    "政府工作",
];
/// Verbs that open a lead sentence and hardly ever stand within a heading's last words.
const LEADS: [&str; 28] = [
    "深化",
    "实施",
    "提升",
    "加快",
    "推进",
    "推动",
    "抓好",
    "强化",
    "提质",
    "做强",
    "做优",
    "做大",
    "打造",
    "优化",
    "完善",
    "健全",
    "加强",
    "超前",
    "千方百计",
    "狠抓",
    "筑牢",
    "守牢",
    "培育",
    "突出",
    "聚力",
    "巩固",
    "夯实",
    "统筹",
];

/// Whether the report lost the line ends after its headings.
pub(super) fn is_glued(plain: &[char], paragraphs: &[Range<usize>]) -> bool {
    paragraphs.iter().any(|paragraph| {
        let words = &plain[paragraph.clone()];
        words.get(1) == Some(&'、') && part_length(&words[2..]).is_some()
    })
}

/// The length of a part's title that text is glued to.
pub(super) fn part_length(rest: &[char]) -> Option<usize> {
    (4..rest.len().min(REACH)).find(|&end| {
        let (title, text) = rest.split_at(end);
        let Some(tail) = TAILS.iter().find(|tail| ends_with(title, tail)) else {
            return false;
        };
        let is_compound = TAILS.iter().any(|tail| starts_with(text, tail));
        let looks_back = starts_with(text, "回顾过去") && *tail != "工作";
        let names = names_part(title).is_some() || contains(title, "自身建设");
        names && (!is_compound || looks_back) && begins_text(text)
    })
}

/// Whether a text begins as a paragraph does and goes on for a sentence.
fn begins_text(text: &[char]) -> bool {
    let stop = text.iter().position(|c| is_stop(*c)).unwrap_or(text.len());
    let is_year = text.len() > 4 && text[..4].iter().all(char::is_ascii_digit) && text[4] == '年';
    let opens = BEGINNINGS.iter().any(|word| starts_with(text, word));
    stop >= 12 && (is_year || opens || begins_deed(text))
}

/// Whether a text begins with how something is done, or with doing it.
fn begins_deed(text: &[char]) -> bool {
    let is_manner = lexicon()
        .adverbs
        .starts(text)
        .is_some_and(|hit| hit.length >= 2 && hit.section == Adverb::Manner);
    is_manner || LEADS.iter().any(|word| starts_with(text, word))
}

/// The length of a section's title that a lead sentence is glued to
/// (`（一）推进乡村振兴抓好粮食生产。`): up to the first deed behind a whole clause.
pub(super) fn section_length(title: &[char]) -> Option<usize> {
    let comma = title.iter().rposition(|c| *c == '，');
    let first = comma.map_or(8, |comma| comma + 7);
    let last = title.len().checked_sub(6)?;
    (first..=last).find(|&at| begins_deed(&title[at..]) && !"和与、的".contains(title[at - 1]))
}

/// Where a title ends whose text begins like none that is known: after the last word that titles
/// end with, before the first comma.
pub(super) fn tail_length(rest: &[char]) -> Option<usize> {
    let comma = rest.iter().position(|c| matches!(c, '，' | '：')).unwrap_or(rest.len());
    let words = &rest[..comma.min(REACH)];
    (2..=words.len()).rev().find(|&end| TAILS.iter().any(|tail| ends_with(&words[..end], tail)))
}
