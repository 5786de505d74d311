//! `cityhall account` as people and programs meet it: the built binary on piles of reports, whole
//! and broken.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with the reports of a test.
struct Reports(tempfile::TempDir);

impl Reports {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, text).expect("the report is written");
        path
    }

    /// A report of a place and year with its review and plan.
    fn report(&self, place: &str, year: i16, review: &str, plan: &str) -> PathBuf {
        self.write(&format!("{place}-{year}.txt"), &report(place, year, review, plan))
    }
}

fn report(place: &str, year: i16, review: &str, plan: &str) -> String {
    let last = year - 1;
    format!(
        "{year}年{place}政府工作报告\n——{year}年1月8日在{place}第九届人民代表大会第三次会议上\n\
         一、{last}年工作回顾\n{review}\n二、{year}年重点工作\n{plan}\n谢谢大家！\n"
    )
}

fn account(arguments: &[&str], inputs: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cityhall"))
        .arg("account")
        .args(inputs)
        .args(arguments)
        .env("LANG", "en_US.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("COLUMNS", "120")
        .output()
        .expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

fn rows(output: &Output) -> Vec<serde_json::Value> {
    let lines = text(&output.stdout);
    lines.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

/// Verdict and result of the promise whose words begin so.
fn verdict(rows: &[serde_json::Value], words: &str) -> (String, String) {
    let of = |row: &&serde_json::Value| {
        row["plan_quote"].as_str().is_some_and(|quote| quote.starts_with(words))
    };
    let row = rows.iter().find(of).expect("the promise is told");
    (row["verdict"].as_str().unwrap_or("null").to_owned(), row["result_value"].to_string())
}

const PLAN: &str = "地区生产总值增长6%左右，新建口袋公园20个，城镇新增就业3万人，\
    改造老旧管网25公里。\
    出台夜间经济促进办法。";
const REVIEW: &str = "全年生产总值增长5.2%，新建口袋公园22个，累计改造老旧管网90公里。\
    夜间经济促进办法印发实施。";

#[test]
fn each_promise_has_its_result_and_verdict() {
    let reports = Reports::new();
    reports.report("甲州市", 2031, "城镇新增就业3.4万人。", PLAN);
    reports.report("甲州市", 2032, REVIEW, "新建口袋公园20个。");
    let output = account(&["--format", "jsonl"], &[reports.path()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let rows = rows(&output);
    let told = |words, verdict_of: &str, result: &str| {
        assert_eq!(verdict(&rows, words), (verdict_of.to_owned(), result.to_owned()));
    };
    told("地区生产总值", "missed", "5.2");
    told("新建口袋公园", "kept", "22");
    told("城镇新增就业", "silent", "null");
    told("改造老旧管网", "incomparable", "90");
    let parks = &rows[1];
    assert_eq!(parks["by"], 2);
    assert_eq!(parks["by_percent"], 10);
    assert_eq!(parks["next"], "same");
    assert!(parks["result_sentence"].as_str().is_some_and(|it| it.contains("口袋公园22个")));
    let jobs = &rows[2];
    assert_eq!((&jobs["last_value"], &jobs["below_last"]), (&34_000.into(), &true.into()));
    let words = rows.iter().find(|row| row["type"] == "words").expect("a promise in words");
    assert_eq!(words["verdict"], serde_json::Value::Null);
    assert_eq!(words["echo"], "夜间经济促进办法印发实施。");
}

#[test]
fn the_table_fits_and_csv_has_one_row_a_promise() {
    let reports = Reports::new();
    reports.report("甲州市", 2031, "略。", PLAN);
    reports.report("甲州市", 2032, REVIEW, "略。");
    let table = text(&account(&[], &[reports.path()]).stdout);
    assert!(table.contains("missed") && table.contains("−0.8个百分点"), "{table}");
    let zh = text(&account(&["--lang", "zh"], &[reports.path()]).stdout);
    assert!(zh.contains("未兑现") && zh.contains("无人回应"), "{zh}");
    let csv = text(&account(&["--format", "csv"], &[reports.path()]).stdout);
    let mut lines = csv.lines();
    let columns = lines.next().expect("a header").split(',').count();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<_> = reader.records().map(|it| it.expect("a record")).collect();
    assert!(records.len() >= 4 && records.iter().all(|it| it.len() == columns), "{csv}");
}

#[test]
fn the_page_is_one_file_in_both_languages() {
    let reports = Reports::new();
    for year in 2031..2035 {
        reports.report("甲州市", year, REVIEW, PLAN);
    }
    let page = reports.path().join("page.html");
    let told = page.to_str().expect("a path");
    let output = account(&["--format", "html", "--output", told], &[reports.path()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let page = fs::read_to_string(&page).expect("the page is there");
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src="));
    assert!(page.contains("目标完成情况对照表") && page.contains("Targets against completion"));
    assert!(page.contains("<mark>新建口袋公园20个</mark>"), "the promise in its sentence");
    assert!(page.contains("<mark>新建口袋公园22个</mark>"), "the result in its sentence");
    assert!(page.contains("<polyline class=\"target\""), "an indicator over the years");
    assert!(page.contains("@media print"));
}

#[test]
fn years_that_are_missing_are_not_bridged() {
    let reports = Reports::new();
    reports.report("甲州市", 2031, "略。", PLAN);
    reports.report("甲州市", 2033, REVIEW, "略。");
    let output = account(&["--format", "jsonl"], &[reports.path()]);
    assert_eq!(verdict(&rows(&output), "新建口袋公园").0, "null");
    assert!(text(&output.stderr).contains("years are missing after it"), "{output:?}");
}

#[test]
fn one_report_for_a_year_is_taken_and_the_same_file_once() {
    let reports = Reports::new();
    let first = reports.report("甲州市", 2031, "略。", PLAN);
    reports.report("甲州市", 2032, REVIEW, "略。");
    reports.write("again.txt", &fs::read_to_string(&first).expect("the report"));
    reports.write("other.txt", &report("甲州市", 2031, "略。", "新建口袋公园99个。"));
    let output = account(&["--format", "jsonl"], &[&first, reports.path()]);
    let told = text(&output.stderr);
    assert!(told.contains("the same text as"), "{told}");
    assert!(told.contains("another report of the same place and year is taken"), "{told}");
    let parks = rows(&output).iter().filter(|row| row["plan_subject"] == "口袋公园").count();
    assert_eq!(parks, 1);
}

#[test]
fn a_renamed_place_is_one_and_another_place_another() {
    let reports = Reports::new();
    reports.report("甲州县", 2031, "略。", PLAN);
    reports.report("甲州区", 2032, REVIEW, "略。");
    reports.report("乙山县", 2032, REVIEW, "略。");
    let output = account(&["--format", "jsonl"], &[reports.path()]);
    assert_eq!(verdict(&rows(&output), "新建口袋公园").0, "kept");
    let told = text(&output.stderr);
    assert!(told.contains("called otherwise"), "{told}");
    assert!(told.contains("乙山县-2032.txt: the only report of its place"), "{told}");
}

#[test]
fn a_report_that_is_cut_off_or_reviews_years_is_told() {
    let reports = Reports::new();
    reports.report("甲州市", 2031, "略。", PLAN);
    let years = "过去五年，新建口袋公园95个，改造老旧管网130公里，新建学校12所。";
    let whole = report("甲州市", 2032, years, "新建口袋公园20个。推进城");
    reports.write("cut.txt", whole.trim_end_matches("\n谢谢大家！\n"));
    let output = account(&["--format", "jsonl"], &[reports.path()]);
    let told = text(&output.stderr);
    assert!(told.contains("cut.txt: it looks cut off"), "{told}");
    assert!(told.contains("mostly of several years"), "{told}");
    assert_eq!(verdict(&rows(&output), "新建口袋公园").0, "incomparable");
}

#[test]
fn what_is_no_report_is_told_and_the_rest_is_done() {
    let reports = Reports::new();
    reports.report("甲州市", 2031, "略。", PLAN);
    reports.report("甲州市", 2032, REVIEW, "略。");
    reports.write("english.txt", "Report on the work of the government. We built 12 parks.");
    reports.write("broken.pdf", "%PDF-1.7 and no more");
    let output = account(&["--format", "jsonl"], &[reports.path()]);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("english.txt: the text is not Chinese"), "{told}");
    assert!(told.contains("Files that could not be read:") && told.contains("broken.pdf"));
    assert_eq!(verdict(&rows(&output), "新建口袋公园").0, "kept");
}

#[test]
fn place_and_year_can_be_told_where_the_text_has_none() {
    let reports = Reports::new();
    let first = reports.write("a.txt", &format!("二、重点工作\n{PLAN}\n谢谢大家！\n"));
    let second = reports.report("甲州市", 2032, REVIEW, "略。");
    let silent = account(&["--format", "jsonl"], &[&first, &second]);
    assert!(text(&silent.stderr).contains("add --place NAME"), "{silent:?}");
    let year = format!("{}=2031", first.display());
    let arguments = ["--format", "jsonl", "--place", "甲州市", "--year", &year];
    let output = account(&arguments, &[&first, &second]);
    assert_eq!(verdict(&rows(&output), "新建口袋公园").0, "kept", "{output:?}");
}

#[test]
fn no_report_is_written_over() {
    let reports = Reports::new();
    let path = reports.report("甲州市", 2031, "略。", PLAN);
    let before = fs::read(&path).expect("the report");
    let told = path.to_str().expect("a path");
    let output = account(&["--format", "csv", "--output", told], &[&path]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read(&path).expect("the report"), before);
}
