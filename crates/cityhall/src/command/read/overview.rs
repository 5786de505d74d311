//! A report at a glance: what it is, its main targets, what cannot be measured, and what to check
//! first. Of several reports a line each.

use std::collections::BTreeMap;
use std::io::{self, Write};

use reader::{Commitment, Figure, Part, Reading};
use unicode_width::UnicodeWidthStr;

use super::render::{Counts, Tally, warnings};
use super::targets::main_targets;
use super::{Report, table, told};
use crate::messages::{Key, Language};

/// How many main targets are shown.
const TARGETS_SHOWN: usize = 24;
/// How many promises that cannot be measured are shown for each reason.
const EXAMPLES_SHOWN: usize = 10;
/// How many readings to check are shown.
const DOUBTS_SHOWN: usize = 8;

/// Columns of the line of a report: place, year, three counts and a share.
const COLUMNS: [usize; 6] = [20, 7, 8, 11, 10, 6];

/// The overview of one report.
pub(super) fn write(out: &mut impl Write, report: &Report, language: Language) -> io::Result<()> {
    let width = table::width();
    write_head(out, report, language, width)?;
    let targets = main_targets(report);
    if !targets.is_empty() {
        writeln!(out, "\n{}", language.say(Key::MainTargets))?;
        let row = |figure: &&Figure| {
            let year = figure.year.map(|year| year.to_string()).unwrap_or_default();
            vec![figure.subject.clone(), told::meant(figure, language), year, figure.quote.clone()]
        };
        let rows: Vec<Vec<String>> = targets.iter().take(TARGETS_SHOWN).map(row).collect();
        let header = [Key::Indicator, Key::Amount, Key::Year, Key::Words];
        table::write(out, &header.map(|key| language.say(key)), &rows, width)?;
        write_rest(out, targets.len(), TARGETS_SHOWN, language)?;
    }
    write_unmeasurable(out, &report.reading, language, width)?;
    write_doubts(out, &report.reading, language, width)?;
    let warnings = warnings(report, language);
    if !warnings.is_empty() {
        writeln!(out, "\n{}", language.say(Key::Beware))?;
    }
    for warning in warnings {
        writeln!(out, "  {}", table::cut(&warning, width.saturating_sub(2)))?;
    }
    writeln!(out, "\n{}", language.say(Key::MoreWith))
}

fn write_head(
    out: &mut impl Write,
    report: &Report,
    language: Language,
    width: usize,
) -> io::Result<()> {
    let reading = &report.reading;
    let say = |key| language.say(key);
    let title = if reading.title.is_empty() { say(Key::Untitled) } else { &reading.title };
    writeln!(out, "{}", table::cut(title, width))?;
    let place = reading.place.as_deref().unwrap_or(say(Key::Unknown));
    let year = reading.year.map_or(say(Key::Unknown).to_owned(), |year| year.to_string());
    writeln!(out, "{}: {place}  {}: {year}", say(Key::Place), say(Key::Year))?;
    let date = reading.date.map(|it| format!("{:04}-{:02}-{:02}", it.year, it.month, it.day));
    let given = [(Key::Body, &reading.body), (Key::Date, &date), (Key::Speaker, &reading.speaker)];
    for (key, text) in given {
        if let Some(text) = text {
            writeln!(out, "{}", table::cut(&format!("{}: {text}", say(key)), width))?;
        }
    }
    let of = |part| reading.figures.iter().filter(|figure| figure.part == part).count();
    let counts = Counts::of(report);
    writeln!(
        out,
        "{}: {} ({} {}, {} {})  {}: {} ({} {})  {}: {}",
        say(Key::Figures),
        counts.figures,
        say(Key::Review),
        of(Part::Review),
        say(Key::Plan),
        of(Part::Plan),
        say(Key::Commitments),
        counts.commitments,
        say(Key::Measurable),
        counts.measurable,
        say(Key::Sections),
        reading.outline.len(),
    )
}

fn write_unmeasurable(
    out: &mut impl Write,
    reading: &Reading,
    language: Language,
    width: usize,
) -> io::Result<()> {
    let mut by_reason: BTreeMap<String, Vec<&Commitment>> = BTreeMap::new();
    for commitment in reading.commitments.iter().filter(|one| !one.is_measurable()) {
        let missing = told::missing(commitment, language).join(language.say(Key::Comma));
        by_reason.entry(missing).or_default().push(commitment);
    }
    for (missing, commitments) in by_reason {
        let heading = language.say(Key::CannotMeasure);
        writeln!(out, "\n{heading} {missing} ({})", commitments.len())?;
        let examples = examples(&commitments, EXAMPLES_SHOWN).into_iter().map(|commitment| {
            let section = commitment.path.last().map_or("", String::as_str);
            vec![format!("  {}", table::cut(section, width / 3)), commitment.quote.clone()]
        });
        table::write_rows(out, &examples.collect::<Vec<_>>(), width)?;
        write_rest(out, commitments.len(), EXAMPLES_SHOWN, language)?;
    }
    Ok(())
}

/// At most so many, of as many sections as possible, in the order of the text.
fn examples<'a>(commitments: &[&'a Commitment], most: usize) -> Vec<&'a Commitment> {
    let mut before: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, &Commitment)> = commitments
        .iter()
        .map(|commitment| {
            let rank = before.entry(commitment.section).or_default();
            *rank += 1;
            (*rank, *commitment)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(most);
    let mut chosen: Vec<&Commitment> = ranked.into_iter().map(|(_, one)| one).collect();
    chosen.sort_by_key(|one| one.span);
    chosen
}

fn write_doubts(
    out: &mut impl Write,
    reading: &Reading,
    language: Language,
    width: usize,
) -> io::Result<()> {
    let unsure = reading.figures.iter().filter(|it| !it.confidence.is_sure());
    let mut unsure: Vec<&Figure> = unsure.collect();
    unsure.sort_by_key(|figure| figure.confidence);
    if unsure.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} ({})", language.say(Key::CheckFirst), unsure.len())?;
    let row = |figure: &&Figure| {
        vec![
            format!("{}%", figure.confidence.percent()),
            figure.subject.clone(),
            told::meant(figure, language),
            figure.quote.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = unsure.iter().take(DOUBTS_SHOWN).map(row).collect();
    let header = [Key::Sure, Key::Indicator, Key::Amount, Key::Words];
    table::write(out, &header.map(|key| language.say(key)), &rows, width)?;
    write_rest(out, unsure.len(), DOUBTS_SHOWN, language)
}

fn write_rest(
    out: &mut impl Write,
    all: usize,
    shown: usize,
    language: Language,
) -> io::Result<()> {
    match all.checked_sub(shown) {
        None | Some(0) => Ok(()),
        Some(rest) => writeln!(out, "  … {} {rest}", language.say(Key::AndMore)),
    }
}

/// What stands above the lines of several reports.
pub(super) fn write_header(out: &mut dyn Write, language: Language) -> io::Result<()> {
    let keys = [
        Key::Place,
        Key::Year,
        Key::Figures,
        Key::Commitments,
        Key::Measurable,
        Key::Notes,
        Key::File,
    ];
    write_cells(out, &keys.map(|key| language.say(key).to_owned()))
}

/// The line of one of several reports.
pub(super) fn write_line(
    out: &mut dyn Write,
    report: &Report,
    language: Language,
) -> io::Result<()> {
    let reading = &report.reading;
    let counts = Counts::of(report);
    let unknown = || language.say(Key::Unknown).to_owned();
    write_cells(
        out,
        &[
            reading.place.clone().unwrap_or_else(unknown),
            reading.year.map_or_else(unknown, |year| year.to_string()),
            counts.figures.to_string(),
            counts.commitments.to_string(),
            share(counts),
            counts.notes.to_string(),
            report.path.display().to_string(),
        ],
    )
}

/// What stands under the lines of several reports.
pub(super) fn write_total(
    out: &mut dyn Write,
    tally: &Tally,
    language: Language,
) -> io::Result<()> {
    let counts = tally.counts;
    write_cells(
        out,
        &[
            format!("{} {}", language.say(Key::Reports), tally.reports),
            String::new(),
            counts.figures.to_string(),
            counts.commitments.to_string(),
            share(counts),
            counts.notes.to_string(),
            String::new(),
        ],
    )
}

/// How many of the commitments can be measured, in percent.
fn share(counts: Counts) -> String {
    let percent = (counts.measurable * 100).checked_div(counts.commitments);
    percent.map(|percent| format!("{percent}%")).unwrap_or_default()
}

fn write_cells(out: &mut dyn Write, cells: &[String; 7]) -> io::Result<()> {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(COLUMNS) {
        let cell = table::cut(cell, width);
        line.push_str(&cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
    }
    line.push_str(&cells[6]);
    writeln!(out, "{}", line.trim_end())
}
