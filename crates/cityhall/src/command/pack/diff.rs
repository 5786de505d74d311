//! `cityhall pack diff`: what a new version of a pack changes, key by key.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Checked, checked};
use crate::command::Ended;
use crate::messages::{Key, Language};

/// Options of `cityhall pack diff`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder of the pack as it was.
    old: PathBuf,
    /// The folder of the pack as it is to be.
    new: PathBuf,
    /// The language of the messages.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

impl Arguments {
    /// Says what changes, and fails where it cannot be loaded over the old one.
    pub(crate) fn run(self) -> Ended {
        let language = Language::choose(self.lang);
        let (old, new) = (checked(&self.old, self.lang)?, checked(&self.new, self.lang)?);
        let (Some(old), Some(new)) = (old, new) else { return Ok(ExitCode::FAILURE) };
        let changes = changes(&values(&old)?, &values(&new)?);
        for change in &changes {
            println!("{change}");
        }
        if changes.is_empty() {
            println!("{}", language.say(Key::PackSame));
            return Ok(ExitCode::SUCCESS);
        }
        let mut fits = true;
        let (before, after) = (&old.pack, &new.pack);
        if before.id != after.id {
            fits = false;
            eprintln!("{}", language.say(Key::PackOtherId));
        } else if after.version <= before.version {
            fits = false;
            eprintln!("{} {} → {}", language.say(Key::PackRaise), before.version, after.version);
        }
        for (id, procedure) in &before.procedures {
            let kept = |state: &str| {
                after.procedures.get(id).is_some_and(|kept| kept.state(state).is_some())
            };
            for state in procedure.states.iter().filter(|state| !kept(&state.id)) {
                eprintln!("{}: {id}.{}", language.say(Key::PackStateGone), state.id);
            }
        }
        Ok(if fits { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Every value of a pack's files by its dotted key; those of messages after the name of their file.
fn values(pack: &Checked) -> Result<BTreeMap<String, String>, String> {
    let mut values = BTreeMap::new();
    for (path, text) in &pack.files {
        let table: toml::Table = text.parse().map_err(|error| format!("{path}: {error}"))?;
        let stem = match path.strip_suffix(".toml") {
            Some("pack") | None => String::new(),
            Some(messages) => messages.to_owned(),
        };
        flatten(&stem, &toml::Value::Table(table), &mut values);
    }
    Ok(values)
}

fn flatten(key: &str, value: &toml::Value, into: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) if !table.is_empty() => {
            for (name, value) in table {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                flatten(&key, value, into);
            }
        }
        _ => {
            into.insert(key.to_owned(), written(value));
        }
    }
}

/// A value in a line; one name is the same with and without brackets.
fn written(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        toml::Value::Datetime(date) => date.to_string(),
        toml::Value::Table(_) => "{}".to_owned(),
    }
}

/// What is gone (`-`), new (`+`) and other (`~`), by key.
fn changes(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<String> {
    let mut changes: BTreeMap<&str, String> = BTreeMap::new();
    for (key, was) in old {
        match new.get(key) {
            None => changes.insert(key, format!("- {key} = {was}")),
            Some(is) if is != was => changes.insert(key, format!("~ {key} = {was} → {is}")),
            Some(_) => None,
        };
    }
    for (key, is) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        changes.insert(key, format!("+ {key} = {is}"));
    }
    changes.into_values().collect()
}
