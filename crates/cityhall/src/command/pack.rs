//! `cityhall pack`: for who writes packs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use pack::{Severity, Source};

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
}

impl Packs {
    pub(crate) fn run(self) -> Ended {
        let Self::Check { folder, lang } = self;
        let language = Language::choose(lang).of_packs();
        let files = toml_files(&folder)?;
        let sources: Vec<Source<'_>> =
            files.iter().map(|(path, text)| Source { path, text }).collect();
        let (pack, diagnostics) = pack::check(&sources);
        for diagnostic in &diagnostics {
            let text = files.get(&diagnostic.file).map_or("", String::as_str);
            eprintln!("{}", diagnostic.render(text, language));
        }
        match pack {
            Some(pack) => {
                let name = pack.message(language, "pack.name");
                println!("{} {} {name}", pack.id, pack.version);
                Ok(ExitCode::SUCCESS)
            }
            None => {
                let errors = diagnostics.iter().filter(|it| it.severity == Severity::Error);
                eprintln!("{}: {}", folder.display(), errors.count());
                Ok(ExitCode::FAILURE)
            }
        }
    }
}
