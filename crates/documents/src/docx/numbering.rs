//! Automatic numbers: counted as the document's lists say (ISO/IEC 29500-1, 17.9).

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::body::attribute;
use super::package::broken;
use crate::DocumentError;

/// Lists have nine levels at most.
const LEVELS: usize = 9;

/// How a level of a list is numbered.
#[derive(Debug, Clone, Default)]
struct Level {
    start: usize,
    format: String,
    /// With `%1` to `%9` for the numbers of the levels: `（%1）`.
    text: String,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels by the id of their definition.
    definitions: BTreeMap<String, [Level; LEVELS]>,
    /// The definition that a list uses.
    lists: BTreeMap<String, String>,
    /// Where a list begins anew: by list and level.
    overrides: BTreeMap<(String, usize), usize>,
    /// The list and level of a paragraph style.
    styles: BTreeMap<String, Style>,
    /// What each definition counted to.
    counts: BTreeMap<String, [Option<usize>; LEVELS]>,
    /// Lists whose own beginnings were taken already.
    begun: BTreeMap<String, bool>,
}

/// What a style says of lists.
#[derive(Debug, Clone, Default)]
struct Style {
    list: Option<String>,
    level: Option<usize>,
    based_on: Option<String>,
}

impl Numbering {
    /// Reads the parts `numbering.xml` and `styles.xml`; either may be empty.
    pub(super) fn read(lists: &str, styles: &str) -> Result<Self, DocumentError> {
        let mut numbering = Self::default();
        numbering.read_lists(lists)?;
        numbering.read_styles(styles)?;
        Ok(numbering)
    }

    /// The number of the next paragraph of a style, or of a list and level of its own.
    pub(super) fn next(
        &mut self,
        style: Option<&str>,
        list: Option<&str>,
        level: Option<usize>,
    ) -> Option<String> {
        let of_style = style.map(|style| self.of_style(style)).unwrap_or_default();
        let list = list.map(str::to_owned).or(of_style.list).filter(|list| list != "0")?;
        let level = level.or(of_style.level).unwrap_or(0).min(LEVELS - 1);
        let definition = self.lists.get(&list)?.clone();
        let levels = self.definitions.get(&definition)?.clone();
        let counts = self.counts.entry(definition).or_default();
        if self.begun.insert(list.clone(), true).is_none()
            && let Some(start) = self.overrides.get(&(list, level))
        {
            counts[level] = start.checked_sub(1);
        }
        let start = levels[level].start;
        counts[level] = Some(counts[level].map_or(start, |count| count + 1));
        counts[level + 1..].fill(None);
        let mut text = levels[level].text.clone();
        for (at, of) in levels.iter().enumerate().take(level + 1) {
            let count = counts[at].unwrap_or(of.start);
            text = text.replace(&format!("%{}", at + 1), &written(count, &of.format));
        }
        Some(text)
    }

    /// What a style and those that it is based on say; a chain that goes in a circle ends.
    fn of_style(&self, name: &str) -> Style {
        let mut found = Style::default();
        let mut next = Some(name.to_owned());
        for _ in 0..LEVELS {
            let Some(style) = next.take().and_then(|name| self.styles.get(&name)) else { break };
            found.list = found.list.or_else(|| style.list.clone());
            found.level = found.level.or(style.level);
            next.clone_from(&style.based_on);
        }
        found
    }

    fn read_lists(&mut self, xml: &str) -> Result<(), DocumentError> {
        let (mut definition, mut list, mut level) = (None, None, 0);
        elements(xml, |name, element, _| {
            let value = || attribute(element, "val");
            match name {
                "abstractNum" => definition = attribute(element, "abstractNumId"),
                "num" => list = attribute(element, "numId"),
                "lvl" | "lvlOverride" => level = index(attribute(element, "ilvl")),
                "abstractNumId" => {
                    if let (Some(list), Some(value)) = (list.clone(), value()) {
                        self.lists.insert(list, value);
                    }
                }
                "startOverride" => {
                    if let (Some(list), Some(start)) = (list.clone(), number(value())) {
                        self.overrides.insert((list, level), start);
                    }
                }
                "start" | "numFmt" | "lvlText" => {
                    let Some(definition) = definition.clone().filter(|_| list.is_none()) else {
                        return;
                    };
                    let levels = self.definitions.entry(definition).or_insert_with(|| {
                        std::array::from_fn(|_| Level { start: 1, ..Level::default() })
                    });
                    let level = &mut levels[level];
                    match name {
                        "start" => level.start = number(value()).unwrap_or(1),
                        "numFmt" => level.format = value().unwrap_or_default(),
                        _ => level.text = value().unwrap_or_default(),
                    }
                }
                _ => {}
            }
        })
    }

    fn read_styles(&mut self, xml: &str) -> Result<(), DocumentError> {
        let mut style = None;
        elements(xml, |name, element, _| {
            let value = attribute(element, "val");
            if name == "style" {
                style = attribute(element, "styleId");
            }
            let Some(style) = style.clone() else { return };
            let style = self.styles.entry(style).or_default();
            match name {
                "basedOn" => style.based_on = value,
                "numId" => style.list = value,
                "ilvl" => style.level = number(value),
                _ => {}
            }
        })
    }
}

/// Shows every element of a part, in order.
fn elements(
    xml: &str,
    mut show: impl FnMut(&str, &BytesStart<'_>, usize),
) -> Result<(), DocumentError> {
    let mut reader = Reader::from_str(xml);
    let mut count = 0;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(element) | Event::Empty(element) => {
                show(element.local_name().as_ref(), &element, count);
                count += 1;
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn index(value: Option<String>) -> usize {
    number(value).unwrap_or(0).min(LEVELS - 1)
}

fn number(value: Option<String>) -> Option<usize> {
    value?.parse().ok().filter(|number| *number <= 100_000)
}

/// A number as a list writes it (17.18.59).
fn written(number: usize, format: &str) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "ideographTraditional"
        | "ideographDigital"
        | "japaneseDigitalTenThousand" => chinese(number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            let circled = u32::try_from(number).ok().filter(|number| (1..=20).contains(number));
            circled
                .and_then(|number| char::from_u32(0x245F + number))
                .map_or_else(|| number.to_string(), String::from)
        }
        "lowerLetter" => letter(number, b'a'),
        "upperLetter" => letter(number, b'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        "decimalZero" => format!("{number:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => number
            .to_string()
            .bytes()
            .filter_map(|digit| char::from_u32(0xFF10 + u32::from(digit - b'0')))
            .collect(),
        _ => number.to_string(),
    }
}

/// 一, 十二, 三十, 一百零三; beyond 999 in digits.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if number == 0 || number > 999 {
        return number.to_string();
    }
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.push_str(DIGITS[hundreds]);
        text.push('百');
        if tens == 0 && ones > 0 {
            text.push('零');
        }
    }
    if tens > 0 {
        if tens > 1 || hundreds > 0 {
            text.push_str(DIGITS[tens]);
        }
        text.push('十');
    }
    if ones > 0 {
        text.push_str(DIGITS[ones]);
    }
    text
}

fn letter(number: usize, first: u8) -> String {
    let Some(at) = number.checked_sub(1) else { return String::new() };
    // After z comes aa, then bb.
    let letter = char::from(first + u8::try_from(at % 26).expect("below 26"));
    letter.to_string().repeat((at / 26 + 1).min(10))
}

fn roman(number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = number.min(3_999);
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_chinese_lists_do() {
        let cases = [(1, "一"), (10, "十"), (12, "十二"), (30, "三十"), (103, "一百零三")];
        for (number, text) in cases {
            assert_eq!(chinese(number), text);
        }
        assert_eq!(written(3, "decimalEnclosedCircle"), "③");
        assert_eq!(written(4, "upperRoman"), "IV");
        assert_eq!(written(28, "lowerLetter"), "bb");
    }
}
