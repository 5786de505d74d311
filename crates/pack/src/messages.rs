//! The words of a pack: every key that is needed, in both languages, and none besides.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::document::{Document, Faults, Part, Table};
use crate::forbidden;
use crate::model::{FieldType, Pack};
use crate::nearest::nearest;

/// A language that every pack speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Chinese, simplified.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// Its name by BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The file of a pack that holds its messages.
    pub(crate) fn file(self) -> String {
        format!("messages/{}.toml", self.tag())
    }
}

/// The messages of a pack by language and dotted key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Messages(BTreeMap<Language, BTreeMap<String, String>>);

impl Messages {
    /// The message for a key, if there is one.
    pub fn get(&self, language: Language, key: &str) -> Option<&str> {
        self.0.get(&language)?.get(key).map(String::as_str)
    }

    /// Every message of a language with its key.
    pub fn all(&self, language: Language) -> impl Iterator<Item = (&str, &str)> {
        let messages = self.0.get(&language).into_iter().flatten();
        messages.map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

/// Puts the messages into the pack, and adds a fault for each that is missing, spare or forbidden.
pub(crate) fn check(
    pack: &mut Pack,
    texts: &[(Language, Option<Document<'_>>)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut files: Vec<(Language, Faults<'_>)> = Vec::new();
    for (language, document) in texts {
        let Some(document) = document else { continue };
        let mut faults = Faults::new(document);
        pack.messages.0.insert(*language, flatten(&mut faults));
        files.push((*language, faults));
    }
    let needed = needed(pack);
    let noted = noted(pack, &needed);
    for (language, mut faults) in files {
        let given = &pack.messages.0[&language];
        check_keys(given, needed.union(&noted), &mut faults);
        forbidden::check_messages(pack, language, &mut faults);
        diagnostics.extend(faults.found);
    }
}

/// The texts of a file by dotted key.
pub(crate) fn flatten(faults: &mut Faults<'_>) -> BTreeMap<String, String> {
    let mut messages = BTreeMap::new();
    flatten_table(&mut faults.root(), "", &mut messages);
    messages
}

fn flatten_table(table: &mut Table<'_, '_>, prefix: &str, out: &mut BTreeMap<String, String>) {
    table.each(|table, name, value| {
        let key = format!("{prefix}{name}");
        if let DeValue::Table(_) = value.get_ref() {
            if let Some(mut inner) = table.as_table(value, value.span()) {
                flatten_table(&mut inner, &format!("{key}."), out);
            }
        } else {
            // A faulty text is there all the same: it need not be reported as missing too.
            let text = text(table, value);
            out.insert(key, text);
        }
    });
}

fn text<'d>(table: &mut Table<'d, '_>, value: &Spanned<DeValue<'d>>) -> String {
    table.as_text(value).unwrap_or_default()
}

/// The keys that a pack needs a message for, in every language.
fn needed(pack: &Pack) -> BTreeSet<String> {
    let mut keys = BTreeSet::from(["pack.name".to_owned(), "pack.summary".to_owned()]);
    keys.extend(pack.roles.iter().map(|role| format!("role.{role}")));
    for (id, register) in &pack.registers {
        keys.insert(format!("register.{id}"));
        for field in &register.fields {
            keys.insert(format!("field.{id}.{}", field.id));
            if let FieldType::Code { codes } = &field.field_type {
                keys.extend(codes.iter().map(|code| format!("code.{id}.{}.{code}", field.id)));
            }
        }
    }
    for (id, procedure) in &pack.procedures {
        keys.insert(format!("procedure.{id}"));
        keys.extend(procedure.states.iter().map(|state| format!("state.{id}.{}", state.id)));
        keys.extend(procedure.steps.iter().map(|step| format!("step.{id}.{}", step.id)));
        keys.extend(procedure.clocks.iter().map(|clock| format!("clock.{id}.{}", clock.id)));
    }
    keys.extend(pack.rules.keys().map(|id| format!("rule.{id}")));
    keys.extend(pack.measures.keys().map(|id| format!("measure.{id}")));
    // A gap where a name should be is a fault already told.
    keys.retain(|key| !key.ends_with('.'));
    keys
}

/// The notes on needed keys that at least one language has: the others need them as well.
fn noted(pack: &Pack, needed: &BTreeSet<String>) -> BTreeSet<String> {
    let given = pack.messages.0.values().flat_map(BTreeMap::keys);
    given
        .filter(|key| key.strip_prefix("note.").is_some_and(|key| needed.contains(key)))
        .cloned()
        .collect()
}

fn check_keys<'k>(
    given: &BTreeMap<String, String>,
    needed: impl Iterator<Item = &'k String>,
    faults: &mut Faults<'_>,
) {
    let needed: BTreeSet<&str> = needed.map(String::as_str).collect();
    let missing = needed.iter().copied().filter(|key| !given.contains_key(*key));
    for key in missing.clone() {
        let code = DiagnosticCode::MissingMessage { key: key.to_owned() };
        faults.add(&path(key), Part::Key, code);
    }
    for key in given.keys().filter(|key| !needed.contains(key.as_str())) {
        let nearest = nearest(key, missing.clone());
        let code = DiagnosticCode::SpareMessage { key: key.clone(), nearest };
        faults.add(&path(key), Part::Key, code);
    }
}

fn path(key: &str) -> Vec<&str> {
    key.split('.').collect()
}
