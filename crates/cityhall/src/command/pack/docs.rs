//! `cityhall pack docs`: a pack for those who are to work with it, as one page with a picture of
//! every procedure, and as models that BPMN tools open.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use askama::Template;
use clap::Args;
use pack::{Budget, Limit, Need, Pack, Procedure, Step, Taker, Visibility};
use tempfile::NamedTempFile;

use super::{Checked, checked};
use crate::command::Ended;
use crate::messages::{Key, Language};

/// Options of `cityhall pack docs`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The pack's folder.
    folder: PathBuf,
    /// The page to write; without it the page goes to standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A folder for models of BPMN 2.0, one a procedure, instead of the page.
    #[arg(long, value_name = "FOLDER", conflicts_with = "output")]
    bpmn: Option<PathBuf>,
    /// The language of the page or the models.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

impl Arguments {
    pub(crate) fn run(self) -> Ended {
        let language = Language::choose(self.lang);
        let Some(Checked { pack, .. }) = checked(&self.folder, self.lang)? else {
            return Ok(ExitCode::FAILURE);
        };
        if let Some(folder) = &self.bpmn {
            fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
            for id in pack.procedures.keys() {
                let model = bpmn::write(&pack, id, language.of_packs()).unwrap_or_default();
                let file = folder.join(format!("{id}.bpmn"));
                write(&file, &model)?;
                println!("{}", file.display());
            }
            return Ok(ExitCode::SUCCESS);
        }
        let page = Page::of(&pack, language).render()?;
        match &self.output {
            Some(file) => write(file, &page)?,
            None => println!("{page}"),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn failed(path: &Path, why: &dyn std::fmt::Display) -> String {
    format!("{}: {why}", path.display())
}

/// Writes a file whole or not at all.
fn write(file: &Path, text: &str) -> Result<(), String> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut making = NamedTempFile::new_in(parent.unwrap_or(Path::new(".")))
        .map_err(|error| failed(file, &error))?;
    making.write_all(text.as_bytes()).map_err(|error| failed(file, &error))?;
    making.persist(file).map_err(|error| failed(file, &error))?;
    Ok(())
}

#[derive(Template)]
#[template(path = "pack.html")]
struct Page<'a> {
    language: Language,
    pack: &'a Pack,
    name: &'a str,
    summary: &'a str,
    procedures: Vec<ProcedureView>,
    /// Name, unit, explanation.
    measures: Vec<(String, &'a str, String)>,
}

struct ProcedureView {
    id: String,
    name: String,
    register: String,
    opened_by: String,
    picture: String,
    fields: Vec<FieldView>,
    steps: Vec<StepView>,
    /// What runs, how long, by which law.
    clocks: Vec<[String; 3]>,
}

struct FieldView {
    name: String,
    kind: &'static str,
    required: &'static str,
    seen_by: String,
    note: String,
}

struct StepView {
    name: String,
    role: String,
    from: String,
    to: String,
    needs: String,
}

impl<'a> Page<'a> {
    fn of(pack: &'a Pack, language: Language) -> Self {
        let words = Words { pack, language };
        let measures = pack.measures.iter().map(|(id, measure)| {
            let (name, note) = words.both(&format!("measure.{id}"));
            (name, measure.unit.as_str(), note)
        });
        Self {
            language,
            pack,
            name: pack.message(language.of_packs(), "pack.name"),
            summary: pack.message(language.of_packs(), "pack.summary"),
            procedures: pack.procedures.iter().map(|(id, it)| words.procedure(id, it)).collect(),
            measures: measures.collect(),
        }
    }

    /// A message; templates pass what they name by reference.
    fn say(&self, key: impl std::borrow::Borrow<Key>) -> &'static str {
        self.language.say(*key.borrow())
    }
}

/// The words of a pack in a language.
#[derive(Clone, Copy)]
struct Words<'a> {
    pack: &'a Pack,
    language: Language,
}

impl Words<'_> {
    fn of(self, key: &str) -> String {
        self.pack.message(self.language.of_packs(), key).to_owned()
    }

    /// The words for a key, and the explanation, if there is one.
    fn both(self, key: &str) -> (String, String) {
        let note = format!("note.{key}");
        let note = self.pack.messages.get(self.language.of_packs(), &note);
        (self.of(key), note.unwrap_or_default().to_owned())
    }

    fn list<'s>(self, keys: impl Iterator<Item = &'s str>, stem: &str) -> String {
        let names: Vec<String> = keys.map(|key| self.of(&format!("{stem}.{key}"))).collect();
        names.join(self.language.say(Key::Comma))
    }

    fn roles(self, roles: &[String]) -> String {
        let language = self.language.of_packs();
        let names: Vec<String> =
            roles.iter().map(|role| self.pack.role_name(language, role)).collect();
        names.join(self.language.say(Key::Comma))
    }

    fn procedure(self, id: &str, procedure: &Procedure) -> ProcedureView {
        let register = &procedure.register;
        let fields = self.pack.registers[register].fields.iter().map(|field| {
            let (name, note) = self.both(&format!("field.{register}.{}", field.id));
            let seen_by = match field.visibility {
                Visibility::Public => self.language.say(Key::Everyone).to_owned(),
                Visibility::Office | Visibility::Personal => self.roles(&field.seen_by),
            };
            let required = if field.required.is_some() { "✓" } else { "" };
            let kind = field.field_type.kind().say(self.language.of_packs());
            FieldView { name, kind, required, seen_by, note }
        });
        let limits = procedure.states.iter().filter_map(|state| {
            let limit = state.limit.as_ref()?;
            Some(self.clock(&format!("state.{id}.{}", state.id), limit))
        });
        let clocks = procedure
            .clocks
            .iter()
            .map(|clock| self.clock(&format!("clock.{id}.{}", clock.id), &clock.limit));
        ProcedureView {
            id: id.to_owned(),
            name: self.of(&format!("procedure.{id}")),
            register: self.of(&format!("register.{register}")),
            opened_by: self.roles(&procedure.opened_by),
            picture: bpmn::svg(self.pack, id, self.language.of_packs()).unwrap_or_default(),
            fields: fields.collect(),
            steps: procedure.steps.iter().map(|step| self.step(id, step)).collect(),
            clocks: limits.chain(clocks).collect(),
        }
    }

    fn step(self, procedure: &str, step: &Step) -> StepView {
        let states = format!("state.{procedure}");
        let needs = step.needs.iter().map(|need| {
            let key = match need {
                Need::Evidence => Key::Evidence,
                Need::Reason => Key::Reason,
                Need::Note => Key::Note,
            };
            self.language.say(key).to_owned()
        });
        let register = &self.pack.procedures[procedure].register;
        let fills = step.filled().map(|(field, _)| self.of(&format!("field.{register}.{field}")));
        let needs: Vec<String> = needs.chain(fills).collect();
        StepView {
            name: self.of(&format!("step.{procedure}.{}", step.id)),
            role: match &step.taker {
                Taker::Role(role) => self.pack.role_name(self.language.of_packs(), role),
                Taker::Clock(clock) => {
                    format!("◷ {}", self.of(&format!("clock.{procedure}.{clock}")))
                }
            },
            from: self.list(step.from.iter().map(String::as_str), &states),
            to: self.list(step.to.as_deref().into_iter(), &states),
            needs: needs.join(self.language.say(Key::Comma)),
        }
    }

    fn clock(self, key: &str, limit: &Limit) -> [String; 3] {
        let (count, unit) = match limit.budget {
            Budget::WorkingDays(count) => (count, Key::WorkingDays),
            Budget::Days(count) => (count, Key::Days),
            Budget::Months(count) => (count, Key::Months),
            Budget::WorkingHours(count) => (count, Key::WorkingHours),
            Budget::Hours(count) => (count, Key::Hours),
        };
        let length = format!("{count} {}", self.language.say(unit));
        [self.of(key), length, limit.basis.clone()]
    }
}
