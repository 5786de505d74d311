//! The report at a glance, for people.

use std::io::{self, Write};

use reader::{Part, Reading};

use super::{Out, Report, table, told};
use crate::messages::{Key, Language};

/// Title, place, year, counts, and the table asked for.
pub(super) fn write(
    out: &mut impl Write,
    report: &Report,
    what: Out,
    language: Language,
) -> io::Result<()> {
    let reading = &report.reading;
    let say = |key| language.say(key);
    let width = table::width();
    let title = if reading.title.is_empty() { say(Key::Untitled) } else { &reading.title };
    writeln!(out, "{}", table::cut(title, width))?;
    let place = reading.place.as_deref().unwrap_or(say(Key::Unknown));
    let year = reading.year.map_or(say(Key::Unknown).to_owned(), |year| year.to_string());
    writeln!(out, "{}: {place}  {}: {year}", say(Key::Place), say(Key::Year))?;
    let of = |part| reading.figures.iter().filter(|figure| figure.part == part).count();
    writeln!(
        out,
        "{}: {} ({} {}, {} {})  {}: {}\n",
        say(Key::Figures),
        reading.figures.len(),
        say(Key::Review),
        of(Part::Review),
        say(Key::Plan),
        of(Part::Plan),
        say(Key::Commitments),
        reading.commitments.len(),
    )?;
    let deepest = if what == Out::Outline { u8::MAX } else { 2 };
    write_sections(out, reading, deepest, language, width)?;
    match what {
        Out::Figures => write_figures(out, reading, language, width)?,
        Out::Commitments => write_commitments(out, reading, language, width)?,
        Out::Outline => {}
        Out::Glossary => write_glossary(out, reading, language, width)?,
        Out::All => {
            write_figures(out, reading, language, width)?;
            writeln!(out)?;
            write_commitments(out, reading, language, width)?;
            writeln!(out)?;
            write_glossary(out, reading, language, width)?;
        }
    }
    writeln!(out)
}

/// Counts by section, down to a level.
fn write_sections(
    out: &mut impl Write,
    reading: &Reading,
    deepest: u8,
    language: Language,
    width: usize,
) -> io::Result<()> {
    let rows: Vec<Vec<String>> = reading
        .outline
        .iter()
        .filter(|section| section.level <= deepest)
        .map(|section| {
            let inside = |start: usize| section.span.start <= start && start < section.span.end;
            let figures = reading.figures.iter().filter(|f| inside(f.span.start)).count();
            let commitments = reading.commitments.iter().filter(|c| inside(c.span.start)).count();
            let indent = "  ".repeat(usize::from(section.level) - 1);
            vec![
                format!("{indent}{}", section.title),
                language.say(told::part(section.part)).to_owned(),
                figures.to_string(),
                commitments.to_string(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let header = [Key::Section, Key::Part, Key::Figures, Key::Commitments];
    table::write(out, &header.map(|key| language.say(key)), &rows, width)?;
    writeln!(out)
}

fn write_figures(
    out: &mut impl Write,
    reading: &Reading,
    language: Language,
    width: usize,
) -> io::Result<()> {
    let rows: Vec<Vec<String>> = reading
        .figures
        .iter()
        .map(|figure| {
            vec![
                language.say(told::part(figure.part)).to_owned(),
                figure.subject.clone(),
                figure.action.clone(),
                told::amount(figure),
                language.say(told::sense(figure)).to_owned(),
                figure.year.map(|year| year.to_string()).unwrap_or_default(),
                figure.quote.clone(),
            ]
        })
        .collect();
    let header =
        [Key::Part, Key::Subject, Key::Action, Key::Amount, Key::Meant, Key::Year, Key::Words];
    table::write(out, &header.map(|key| language.say(key)), &rows, width)
}

fn write_commitments(
    out: &mut impl Write,
    reading: &Reading,
    language: Language,
    width: usize,
) -> io::Result<()> {
    let rows: Vec<Vec<String>> = reading
        .commitments
        .iter()
        .enumerate()
        .map(|(index, commitment)| {
            let targets: Vec<String> =
                commitment.figures.iter().map(|&at| told::amount(&reading.figures[at])).collect();
            vec![
                (index + 1).to_string(),
                commitment.action.clone(),
                commitment.object.clone(),
                targets.join(" "),
                commitment.year.map(|year| year.to_string()).unwrap_or_default(),
                commitment.quote.clone(),
            ]
        })
        .collect();
    let header = ["#"].into_iter().chain(
        [Key::Action, Key::Object, Key::Targets, Key::Due, Key::Words].map(|key| language.say(key)),
    );
    table::write(out, &header.collect::<Vec<_>>(), &rows, width)
}

fn write_glossary(
    out: &mut impl Write,
    reading: &Reading,
    language: Language,
    width: usize,
) -> io::Result<()> {
    let row = |term: &reader::Term| {
        vec![term.term.clone(), term.uses.len().to_string(), term.explanation.clone()]
    };
    let rows: Vec<Vec<String>> = reading.glossary.iter().map(row).collect();
    let header = [Key::Term, Key::Uses, Key::Explanation];
    table::write(out, &header.map(|key| language.say(key)), &rows, width)
}
