//! Puts diagnostics into words. The words themselves are data: `wording/*.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Source;
use crate::diagnostic::{DiagnosticCode, Severity};
use crate::document::{Document, Faults};
use crate::messages::{self, Language};

/// What is wrong.
pub(crate) fn message(code: &DiagnosticCode, language: Language) -> String {
    let template = lookup(language, &format!("{}.message", code.name()));
    fill(template, &arguments(code, language)).expect("a message names only what its code has")
}

/// What to do about it; nothing where the wording has no hint, or none for these arguments.
pub(crate) fn hint(code: &DiagnosticCode, language: Language) -> Option<String> {
    let template = words(language).get(&format!("{}.hint", code.name()))?;
    fill(template, &arguments(code, language))
}

/// The word for a severity.
pub(crate) fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => lookup(language, "word.error"),
        Severity::Warning => lookup(language, "word.warning"),
    }
}

/// Puts each argument in its `{place}`. Nothing if a place has no argument.
fn fill(template: &str, arguments: &[(&str, Option<String>)]) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, after) = after.split_once('}')?;
        let (_, argument) = arguments.iter().find(|(name, _)| *name == place)?;
        out += before;
        out += argument.as_deref()?;
        rest = after;
    }
    Some(out + rest)
}

/// The arguments of a code, put into words where they are not the pack's own.
fn arguments(code: &DiagnosticCode, language: Language) -> Vec<(&'static str, Option<String>)> {
    use DiagnosticCode as Code;
    let text = |name, text: &str| (name, Some(text.to_owned()));
    let word = |name, key: &str| {
        (
            name,
            Some(lookup(language, &format!("word.{key}")).to_owned()),
        )
    };
    let near = |nearest: &Option<String>| ("nearest", nearest.clone());
    let quoted = |name, names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        (name, Some(names.join(lookup(language, "word.comma"))))
    };
    match code {
        Code::MissingFile | Code::Empty => vec![],
        Code::Syntax { problem } => vec![text("problem", problem)],
        Code::UnknownFile { nearest } => vec![near(nearest)],
        Code::UnknownKey { key, nearest } | Code::SpareMessage { key, nearest } => {
            vec![text("key", key), near(nearest)]
        }
        Code::MissingKey { key } | Code::MissingMessage { key } => vec![text("key", key)],
        Code::MissingOneOf { keys } => vec![quoted("keys", keys)],
        Code::ConflictingKeys { key, with } => vec![text("key", key), text("with", with)],
        Code::WrongType { expected, found } => {
            vec![
                word("expected", expected.name()),
                word("found", found.name()),
            ]
        }
        Code::OutOfRange { least, most } => {
            vec![
                text("least", &least.to_string()),
                text("most", &most.to_string()),
            ]
        }
        Code::BadId { id } => vec![text("id", id)],
        Code::UnknownWord {
            word,
            allowed,
            nearest,
        } => {
            vec![
                text("word", word),
                quoted("allowed", allowed),
                near(nearest),
            ]
        }
        Code::UnknownName {
            kind,
            name,
            nearest,
        } => {
            vec![word("kind", kind.name()), text("name", name), near(nearest)]
        }
        Code::Repeated { name } => vec![text("name", name)],
        Code::UnusedRole { role } => vec![text("role", role)],
        Code::ForbiddenField { topic, word: found } => {
            vec![word("topic", topic.name()), text("word", found)]
        }
        Code::WrongFieldType {
            field,
            expected,
            found,
        } => {
            let expected: Vec<&str> = expected
                .iter()
                .map(|kind| lookup(language, &format!("word.{}", kind.name())))
                .collect();
            let expected = expected.join(lookup(language, "word.or"));
            vec![
                text("field", field),
                text("expected", &expected),
                word("found", found.name()),
            ]
        }
        Code::UnreachableState { state } | Code::DeadEnd { state } => vec![text("state", state)],
        Code::LeavesFinal { step, state } => vec![text("step", step), text("state", state)],
        Code::NeverBefore { step, other } => vec![text("step", step), text("other", other)],
        Code::SumOfOptional { field } => vec![text("field", field)],
        Code::UnitMismatch {
            unit,
            other,
            other_unit,
        } => {
            vec![
                text("unit", unit),
                text("other", other),
                text("other_unit", other_unit),
            ]
        }
        Code::MeasureCycle { cycle } => vec![text("cycle", &cycle.join(" → "))],
        Code::CountedTwice { measure } => vec![text("measure", measure)],
        Code::AnswerClash {
            subject,
            unit,
            other,
        } => {
            vec![
                text("subject", subject),
                text("unit", unit),
                text("other", other),
            ]
        }
    }
}

fn lookup(language: Language, key: &str) -> &'static str {
    words(language)
        .get(key)
        .expect("the wording is complete: a test goes through every code")
}

fn words(language: Language) -> &'static BTreeMap<String, String> {
    static CHINESE: LazyLock<BTreeMap<String, String>> =
        LazyLock::new(|| load(include_str!("../wording/zh-CN.toml")));
    static ENGLISH: LazyLock<BTreeMap<String, String>> =
        LazyLock::new(|| load(include_str!("../wording/en.toml")));
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

fn load(text: &'static str) -> BTreeMap<String, String> {
    let document = Document::parse(Source {
        path: "wording",
        text,
    });
    let document = document.expect("the wording is TOML: it is built in");
    messages::flatten(&mut Faults::new(&document))
}
