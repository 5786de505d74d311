//! What expressions say of records, and what is no expression.

use super::*;

fn values(field: &str) -> Option<Value> {
    let number = |text: &str| Some(Value::Number(text.parse().expect("a number")));
    match field {
        "cost" => number("0.3"),
        "part" => number("0.1"),
        "none" => number("0"),
        "huge" => number("79228162514264337593543950335"),
        "kind" => Some(Value::Text("greenway".to_owned())),
        "begun" => Some(Value::Date("2020-02-28".parse().expect("a date"))),
        "open" => Some(Value::Flag(true)),
        _ => None,
    }
}

/// What is said of a record: true, false or, where something is missing for it, neither.
fn says(text: &str) -> Option<bool> {
    let today = Some("2020-03-01".parse().expect("a date"));
    let expression = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let scope = Scope { field: &values, today };
    let flag = match expression.root.value(scope) {
        Some(Value::Flag(flag)) => Some(flag),
        Some(other) => panic!("{text} is no condition: {other:?}"),
        None => None,
    };
    assert_eq!(expression.holds(scope), flag == Some(true), "{text}");
    flag
}

#[test]
fn operators_bind_as_in_cel_and_decimals_are_exact() {
    for (text, expected) in [
        ("part + part + part == cost", true),
        ("1 + 2 * 3 == 7 && (1 + 2) * 3 == 9", true),
        ("10 - 2 - 3 == 5 && 8 / 4 / 2 == 1", true),
        ("true || false && false", true),
        ("!false && -1 < 0 && 1 - -1 == 2", true),
        ("!(cost > part)", false),
        ("kind == 'greenway' && kind != \"path\"", true),
        ("kind in ['path', 'greenway'] && !(kind in ['path'])", true),
        ("today - begun == 2 && begun + 2 == today && today - 2 == begun", true),
        ("open", true),
        ("cost>=0.3&&cost<=0.30", true),
    ] {
        assert_eq!(says(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_missing_never_passes_for_true() {
    for text in [
        "funds >= cost",
        "!(funds < cost)",
        "funds == funds",
        "cost / none > 0",
        "huge * huge > 0",
        "begun + 0.5 > begun",
        "begun + 5000000 > begun",
        "funds > 0 && true",
        "funds > 0 || false",
        "funds in [1]",
        "cost in [funds]",
    ] {
        assert_eq!(says(text), None, "{text}");
    }
    assert_eq!(says("has(funds) || has(cost)"), Some(true));
    assert_eq!(says("funds > 0 && false"), Some(false));
    assert_eq!(says("funds > 0 || true"), Some(true));
    assert_eq!(says("cost in [funds, 0.3]"), Some(true));
}

#[test]
fn what_cannot_hold_without_a_field_is_known_to_need_it() {
    for (text, expected) in [
        ("funds > 1", true),
        ("has(funds)", true),
        ("!has(funds)", false),
        ("!(funds > 1)", true),
        ("!(funds > 1 && open)", false),
        ("funds > 1 || open", false),
        ("funds > 1 && open", true),
        ("funds in [1, 2]", true),
        ("cost in [funds, 2]", false),
    ] {
        let expression = parse(text).expect(text);
        assert_eq!(expression.needs("funds"), expected, "{text}");
        // And so it is: without the field it does not hold where it is said to need it.
        let holds = |open: bool| {
            let field = move |name: &str| match name {
                "open" => Some(Value::Flag(open)),
                other => values(other),
            };
            expression.holds(Scope { field: &field, today: None })
        };
        assert!(!expected || !(holds(true) || holds(false)), "{text}");
    }
}

#[test]
fn what_is_no_expression_is_told_where_it_ceases_to_be_one() {
    let deep = format!("{}1 > 0{}", "(".repeat(40), ")".repeat(40));
    let long = "1 + ".repeat(400);
    for (text, found, wanted) in [
        ("", "", Wanted::Value),
        ("cost =", "=", Wanted::Operator),
        ("cost > ", "", Wanted::Value),
        ("cost > 1 and open", "and", Wanted::Operator),
        ("not open", "not", Wanted::Value),
        ("1 < cost < 2", "<", Wanted::Operator),
        ("(cost > 1", "", Wanted::Parenthesis),
        ("kind in 'a'", "'", Wanted::List),
        ("kind in ['a'", "", Wanted::Bracket),
        ("kind == 'a", "", Wanted::Quote),
        ("has(1)", "1", Wanted::Field),
        ("cost ≤ 1", "≤", Wanted::Operator),
        ("cost > 1.2.3", "1", Wanted::Value),
        (deep.as_str(), "(", Wanted::Shorter),
        (long.as_str(), "", Wanted::Shorter),
    ] {
        let told = parse(text).expect_err(text);
        assert_eq!((told.found.as_str(), told.wanted), (found, wanted), "{text}");
    }
}
