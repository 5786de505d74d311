//! How long the command line takes to read one report.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;

use super::{milliseconds, percentile};
use crate::process::{now, release_binary, root};

const RUNS: usize = 20;
/// What a long report of a city has; the sample is repeated until it has as much.
const CHARACTERS_MIN: usize = 23_000;
const GNU_TIME: &str = "/usr/bin/time";

/// Options of `cargo xtask bench read`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The report; without it, the sample city's, repeated to at least 23,000 characters.
    file: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Measures whole runs of the release binary, from start to exit.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let binary = release_binary()?;
    let scratch = tempfile::tempdir()?;
    let file = match &arguments.file {
        Some(file) => file.clone(),
        None => repeated_sample(scratch.path())?,
    };
    let text = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
    let characters = String::from_utf8_lossy(&text).chars().count();
    let mut durations = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        durations.push(time(Command::new(&binary).args(["read", "--format", "jsonl"]).arg(&file))?);
    }
    durations.sort();
    let [min, median, max] =
        [0, 50, 100].map(|percent| milliseconds(percentile(&durations, percent)));
    let peak = peak_memory(&binary, &file, scratch.path())?;
    if arguments.json {
        let told = json!({
            "characters": characters,
            "runs": RUNS,
            "min_ms": min,
            "median_ms": median,
            "max_ms": max,
            "peak_kib": peak,
        });
        println!("{told}");
        return Ok(());
    }
    println!("{characters} characters, {RUNS} runs of the whole program");
    println!("wall ms: min {min:.1}, median {median:.1}, max {max:.1}");
    match peak {
        Some(kib) => println!("peak memory: {kib} KiB"),
        None => println!("peak memory: not measured, as GNU time is not installed"),
    }
    Ok(())
}

fn repeated_sample(scratch: &Path) -> Result<PathBuf> {
    let sample = fs::read_to_string(root().join("cities/urumqi/reports/2020.txt"))?;
    let times = CHARACTERS_MIN.div_ceil(sample.chars().count());
    let file = scratch.join("report.txt");
    fs::write(&file, sample.repeat(times))?;
    Ok(file)
}

fn time(command: &mut Command) -> Result<Duration> {
    let start = now();
    let status = command.stdout(Stdio::null()).status()?;
    let took = start.elapsed();
    if !status.success() {
        bail!("cityhall read failed: {status}");
    }
    Ok(took)
}

/// The largest resident set in KiB, in a run of its own; none without GNU time.
fn peak_memory(binary: &Path, file: &Path, scratch: &Path) -> Result<Option<u64>> {
    let version = Command::new(GNU_TIME).arg("--version").output();
    if !version.is_ok_and(|told| told.status.success()) {
        return Ok(None);
    }
    let told = scratch.join("peak");
    let mut command = Command::new(GNU_TIME);
    command.args(["-f", "%M", "-o"]).arg(&told).arg(binary);
    time(command.args(["read", "--format", "jsonl"]).arg(file))?;
    let kib = fs::read_to_string(&told)?.trim().parse()?;
    Ok(Some(kib))
}
