//! `cityhall read`: figures and commitments of reports.

mod records;
mod summary;
mod table;
mod values;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use reader::{DiagnosticCode, Reading};

use crate::messages::{Key, Language};

/// Read reports: what was reached and what is promised, each with its place in the text.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Reports as plain text, in UTF-8, UTF-16 or GB18030.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What to list.
    #[arg(long, value_enum, default_value_t = Out::Figures)]
    out: Out,
    /// A table for people; JSON lines or CSV for programs.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The language of messages and headings.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Out {
    Figures,
    Commitments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
    Csv,
}

/// A report that was read, and where it came from.
struct Report<'a> {
    path: &'a Path,
    text: String,
    reading: Reading,
}

/// Reads every file; those that cannot be read are told at the end and make the status 1.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let language = Language::choose(arguments.lang);
    let mut failures = Vec::new();
    let written = write_all(arguments, language, &mut failures);
    for failure in &failures {
        eprintln!("{failure}");
    }
    match written {
        Ok(()) if failures.is_empty() => ExitCode::SUCCESS,
        // Whoever reads the pipe has seen enough: no failure of ours.
        Err(error) if error.kind() == ErrorKind::BrokenPipe && failures.is_empty() => {
            ExitCode::SUCCESS
        }
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("{}: {error}", language.say(Key::CannotWrite));
            ExitCode::FAILURE
        }
        _ => ExitCode::FAILURE,
    }
}

fn write_all(
    arguments: &Arguments,
    language: Language,
    failures: &mut Vec<String>,
) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let with_file = arguments.files.len() > 1;
    if arguments.format == Format::Csv {
        records::write_header(&mut out, arguments.out, with_file)?;
    }
    for path in &arguments.files {
        let text = match documents::read_file(path) {
            Ok(text) => text.text,
            Err(error) => {
                if failures.is_empty() {
                    failures.push(language.say(Key::FilesFailed).to_owned());
                }
                let reason = error.message(language.of_documents());
                failures.push(format!("  {}: {reason}", path.display()));
                continue;
            }
        };
        let reading = reader::read(&text);
        let report = Report { path, text, reading };
        match arguments.format {
            Format::Table => summary::write(&mut out, &report, arguments.out, language)?,
            Format::Jsonl => records::write_json(&mut out, &report, arguments.out, with_file)?,
            Format::Csv => records::write_csv(&mut out, &report, arguments.out, with_file)?,
        }
        out.flush()?;
        warn(&report, language);
    }
    out.flush()
}

/// Says on standard error what the reader was unsure of.
fn warn(report: &Report, language: Language) {
    for diagnostic in &report.reading.diagnostics {
        let key = match diagnostic.code {
            DiagnosticCode::NoPlanPart => Key::NoPlanPart,
            DiagnosticCode::NoReviewPart => Key::NoReviewPart,
            DiagnosticCode::NoYear => Key::NoYear,
            DiagnosticCode::NumberTooLarge => Key::NumberTooLarge,
            DiagnosticCode::NotChinese => Key::NotChinese,
        };
        eprintln!("{}: {}", report.path.display(), language.say(key));
    }
}
