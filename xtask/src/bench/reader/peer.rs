//! The same texts beside `xtask/peers/reader.py`: what a program of jieba, cn2an and regular
//! expressions makes of them, and how long it takes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::texts::Text;
use super::time;
use crate::process::{self, root, target_directory};
use crate::score::{Row, STANDARD_FOLDER, Sheet, rows, sheets};

const PROGRAM: &str = "xtask/peers/reader.py";
const PACKAGES: [&str; 2] = ["jieba", "cn2an"];

/// What the peer says of its run.
#[derive(Deserialize)]
struct Told {
    python: String,
    /// Loading the dictionary, before the first text.
    load_seconds: f64,
    /// Reading all texts.
    read_seconds: f64,
}

/// Runs both on the same texts, one core each, and scores both where there are labels.
pub(super) fn compare(texts: &[Text]) -> Result<()> {
    let python = environment()?;
    let scratch = tempfile::tempdir()?;
    let [given, found] = ["given", "found"].map(|name| scratch.path().join(name));
    fs::create_dir(&given)?;
    fs::create_dir(&found)?;
    for text in texts {
        fs::write(given.join(format!("{}.txt", text.name)), &text.text)?;
    }
    let told =
        process::output(Command::new(python).arg(root().join(PROGRAM)).arg(&given).arg(&found))?;
    let told: Told = serde_json::from_str(&told).with_context(|| format!("{PROGRAM}: {told:?}"))?;
    let ours: Duration = texts.iter().map(|text| time(&text.text)).sum();
    let ours = ours.as_secs_f64();
    let [our_score, its_score] = scores(&found)?;
    let characters: usize = texts.iter().map(|text| text.text.chars().count()).sum();
    let each = |seconds: f64| seconds * 1e3 / texts.len() as f64;
    println!("\n## Beside a program in Python\n");
    println!(
        "{} texts, {characters} characters, one core; F1 of the labelled ones.\n",
        texts.len()
    );
    println!("| reader | ms a text | times as long | to load, s | detection | strict |");
    println!("| --- | --: | --: | --: | --: | --: |");
    println!("| ours | {:.2} | 1 | 0 | {our_score} |", each(ours));
    println!(
        "| jieba, cn2an and regular expressions (Python {}) | {:.2} | {:.0} | {:.2} | {its_score} |",
        told.python,
        each(told.read_seconds),
        told.read_seconds / ours,
        told.load_seconds,
    );
    Ok(())
}

/// A Python with the packages, made once and kept where the project is built.
fn environment() -> Result<PathBuf> {
    let folder = target_directory()?.join("peers/python");
    let python = folder.join("bin/python");
    if !python.is_file() {
        if !process::is_installed("python3") {
            bail!("install Python 3 with venv, or leave the comparison out with --alone");
        }
        process::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    let imports = PACKAGES.map(|package| format!("import {package}")).join("; ");
    let asked = Command::new(&python).args(["-c", &imports]).output()?;
    if !asked.status.success() {
        let mut install = Command::new(&python);
        process::run(install.args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    }
    Ok(python)
}

/// Detection and strict F1 of both, as cells of the table.
fn scores(found: &Path) -> Result<[String; 2]> {
    let folder = root().join(STANDARD_FOLDER);
    if !folder.join("labels").is_dir() {
        let unknown = "– | –".to_owned();
        return Ok([unknown.clone(), unknown]);
    }
    let ours = sheets(&folder, |_, text| Ok(rows(&reader::read(text))))?;
    let its = sheets(&folder, |name, _| {
        let path = found.join(format!("{name}.jsonl"));
        let lines = fs::read_to_string(&path)
            .with_context(|| format!("{PROGRAM} wrote no {}", path.display()))?;
        let row = |line| Ok(serde_json::from_str(line)?);
        lines.lines().map(row).collect::<Result<Vec<Row>>>()
    })?;
    Ok([ours, its].map(|sheets| {
        let [detection, strict] = Sheet::together(&sheets);
        format!("{detection:.3} | {strict:.3}")
    }))
}
