//! `cityhall journal`: verify a log without trusting anyone, export it, fold it anew.

pub(crate) mod verify;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use journal::Checkpoint;
use journal::tile::{self, CHECKPOINT_PATH};

use super::Ended;
use crate::city::CityArguments;
use crate::files::files;

/// What can be done with journals.
#[derive(Subcommand)]
pub(crate) enum Journal {
    /// Rebuild a log from its public files and compare it with what was signed.
    Verify(verify::Verify),
    /// Write a log's public files to a folder.
    Export {
        /// `http://HOST/log`
        log: String,
        /// The folder, which must not exist.
        folder: PathBuf,
    },
    /// Fold lists and totals anew from the journal and say whether they were right.
    Rebuild {
        #[command(flatten)]
        city: CityArguments,
    },
}

impl Journal {
    pub(crate) fn run(self) -> Ended {
        match self {
            Self::Verify(verify) => verify.run(),
            Self::Export { log, folder } => export(&log, &folder),
            Self::Rebuild { city } => rebuild(&city),
        }
    }
}

fn export(log: &str, folder: &Path) -> Ended {
    if folder.exists() {
        return Err(format!("{} exists already; choose another folder", folder.display()).into());
    }
    let files = files(log)?;
    let note = files.get(CHECKPOINT_PATH)?.ok_or_else(|| format!("{log} has no checkpoint"))?;
    let text = String::from_utf8(note.clone())?;
    let body = text.split("\n\n").next().unwrap_or_default();
    let size = Checkpoint::from_text(&format!("{body}\n"))?.size;
    let mut written = 0_u64;
    for path in tile::paths(0, size) {
        let path = path.to_string();
        let bytes = files.get(&path)?.ok_or_else(|| format!("{log} has no {path}"))?;
        write(&folder.join(&path), &bytes)?;
        written += 1;
    }
    // The checkpoint comes last: a folder with one is whole.
    write(&folder.join(CHECKPOINT_PATH), &note)?;
    println!("{size} entries, {written} files");
    Ok(ExitCode::SUCCESS)
}

fn rebuild(city: &CityArguments) -> Ended {
    if city.open()?.rebuild()? {
        println!("ok: lists and totals were what the journal says");
        Ok(ExitCode::SUCCESS)
    } else {
        eprintln!("cityhall: lists or totals differed from the journal; they are right now");
        Ok(ExitCode::FAILURE)
    }
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
