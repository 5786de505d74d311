//! `cargo xtask score --accounts`: how well promises are linked with results, by links that were
//! made by hand.
//!
//! A folder holds `<place>-<Y>-to-<Y+1>.links.jsonl`, one figure of the plan a line with the figure
//! that answers it, or none, and the verdict. The reports are those that the reader is scored on.

mod page;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use compare::{Answer, Report, Verdict};
use reader::Reading;
use serde::Deserialize;

use super::row::Labels;
use super::sheet::Sheet;
use super::squeezed::{Squeezed, squeeze};
use super::{files, report};
use crate::process::root;

/// Where the links stand, from the project's folder.
const STANDARD_FOLDER: &str = "../shared/accounts";
const PAGE: &str = "docs/account-accuracy.md";

/// What is wanted of all pairs together.
const LINK_PRECISION_MIN: f64 = 0.95;
const LINK_RECALL_MIN: f64 = 0.85;
const VERDICT_MIN: f64 = 0.95;
const SILENT_MIN: f64 = 0.9;
/// Of the answers given at 90 percent or more.
const CALIBRATION_MIN: f64 = 0.9;

/// A figure of a plan with what answers it, by hand.
#[derive(Debug, Clone, Deserialize)]
struct Gold {
    plan_quote: String,
    plan_value: f64,
    #[serde(default)]
    plan_unit: String,
    result_quote: Option<String>,
    result_value: Option<f64>,
    verdict: String,
}

/// The same as the program gives it.
#[derive(Debug, Clone)]
struct Found {
    plan_quote: String,
    plan_value: f64,
    result_quote: Option<String>,
    result_value: Option<f64>,
    verdict: &'static str,
    confidence: u8,
    /// Where the promise's clause begins, in characters.
    place: usize,
}

/// One pair of reports scored in one way.
struct Pair {
    name: String,
    /// With the figures of the labels and not with the reader's own.
    by_hand: bool,
    rows: Vec<(Gold, Option<Found>)>,
}

/// What is counted of a pair, or of several together.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    plans: usize,
    recognised: usize,
    links: usize,
    given: usize,
    right: usize,
    judged: usize,
    silences: usize,
    silent: usize,
    silent_right: usize,
}

/// Scores the accounts and writes the page, or checks both.
pub(super) fn run(links: Option<&Path>, reports: &Path, check: bool, errors: bool) -> Result<()> {
    let standard = root().join(STANDARD_FOLDER);
    let folder = links.unwrap_or(&standard);
    if !folder.is_dir() || !reports.join("reports").is_dir() {
        println!("nothing to score: {} or its reports are not there", folder.display());
        return Ok(());
    }
    let pairs = measure(folder, reports)?;
    print!("{}", page::tables(&pairs));
    let mut faults = Vec::new();
    if links.is_none() {
        let text = page::page(&pairs);
        if !check {
            fs::write(root().join(PAGE), text).with_context(|| format!("writing {PAGE}"))?;
            println!("\nwritten: {PAGE}");
        } else if fs::read_to_string(root().join(PAGE)).ok().as_deref() != Some(&*text) {
            faults.push(format!("{PAGE} is out of date; run `cargo xtask score --accounts`"));
        }
    } else {
        print!("\n{}", page::worst(&pairs));
    }
    if errors {
        print!("{}", page::errors(&pairs));
    }
    if check {
        faults.extend(faults_of(&pairs));
    }
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() { Ok(()) } else { bail!("accounts are not as accurate as is wanted") }
}

fn measure(folder: &Path, reader_folder: &Path) -> Result<Vec<Pair>> {
    let reports = files(&reader_folder.join("reports"), ".txt")?;
    let labels = files(&reader_folder.join("labels"), ".jsonl").unwrap_or_default();
    let mut pairs = Vec::new();
    for (name, path) in files(folder, ".links.jsonl")? {
        let Some((earlier, later)) = names(&name) else {
            bail!("{name}: links are named `<place>-<year>-to-<year>.links.jsonl`");
        };
        let content = fs::read_to_string(&path).with_context(|| format!("reading {name}"))?;
        let lines = content.lines().filter(|line| !line.trim().is_empty());
        let gold = lines
            .map(|line| {
                serde_json::from_str::<Gold>(line).with_context(|| format!("{name}: {line}"))
            })
            .collect::<Result<Vec<_>>>()?;
        let texts = [report(&reports, &earlier)?.1, report(&reports, &later)?.1];
        let read = [reader::read(&texts[0]), reader::read(&texts[1])];
        pairs.push(pair(&name, false, &gold, &texts, &read));
        let labelled = |name: &str| labels.iter().find(|(label, _)| label == name);
        if let (Some(a), Some(b)) = (labelled(&earlier), labelled(&later)) {
            let by_hand =
                [by_hand(&texts[0], &read[0], &a.1)?, by_hand(&texts[1], &read[1], &b.1)?];
            pairs.push(pair(&name, true, &gold, &texts, &by_hand));
        }
    }
    Ok(pairs)
}

/// The two reports that links are about.
fn names(links: &str) -> Option<(String, String)> {
    let (earlier, year) = links.split_once("-to-")?;
    let (place, _) = earlier.rsplit_once('-')?;
    Some((earlier.to_owned(), format!("{place}-{year}")))
}

/// A reading whose figures say what their labels say.
fn by_hand(text: &str, reading: &Reading, labels: &Path) -> Result<Reading> {
    let squeezed = Squeezed::new(text);
    let labels = Labels { region: None, ..Labels::read(labels, &squeezed)? };
    let rows = super::rows(reading);
    let sheet = Sheet::new("", labels, rows, &squeezed);
    let mut reading = reading.clone();
    for (label, figure) in &sheet.pairs {
        sheet.gold[*label].lay_over(&mut reading.figures[*figure]);
    }
    Ok(reading)
}

fn pair(
    name: &str,
    by_hand: bool,
    gold: &[Gold],
    texts: &[String; 2],
    read: &[Reading; 2],
) -> Pair {
    let report = |at: usize| Report { text: &texts[at], reading: &read[at], year: read[at].year };
    let answers = compare::compare(&report(0), &report(1));
    let found: Vec<Found> =
        answers.iter().map(|answer| found(answer, &read[0], &read[1])).collect();
    let mut taken = vec![false; found.len()];
    let rows = gold.iter().map(|gold| {
        let fits = |(at, found): &(usize, &Found)| {
            !taken[*at]
                && same(gold.plan_value, found.plan_value)
                && near(&gold.plan_quote, &found.plan_quote)
        };
        let hit = found.iter().enumerate().find(fits).map(|(at, _)| at);
        if let Some(at) = hit {
            taken[at] = true;
        }
        (gold.clone(), hit.map(|at| found[at].clone()))
    });
    Pair { name: name.to_owned(), by_hand, rows: rows.collect() }
}

fn found(answer: &Answer, earlier: &Reading, later: &Reading) -> Found {
    let number = |value| f64::try_from(value).expect("the reader's numbers are within range");
    let plan = &earlier.figures[answer.plan];
    let result = answer.result.map(|at| &later.figures[at]);
    Found {
        plan_quote: plan.quote.clone(),
        plan_value: number(plan.value),
        result_quote: result.map(|figure| figure.quote.clone()),
        result_value: result.map(|figure| number(figure.value)),
        verdict: answer.verdict.name(),
        confidence: answer.confidence,
        place: plan.span.start,
    }
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(1.0)
}

/// Quotes agree when one holds the other, or they share six characters in a row.
fn near(a: &str, b: &str) -> bool {
    let (a, b) = (squeeze(a), squeeze(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let characters: Vec<char> = a.chars().collect();
    let run = 6.min(characters.len()).min(b.chars().count());
    a.contains(&b)
        || b.contains(&a)
        || characters.windows(run).any(|run| b.contains(&run.iter().collect::<String>()))
}

impl Pair {
    fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for (gold, found) in &self.rows {
            let silent = Verdict::Silent.name();
            tally.plans += 1;
            tally.recognised += usize::from(found.is_some());
            tally.links += usize::from(gold.result_value.is_some());
            tally.silences += usize::from(gold.verdict == silent);
            let Some(found) = found else { continue };
            tally.given += usize::from(found.result_value.is_some());
            tally.silent += usize::from(found.verdict == silent);
            tally.silent_right += usize::from(found.verdict == silent && gold.verdict == silent);
            if is_link_right(gold, found) {
                tally.right += 1;
                tally.judged += usize::from(gold.verdict == found.verdict);
            }
        }
        tally
    }
}

impl Tally {
    fn add(self, other: Self) -> Self {
        Self {
            plans: self.plans + other.plans,
            recognised: self.recognised + other.recognised,
            links: self.links + other.links,
            given: self.given + other.given,
            right: self.right + other.right,
            judged: self.judged + other.judged,
            silences: self.silences + other.silences,
            silent: self.silent + other.silent,
            silent_right: self.silent_right + other.silent_right,
        }
    }

    /// Precision and recall of links, accuracy of verdicts, precision and recall of silences.
    fn rates(&self) -> [f64; 5] {
        let share = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        [
            share(self.right, self.given),
            share(self.right, self.links),
            share(self.judged, self.right),
            share(self.silent_right, self.silent),
            share(self.silent_right, self.silences),
        ]
    }
}

/// Both promise and result are those of the hand.
fn is_link_right(gold: &Gold, found: &Found) -> bool {
    let values = gold.result_value.zip(found.result_value);
    let quotes = gold.result_quote.as_deref().zip(found.result_quote.as_deref());
    values.is_some_and(|(a, b)| same(a, b)) && quotes.is_some_and(|(a, b)| near(a, b))
}

/// Whether the answer is right as a whole: link, or silence, and verdict.
fn is_right(gold: &Gold, found: &Found) -> bool {
    let linked = gold.result_value.is_none() && found.result_value.is_none();
    gold.verdict == found.verdict && (linked || is_link_right(gold, found))
}

fn together(pairs: &[Pair], by_hand: bool) -> Tally {
    let of_kind = pairs.iter().filter(|pair| pair.by_hand == by_hand);
    of_kind.fold(Tally::default(), |sum, pair| sum.add(pair.tally()))
}

/// Answers given with so many percent, and how many of them are right.
fn band(pairs: &[Pair], by_hand: bool, percents: &std::ops::Range<u8>) -> (usize, usize) {
    let rows = pairs.iter().filter(|pair| pair.by_hand == by_hand).flat_map(|pair| &pair.rows);
    let found = rows.filter_map(|(gold, found)| Some((gold, found.as_ref()?)));
    let in_band = found.filter(|(_, found)| percents.contains(&found.confidence));
    in_band.fold((0, 0), |(count, right), (gold, found)| {
        (count + 1, right + usize::from(is_right(gold, found)))
    })
}

fn faults_of(pairs: &[Pair]) -> Vec<String> {
    let names = [
        "precision of links",
        "recall of links",
        "verdicts",
        "silent, precision",
        "silent, recall",
    ];
    let least = [LINK_PRECISION_MIN, LINK_RECALL_MIN, VERDICT_MIN, SILENT_MIN, SILENT_MIN];
    let mut faults = Vec::new();
    for by_hand in [true, false] {
        let rates = together(pairs, by_hand).rates();
        for ((name, rate), least) in names.iter().zip(rates).zip(least) {
            if rate < least {
                let figures = if by_hand { "hand-made" } else { "own" };
                faults.push(format!("{figures} figures: {name} {rate:.3}, and {least} is wanted"));
            }
        }
        let (count, right) = band(pairs, by_hand, &(90..100));
        if (right as f64) < CALIBRATION_MIN * count as f64 {
            faults
                .push(format!("{right} of {count} answers given at 90 percent or more are right"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(result: Option<f64>, verdict: &str) -> Gold {
        Gold {
            plan_quote: "新建步道12公里".to_owned(),
            plan_value: 12.0,
            plan_unit: "公里".to_owned(),
            result_quote: result.map(|_| "建成步道".to_owned()),
            result_value: result,
            verdict: verdict.to_owned(),
        }
    }

    fn found(result: Option<f64>, verdict: &'static str) -> Found {
        Found {
            plan_quote: "新建步道12公里".to_owned(),
            plan_value: 12.0,
            result_quote: result.map(|_| "建成步道13公里".to_owned()),
            result_value: result,
            verdict,
            confidence: 92,
            place: 0,
        }
    }

    #[test]
    fn a_link_counts_where_both_ends_are_right() {
        let rows = vec![
            (gold(Some(13.0), "kept"), Some(found(Some(13.0), "kept"))),
            (gold(Some(13.0), "kept"), Some(found(Some(14.0), "kept"))),
            (gold(None, "silent"), Some(found(None, "silent"))),
            (gold(Some(9.0), "missed"), Some(found(None, "silent"))),
            (gold(None, "silent"), None),
        ];
        let pair = Pair { name: "甲州-2030-to-2031".to_owned(), by_hand: false, rows };
        assert_eq!(pair.tally().rates(), [0.5, 1.0 / 3.0, 1.0, 0.5, 0.5]);
        assert_eq!(band(&[pair], false, &(90..100)), (4, 2));
    }

    #[test]
    fn names_and_quotes_are_told_apart() {
        let two = ("甲-2030".to_owned(), "甲-2031".to_owned());
        assert_eq!(names("甲-2030-to-2031"), Some(two));
        assert_eq!(names("甲-2030"), None);
        assert!(near("新建步道12公里", "全年新建步道12公里"));
        assert!(!near("新建步道", "改造公厕"));
    }
}
