//! What the checker promises beyond single faults; those are in `suite/`.

use std::collections::BTreeSet;

use expect_test::expect;

use super::*;

/// Text with the `//!` of every line taken away, and of that what stands between toml fences.
fn documented_pack() -> String {
    let text: Vec<&str> = include_str!("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    text.split(|line| line.starts_with("```"))
        .skip(1)
        .step_by(2)
        .map(|block| block.join("\n") + "\n")
        .collect()
}

#[test]
fn the_documentation_is_a_pack() {
    let text = documented_pack();
    let (_, faults) = check(&[Source { path: "pack.toml", text: &text }]);
    let told: String = faults
        .iter()
        .filter(|fault| fault.code != DiagnosticCode::MissingFile)
        .map(|fault| fault.render(&text, Language::English))
        .collect();
    assert_eq!(told, "");
    assert!(text.contains("[measures.paths]"), "the last block was read");
}

#[test]
fn a_fault_is_underlined_under_full_width_text() {
    let text = "id = \"demo\"\nversion = 1\nserves = [\"旅游公厕\", \t\"绿道\", \"绿道\"]\n";
    let (_, faults) = check(&[Source { path: "pack.toml", text }]);
    let fault = faults.last().expect("a repeated name");
    expect![[r#"
        error[repeated]: `绿道` stands here twice
         --> pack.toml:3:26
          |
        3 | serves = ["旅游公厕",  "绿道", "绿道"]
          |                                ^^^^^^
    "#]]
    .assert_eq(&fault.render(text, Language::English));
    assert_eq!(&text[fault.span.clone()], "\"绿道\"");
}

#[test]
fn faults_are_told_in_chinese_too() {
    let text = "id = \"demo\"\nversoin = 1\nserves = \"L14\"\n";
    let (pack, faults) = check(&[Source { path: "pack.toml", text }]);
    assert!(pack.is_none());
    let told: Vec<String> = faults
        .iter()
        .filter(|fault| fault.code != DiagnosticCode::MissingFile)
        .map(|fault| fault.render(text, Language::Chinese))
        .collect();
    expect![[r#"
        错误[missing-key]: 缺少键 `version`
         --> pack.toml:1:1
          |
        1 | id = "demo"
          | ^

        错误[unknown-key]: 未知的键 `versoin`
         --> pack.toml:2:1
          |
        2 | versoin = 1
          | ^^^^^^^
         = 是否应为 `version`？
    "#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn both_languages_have_the_same_wording() {
    let [chinese, english] = Language::ALL.map(wording::words);
    let places = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.into())).collect()
    };
    assert!(chinese.keys().eq(english.keys()));
    for (key, text) in english {
        assert_eq!(places(text), places(&chinese[key]), "{key}");
    }
}

#[test]
fn a_warning_does_not_withhold_the_pack() {
    let declaration = "id = \"demo\"\nversion = 1\nserves = \"L14\"\nroles = \"mayor\"\n";
    let chinese = "pack = { name = \"示例\", summary = \"示例\" }\nrole.mayor = \"市长\"\n";
    let english = "pack = { name = \"Demo\", summary = \"Demo\" }\nrole.mayor = \"Mayor\"\n";
    let (pack, faults) = check(&[
        Source { path: "pack.toml", text: declaration },
        Source { path: "messages/zh-CN.toml", text: chinese },
        Source { path: "messages/en.toml", text: english },
    ]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].severity, Severity::Warning);
    let pack = pack.expect("a pack with a warning can be used");
    assert_eq!(pack.message(Language::Chinese, "role.mayor"), "市长");
    assert_eq!(pack.message(Language::English, "role.clerk"), "role.clerk");
}

#[test]
fn a_condition_holds_where_every_field_has_one_of_its_codes() {
    let condition = Condition([("kind".to_owned(), vec!["road".to_owned()])].into());
    assert!(condition.holds(|field| (field == "kind").then_some("road")));
    assert!(!condition.holds(|field| (field == "kind").then_some("park")));
    assert!(!condition.holds(|_| None));
    assert!(Condition::default().holds(|_| None));
}

#[test]
fn nesting_without_end_is_told_and_not_followed() {
    let deep = format!("{}x = 1\n", "a.".repeat(50_000));
    for text in [deep.clone(), format!("[{}x]\n", "a.".repeat(50_000)), "a = [".repeat(50_000)] {
        for path in ["pack.toml", "messages/en.toml"] {
            let (pack, faults) = check(&[Source { path, text: &text }]);
            assert!(pack.is_none() && !faults.is_empty());
        }
    }
}

#[test]
fn sums_of_sums_of_sums_take_no_time() {
    let mut text = "id = \"demo\"\nversion = 1\nserves = \"L14\"\n".to_owned();
    for level in 1..200 {
        let below = level - 1;
        text += &format!("[measures.a{level}]\nadds = [\"a{below}\", \"b{below}\"]\n");
        text += &format!("[measures.b{level}]\nadds = [\"b{below}\", \"a{below}\"]\n");
    }
    let (pack, faults) = check(&[Source { path: "pack.toml", text: &text }]);
    assert!(pack.is_none());
    assert!(faults.iter().any(|fault| matches!(fault.code, DiagnosticCode::UnknownName { .. })));
}
