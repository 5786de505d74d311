//! How long the reader takes: one report, a thousand files, and beside a program in Python.

mod batch;
mod formats;
mod peer;
mod texts;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use clap::Args;

use super::{milliseconds, percentile};
use crate::process::{self, now};
use texts::Text;

/// How often the one report is read.
const RUNS: usize = 300;

/// Options of `cargo xtask bench reader`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Leave out the comparison, which installs packages from PyPI.
    #[arg(long)]
    alone: bool,
    /// Read this folder's files on all cores and say in JSON what it took: for the bench itself,
    /// as the peak of memory is that of a whole process.
    #[arg(long, hide = true)]
    batch: Option<PathBuf>,
}

/// Measures with a release build of this very program.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    if let Some(folder) = &arguments.batch {
        return batch::run(folder);
    }
    if cfg!(debug_assertions) {
        let mut release = Command::new("cargo");
        release.args(["run", "--quiet", "--release", "--package", "xtask", "--"]);
        release.args(["bench", "reader"]);
        if arguments.alone {
            release.arg("--alone");
        }
        return process::run(&mut release);
    }
    let texts = texts::all()?;
    one_report(&texts);
    batch::compare(&texts)?;
    if !arguments.alone {
        peer::compare(&texts)?;
    }
    Ok(())
}

fn one_report(texts: &[Text]) {
    let report = texts::nearest_to_a_report(texts);
    let mut durations: Vec<Duration> = (0..RUNS).map(|_| time(&report.text)).collect();
    durations.sort();
    let [median, p99] = [50, 99].map(|percent| milliseconds(percentile(&durations, percent)));
    let characters = report.text.chars().count();
    println!("## One report\n");
    println!("{}, {characters} characters, read {RUNS} times on one core.\n", report.name);
    println!("| median ms | 99% within ms | characters a second |");
    println!("| --: | --: | --: |");
    println!("| {median:.2} | {p99:.2} | {:.0} |", characters as f64 / median * 1e3);
}

/// How long one reading of a text takes.
fn time(text: &str) -> Duration {
    let start = now();
    std::hint::black_box(reader::read(std::hint::black_box(text)));
    start.elapsed()
}
