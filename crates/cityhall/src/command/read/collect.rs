//! Which files are read: those named, and those of folders named.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::messages::{Key, Language};

/// Ends of names by which a folder's reports are told. A file that is named itself is read whatever
/// it is called.
const ENDINGS: [&str; 5] = ["txt", "html", "htm", "docx", "pdf"];

/// How deep folders are followed.
const DEPTH_MAX: usize = 32;

/// The files in the order named, a folder's in the order of their names; and the folders that could
/// not be looked into, with the reason. The folder `output` is left out: it holds no reports.
pub(in crate::command) fn files(
    inputs: &[PathBuf],
    output: Option<&Path>,
    language: Language,
) -> (Vec<PathBuf>, Vec<String>) {
    let output = output.and_then(|output| output.canonicalize().ok());
    let (mut files, mut failures) = (Vec::new(), Vec::new());
    for input in inputs {
        if !input.is_dir() {
            files.push(input.clone());
            continue;
        }
        let before = (files.len(), failures.len());
        walk(input, output.as_deref(), DEPTH_MAX, &mut files, &mut failures);
        if before == (files.len(), failures.len()) {
            failures.push(format!("{}: {}", input.display(), language.say(Key::EmptyFolder)));
        }
    }
    (files, failures)
}

fn walk(
    folder: &Path,
    output: Option<&Path>,
    depth: usize,
    files: &mut Vec<PathBuf>,
    failures: &mut Vec<String>,
) {
    let entries = match entries(folder) {
        Ok(entries) => entries,
        Err(error) => {
            failures.push(format!("{}: {error}", folder.display()));
            return;
        }
    };
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Hidden files, and the locks that word processors leave beside an open document.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if path.is_dir() {
            let is_output = output.is_some() && path.canonicalize().ok().as_deref() == output;
            if depth > 0 && !path.is_symlink() && !is_output {
                walk(&path, output, depth - 1, files, failures);
            }
        } else if is_report(&path) {
            files.push(path);
        }
    }
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    entries.sort();
    Ok(entries)
}

fn is_report(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}
