//! A report's reading as Markdown: to be kept, compared and pasted.

use std::io::{self, Write};

use super::render::{Counts, warnings};
use super::targets::main_targets;
use super::{Report, told};
use crate::messages::{Key, Language};

/// Title, counts, main targets, commitments by section, all figures, the glossary.
pub(super) fn write(out: &mut impl Write, report: &Report, language: Language) -> io::Result<()> {
    let reading = &report.reading;
    let say = |key| language.say(key);
    let title = if reading.title.is_empty() { say(Key::Untitled) } else { &reading.title };
    writeln!(out, "# {}\n", escaped(title))?;
    let date = reading.date.map(|it| format!("{:04}-{:02}-{:02}", it.year, it.month, it.day));
    let year = reading.year.map(|year| year.to_string());
    let told = [
        (Key::Place, &reading.place),
        (Key::Year, &year),
        (Key::Body, &reading.body),
        (Key::Date, &date),
        (Key::Speaker, &reading.speaker),
    ];
    for (key, text) in told {
        if let Some(text) = text {
            writeln!(out, "- {}: {}", say(key), escaped(text))?;
        }
    }
    let counts = Counts::of(report);
    for (key, count) in [
        (Key::Figures, counts.figures),
        (Key::Commitments, counts.commitments),
        (Key::Measurable, counts.measurable),
    ] {
        writeln!(out, "- {}: {count}", say(key))?;
    }
    for warning in warnings(report, language) {
        writeln!(out, "- **{}**: {}", say(Key::Beware), escaped(&warning))?;
    }
    write_targets(out, report, language)?;
    write_commitments(out, report, language)?;
    write_figures(out, report, language)?;
    if !reading.glossary.is_empty() {
        writeln!(out, "\n## {}\n", say(Key::Glossary))?;
    }
    for term in &reading.glossary {
        writeln!(out, "- **{}**: {}", escaped(&term.term), escaped(&term.explanation))?;
    }
    Ok(())
}

fn write_targets(out: &mut impl Write, report: &Report, language: Language) -> io::Result<()> {
    let targets = main_targets(report);
    if targets.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n", language.say(Key::MainTargets))?;
    let rows = targets.iter().map(|figure| {
        let year = figure.year.map(|year| year.to_string()).unwrap_or_default();
        vec![figure.subject.clone(), told::meant(figure, language), year, figure.quote.clone()]
    });
    write_table(out, &[Key::Indicator, Key::Amount, Key::Year, Key::Words], rows, language)
}

fn write_commitments(out: &mut impl Write, report: &Report, language: Language) -> io::Result<()> {
    let reading = &report.reading;
    if reading.commitments.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}", language.say(Key::Commitments))?;
    let mut path: &[String] = &[];
    for (index, one) in reading.commitments.iter().enumerate() {
        if one.path != path || index == 0 {
            path = &one.path;
            writeln!(out, "\n### {}\n", escaped(&path.join(" › ")))?;
        }
        let mut more = vec![language.say(told::kind(one.kind)).to_owned()];
        more.extend(one.figures.iter().map(|&at| told::meant(&reading.figures[at], language)));
        more.extend(one.owner.clone());
        let missing = told::missing(one, language).join(language.say(Key::Comma));
        if !missing.is_empty() {
            more.push(format!("{} {missing}", language.say(Key::CannotMeasure)));
        }
        writeln!(out, "{}. {} — {}", index + 1, escaped(&one.quote), escaped(&more.join(" · ")))?;
    }
    Ok(())
}

fn write_figures(out: &mut impl Write, report: &Report, language: Language) -> io::Result<()> {
    if report.reading.figures.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n", language.say(Key::Figures))?;
    let rows = report.reading.figures.iter().map(|figure| {
        vec![
            language.say(told::part(figure.part)).to_owned(),
            figure.subject.clone(),
            figure.action.clone(),
            told::meant(figure, language),
            figure.year.map(|year| year.to_string()).unwrap_or_default(),
            format!("{}%", figure.confidence.percent()),
            figure.quote.clone(),
        ]
    });
    let header =
        [Key::Part, Key::Subject, Key::Action, Key::Amount, Key::Year, Key::Sure, Key::Words];
    write_table(out, &header, rows, language)
}

fn write_table(
    out: &mut impl Write,
    header: &[Key],
    rows: impl Iterator<Item = Vec<String>>,
    language: Language,
) -> io::Result<()> {
    let cells: Vec<&str> = header.iter().map(|key| language.say(*key)).collect();
    writeln!(out, "| {} |", cells.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(header.len()))?;
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

/// Words that Markdown would take for its own marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~') {
            out.push('\\');
        }
        out.push(if character == '\n' { ' ' } else { character });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_report_are_no_marks() {
        assert_eq!(escaped("3*4_a|b\n<c>"), "3\\*4\\_a\\|b \\<c\\>");
    }
}
