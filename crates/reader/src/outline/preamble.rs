//! Title, place and year, from the lines before the greeting.

use super::heading::Heading;
use crate::Part;
use crate::numeral;
use crate::text::Text;
use crate::words::{contains, ends_with, find, starts_with};

/// How far the preamble can reach.
const PREAMBLE_MAX: usize = 400;
/// What every such report is called.
const TITLE: &str = "政府工作报告";

/// The title line; only the words `政府工作报告` where the line holds more than a title.
pub(super) fn title(text: &Text) -> String {
    let plain = text.plain();
    let lines = text.line_starts();
    for line in lines.windows(2).map(|pair| pair[0]..pair[1]).take(8) {
        let words = &plain[line.clone()];
        let is_title = contains(words, TITLE) || contains(words, "人民政府工作报告");
        if is_title && words.len() <= 40 {
            return text.quote(line);
        }
        if is_title && starts_with(words, TITLE) {
            return TITLE.to_owned();
        }
    }
    String::new()
}

/// The place whose congress is addressed (`在…市第十六届人民代表大会`), or that the title names.
pub(super) fn place(text: &Text) -> Option<String> {
    let plain = &text.plain()[..text.len().min(PREAMBLE_MAX)];
    from_congress(text, plain)
        .or_else(|| from_title(text, plain))
        .or_else(|| contains(plain, "我代表国务院").then(|| "全国".to_owned()))
}

fn from_congress(text: &Text, plain: &[char]) -> Option<String> {
    let congress = find(plain, "人民代表大会")?;
    let ordinal = plain[..congress].iter().rposition(|c| *c == '第')?;
    if contains(&plain[ordinal..congress], "届全国") {
        return Some("全国".to_owned());
    }
    let start = plain[..ordinal].iter().rposition(|c| "在日—）（，".contains(*c))? + 1;
    is_place(&plain[start..ordinal]).then(|| text.quote(start..ordinal))
}

fn from_title(text: &Text, plain: &[char]) -> Option<String> {
    let title = find(plain, TITLE)?;
    let start = plain[..title].iter().rposition(|c| *c == '年')? + 1;
    let end = if ends_with(&plain[..title], "人民") { title - 2 } else { title };
    (start < end && is_place(&plain[start..end])).then(|| text.quote(start..end))
}

fn is_place(words: &[char]) -> bool {
    (2..=20).contains(&words.len())
        && words.last().is_some_and(|last| "省市县区州盟旗夏疆藏古西".contains(*last))
}

/// The year of the report: of the title, of the session, or as the headings tell it.
pub(super) fn year(text: &Text, headings: &[Heading]) -> Option<i16> {
    let plain = text.plain();
    let greeting = find(&plain[..plain.len().min(PREAMBLE_MAX)], "各位代表");
    let head = &plain[..greeting.unwrap_or(0)];
    (0..head.len())
        .find_map(|at| year_at(head, at))
        .or_else(|| from_headings(plain, headings, Part::Plan))
        .or_else(|| from_headings(plain, headings, Part::Review).map(|year| year + 1))
}

/// A review is of the year before; a plan for several years comes before the plan of the year.
fn from_headings(plain: &[char], headings: &[Heading], part: Part) -> Option<i16> {
    headings
        .iter()
        .filter(|heading| heading.part == Some(part))
        .filter_map(|heading| {
            let title = &plain[heading.title.clone()];
            (0..title.len()).find_map(|at| year_at(title, at))
        })
        .next()
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
