//! Figures and commitments as records for programs.

use std::io::{self, Write};

use reader::{Commitment, Direction, Figure, Part, Relation, Sense};

use super::values::{self, Record, Value};
use super::{Out, Report};

const FIGURE_FIELDS: [&str; 13] = [
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
];
const COMMITMENT_FIELDS: [&str; 10] =
    ["id", "path", "sentence", "start", "end", "quote", "action", "object", "figures", "year"];

/// The header line of CSV.
pub(super) fn write_header(out: &mut impl Write, what: Out, with_file: bool) -> io::Result<()> {
    let fields: &[&str] = match what {
        Out::Figures => &FIGURE_FIELDS,
        Out::Commitments => &COMMITMENT_FIELDS,
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
        write!(out, "{}\r\n", values::csv(&record))?;
    }
    Ok(())
}

fn records(report: &Report, what: Out, with_file: bool) -> Vec<Record> {
    let mut records: Vec<Record> = match what {
        Out::Figures => report.reading.figures.iter().map(figure).collect(),
        Out::Commitments => {
            let characters: Vec<char> = report.text.chars().collect();
            let stem = stem(report);
            report
                .reading
                .commitments
                .iter()
                .enumerate()
                .map(|(index, one)| commitment(report, &characters, &stem, index, one))
                .collect()
        }
    };
    if with_file {
        for record in &mut records {
            record.insert(0, ("file", Value::Text(report.path.display().to_string())));
        }
    }
    records
}

/// A figure with the labelling guide's fields and its place in the text.
fn figure(figure: &Figure) -> Record {
    vec![
        ("part", Value::from(part(figure.part))),
        ("quote", Value::from(figure.quote.as_str())),
        ("subject", Value::from(figure.subject.as_str())),
        ("action", Value::from(figure.action.as_str())),
        ("value", Value::Number(figure.value)),
        ("value_high", figure.value_high.map_or(Value::Absent, Value::Number)),
        ("unit", Value::from(figure.unit.as_str())),
        ("sense", Value::from(sense(figure.sense))),
        ("direction", Value::from(direction(figure.direction))),
        ("relation", Value::from(relation(figure.relation))),
        ("year", Value::from(figure.year)),
        ("start", Value::from(figure.span.start)),
        ("end", Value::from(figure.span.end)),
    ]
}

fn commitment(
    report: &Report,
    characters: &[char],
    stem: &str,
    index: usize,
    commitment: &Commitment,
) -> Record {
    let sentence: String = characters
        .get(commitment.sentence.start..commitment.sentence.end)
        .unwrap_or_default()
        .iter()
        .collect();
    let figures = commitment.figures.iter().map(|&at| figure(&report.reading.figures[at]));
    vec![
        ("id", Value::Text(format!("{stem}/{}", index + 1))),
        ("path", Value::Texts(commitment.path.clone())),
        ("sentence", Value::Text(sentence)),
        ("start", Value::from(commitment.span.start)),
        ("end", Value::from(commitment.span.end)),
        ("quote", Value::from(commitment.quote.as_str())),
        ("action", Value::from(commitment.action.as_str())),
        ("object", Value::from(commitment.object.as_str())),
        ("figures", Value::Records(figures.collect())),
        ("year", Value::from(commitment.year)),
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

fn part(part: Part) -> &'static str {
    match part {
        Part::Review => "review",
        Part::Plan => "plan",
        Part::Other => "other",
    }
}

fn sense(sense: Sense) -> &'static str {
    match sense {
        Sense::Level => "level",
        Sense::Change => "change",
        Sense::Share => "share",
        Sense::Rank => "rank",
    }
}

fn direction(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Up) => "up",
        Some(Direction::Down) => "down",
        None => "",
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "eq",
        Relation::Approx => "approx",
        Relation::Ge => "ge",
        Relation::Gt => "gt",
        Relation::Le => "le",
        Relation::Lt => "lt",
    }
}
