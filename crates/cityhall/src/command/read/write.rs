//! Where results go: to standard output, to a file that is whole or not there, or to a folder.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::render::{Job, Tally};
use super::{Format, overview, records};
use crate::messages::Key;

/// The byte order mark by which spreadsheets know UTF-8.
pub(in crate::command) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Where results go.
pub(super) enum Target {
    Stdout(BufWriter<io::Stdout>),
    /// A file under way beside the one wanted, and whether a report is in it.
    File {
        path: PathBuf,
        file: BufWriter<NamedTempFile>,
        is_filled: bool,
    },
    /// A folder with a file for each report; files that are taken already, those read among them.
    Folder {
        folder: PathBuf,
        ending: &'static str,
        taken: BTreeSet<PathBuf>,
    },
}

impl Target {
    /// Opens what was asked for. No file of `inputs` is written over.
    ///
    /// # Errors
    /// Where the file or folder cannot be made, is one of the reports, or several pages were to go
    /// to one place.
    pub(super) fn open(output: Option<&Path>, inputs: &[PathBuf], job: &Job) -> io::Result<Self> {
        let refused = |key| {
            let kind = io::ErrorKind::InvalidInput;
            Err(io::Error::new(kind, job.language.say(key)))
        };
        let read = || inputs.iter().filter_map(|input| input.canonicalize().ok());
        let page = match job.format {
            Some(Format::Html) => Some("html"),
            Some(Format::Md) => Some("md"),
            _ => None,
        };
        match (output, page.filter(|_| job.is_many)) {
            (None, Some("html")) => refused(Key::NeedsFolder),
            (None, _) => Ok(Self::Stdout(BufWriter::new(io::stdout()))),
            (Some(folder), Some(ending)) => {
                fs::create_dir_all(folder)?;
                let folder = folder.canonicalize()?;
                Ok(Self::Folder { folder, ending, taken: read().collect() })
            }
            (Some(path), None) => {
                let real = path.canonicalize();
                if real.is_ok_and(|real| read().any(|input| input == real)) {
                    return refused(Key::OutputIsInput);
                }
                let file = BufWriter::new(beside(path)?);
                Ok(Self::File { path: path.to_owned(), file, is_filled: false })
            }
        }
    }

    /// Whether something must be taken away where the work ends early.
    pub(super) fn is_unfinished(&self) -> bool {
        !matches!(self, Self::Stdout(_))
    }

    /// Writes what stands above all reports.
    pub(super) fn begin(&mut self, job: &Job) -> io::Result<()> {
        let is_file = matches!(self, Self::File { .. });
        let Some(out) = self.stream() else { return Ok(()) };
        match job.format {
            Some(Format::Csv) => {
                if is_file {
                    out.write_all(BYTE_ORDER_MARK)?;
                }
                records::write_header(out, job.listed(), job.is_many)
            }
            None if job.out.is_none() && job.is_many => overview::write_header(out, job.language),
            _ => Ok(()),
        }
    }

    /// Writes a report.
    pub(super) fn put(&mut self, input: &Path, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Folder { folder, ending, taken } => {
                let path = free_name(folder, input, ending, taken);
                let mut file = beside(&path)?;
                file.write_all(bytes)?;
                file.persist(&path)?;
                Ok(())
            }
            // What is there can be read while the rest is under way.
            Self::Stdout(out) => out.write_all(bytes).and_then(|()| out.flush()),
            Self::File { file, is_filled, .. } => {
                *is_filled = true;
                file.write_all(bytes)
            }
        }
    }

    /// Writes what stands under all reports, and puts the file in its place. Where no report could
    /// be read there is no new file, and an old one stays.
    pub(super) fn end(mut self, job: &Job, tally: &Tally) -> io::Result<()> {
        if job.format.is_none()
            && job.out.is_none()
            && job.is_many
            && let Some(out) = self.stream()
        {
            overview::write_total(out, tally, job.language)?;
        }
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::File { is_filled: false, .. } | Self::Folder { .. } => Ok(()),
            Self::File { path, file, .. } => {
                file.into_inner().map_err(io::IntoInnerError::into_error)?.persist(path)?;
                Ok(())
            }
        }
    }

    fn stream(&mut self) -> Option<&mut dyn Write> {
        match self {
            Self::Stdout(out) => Some(out),
            Self::File { file, .. } => Some(file),
            Self::Folder { .. } => None,
        }
    }
}

/// A file under way in the folder of the one wanted, so that putting it in place is one step.
pub(in crate::command) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any file that is made: what the user's mask leaves of reading and writing.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder.unwrap_or(Path::new(".")))
}

/// Where a report's page goes: named as its file, with a number where another has the name.
fn free_name(folder: &Path, input: &Path, ending: &str, taken: &mut BTreeSet<PathBuf>) -> PathBuf {
    let stem = input.file_stem().unwrap_or_default().to_string_lossy();
    let mut path = folder.join(format!("{stem}.{ending}"));
    let mut number = 2;
    while !taken.insert(path.clone()) {
        path = folder.join(format!("{stem}-{number}.{ending}"));
        number += 1;
    }
    path
}
