//! Cityhall does not profile people: nothing in a pack may be for what a person is, believes or
//! scores. The words are data: `wording/forbidden.toml`.

use std::sync::LazyLock;

use crate::Source;
use crate::diagnostic::{DiagnosticCode, Topic};
use crate::document::{Document, Faults, Part};
use crate::messages::Language;
use crate::model::{FieldType, Pack};

/// Adds a fault for each register, field and code whose id is of a forbidden word.
pub(crate) fn check_ids(pack: &Pack, faults: &mut Faults<'_>) {
    for (id, register) in &pack.registers {
        check_text(id, &["registers", id], Part::Key, faults);
        for field in &register.fields {
            let path = ["registers", id, "fields", &field.id];
            check_text(&field.id, &path, Part::Key, faults);
            for (index, code) in codes(&field.field_type).iter().enumerate() {
                let index = index.to_string();
                let path = [&path[..], &["codes", &index]].concat();
                check_text(code, &path, Part::Value, faults);
            }
        }
    }
}

/// Adds a fault for each of them that people would read a forbidden word for.
pub(crate) fn check_messages(pack: &Pack, language: Language, faults: &mut Faults<'_>) {
    let mut check = |path: &[&str]| {
        let text = pack.messages.get(language, &path.join(".")).unwrap_or_default();
        check_text(text, path, Part::Value, faults);
    };
    for (id, register) in &pack.registers {
        check(&["register", id]);
        for field in &register.fields {
            check(&["field", id, &field.id]);
            for code in codes(&field.field_type) {
                check(&["code", id, &field.id, code]);
            }
        }
    }
}

fn codes(field_type: &FieldType) -> &[String] {
    match field_type {
        FieldType::Code { codes } => codes,
        _ => &[],
    }
}

fn check_text(text: &str, path: &[&str], part: Part, faults: &mut Faults<'_>) {
    if let Some((topic, word)) = find(text) {
        let code = DiagnosticCode::ForbiddenField { topic, word: word.to_owned() };
        faults.add(path, part, code);
    }
}

/// The first forbidden word in a text, with what it is about.
fn find(text: &str) -> Option<(Topic, &'static str)> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let spaced = format!(" {} ", words.join(" "));
    WORDS.iter().find_map(|Words { topic, english, chinese }| {
        let english = english.iter().find(|word| spaced.contains(&format!(" {word} ")));
        let found = english.or_else(|| chinese.iter().find(|word| text.contains(word.as_str())));
        found.map(|word| (*topic, word.as_str()))
    })
}

/// What a topic is spoken of by.
struct Words {
    topic: Topic,
    english: Vec<String>,
    chinese: Vec<String>,
}

static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let text = include_str!("../wording/forbidden.toml");
    let document = Document::parse(Source { path: "forbidden.toml", text });
    let document = document.expect("the word list is TOML: it is built in");
    let mut faults = Faults::new(&document);
    let words = Topic::ALL.map(|topic| {
        let mut root = faults.root();
        let mut table = root.table(topic.name()).expect("the word list has every topic");
        Words { topic, english: table.need_names("en"), chinese: table.need_names("zh") }
    });
    assert!(faults.found.is_empty(), "the word list is sound: {:?}", faults.found);
    words.into()
});
