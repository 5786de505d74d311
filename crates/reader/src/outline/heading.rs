//! Finds headings: numbered or not, on a line of their own, run in, or glued to the text.

use std::ops::Range;

use crate::Part;
use crate::text::Text;
use crate::words::{contains, ends_with, starts_with};

/// A heading in squeezed characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    /// Numbering and title.
    pub(super) range: Range<usize>,
    /// The title alone.
    pub(super) title: Range<usize>,
    pub(super) numbering: Numbering,
    /// The part that begins here, where the heading names one.
    pub(super) part: Option<Part>,
}

/// How a heading is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbering {
    /// `一、`
    Comma,
    /// `（一）`
    Brackets,
    /// `1.`
    Digits,
    /// Not at all.
    None,
}

/// The longest heading that is believed, in characters.
const LENGTH_MAX: usize = 45;
/// The longest run-in heading (a short first sentence of a paragraph).
const RUN_IN_MAX: usize = 22;
/// Words by which a review names itself.
const REVIEW: [&str; 7] = ["回顾", "总结", "成就", "成绩", "取得的", "发展情况", "完成情况"];
/// Words by which a plan names itself, beside a year or a coming period.
const PLAN: [&str; 17] = [
    "工作", "任务", "目标", "安排", "部署", "思路", "要求", "重点", "建议", "举措", "打算", "考虑",
    "战略", "取向", "措施", "谋划", "计划",
];
/// Words by which the period of a plan is named.
const PERIOD: [&str; 8] = ["今年", "今后", "未来", "下一步", "下半年", "时期", "明年", "本届"];
/// Words that open a glossary or an annex.
const ANNEX: [&str; 8] =
    ["名词解释", "名词注释", "附件", "注释", "有关名词", "附：", "相关名词", "有关用语"];
/// Where a heading that is glued to its text is believed to end.
const TAILS: [&str; 14] = [
    "回顾", "任务", "安排", "工作", "目标", "要求", "部署", "建设", "成就", "举措", "建议", "思路",
    "取向", "考虑",
];

/// All headings in the order of the text.
pub(super) fn find(text: &Text) -> Vec<Heading> {
    let plain = text.plain();
    let lines = text.line_starts();
    let mut found: Vec<Heading> = Vec::new();
    for line in lines.windows(2).map(|pair| pair[0]..pair[1]) {
        if let Some(heading) = annex(plain, line.clone()) {
            found.push(heading);
            continue;
        }
        if let Some(heading) = at_line(plain, line.clone()) {
            found.push(heading);
        }
        found.extend(inside(plain, line));
    }
    found.sort_by_key(|heading| heading.range.start);
    found.dedup_by_key(|heading| heading.range.start);
    let mut end = 0;
    found.retain(|heading| {
        let is_free = heading.range.start >= end;
        if is_free {
            end = heading.range.end;
        }
        is_free
    });
    found
}

/// The opening of a glossary or an annex. An annex that lists the year's tasks is plan.
fn annex(plain: &[char], line: Range<usize>) -> Option<Heading> {
    let words = &plain[line.clone()];
    let opens = ANNEX.iter().any(|word| starts_with(words, word));
    let opens = opens || (starts_with(words, "《政府工作报告》") && contains(words, "解释"));
    let next = &plain[line.start..plain.len().min(line.end + LENGTH_MAX)];
    let part = if contains(next, "实事") && !contains(next, "解释") {
        Part::Plan
    } else {
        Part::Other
    };
    (opens && words.len() <= LENGTH_MAX).then(|| Heading {
        range: line.clone(),
        title: line,
        numbering: Numbering::None,
        part: Some(part),
    })
}

/// A heading that begins a line.
fn at_line(plain: &[char], line: Range<usize>) -> Option<Heading> {
    if let Some(heading) = numbered(plain, line.start, line.end) {
        return Some(heading);
    }
    let words = &plain[line.clone()];
    let is_title = contains(words, "工作报告");
    if words.len() <= 30 && !is_title && !words.iter().any(|c| is_stop(*c)) {
        let part = part(words)?;
        return Some(Heading {
            range: line.clone(),
            title: line,
            numbering: Numbering::None,
            part: Some(part),
        });
    }
    run_in(plain, line)
}

/// A short first sentence over a longer paragraph.
fn run_in(plain: &[char], line: Range<usize>) -> Option<Heading> {
    let words = &plain[line.clone()];
    let dashes = words.iter().take_while(|c| matches!(c, '—' | '-' | '─')).count();
    let end = words.iter().position(|c| matches!(c, '。' | '！' | '：'))?;
    let title = &words[dashes..end];
    let is_short = (4..=RUN_IN_MAX).contains(&title.len());
    let is_word = title.iter().all(|c| !c.is_ascii_digit() && *c != '；');
    let commas = title.iter().filter(|c| **c == '，').count();
    let greets =
        starts_with(title, "各位代表") || contains(title, "我们") || ends_with(title, "是");
    if !is_short || !is_word || commas > 1 || greets || words.len() < end + 15 {
        return None;
    }
    Some(Heading {
        range: line.start..line.start + end + 1,
        title: line.start + dashes..line.start + end,
        numbering: Numbering::None,
        part: None,
    })
}

/// Numbered headings in the middle of a line, after a full stop.
fn inside(plain: &[char], line: Range<usize>) -> Vec<Heading> {
    (line.start + 1..line.end)
        .filter(|&at| is_stop(plain[at - 1]) || plain[at - 1] == '：')
        .filter_map(|at| numbered(plain, at, line.end).map(|heading| (at, heading)))
        .filter(|(at, heading)| match heading.numbering {
            Numbering::Comma => plain[at - 1] != '：' || heading.part.is_some(),
            Numbering::Brackets => plain[at - 1] != '：',
            Numbering::Digits | Numbering::None => false,
        })
        .map(|(_, heading)| heading)
        .collect()
}

/// A numbered heading that begins at a character.
fn numbered(plain: &[char], start: usize, line_end: usize) -> Option<Heading> {
    let (numbering, length) = numbering(&plain[start..line_end])?;
    let title_start = start + length;
    let rest = &plain[title_start..line_end];
    let stop = rest.iter().position(|c| is_stop(*c)).unwrap_or(rest.len());
    let comma = rest.iter().position(|c| matches!(c, '，' | '：')).unwrap_or(rest.len());
    let tail = (numbering == Numbering::Comma).then(|| tail(&rest[..comma.min(LENGTH_MAX)]));
    let is_whole_line = stop >= rest.len().saturating_sub(1) && rest.len() <= LENGTH_MAX;
    let length = if is_whole_line || stop <= LENGTH_MAX && numbering != Numbering::Comma {
        stop
    } else if let Some(glued) = tail.flatten() {
        glued
    } else if stop <= LENGTH_MAX {
        stop
    } else {
        return None;
    };
    let title = title_start..title_start + length;
    if title.is_empty() {
        return None;
    }
    let end =
        if plain.get(title.end).is_some_and(|c| is_stop(*c)) { title.end + 1 } else { title.end };
    let part = (numbering == Numbering::Comma).then(|| part(&plain[title.clone()])).flatten();
    Some(Heading { range: start..end, title, numbering, part })
}

/// Where a glued heading ends: after the last word that headings end with.
fn tail(words: &[char]) -> Option<usize> {
    (2..=words.len()).rev().find(|&end| TAILS.iter().any(|tail| ends_with(&words[..end], tail)))
}

/// The numbering at the head of a text and its length.
fn numbering(words: &[char]) -> Option<(Numbering, usize)> {
    let is_chinese = |c: &&char| "一二三四五六七八九十".contains(**c);
    if words.first() == Some(&'（') {
        let length = words[1..].iter().take_while(is_chinese).count();
        let closes = words.get(length + 1) == Some(&'）');
        return ((1..=3).contains(&length) && closes).then_some((Numbering::Brackets, length + 2));
    }
    let length = words.iter().take_while(is_chinese).count();
    if (1..=3).contains(&length) && matches!(words.get(length), Some('、')) {
        let next = words.get(length + 1)?;
        return (!is_chinese(&next)).then_some((Numbering::Comma, length + 1));
    }
    let length = words.iter().take_while(|c| c.is_ascii_digit()).count();
    let parts = matches!(words.get(length), Some('.' | '、'));
    let next_is_word = words.get(length + 1).is_some_and(|c| !c.is_ascii_digit());
    ((1..=2).contains(&length) && parts && next_is_word).then_some((Numbering::Digits, length + 1))
}

/// The part that a heading opens, as its words tell.
fn part(title: &[char]) -> Option<Part> {
    let has = |words: &[&str]| words.iter().any(|word| contains(title, word));
    let has_year =
        title.windows(5).any(|five| five[..4].iter().all(char::is_ascii_digit) && five[4] == '年');
    if has(&REVIEW) && (has_year || has(&["年", "时期", "期间", "十"])) {
        return Some(Part::Review);
    }
    (has(&PLAN) && (has_year || has(&PERIOD))).then_some(Part::Plan)
}

/// Where a section that looks back and ahead (`“十三五”成就和“十四五”主要目标`) turns to the plan:
/// at the paragraph that opens with the later period.
pub(super) fn turn(text: &Text, heading: &Heading, end: usize) -> Option<Range<usize>> {
    let plain = text.plain();
    let title = &plain[heading.title.clone()];
    let looks_ahead = ["目标", "任务"].iter().any(|word| contains(title, word));
    if heading.part != Some(Part::Review) || !looks_ahead {
        return None;
    }
    let later = title.iter().rposition(|c| *c == '“').map(|at| &title[at..]);
    let period = later.and_then(|later| later.get(..5)).unwrap_or(&[]);
    let opens = |at: usize| {
        let words = &plain[at..end];
        !period.is_empty() && words.starts_with(period)
            || ["今后五年", "未来五年", "今后一个时期"].iter().any(|word| starts_with(words, word))
    };
    let after_title = heading.range.end;
    let start = text
        .line_starts()
        .iter()
        .copied()
        .chain((after_title..end).filter(|&at| is_stop(plain[at - 1])))
        .filter(|&at| at >= after_title && at < end)
        .filter(|&at| opens(at))
        .min()?;
    Some(start..end)
}

fn is_stop(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '；' | '!' | '?')
}
