//! Scores of a made-up report, right and wrong in known places.

use serde_json::json;

use super::*;

const REPORT: &str = "2031年甲州市政府工作报告\n各位代表：\n一、2030年工作回顾\n新建步道12公里。\n\
                      二、2031年重点工作\n新建口袋<b>公园</b>12个、步道3 5公里。\n植树9万棵。\n";

/// A label of something new to be counted.
fn label(part: &str, quote: &str, subject: &str, value: u32, unit: &str) -> String {
    let year = if part == "plan" { 2031 } else { 2030 };
    json!({
        "part": part, "quote": quote, "subject": subject, "action": "新建", "value": value,
        "unit": unit, "sense": "level", "direction": "", "relation": "eq", "year": year,
    })
    .to_string()
}

fn steps() -> String {
    label("review", "新建步道12公里", "步道", 12, "公里")
}

fn parks() -> String {
    label("plan", "新建口袋公园12个", "口袋公园", 12, "个")
}

fn paths() -> String {
    label("plan", "步道35公里", "步道", 35, "公里")
}

/// The first line that has the sentence of the plan about parks and paths labelled alone.
fn one_sentence() -> String {
    json!({ "meta": { "from": "新建口袋公园", "to": "步道35公里。" } }).to_string()
}

/// The scores of the report by those label lines.
fn scores(labels: &[String]) -> Scores {
    let folder = tempfile::tempdir().unwrap();
    for name in ["reports", "labels"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("reports/jiazhou.txt"), REPORT).unwrap();
    fs::write(folder.path().join("labels/jiazhou-a.jsonl"), labels.join("\n")).unwrap();
    measure(folder.path()).unwrap()
}

/// Labelled, read and matched, detection and strict F1 in thousandths.
fn told(scores: &Scores) -> ([usize; 3], [i64; 2]) {
    let sheet = &scores.sheets[0];
    let thousandths = [sheet.detection().f1, sheet.strict().f1].map(|it| (it * 1e3).round() as i64);
    ([sheet.gold.len(), sheet.found.len(), sheet.pairs.len()], thousandths)
}

#[test]
fn what_was_read_and_is_not_labelled_counts_against_the_reader() {
    let scores = scores(&[steps(), parks(), paths()]);
    assert_eq!(told(&scores), ([3, 4, 3], [857, 857]));
    let faults = faults_of(&scores);
    assert!(faults.iter().any(|fault| fault.starts_with("jiazhou-a: detection is 0.857")));
}

#[test]
fn a_part_of_a_report_is_scored_alone() {
    assert_eq!(told(&scores(&[one_sentence(), parks(), paths()])), ([2, 2, 2], [1000, 1000]));
}

#[test]
fn a_wrong_field_counts_in_the_strict_score_alone() {
    let wrong = parks().replace(r#""relation":"eq""#, r#""relation":"ge""#);
    let scores = scores(&[one_sentence(), wrong, paths()]);
    assert_eq!(told(&scores), ([2, 2, 2], [1000, 500]));
    let cases = cases::worst(&scores.sheets);
    assert_eq!(cases.len(), 1);
    assert!(cases[0].told.starts_with("relation: `ge`, not `eq`; read at "), "{}", cases[0].told);
    let (before, _) = REPORT.split_once("新建口袋").unwrap();
    assert_eq!(cases[0].place, Some(before.chars().count()));
    assert_eq!(cases[0].amount, "12 个");
}

#[test]
fn other_places_and_years_are_read_as_well() {
    let scores = scores(&[steps(), parks(), paths()]);
    let changed = "甲州".chars().count() + 3;
    assert!(scores.changed[0] >= changed, "{}", scores.changed[0]);
    assert_eq!(moves(&scores.sheets[0], &scores.swapped[0]), [0.0, 0.0]);
    let years = |sheet: &Sheet| sheet.count_right(&[row::Field::Year]);
    assert_eq!(years(&scores.swapped[0]), years(&scores.sheets[0]));
}
