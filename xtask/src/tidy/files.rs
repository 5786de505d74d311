//! Files: what every text and every source file has in common.

use unicode_width::UnicodeWidthStr;

use super::{File, Problem, Project};

/// Columns of a line of Rust, where a Chinese character takes two.
const COLUMNS_MAX: usize = 100;
/// Lines of a file of Rust, tests aside, or of a template, style sheet or script.
const LINES_MAX: usize = 600;
/// Bytes of a file in the repository.
const BYTES_MAX: usize = 1 << 20;

/// Written by a program, never by hand.
const LOCK_FILES: [&str; 2] = ["Cargo.lock", "e2e/package-lock.json"];

// Put together when compiled, so that this file does not hold what it looks for.
const MARKS: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("HA", "CK"), concat!("X", "XX")];
const CONFLICTS: [&str; 3] =
    [concat!("<<<", "<<<< "), concat!(">>>", ">>>> "), concat!("|||", "|||| ")];
const CONFLICT_MIDDLE: &str = concat!("===", "====");
/// Where the folders of somebody's machine begin.
const MACHINE_PATHS: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/tm", "p/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
];

/// Checks every file.
pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in &project.files {
        check_size(file, &mut problems);
        if LOCK_FILES.contains(&file.path.as_str()) {
            continue;
        }
        check_text(file, &mut problems);
        match file.extension() {
            "rs" => check_rust(file, &mut problems),
            "html" | "css" | "js" => check_length(file, &mut problems),
            _ => {}
        }
    }
    problems
}

fn check_size(file: &File, problems: &mut Vec<Problem>) {
    if file.bytes > BYTES_MAX {
        problems.push(Problem::new(
            &file.path,
            1,
            format!("{} bytes", file.bytes),
            format!("keep files within {BYTES_MAX} bytes, or make this one when it is needed"),
        ));
    }
}

fn check_text(file: &File, problems: &mut Vec<Problem>) {
    let path = &file.path;
    let no_tabs = matches!(file.extension(), "rs" | "toml" | "md");
    for (number, line) in file.lines() {
        let mut tell = |what: &str, remedy: &str| {
            problems.push(Problem::new(path, number, what, remedy));
        };
        if line.ends_with(char::is_whitespace) {
            tell("white space at the end of the line", "remove it");
        }
        if no_tabs && line.contains('\t') {
            tell("a tab", "indent with spaces; write `\\t` in a string");
        }
        if line == CONFLICT_MIDDLE || CONFLICTS.iter().any(|mark| line.starts_with(mark)) {
            tell("a mark of a merge conflict", "finish the merge");
        }
        if MARKS.iter().any(|mark| has_word(line, mark)) {
            tell("something is left to do", "do it, or write it up where work is planned");
        }
        if MACHINE_PATHS.iter().any(|begin| has_path(line, begin)) {
            tell(
                "a path of one machine",
                "name it from the project's folder, or leave it to the reader",
            );
        }
    }
    check_end(file, problems);
}

fn check_end(file: &File, problems: &mut Vec<Problem>) {
    let text = file.text.as_deref().unwrap_or_default();
    let (what, remedy) = if text.is_empty() {
        return;
    } else if !text.ends_with('\n') {
        ("the last line does not end", "add a newline")
    } else if text == "\n" || text.ends_with("\n\n") {
        ("the last line is empty", "remove it")
    } else {
        return;
    };
    let last = file.lines().count();
    problems.push(Problem::new(&file.path, last, what, remedy));
}

fn check_rust(file: &File, problems: &mut Vec<Problem>) {
    let text = file.text.as_deref().unwrap_or_default();
    if !text.starts_with("//! ") {
        problems.push(Problem::new(
            &file.path,
            1,
            "the file does not say what it is for",
            "open it with a `//!` sentence",
        ));
    }
    for (number, line) in file.lines() {
        let columns = line.width();
        if columns > COLUMNS_MAX && !is_only_a_literal(line) {
            problems.push(Problem::new(
                &file.path,
                number,
                format!("{columns} columns"),
                format!("break the line before column {COLUMNS_MAX}"),
            ));
        }
    }
    check_attributes(file, problems);
    if !is_test(&file.path) {
        check_length(file, problems);
    }
}

fn check_attributes(file: &File, problems: &mut Vec<Problem>) {
    for (number, attribute) in attributes(file) {
        let what = if attribute.contains("allow(") {
            "a lint is allowed"
        } else if attribute.contains("expect(") && !attribute.contains("reason = ") {
            "what a lint says is expected without a reason"
        } else {
            continue;
        };
        problems.push(Problem::new(
            &file.path,
            number,
            what,
            "write `#[expect(.., reason = \"…\")]`, or do as the lint says",
        ));
    }
}

/// Each attribute with the line it begins on, however many lines it takes.
fn attributes(file: &File) -> Vec<(usize, String)> {
    let mut attributes: Vec<(usize, String)> = Vec::new();
    let mut depth = 0;
    for (number, line) in file.lines() {
        let line = line.trim();
        if depth > 0 {
            let (_, attribute) = attributes.last_mut().expect("one is open");
            attribute.push_str(line);
        } else if line.starts_with("#[") || line.starts_with("#![") {
            attributes.push((number, line.to_owned()));
        } else {
            continue;
        }
        let opened = line.matches('[').count();
        let closed = line.matches(']').count();
        depth = (depth + opened).saturating_sub(closed);
    }
    attributes
}

fn check_length(file: &File, problems: &mut Vec<Problem>) {
    let lines = file.lines().count();
    if lines > LINES_MAX {
        problems.push(Problem::new(
            &file.path,
            LINES_MAX + 1,
            format!("{lines} lines"),
            format!("divide what is longer than {LINES_MAX} lines by what it is about"),
        ));
    }
}

/// A sentence of a report or an address cannot be broken without harm to whoever searches for it,
/// so a line of nothing but string literals, raw ones too, or a comment that is only a URL, may be
/// as long as it needs.
fn is_only_a_literal(line: &str) -> bool {
    let line = line.trim().trim_end_matches([',', ';', ')']);
    let opening = line.trim_start_matches(['r', '#']);
    let is_string = opening.starts_with('"') && line.trim_end_matches('#').ends_with('"');
    let comment = line.trim_start_matches(['/', '!']).trim();
    let is_url = comment.starts_with("http") && !comment.contains(' ');
    is_string || is_url
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// Whether a word stands in a line by itself and not within a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(in_word) && !after.is_some_and(in_word)
    })
}

/// Whether a path begins so in a line, and not a part of an address or of a longer path.
fn has_path(line: &str, begin: &str) -> bool {
    let in_path = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | '~');
    line.match_indices(begin).any(|(start, _)| !line[..start].ends_with(in_path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<(usize, String)> {
        let problems = check(&Project::of(&[(path, text)]));
        let told = |problem: Problem| (problem.line, problem.what);
        problems.into_iter().map(told).collect()
    }

    fn one(path: &str, text: &str) -> (usize, String) {
        let told = told(path, text);
        assert_eq!(told.len(), 1, "{told:?}");
        told.into_iter().next().expect("there is one")
    }

    #[test]
    fn a_tidy_file_is_fine() {
        assert!(told("a.rs", "//! What it is for.\n\nfn main() {}\n").is_empty());
        assert!(told("a.md", "# Title\n\n- one\n").is_empty());
        assert!(told("empty.csv", "").is_empty());
    }

    #[test]
    fn white_space_is_held() {
        assert_eq!(one("a.md", "one\ntwo \n").0, 2);
        assert_eq!(one("a.csv", "one\r\n").0, 1);
        assert_eq!(one("a.toml", "\ta = 1\n").1, "a tab");
        assert_eq!(one("a.css", "one\ntwo").1, "the last line does not end");
        assert_eq!(one("a.css", "one\n\n"), (2, "the last line is empty".to_owned()));
        assert!(told("Makefile", "all:\n\techo\n").is_empty());
    }

    #[test]
    fn marks_of_unfinished_work_are_told() {
        for mark in MARKS {
            let line = format!("// {mark}: later\n");
            assert_eq!(one("a.js", &line).1, "something is left to do");
            assert!(told("a.js", &format!("const {mark}_LIST = [];\n")).is_empty());
        }
        for mark in CONFLICTS {
            let line = format!("{mark}ours\n");
            assert_eq!(one("a.js", &line).1, "a mark of a merge conflict");
        }
        assert!(told("a.txt", &format!("{CONFLICT_MIDDLE}==\n")).is_empty());
    }

    #[test]
    fn paths_of_one_machine_are_told() {
        for begin in MACHINE_PATHS {
            for line in [format!("See `{begin}a`.\n"), format!("cp {begin}a b\n")] {
                assert_eq!(one("a.md", &line).1, "a path of one machine");
            }
            assert!(told("a.md", &format!("https://a.example{begin}b\n")).is_empty());
            assert!(told("a.md", &format!("docs{begin}b\n")).is_empty());
        }
    }

    #[test]
    fn rust_opens_with_its_purpose() {
        let told = one("a.rs", "fn main() {}\n");
        assert_eq!(told.1, "the file does not say what it is for");
    }

    #[test]
    fn a_chinese_character_takes_two_columns() {
        let fits = format!("//! {}\n", "市".repeat(48));
        assert!(told("a.rs", &fits).is_empty());
        let wide = format!("//! {}\n", "市".repeat(49));
        assert_eq!(one("a.rs", &wide), (1, "102 columns".to_owned()));
    }

    #[test]
    fn a_literal_or_an_address_may_be_long() {
        let text = "市".repeat(60);
        assert!(told("a.rs", &format!("//! A.\n    \"{text}\",\n")).is_empty());
        assert!(told("a.rs", &format!("//! A.\nr#\"{text}\"#\n")).is_empty());
        assert!(told("a.rs", &format!("//! A.\n/// https://a.example/{text}\n")).is_empty());
        assert_eq!(one("a.rs", &format!("//! A.\nlet a = \"{text}\";\n")).0, 2);
    }

    #[test]
    fn no_lint_is_allowed() {
        let (line, what) = one("a.rs", "//! A.\n#[allow(dead_code)]\nfn a() {}\n");
        assert_eq!((line, what.as_str()), (2, "a lint is allowed"));
        let (line, _) = one("a.rs", "//! A.\n#[cfg_attr(\n    test,\n    allow(dead_code)\n)]\n");
        assert_eq!(line, 2);
        assert!(told("a.rs", "//! A.\n#[test]\nfn a() { allow(b) }\n").is_empty());
    }

    #[test]
    fn what_is_expected_of_a_lint_has_a_reason() {
        let (line, what) = one("a.rs", "//! A.\n#![expect(dead_code)]\n");
        assert_eq!(line, 2);
        assert_eq!(what, "what a lint says is expected without a reason");
        assert!(told("a.rs", "//! A.\n#[expect(dead_code, reason = \"b\")]\n").is_empty());
        let over_lines = "//! A.\n#[expect(\n    dead_code,\n    reason = \"b\"\n)]\n";
        assert!(told("a.rs", over_lines).is_empty());
    }

    #[test]
    fn long_files_are_told_tests_aside() {
        let long = format!("//! A.\n{}", "fn a() {}\n".repeat(LINES_MAX));
        assert_eq!(one("a/src/b.rs", &long), (601, "601 lines".to_owned()));
        assert!(told("a/src/b/tests.rs", &long).is_empty());
        assert!(told("a/tests/b.rs", &long).is_empty());
        assert_eq!(one("a.css", &"a{}\n".repeat(LINES_MAX + 1)).0, 601);
    }

    #[test]
    fn large_files_are_told() {
        let project = Project { files: vec![File::new("a.png", vec![0xff; BYTES_MAX + 1])] };
        assert_eq!(check(&project).len(), 1);
    }
}
