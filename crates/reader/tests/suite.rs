//! Runs the sentences of `suite/*.case`: what is to be read in each is written beside it.
//!
//! A case is a sentence of the review (`回顾 …`) or of the plan (`计划 …`) of a report of 2031,
//! then its figures, one a line, in order:
//!
//! ```text
//! 计划 新建口袋公园12个以上。
//! - 口袋公园 | 新建 | 12 个 | level ge | 2031
//! * 新建口袋公园12个以上 | 新建 | 口袋公园
//! ```
//!
//! A figure is `- subject | action | value unit | sense [direction] relation | year`; a range is
//! `20..25`; `- 无` says that there is none. A commitment is `* words | action | object`; where a
//! case names none, its commitments are not looked at; `* 无` says that there is none. Where a case
//! tells a fourth field, all are told in full: kind, `measurable` or `open`, then as far
//! as there are any places (`在 …`), times (`限 …`), the office (`由 …`) and the whole list
//! (`列 …`).
//!
//! Lines `附 …` are appended to the report. A term of its glossary is
//! `= term | explanation | number of uses`; `= 无` says that there is none. Where a case names
//! terms, its figures may be left out.

use std::fmt::Write;
use std::path::Path;

use reader::{Commitment, Direction, Figure, Reading, Relation, Sense, Span};

/// One sentence with what is to be read in it.
struct Case {
    place: String,
    report: String,
    figures: Vec<String>,
    commitments: Vec<String>,
    terms: Vec<String>,
}

#[test]
fn every_sentence_of_the_suite_is_read_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the suite is a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "case"))
        .filter(|path| !path.ends_with("outline.case")) // Whole reports: `outline.rs` runs them.
        .collect();
    files.sort();
    let mut failures = String::new();
    let mut count = 0;
    for file in files {
        let source = std::fs::read_to_string(&file).expect("a case file is text");
        let name = file.file_name().expect("a file").to_string_lossy().into_owned();
        for case in parse(&name, &source) {
            count += 1;
            check(&case, &mut failures);
        }
    }
    assert!(count > 50, "the suite was found: {count} cases");
    assert!(failures.is_empty(), "\n{failures}");
}

fn parse(file: &str, source: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let place = format!("{file}:{}", index + 1);
        if let Some(sentence) = line.strip_prefix("回顾 ") {
            cases.push(case(place, sentence, "略。"));
        } else if let Some(sentence) = line.strip_prefix("计划 ") {
            cases.push(case(place, "略。", sentence));
        } else if let Some(figure) = line.strip_prefix("- ") {
            cases.last_mut().expect("a sentence comes first").figures.push(figure.to_owned());
        } else if let Some(promise) = line.strip_prefix("* ") {
            cases.last_mut().expect("a sentence comes first").commitments.push(promise.to_owned());
        } else if let Some(annex) = line.strip_prefix("附 ") {
            let case = cases.last_mut().expect("a sentence comes first");
            case.report = format!("{}{annex}\n", case.report);
        } else if let Some(term) = line.strip_prefix("= ") {
            cases.last_mut().expect("a sentence comes first").terms.push(term.to_owned());
        } else {
            assert!(line.is_empty() || line.starts_with('#'), "{place}: what is {line:?}?");
        }
    }
    cases
}

fn case(place: String, review: &str, plan: &str) -> Case {
    let report = format!(
        "2031年甲州市政府工作报告\n各位代表：\n一、2030年工作回顾\n{review}\n二、2031年重点工作\n{plan}\n"
    );
    Case { place, report, figures: Vec::new(), commitments: Vec::new(), terms: Vec::new() }
}

fn check(case: &Case, failures: &mut String) {
    let reading = reader::read(&case.report);
    let or_none =
        |found: Vec<String>| if found.is_empty() { vec!["无".to_owned()] } else { found };
    if !case.figures.is_empty() || case.terms.is_empty() {
        let figures = or_none(reading.figures.iter().map(figure).collect());
        compare(&case.place, &case.figures, &figures, failures);
    }
    if !case.commitments.is_empty() {
        let is_full = case.commitments.iter().any(|line| line.matches('|').count() > 2);
        let found = commitments(case, &reading, is_full);
        compare(&case.place, &case.commitments, &or_none(found), failures);
    }
    if !case.terms.is_empty() {
        compare(&case.place, &case.terms, &or_none(terms(&reading)), failures);
    }
}

fn compare(place: &str, expected: &[String], found: &[String], failures: &mut String) {
    if expected != found {
        writeln!(failures, "{place}\n  expected {expected:#?}\n  found {found:#?}")
            .expect("a string takes everything");
    }
}

fn commitments(case: &Case, reading: &Reading, is_full: bool) -> Vec<String> {
    reading
        .commitments
        .iter()
        .map(|one| {
            let short = format!("{} | {} | {}", one.quote, one.action, one.object);
            if is_full { format!("{short} | {}", told(case, one)) } else { short }
        })
        .collect()
}

fn terms(reading: &Reading) -> Vec<String> {
    reading
        .glossary
        .iter()
        .map(|term| format!("{} | {} | {}", term.term, term.explanation, term.uses.len()))
        .collect()
}

/// What a full case tells of a commitment besides its words.
fn told(case: &Case, one: &Commitment) -> String {
    let words =
        |span: &Span| -> String { case.report.chars().take(span.end).skip(span.start).collect() };
    let all = |spans: &[Span]| spans.iter().map(words).collect::<Vec<_>>().join("、");
    let mut told = format!("{:?}", one.kind).to_lowercase();
    told += if one.is_measurable() { " measurable" } else { " open" };
    for (mark, words) in [
        ("在", all(&one.places)),
        ("限", all(&one.times)),
        ("由", one.owner.clone().unwrap_or_default()),
        ("列", one.list.iter().map(words).collect()),
    ] {
        if !words.is_empty() {
            write!(told, " {mark} {words}").expect("a string takes everything");
        }
    }
    told
}

fn figure(figure: &Figure) -> String {
    let high = figure.value_high.map(|high| format!("..{high}")).unwrap_or_default();
    let amount = format!("{}{high} {}", figure.value, figure.unit);
    let meant = format!("{}{} {}", sense(figure), direction(figure), relation(figure));
    let year = figure.year.map(|year| year.to_string()).unwrap_or_default();
    format!("{} | {} | {} | {meant} | {year}", figure.subject, figure.action, amount.trim())
}

fn sense(figure: &Figure) -> &'static str {
    match figure.sense {
        Sense::Level => "level",
        Sense::Change => "change",
        Sense::Share => "share",
        Sense::Rank => "rank",
    }
}

fn direction(figure: &Figure) -> &'static str {
    match figure.direction {
        Some(Direction::Up) => " up",
        Some(Direction::Down) => " down",
        None => "",
    }
}

fn relation(figure: &Figure) -> &'static str {
    match figure.relation {
        Relation::Eq => "eq",
        Relation::Approx => "approx",
        Relation::Ge => "ge",
        Relation::Gt => "gt",
        Relation::Le => "le",
        Relation::Lt => "lt",
    }
}
