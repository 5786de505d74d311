//! Finds the headings that numbers, marks or lines of their own show.

use std::ops::Range;

use super::glued;
use super::part::{self, names_part};
use crate::Part;
use crate::words::{contains, ends_with, find_last, starts_with};

/// A heading in squeezed characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    /// Numbering, title and the full stop after it.
    pub(super) range: Range<usize>,
    /// The title alone.
    pub(super) title: Range<usize>,
    pub(super) style: Style,
    /// The part that begins here, where the heading names one.
    pub(super) part: Option<Part>,
    /// Nothing follows in its paragraph.
    pub(super) is_alone: bool,
    /// It stands in the middle of a paragraph.
    pub(super) is_inside: bool,
}

/// How a heading is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// A line that names a half of the report, or opens a glossary or an annex.
    Part,
    /// `第一部分`
    Chapter,
    /// `一、`
    Comma,
    /// `（一）`
    Brackets,
    /// `1.`
    Digits,
    /// `（1）`
    DigitBrackets,
    /// `第一，`
    Ordinal,
    /// `——`, `●`
    Dash,
    /// A line of its own without any mark.
    Line,
    /// The first sentence of a paragraph.
    Lead,
    /// A lead under another within one paragraph.
    Under,
}

impl Style {
    /// Its place in the order of styles, outermost first, where it has one.
    pub(super) fn rank(self) -> Option<u8> {
        match self {
            Self::Part => Some(0),
            Self::Chapter => Some(1),
            Self::Comma => Some(2),
            Self::Brackets => Some(3),
            Self::Digits => Some(4),
            Self::DigitBrackets => Some(5),
            Self::Ordinal | Self::Dash | Self::Line | Self::Lead | Self::Under => None,
        }
    }
}

/// The longest heading that fills its line, in characters.
const LINE_MAX: usize = 60;
/// The longest heading that text follows.
const LENGTH_MAX: usize = 50;
/// The longest heading that a dash opens, its sentence being all that it has.
const DASHED_MAX: usize = 80;
/// The longest line that can be a heading without any mark.
const UNMARKED_MAX: usize = 30;
/// A paragraph as long as this holds many whose line ends were lost.
const MERGED_MIN: usize = 2000;
/// Words that a glossary's heading begins or ends with.
const GLOSSARY: [&str; 9] = [
    "名词解释",
    "名词注释",
    "注释",
    "有关名词",
    "相关名词",
    "部分名词",
    "有关用语",
    "用语说明",
    "名词术语",
];
/// Words that open an annex.
const ANNEX: [&str; 4] = ["附件", "附表", "附录", "附："];
/// Words of a line that leads over to what follows.
const BRIDGES: [&str; 8] =
    ["以下", "如下", "下面", "方面", "各位代表", "工作报告", "会议", "代表大会"];
/// Marks of a list's items.
const BULLETS: &str = "●■◆★▲◎•·▪◇□☆※";

/// All headings in the order of the text, lead sentences aside.
pub(super) fn find(plain: &[char], paragraphs: &[Range<usize>]) -> Vec<Heading> {
    let is_glued = glued::is_glued(plain, paragraphs);
    let mut found: Vec<Heading> = Vec::new();
    let mut is_list = false;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if found.last().is_some_and(|heading| heading.range.end >= paragraph.end) {
            continue;
        }
        let next = paragraphs.get(index + 1).cloned();
        if let Some(heading) = annex(plain, paragraph.clone(), next.clone()) {
            is_list = names_glossary(&plain[heading.title.clone()]);
            found.push(heading);
            continue;
        }
        if is_contents(&plain[paragraph.clone()]) {
            continue;
        }
        let is_begun = !found.is_empty();
        let heading = marked(plain, paragraph.clone(), is_glued)
            .filter(|heading| match heading.style {
                Style::Dash if heading.is_alone => is_begun && !opens_next(plain, next.clone()),
                Style::Dash | Style::Lead => is_begun,
                _ => true,
            })
            .or_else(|| unmarked(plain, paragraphs, index, &found));
        is_list &= heading.as_ref().is_none_or(|heading| heading.style != Style::Part);
        if is_list {
            continue;
        }
        let start = heading.as_ref().map_or(paragraph.start + 1, |heading| heading.range.end);
        found.extend(heading);
        inside(plain, start..paragraph.end, is_glued, &mut found);
    }
    found
}

/// Whether a line stands in a table of contents: dots lead from a title to its page.
fn is_contents(words: &[char]) -> bool {
    words.last().is_some_and(char::is_ascii_digit)
        && ["……", "....", "····", "．．．"].iter().any(|dots| contains(words, dots))
}

/// Whether a line opens with what numbers or marks headings.
pub(super) fn opens(words: &[char]) -> bool {
    numbering(words).is_some() || dashes(words) > 0 || starts_with(words, "各位代表")
}

fn opens_next(plain: &[char], next: Option<Range<usize>>) -> bool {
    next.is_none_or(|next| opens(&plain[next]))
}

fn names_glossary(title: &[char]) -> bool {
    title.len() <= UNMARKED_MAX
        && !title.iter().any(|c| is_stop(*c) || *c == '，')
        && GLOSSARY.iter().any(|word| starts_with(title, word) || ends_with(title, word))
}

/// The opening of a glossary or an annex, with its name where that stands on the next line. An
/// annex that lists what the year is to bring is plan.
fn annex(plain: &[char], line: Range<usize>, next: Option<Range<usize>>) -> Option<Heading> {
    let words = &plain[line.clone()];
    let is_name = |range: &Range<usize>| {
        let words = &plain[range.clone()];
        range.len() <= UNMARKED_MAX && !words.iter().any(|c| is_stop(*c)) && !opens(words)
    };
    let opens_annex = ANNEX.iter().any(|word| starts_with(words, word)) && is_name(&line);
    let opens_glossary = line.len() <= UNMARKED_MAX && names_glossary(bare(plain, &line).1);
    if !opens_annex && !opens_glossary {
        return None;
    }
    let mut range = line.clone();
    let mut title = bare(plain, &line).0;
    if opens_annex {
        let number = words[2..].iter().take_while(|c| is_number(**c)).count();
        let number = if number <= 2 { number } else { 0 };
        let marks = words[2 + number..].iter().take_while(|c| "：.、".contains(**c)).count();
        title.start = line.start + 2 + number + marks;
        if title.start >= line.end {
            title = line;
            if let Some(next) = next.filter(is_name) {
                range.end = next.end;
                title = bare(plain, &next).0;
            }
        }
    }
    let name = &plain[title.clone()];
    let is_plan = !names_glossary(name)
        && ["实事", "任务", "重点工作", "计划", "安排"].iter().any(|word| contains(name, word));
    let part = if is_plan { Part::Plan } else { Part::Other };
    let (style, part) = (Style::Part, Some(part));
    Some(Heading { range, title, style, part, is_alone: true, is_inside: false })
}

/// A line without the ornaments around it.
fn bare<'a>(plain: &'a [char], line: &Range<usize>) -> (Range<usize>, &'a [char]) {
    let is_ornament = |c: &char| "※*【】—-：（）".contains(*c);
    let words = &plain[line.clone()];
    let start = words.iter().take_while(|c| is_ornament(c)).count();
    let end = words[start..].iter().rev().take_while(|c| is_ornament(c)).count();
    let range = line.start + start..line.end - end;
    (range.clone(), &plain[range])
}

/// A heading with a number or a mark at the head of a paragraph.
fn marked(plain: &[char], paragraph: Range<usize>, is_glued: bool) -> Option<Heading> {
    let words = &plain[paragraph.clone()];
    if dashes(words) > 0 {
        return dashed(plain, paragraph);
    }
    numbered(plain, paragraph.clone(), is_glued).or_else(|| itemized(plain, paragraph))
}

/// `一是…。` on a line of its own; where text follows it is a sentence like others.
fn itemized(plain: &[char], paragraph: Range<usize>) -> Option<Heading> {
    let words = &plain[paragraph.clone()];
    let number = words.iter().take_while(|c| CHINESE.contains(**c)).count();
    let is_item = (1..=2).contains(&number) && words.get(number) == Some(&'是');
    let stop = words.iter().position(|c| is_stop(*c))?;
    (is_item && stop + 1 == words.len() && words.len() <= LENGTH_MAX).then(|| Heading {
        title: paragraph.start + number + 1..paragraph.end - 1,
        range: paragraph,
        style: Style::Lead,
        part: None,
        is_alone: true,
        is_inside: false,
    })
}

/// How many dashes, or one other mark, open a line; a sign before a number is none.
fn dashes(words: &[char]) -> usize {
    let dashes = words.iter().take_while(|c| matches!(c, '—' | '─' | '－' | '–' | '-')).count();
    let bullets = words.iter().take_while(|c| BULLETS.contains(**c)).count();
    let marks = dashes.max(bullets);
    let before_word = words.get(marks).is_some_and(|c| !c.is_ascii_digit());
    if before_word && marks <= 4 { marks } else { 0 }
}

/// `——…。`, `●…：`: what names its paragraph and gives no number.
fn dashed(plain: &[char], paragraph: Range<usize>) -> Option<Heading> {
    let words = &plain[paragraph.clone()];
    let marks = dashes(words);
    let stop = words.iter().position(|c| is_stop(*c)).unwrap_or(words.len());
    let colon = words.iter().position(|c| *c == '：').filter(|at| *at <= UNMARKED_MAX);
    let is_name = stop <= DASHED_MAX && !has_figure(&words[marks..stop]);
    let end = if is_name { stop } else { colon? };
    let title = paragraph.start + marks..paragraph.start + end;
    let is_name = title.len() >= 4 && !has_figure(&plain[title.clone()]);
    let end = (title.end + 1).min(paragraph.end);
    is_name.then_some(Heading {
        range: paragraph.start..end,
        title,
        style: Style::Dash,
        part: None,
        is_alone: end == paragraph.end,
        is_inside: false,
    })
}

/// Whether words hold a digit outside of quotation marks.
pub(super) fn has_figure(words: &[char]) -> bool {
    let mut is_quoted = false;
    words.iter().any(|c| {
        is_quoted = *c == '“' || is_quoted && *c != '”';
        c.is_ascii_digit() && !is_quoted
    })
}

/// A line of its own without number or mark.
fn unmarked(
    plain: &[char],
    paragraphs: &[Range<usize>],
    index: usize,
    found: &[Heading],
) -> Option<Heading> {
    let line = paragraphs[index].clone();
    let words = &plain[line.clone()];
    let is_name = (4..=UNMARKED_MAX).contains(&words.len())
        && !words.iter().any(|c| is_stop(*c) || *c == '，')
        && !ends_with(words, "是：")
        && !ends_with(words, "是")
        && !BRIDGES.iter().any(|word| contains(words, word));
    if !is_name {
        return None;
    }
    let is_begun = !found.is_empty();
    let is_own_work = is_begun && contains(words, "政府自身建设");
    let is_in_review = found.iter().rev().find_map(|heading| heading.part) == Some(Part::Review);
    let is_plan = is_own_work || is_in_review && part::opens_plan(words);
    let part = names_part(words).or(is_plan.then_some(Part::Plan));
    let style = if part.is_some() { Style::Part } else { Style::Line };
    let before = index.checked_sub(1).map(|index| plain[paragraphs[index].end - 1]);
    let stands_alone = before.is_none_or(|c| is_stop(c) || "：”）".contains(c));
    let has_text = paragraphs.get(index + 1).is_some_and(|next| next.len() >= LINE_MAX);
    let is_line = is_begun
        && stands_alone
        && has_text
        && !has_figure(words)
        && !words.iter().any(|c| *c == '：' || c.is_ascii_alphabetic());
    (part.is_some() || is_line).then(|| Heading {
        title: bare(plain, &line).0,
        range: line,
        style,
        part,
        is_alone: true,
        is_inside: false,
    })
}

/// Headings in the middle of a paragraph, after a full stop.
fn inside(plain: &[char], paragraph: Range<usize>, is_glued: bool, found: &mut Vec<Heading>) {
    let mut free = paragraph.start;
    let last_dash = find_last(&plain[paragraph.clone()], "。——").map(|at| paragraph.start + at);
    for at in paragraph.clone() {
        if at < free || !(ends_sentence(plain, at) || plain[at - 1] == '：') {
            continue;
        }
        let rest = at..paragraph.end;
        let is_dash =
            plain[at] == '—' && (plain[at - 1] != '：' || last_dash.is_some_and(|last| last > at));
        let heading = if is_dash {
            dashed(plain, rest)
        } else if paragraph.len() > MERGED_MIN && glued::opens_part(&plain[rest.clone()]) {
            unnumbered(plain, rest)
        } else {
            numbered(plain, rest, is_glued).filter(|heading| is_credible(plain, at, heading))
        };
        if let Some(heading) = heading {
            free = heading.range.end;
            found.push(Heading { is_inside: true, ..heading });
        }
    }
}

/// The title of a part without number that text runs on from.
fn unnumbered(plain: &[char], rest: Range<usize>) -> Option<Heading> {
    let title = rest.start..rest.start + glued::part_length(&plain[rest.clone()])?;
    let part = names_part(&plain[title.clone()]);
    let (range, style) = (title.clone(), Style::Part);
    Some(Heading { range, title, style, part, is_alone: false, is_inside: true })
}

/// Whether a number in the middle of a paragraph opens a heading rather than an item.
fn is_credible(plain: &[char], at: usize, heading: &Heading) -> bool {
    let is_listed = plain[at - 1] == '：';
    let is_closed = heading.range.end > heading.title.end;
    match heading.style {
        Style::Comma => !is_listed || heading.part.is_some(),
        Style::Brackets => !is_listed || is_closed && plain[heading.title.end] == '。',
        _ => false,
    }
}

/// Whether a sentence ends before a character.
fn ends_sentence(plain: &[char], at: usize) -> bool {
    let before = plain[at - 1];
    let quoted = matches!(before, '”' | '）') && at >= 2 && is_stop(plain[at - 2]);
    is_stop(before) || quoted
}

/// A numbered heading at the head of a paragraph, or of the rest of one.
fn numbered(plain: &[char], paragraph: Range<usize>, is_glued: bool) -> Option<Heading> {
    let (style, length) = numbering(&plain[paragraph.clone()])?;
    let start = paragraph.start + length;
    let rest = &plain[start..paragraph.end];
    let title = start..start + title_length(rest, style, is_glued)?;
    if title.is_empty() {
        return None;
    }
    let is_closed =
        plain[..paragraph.end].get(title.end).is_some_and(|c| is_stop(*c) || *c == '：');
    let end = if is_closed { title.end + 1 } else { title.end };
    let is_outer = matches!(style, Style::Comma | Style::Chapter);
    let words = &plain[title.clone()];
    let part = names_part(words).or(part::opens_plan(words).then_some(Part::Plan));
    let part = part.filter(|_| is_outer);
    let is_alone = end == paragraph.end;
    Some(Heading { range: paragraph.start..end, title, style, part, is_alone, is_inside: false })
}

/// How long the title is that a text begins with.
fn title_length(rest: &[char], style: Style, is_glued: bool) -> Option<usize> {
    let stop = rest.iter().position(|c| is_stop(*c) || *c == '*').unwrap_or(rest.len());
    let glued = match style {
        Style::Comma if is_glued => {
            glued::part_length(rest).or_else(|| glued::first_clause_length(&rest[..stop]))
        }
        Style::Comma => glued::part_length(rest),
        Style::Brackets if is_glued => glued::section_length(&rest[..stop]),
        _ => None,
    };
    let is_whole_line = stop + 1 >= rest.len() && rest.len() <= LINE_MAX;
    if glued.is_some() || is_whole_line || stop <= LENGTH_MAX {
        let ends_with_colon = stop == rest.len() && rest.last() == Some(&'：');
        return Some(glued.unwrap_or(if ends_with_colon { stop - 1 } else { stop }));
    }
    if style == Style::Comma {
        return glued::tail_length(rest);
    }
    rest.iter().take(UNMARKED_MAX).position(|c| *c == '：')
}

const CHINESE: &str = "一二三四五六七八九十";

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || CHINESE.contains(c)
}

/// The numbering at the head of a text and its length, with the marks that set it off.
fn numbering(words: &[char]) -> Option<(Style, usize)> {
    let (style, length) = number(words)?;
    let marks = match style {
        Style::Brackets | Style::DigitBrackets | Style::Chapter => {
            words[length..].iter().take_while(|c| "、：.".contains(**c)).count()
        }
        _ => 0,
    };
    (length + marks < words.len()).then_some((style, length + marks))
}

fn number(words: &[char]) -> Option<(Style, usize)> {
    let is_chinese = |c: &&char| CHINESE.contains(**c);
    let first = *words.first()?;
    if ('①'..='⑳').contains(&first) {
        return Some((Style::DigitBrackets, 1));
    }
    if first == '（' {
        let length = words[1..].iter().take_while(is_chinese).count();
        let digits = words[1..].iter().take_while(|c| c.is_ascii_digit()).count();
        let style = if length > 0 { Style::Brackets } else { Style::DigitBrackets };
        let length = length.max(digits);
        let closes = words.get(length + 1) == Some(&'）');
        return ((1..=3).contains(&length) && closes).then_some((style, length + 2));
    }
    let length = words.iter().skip_while(|c| **c == '第').take_while(is_chinese).count();
    let is_ordinal = first == '第';
    let after = length + usize::from(is_ordinal);
    if is_ordinal && (1..=2).contains(&length) {
        return match words.get(after)? {
            '，' | '、' => Some((Style::Ordinal, after + 1)),
            '部' if words.get(after + 1) == Some(&'分') => Some((Style::Chapter, after + 2)),
            '章' => Some((Style::Chapter, after + 1)),
            _ => None,
        };
    }
    if (1..=3).contains(&length) && matches!(words.get(length), Some('、' | '.')) {
        // `一、二、三产业` is no heading; `一、一年接着一年干` is one.
        let next = words.get(length + 1)?;
        let lists = words.get(length + 2).is_none_or(|c| "、，产线季类级批期".contains(*c));
        return (!(is_chinese(&next) && lists)).then_some((Style::Comma, length + 1));
    }
    let length = words.iter().take_while(|c| c.is_ascii_digit()).count();
    let next_is_word = words.get(length + 1).is_some_and(|c| !c.is_ascii_digit());
    let style = match words.get(length)? {
        '.' | '、' => Style::Digits,
        '）' => Style::DigitBrackets,
        _ => return None,
    };
    ((1..=2).contains(&length) && next_is_word).then_some((style, length + 1))
}

pub(super) fn is_stop(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '；' | '!' | '?')
}
