//! Subjects and numbers that go in pairs: 甲和乙分别增长3%、5%.

use std::ops::Range;

use super::left::in_brackets;
use crate::lexicon::lexicon;
use crate::words::{ends_with, starts_with};

/// A subject made of pieces of the text.
pub(super) type Pieces = Vec<Range<usize>>;

/// Words that several subjects share at their end.
const SHARED: [&str; 47] = [
    "保险参保人数",
    "参保人数",
    "参保率",
    "常住居民人均可支配收入",
    "居民人均可支配收入",
    "人均可支配收入",
    "增加值增速",
    "增加值",
    "人均财政补助标准",
    "补助标准",
    "平均标准",
    "最低养育标准",
    "养育标准",
    "综合利用率",
    "利用率",
    "覆盖率",
    "达标率",
    "交付率",
    "产值",
    "产量",
    "收入",
    "投资",
    "零售额",
    "成交额",
    "销售额",
    "排放量",
    "警情",
    "吞吐量",
    "发送量",
    "进出口",
    "出口",
    "进口",
    "销量",
    "支出",
    "占比",
    "比重",
    "比例",
    "产业规模",
    "规模",
    "平均浓度",
    "年均浓度",
    "浓度",
    "面积",
    "人次年均",
    "人次",
    "年均",
    "标准",
];

/// Splits a joint subject into as many as there are numbers. `None` where the counts differ.
pub(super) fn split(text: &[char], pieces: &Pieces, count: usize) -> Option<Vec<Pieces>> {
    let [whole] = pieces.as_slice() else {
        return None;
    };
    let parts = parts(text, whole.clone(), count)?;
    let last = parts[count - 1].clone();
    let tail = shared_tail(text, &parts);
    let per_year = ends_with(&text[last.clone()], "年均").then(|| last.end - 2..last.end);
    Some(
        parts
            .iter()
            .enumerate()
            .map(|(index, part)| {
                let mut pieces = vec![part.clone()];
                // 住房成交面积和金额: the second member borrows the head of the first.
                if index == 1 && count == 2 && part.len() <= 2 && parts[0].len() >= 4 {
                    pieces.insert(0, parts[0].start..parts[0].end - 2);
                }
                if index + 1 < count
                    && let Some(tail) = &tail
                {
                    pieces.push(tail.clone());
                } else if index + 1 < count
                    && let Some(per_year) = &per_year
                {
                    pieces.push(per_year.clone());
                }
                pieces
            })
            .collect(),
    )
}

/// The members of a list, where it can be parted into so many. Marks part it before words do.
fn parts(text: &[char], whole: Range<usize>, count: usize) -> Option<Vec<Range<usize>>> {
    let is_free = |at: usize| !in_brackets(&text[whole.start..at]);
    let inner = (whole.start + 1..whole.end.saturating_sub(1)).filter(|&at| is_free(at));
    let (marks, joints): (Vec<usize>, Vec<usize>) = inner
        .filter(|&at| matches!(text[at], '、' | '，') || is_joint(&text[..whole.end], at))
        .partition(|&at| matches!(text[at], '、' | '，'));
    // “甲率”“乙率”: what is quoted stands side by side.
    let quotes = (whole.start + 1..whole.end).filter(|&at| text[at - 1..=at] == ['”', '“']);
    let mut cuts: Vec<Range<usize>> = marks.iter().map(|&at| at..at + 1).collect();
    cuts.extend(quotes.map(|at| at..at));
    let missing = count.checked_sub(cuts.len() + 1)?;
    if missing > joints.len() || missing > 1 && missing < joints.len() {
        return None;
    }
    cuts.extend(joints[joints.len() - missing..].iter().map(|&at| at..at + 1));
    cuts.sort_unstable_by_key(|cut| cut.start);
    let starts = std::iter::once(whole.start).chain(cuts.iter().map(|cut| cut.end));
    let ends = cuts.iter().map(|cut| cut.start).chain([whole.end]);
    let parts: Vec<_> = starts.zip(ends).map(|(start, end)| start..end).collect();
    parts.iter().all(|part| !part.is_empty()).then_some(parts)
}

/// Whether 和, 与 or 及 joins two members of a list rather than being part of a word (普及率).
fn is_joint(text: &[char], at: usize) -> bool {
    let (before, after) = (text[at - 1], text.get(at + 1).copied().unwrap_or('。'));
    let is_word = lexicon().nouns.starts(&text[at..]).is_some();
    match text[at] {
        '和' => !is_word && !"饱中共缓".contains(before) && !"谐平美".contains(after),
        '与' => !"参给赋".contains(before),
        '及' => !is_word && !"普涉惠危以".contains(before) && after != '以',
        _ => false,
    }
}

/// What the last member says for the others too: 城镇和农村[居民人均可支配收入].
fn shared_tail(text: &[char], parts: &[Range<usize>]) -> Option<Range<usize>> {
    let (last, others) = parts.split_last()?;
    let first = others.iter().min_by_key(|part| part.len())?;
    if is_complete(&text[first.clone()]) {
        return None;
    }
    let words = &text[last.clone()];
    // 食品、建材三大行业主营业务收入: how many they are together begins what they share.
    let is_number =
        |at: &usize| words[*at] == '大' && "二三四五六七八九十".contains(words[*at - 1]);
    if let Some(at) = (2..words.len()).find(is_number) {
        return Some(last.start + at - 1..last.end);
    }
    // 省级、市级示范社, 甲型、乙型标准: what follows 级 or 型 is of both.
    let class = text[first.end - 1];
    let classed = words.iter().position(|c| *c == class).map(|at| last.start + at + 1);
    if let Some(tail) = classed.filter(|&tail| tail < last.end && "级型”".contains(class)) {
        return Some(tail..last.end);
    }
    // 基础教育、职业教育发展指数: both members begin alike.
    let member = &text[first.end.saturating_sub(2).max(first.start)..first.end];
    let alike = words.windows(2).position(|pair| pair == member);
    let alike = alike.filter(|&at| first.len() >= 3 && at >= 2 && at + 4 <= words.len());
    if let Some(at) = alike {
        return Some(last.start + at + 2..last.end);
    }
    let measure = SHARED.iter().find(|tail| ends_with(words, tail));
    let measure = measure.map(|tail| last.end - tail.chars().count()..last.end);
    // 肉、蛋、奶产量, 城市、农村低保标准: the heads of the members are equally long; words of two
    // characters stand between them and what is measured.
    let is_even = others.iter().all(|part| part.len() == first.len());
    let even = (last.start + first.len()).min(last.end)..last.end;
    let between = measure.as_ref().map_or(0, |tail| even.len().abs_diff(tail.len()));
    if measure.is_some() && first.len() > 1 && (first.len() > 2 || between % 2 == 1) {
        return measure;
    }
    let is_told = first.len() <= 2 || first.len() <= 4 && is_complete(&text[even.clone()]);
    let is_person = ends_with(&text[first.clone()], "客");
    (is_even && even.len() >= 2 && is_told && !is_person).then_some(even).or(measure)
}

/// Whether a member already says what is measured.
fn is_complete(words: &[char]) -> bool {
    const MEASURES: [&str; 26] = [
        "率", "值", "额", "量", "数", "收入", "支出", "余额", "投资", "面积", "产值", "人次",
        "花费", "进口", "出口", "存款", "贷款", "消费", "浓度", "标准", "占比", "比重", "税收",
        "效益", "能耗", "规模",
    ];
    MEASURES.iter().any(|measure| ends_with(words, measure)) || starts_with(words, "PM")
}
