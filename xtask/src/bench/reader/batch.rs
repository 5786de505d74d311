//! A thousand files of mixed formats on all cores, and the memory that takes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

use super::formats::FileFormat;
use super::texts::Text;
use crate::process::{self, now};

const FILES: [usize; 2] = [100, 1_000];

/// What a run over a folder took.
#[derive(Serialize, Deserialize)]
struct Took {
    files: usize,
    cores: usize,
    seconds: f64,
    figures: usize,
    /// The largest resident set, where the system tells it.
    peak_kib: Option<u64>,
}

/// Writes folders of files and has a process of its own read each.
pub(super) fn compare(texts: &[Text]) -> Result<()> {
    println!("\n## Formats\n");
    println!("| format | read | figures, of those of the plain text |");
    println!("| --- | --- | --: |");
    let formats: Vec<FileFormat> =
        FileFormat::ALL.into_iter().filter(|format| try_format(*format, texts)).collect();
    println!("\n## Many files\n");
    println!("| files | cores | seconds | files a second | figures | peak MiB |");
    println!("| --: | --: | --: | --: | --: | --: |");
    for count in FILES {
        let folder = tempfile::tempdir()?;
        for index in 0..count {
            let text = &texts[index % texts.len()].text;
            // A step of one more each time round, so that every text comes in every format.
            let format = formats[(index + index / texts.len()) % formats.len()];
            fs::write(folder.path().join(format!("{index:04}")), format.write(text))?;
        }
        let took = read_elsewhere(folder.path())?;
        let peak =
            took.peak_kib.map_or("–".to_owned(), |kib| format!("{:.1}", kib as f64 / 1024.0));
        println!(
            "| {} | {} | {:.2} | {:.0} | {} | {peak} |",
            took.files,
            took.cores,
            took.seconds,
            took.files as f64 / took.seconds,
            took.figures,
        );
    }
    Ok(())
}

/// Whether a format is read; says so, and how much of the text comes through.
fn try_format(format: FileFormat, texts: &[Text]) -> bool {
    let name = format.name();
    let figures = |text: &str| reader::read(text).figures.len();
    let mut wanted = 0;
    let mut found = 0;
    for text in texts.iter().take(8) {
        match documents::read(&format.write(&text.text)) {
            Ok(document) => found += figures(&document.text),
            Err(error) => {
                println!("| {name} | no: {error} | – |");
                return false;
            }
        }
        wanted += figures(&text.text);
    }
    println!("| {name} | yes | {:.3} |", found as f64 / wanted.max(1) as f64);
    true
}

fn read_elsewhere(folder: &Path) -> Result<Took> {
    let program = std::env::current_exe()?;
    let mut command = Command::new(program);
    command.args(["bench", "reader", "--batch"]).arg(folder);
    let told = process::output(&mut command)?;
    serde_json::from_str(&told).with_context(|| format!("the batch tells {told:?}"))
}

/// Reads every file of a folder and prints what it took.
pub(super) fn run(folder: &Path) -> Result<()> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<Result<Vec<PathBuf>>>()?;
    files.sort();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let start = now();
    let figures = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..cores).map(|_| scope.spawn(|| read_from(&files, &next))).collect();
        let ended = workers.into_iter().map(|worker| worker.join().expect("reading never fails"));
        ended.sum::<Result<usize>>()
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let took = Took { files: files.len(), cores, seconds, figures, peak_kib: peak_kib() };
    println!("{}", serde_json::to_string(&took)?);
    Ok(())
}

/// Reads files until none is left; how many figures were in them.
fn read_from(files: &[PathBuf], next: &AtomicUsize) -> Result<usize> {
    let mut figures = 0;
    while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let document = documents::read(&bytes);
        let document = document.map_err(|error| anyhow!("{}: {error}", path.display()))?;
        figures += reader::read(&document.text).figures.len();
    }
    Ok(figures)
}

/// The largest resident set of this process, as Linux tells it.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
