//! Where, when and by whom a promise is to be kept, as far as its words tell.

use std::ops::Range;

use super::tables::{self, Place, tables};
use crate::lexicon::lexicon;
use crate::words::{contains, ends_with, find, starts_with};

/// The stretches that tell by when or how long.
pub(super) fn times(text: &[char], range: Range<usize>) -> Vec<Range<usize>> {
    let mut times: Vec<Range<usize>> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let length = time_length(&text[at..range.end]);
        if length == 0 {
            at += 1;
            continue;
        }
        // 2031年6月底前 is one time.
        match times.last_mut() {
            Some(last) if last.end == at => last.end = at + length,
            _ => times.push(at..at + length),
        }
        at += length;
    }
    times
}

/// How long the time is that begins a text; 0 where none does.
pub(super) fn time_length(words: &[char]) -> usize {
    let lead = usize::from(matches!(words.first(), Some('到' | '至' | '用')));
    if let Some(named) = tables().times.starts(&words[lead..]) {
        return lead + named.length;
    }
    let number = words[lead..]
        .iter()
        .take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十两零".contains(**c))
        .count();
    if number == 0 {
        return 0;
    }
    let end = tables().time_ends.starts(&words[lead + number..]).map_or(0, |hit| hit.length);
    let ending: String = words[lead + number..lead + number + end].iter().collect();
    let is_told = match ending.as_str() {
        "" => false,
        // 2030年 is a date; 三年行动 and 20年 are none.
        "年" => number == 4 && words[lead].is_ascii_digit(),
        "年前" | "年底" | "年末" | "年底前" | "年末前" => number == 4,
        "月" | "月底" | "月末" | "月份" => number <= 2,
        _ => number <= 3,
    };
    if is_told { lead + number + end } else { 0 }
}

/// The last year that times name in full.
pub(super) fn year(text: &[char], times: &[Range<usize>]) -> Option<i16> {
    times.iter().rev().find_map(|time| {
        let words = &text[time.clone()];
        let at = words.windows(5).position(|five| {
            five[..4].iter().all(char::is_ascii_digit) && five[4] == '年' && five[0] == '2'
        })?;
        words[at..at + 4].iter().collect::<String>().parse().ok()
    })
}

/// The stretches that tell where: names that end in 区, 县, 路 and their like, and parts of the
/// city.
pub(super) fn places(text: &[char], range: Range<usize>) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut floor = range.start;
    let mut at = range.start + 1;
    while at < range.end {
        at += 1;
        let Some(suffix) = place_end(&text[floor..at]) else {
            continue;
        };
        // 河西街道: 街 alone does not end the name.
        let is_longer = suffix == 1 && at < range.end && place_end(&text[floor..=at]) == Some(2);
        let start = name_start(text, floor..at);
        // 20个村 and 每个县 count places and name none.
        let is_counted = start < at && "个所每各一两".contains(text[start]);
        if is_longer || is_counted {
            continue;
        }
        let length = at - start;
        if length <= 9 && (length > suffix || suffix == 2) && !is_cut(&text[at..range.end]) {
            places.push(start..at);
            floor = at;
        }
    }
    places
}

/// The length of what ends the name of a place; `None` too for a class of places (示范区).
fn place_end(words: &[char]) -> Option<usize> {
    tables().places.ends(words).filter(|hit| hit.section == Place::Named).map(|hit| hit.length)
}

/// Whether a name goes on after what looks like its end (中心路网, 东部地区).
fn is_cut(rest: &[char]) -> bool {
    [
        "区", "网", "面", "灯", "域", "段", "径", "线", "权", "民", "间", "级", "长", "委", "办",
        "域网",
    ]
    .iter()
    .any(|word| starts_with(rest, word))
}

/// Where a name begins: after the last mark, preposition, number or verb.
fn name_start(text: &[char], words: Range<usize>) -> usize {
    let mut start = words.start;
    let mut at = words.start;
    while at < words.end {
        if "、，（）“”《》和及与在于为对将把等的·至".contains(text[at]) || text[at].is_ascii_digit()
        {
            at += 1;
            start = at;
            continue;
        }
        let rest = &text[at..words.end];
        let verb = tables::verb(rest).filter(|_| at == start).map_or(0, |(length, _)| length);
        let adverb = lexicon().adverbs.starts(rest).filter(|hit| at == start && hit.length >= 2);
        let skip = verb.max(adverb.map_or(0, |hit| hit.length));
        let kinds = tables().kinds.starts(rest).filter(|_| at == start).map_or(0, |hit| hit.length);
        let skip = skip.max(kinds);
        if skip > 0 && at + skip < words.end {
            at += skip;
            start = at;
        } else {
            at += 1;
        }
    }
    start
}

/// The office that a sentence names as the one to do it (由市水务局牵头, 市水务局负责).
pub(super) fn owner(text: &[char], range: Range<usize>) -> Option<Range<usize>> {
    const DUTIES: [&str; 8] =
        ["牵头", "负责", "组织实施", "承办", "承担", "会同", "具体实施", "主办"];
    const OFFICES: [&str; 14] = [
        "局",
        "委",
        "委员会",
        "办公室",
        "部门",
        "政府",
        "公司",
        "集团",
        "中心",
        "指挥部",
        "专班",
        "厅",
        "管委会",
        "办",
    ];
    let words = &text[range.clone()];
    let by = (0..words.len()).find(|&at| {
        words[at] == '由' && !["由此", "由于"].iter().any(|word| starts_with(&words[at..], word))
    });
    let after = by.map_or(0, |by| by + 1);
    let end = DUTIES.iter().filter_map(|duty| find(&words[after..], duty)).min()? + after;
    let office = &words[after..end];
    let is_office = OFFICES.iter().any(|suffix| ends_with(office, suffix));
    let is_name = (2..=15).contains(&office.len())
        && !contains(office, "，")
        && tables::verb(office).is_none();
    (is_office && is_name).then_some(range.start + after..range.start + end)
}
