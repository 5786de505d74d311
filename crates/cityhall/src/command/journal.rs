//! `cityhall journal`: verify a log without trusting anyone, export it, fold it anew.

pub(crate) mod seen;
pub(crate) mod verify;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use journal::tile::{self, CHECKPOINT_PATH};
use journal::{Checkpoint, Entry, Hash, bundle};

use super::Ended;
use crate::city::CityArguments;
use crate::files::{CLAIMS_FILE, Files, Portal, portal};
use crate::net::NetArguments;

/// The fields of an entry's body that name a document by its hash.
const DOCUMENT_FIELDS: [&str; 3] = ["sha256", "reading", "original"];

/// What can be done with journals.
#[derive(Subcommand)]
pub(crate) enum Journal {
    /// Rebuild a log from its public files and compare it with what was signed.
    Verify(verify::Verify),
    /// Write a portal's public files to a folder: the log, documents, and what it claims.
    Export {
        /// `https://HOST`
        portal: String,
        /// The folder, which must not exist.
        folder: PathBuf,
        #[command(flatten)]
        net: NetArguments,
    },
    /// Seal all measures as they are, so that their figures can be proven.
    Seal {
        #[command(flatten)]
        city: CityArguments,
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
            Self::Export { portal, folder, net } => export(&portal, &folder, &net),
            Self::Seal { city } => seal(&city),
            Self::Rebuild { city } => rebuild(&city),
        }
    }
}

fn seal(city: &CityArguments) -> Ended {
    match city.open()?.seal()? {
        Some(entry) => println!("sealed by entry {entry}"),
        None => println!("nothing was recorded since the last seal"),
    }
    Ok(ExitCode::SUCCESS)
}

fn export(place: &str, folder: &Path, net: &NetArguments) -> Ended {
    if folder.exists() {
        return Err(format!("{} exists already; choose another folder", folder.display()).into());
    }
    let portal = portal(place, net)?;
    let claims = portal.claims_file()?;
    let files = portal.log();
    let note = files.get(CHECKPOINT_PATH)?.ok_or_else(|| format!("{place} has no checkpoint"))?;
    let text = String::from_utf8(note.clone())?;
    let body = text.split("\n\n").next().unwrap_or_default();
    let size = Checkpoint::from_text(&format!("{body}\n"))?.size;
    let mut written = 0_u64;
    for path in tile::paths(0, size) {
        let path = path.to_string();
        let bytes = files.get(&path)?.ok_or_else(|| format!("{place} has no {path}"))?;
        write(&folder.join(&path), &bytes)?;
        written += 1;
        if path.starts_with("tile/entries/") {
            written += documents(&portal, &bytes, folder)?;
        }
    }
    write(&folder.join(CLAIMS_FILE), &claims)?;
    // The checkpoint comes last: a folder with one is whole.
    write(&folder.join(CHECKPOINT_PATH), &note)?;
    println!("{size} entries, {written} files");
    Ok(ExitCode::SUCCESS)
}

/// Writes the documents that the entries of a bundle name, and says how many.
fn documents(portal: &Portal, bundle: &[u8], folder: &Path) -> Result<u64, Box<dyn Error>> {
    let mut written = 0;
    for bytes in bundle::decode(bundle)? {
        let entry = Entry::decode(bytes)?;
        let named = DOCUMENT_FIELDS.iter().filter_map(|field| entry.body.get(*field)?.as_str());
        for hash in named.filter_map(Hash::from_hex) {
            let path = format!("documents/{hash}");
            if let Some(content) = portal.get(&path)? {
                write(&folder.join(&path), &content)?;
                written += 1;
            }
        }
    }
    Ok(written)
}

fn rebuild(city: &CityArguments) -> Ended {
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{bar:24} {human_pos} / {human_len} entries, {eta} left")
            .expect("the template is valid"),
    );
    let mut has_begun = false;
    let rebuilt = city.open()?.rebuild_telling(&mut |folded, all| {
        if !std::mem::replace(&mut has_begun, true) && folded > 0 {
            bar.suspend(|| eprintln!("goes on from entry {folded}, where it was broken off"));
        }
        bar.set_length(all);
        bar.set_position(folded);
    });
    bar.finish_and_clear();
    if rebuilt? {
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
