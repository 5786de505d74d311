//! The halves of the report: what was done, and what is to be done.

use std::ops::Range;

use super::heading::{Heading, Style, is_stop};
use crate::Part;
use crate::numeral;
use crate::words::{contains, ends_with, starts_with};

/// Words by which a review names itself.
const REVIEW: [&str; 11] = [
    "回顾",
    "总结",
    "成就",
    "成绩",
    "取得的",
    "取得重大",
    "发展情况",
    "完成情况",
    "工作情况",
    "运行情况",
    "执行情况",
];
/// Words by which the period of a review is named.
const PAST: [&str; 6] = ["过去", "去年", "上年", "五年来", "一年来", "上一年"];
/// Words that open the title of a plan that names no period.
const AHEAD: [&str; 10] = [
    "总体要求",
    "总体思路",
    "主要目标",
    "主要预期",
    "预期目标",
    "目标任务",
    "重点任务",
    "重点工作",
    "指导思想",
    "工作安排",
];
/// The longest such title.
const AHEAD_MAX: usize = 16;
/// Words by which a plan names itself, beside a year or a coming period.
const PLAN: [&str; 18] = [
    "工作", "任务", "目标", "安排", "部署", "思路", "要求", "重点", "建议", "举措", "打算", "考虑",
    "战略", "取向", "措施", "谋划", "计划", "实事",
];
/// Words by which the period of a plan is named.
const PERIOD: [&str; 9] =
    ["今年", "今后", "未来", "下一步", "下半年", "时期", "明年", "本届", "新一年"];
/// What the first words of the plan are where no heading names it.
const TURNS: [&str; 12] = [
    "今年是",
    "今年工作",
    "今年的工作",
    "今年政府工作",
    "做好今年",
    "新的一年，",
    "今年，我们将",
    "今年我们将",
    "今年，我们要",
    "今年我们要",
    "今年的主要",
    "今年经济社会发展",
];

/// The longest leave-taking, in characters.
const CLOSING_MAX: usize = 700;
/// How far under its heading a sentence stands that tells which half a part is.
const OVER_MAX: usize = 1200;
/// The longest greeting, in characters.
const GREETING_MAX: usize = 200;

/// The part that a heading opens, as its words tell.
pub(super) fn names_part(title: &[char]) -> Option<Part> {
    let has = |words: &[&str]| words.iter().any(|word| contains(title, word));
    let has_year = last_year(title).is_some();
    if has(&REVIEW) && (has_year || has(&["年", "时期", "期间", "十"])) {
        return Some(Part::Review);
    }
    let looks_ahead = has(&["今后", "未来", "下一", "下步"]);
    if has(&PAST) && has(&["工作", "发展", "成效"]) && !looks_ahead {
        return Some(Part::Review);
    }
    let names_five_years = starts_with(title, "“十") && title.get(3..5) == Some(&['五', '”'])
        || contains(title, "五年规划");
    let has_plan = has(&PLAN) || contains(title, "规划纲要");
    (has_plan && (has_year || names_five_years || has(&PERIOD))).then_some(Part::Plan)
}

/// Whether a heading that names no period opens the plan (`总体要求和主要目标`, `重点任务`).
pub(super) fn opens_plan(title: &[char]) -> bool {
    let opens = AHEAD.iter().any(|word| starts_with(title, word));
    let ends = ["要求", "目标", "任务", "工作", "安排", "思路", "部署", "思想", "指标"];
    opens && title.len() <= AHEAD_MAX && ends.iter().any(|word| ends_with(title, word))
}

/// Makes review of what was taken for plan by a year that the plan proper comes after
/// (`2030年主要工作`, `2031年主要工作`).
pub(super) fn settle_years(plain: &[char], found: &mut [Heading]) {
    let year = |heading: &Heading| {
        let is_plan = heading.part == Some(Part::Plan);
        last_year(&plain[heading.title.clone()]).filter(|_| is_plan)
    };
    let years: Vec<Option<u32>> = found.iter().map(year).collect();
    for (heading, year) in found.iter_mut().zip(&years) {
        let is_before = |year: u32| years.contains(&Some(year + 1));
        if year.is_some_and(|year| is_before(year) && !years.contains(&Some(year - 1))) {
            heading.part = Some(Part::Review);
        }
    }
}

/// The last year that a title names in digits.
fn last_year(title: &[char]) -> Option<u32> {
    let year = |five: &[char]| {
        let digits = five[..4].iter().map(|c| c.to_digit(10)).collect::<Option<Vec<u32>>>()?;
        (five[4] == '年').then(|| digits.iter().fold(0, |year, digit| year * 10 + digit))
    };
    title.windows(5).rev().find_map(year)
}

/// The part that a character stands in.
pub(super) fn at(parts: &[(usize, Part)], at: usize) -> Part {
    let after = parts.partition_point(|(start, _)| *start <= at);
    after.checked_sub(1).map_or(Part::Other, |index| parts[index].1)
}

/// Where each part begins, in order.
pub(super) fn begin(
    plain: &[char],
    paragraphs: &[Range<usize>],
    found: &[Heading],
    ranges: &[Range<usize>],
) -> Vec<(usize, Part)> {
    let mut parts: Vec<(usize, Part)> = Vec::new();
    for (heading, range) in found.iter().zip(ranges) {
        parts.extend(heading.part.map(|part| (heading.range.start, part)));
        parts.extend(turn(plain, paragraphs, heading, range.end).map(|at| (at, Part::Plan)));
        if let Some(past) = past_period(plain, paragraphs, heading, range.end) {
            parts.extend([(past.start, Part::Review), (past.end, Part::Plan)]);
        }
    }
    let has = |part| parts.iter().any(|(_, begun)| *begun == part);
    let end =
        parts.iter().find(|(_, part)| *part == Part::Other).map_or(plain.len(), |(at, _)| *at);
    match (has(Part::Review), has(Part::Plan)) {
        (true, true) => {}
        (true, false) => {
            let begun = parts.iter().rfind(|(_, part)| *part == Part::Review).map(|(at, _)| *at);
            let turn = begun.and_then(|begun| first_of_plan(plain, paragraphs, begun..end));
            let turn = turn.map(|at| heading_over(found, begun, at));
            parts.extend(turn.map(|at| (at, Part::Plan)));
        }
        (false, true) => {
            let plan = parts.iter().find(|(_, part)| *part == Part::Plan).map_or(0, |(at, _)| *at);
            parts.extend(look_back(plain, paragraphs, found, plan).map(|at| (at, Part::Review)));
        }
        (false, false) => {
            let greeting = greeting(plain, paragraphs);
            let turn = greeting.and_then(|at| first_of_plan(plain, paragraphs, at..end));
            let turn = turn.map(|at| heading_over(found, greeting, at));
            if let Some((greeting, turn)) = greeting.zip(turn) {
                parts.extend([(greeting, Part::Review), (turn, Part::Plan)]);
            }
        }
    }
    parts.sort_by_key(|(at, _)| *at);
    parts
}

/// Ends the plan where the report takes its leave, and says where.
pub(super) fn add_closings(plain: &[char], parts: &mut Vec<(usize, Part)>) -> Vec<usize> {
    let ends = parts.iter().skip(1).map(|(at, _)| *at).chain([plain.len()]);
    let plans = parts.iter().zip(ends).filter(|((_, part), _)| *part == Part::Plan);
    let closings: Vec<usize> =
        plans.filter_map(|((start, _), end)| closing(plain, *start..end)).collect();
    parts.extend(closings.iter().map(|at| (*at, Part::Other)));
    parts.sort_by_key(|(at, _)| *at);
    closings
}

/// Where the deputies are addressed for the last time, if only to call upon them.
fn closing(plain: &[char], plan: Range<usize>) -> Option<usize> {
    let address = |at: &usize| starts_with(&plain[*at..plan.end], "各位代表");
    let at = plan.clone().rev().find(address).filter(|at| *at > plan.start)?;
    let words = &plain[at..plan.end];
    let calls = ["让我们", "紧密团结", "努力奋斗", "不懈奋斗", "团结奋斗"];
    let is_call = calls.iter().any(|call| contains(words, call));
    (words.len() <= CLOSING_MAX && is_call).then_some(at)
}

/// Where a section that looks back and ahead (`“十三五”成就和“十四五”主要目标`) turns to the plan:
/// at the paragraph that opens with the later period.
fn turn(
    plain: &[char],
    paragraphs: &[Range<usize>],
    heading: &Heading,
    end: usize,
) -> Option<usize> {
    let title = &plain[heading.title.clone()];
    let looks_ahead = ["目标", "任务"].iter().any(|word| contains(title, word));
    if heading.part != Some(Part::Review) || !looks_ahead {
        return None;
    }
    let later = title.iter().rposition(|c| *c == '“').map(|at| &title[at..]);
    let period = later.and_then(|later| later.get(..5)).unwrap_or(&[]);
    let turns = |at: usize| {
        let words = &plain[at..end];
        let draws_up = starts_with(words, "根据") && contains(first_sentence(words), "五年规划");
        let looks = ["今后五年", "未来五年", "今后一个时期"];
        !period.is_empty() && words.starts_with(period)
            || looks.iter().any(|word| starts_with(words, word))
            || draws_up
    };
    let begin = heading.range.end;
    let sentences = (begin + 1..end).filter(|&at| is_stop(plain[at - 1]));
    let paragraphs = paragraphs.iter().map(|paragraph| paragraph.start);
    paragraphs.chain(sentences).filter(|at| (begin..end).contains(at)).filter(|at| turns(*at)).min()
}

/// Where a section on the coming five years (`“十五五”规划纲要的说明`) first looks back on the last
/// five: from the sentence that opens with them to the paragraph that speaks of the coming ones.
fn past_period(
    plain: &[char],
    paragraphs: &[Range<usize>],
    heading: &Heading,
    end: usize,
) -> Option<Range<usize>> {
    let coming = five_years(&plain[heading.title.clone()])?;
    let past = coming.checked_sub(1).filter(|_| heading.part == Some(Part::Plan))?;
    let is_of = |at: usize, period: i16| {
        let words = &plain[at..end];
        starts_with(words, "“十") && five_years(&words[..words.len().min(5)]) == Some(period)
    };
    let opens =
        |words: &[&str], at: usize| words.iter().any(|word| starts_with(&plain[at..end], word));
    let begin = heading.range.end;
    let starts: Vec<usize> = paragraphs.iter().map(|paragraph| paragraph.start).collect();
    let inside = |at: &usize| (begin..end).contains(at);
    let sentences = (begin + 1..end).filter(|&at| is_stop(plain[at - 1]));
    let looks_back = |at: &usize| is_of(*at, past) || opens(&["过去五年", "五年来"], *at);
    let from = starts.iter().copied().filter(inside).chain(sentences).filter(looks_back).min()?;
    let looks_ahead = |at: &usize| {
        let first = first_sentence(&plain[*at..end]);
        *at > from
            && (is_of(*at, coming)
                || ["今后五年", "未来五年", "规划", "纲要"]
                    .iter()
                    .any(|word| contains(first, word))
                || first.windows(5).any(|period| five_years(period) == Some(coming)))
    };
    let until = starts.iter().copied().filter(inside).find(looks_ahead)?;
    Some(from..until)
}

/// Which five years words name (`“十五五”`, `第十五个五年规划`): 15.
fn five_years(words: &[char]) -> Option<i16> {
    let at = words.iter().rposition(|c| *c == '十')?;
    let ones = numeral::digit_value(*words.get(at + 1)?)?;
    let rest = &words[at + 2..];
    let is_period =
        at > 0 && words[at - 1] == '“' && starts_with(rest, "五”") || starts_with(rest, "个五年");
    is_period.then_some(10 + ones)
}

fn first_sentence(words: &[char]) -> &[char] {
    &words[..words.iter().position(|c| is_stop(*c)).unwrap_or(words.len())]
}

/// Where the review begins whose headings name no year: with the first of them, or else with the
/// greeting, if more than that stands before the plan.
fn look_back(
    plain: &[char],
    paragraphs: &[Range<usize>],
    found: &[Heading],
    plan: usize,
) -> Option<usize> {
    let heading = found.first().map(|heading| heading.range.start).filter(|at| *at < plan);
    heading.or_else(|| greeting(plain, paragraphs).filter(|at| at + GREETING_MAX < plan))
}

/// Where the deputies are greeted.
fn greeting(plain: &[char], paragraphs: &[Range<usize>]) -> Option<usize> {
    let greets = |paragraph: &&Range<usize>| {
        let words = &plain[(*paragraph).clone()];
        starts_with(words, "各位代表") || contains(&words[..words.len().min(20)], "我代表")
    };
    paragraphs.iter().find(greets).map(|paragraph| paragraph.start)
}

/// The first sentence of a stretch that speaks of the plan.
fn first_of_plan(
    plain: &[char],
    paragraphs: &[Range<usize>],
    stretch: Range<usize>,
) -> Option<usize> {
    let begins = |at: usize| {
        is_stop(plain[at - 1])
            || paragraphs.binary_search_by_key(&at, |paragraph| paragraph.start).is_ok()
    };
    let end = stretch.end;
    (stretch.start + 1..end).find(|&at| begins(at) && speaks_of_plan(&plain[at..end]))
}

/// The heading of a part that names neither half, where a sentence soon under it tells: or else
/// the sentence.
fn heading_over(found: &[Heading], after: Option<usize>, at: usize) -> usize {
    let is_outer =
        |heading: &&Heading| matches!(heading.style, Style::Comma | Style::Chapter | Style::Line);
    let starts = found.iter().filter(is_outer).map(|heading| heading.range.start);
    let near = |start: &usize| *start <= at && at - start <= OVER_MAX && Some(*start) > after;
    starts.filter(near).max().unwrap_or(at)
}

/// Whether a sentence opens the plan: it names this year, or a year with what we want to do.
fn speaks_of_plan(words: &[char]) -> bool {
    let head = &words[..words.len().min(24)];
    let is_year = head.len() > 5 && head[..4].iter().all(char::is_ascii_digit) && head[4] == '年';
    let wants =
        ["我们要", "我们将", "要重点", "将重点", "工作总体要求", "政府工作的总体", "要着力"];
    let opens_period = starts_with(head, "“十")
        && head.get(3..5) == Some(&['五', '”'])
        && ["关键时期", "关键五年", "重要时期", "总体要求", "主要目标"]
            .iter()
            .any(|word| contains(first_sentence(words), word));
    TURNS.iter().any(|word| starts_with(head, word))
        || opens_period
        || is_year && wants.iter().any(|word| contains(head, word))
}
