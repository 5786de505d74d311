//! `cityhall read`: what reports say, for people and for programs.
//!
//! Files are read on all cores and written in the order in which they were named; those that cannot
//! be read are told at the end and stop nothing.

pub(super) mod collect;
mod html;
mod interrupt;
mod markdown;
mod overview;
mod records;
mod render;
mod summary;
pub(super) mod table;
mod targets;
pub(super) mod told;
pub(super) mod values;
pub(super) mod wire;
pub(super) mod work;
pub(super) mod write;

use std::io::{self, ErrorKind, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use reader::Reading;

use self::interrupt::Interrupt;
use self::render::{Job, Rendered, Tally};
use self::write::Target;
use crate::messages::{Key, Language};

/// Read reports: what was reached and what is promised, each with its place in the text.
///
/// Without --format an overview: the main targets, what cannot be measured and why, and what to
/// check first. Several files have a line each.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Reports as text (UTF-8, UTF-16 or GB18030), HTML, DOCX or PDF, told by their content; or
    /// folders of them.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    inputs: Vec<PathBuf>,
    /// What to list: `figures` unless told otherwise, in Markdown and HTML always all.
    #[arg(long, value_enum)]
    out: Option<Out>,
    /// Tables for people; JSON lines or CSV for programs; Markdown or one HTML page a report.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to a file, or for several reports in Markdown or HTML to a folder. CSV then begins
    /// with a byte order mark, so that spreadsheets know its encoding.
    #[arg(long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,
    /// The language of messages and headings.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Out {
    Figures,
    Commitments,
    Outline,
    Glossary,
    /// Everything; each record tells its type.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
    Csv,
    Md,
    Html,
}

/// A report that was read, and where it came from.
struct Report<'a> {
    path: &'a Path,
    text: String,
    /// The sort of its file, as programs know it.
    format: &'static str,
    /// What could not be recovered from its file, in words for people.
    notes: Vec<String>,
    reading: Reading,
}

/// Reads every file; those that cannot be read are told at the end and make the status 1.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let language = Language::choose(arguments.lang);
    let output = arguments.output.as_deref();
    let (files, mut failures) = collect::files(&arguments.inputs, output, language);
    let is_many =
        files.len() + failures.len() > 1 || arguments.inputs.iter().any(|input| input.is_dir());
    let job = Job { out: arguments.out, format: arguments.format, language, is_many };
    let written = Target::open(output, &files, &job)
        .and_then(|target| read_all(&job, &files, target, &mut failures));
    if !failures.is_empty() {
        eprintln!("{}", language.say(Key::FilesFailed));
    }
    for failure in &failures {
        eprintln!("  {failure}");
    }
    match written {
        Ok(()) if failures.is_empty() => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::Interrupted => interrupt::status(),
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

fn read_all(
    job: &Job,
    files: &[PathBuf],
    mut target: Target,
    failures: &mut Vec<String>,
) -> io::Result<()> {
    let bar = progress(files.len());
    let mut tally = Tally::default();
    // What goes to standard output is nothing to tidy up: Ctrl-C may end that at once.
    let interrupt = target.is_unfinished().then(interrupt::watch);
    bar.suspend(|| target.begin(job))?;
    work::in_order(
        files,
        |path| job.render(path),
        |at, rendered| {
            bar.inc(1);
            interrupt.as_ref().map_or(Ok(()), Interrupt::check)?;
            match rendered {
                Ok(Rendered { bytes, warnings, counts }) => {
                    tally.add(counts);
                    bar.suspend(|| {
                        warnings.iter().for_each(|warning| eprintln!("{warning}"));
                        target.put(&files[at], &bytes)
                    })
                }
                Err(failure) => {
                    failures.push(failure);
                    Ok(())
                }
            }
        },
    )?;
    bar.finish_and_clear();
    target.end(job, &tally)
}

/// A bar on standard error where somebody sees it and there is something to wait for.
pub(super) fn progress(files: usize) -> ProgressBar {
    if files < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {eta}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(u64::try_from(files).unwrap_or(u64::MAX)).with_style(style)
}
