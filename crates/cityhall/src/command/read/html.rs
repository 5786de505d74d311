//! A report as one page that opens anywhere: its text with every figure marked, and beside it how
//! each was read. It asks nothing of any other place, and works without its script.

use std::borrow::Borrow;
use std::io::{self, Write};

use askama::Template;
use reader::layout::{self, Block};
use reader::{Commitment, Figure};

use super::render::{Counts, warnings};
use super::targets::main_targets;
use super::{Report, told, wire};
use crate::messages::{Key, Language};

#[derive(Template)]
#[template(path = "read.html")]
struct Page<'a> {
    language: Language,
    title: &'a str,
    /// Name and words of what the report is.
    facts: Vec<(&'static str, String)>,
    counts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    /// What of the marks can be shown: the class, its name.
    shows: [(&'static str, &'static str); 5],
    targets: Vec<TargetView<'a>>,
    contents: Vec<(u8, String, String)>,
    blocks: Vec<Block<Mark>>,
    figures: Vec<FigureView>,
    promises: Vec<PromiseView>,
    terms: Vec<(&'a str, &'a str)>,
}

impl Page<'_> {
    /// A message; templates pass what they name by reference.
    fn say(&self, key: impl Borrow<Key>) -> &'static str {
        self.language.say(*key.borrow())
    }
}

/// A main target.
struct TargetView<'a> {
    anchor: String,
    subject: &'a str,
    amount: String,
    year: String,
}

/// The mark of a figure, or of words of a promise.
struct Mark {
    anchor: String,
    /// Classes: what it is, which part it stands in, what is to be checked.
    classes: String,
    /// The first mark of an item carries its anchor.
    first: bool,
}

/// How a figure was read.
struct FigureView {
    anchor: String,
    quote: String,
    rows: Vec<(&'static str, String)>,
    previous: Option<String>,
    next: Option<String>,
}

/// How a promise was read.
struct PromiseView {
    anchor: String,
    quote: String,
    rows: Vec<(&'static str, String)>,
    figures: Vec<(String, String)>,
}

/// What is marked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Figure(usize),
    Promise(usize),
}

/// Writes the page.
pub(super) fn write(out: &mut impl Write, report: &Report, language: Language) -> io::Result<()> {
    let reading = &report.reading;
    let say = |key| language.say(key);
    let blocks = blocks(report);
    let targets = main_targets(report);
    let place = |figure: &&Figure| reading.figures.iter().position(|it| std::ptr::eq(it, *figure));
    let page = Page {
        language,
        title: if reading.title.is_empty() { say(Key::Untitled) } else { &reading.title },
        facts: facts(report, language),
        counts: counts(report, language),
        warnings: warnings(report, language),
        shows: [
            ("all", say(Key::All)),
            ("plan", say(Key::Plan)),
            ("review", say(Key::Review)),
            ("unsure", say(Key::CheckFirst)),
            ("open", say(Key::OpenOnly)),
        ],
        targets: targets
            .iter()
            .map(|figure| TargetView {
                anchor: place(figure).map(|at| format!("f{at}")).unwrap_or_default(),
                // A link needs words.
                subject: if figure.subject.is_empty() { &figure.quote } else { &figure.subject },
                amount: told::meant(figure, language),
                year: figure.year.map(|year| year.to_string()).unwrap_or_default(),
            })
            .collect(),
        contents: layout::contents(&blocks),
        blocks,
        figures: (0..reading.figures.len()).map(|at| figure_view(report, at, language)).collect(),
        promises: reading
            .commitments
            .iter()
            .enumerate()
            .map(|(at, one)| promise_view(report, at, one, language))
            .collect(),
        terms: reading
            .glossary
            .iter()
            .map(|term| (term.term.as_str(), term.explanation.as_str()))
            .collect(),
    };
    let text = page.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn facts(report: &Report, language: Language) -> Vec<(&'static str, String)> {
    let reading = &report.reading;
    let date = reading.date.map(|it| format!("{:04}-{:02}-{:02}", it.year, it.month, it.day));
    let all = [
        (Key::Place, reading.place.clone()),
        (Key::Year, reading.year.map(|year| year.to_string())),
        (Key::Body, reading.body.clone()),
        (Key::Date, date),
        (Key::Speaker, reading.speaker.clone()),
    ];
    all.into_iter().filter_map(|(key, text)| Some((language.say(key), text?))).collect()
}

fn counts(report: &Report, language: Language) -> Vec<(&'static str, String)> {
    let counts = Counts::of(report);
    let unsure = report.reading.figures.iter().filter(|it| is_unsure(it)).count();
    let all = [
        (Key::Figures, counts.figures),
        (Key::Commitments, counts.commitments),
        (Key::Measurable, counts.measurable),
        (Key::CheckFirst, unsure),
    ];
    all.map(|(key, count)| (language.say(key), count.to_string())).to_vec()
}

fn is_unsure(figure: &Figure) -> bool {
    !figure.confidence.is_sure()
}

/// The text with figures and promises marked; a figure within a promise is marked as a figure.
fn blocks(report: &Report) -> Vec<Block<Mark>> {
    let reading = &report.reading;
    let mut marks: Vec<Option<Item>> = vec![None; report.text.chars().count()];
    let promises =
        reading.commitments.iter().enumerate().map(|(at, one)| (Item::Promise(at), one.span));
    let figures =
        reading.figures.iter().enumerate().map(|(at, one)| (Item::Figure(at), one.number));
    for (item, span) in promises.chain(figures) {
        for mark in marks.get_mut(span.start..span.end).into_iter().flatten() {
            if matches!(item, Item::Figure(_)) || mark.is_none() {
                *mark = Some(item);
            }
        }
    }
    let mut anchored = std::collections::BTreeSet::new();
    layout::lay_out(&report.text, &reading.outline, &reading.title, &marks, |item| {
        let (anchor, classes) = match item {
            Item::Figure(at) => {
                let figure = &reading.figures[at];
                let doubt = if is_unsure(figure) { " unsure" } else { "" };
                (format!("f{at}"), format!("figure {}{doubt}", wire::part(figure.part)))
            }
            Item::Promise(at) => {
                let is_open = !reading.commitments[at].is_measurable();
                (format!("p{at}"), format!("promise plan{}", if is_open { " open" } else { "" }))
            }
        };
        Mark { anchor, classes, first: anchored.insert(item) }
    })
}

fn figure_view(report: &Report, at: usize, language: Language) -> FigureView {
    let figures = &report.reading.figures;
    let figure = &figures[at];
    let say = |key| language.say(key);
    let base = figure.base_amount();
    let mut rows = vec![
        (say(Key::InWords), told::sentence(figure, language)),
        (say(Key::Subject), figure.subject.clone()),
        (say(Key::Action), figure.action.clone()),
        (say(Key::AsWritten), reader::words_at(&report.text, figure.number)),
        (say(Key::Normalised), told::range(base.value, base.value_high, &base.unit)),
        (say(Key::Relation), say(told::relation(figure.relation)).to_owned()),
        (say(Key::Meant), say(told::sense(figure)).to_owned()),
        (say(Key::Part), say(told::part(figure.part)).to_owned()),
        (say(Key::Year), figure.year.map(|year| year.to_string()).unwrap_or_default()),
        (say(Key::Section), path(report, figure.section)),
        (say(Key::Sure), format!("{}%", figure.confidence.percent())),
    ];
    rows.retain(|(_, text)| !text.trim().is_empty());
    FigureView {
        anchor: format!("f{at}"),
        quote: figure.quote.clone(),
        rows,
        previous: at.checked_sub(1).map(|at| format!("f{at}")),
        next: (at + 1 < figures.len()).then(|| format!("f{}", at + 1)),
    }
}

/// The headings that something stands under, outermost first.
fn path(report: &Report, section: Option<usize>) -> String {
    let outline = &report.reading.outline;
    let innermost = section.map(|at| &outline[at]);
    let sections =
        std::iter::successors(innermost, |section| section.parent.map(|at| &outline[at]));
    let mut titles: Vec<&str> = sections.map(|section| section.title.as_str()).collect();
    titles.reverse();
    titles.join(" › ")
}

fn promise_view(report: &Report, at: usize, one: &Commitment, language: Language) -> PromiseView {
    let say = |key| language.say(key);
    let words = |spans: &[reader::Span]| {
        let words = spans.iter().map(|span| reader::words_at(&report.text, *span));
        words.collect::<Vec<_>>().join(say(Key::Comma))
    };
    let mut rows = vec![
        (say(Key::Kind), say(told::kind(one.kind)).to_owned()),
        (say(Key::Action), one.action.clone()),
        (say(Key::Object), one.object.clone()),
        (say(Key::Where), words(&one.places)),
        (say(Key::When), words(&one.times)),
        (say(Key::Owner), one.owner.clone().unwrap_or_default()),
        (say(Key::Section), one.path.join(" › ")),
        (say(Key::CannotMeasure), told::missing(one, language).join(say(Key::Comma))),
        (say(Key::Sure), format!("{}%", one.confidence.percent())),
    ];
    rows.retain(|(_, text)| !text.is_empty());
    let figures = one.figures.iter();
    let figure =
        |at: &usize| (format!("f{at}"), told::meant(&report.reading.figures[*at], language));
    PromiseView {
        anchor: format!("p{at}"),
        quote: one.quote.clone(),
        rows,
        figures: figures.map(figure).collect(),
    }
}
