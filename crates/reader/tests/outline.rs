//! Runs the reports of `suite/outline.case`: what outline is to be read in each stands under it.
//!
//! A case is `报告` with what it shows, the lines of the report, each after `> `, and its outline
//! in order:
//!
//! ```text
//! 报告 标题单独成行
//! > 2031年甲州市政府工作报告
//! > 各位代表：
//! > 一、2030年工作回顾
//! > 新建厂房3座。
//! = 1 回顾 2030年工作回顾
//! @ 届次 甲州市第九届人民代表大会第三次会议
//! ```
//!
//! A heading is `= level part title` with the part `回顾`, `计划` or `其他`; `= 无` says that there
//! is none. What stands over the first line is `@ 标题`, `@ 地方`, `@ 届次`, `@ 日期`, `@ 报告人`
//! or `@ 年份` with a value or `无`, and `@ 承诺` is a promise that is to be among those read; only
//! those named are looked at.

use std::fmt::Write;
use std::path::Path;

use reader::{Part, Reading};

/// One report with its outline.
struct Case {
    place: String,
    report: String,
    outline: Vec<String>,
    facts: Vec<(String, String)>,
}

#[test]
fn every_report_of_the_suite_has_the_outline_it_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/outline.case");
    let source = std::fs::read_to_string(&file).expect("the suite has outlines");
    let cases = parse(&source);
    assert!(cases.len() > 20, "the suite was found: {} cases", cases.len());
    let mut failures = String::new();
    for case in &cases {
        check(case, &mut failures);
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn parse(source: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let place = format!("outline.case:{}", index + 1);
        if let Some(shows) = line.strip_prefix("报告 ") {
            let place = format!("{place} {shows}");
            let (report, outline, facts) = (String::new(), Vec::new(), Vec::new());
            cases.push(Case { place, report, outline, facts });
            continue;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let case = cases.last_mut().expect("a report comes first");
        if let Some(line) = line.strip_prefix('>') {
            case.report.push_str(line.trim_start_matches(' '));
            case.report.push('\n');
        } else if let Some(heading) = line.strip_prefix("= ") {
            case.outline.push(heading.to_owned());
        } else if let Some((name, value)) = line.strip_prefix("@ ").and_then(|l| l.split_once(' '))
        {
            case.facts.push((name.to_owned(), value.to_owned()));
        } else {
            panic!("{place}: what is {line:?}?");
        }
    }
    cases
}

fn check(case: &Case, failures: &mut String) {
    let reading = reader::read(&case.report);
    let mut outline = outline(&reading);
    if outline.is_empty() {
        outline.push("无".to_owned());
    }
    if !case.outline.is_empty() && case.outline != outline {
        let expected = &case.outline;
        writeln!(failures, "{}\n  expected {expected:#?}\n  found {outline:#?}", case.place)
            .expect("a string takes everything");
    }
    for figure in &reading.figures {
        let part = figure.section.map(|section| reading.outline[section].part);
        // A heading that looks back and ahead is review, and what follows its turn is plan.
        let turns = part == Some(Part::Review) && figure.part == Part::Plan;
        if part.is_some_and(|part| part != figure.part) && !turns {
            writeln!(failures, "{}\n  {} is in another part", case.place, figure.quote)
                .expect("a string takes everything");
        }
    }
    for (name, value) in &case.facts {
        let found = facts(&reading, name);
        if !found.contains(value) {
            writeln!(failures, "{}\n  {name} expected {value}, found {found:?}", case.place)
                .expect("a string takes everything");
        }
    }
}

fn outline(reading: &Reading) -> Vec<String> {
    let part = |part| match part {
        Part::Review => "回顾",
        Part::Plan => "计划",
        Part::Other => "其他",
    };
    let row = |section: &reader::Section| {
        format!("{} {} {}", section.level, part(section.part), section.title)
    };
    reading.outline.iter().map(row).collect()
}

/// What a reading has under a name of the case file.
fn facts(reading: &Reading, name: &str) -> Vec<String> {
    let one = |value: Option<String>| vec![value.unwrap_or_else(|| "无".to_owned())];
    match name {
        "标题" => vec![reading.title.clone()],
        "地方" => one(reading.place.clone()),
        "届次" => one(reading.body.clone()),
        "日期" => one(reading.date.map(|d| format!("{}-{}-{}", d.year, d.month, d.day))),
        "报告人" => one(reading.speaker.clone()),
        "年份" => one(reading.year.map(|year| year.to_string())),
        "承诺" => reading.commitments.iter().map(|promise| promise.quote.clone()).collect(),
        _ => panic!("what is {name}?"),
    }
}
