//! `cityhall account`: what became of each promise between two reports of one place.
//!
//! Every report is read twice or thrice: once to learn whose it is, then beside each neighbour in
//! time. So no more is held at once than the pairs under way, however many reports there are.

mod html;
mod pair;
mod pile;
mod records;
mod say;
mod summary;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use self::pair::Pair;
use self::pile::Pile;
use super::read::write::{BYTE_ORDER_MARK, beside};
use super::read::{collect, progress, work};
use crate::messages::{Key, Language};

/// What became of each promise: set reports of one place beside those of the next year.
///
/// Each figure of a plan is linked with the figure of the next report's review that tells of the
/// same thing, and judged: kept, missed, incomparable (told in another unit, scope or sense) or
/// silent. Without --format a table of places and years, and of two reports every promise.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Reports as text, HTML, DOCX or PDF; or folders of them. Place and year are read in them.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    inputs: Vec<PathBuf>,
    /// JSON lines or CSV for programs, or one HTML page that opens offline.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to a file. CSV then begins with a byte order mark, so that spreadsheets know its
    /// encoding.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The place of the reports whose text tells none.
    #[arg(long, value_name = "NAME")]
    place: Option<String>,
    /// The year of a report whose text tells none; may be given several times.
    #[arg(long, value_name = "FILE=YEAR", value_parser = file_and_year)]
    year: Vec<(PathBuf, i16)>,
    /// The language of messages and headings; a page has both.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
    Csv,
    Html,
}

fn file_and_year(told: &str) -> Result<(PathBuf, i16), String> {
    let (file, year) = told.rsplit_once('=').ok_or("give it as FILE=YEAR")?;
    let year: i16 = year.parse().map_err(|_| format!("`{year}` is no year"))?;
    Ok((PathBuf::from(file), year))
}

/// Accounts for every pair of reports; files that cannot be read are told at the end and make the
/// status 1.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let language = Language::choose(arguments.lang);
    let (files, failures) =
        collect::files(&arguments.inputs, arguments.output.as_deref(), language);
    let bar = progress(files.len());
    let mut pile = Pile::new(arguments.place.as_deref(), &arguments.year, failures);
    let surveyed = work::in_order(
        &files,
        |path| pile::survey(path, language),
        |at, surveyed| {
            bar.inc(1);
            pile.add(&files[at], surveyed);
            Ok(())
        },
    );
    bar.finish_and_clear();
    let written = surveyed.and_then(|()| write(arguments, &pile, language));
    tell(&pile, language);
    match written {
        // Whoever reads the pipe has seen enough: no failure of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe && pile.failures.is_empty() => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            if error.kind() != io::ErrorKind::BrokenPipe {
                eprintln!("{}: {error}", language.say(Key::CannotWrite));
            }
            ExitCode::FAILURE
        }
        Ok(()) if pile.failures.is_empty() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
    }
}

/// What could not be read, and what should be known of the rest.
fn tell(pile: &Pile, language: Language) {
    let remarks = pile.remarks(language);
    if !remarks.is_empty() {
        eprintln!("{}", language.say(Key::AccountNotes));
    }
    for remark in &remarks {
        eprintln!("  {remark}");
    }
    if pile.chains().pairs.is_empty() {
        eprintln!("{}", language.say(Key::NothingToCompare));
    }
    if !pile.failures.is_empty() {
        eprintln!("{}", language.say(Key::FilesFailed));
    }
    for failure in &pile.failures {
        eprintln!("  {failure}");
    }
}

fn write(arguments: &Arguments, pile: &Pile, language: Language) -> io::Result<()> {
    let Some(path) = &arguments.output else {
        let mut out = BufWriter::new(io::stdout());
        account(&mut out, arguments, pile, language)?;
        return out.flush();
    };
    refuse_input(path, pile, language)?;
    let mut file = BufWriter::new(beside(path)?);
    if arguments.format == Some(Format::Csv) {
        file.write_all(BYTE_ORDER_MARK)?;
    }
    account(&mut file, arguments, pile, language)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.persist(path)?;
    Ok(())
}

/// No report is written over.
fn refuse_input(path: &Path, pile: &Pile, language: Language) -> io::Result<()> {
    let real = fs::canonicalize(path);
    let is_input = |input: &PathBuf| {
        real.as_ref().is_ok_and(|real| input.canonicalize().is_ok_and(|input| input == *real))
    };
    if pile.files.iter().any(is_input) {
        let kind = io::ErrorKind::InvalidInput;
        return Err(io::Error::new(kind, language.say(Key::OutputIsInput)));
    }
    Ok(())
}

fn account(
    out: &mut impl Write,
    arguments: &Arguments,
    pile: &Pile,
    language: Language,
) -> io::Result<()> {
    let chains = pile.chains();
    let answered = chains.pairs.iter().map(|&(earlier, later)| (earlier, Some(later)));
    let open = chains.open.iter().map(|&earlier| (earlier, None));
    let pairs: Vec<(usize, Option<usize>)> = answered.chain(open).collect();
    let bar = progress(pairs.len());
    let mut kept = Vec::new();
    // Of one or two reports every promise is told.
    let is_one = chains.pairs.len() == 1 && chains.open.len() == 1 || pairs.len() == 1;
    if arguments.format == Some(Format::Csv) {
        records::write_header(out)?;
    }
    let mut totals = summary::Totals::default();
    work::in_order(
        &pairs,
        |&(earlier, later)| Pair::of(pile, earlier, later, language),
        |at, pair| {
            bar.inc(1);
            let pair = pair.map_err(io::Error::other)?;
            match arguments.format {
                Some(Format::Jsonl) => bar.suspend(|| records::write_json(out, &pair)),
                Some(Format::Csv) => bar.suspend(|| records::write_csv(out, &pair)),
                Some(Format::Html) => {
                    kept.push(pair);
                    Ok(())
                }
                Some(Format::Table) | None => {
                    totals.add(&pair);
                    bar.suspend(|| {
                        if is_one && at == 0 {
                            summary::write_pair(out, &pair, language)
                        } else {
                            Ok(())
                        }
                    })
                }
            }
        },
    )?;
    bar.finish_and_clear();
    match arguments.format {
        Some(Format::Html) => html::write(out, &kept, &pile.remarks(language), language),
        Some(Format::Table) | None => totals.write(out, language),
        Some(Format::Jsonl | Format::Csv) => Ok(()),
    }
}
