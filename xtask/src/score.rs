//! `cargo xtask score`: how well the reader reads, by figures that were labelled by hand; and with
//! `--accounts` how well promises are linked with results.
//!
//! A folder holds `reports/*.txt` and `labels/*.jsonl`, one figure a line, and where headings are
//! labelled too `outline/*.jsonl`. The reports are not ours to publish, so the folder stands
//! beside the project and not in it; where there is none, there is nothing to score.

mod accounts;
mod cases;
mod outline;
mod page;
mod row;
mod sheet;
mod squeezed;
mod swap;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::process::root;
use outline::OutlineScore;
use row::Labels;
use sheet::Rate;
use squeezed::Squeezed;
use swap::{Swap, YEARS};

pub(crate) use row::Row;
pub(crate) use sheet::Sheet;

/// Where the labelled reports stand, from the project's folder.
pub(crate) const STANDARD_FOLDER: &str = "../shared/reader";
const PAGE: &str = "docs/reader-accuracy.md";

/// The least F1 of figures found, for each report.
const DETECTION_MIN: f64 = 0.98;
/// The least F1 of figures right in every strict field, for each report.
const STRICT_MIN: f64 = 0.92;
/// The least share of figures right in every field, of those given at 90 percent or more.
const CALIBRATION_MIN: f64 = 0.9;
/// How far a score may move when places and years are called otherwise.
const MOVE_MAX: f64 = 0.01;

/// Options of `cargo xtask score`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Where `reports/` and `labels/` are; without it, ../shared/reader beside the project, whose
    /// scores are written to docs/reader-accuracy.md.
    folder: Option<PathBuf>,
    /// Score the accounts between two reports, by the links of this folder; without one by those
    /// of ../shared/accounts, whose scores are written to docs/account-accuracy.md.
    #[arg(long, value_name = "LINKS", num_args = 0..=1)]
    accounts: Option<Option<PathBuf>>,
    /// Tell every wrong answer of the accounts with its words.
    #[arg(long, requires = "accounts")]
    errors: bool,
    /// Fail where a score is below what is wanted, or the page is not what would be written.
    #[arg(long)]
    check: bool,
}

/// What CI asks for: the reader and the accounts.
pub(crate) fn check() -> Result<()> {
    let reader = Arguments { folder: None, accounts: None, errors: false, check: true };
    run(&reader)?;
    run(&Arguments { accounts: Some(None), ..reader })
}

/// All that is told of the reader.
struct Scores {
    sheets: Vec<Sheet>,
    /// The same reports, of other places and years, in the same order.
    swapped: Vec<Sheet>,
    /// How many characters of each report that changed.
    changed: Vec<usize>,
    outlines: Vec<OutlineScore>,
}

/// Scores the reader and writes the page, or checks both.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let standard = root().join(STANDARD_FOLDER);
    let folder = arguments.folder.as_ref().unwrap_or(&standard);
    if let Some(links) = &arguments.accounts {
        return accounts::run(links.as_deref(), folder, arguments.check, arguments.errors);
    }
    if !folder.join("reports").is_dir() || !folder.join("labels").is_dir() {
        println!("nothing to score: {} has no reports/ and labels/", folder.display());
        return Ok(());
    }
    let scores = measure(folder)?;
    print!("{}", page::tables(&scores));
    let mut faults = Vec::new();
    if is_same(folder, &standard) {
        let text = page::page(&scores);
        if !arguments.check {
            fs::write(root().join(PAGE), text).with_context(|| format!("writing {PAGE}"))?;
            println!("\nwritten: {PAGE}");
        } else if fs::read_to_string(root().join(PAGE)).ok().as_deref() != Some(&*text) {
            faults.push(format!("{PAGE} is out of date; run `cargo xtask score`"));
        }
    }
    if arguments.check {
        faults.extend(faults_of(&scores));
    }
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() { Ok(()) } else { bail!("the reader is not as accurate as is wanted") }
}

fn measure(folder: &Path) -> Result<Scores> {
    let reports = files(&folder.join("reports"), ".txt")?;
    let mut scores = Scores {
        sheets: Vec::new(),
        swapped: Vec::new(),
        changed: Vec::new(),
        outlines: Vec::new(),
    };
    for (name, labels) in files(&folder.join("labels"), ".jsonl")? {
        let (_, text) = report(&reports, &name)?;
        let squeezed = Squeezed::new(&text);
        let labels = Labels::read(&labels, &squeezed)?;
        let reading = reader::read(&text);
        let swap = Swap::new(reading.place.as_deref());
        let swapped_text = swap.apply(&text);
        let swapped_labels = Labels {
            rows: labels.rows.iter().map(|row| row.renamed(|it| swap.apply(it), YEARS)).collect(),
            region: labels.region.clone(),
        };
        let swapped_reading = reader::read(&swapped_text);
        let differs = |(old, new): &(char, char)| old != new;
        scores.changed.push(text.chars().zip(swapped_text.chars()).filter(differs).count());
        scores.sheets.push(Sheet::new(&name, labels, rows(&reading), &squeezed));
        scores.swapped.push(Sheet::new(
            &name,
            swapped_labels,
            rows(&swapped_reading),
            &Squeezed::new(&swapped_text),
        ));
    }
    let outlines = folder.join("outline");
    if outlines.is_dir() {
        for (name, labels) in files(&outlines, ".jsonl")? {
            let reading = reader::read(&report(&reports, &name)?.1);
            scores.outlines.push(outline::score(&name, &labels, &reading.outline)?);
        }
    }
    Ok(scores)
}

/// Scores what any reader found: it is given each labelled report's name and text.
pub(crate) fn sheets(
    folder: &Path,
    mut found: impl FnMut(&str, &str) -> Result<Vec<Row>>,
) -> Result<Vec<Sheet>> {
    let reports = files(&folder.join("reports"), ".txt")?;
    let mut sheets = Vec::new();
    for (name, labels) in files(&folder.join("labels"), ".jsonl")? {
        let (report_name, text) = report(&reports, &name)?;
        let squeezed = Squeezed::new(&text);
        let labels = Labels::read(&labels, &squeezed)?;
        sheets.push(Sheet::new(&name, labels, found(report_name, &text)?, &squeezed));
    }
    Ok(sheets)
}

/// What the reader found in a text.
pub(crate) fn rows(reading: &reader::Reading) -> Vec<Row> {
    reading.figures.iter().map(Row::of_figure).collect()
}

/// The files of a folder with that ending, by their names without it, in order.
pub(crate) fn files(folder: &Path, ending: &str) -> Result<Vec<(String, PathBuf)>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if let Some(stem) = name.strip_suffix(ending) {
            files.push((stem.to_owned(), path));
        }
    }
    files.sort();
    Ok(files)
}

/// The text that a label file is about: of the same name, or of the longest that it begins with
/// where a report is labelled in several files (`weifang-2024-a`).
fn report<'a>(reports: &'a [(String, PathBuf)], name: &str) -> Result<(&'a str, String)> {
    let named = reports.iter().filter(|(report, _)| name.starts_with(report.as_str()));
    let Some((report, path)) = named.max_by_key(|(report, _)| report.len()) else {
        bail!("no report is named as the labels {name}.jsonl; put {name}.txt into reports/");
    };
    let text = fs::read_to_string(path);
    Ok((report, text.with_context(|| format!("reading {}", path.display()))?))
}

fn is_same(folder: &Path, other: &Path) -> bool {
    matches!((folder.canonicalize(), other.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Every score below what is wanted, in words.
fn faults_of(scores: &Scores) -> Vec<String> {
    let mut faults = Vec::new();
    let mut want = |name: &str, what: &str, value: f64, min: f64| {
        if value < min {
            faults.push(format!("{name}: {what} is {value:.3}, and {min} is wanted"));
        }
    };
    for (sheet, swapped) in scores.sheets.iter().zip(&scores.swapped) {
        want(&sheet.name, "detection", sheet.detection().f1, DETECTION_MIN);
        want(&sheet.name, "strict", sheet.strict().f1, STRICT_MIN);
        let surest = sheet.bands()[0];
        if surest.count > 0 {
            let share = surest.right as f64 / surest.count as f64;
            want(&sheet.name, "calibration at 90 percent or more", share, CALIBRATION_MIN);
        }
        let [detection, strict] = moves(sheet, swapped);
        // The less it moves the better, so both are turned about.
        want(&sheet.name, "detection with other names", 1.0 - detection, 1.0 - MOVE_MAX);
        want(&sheet.name, "strict with other names", 1.0 - strict, 1.0 - MOVE_MAX);
    }
    faults
}

/// How far detection and strict F1 move when places and years are called otherwise.
fn moves(sheet: &Sheet, swapped: &Sheet) -> [f64; 2] {
    let moved = |rate: fn(&Sheet) -> Rate| (rate(sheet).f1 - rate(swapped).f1).abs();
    [moved(Sheet::detection), moved(Sheet::strict)]
}

#[cfg(test)]
mod tests;
