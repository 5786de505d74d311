//! `cityhall pack`: for who writes packs.

mod diff;
mod docs;
mod moving;
mod new;
mod test;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use pack::{Pack, Severity, Source};

use super::Ended;
use crate::city::toml_files;
use crate::messages::Language;

/// What can be done with packs.
#[derive(Subcommand)]
pub(crate) enum Packs {
    /// Say all that is wrong with a pack.
    Check {
        /// The pack's folder.
        folder: PathBuf,
        /// The language of the messages.
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
    /// Make a pack to begin from, or one from a BPMN model.
    New(new::Arguments),
    /// Say what a new version of a pack changes.
    Diff(diff::Arguments),
    /// Write a page about a pack with a picture of every procedure, or BPMN models of them.
    Docs(docs::Arguments),
    /// Play a pack's scenarios in a city made for it, and say what did not come as they tell.
    Test(test::Arguments),
    /// Let records that go by an earlier version of a pack go on by the one in use.
    Move(moving::Arguments),
}

impl Packs {
    pub(crate) fn run(self) -> Ended {
        match self {
            Self::Check { folder, lang } => {
                let Some(Checked { pack, .. }) = checked(&folder, lang)? else {
                    return Ok(ExitCode::FAILURE);
                };
                let name = pack.message(Language::choose(lang).of_packs(), "pack.name");
                println!("{} {} {name}", pack.id, pack.version);
                Ok(ExitCode::SUCCESS)
            }
            Self::New(arguments) => arguments.run(),
            Self::Diff(arguments) => arguments.run(),
            Self::Docs(arguments) => arguments.run(),
            Self::Test(arguments) => arguments.run(),
            Self::Move(arguments) => arguments.run(),
        }
    }
}

/// A pack without faults.
pub(super) struct Checked {
    pub(super) pack: Pack,
    /// Its files by their path within it.
    files: BTreeMap<String, String>,
}

/// A pack that was checked; where it has faults they are told, and there is none.
pub(super) fn checked(folder: &Path, lang: Option<Language>) -> Result<Option<Checked>, String> {
    let language = Language::choose(lang).of_packs();
    let files = toml_files(folder)?;
    let sources: Vec<Source<'_>> = files.iter().map(|(path, text)| Source { path, text }).collect();
    let (pack, diagnostics) = pack::check(&sources);
    for diagnostic in &diagnostics {
        let text = files.get(&diagnostic.file).map_or("", String::as_str);
        eprintln!("{}", diagnostic.render(text, language));
    }
    if pack.is_none() {
        let errors = diagnostics.iter().filter(|it| it.severity == Severity::Error);
        eprintln!("{}: {}", folder.display(), errors.count());
    }
    Ok(pack.map(|pack| Checked { pack, files }))
}
