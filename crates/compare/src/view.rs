//! A report's figures as they are compared: what each measures, its words and its surroundings.

use reader::{BaseAmount, Dimension, Figure, Part, Reading, Sense, Span};

use crate::Report;
use crate::phrase::{Phrase, members};
use crate::weigh::Pairs;
use crate::words::{holds, words};

/// What ends an item of a list.
const ITEM_ENDS: [char; 10] = ['、', '，', ',', '。', '；', ';', '：', '\n', '！', '—'];
/// What ends a sentence.
const SENTENCE_ENDS: [char; 4] = ['。', '；', '！', '\n'];
/// How many characters before a number are its context.
const CONTEXT_CHARACTERS: usize = 60;

/// How far back a paragraph may tell which part of the place it is about, in characters.
const PARAGRAPH_CHARACTERS: usize = 200;

/// A figure made ready to be compared.
pub(crate) struct View<'a> {
    /// Index in [`reader::Reading::figures`].
    pub(crate) index: usize,
    pub(crate) figure: &'a Figure,
    pub(crate) base: BaseAmount,
    /// What it measures: the whole, then the members of a joint subject.
    pub(crate) measures: Vec<Measured>,
    /// It is told of a part of the place (`中心城区`), as its sentence or its heading says.
    pub(crate) is_inner: bool,
    /// It may be, as its paragraph says.
    pub(crate) may_be_inner: bool,
    /// Words of the item that holds it.
    pub(crate) item: String,
    /// The pairs of its item with its verb.
    pub(crate) item_pairs: Pairs,
    /// Something new is made.
    pub(crate) makes: bool,
    /// Something that was there is made better.
    pub(crate) mends: bool,
    /// What stands behind the number in its item and tells more of what is counted.
    pub(crate) tail: Pairs,
    /// Other numbers in front of it that are part of the name (`超50亿元企业3家`).
    pub(crate) qualifiers: Vec<String>,
    /// The sentence before it.
    pub(crate) context: Pairs,
    /// The heading that it stands under.
    pub(crate) heading: Pairs,
    /// Its number is the size of what is meant and not how many there are.
    pub(crate) is_size: bool,
    /// It stands where the review looks back over several years, or the plan ahead.
    pub(crate) is_of_years: bool,
}

/// One thing that a figure measures.
pub(crate) struct Measured {
    pub(crate) phrase: Phrase,
    pub(crate) pairs: Pairs,
}

impl Measured {
    /// What says little is taken with what it belongs to.
    fn of(subject: &str, owner: &str) -> Self {
        let mut phrase = Phrase::of(subject);
        phrase.owner = phrase.is_generic().then(|| owner.to_owned()).filter(|it| !it.is_empty());
        let owner = phrase.owner.as_deref().unwrap_or_default();
        Self { pairs: Pairs::of(&format!("{owner}{}", phrase.key)), phrase }
    }
}

impl View<'_> {
    /// Whether its subject names several things.
    pub(crate) fn is_joint(&self) -> bool {
        self.measures.len() > 1
    }

    /// Whether one number is told of several things together, and of none of them alone.
    pub(crate) fn is_total(&self) -> bool {
        self.is_joint()
            && self.figure.sense == Sense::Level
            && self.base.dimension != Dimension::Rate
    }

    /// Whether it is the distance from a reference (`高于全省2个百分点`).
    pub(crate) fn is_gap(&self) -> bool {
        self.base.dimension == Dimension::Points && self.figure.sense == Sense::Level
    }

    /// What it measures as a whole.
    pub(crate) fn phrase(&self) -> &Phrase {
        &self.measures[0].phrase
    }
}

/// The figures of one part that say how much of something is promised or was reached.
pub(crate) fn views<'a>(report: &Report<'a>, part: Part) -> Vec<View<'a>> {
    let text: Vec<char> = report.text.chars().collect();
    let of_years =
        if part == Part::Plan { look_aheads(&text, report) } else { look_backs(&text, report) };
    let figures = &report.reading.figures;
    let of_part = figures.iter().enumerate().filter(|(_, figure)| figure.part == part);
    let mut views = Vec::new();
    for (index, figure) in of_part {
        let before = index.checked_sub(1).map(|at| &figures[at]);
        let after = figures.get(index + 1);
        let surroundings = Surroundings {
            is_of_years: of_years.iter().any(|span| contains(*span, figure.number.start)),
            subject: of_towns_or_country(before, figure, after),
            owner: owner(&text, &figures[..index], figure),
        };
        views.push(view(&text, report, index, figure, surroundings));
    }
    views
}

/// What must be known of other figures.
struct Surroundings {
    is_of_years: bool,
    /// The figure's own subject.
    subject: String,
    /// What the figure before it in the same sentence measures, or what stands behind the number.
    owner: String,
}

/// `城乡居民收入分别增长5%、7%`: the first is of towns, the second of the country.
fn of_towns_or_country(before: Option<&Figure>, figure: &Figure, after: Option<&Figure>) -> String {
    let is_twin = |other: Option<&Figure>| {
        other.is_some_and(|it| it.quote == figure.quote && it.subject == figure.subject)
    };
    let subject = figure.subject.as_str();
    if !subject.contains("城乡") || !figure.quote.contains("分别") {
        return subject.to_owned();
    }
    match (is_twin(before), is_twin(after)) {
        (false, true) => subject.replacen("城乡", "城镇", 1),
        (true, false) => subject.replacen("城乡", "农村", 1),
        _ => subject.to_owned(),
    }
}

/// What a figure that says little of its subject belongs to.
fn owner(text: &[char], before: &[Figure], figure: &Figure) -> String {
    let behind = tail_words(text, figure);
    if behind.chars().count() > 1 {
        return behind;
    }
    for before in before.iter().rev().take(3) {
        let between = text.get(before.number.end..figure.number.start).unwrap_or_default();
        if between.len() > CONTEXT_CHARACTERS || between.iter().any(|c| SENTENCE_ENDS.contains(c)) {
            break;
        }
        if !Phrase::of(&before.subject).is_generic() {
            return normal(&before.subject);
        }
    }
    String::new()
}

fn view<'a>(
    text: &[char],
    report: &Report<'a>,
    index: usize,
    figure: &'a Figure,
    surroundings: Surroundings,
) -> View<'a> {
    let item = item(text, figure.number);
    let before = stretch_before(text, figure.number.start, &SENTENCE_ENDS, CONTEXT_CHARACTERS);
    let paragraph = stretch_before(text, figure.number.start, &['\n'], PARAGRAPH_CHARACTERS);
    let heading = figure.section.and_then(|at| report.reading.outline.get(at));
    let Surroundings { is_of_years, subject, owner } = surroundings;
    // What the reader could not name is what stands behind the number.
    let subject = if subject.is_empty() { tail_words(text, figure) } else { subject };
    let subject = with_level(&item, subject);
    let is_rate = matches!(figure.sense, Sense::Share | Sense::Change);
    let mut measures = vec![Measured::of(&subject, &owner)];
    let members = members(&subject, is_rate);
    measures.extend(members.into_iter().map(|member| Measured::of(member, "")));
    let own = format!("{}{}", figure.action, item);
    let base = figure.base_amount();
    View {
        index,
        figure,
        is_size: is_size(text, figure, base.dimension),
        base,
        tail: Pairs::of(&tail_words(text, figure)).without(&measures[0].pairs),
        qualifiers: qualifiers(text, figure.number),
        measures,
        item_pairs: Pairs::of(&normal(&own)),
        makes: holds(&own, &words().making),
        mends: holds(&own, &words().renewal),
        may_be_inner: holds(&paragraph, &words().inner),
        is_inner: holds(&before, &words().inner)
            || heading.is_some_and(|section| holds(&section.title, &words().inner)),
        item,
        context: Pairs::of(&normal(&before)),
        heading: Pairs::of(heading.map_or("", |section| &section.title)),
        is_of_years,
    }
}

/// A subject with the level of government that stands right before it.
fn with_level(item: &str, subject: String) -> String {
    if subject.is_empty() {
        return subject;
    }
    let before = item.split_once(subject.as_str()).map_or("", |(before, _)| before);
    let level = words().levels.iter().map(|(word, _)| *word);
    let level = level.filter(|word| word.chars().count() > 1).find(|word| before.ends_with(word));
    level.map_or_else(|| subject.clone(), |level| format!("{level}{subject}"))
}

fn normal(text: &str) -> String {
    words().anywhere.replace(&text.replace(['“', '”', ' ', '\n'], ""))
}

/// The item of a list that a number stands in.
fn item(text: &[char], number: Span) -> String {
    let before = stretch_before(text, number.start, &ITEM_ENDS, CONTEXT_CHARACTERS);
    let after = text.get(number.end..).unwrap_or_default();
    let after = after.iter().take_while(|c| !ITEM_ENDS.contains(c)).take(CONTEXT_CHARACTERS);
    before.chars().chain(after.copied()).collect()
}

/// What stands before a place, from the last of some ends on.
fn stretch_before(text: &[char], at: usize, ends: &[char], most: usize) -> String {
    let before = text.get(at.saturating_sub(most)..at).unwrap_or_default();
    let start = before.iter().rposition(|c| ends.contains(c)).map_or(0, |end| end + 1);
    before[start..].iter().collect()
}

/// Behind the number: what is told of the things counted beside their name.
fn tail_words(text: &[char], figure: &Figure) -> String {
    let after = text.get(figure.number.end..).unwrap_or_default();
    let after: String = after.iter().take_while(|c| !ITEM_ENDS.contains(c)).take(30).collect();
    // In a list of numbers what follows belongs to the next.
    let after = after.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    let subject = normal(&figure.subject);
    let after = normal(after).replacen(&subject, "", 1);
    let rest = words().noise.replace(&words().stop.replace(&after));
    // A single character is left of a word that was taken out.
    if rest.chars().count() > 1 { rest } else { String::new() }
}

/// Numbers with their units that stand before a number in its item.
fn qualifiers(text: &[char], number: Span) -> Vec<String> {
    let before = stretch_before(text, number.start, &ITEM_ENDS, 16);
    let mut found = Vec::new();
    let mut digits = String::new();
    for c in before.chars() {
        if c.is_ascii_digit() || c == '.' {
            digits.push(c);
        } else if !digits.is_empty() {
            digits.push(c);
            found.push(std::mem::take(&mut digits));
        }
    }
    found
}

/// Whether a number is the size of what is counted and not how many there are (`30户以上的村`).
fn is_size(text: &[char], figure: &Figure, dimension: Dimension) -> bool {
    const BOUNDS: [&str; 4] = ["以上", "以下", "以内", "以外"];
    if matches!(figure.unit.as_str(), "岁" | "周岁" | "级" | "度" | "厘米") {
        return true;
    }
    let end = figure.number.end;
    let near = |from: usize, to: usize| -> String {
        text.get(from..to.min(text.len())).unwrap_or_default().iter().collect()
    };
    let (within, behind) = (near(end.saturating_sub(2), end), near(end, end + 8));
    let bound = BOUNDS.iter().find(|bound| behind.starts_with(**bound));
    let after = bound.map_or(behind.as_str(), |bound| &behind[bound.len()..]);
    let is_bounded = bound.is_some() || BOUNDS.contains(&within.as_str());
    let is_glued = is_bounded && after.chars().next().is_some_and(char::is_alphanumeric);
    match dimension {
        Dimension::Households | Dimension::Persons => is_glued && holds(after, &words().sized),
        Dimension::Money => ["企业", "项目", "县", "乡镇", "园区", "产业", "集群"]
            .iter()
            .any(|thing| after.starts_with(thing)),
        Dimension::Area | Dimension::Length => is_glued && holds(after, &["河", "企业", "商铺"]),
        _ => false,
    }
}

/// Whether the better half of a review looks back over several years.
pub(crate) fn reviews_years(text: &str, reading: &Reading) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let spans = look_backs(&characters, &Report { text, reading, year: reading.year });
    let is_review = |figure: &&Figure| figure.part == Part::Review;
    let review = reading.figures.iter().filter(is_review);
    let (all, of_years) = review.fold((0_usize, 0_usize), |(all, of_years), figure| {
        let is_of_years = spans.iter().any(|span| contains(*span, figure.number.start));
        (all + 1, of_years + usize::from(is_of_years))
    });
    2 * of_years > all
}

/// Where a review looks back over several years: from words that turn to them to words that come
/// back to one, or to the end of the review.
fn look_backs(text: &[char], report: &Report) -> Vec<Span> {
    let Some(last_year) = report.year.map(|year| format!("{}年", year - 1)) else {
        return Vec::new();
    };
    let words = words();
    spans_between(text, report, Part::Review, &words.years, |at, is_sentence_start| {
        starts_with_any(&text[at..], &words.year)
            || (is_sentence_start
                && starts_with_any(&text[at..], &[&last_year])
                && !is_span(&text[at + 5..]))
    })
}

/// Where a plan looks ahead over several years: to words that come back to this one.
fn look_aheads(text: &[char], report: &Report) -> Vec<Span> {
    let Some(this_year) = report.year.map(|year| format!("{year}年")) else {
        return Vec::new();
    };
    let words = words();
    spans_between(text, report, Part::Plan, &words.ahead, |at, _| {
        starts_with_any(&text[at..], &words.this_year)
            || (starts_with_any(&text[at..], &[&this_year]) && !is_span(&text[at + 5..]))
    })
}

/// Stretches of a part from some words on to where the text turns back, or to the part's end.
/// `is_back` is asked for each place, and told whether a sentence begins there.
fn spans_between(
    text: &[char],
    report: &Report,
    part: Part,
    from: &[&str],
    is_back: impl Fn(usize, bool) -> bool,
) -> Vec<Span> {
    let others = report.reading.outline.iter().filter(|it| it.part != part);
    let ends: std::collections::BTreeSet<usize> = others.map(|it| it.span.start).collect();
    let (mut spans, mut since) = (Vec::new(), None);
    let mut is_sentence_start = true;
    for (at, c) in text.iter().enumerate() {
        match since {
            Some(start) if is_back(at, is_sentence_start) || ends.contains(&at) => {
                spans.push(Span { start, end: at });
                since = None;
            }
            None if starts_with_any(&text[at..], from) => since = Some(at),
            _ => {}
        }
        is_sentence_start = SENTENCE_ENDS.contains(c) || (is_sentence_start && c.is_whitespace());
    }
    spans.extend(since.map(|start| Span { start, end: text.len() }));
    spans
}

fn starts_with_any(text: &[char], words: &[&str]) -> bool {
    words.iter().any(|word| {
        let mut characters = text.iter();
        word.chars().all(|c| characters.next() == Some(&c))
    })
}

/// Whether a year opens a span of years (`2026年到2030年`).
fn is_span(after: &[char]) -> bool {
    matches!(after.first(), Some('到' | '至' | '—' | '-' | '以'))
}

fn contains(span: Span, at: usize) -> bool {
    (span.start..span.end).contains(&at)
}
