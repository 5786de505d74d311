//! What stands over a report's first line: title, place, body, day and speaker.

use std::ops::Range;

use super::heading::Heading;
use crate::numeral;
use crate::text::Text;
use crate::words::{contains, ends_with, find, find_last, starts_with};
use crate::{Day, Part};

/// How far the preamble can reach.
const REACH: usize = 400;
/// What every such report is called.
const TITLE: &str = "政府工作报告";
/// How many lines can stand before the title ends, those of the page around it included.
const TITLE_LINES: usize = 24;
/// The longest title.
const TITLE_MAX: usize = 40;
/// The offices that give such reports.
const OFFICES: [&str; 12] = [
    "总理", "省长", "主席", "市长", "州长", "盟长", "县长", "区长", "旗长", "专员", "镇长", "乡长",
];

/// What is said of a report before it begins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Preamble {
    pub(crate) title: String,
    pub(crate) place: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) date: Option<Day>,
    pub(crate) speaker: Option<String>,
    /// Where the greeting begins.
    end: usize,
}

/// Reads the preamble.
pub(super) fn read(text: &Text) -> Preamble {
    let opening = &text.plain()[..text.len().min(REACH)];
    let end = ["各位代表", "现在，我代表", "现在我代表"]
        .iter()
        .filter_map(|greeting| find(opening, greeting))
        .min()
        .unwrap_or(0);
    let head = &opening[..end];
    let body = body(head);
    let place = body
        .as_ref()
        .and_then(|body| place_of_body(text, body.clone()))
        .or_else(|| place_of_title(text, opening))
        .or_else(|| place_of_speaker(text, opening));
    let begin = body.as_ref().map_or(0, |body| body.start);
    Preamble {
        title: title(text),
        place,
        body: body.map(|body| text.quote(body)),
        date: date(head, begin),
        speaker: speaker(text, end),
        end,
    }
}

impl Preamble {
    /// The year of the report: of the title, of the session, or as the headings tell it.
    pub(super) fn year(&self, plain: &[char], headings: &[Heading]) -> Option<i16> {
        let head = &plain[..self.end];
        (0..head.len())
            .find_map(|at| year_at(head, at))
            .or_else(|| from_headings(plain, headings, Part::Plan))
            .or_else(|| from_headings(plain, headings, Part::Review).map(|year| year + 1))
    }
}

/// The title line; only its title where more was run together with it.
fn title(text: &Text) -> String {
    let plain = text.plain();
    for line in text.line_starts().windows(2).map(|pair| pair[0]..pair[1]).take(TITLE_LINES) {
        let words = &plain[line.clone()];
        let Some(at) = find(words, TITLE).filter(|at| *at <= TITLE_MAX) else {
            continue;
        };
        let label = words[..at].iter().rposition(|c| *c == '：').map_or(0, |colon| colon + 1);
        let end = at + TITLE.chars().count();
        let is_title = words.len() <= TITLE_MAX && !contains(&words[end..], "年");
        if is_title && !contains(&words[end..], "。") {
            return text.quote(line.start + label..line.end);
        }
        if words[label..at].iter().all(|c| !matches!(c, '。' | '，')) {
            return text.quote(line.start + label..line.start + end);
        }
    }
    String::new()
}

/// The congress with its session (`甲州市第九届人民代表大会第三次会议`).
fn body(head: &[char]) -> Option<Range<usize>> {
    let congress = find(head, "人民代表大会")?;
    let term = head[..congress].iter().rposition(|c| *c == '届')?;
    let number = head[..term].iter().rev().take_while(|c| "一二三四五六七八九十".contains(**c));
    let ordinal = term - number.count();
    let ordinal = if ends_with(&head[..ordinal], "第") { ordinal - 1 } else { ordinal };
    let start =
        head[..ordinal].iter().rposition(|c| "在于日—）（，：".contains(*c)).map_or(0, |at| at + 1);
    let congress_end = congress + "人民代表大会".chars().count();
    let end = find(&head[congress_end..], "会议").filter(|at| *at <= 8);
    Some(start..end.map_or(congress_end, |at| congress_end + at + 2))
}

/// The place whose congress it is.
fn place_of_body(text: &Text, body: Range<usize>) -> Option<String> {
    let words = &text.plain()[body.clone()];
    if contains(words, "届全国") {
        return Some("全国".to_owned());
    }
    let ordinal = words.iter().position(|c| *c == '第').or_else(|| {
        let term = words.iter().position(|c| *c == '届')?;
        let number =
            words[..term].iter().rev().take_while(|c| "一二三四五六七八九十".contains(**c));
        Some(term - number.count())
    })?;
    is_place(&words[..ordinal]).then(|| text.quote(body.start..body.start + ordinal))
}

/// The place that the title names (`2031年甲州市政府工作报告`).
fn place_of_title(text: &Text, opening: &[char]) -> Option<String> {
    let title = find(opening, TITLE)?;
    let line = text.line_starts().partition_point(|start| *start <= title);
    let line_start = text.line_starts()[line.checked_sub(1)?];
    let year = opening[line_start..title].iter().rposition(|c| "年：".contains(*c));
    let start = line_start + year.map_or(0, |at| at + 1);
    let end = if ends_with(&opening[..title], "人民") { title - 2 } else { title };
    (start < end && is_place(&opening[start..end])).then(|| text.quote(start..end))
}

/// The place whose government speaks (`我代表甲州市人民政府`, `甲州市人民政府市长`).
fn place_of_speaker(text: &Text, opening: &[char]) -> Option<String> {
    if contains(opening, "我代表国务院") || contains(opening, "国务院总理") {
        return Some("全国".to_owned());
    }
    let government = find(opening, "人民政府")?;
    let lead = |c: &char| "表上在，。：）日".contains(*c);
    let start = opening[..government].iter().rposition(lead).map_or(0, |at| at + 1);
    let words = &opening[start..government];
    let is_named = words.len() >= 2 && is_place(words) && !starts_with(words, "自治");
    is_named.then(|| text.quote(start..government))
}

fn is_place(words: &[char]) -> bool {
    (2..=20).contains(&words.len())
        && words.iter().all(|c| !c.is_ascii_digit() && *c != '，')
        && words.last().is_some_and(|last| "省市县区州盟旗夏疆藏古西".contains(*last))
}

/// The day of the session: the last that is named before the congress, or else the first.
fn date(head: &[char], congress: usize) -> Option<Day> {
    let days = || (0..head.len()).filter_map(|at| Some((at, day_at(head, at)?)));
    let before = days().take_while(|(at, _)| *at < congress).last();
    before.or_else(|| days().next()).map(|(_, day)| day)
}

/// A day that begins at a character, in digits or in words.
fn day_at(words: &[char], at: usize) -> Option<Day> {
    let year = year_at(words, at)?;
    let (month, length) = small_number(&words[at + 5..], '月')?;
    let (day, _) = small_number(&words[at + 5 + length..], '日')?;
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Day { year, month, day })
}

/// A number below a hundred before a mark, and how many characters both take.
fn small_number(words: &[char], mark: char) -> Option<(u8, usize)> {
    let length = words.iter().take(4).position(|c| *c == mark)?;
    let mut value = 0_u8;
    for c in &words[..length] {
        value = match (c, numeral::digit_value(*c)) {
            ('十', _) => value.max(1) * 10,
            (_, Some(digit)) if value >= 10 && !c.is_ascii_digit() => {
                value + u8::try_from(digit).ok()?
            }
            (_, Some(digit)) => value.checked_mul(10)?.checked_add(u8::try_from(digit).ok()?)?,
            (_, None) => return None,
        };
    }
    (length > 0).then_some((value, length + 1))
}

/// The name behind the office (`市长 张三`), on one line.
fn speaker(text: &Text, end: usize) -> Option<String> {
    let plain = text.plain();
    let mut lines = text.line_starts().windows(2).map(|pair| pair[0]..pair[1].min(end));
    lines.find_map(|line| {
        let words = plain.get(line.clone())?;
        let office = OFFICES.iter().filter_map(|office| find_last(words, office)).max()?;
        let colon = words[office + 2..].iter().take_while(|c| **c == '：').count();
        let start = office + 2 + colon;
        let name = name(&words[start..])?;
        Some(text.quote(line.start + start..line.start + start + name))
    })
}

/// The length of the name that a text begins with: two to four characters, or more with a dot
/// between the parts; the line, a bracket or `作政府工作报告` follows.
fn name(words: &[char]) -> Option<usize> {
    let length = words.iter().take_while(|c| is_of_name(**c)).count();
    let report = find(&words[..length], "作").filter(|at| contains(&words[*at..], "报告"));
    let is_last = length == words.len() || matches!(words[length], '（' | '。' | '）');
    let length = report.unwrap_or(length);
    let has_dot = words[..length].iter().any(|c| "·•・．".contains(*c));
    let longest = if has_dot { 20 } else { 4 };
    (is_last && (2..=longest).contains(&length)).then_some(length)
}

fn is_of_name(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '·' | '•' | '・' | '．')
}

/// A review is of the year before; a plan for several years comes before the plan of the year.
fn from_headings(plain: &[char], headings: &[Heading], part: Part) -> Option<i16> {
    headings.iter().filter(|heading| heading.part == Some(part)).find_map(|heading| {
        let title = &plain[heading.title.clone()];
        (0..title.len()).find_map(|at| year_at(title, at))
    })
}

/// A year such as `2020年` or `二〇二〇年` that begins at a character.
pub(crate) fn year_at(words: &[char], at: usize) -> Option<i16> {
    let digits = words.get(at..at + 4)?;
    if at > 0 && words[at - 1].is_ascii_digit() || words.get(at + 4) != Some(&'年') {
        return None;
    }
    let value = digits.iter().try_fold(0_i16, |value, c| {
        let digit = match c {
            'O' | 'o' | '0' => 0,
            _ => numeral::digit_value(*c)?,
        };
        value.checked_mul(10)?.checked_add(digit)
    })?;
    (1949..=2100).contains(&value).then_some(value)
}
