//! `cityhall journal`: verify a log without trusting anyone, export it, fold it anew.

use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use journal::files::Files;
use journal::tile::{self, CHECKPOINT_PATH};
use journal::verify::verify_log;
use journal::{Checkpoint, Verifier};

use super::Ended;
use crate::city::CityArguments;

/// What can be done with journals.
#[derive(Subcommand)]
pub(crate) enum Journal {
    /// Rebuild a log from its public files and compare it with what was signed.
    Verify {
        /// `http://HOST/log`, or a folder that holds the log's files.
        log: String,
        /// The public key that you trust, as its owner gave it to you; may be repeated.
        #[arg(long = "key", value_name = "KEY", required = true)]
        keys: Vec<String>,
    },
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
            Self::Verify { log, keys } => verify(&log, &keys),
            Self::Export { log, folder } => export(&log, &folder),
            Self::Rebuild { city } => rebuild(&city),
        }
    }
}

fn verify(log: &str, keys: &[String]) -> Ended {
    let known = keys
        .iter()
        .map(|key| key.parse::<Verifier>().map_err(|error| format!("--key {key}: {error}")))
        .collect::<Result<Vec<_>, _>>()?;
    match verify_log(files(log)?.as_ref(), &known) {
        Ok(verified) => {
            let Checkpoint { origin, size, root, .. } = &verified.checkpoint;
            println!("{origin}\n{size}\n{}", root.base64());
            for (kind, count) in &verified.entries_by_kind {
                println!("{count:>8}  {kind}");
            }
            println!("ok: every entry is where the signed checkpoint says");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            for fault in &error.faults {
                let mut line = fault.to_string();
                let mut cause = Error::source(fault);
                while let Some(next) = cause {
                    line = format!("{line}: {next}");
                    cause = next.source();
                }
                eprintln!("{line}");
            }
            eprintln!("cityhall: {error}; do not rely on this log, and tell its operator");
            Ok(ExitCode::FAILURE)
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

fn files(log: &str) -> Result<Box<dyn Files>, String> {
    if log.starts_with("https://") {
        return Err(format!(
            "{log}: https is not spoken yet; mirror the log to a folder with any tool and give that"
        ));
    }
    if log.starts_with("http://") {
        return Ok(Box::new(Web { base: log.trim_end_matches('/').to_owned() }));
    }
    let folder = PathBuf::from(log);
    if !folder.is_dir() {
        return Err(format!("{log} is neither a folder nor an http:// address"));
    }
    Ok(Box::new(Folder(folder)))
}

/// A log's files in a folder.
struct Folder(PathBuf);

/// A log's files on a web server.
struct Web {
    base: String,
}

impl Files for Folder {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{path}: {error}")),
        }
    }
}

impl Files for Web {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match ureq::get(format!("{}/{path}", self.base)).call() {
            Ok(mut answer) => {
                let bytes = answer.body_mut().read_to_vec();
                bytes.map(Some).map_err(|error| format!("{path}: {error}"))
            }
            Err(ureq::Error::StatusCode(404)) => Ok(None),
            Err(error) => Err(format!("{path}: {error}")),
        }
    }
}
