//! Accounts as one page that opens anywhere: summary, indicators over the years, and every promise
//! with both quotes. It asks nothing of any other place, and says everything in both languages.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use askama::Template;
use compare::Verdict;
use reader::Figure;
use rust_decimal::prelude::ToPrimitive;

use super::pair::{Pair, Promise};
use super::{say, summary};
use crate::command::read::told;
use crate::messages::{Key, Language};

/// From so many years on an indicator is shown over the years.
const YEARS_MIN: usize = 3;
/// The size of a small chart, in the units of its picture.
const CHART: (f64, f64) = (220.0, 90.0);
/// The room around what is drawn.
const MARGIN: f64 = 12.0;

#[derive(Template)]
#[template(path = "account.html")]
struct Page<'a> {
    remarks: &'a [String],
    verdicts: [(Verdict, Key); 4],
    pairs: Vec<PairView<'a>>,
    charts: Vec<Chart>,
}

impl Page<'_> {
    fn zh(&self, key: impl Borrow<Key>) -> &'static str {
        Language::Zh.say(*key.borrow())
    }

    /// A message in both languages; messages hold no markup.
    fn both(&self, key: impl Borrow<Key>) -> String {
        let (zh, en) = (self.zh(*key.borrow()), self.en(*key.borrow()));
        format!("<span>{zh}</span> <span class=\"en\" lang=\"en\">{en}</span>")
    }

    fn en(&self, key: impl Borrow<Key>) -> &'static str {
        Language::En.say(*key.borrow())
    }
}

/// The promises of one place and year.
struct PairView<'a> {
    place: &'a str,
    year: i16,
    anchor: String,
    counts: [usize; 4],
    below: usize,
    promises: Vec<View<'a>>,
    unnumbered: Vec<(&'a str, &'a str)>,
}

/// A promise as it is shown.
struct View<'a> {
    /// Its verdict in data; `open` where there is none yet.
    verdict: &'static str,
    key: Key,
    /// The sentence around the words: before, the words, after.
    plan: [String; 3],
    result: Option<[String; 3]>,
    amount: String,
    reached: String,
    margin: String,
    confidence: Option<u8>,
    why: [String; 2],
    last: Option<(String, bool)>,
    next: Option<Key>,
    echo: Option<&'a str>,
}

/// An indicator of a place over the years.
struct Chart {
    place: String,
    name: String,
    unit: String,
    /// Lines of targets and results, and their points with what they tell.
    target: String,
    result: String,
    points: Vec<(String, String, &'static str, String)>,
    years: (i16, i16),
}

/// Writes the page.
pub(super) fn write(
    out: &mut impl Write,
    pairs: &[Pair],
    remarks: &[String],
    language: Language,
) -> io::Result<()> {
    let page = Page {
        remarks,
        verdicts: Verdict::ALL.map(|it| (it, say::verdict(it))),
        pairs: pairs.iter().enumerate().map(|(at, pair)| pair_view(at, pair, language)).collect(),
        charts: charts(pairs),
    };
    let text = page.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn pair_view(at: usize, pair: &Pair, language: Language) -> PairView<'_> {
    let spoken = pair.unnumbered.iter();
    PairView {
        place: &pair.place,
        year: pair.year,
        anchor: format!("p{at}"),
        counts: Verdict::ALL.map(|verdict| pair.count(verdict)),
        below: pair.below_last(),
        promises: pair.promises.iter().map(|promise| view(promise, language)).collect(),
        unnumbered: spoken
            .filter_map(|(told, echo)| Some((told.quote.as_str(), echo.as_deref()?)))
            .collect(),
    }
}

fn view(promise: &Promise, language: Language) -> View<'_> {
    let result = promise.result.as_ref();
    let answer = promise.answer.as_ref();
    let margin = answer.and_then(|answer| answer.margin.as_ref());
    View {
        verdict: promise.verdict().map_or("open", Verdict::name),
        key: promise.verdict().map_or(Key::NotAnswered, say::verdict),
        plan: marked(&promise.plan.told.sentence, &promise.plan.told.quote),
        result: result.map(|it| marked(&it.told.sentence, &it.told.quote)),
        amount: summary::amount(promise, language),
        reached: result.map(|it| told::meant(&it.figure, language)).unwrap_or_default(),
        margin: margin.map(say::margin).unwrap_or_default(),
        confidence: answer.map(|answer| answer.confidence),
        why: [Language::Zh, Language::En].map(|language| say::reasons(promise, language)),
        last: promise.last.as_ref().map(|(last, is_less)| (told::meant(last, language), *is_less)),
        next: promise.next.as_ref().map(|next| say::next(next).0),
        echo: promise.echo.as_deref(),
    }
}

/// A sentence in three: before its quote, the quote, after it.
fn marked(sentence: &str, quote: &str) -> [String; 3] {
    match sentence.split_once(quote) {
        Some((before, after)) => [before.to_owned(), quote.to_owned(), after.to_owned()],
        None => [String::new(), quote.to_owned(), String::new()],
    }
}

/// Years with what was promised and reached.
type Years<'a> = BTreeMap<i16, (&'a Figure, Option<&'a Figure>)>;

/// The indicators that are promised year after year, by place.
fn charts(pairs: &[Pair]) -> Vec<Chart> {
    let mut indicators: BTreeMap<_, Years> = BTreeMap::new();
    for pair in pairs {
        for promise in &pair.promises {
            let (name, sense, unit) = compare::indicator(&promise.plan.figure);
            let years = indicators.entry((pair.place.as_str(), name, sense, unit)).or_default();
            let reached = promise
                .result
                .as_ref()
                .filter(|_| promise.verdict().is_some_and(Verdict::is_judged));
            let reached = reached.map(|it| &it.figure);
            years.entry(pair.year).or_insert((&promise.plan.figure, reached));
        }
    }
    let often = indicators.into_iter().filter(|(_, years)| years.len() >= YEARS_MIN);
    often.map(|((place, name, _, unit), years)| chart(place, name, unit, &years)).collect()
}

fn chart(place: &str, name: String, unit: String, years: &Years) -> Chart {
    let value = |figure: &Figure| figure.base_amount().value.to_f64().unwrap_or_default();
    let targets: Vec<(i16, f64, &Figure)> =
        years.iter().map(|(year, (target, _))| (*year, value(target), *target)).collect();
    let results: Vec<(i16, f64, &Figure)> = years
        .iter()
        .filter_map(|(year, (_, result))| Some((*year, value((*result)?), (*result)?)))
        .collect();
    let all = || targets.iter().chain(&results);
    let first = all().map(|it| it.0).min().unwrap_or_default();
    let last = all().map(|it| it.0).max().unwrap_or_default();
    let low = all().map(|it| it.1).fold(f64::INFINITY, f64::min);
    let high = all().map(|it| it.1).fold(f64::NEG_INFINITY, f64::max);
    let scale = |value: f64, from: f64, to: f64, size: f64| {
        let part = if to > from { (value - from) / (to - from) } else { 0.5 };
        MARGIN + part * (size - 2.0 * MARGIN)
    };
    let place_of = |year: i16, value: f64| {
        let x = scale(f64::from(year), f64::from(first), f64::from(last), CHART.0);
        (format!("{x:.1}"), format!("{:.1}", CHART.1 - scale(value, low, high, CHART.1)))
    };
    let line = |points: &[(i16, f64, &Figure)]| {
        let place = |it: &(i16, f64, &Figure)| {
            let (x, y) = place_of(it.0, it.1);
            format!("{x},{y}")
        };
        points.iter().map(place).collect::<Vec<_>>().join(" ")
    };
    let points = [(&targets, "target", Key::Promised), (&results, "result", Key::Result)];
    let points = points.into_iter().flat_map(|(points, class, key)| {
        points.iter().map(move |it| {
            let (x, y) = place_of(it.0, it.1);
            let amount = told::range(it.2.value, it.2.value_high, &it.2.unit);
            (x, y, class, format!("{} {}：{amount}", it.0, Language::Zh.say(key)))
        })
    });
    Chart {
        place: place.to_owned(),
        name,
        unit,
        target: line(&targets),
        result: line(&results),
        points: points.collect(),
        years: (first, last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_marked_in_its_sentence() {
        assert_eq!(
            marked("全年新建公厕3座，植树。", "新建公厕3座"),
            ["全年", "新建公厕3座", "，植树。"]
        );
        assert_eq!(marked("别的。", "新建公厕3座"), ["", "新建公厕3座", ""]);
    }
}
