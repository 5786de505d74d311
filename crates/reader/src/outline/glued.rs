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
const BEGINNINGS: [&str; 34] = [
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
    "五年",
    "政府",
];
/// The shortest last clause of a title that a lead sentence is glued to.
const GLUED_MIN: usize = 13;
/// Words that open a deed and hardly ever stand within a heading's last words.
const LEADS: [&str; 61] = [
    "深化",
    "实施",
    "提升",
    "加快",
    "推进",
    "推动",
    "抓好",
    "强化",
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
    "提质升级",
    "扛稳",
    "扛牢",
    "防范",
    "严守",
    "提高",
    "融入",
    "扩围",
    "赋能",
    "坚持",
    "毫不",
    "高标准",
    "全面",
    "深入",
    "大力",
    "积极",
    "着力",
    "持续",
    "继续",
    "进一步",
    "不断",
    "稳步",
    "扎实",
    "切实",
    "努力",
    "全力",
    "奋力",
    "有序",
    "坚决",
    "有效",
    "加力",
    "稳妥",
    "精准",
    "坚定",
];

/// Whether the report lost the line ends after its headings.
pub(super) fn is_glued(plain: &[char], paragraphs: &[Range<usize>]) -> bool {
    paragraphs.iter().any(|paragraph| {
        let words = &plain[paragraph.clone()];
        words.get(1) == Some(&'、') && part_length(&words[2..]).is_some()
    })
}

/// Whether a text opens as the title of a part without number does, by naming its period.
pub(super) fn opens_part(words: &[char]) -> bool {
    let is_year =
        words.len() > 4 && words[..4].iter().all(char::is_ascii_digit) && words[4] == '年';
    is_year || ["过去", "今后", "未来", "“十"].iter().any(|word| starts_with(words, word))
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
        let is_own_work = contains(title, "自身建设");
        let names = names_part(title).is_some() || is_own_work;
        let begins = begins_text(text) || *tail == "建设" && is_own_work && goes_on(text);
        names && (!is_compound || looks_back) && begins
    })
}

/// Whether a text begins as a paragraph does and goes on for a sentence.
fn begins_text(text: &[char]) -> bool {
    let stop = text.iter().position(|c| is_stop(*c)).unwrap_or(text.len());
    let is_year = text.len() > 4 && text[..4].iter().all(char::is_ascii_digit) && text[4] == '年';
    let opens = BEGINNINGS.iter().any(|word| starts_with(text, word));
    stop >= 12 && (is_year || opens || begins_deed(text))
}

/// Whether a text goes on for a sentence without any word that joins it to what stands before.
fn goes_on(text: &[char]) -> bool {
    let stop = text.iter().position(|c| is_stop(*c)).unwrap_or(text.len());
    stop >= 12 && !"，、：的和与及".contains(text[0])
}

/// Whether a text begins with how something is done, or with doing it.
pub(super) fn begins_deed(text: &[char]) -> bool {
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
    let is_long = title.len() - comma.map_or(0, |comma| comma + 1) >= GLUED_MIN;
    let opens = |at: usize| {
        let lead = LEADS.iter().find(|word| starts_with(&title[at..], word))?;
        title.get(at + lead.chars().count()).filter(|next| **next != '新')
    };
    let at =
        (first..=last).find(|&at| opens(at).is_some() && !"和与、的".contains(title[at - 1]))?;
    is_long.then_some(at)
}

/// The length of a part's title that a saying is glued to (`2031年重点工作奋进新征程，…`).
pub(super) fn first_clause_length(sentence: &[char]) -> Option<usize> {
    let comma = sentence.iter().position(|c| *c == '，')?;
    let length = tail_length(sentence)?;
    (length < comma && names_part(&sentence[..length]).is_some()).then_some(length)
}

/// Where a title ends whose text begins like none that is known: after the last word that titles
/// end with, before the first comma.
pub(super) fn tail_length(rest: &[char]) -> Option<usize> {
    let comma = rest.iter().position(|c| matches!(c, '，' | '：')).unwrap_or(rest.len());
    let words = &rest[..comma.min(REACH)];
    (2..=words.len()).rev().find(|&end| TAILS.iter().any(|tail| ends_with(&words[..end], tail)))
}
