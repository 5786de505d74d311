//! Where, when and by whom a promise is to be kept, as far as its words tell.

use std::ops::Range;

use super::tables::{self, tables};
use crate::lexicon::lexicon;
use crate::words::{contains, ends_with, find, starts_with};

/// Times of the year and of the plan that are words of their own.
const TIMES: [&str; 26] = [
    "年底以前",
    "年底之前",
    "年底前",
    "年末前",
    "年内",
    "年底",
    "年末",
    "上半年",
    "下半年",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "第一季度",
    "第二季度",
    "第三季度",
    "第四季度",
    "前三季度",
    "今年",
    "明年",
    "全年",
    "本年度",
    "任期内",
    "汛期前",
    "供暖期前",
    "春节前",
];

/// What ends a time after a number (`6月底前`, `三年内`, `2030年`).
const ENDS: [&str; 20] = [
    "年底前",
    "年末前",
    "年底",
    "年末",
    "年内",
    "年前",
    "年时间",
    "月底前",
    "月底",
    "月末",
    "月份前",
    "月份",
    "月前",
    "月内",
    "月",
    "日前",
    "个月内",
    "天内",
    "个工作日内",
    "年",
];

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
    let opener = ["到", "至", "用", "在"].iter().find(|word| starts_with(words, word));
    let lead = usize::from(opener.is_some_and(|word| *word != "在"));
    let named = longest(&TIMES, &words[lead..]);
    if named > 0 {
        return lead + named;
    }
    let number = words[lead..]
        .iter()
        .take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十两零".contains(**c))
        .count();
    if number == 0 {
        return 0;
    }
    let end = longest(&ENDS, &words[lead + number..]);
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

fn longest(table: &[&str], words: &[char]) -> usize {
    let fits = table.iter().filter(|word| starts_with(words, word));
    fits.map(|word| word.chars().count()).max().unwrap_or(0)
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

/// Ends of the names of places, longest first.
const PLACES: [&str; 26] = [
    "街道", "大道", "新区", "城区", "片区", "老城", "北部", "南部", "东部", "西部", "中部", "北岸",
    "南岸", "东岸", "西岸", "沿线", "两岸", "流域", "区", "县", "旗", "镇", "乡", "村", "路", "街",
];

/// Words that end like a place and name a class of places or no place.
const CLASSES: [&str; 68] = [
    "园区",
    "社区",
    "小区",
    "景区",
    "示范区",
    "先行区",
    "先导区",
    "试验区",
    "度假区",
    "保税区",
    "校区",
    "院区",
    "库区",
    "灌区",
    "地区",
    "山区",
    "牧区",
    "林区",
    "矿区",
    "厂区",
    "特区",
    "街区",
    "开发区",
    "合作区",
    "保护区",
    "旅游区",
    "服务区",
    "集聚区",
    "功能区",
    "聚居区",
    "安置区",
    "辖区",
    "航站区",
    "县区",
    "市区县",
    "乡镇",
    "城镇",
    "市县",
    "区县",
    "全县",
    "全区",
    "各区",
    "强镇",
    "小镇",
    "新村",
    "农村",
    "乡村",
    "断头路",
    "公路",
    "铁路",
    "道路",
    "一带一路",
    "城中村",
    "自治区",
    "棚户区",
    "大湾区",
    "行政村",
    "贫困村",
    "示范村",
    "重点村",
    "中心镇",
    "重点镇",
    "农村路",
    "丝绸之路",
    "背街",
    "县乡",
    "各县",
    "市区",
];

/// The stretches that tell where: names that end in 区, 县, 路 and their like, and parts of the
/// city.
pub(super) fn places(text: &[char], range: Range<usize>) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut floor = range.start;
    let mut at = range.start + 1;
    while at < range.end {
        at += 1;
        let words = &text[floor..at];
        let Some(suffix) = PLACES.iter().find(|suffix| ends_with(words, suffix)) else {
            continue;
        };
        let is_longer = PLACES.iter().any(|longer| {
            longer.chars().count() == 2
                && suffix.chars().count() == 1
                && at < range.end
                && ends_with(&text[floor..=at], longer)
        });
        let is_class = CLASSES.iter().any(|class| ends_with(words, class));
        let start = name_start(text, floor..at);
        // 20个村 and 每个县 count places and name none.
        let is_counted = start < at && "个所每各一两".contains(text[start]);
        if is_longer || is_class || is_counted {
            continue;
        }
        let length = at - start;
        let own = suffix.chars().count();
        if length <= 9 && (length > own || own == 2) && !is_cut(&text[at..range.end]) {
            places.push(start..at);
            floor = at;
        }
    }
    places
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
