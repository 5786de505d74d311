//! Runs `suite/*.case`: small packs with the faults told of them. See `suite/README.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use pack::{Diagnostic, Language, Severity, Source};

/// Starts a line that tells of a fault of the line above it.
const MARK: &str = "#~";

#[test]
fn every_case_tells_what_it_promises() {
    for path in case_files() {
        let text = std::fs::read_to_string(&path).expect("a readable case file");
        expect_file![path].assert_eq(&annotate(&text));
    }
}

#[test]
fn every_code_has_a_case() {
    let source = include_str!("../src/diagnostic.rs");
    let (_, body) = source.split_once("pub fn name(").expect("the names of the codes");
    let (body, _) = body.split_once("\n    }\n").expect("the end of the function");
    let names: BTreeSet<&str> = body.split('"').skip(1).step_by(2).collect();
    assert!(names.len() > 20, "the names were found: {names:?}");
    let mut missing = names;
    for path in case_files() {
        let text = std::fs::read_to_string(&path).expect("a readable case file");
        for line in text.lines().filter(|line| line.starts_with(MARK)) {
            missing.retain(|name| !line.contains(&format!("[{name}]")));
        }
    }
    assert!(missing.is_empty(), "add a case for each of {missing:?}");
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let entries = std::fs::read_dir(folder).expect("the suite's folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "case"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "the suite has cases");
    paths
}

/// A case file anew, with the faults that the checker tells of now.
fn annotate(text: &str) -> String {
    let mut out = String::new();
    for case in
        text.split_inclusive('\n').collect::<Vec<_>>().chunk_by(|_, l| !l.starts_with("==="))
    {
        let case: Vec<&str> = case.iter().filter(|line| !line.starts_with(MARK)).copied().collect();
        out += &annotate_case(&case);
    }
    out
}

struct File {
    path: String,
    absent: bool,
    text: String,
}

fn annotate_case(lines: &[&str]) -> String {
    let (title, lines) = lines.split_first().expect("a case has a title");
    let mut files: Vec<File> = Vec::new();
    for line in lines {
        if let Some(header) = line.strip_prefix("--- ") {
            let (path, absent) = match header.trim().strip_suffix(" (absent)") {
                Some(path) => (path, true),
                None => (header.trim(), false),
            };
            files.push(File { path: path.to_owned(), absent, text: String::new() });
        } else {
            files.last_mut().expect("a case starts with `---` and a file's name").text += line;
        }
    }
    let present: Vec<Source<'_>> = files
        .iter()
        .filter(|file| !file.absent)
        .map(|file| Source { path: &file.path, text: &file.text })
        .collect();
    let (_, diagnostics) = pack::check(&present);
    let mut out = (*title).to_owned();
    for file in &files {
        let absent = if file.absent { " (absent)" } else { "" };
        out += &format!("--- {}{absent}\n", file.path);
        let told = |line: usize| {
            let here = diagnostics.iter().filter(|fault| fault.file == file.path);
            here.filter(|fault| fault.line == line).map(tell).collect::<String>()
        };
        if file.absent {
            out += &told(1);
            out += &file.text;
        }
        for (index, line) in file.text.split_inclusive('\n').enumerate().filter(|_| !file.absent) {
            out += line;
            out += &told(index + 1);
        }
    }
    out
}

fn tell(fault: &Diagnostic) -> String {
    let severity = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let (column, name) = (fault.column, fault.code.name());
    let message = fault.message(Language::English);
    let mut out = format!("{MARK} {column} {severity}[{name}]: {message}\n");
    if let Some(hint) = fault.hint(Language::English) {
        out += &format!("{MARK}     {hint}\n");
    }
    out
}
