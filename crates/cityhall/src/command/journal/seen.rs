//! What was seen of a log before, kept in a file of one's own.

use std::error::Error;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use journal::verify::{SeenError, Verified, check_seen};
use journal::{Files, Verifier};

use crate::scratch::folder_of;

/// What is added to a file's name for a checkpoint that contradicts it.
const OTHER: &str = "other";

/// What was seen of the log before.
#[derive(Args)]
pub(crate) struct Seen {
    /// A file with the checkpoint that you saw last of this log, which must continue it; the newer
    /// one then takes its place. Without such a file yet, it is made. May be repeated.
    #[arg(long = "seen", value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Seen {
    /// Demands that a verified log continues all that was seen of it, then keeps its checkpoint.
    /// Says so, a line a file.
    ///
    /// # Errors
    /// Where it does not continue one of them: then no file is changed, but what contradicts it is
    /// kept beside, since both together prove that the log was rewritten.
    pub(crate) fn check(
        &self,
        log: &dyn Files,
        verified: &Verified,
        known: &[Verifier],
    ) -> Result<Vec<String>, Box<dyn Error>> {
        let mut lines = Vec::new();
        for path in &self.files {
            lines.push(continues(log, verified, known, path)?);
        }
        for path in &self.files {
            replace(path, &verified.note)
                .map_err(|error| format!("--seen {}: {error}", path.display()))?;
        }
        Ok(lines)
    }
}

fn continues(
    log: &dyn Files,
    verified: &Verified,
    known: &[Verifier],
    path: &Path,
) -> Result<String, Box<dyn Error>> {
    let shown = path.display();
    let note = match fs::read_to_string(path) {
        Ok(note) => note,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(format!("nothing was seen before; its checkpoint is now kept in {shown}"));
        }
        Err(error) => return Err(format!("--seen {shown}: {error}").into()),
    };
    match check_seen(log, verified, &note, known) {
        Ok(seen) => Ok(format!("it continues the {} entries seen in {shown}", seen.size)),
        Err(error @ SeenError::Split { .. }) => {
            let other = path.with_added_extension(OTHER);
            let kept = replace(&other, &verified.note).map_or_else(
                |why| format!("the other checkpoint could not be kept: {why}"),
                |()| format!("the other checkpoint is kept in {}", other.display()),
            );
            Err(format!("{shown}: {error}; {kept}").into())
        }
        Err(error) => Err(format!("{shown}: {error}").into()),
    }
}

/// Puts a checkpoint in the place of what a file holds: a crash leaves the one or the other.
fn replace(path: &Path, note: &str) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
    file.write_all(note.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}
