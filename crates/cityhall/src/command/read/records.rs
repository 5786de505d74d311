//! Figures and commitments as records for programs.

use std::io::{self, Write};

use reader::{Commitment, Diagnostic, Figure, Section, Span, Term};

use super::render::Counts;
use super::values::{self, Record, Value};
use super::{Out, Report, wire};

const FIGURE_FIELDS: [&str; 20] = [
    "part",
    "quote",
    "subject",
    "action",
    "value",
    "value_high",
    "unit",
    "sense",
    "direction",
    "relation",
    "year",
    "start",
    "end",
    "number_start",
    "number_end",
    "base_value",
    "base_value_high",
    "base_unit",
    "dimension",
    "confidence",
];
const COMMITMENT_FIELDS: [&str; 18] = [
    "id",
    "path",
    "sentence",
    "start",
    "end",
    "quote",
    "action",
    "object",
    "figures",
    "year",
    "kind",
    "places",
    "times",
    "owner",
    "list",
    "lacks",
    "measurable",
    "confidence",
];
const SECTION_FIELDS: [&str; 8] =
    ["index", "parent", "level", "title", "part", "start", "end", "text_end"];
const TERM_FIELDS: [&str; 5] = ["term", "explanation", "uses", "start", "end"];
/// Of records of all types in one table: what they have in common.
const COMMON_FIELDS: [&str; 6] = ["type", "id", "quote", "start", "end", "record"];

/// The header line of CSV.
pub(super) fn write_header(out: &mut dyn Write, what: Out, with_file: bool) -> io::Result<()> {
    let fields: &[&str] = match what {
        Out::Figures => &FIGURE_FIELDS,
        Out::Commitments => &COMMITMENT_FIELDS,
        Out::Outline => &SECTION_FIELDS,
        Out::Glossary => &TERM_FIELDS,
        Out::All => &COMMON_FIELDS,
    };
    let file = if with_file { "file," } else { "" };
    write!(out, "{file}{}\r\n", fields.join(","))
}

/// One JSON object a line.
pub(super) fn write_json(
    out: &mut impl Write,
    report: &Report,
    what: Out,
    with_file: bool,
) -> io::Result<()> {
    for record in records(report, what, with_file) {
        writeln!(out, "{}", values::json(&record))?;
    }
    Ok(())
}

/// One CSV row a record.
pub(super) fn write_csv(
    out: &mut impl Write,
    report: &Report,
    what: Out,
    with_file: bool,
) -> io::Result<()> {
    for record in records(report, what, with_file) {
        let record = if what == Out::All { common(record, with_file) } else { record };
        write!(out, "{}\r\n", values::csv(&record))?;
    }
    Ok(())
}

/// A record of any type as a row of the table of all: what all have, and the whole as JSON.
fn common(record: Record, with_file: bool) -> Record {
    let whole = values::json(&record);
    let find = |names: &[&str]| {
        let found = record.iter().find(|(name, _)| names.contains(name));
        found.map_or(Value::Null, |(_, value)| value.clone())
    };
    let mut row = vec![
        ("type", find(&["type"])),
        ("id", find(&["id"])),
        ("quote", find(&["quote", "title", "term", "code"])),
        ("start", find(&["start"])),
        ("end", find(&["end"])),
        ("record", Value::Text(whole)),
    ];
    if with_file {
        row.insert(0, ("file", find(&["file"])));
    }
    row
}

fn records(report: &Report, what: Out, with_file: bool) -> Vec<Record> {
    let mut records = match what {
        Out::Figures => figures(report),
        Out::Commitments => commitments(report),
        Out::Outline => sections(report),
        Out::Glossary => report.reading.glossary.iter().map(term).collect(),
        Out::All => all(report),
    };
    if with_file {
        // Behind the type, where there is one: a program branches on it first.
        let at = usize::from(what == Out::All);
        for record in &mut records {
            record.insert(at, ("file", Value::Text(report.path.display().to_string())));
        }
    }
    records
}

/// Every record with its type, the report first.
fn all(report: &Report) -> Vec<Record> {
    let reading = &report.reading;
    let typed = |name: &'static str| {
        move |mut record: Record| {
            record.insert(0, ("type", Value::from(name)));
            record
        }
    };
    let mut all = vec![typed("report")(about(report))];
    all.extend(sections(report).into_iter().map(typed("section")));
    all.extend(figures(report).into_iter().map(typed("figure")));
    all.extend(commitments(report).into_iter().map(typed("commitment")));
    all.extend(reading.glossary.iter().map(term).map(typed("term")));
    all.extend(reading.diagnostics.iter().map(diagnostic).map(typed("diagnostic")));
    all
}

/// What the reader was unsure of.
fn diagnostic(diagnostic: &Diagnostic) -> Record {
    vec![
        ("code", Value::from(wire::diagnostic(diagnostic.code))),
        ("start", Value::from(diagnostic.span.start)),
        ("end", Value::from(diagnostic.span.end)),
    ]
}

/// What the report is.
fn about(report: &Report) -> Record {
    let reading = &report.reading;
    let counts = Counts::of(report);
    let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::from);
    let date = reading.date.map(|it| format!("{:04}-{:02}-{:02}", it.year, it.month, it.day));
    vec![
        ("id", Value::Text(stem(report))),
        ("title", Value::from(reading.title.as_str())),
        ("place", text(&reading.place)),
        ("year", Value::from(reading.year)),
        ("body", text(&reading.body)),
        ("date", text(&date)),
        ("speaker", text(&reading.speaker)),
        ("format", Value::from(report.format)),
        ("notes", Value::Texts(report.notes.clone())),
        ("figures", Value::from(counts.figures)),
        ("commitments", Value::from(counts.commitments)),
        ("measurable", Value::from(counts.measurable)),
        ("reader", Value::from(reader::VERSION)),
    ]
}

fn sections(report: &Report) -> Vec<Record> {
    report.reading.outline.iter().enumerate().map(|(index, one)| section(index, one)).collect()
}

/// A heading: where it stands, and where what it governs ends.
fn section(index: usize, section: &Section) -> Record {
    vec![
        ("index", Value::from(index)),
        ("parent", section.parent.map_or(Value::Null, Value::from)),
        ("level", Value::from(usize::from(section.level))),
        ("title", Value::from(section.title.as_str())),
        ("part", Value::from(wire::part(section.part))),
        ("start", Value::from(section.heading.start)),
        ("end", Value::from(section.heading.end)),
        ("text_end", Value::from(section.span.end)),
    ]
}

fn term(term: &Term) -> Record {
    vec![
        ("term", Value::from(term.term.as_str())),
        ("explanation", Value::from(term.explanation.as_str())),
        ("uses", Value::from(term.uses.len())),
        ("start", Value::from(term.span.start)),
        ("end", Value::from(term.span.end)),
    ]
}

fn figures(report: &Report) -> Vec<Record> {
    report.reading.figures.iter().map(figure).collect()
}

fn commitments(report: &Report) -> Vec<Record> {
    let characters: Vec<char> = report.text.chars().collect();
    let stem = stem(report);
    let commitments = report.reading.commitments.iter().enumerate();
    commitments.map(|(index, one)| commitment(report, &characters, &stem, index, one)).collect()
}

/// A figure with the labelling guide's fields and its place in the text.
fn figure(figure: &Figure) -> Record {
    let base = figure.base_amount();
    vec![
        ("part", Value::from(wire::part(figure.part))),
        ("quote", Value::from(figure.quote.as_str())),
        ("subject", Value::from(figure.subject.as_str())),
        ("action", Value::from(figure.action.as_str())),
        ("value", Value::Number(figure.value)),
        ("value_high", figure.value_high.map_or(Value::Absent, Value::Number)),
        ("unit", Value::from(figure.unit.as_str())),
        ("sense", Value::from(wire::sense(figure.sense))),
        ("direction", Value::from(wire::direction(figure.direction))),
        ("relation", Value::from(wire::relation(figure.relation))),
        ("year", Value::from(figure.year)),
        ("start", Value::from(figure.span.start)),
        ("end", Value::from(figure.span.end)),
        ("number_start", Value::from(figure.number.start)),
        ("number_end", Value::from(figure.number.end)),
        ("base_value", Value::Number(base.value)),
        ("base_value_high", base.value_high.map_or(Value::Absent, Value::Number)),
        ("base_unit", Value::Text(base.unit)),
        ("dimension", Value::from(wire::dimension(base.dimension))),
        ("confidence", Value::from(usize::from(figure.confidence.percent()))),
    ]
}

fn commitment(
    report: &Report,
    characters: &[char],
    stem: &str,
    index: usize,
    commitment: &Commitment,
) -> Record {
    let cut = |span: Span| -> String {
        characters.get(span.start..span.end).unwrap_or_default().iter().collect()
    };
    let words = |spans: &[Span]| Value::Texts(spans.iter().map(|span| cut(*span)).collect());
    let lacks = commitment.lacks.iter();
    let figures = commitment.figures.iter().map(|&at| figure(&report.reading.figures[at]));
    vec![
        ("id", Value::Text(format!("{stem}/{}", index + 1))),
        ("path", Value::Texts(commitment.path.clone())),
        ("sentence", Value::Text(cut(commitment.sentence))),
        ("start", Value::from(commitment.span.start)),
        ("end", Value::from(commitment.span.end)),
        ("quote", Value::from(commitment.quote.as_str())),
        ("action", Value::from(commitment.action.as_str())),
        ("object", Value::from(commitment.object.as_str())),
        ("figures", Value::Records(figures.collect())),
        ("year", Value::from(commitment.year)),
        ("kind", Value::from(wire::kind(commitment.kind))),
        ("places", words(&commitment.places)),
        ("times", words(&commitment.times)),
        ("owner", commitment.owner.as_deref().map_or(Value::Null, Value::from)),
        ("list", commitment.list.map_or(Value::Null, |list| Value::Text(cut(list)))),
        ("lacks", Value::Texts(lacks.map(|&lack| wire::lack(lack).to_owned()).collect())),
        ("measurable", Value::Flag(commitment.is_measurable())),
        ("confidence", Value::from(usize::from(commitment.confidence.percent()))),
    ]
}

/// What the ids of a report begin with: place and year, else the name of the file.
fn stem(report: &Report) -> String {
    let name = report.path.file_stem().map(|name| name.to_string_lossy().into_owned());
    match (&report.reading.place, report.reading.year) {
        (Some(place), Some(year)) => format!("{place}-{year}"),
        (Some(place), None) => place.clone(),
        (None, Some(year)) => format!("{}-{year}", name.unwrap_or_default()),
        (None, None) => name.unwrap_or_default(),
    }
}
