//! Runs the sentences of `suite/*.case`: what is to be found between two reports is written beside
//! them.
//!
//! A case is a sentence of the plan of 2031 (`计划 …`), one of the review of that year in the
//! report of 2032 (`回顾 …`), then the promises in order, one a line:
//!
//! ```text
//! 计划 新建口袋公园20个。
//! 回顾 新建口袋公园22个。
//! - 20 个 | kept | 22
//! ```
//!
//! A promise is `- value unit | verdict`, then the value of its result where there is one, then
//! what keeps the two from being compared, as `compare::Difference` calls it. `= words` is the
//! sentence quoted for a promise that nothing answers.

use std::path::Path;

use compare::{Answer, Reason, Report, Verdict};
use reader::Reading;

/// Two sentences with what is to be found.
struct Case {
    place: String,
    plan: String,
    review: String,
    wanted: Vec<String>,
}

fn parse(file: &str, source: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let place = format!("{file}:{}", index + 1);
        if let Some(plan) = line.strip_prefix("计划 ") {
            let (plan, review, wanted) = (plan.to_owned(), String::new(), Vec::new());
            cases.push(Case { place, plan, review, wanted });
        } else if let Some(review) = line.strip_prefix("回顾 ") {
            review.clone_into(&mut cases.last_mut().expect("a plan comes first").review);
        } else if line.starts_with("- ") || line.starts_with("= ") {
            cases.last_mut().expect("a plan comes first").wanted.push(line.to_owned());
        } else {
            assert!(line.is_empty() || line.starts_with('#'), "{place}: what is {line:?}?");
        }
    }
    cases
}

fn report(year: i16, review: &str, plan: &str) -> String {
    format!(
        "{year}年甲州市政府工作报告\n一、{}年工作回顾\n{review}\n二、{year}年重点工作\n{plan}\n",
        year - 1
    )
}

fn told(answer: &Answer, texts: [&str; 2], readings: [&Reading; 2]) -> Vec<String> {
    let plan = &readings[0].figures[answer.plan];
    let mut line = format!("- {} {} | {}", plan.value, plan.unit, answer.verdict.name());
    if let Some(result) = answer.result {
        line.push_str(&format!(" | {}", readings[1].figures[result].value));
    }
    let differences = answer.reasons.iter().filter_map(|reason| match reason {
        Reason::Differs(difference) => Some(format!("{difference:?}")),
        _ => None,
    });
    let differences: Vec<String> = differences.collect();
    if !differences.is_empty() {
        line.push_str(&format!(" | {}", differences.join(" ")));
    }
    let echo = answer.echo.map(|span| format!("= {}", reader::words_at(texts[1], span)));
    std::iter::once(line).chain(echo).collect()
}

#[test]
fn every_case_is_answered_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the suite is a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let (mut failures, mut count) = (String::new(), 0);
    for file in files {
        let source = std::fs::read_to_string(&file).expect("a case file is text");
        let name = file.file_name().expect("a file").to_string_lossy().into_owned();
        for case in parse(&name, &source) {
            count += 1;
            let texts = [report(2031, "略。", &case.plan), report(2032, &case.review, "略。")];
            let readings = [reader::read(&texts[0]), reader::read(&texts[1])];
            let report = |at: usize| Report {
                text: &texts[at],
                reading: &readings[at],
                year: readings[at].year,
            };
            let answers = compare::compare(&report(0), &report(1));
            let all = answers.iter().flat_map(|answer| {
                told(answer, [&texts[0], &texts[1]], [&readings[0], &readings[1]])
            });
            // An echo is looked at only where the case tells one.
            let has_echo = case.wanted.iter().any(|line| line.starts_with("= "));
            let found: Vec<String> = all.filter(|it| has_echo || it.starts_with("- ")).collect();
            if found != case.wanted {
                let [wanted, found] = [case.wanted.join("\n  "), found.join("\n  ")];
                failures.push_str(&format!("{}\n  {wanted}\nfound\n  {found}\n", case.place));
            }
        }
    }
    assert!(count >= 40, "the suite was found: {count} cases");
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn the_same_reports_always_give_the_same() {
    let texts = [
        report(2031, "略。", "新建口袋公园20个，改造管网25公里，新建口袋公园20个。"),
        report(2032, "新建口袋公园22个，改造管网19公里，新建街头公园22个。", "略。"),
    ];
    let readings = [reader::read(&texts[0]), reader::read(&texts[1])];
    let report =
        |at: usize| Report { text: &texts[at], reading: &readings[at], year: readings[at].year };
    let first = compare::compare(&report(0), &report(1));
    assert_eq!(first, compare::compare(&report(0), &report(1)));
    let verdicts: Vec<Verdict> = first.iter().map(|answer| answer.verdict).collect();
    assert_eq!(verdicts, [Verdict::Kept, Verdict::Missed, Verdict::Kept]);
}
