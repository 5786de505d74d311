//! The encoding: what is let through, what it looks like, and what is refused.

use proptest::prelude::*;
use serde_json::json;

use super::canonical::{DEPTH_MAX, INTEGER_MAX};
use super::*;

fn entry() -> Entry {
    let body = json!({"district": "天山区", "count": 3, "amount": "12.50"});
    Entry {
        kind: "case.opened".to_owned(),
        at: "2020-03-02T01:30:00Z".parse().unwrap(),
        by: By { office: "urban-management".to_owned(), role: "operator".to_owned() },
        subject: "case/2020-000017".to_owned(),
        body: body.as_object().unwrap().clone(),
    }
}

const ENCODED: &str = concat!(
    r#"{"at":"2020-03-02T01:30:00Z","body":{"amount":"12.50","count":3,"district":"天山区"},"#,
    r#""by":{"office":"urban-management","role":"operator"},"kind":"case.opened","#,
    r#""subject":"case/2020-000017","version":1}"#,
);

#[test]
fn an_entry_has_one_encoding() {
    assert_eq!(String::from_utf8(entry().encode().unwrap()).unwrap(), ENCODED);
    assert_eq!(Entry::decode(ENCODED.as_bytes()).unwrap(), entry());
}

#[test]
fn every_other_encoding_is_refused() {
    let check = |from: &str, to: &str, message: &str| {
        let changed = ENCODED.replacen(from, to, 1);
        assert_ne!(changed, ENCODED, "{from} is not in the entry");
        let error = Entry::decode(changed.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(message), "{changed}\ngives {error}");
    };
    check("3,", "3, ", "canonical form of their value at byte 64");
    check("3,", "3.0,", "the number 3.0 is not an integer");
    check("3,", "-0,", "the number -0");
    check("3,", "9007199254740992,", "the number 9007199254740992");
    check("count", r"\u0063ount", "canonical form");
    check(r#""count":3"#, r#""count":2,"count":3"#, "canonical form");
    check(r#""count":3,"district":"天山区""#, r#""district":"天山区","count":3"#, "canonical form");
    check("天", "\u{0}", "not JSON");
    check("{", "", "not JSON");
    check("Z\"", "+00:00\"", "write it in UTC");
    check("00Z", "00.5Z", "not a whole second");
    check("00Z", "00.0Z", "write it in UTC");
    check("01:30:00Z", "01:30Z", "write it in UTC");
    check("01:30:00Z", "25:30:00Z", "no RFC 3339 moment");
    check("\"version\":1", "\"version\":2", "of version 2");
    check(",\"version\":1", "", "no field \"version\"");
    check(r#","subject":"case/2020-000017""#, "", "no field \"subject\"");
    check(r#""case.opened""#, "7", "kind is not a string");
    check(r#""case.opened""#, r#""""#, "has no kind");
    check(r#""version":1"#, r#""version":1,"z":0"#, "has a field \"z\"");
    check(r#""operator"}"#, r#""operator","uid":0}"#, "has a field \"uid\"");
    assert!(matches!(Entry::decode(b"\xff"), Err(EntryError::Canonical(_))));
    assert!(matches!(Entry::decode(b"[]"), Err(EntryError::FieldType { .. })));
}

#[test]
fn what_cannot_be_encoded_is_said() {
    let check = |change: &dyn Fn(&mut Entry), message: &str| {
        let mut changed = entry();
        change(&mut changed);
        let error = changed.encode().unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    };
    check(&|entry| entry.kind.clear(), "has no kind");
    check(&|entry| entry.at = "2020-03-02T01:30:00.25Z".parse().unwrap(), "not a whole second");
    check(&|entry| entry.at = "-000001-03-02T01:30:00Z".parse().unwrap(), "years 0 to 9999");
    check(&|entry| drop(entry.body.insert("x".to_owned(), json!(0.5))), "the number 0.5");
    check(&|entry| drop(entry.body.insert("x".to_owned(), json!(u64::MAX))), "the number 18446");
}

#[test]
fn the_limits_are_reached_and_not_passed() {
    let mut long = entry();
    long.subject.clear();
    long.subject = "x".repeat(BYTES_MAX - long.encode().unwrap().len());
    assert_eq!(long.encode().unwrap().len(), BYTES_MAX);
    assert_eq!(Entry::decode(&long.encode().unwrap()).unwrap(), long);
    long.subject.push('x');
    assert!(matches!(long.encode(), Err(EntryError::TooLong { bytes: 65_536 })));
    assert!(matches!(Entry::decode(&[b' '; 65_536]), Err(EntryError::TooLong { bytes: 65_536 })));

    let nested = |depth| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    assert!(canonical::write(&nested(DEPTH_MAX)).is_ok());
    assert!(matches!(canonical::write(&nested(DEPTH_MAX + 1)), Err(CanonicalError::Depth)));
    let deep = "[".repeat(100_000);
    assert!(matches!(canonical::read(deep.as_bytes()), Err(CanonicalError::Syntax(_))));

    for integer in [INTEGER_MAX, -INTEGER_MAX] {
        assert_eq!(canonical::write(&json!(integer)).unwrap(), integer.to_string().into_bytes());
    }
    for integer in [INTEGER_MAX + 1, -INTEGER_MAX - 1] {
        assert!(matches!(canonical::write(&json!(integer)), Err(CanonicalError::Number { .. })));
    }
}

/// The strings and the sorting of the examples in RFC 8785, sections 3.2.2 and 3.2.3.
#[test]
fn strings_and_keys_are_written_as_rfc_8785_shows() {
    let check = |value: &str, expected: &str| {
        let value: Value = serde_json::from_str(value).unwrap();
        assert_eq!(String::from_utf8(canonical::write(&value).unwrap()).unwrap(), expected);
    };
    check(
        r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#,
        "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
    );
    check("[null, true,\tfalse ]", "[null,true,false]");
    check(r#""\u0008\u0009\u000b\u000c\u000d\u007f""#, "\"\\b\\t\\u000b\\f\\r\u{7f}\"");
    // Sorted by UTF-16 code units, the emoji (D83D DE00) comes before U+FB33.
    check(
        r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
            "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
            "\u00f6":"Latin Small Letter O With Diaeresis"}"#,
        concat!(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",",
            "\"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20ac}\":\"Euro Sign\",",
            "\"\u{1f600}\":\"Emoji: Grinning Face\",",
            "\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}",
        ),
    );
}

/// Any value that has a canonical form.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-INTEGER_MAX..=INTEGER_MAX).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let items = prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from);
        let fields = prop::collection::btree_map(any::<String>(), inner, 0..6);
        prop_oneof![items, fields.prop_map(|fields| Value::Object(fields.into_iter().collect()))]
    })
}

proptest! {
    #[test]
    fn every_value_reads_back_from_its_one_form(value in value()) {
        let bytes = canonical::write(&value).unwrap();
        prop_assert_eq!(&canonical::read(&bytes).unwrap(), &value);
        prop_assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
    }

    #[test]
    fn every_entry_reads_back(
        kind in ".+",
        second in 0_i64..253_402_207_200,
        texts: [String; 3],
        body in prop::collection::btree_map(any::<String>(), value(), 0..4),
    ) {
        let [office, role, subject] = texts;
        let at = Timestamp::from_second(second).unwrap();
        let body = body.into_iter().collect();
        let entry = Entry { kind, at, by: By { office, role }, subject, body };
        prop_assert_eq!(Entry::decode(&entry.encode().unwrap()).unwrap(), entry);
    }

    /// Whatever a changed encoding still means, it is that meaning's one encoding.
    #[test]
    fn no_two_encodings_mean_the_same(at in 0..ENCODED.len(), byte: u8, insert: bool) {
        let mut bytes = ENCODED.as_bytes().to_vec();
        if insert { bytes.insert(at, byte) } else { bytes[at] = byte }
        if let Ok(entry) = Entry::decode(&bytes) {
            prop_assert_eq!(entry.encode().unwrap(), bytes);
        }
    }
}

fn kind(bytes: &[u8]) -> Option<&str> {
    scan::glance(bytes).map(|glance| glance.kind)
}

#[test]
fn a_glance_tells_the_kind_of_usual_entries() {
    assert_eq!(kind(ENCODED.as_bytes()), Some("case.opened"));
    for (from, to) in
        [(":3,", ":-17,"), (":3,", ":[1,[],{},true,false,null],"), ("12.50", r#"\n\"\\"#)]
    {
        let other = ENCODED.replacen(from, to, 1);
        assert!(Entry::decode_in_full(other.as_bytes()).is_ok(), "{other}");
        assert_eq!(kind(other.as_bytes()), Some("case.opened"), "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Whatever a glance lets through, the full reader does, and tells the same.
    #[test]
    fn a_glance_lets_nothing_through_that_is_no_entry(
        changes in prop::collection::vec((0..ENCODED.len(), pieces()), 1..3),
    ) {
        let mut bytes = ENCODED.as_bytes().to_vec();
        for (place, (removed, piece)) in changes {
            let place = place.min(bytes.len());
            let end = (place + removed).min(bytes.len());
            bytes.splice(place..end, piece.bytes());
        }
        if let Some(glance) = scan::glance(&bytes) {
            let told = Entry::of_glance(&glance).unwrap();
            prop_assert_eq!(Some(told), Entry::decode_in_full(&bytes).ok());
        }
    }
}

/// How many bytes are taken out, and what is put in their place.
fn pieces() -> impl Strategy<Value = (usize, &'static str)> {
    let pieces = [
        "",
        "0",
        "1",
        "9",
        "-",
        "\"",
        "\\",
        "\\n",
        "\\u0001",
        "{}",
        "[]",
        ",",
        ":",
        "{",
        "}",
        "e",
        "a",
        "null",
        "天",
        "\"a\":1,",
        "\u{1}",
        "\u{7f}",
        "02-29",
        " ",
        "9007199254740993",
        "1.0",
    ];
    (0_usize..3, prop::sample::select(pieces.to_vec()))
}
