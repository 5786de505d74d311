//! A procedure as far as a model tells it, and the pack that can be made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pack::{PUBLIC, REPORTER};

/// A procedure as far as a model tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Its id.
    pub id: String,
    /// Its name in the model.
    pub name: String,
    /// The id of the state that a record is opened in.
    pub start: String,
    /// The roles that open one.
    pub opened_by: Vec<String>,
    /// Roles: id and name.
    pub roles: Vec<(String, String)>,
    /// What a record goes through.
    pub states: Vec<SketchedState>,
    /// What may be done.
    pub steps: Vec<SketchedStep>,
}

/// A state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SketchedState {
    /// Its id.
    pub id: String,
    /// Its name in the model.
    pub name: String,
    /// Whether nothing leads out of it.
    pub is_final: bool,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SketchedStep {
    /// Its id.
    pub id: String,
    /// Its name in the model.
    pub name: String,
    /// The role that takes it.
    pub role: String,
    /// The ids of the states that it is taken in.
    pub from: Vec<String>,
    /// The id of the state that it leads to; none where the record stays.
    pub to: Option<String>,
}

impl Sketch {
    /// A pack of that id with this procedure for a register that has a title and no more: its files
    /// by their path. The names of the model stand in both languages; whoever goes on translates.
    #[must_use]
    pub fn pack(&self, id: &str) -> BTreeMap<String, String> {
        let messages = self.messages(id);
        BTreeMap::from([
            ("pack.toml".to_owned(), self.declaration(id)),
            ("messages/zh-CN.toml".to_owned(), messages.clone()),
            ("messages/en.toml".to_owned(), messages),
        ])
    }

    /// The roles that the pack declares: all but those that every pack has.
    fn own_roles(&self) -> impl Iterator<Item = &(String, String)> {
        self.roles.iter().filter(|(id, _)| ![PUBLIC, REPORTER].contains(&id.as_str()))
    }

    fn declaration(&self, id: &str) -> String {
        let roles: Vec<&str> = self.own_roles().map(|(id, _)| id.as_str()).collect();
        let mut out = format!("id = {}\nversion = 1\nroles = {}\n", quoted(id), list(&roles));
        out += "\n[registers.record]\ntitle = \"title\"\n\n[registers.record.fields]\n";
        out += "title = { type = \"text\", required = true }\n";
        let (procedure, start) = (&self.id, quoted(&self.start));
        let opened_by = list(&self.opened_by);
        let _ = write!(
            out,
            "\n[procedures.{procedure}]\nregister = \"record\"\nstart = {start}\n\
             opened_by = {opened_by}\n\n[procedures.{procedure}.states]\n"
        );
        for state in &self.states {
            let marks = if state.is_final { "{ final = true }" } else { "{}" };
            let _ = writeln!(out, "{} = {marks}", state.id);
        }
        for step in &self.steps {
            let _ = write!(
                out,
                "\n[procedures.{procedure}.steps.{}]\nfrom = {}\n",
                step.id,
                list(&step.from)
            );
            if let Some(to) = &step.to {
                let _ = writeln!(out, "to = {}", quoted(to));
            }
            let _ = writeln!(out, "role = {}", quoted(&step.role));
        }
        out
    }

    fn messages(&self, id: &str) -> String {
        let name = quoted(&self.name);
        let mut out = format!("[pack]\nname = {}\nsummary = {name}\n\n[role]\n", quoted(id));
        let line = |out: &mut String, id: &str, name: &str| {
            let _ = writeln!(out, "{id} = {}", quoted(name));
        };
        self.own_roles().for_each(|(id, name)| line(&mut out, id, name));
        let _ = write!(out, "\n[register]\nrecord = {name}\n\n[field.record]\ntitle = {name}\n");
        let _ = write!(out, "\n[procedure]\n{} = {name}\n", self.id);
        let _ = write!(out, "\n[state.{}]\n", self.id);
        self.states.iter().for_each(|state| line(&mut out, &state.id, &state.name));
        let _ = write!(out, "\n[step.{}]\n", self.id);
        self.steps.iter().for_each(|step| line(&mut out, &step.id, &step.name));
        out
    }
}

/// One name stands without brackets.
fn list<T: AsRef<str>>(names: &[T]) -> String {
    match names {
        [one] => quoted(one.as_ref()),
        _ => {
            let names: Vec<String> = names.iter().map(|name| quoted(name.as_ref())).collect();
            format!("[{}]", names.join(", "))
        }
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            _ if character.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// Ids that were given out: each is given to one name only.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    taken: BTreeSet<String>,
}

impl Ids {
    /// An id: the one wanted if it is one, else one made of a name's Latin letters, else `word`;
    /// with a number behind it where it is taken.
    pub(crate) fn id(&mut self, wanted: Option<&str>, name: &str, word: &str) -> String {
        let wanted = wanted.filter(|id| is_id(id)).map(str::to_owned);
        let made = || Some(slug(name)).filter(|id| is_id(id));
        let base = wanted.or_else(made).unwrap_or_else(|| word.to_owned());
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let id = std::iter::once(base.clone())
            .chain(numbered)
            .find(|id| !self.taken.contains(id))
            .expect("numbers do not end");
        self.taken.insert(id.clone());
        id
    }
}

/// Whether it may be an id in a pack.
fn is_id(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
}

/// The Latin letters and digits of a name, in lower case.
fn slug(name: &str) -> String {
    let words = name.split(|it: char| !it.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    words.join("_")
}
