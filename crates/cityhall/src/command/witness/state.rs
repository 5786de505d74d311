//! What a witness has seen of each log, on disk: one file a log, replaced whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use journal::{Checkpoint, sha256};
use store_sqlite::FileLock;

/// Two checkpoints of one size with different roots: they prove that the log was rewritten.
pub(super) const EVIDENCE: &str = "evidence";

/// Two checkpoints of which the one was not shown to continue the other. Anyone can send a wrong
/// proof, so these take the place of no evidence.
pub(super) const UNPROVEN: &str = "unproven";

/// The last checkpoint cosigned of each log.
pub(super) struct Kept {
    folder: PathBuf,
    last: BTreeMap<String, (Checkpoint, String)>,
    /// Held open for its lock: two witnesses with one state would sign two histories.
    _lock: FileLock,
}

impl Kept {
    pub(super) fn open(folder: &Path) -> Result<Self, String> {
        let failed = |error: io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(folder).map_err(failed)?;
        let Some(lock) = FileLock::take(&folder.join("lock")).map_err(failed)? else {
            let path = folder.display();
            return Err(format!("another witness uses {path}; stop it, or choose --data"));
        };
        let mut last = BTreeMap::new();
        for item in fs::read_dir(folder).map_err(failed)? {
            let path = item.map_err(failed)?.path();
            if path.extension().is_none_or(|extension| extension != "checkpoint") {
                continue;
            }
            let note = fs::read_to_string(&path).map_err(failed)?;
            let read = Checkpoint::read_unchecked(&note).map_err(|error| {
                format!("{}: {error}; put the file back from your backup", path.display())
            })?;
            last.insert(read.origin.clone(), (read, note));
        }
        Ok(Self { folder: folder.to_owned(), last, _lock: lock })
    }

    /// The last checkpoint cosigned of a log.
    pub(super) fn last(&self, origin: &str) -> Option<Checkpoint> {
        self.last.get(origin).map(|(checkpoint, _)| checkpoint.clone())
    }

    /// Keeps a checkpoint: once this returns, it survives a loss of power.
    pub(super) fn keep(&mut self, checkpoint: &Checkpoint, note: &str) -> io::Result<()> {
        let name = format!("{}.checkpoint", sha256(checkpoint.origin.as_bytes()));
        self.replace(&name, note)?;
        self.last.insert(checkpoint.origin.clone(), (checkpoint.clone(), note.to_owned()));
        Ok(())
    }

    /// Keeps two signed checkpoints of a log that may not fit together, for people to judge.
    pub(super) fn keep_both(&self, origin: &str, note: &str, kind: &str) -> io::Result<()> {
        let seen = self.last.get(origin).map_or("", |(_, note)| note);
        let name = format!("{}.{kind}", sha256(origin.as_bytes()));
        self.replace(&name, &format!("{seen}\n{note}"))
    }

    fn replace(&self, name: &str, content: &str) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(content.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.folder.join(name)).map_err(|error| error.error)?;
        File::open(&self.folder)?.sync_all()
    }
}
