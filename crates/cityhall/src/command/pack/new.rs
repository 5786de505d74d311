//! `cityhall pack new`: a pack to begin from, small and whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use tempfile::TempDir;

use super::checked;
use crate::command::Ended;
use crate::messages::{Key, Language};

/// Options of `cityhall pack new`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder to make; its name is the id of the pack.
    folder: PathBuf,
    /// A model of BPMN 2.0 to take the procedure from.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The language of the messages.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

/// The files of a pack that anybody can begin from.
const TEMPLATE: [(&str, &str); 4] = [
    ("pack.toml", include_str!("../../../templates/pack/pack.toml")),
    ("messages/zh-CN.toml", include_str!("../../../templates/pack/messages/zh-CN.toml")),
    ("messages/en.toml", include_str!("../../../templates/pack/messages/en.toml")),
    ("scenarios/first.case", include_str!("../../../templates/pack/scenarios/first.case")),
];

/// The largest model that is read, in bytes.
const LARGEST: u64 = 8 << 20;

impl Arguments {
    pub(crate) fn run(self) -> Ended {
        let language = Language::choose(self.lang);
        let id = id_of(&self.folder).ok_or_else(|| {
            format!("{}: {}", self.folder.display(), language.say(Key::PackNeedsName))
        })?;
        if self.folder.exists() {
            let taken = language.say(Key::PackFolderTaken);
            return Err(format!("{}: {taken}", self.folder.display()).into());
        }
        let files = match &self.from {
            Some(model) => from_model(model, &id, language)?,
            None => {
                TEMPLATE.map(|(path, text)| (path.to_owned(), text.replace("{id}", &id))).into()
            }
        };
        write(&self.folder, &files)?;
        println!("{}", self.folder.display());
        let found = checked(&self.folder, self.lang)?;
        Ok(if found.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The id that a folder's name gives: `lost-property` gives `lost_property`.
fn id_of(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?.replace('-', "_");
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    (name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(plain))
        .then_some(name)
}

/// The pack that a model's first procedure gives; what was not taken over is told.
fn from_model(
    file: &Path,
    id: &str,
    language: Language,
) -> Result<BTreeMap<String, String>, String> {
    let failed = |why: &dyn std::fmt::Display| format!("{}: {why}", file.display());
    let size = fs::metadata(file).map_err(|error| failed(&error))?.len();
    if size > LARGEST {
        return Err(failed(&language.say(Key::ModelTooLarge)));
    }
    let xml = fs::read_to_string(file).map_err(|error| failed(&error))?;
    let reading = bpmn::read(&xml).map_err(|error| failed(&error))?;
    for remark in &reading.remarks {
        eprintln!("{}", remark.say(language.of_packs()));
    }
    let mut sketches = reading.sketches.iter();
    let first = sketches.next().ok_or_else(|| failed(&bpmn::Unreadable::NoTask))?;
    for left in sketches {
        eprintln!("{}: {}", left.name, language.say(Key::ProcessLeftOut));
    }
    Ok(first.pack(id))
}

/// Writes the folder whole or not at all.
fn write(folder: &Path, files: &BTreeMap<String, String>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(failed)?;
    let making = TempDir::with_prefix_in(".pack-", parent).map_err(failed)?;
    let whole = making.path().join("pack");
    for (path, text) in files {
        let file = whole.join(path);
        fs::create_dir_all(file.parent().unwrap_or(&whole)).map_err(failed)?;
        fs::write(file, text).map_err(failed)?;
    }
    fs::rename(&whole, folder).map_err(failed)
}
