//! Puts diagnostics into words. The words themselves are data: `wording/*.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Source;
use crate::diagnostic::{DiagnosticCode, Severity, ValueKind};
use crate::document::{Document, Faults};
use crate::expression::Wanted;
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
        Severity::Error => word(language, "error"),
        Severity::Warning => word(language, "warning"),
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
        out.extend(argument.as_deref()?.chars().map(visible));
        rest = after;
    }
    Some(out + rest)
}

/// A character as a terminal may be given it: one that steers the terminal is shown as unknown.
pub(crate) fn visible(character: char) -> char {
    if character.is_control() { char::REPLACEMENT_CHARACTER } else { character }
}

/// What fills the places of a code's wording.
fn arguments(code: &DiagnosticCode, language: Language) -> Vec<(&'static str, Option<String>)> {
    let mut arguments = details(code, language);
    arguments.push(("name", name(code).map(str::to_owned)));
    arguments.push(("other", other(code).map(str::to_owned)));
    arguments.push(("nearest", nearest(code).cloned()));
    arguments
}

/// What a code is about.
fn name(code: &DiagnosticCode) -> Option<&str> {
    use DiagnosticCode as Code;
    match code {
        Code::MissingFile
        | Code::UnknownFile { .. }
        | Code::MissingOneOf { .. }
        | Code::WrongType { .. }
        | Code::Empty
        | Code::OutOfRange { .. }
        | Code::MeasureCycle { .. } => None,
        Code::Syntax { problem: name }
        | Code::UnknownKey { key: name, .. }
        | Code::MissingKey { key: name }
        | Code::ConflictingKeys { key: name, .. }
        | Code::BadId { id: name }
        | Code::UnknownWord { word: name, .. }
        | Code::UnknownName { name, .. }
        | Code::Repeated { name }
        | Code::ReservedRole { role: name }
        | Code::NeverGiven { field: name, .. }
        | Code::AskedOfPublic { field: name }
        | Code::HiddenFile { field: name }
        | Code::NoEndpoint { register: name }
        | Code::ShownContact { field: name }
        | Code::UnusedRole { role: name }
        | Code::ForbiddenField { word: name, .. }
        | Code::WrongFieldType { field: name, .. }
        | Code::UnreachableState { state: name }
        | Code::DeadEnd { state: name }
        | Code::LeavesFinal { step: name, .. }
        | Code::NeverBefore { step: name, .. }
        | Code::SecondProcedure { register: name, .. }
        | Code::RunsAndStands { clock: name, .. }
        | Code::EndlessClock { clock: name }
        | Code::IdleClock { clock: name, .. }
        | Code::NobodyAnswers { clock: name, .. }
        | Code::FixedField { field: name }
        | Code::OptionalField { field: name }
        | Code::HiddenField { field: name, .. }
        | Code::UnitMismatch { unit: name, .. }
        | Code::CountedTwice { measure: name }
        | Code::AnswerClash { subject: name, .. }
        | Code::Unexpected { found: name, .. }
        | Code::WrongOperand { operator: name, .. }
        | Code::UnitProduct { operator: name, .. }
        | Code::Unsettled { name }
        | Code::NoWarning { rule: name }
        | Code::MissingMessage { key: name }
        | Code::SpareMessage { key: name, .. } => Some(name),
    }
}

/// What it stands against.
fn other(code: &DiagnosticCode) -> Option<&str> {
    use DiagnosticCode as Code;
    match code {
        Code::ConflictingKeys { with: other, .. }
        | Code::LeavesFinal { state: other, .. }
        | Code::NeverBefore { other, .. }
        | Code::SecondProcedure { other, .. }
        | Code::RunsAndStands { state: other, .. }
        | Code::IdleClock { state: other, .. }
        | Code::NobodyAnswers { state: other, .. }
        | Code::UnitMismatch { other, .. }
        | Code::NeverGiven { role: other, .. }
        | Code::AnswerClash { other, .. } => Some(other),
        _ => None,
    }
}

/// What was probably meant instead.
fn nearest(code: &DiagnosticCode) -> Option<&String> {
    use DiagnosticCode as Code;
    match code {
        Code::UnknownFile { nearest }
        | Code::UnknownKey { nearest, .. }
        | Code::UnknownWord { nearest, .. }
        | Code::UnknownName { nearest, .. }
        | Code::SpareMessage { nearest, .. } => nearest.as_ref(),
        _ => None,
    }
}

/// What is written for an operator by who has not read how it is written here.
const OPERATORS: [(&str, &str); 17] = [
    ("=", "=="),
    ("and", "&&"),
    ("or", "||"),
    ("not", "!"),
    ("&", "&&"),
    ("|", "||"),
    ("≠", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("＝", "=="),
    ("＜", "<"),
    ("＞", ">"),
    ("×", "*"),
    ("÷", "/"),
    ("（", "("),
    ("）", ")"),
    ("，", ","),
];

/// How what does not belong in an expression is written there.
fn operator(found: &str) -> Option<String> {
    let known = OPERATORS.iter().find(|(typed, _)| *typed == found);
    known.map(|(_, operator)| (*operator).to_owned())
}

/// The rest, put into words where it is not the pack's own.
fn details(code: &DiagnosticCode, language: Language) -> Vec<(&'static str, Option<String>)> {
    use DiagnosticCode as Code;
    let own = |place, text: String| (place, Some(text));
    let word = |place, name: &str| (place, Some(word(language, name).to_owned()));
    match code {
        Code::UnknownName { kind, .. } => vec![word("kind", kind.name())],
        Code::UnknownWord { allowed, .. } => vec![own("allowed", listed(allowed, language))],
        Code::MissingOneOf { keys } => vec![own("allowed", listed(keys, language))],
        Code::MeasureCycle { cycle } => vec![own("cycle", cycle.join(" → "))],
        Code::OutOfRange { least, most } => {
            vec![own("least", least.to_string()), own("most", most.to_string())]
        }
        Code::WrongType { expected, found } => {
            vec![word("expected", expected.name()), word("found", found.name())]
        }
        Code::WrongFieldType { expected, found, .. } => {
            vec![own("expected", either(expected, language)), word("found", found.name())]
        }
        Code::ForbiddenField { topic, .. } => vec![word("topic", topic.name())],
        Code::HiddenField { visibility, .. } => {
            vec![word("visibility", &format!("is-{}", visibility.name()))]
        }
        Code::Unexpected { found, wanted } => {
            let end = lookup(language, "word.the-end").to_owned();
            let quoted = if found.is_empty() { end } else { format!("`{found}`") };
            let wanted = word("wanted", wanted_name(*wanted));
            vec![wanted, own("found", quoted), ("operator", operator(found))]
        }
        Code::WrongOperand { expected, found, .. } => {
            vec![own("expected", either(expected, language)), word("found", found.name())]
        }
        Code::UnitProduct { unit, other_unit, .. } => {
            vec![own("unit", unit.clone()), own("other_unit", other_unit.clone())]
        }
        Code::UnitMismatch { other_unit, .. } => vec![own("other_unit", other_unit.clone())],
        Code::AnswerClash { unit, .. } => vec![own("unit", unit.clone())],
        _ => vec![],
    }
}

/// The name of what an expression goes on with, among the words of the wording.
fn wanted_name(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Value => "wanted-value",
        Wanted::Operator => "wanted-operator",
        Wanted::Parenthesis => "wanted-parenthesis",
        Wanted::Bracket => "wanted-bracket",
        Wanted::List => "wanted-list",
        Wanted::Field => "wanted-field",
        Wanted::Quote => "wanted-quote",
        Wanted::Shorter => "wanted-shorter",
    }
}

/// Names one after the other.
fn listed(names: &[String], language: Language) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(word(language, "comma"))
}

/// Kinds of value of which any will do.
fn either(kinds: &[ValueKind], language: Language) -> String {
    let kinds: Vec<&str> = kinds.iter().map(|kind| word(language, kind.name())).collect();
    kinds.join(word(language, "or"))
}

/// One of the words that messages are put together from.
pub(crate) fn word(language: Language, name: &str) -> &'static str {
    lookup(language, &format!("word.{name}"))
}

fn lookup(language: Language, key: &str) -> &'static str {
    words(language).get(key).expect("the wording is complete: a test goes through every code")
}

pub(crate) fn words(language: Language) -> &'static BTreeMap<String, String> {
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
    let document = Document::parse(Source { path: "wording", text });
    let document = document.expect("the wording is TOML: it is built in");
    messages::flatten(&mut Faults::new(&document))
}
