//! The words after a number: the thing counted, and what became of it.

use std::ops::Range;

use super::left::verb_length;
use super::quantity::{Kind, Quantity};
use super::trim;
use crate::Relation;
use crate::lexicon::{Adverb, Predicate, lexicon};
use crate::words::{contains, find, starts_with};

/// The thing counted by a number that stands before it.
#[derive(Debug, Clone)]
pub(super) struct Right {
    pub(super) noun: Range<usize>,
    /// What became of it (建成投产), where the text says so.
    pub(super) action: Option<Range<usize>>,
}

/// Reads the words after a number. `None` where no noun follows it directly.
///
/// `is_needed` tells that the words before the number have no noun: then a noun that begins
/// like a verb is believed. `governs` tells that a verb stands before the number.
pub(super) fn read(
    text: &[char],
    range: Range<usize>,
    quantity: &Quantity,
    is_needed: bool,
    governs: bool,
) -> Option<Right> {
    let mut start = range.start;
    if text[range.clone()].first() == Some(&'（') {
        let close = text[range.clone()].iter().position(|c| *c == '）')?;
        start += close + 1;
    }
    if start < range.end && text[start] == '的' {
        start += 1;
    }
    if is_needed
        && quantity.unit == "元"
        && let Some(length) = verb_length(&text[start..range.end])
    {
        // 投入2亿元改善办学条件: money is for what is done with it.
        start += length;
    }
    let words = &text[start..range.end];
    let first = *words.first()?;
    if "、，：；和及与至到—（）”》等".contains(first) || is_predicate(words, is_needed)
    {
        return None;
    }
    let (length, action) = cut(words, governs);
    let noun = trim::counted(text, start..start + length);
    let noun = head(text, noun, quantity);
    let noun = trim::closed(text, trim::without_deed(text, noun));
    if noun.is_empty() {
        return None;
    }
    let action = action.map(|(at, length)| start + at..start + at + length);
    Some(Right { noun, action })
}

/// Whether the words after the number are a verb rather than a noun.
fn is_predicate(words: &[char], is_needed: bool) -> bool {
    if lexicon().nouns.starts(words).is_some() {
        return false;
    }
    let is_particle = "由用占比较为是被均都也将以并再已".contains(words[0]);
    let verb = verb_length(words).filter(|&length| length >= 2);
    let predicate = lexicon().predicates.starts(words).filter(|hit| hit.length >= 2);
    let longest = verb.unwrap_or(0).max(predicate.map_or(0, |hit| hit.length));
    if is_needed {
        return longest == words.len() || is_particle && words[0] != '已';
    }
    let is_adverb = adverb_length(words).is_some_and(|length| {
        let rest = &words[length..];
        verb_length(rest).is_some() || lexicon().predicates.starts(rest).is_some()
    });
    is_particle || longest > 0 || is_adverb
}

/// Where the noun ends, and the verb after it.
fn cut(words: &[char], governs: bool) -> (usize, Option<(usize, usize)>) {
    let mut next = lexicon().nouns.starts(words).map_or(1, |noun| noun.length);
    while next < words.len() {
        let at = next;
        let rest = &words[at..];
        next += lexicon().nouns.starts(rest).map_or(1, |noun| noun.length);
        if starts_with(rest, "“") && rest.last() == Some(&'”') && at >= 2 && rest.len() > 3 {
            return (at, Some((at + 1, rest.len() - 2)));
        }
        if inside_quotes(&words[..at]) || lexicon().nouns.starts(rest).is_some() {
            continue;
        }
        if let Some((adverb, length)) = adverbial_deed(rest) {
            return (at, Some((at + adverb, length)));
        }
        if !governs && let Some(length) = deed_of_topic(words, at) {
            return (at, Some((at, length)));
        }
        if let Some(length) = deed_length(rest, false) {
            return (at, Some((at, length)));
        }
    }
    (words.len(), None)
}

/// Where no verb stands before the number, the next verb tells what the things counted do
/// (60个社区开办食堂).
fn deed_of_topic(words: &[char], at: usize) -> Option<usize> {
    let rest = &words[at..];
    if at < 2 {
        return None;
    }
    if "在被".contains(rest[0]) && lexicon().nouns.starts(rest).is_none() {
        return Some(1);
    }
    // 500家企业与平台开展合作: what they do, and with whom.
    let acts = ["合作", "签约", "签订", "对接", "联盟"];
    if rest[0] == '与' && acts.iter().any(|word| contains(rest, word)) {
        return Some(1);
    }
    verb_length(rest).filter(|&length| length >= 2 && rest.len() >= length + 2)
}

fn inside_quotes(words: &[char]) -> bool {
    words.iter().filter(|c| **c == '“').count() > words.iter().filter(|c| **c == '”').count()
}

/// The lengths of adverbs and of the verb after them (持续推进).
fn adverbial_deed(words: &[char]) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(length) = adverb_length(&words[at..]) {
        at += length;
        if let Some(deed) = deed_length(&words[at..], true) {
            return Some((at, deed));
        }
    }
    None
}

/// The length of one adverb of manner or time.
fn adverb_length(words: &[char]) -> Option<usize> {
    lexicon()
        .adverbs
        .starts(words)
        .filter(|hit| matches!(hit.section, Adverb::Manner | Adverb::Time))
        .map(|hit| hit.length)
}

/// The length of a verb that ends the noun before it.
fn deed_length(words: &[char], after_adverb: bool) -> Option<usize> {
    let hit = lexicon().predicates.starts(words)?;
    let is_whole = hit.length == words.len();
    let is_long = hit.length >= 2 || after_adverb || words[0] == '获';
    let ends_noun = match hit.section {
        Predicate::State => hit.length >= 4 || after_adverb || is_whole || !is_nominal(words),
        Predicate::Act | Predicate::Reach => true,
        Predicate::Up | Predicate::Down | Predicate::Gap => after_adverb,
    };
    (is_long && ends_noun).then_some(hit.length)
}

/// Verbs that are often part of a noun (建设项目, 实施方案).
fn is_nominal(words: &[char]) -> bool {
    ["建设", "实施", "推进", "运行", "运营", "交付", "上市", "达标", "开放", "完成", "启动"]
        .iter()
        .any(|word| starts_with(words, word))
}

/// In a project named by its capacity the product; behind a threshold the thing it bounds.
fn head(text: &[char], noun: Range<usize>, quantity: &Quantity) -> Range<usize> {
    const PROJECT: [&str; 11] = [
        "产业",
        "智能化",
        "升级",
        "生产线",
        "项目",
        "基地",
        "工程",
        "加工",
        "扩建",
        "技改",
        "一体化",
    ];
    const BOUNDED: [&str; 10] = [
        "村寨",
        "企业",
        "婴幼儿",
        "大班额",
        "旱地",
        "自然村",
        "老年人",
        "儿童",
        "项目",
        "产业项目",
    ];
    let words = &text[noun.clone()];
    let ends_at = |words: &[char], list: &[&str], keep: bool| {
        list.iter()
            .filter_map(|word| {
                let at = find(words, word)?;
                Some(if keep { at + word.chars().count() } else { at })
            })
            .filter(|&at| at >= 2)
            .min()
    };
    const COUNTED: [&str; 8] =
        ["脱贫县", "贫困县", "县区", "行政村", "贫困村", "县（市、区）", "县市区", "省份"];
    if quantity.unit == "个"
        && let Some(at) = ends_at(words, &COUNTED, true)
    {
        return noun.start..noun.start + at;
    }
    let is_capacity = quantity.kind != Kind::Share
        && ["吨", "条", "千瓦", "兆瓦", "千升", "立方米"].contains(&quantity.unit.as_str())
        && ["项目", "生产线"].iter().any(|word| contains(words, word));
    if is_capacity && let Some(at) = ends_at(words, &PROJECT, false) {
        return noun.start..noun.start + at;
    }
    let bounds = matches!(quantity.bound, Some(Relation::Ge | Relation::Le));
    if bounds
        && quantity.kind != Kind::Share
        && let Some(at) = ends_at(words, &BOUNDED, true)
    {
        return noun.start..noun.start + at;
    }
    noun
}
