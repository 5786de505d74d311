//! One construction a test: how numbers are taken from sentences.

use crate::read;

/// The figures of a plan sentence, one a line: subject, action, value, unit, sense, relation.
fn figures(sentence: &str) -> Vec<String> {
    let report = format!("一、2030年工作回顾\n好。\n二、2031年工作安排\n{sentence}");
    read(&report)
        .figures
        .iter()
        .map(|f| format!("{} | {} | {} {}", f.subject, f.action, f.value, f.unit))
        .collect()
}

#[test]
fn a_noun_before_or_after_the_number_is_its_subject() {
    assert_eq!(figures("新建口袋公园12个。"), ["口袋公园 | 新建 | 12 个"]);
    assert_eq!(figures("新建12个口袋公园。"), ["口袋公园 | 新建 | 12 个"]);
}

#[test]
fn numbers_and_subjects_go_in_pairs() {
    assert_eq!(
        figures("甲产值和乙税收分别增长3%、5%。"),
        ["甲产值 | 增长 | 3 %", "乙税收 | 增长 | 5 %"]
    );
}
