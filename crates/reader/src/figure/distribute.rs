//! Subjects and numbers that go in pairs: 甲和乙分别增长3%、5%.

use std::ops::Range;

use crate::words::{ends_with, starts_with};

/// A subject made of pieces of the text.
pub(super) type Pieces = Vec<Range<usize>>;

/// Words that several subjects share at their end.
const SHARED: [&str; 29] = [
    "保险参保人数",
    "参保人数",
    "常住居民人均可支配收入",
    "居民人均可支配收入",
    "人均可支配收入",
    "增加值增速",
    "增加值",
    "平均标准",
    "最低养育标准",
    "养育标准",
    "综合利用率",
    "利用率",
    "覆盖率",
    "达标率",
    "产值",
    "产量",
    "收入",
    "投资",
    "零售额",
    "成交额",
    "销售额",
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
    let parts = parts(text, whole.clone());
    if parts.len() != count {
        return None;
    }
    let last = parts[count - 1].clone();
    let shortest = parts[..count - 1].iter().min_by_key(|part| part.len())?;
    let tail = shared_tail(text, shortest, &last);
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

/// The members of a list.
fn parts(text: &[char], whole: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = whole.start;
    let mut depth = 0_usize;
    for at in whole.clone() {
        match text[at] {
            '“' | '（' => depth += 1,
            '”' | '）' => depth = depth.saturating_sub(1),
            '、' | '，' | '和' | '与' | '及' if depth == 0 && at > start && at + 1 < whole.end =>
            {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(start..whole.end);
    parts.retain(|part| !part.is_empty());
    parts
}

/// What the last member says for the others too: 城镇和农村[居民人均可支配收入].
fn shared_tail(text: &[char], first: &Range<usize>, last: &Range<usize>) -> Option<Range<usize>> {
    let words = &text[last.clone()];
    let shared = SHARED.iter().find(|tail| ends_with(words, tail)).map(|tail| tail.chars().count());
    let is_whole = shared.is_some_and(|tail| tail < words.len() && words.len() - tail <= 3);
    if first.len() <= 2
        && words.len() > first.len() + 1
        && !(is_whole
            && first.len() == 2
            && shared.is_some_and(|tail| tail + first.len() < words.len()))
        && !is_complete(&text[first.clone()])
    {
        return Some(last.start + first.len()..last.end);
    }
    // 基础教育、职业教育发展指数: both members begin alike.
    let member = &text[first.end.saturating_sub(2).max(first.start)..first.end];
    let alike = words.windows(2).position(|pair| pair == member);
    let alike = alike.filter(|&at| first.len() >= 3 && at >= 2 && at + 4 <= words.len());
    if let Some(at) = alike.filter(|_| !is_complete(&text[first.clone()])) {
        return Some(last.start + at + 2..last.end);
    }
    // 省级、市级示范社: what follows 级 is of both.
    let graded = words.iter().position(|c| *c == '级').map(|at| last.start + at + 1);
    if let Some(tail) = graded.filter(|&tail| tail < last.end && text[first.end - 1] == '级') {
        return Some(tail..last.end);
    }
    SHARED
        .iter()
        .find(|tail| ends_with(words, tail))
        .filter(|tail| !ends_with(&text[first.clone()], tail) && !is_complete(&text[first.clone()]))
        .map(|tail| last.end - tail.chars().count()..last.end)
}

/// Whether a member already says what is measured.
fn is_complete(words: &[char]) -> bool {
    const MEASURES: [&str; 24] = [
        "率", "值", "额", "量", "数", "收入", "支出", "余额", "投资", "面积", "产值", "人次",
        "花费", "进口", "出口", "存款", "贷款", "消费", "浓度", "标准", "占比", "比重", "税收",
        "效益",
    ];
    MEASURES.iter().any(|measure| ends_with(words, measure)) || starts_with(words, "PM")
}
