//! What people read, in their language: messages, numbers, dates, units and names.

use std::borrow::Borrow;
use std::sync::LazyLock;

use account::Verdict;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use hall::{Deadline, Name};
use jiff::civil::{Date, DateTime};
use pack::Language;
use rust_decimal::Decimal;
use unic_langid::LanguageIdentifier;

/// The portal's messages in one language.
pub(crate) struct Texts {
    /// The language.
    pub(crate) language: Language,
    bundle: FluentBundle<FluentResource>,
}

static CHINESE: LazyLock<Texts> =
    LazyLock::new(|| Texts::new(Language::Chinese, include_str!("../locales/zh-CN.ftl")));
static ENGLISH: LazyLock<Texts> =
    LazyLock::new(|| Texts::new(Language::English, include_str!("../locales/en.ftl")));

/// English for the units that reports use most; others are shown as written.
const UNITS: &[(&str, &str)] = &[
    ("个", ""),
    ("座", ""),
    ("条", ""),
    ("家", ""),
    ("块", ""),
    ("处", ""),
    ("台", ""),
    ("项", ""),
    ("所", ""),
    ("套", ""),
    ("场", ""),
    ("人", "people"),
    ("人次", "person-times"),
    ("户", "households"),
    ("元", "yuan"),
    ("亩", "mu"),
    ("公顷", "ha"),
    ("公里", "km"),
    ("米", "m"),
    ("平方米", "m²"),
    ("平方公里", "km²"),
    ("立方米", "m³"),
    ("吨", "t"),
    ("蒸吨", "t of steam an hour"),
    ("天", "days"),
    ("小时", "hours"),
    ("头（只）", "head"),
    ("个百分点", "percentage points"),
    ("倍", "times"),
    ("部", ""),
    ("株", "plants"),
    ("万人次", "ten thousand person-times"),
    ("个工作日", "working days"),
    ("工作日", "working days"),
];

impl Texts {
    /// A point as people read it: latitude first, as on maps.
    pub(crate) fn point(&self, point: hall::Point) -> String {
        let degrees = |millionths: i64| Decimal::new(millionths, 6).normalize().to_string();
        let (north, east) = (degrees(point.latitude), degrees(point.longitude));
        self.with2("point", ("north", "east"), &north, &east)
    }

    /// The messages of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }

    fn new(language: Language, source: &str) -> Self {
        let id: LanguageIdentifier = language.tag().parse().expect("the tag is a language's name");
        let resource = FluentResource::try_new(source.to_owned())
            .unwrap_or_else(|(_, errors)| panic!("the messages do not parse: {errors:?}"));
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks would stand in copied text and in tests; our texts have one direction.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).expect("each message is there once");
        Self { language, bundle }
    }

    /// A message without arguments.
    pub(crate) fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// A message with one text argument, `$name`.
    pub(crate) fn with(&self, key: &str, name: &str, value: &str) -> String {
        let mut args = FluentArgs::new();
        args.set(name.to_owned(), FluentValue::from(value.to_owned()));
        self.format(key, Some(&args))
    }

    /// A message with two text arguments: their names, then their values.
    pub(crate) fn with2(
        &self,
        key: &str,
        first: impl Borrow<(&'static str, &'static str)>,
        second: &str,
        third: &str,
    ) -> String {
        let (name, other) = *first.borrow();
        let mut args = FluentArgs::new();
        for (name, value) in [(name, second), (other, third)] {
            args.set(name.to_owned(), FluentValue::from(value.to_owned()));
        }
        self.format(key, Some(&args))
    }

    /// A message with three text arguments.
    pub(crate) fn with3(&self, key: &str, values: [(&'static str, &str); 3]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(name, FluentValue::from(value.to_owned()));
        }
        self.format(key, Some(&args))
    }

    /// A message that counts, `$count`.
    pub(crate) fn count(&self, key: &str, count: impl Borrow<u64>) -> String {
        let count = *count.borrow();
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(count));
        args.set("number", FluentValue::from(self.number(Decimal::from(count))));
        self.format(key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        debug_assert!(pattern.is_some(), "there is no message `{key}`");
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }

    /// The language as pages name it, `zh-CN`.
    pub(crate) fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// A name of the city's folder.
    pub(crate) fn name<'a>(&self, name: &'a Name) -> &'a str {
        match self.language {
            Language::Chinese => &name.zh,
            Language::English => &name.en,
        }
    }

    /// What a verdict is called.
    pub(crate) fn verdict(&self, verdict: Verdict) -> String {
        self.get(&format!("verdict-{}", verdict.name()))
    }

    /// A number: Chinese counts in 万 and 亿, English in groups of three.
    pub(crate) fn number(&self, value: Decimal) -> String {
        match self.language {
            // A true minus sign: a hyphen is too short beside Chinese figures.
            Language::Chinese => chinese_number(value).replace('-', "−"),
            Language::English => english_number(value),
        }
    }

    /// A number with its unit.
    pub(crate) fn quantity(&self, value: Decimal, unit: &str) -> String {
        let number = self.number(value);
        if unit == "%" {
            return format!("{number}%");
        }
        match self.language {
            Language::Chinese => format!("{number}{unit}"),
            Language::English => match self.unit(unit) {
                "" => number,
                unit => format!("{number} {unit}"),
            },
        }
    }

    /// A unit's name.
    pub(crate) fn unit<'a>(&self, unit: &'a str) -> &'a str {
        let english = UNITS.iter().find(|(chinese, _)| *chinese == unit);
        match (self.language, english) {
            (Language::English, Some((_, english))) => english,
            _ => unit,
        }
    }

    /// A civil day with its hour and minute.
    pub(crate) fn moment(&self, at: DateTime) -> String {
        format!("{} {}", self.date(at.date()), at.strftime("%H:%M"))
    }

    /// The end of a period.
    pub(crate) fn deadline(&self, deadline: Deadline) -> String {
        match deadline {
            Deadline::Day(day) => self.date(day),
            Deadline::Instant(at) => self.moment(at),
        }
    }

    /// A civil day.
    pub(crate) fn date(&self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        match self.language {
            Language::Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::English => {
                let month = date.strftime("%B");
                format!("{} {month} {}", date.day(), date.year())
            }
        }
    }
}

/// Exact, in 万 or 亿 where that is shorter to read: 142000 → 14.2万.
fn chinese_number(value: Decimal) -> String {
    let scales = [(100_000_000_u32, "亿"), (10_000, "万")];
    for (scale, name) in scales {
        let scale = Decimal::from(scale);
        let scaled = (value / scale).normalize();
        if value.abs() >= scale && scaled.scale() <= 4 {
            return format!("{}{name}", at_most_four_places(scaled));
        }
    }
    at_most_four_places(value)
}

/// Exact, in millions or billions where that is shorter to read.
fn english_number(value: Decimal) -> String {
    let scales = [(1_000_000_000_u32, "billion"), (1_000_000, "million")];
    for (scale, name) in scales {
        let scale = Decimal::from(scale);
        let scaled = (value / scale).normalize();
        if value.abs() >= scale && scaled.scale() <= 2 {
            return format!("{} {name}", grouped(scaled));
        }
    }
    grouped(value)
}

fn grouped(value: Decimal) -> String {
    let text = at_most_four_places(value);
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let digits = whole.trim_start_matches('-');
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let sign = if whole.starts_with('-') { "−" } else { "" };
    match fraction {
        Some(fraction) => format!("{sign}{out}.{fraction}"),
        None => format!("{sign}{out}"),
    }
}

fn at_most_four_places(value: Decimal) -> String {
    value.round_dp(4).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(source: &str) -> BTreeSet<String> {
        let key = |line: &str| line.split_once(" =").map(|(key, _)| key.trim().to_owned());
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(key)
            .collect()
    }

    #[test]
    fn every_message_is_there_in_both_languages() {
        let chinese = keys(include_str!("../locales/zh-CN.ftl"));
        let english = keys(include_str!("../locales/en.ftl"));
        assert!(!chinese.is_empty());
        assert_eq!(chinese.difference(&english).collect::<Vec<_>>(), Vec::<&String>::new());
        assert_eq!(english.difference(&chinese).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let (zh, en) = (Texts::of(Language::Chinese), Texts::of(Language::English));
        let cases = [
            (Decimal::from(142_000), "14.2万", "142,000"),
            (Decimal::from(30), "30", "30"),
            (Decimal::from(5_000), "5000", "5,000"),
            (Decimal::from(13_700), "1.37万", "13,700"),
            (Decimal::from(119_700_000_000_i64), "1197亿", "119.7 billion"),
            (Decimal::new(752, 1), "75.2", "75.2"),
            (Decimal::from(12_345_678), "1234.5678万", "12,345,678"),
            (Decimal::new(-62, 1), "−6.2", "−6.2"),
        ];
        for (value, chinese, english) in cases {
            assert_eq!(zh.number(value), chinese);
            assert_eq!(en.number(value), english);
        }
        assert_eq!(en.quantity(Decimal::from(13_700), "亩"), "13,700 mu");
        assert_eq!(zh.quantity(Decimal::from(13_700), "亩"), "1.37万亩");
    }
}
