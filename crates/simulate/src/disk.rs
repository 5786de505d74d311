//! A disk that loses power: of what was written and not synced, all, nothing or any part is lost.
//!
//! SQLite's files in a disk's folder go through the module `vfs`, which tells this one of every
//! write, change of length, creation, deletion and sync, and does them on real files too, so that
//! whoever reads sees them. What a power cut must leave is known here: what each file was when it
//! was last synced, and what the folder was. Once the power is off everything fails, until
//! [`Disk::restore`] has written what is left and the files are opened anew.
//!
//! The memory that SQLite's processes share (`-shm`) is memory, and is lost. Locks are the
//! system's own. A disk that says "synced" and is not is beyond this, as it is beyond SQLite.

mod vfs;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, mem};

use tempfile::TempDir;

use crate::chance::Chance;

/// What a disk writes whole, mostly: now and then one is torn.
const SECTOR: usize = 512;

/// A folder whose SQLite databases lose what was not synced when the power goes.
pub struct Disk {
    folder: TempDir,
    /// The folder as SQLite names it.
    path: PathBuf,
    state: Mutex<State>,
}

/// The power is off, so that nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Off;

/// A file whatever its name: an index of [`Contents::files`].
type FileId = usize;

#[derive(Default)]
struct State {
    /// What is there after a power cut in any case.
    synced: Contents,
    /// What was done since, in order; what a sync covers moves from here to there.
    unsynced: Vec<Change>,
    /// What each name stands for now.
    names: BTreeMap<PathBuf, FileId>,
    /// After how many more operations the power goes.
    until_cut: Option<u64>,
    is_off: bool,
}

#[derive(Default)]
struct Contents {
    names: BTreeMap<PathBuf, FileId>,
    files: Vec<Vec<u8>>,
}

/// Something that is done to a disk, and lost if nothing syncs it.
enum Change {
    Write {
        file: FileId,
        offset: usize,
        bytes: Vec<u8>,
    },
    Length {
        file: FileId,
        length: usize,
    },
    /// A name stands for a file, or for none any more.
    Name {
        path: PathBuf,
        file: Option<FileId>,
    },
}

/// How much of what was not synced a power cut leaves.
#[derive(Clone, Copy)]
enum Left {
    Nothing,
    /// What was done first, and the last of it torn.
    First(usize),
    /// Each sector with that many chances in four.
    Sectors(u64),
}

impl Disk {
    /// An empty disk.
    ///
    /// # Errors
    /// Where no folder can be made for it.
    pub fn new() -> io::Result<Arc<Self>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().canonicalize()?;
        let disk = Arc::new(Self { folder, path, state: Mutex::default() });
        vfs::mount(&disk);
        Ok(disk)
    }

    /// The folder in which files are on this disk.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Has the power go at the so-manieth operation from now on, counted from 0. A write, a sync, a
    /// change of length, a creation and a deletion are an operation each.
    pub fn cut_after(&self, operations: u64) {
        self.state().until_cut = Some(operations);
    }

    /// Whether the power has gone.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.state().is_off
    }

    /// Brings the power back, with what is left by chance. All that was open on the disk must have
    /// been closed.
    ///
    /// # Errors
    /// Where the real files cannot be written.
    pub fn restore(&self, chance: &mut Chance) -> io::Result<()> {
        let mut state = self.state();
        let unsynced = mem::take(&mut state.unsynced);
        let left = match chance.below(6) {
            0 => Left::Nothing,
            1 => Left::First(draw(chance, unsynced.len() + 1)),
            share => Left::Sectors(share - 1),
        };
        for (place, change) in unsynced.iter().enumerate() {
            match left {
                Left::Nothing => {}
                Left::First(count) if place < count => state.synced.apply(change),
                Left::First(count) if place > count => {}
                Left::First(_) => state.synced.apply_in_part(change, 2, chance),
                Left::Sectors(share) => state.synced.apply_in_part(change, share, chance),
            }
        }
        state.names = state.synced.names.clone();
        (state.is_off, state.until_cut) = (false, None);
        for found in fs::read_dir(&self.path)? {
            fs::remove_file(found?.path())?;
        }
        let Contents { names, files } = &state.synced;
        names.iter().try_for_each(|(path, file)| fs::write(path, &files[*file]))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file by its name; one that is not there yet is created.
    fn open(&self, path: &Path) -> Result<FileId, Off> {
        let mut state = self.state();
        match state.names.get(path) {
            _ if state.is_off => Err(Off),
            Some(file) => Ok(*file),
            None => {
                let file = state.synced.files.len();
                state.synced.files.push(Vec::new());
                state.change(Change::Name { path: path.to_owned(), file: Some(file) })?;
                Ok(file)
            }
        }
    }

    fn write(&self, file: FileId, offset: usize, bytes: &[u8]) -> Result<(), Off> {
        self.state().change(Change::Write { file, offset, bytes: bytes.to_owned() })
    }

    fn set_length(&self, file: FileId, length: usize) -> Result<(), Off> {
        self.state().change(Change::Length { file, length })
    }

    fn sync(&self, file: FileId) -> Result<(), Off> {
        let mut state = self.state();
        state.operate()?;
        state.settle(|change| match change {
            Change::Write { file: of, .. } | Change::Length { file: of, .. } => *of == file,
            Change::Name { .. } => false,
        });
        Ok(())
    }

    fn delete(&self, path: &Path) -> Result<(), Off> {
        self.state().change(Change::Name { path: path.to_owned(), file: None })
    }

    fn sync_folder(&self) -> Result<(), Off> {
        let mut state = self.state();
        state.operate()?;
        state.settle(|change| matches!(change, Change::Name { .. }));
        Ok(())
    }
}

impl State {
    /// One more operation, if the power lasts.
    fn operate(&mut self) -> Result<(), Off> {
        self.is_off |= self.until_cut == Some(0);
        self.until_cut = self.until_cut.map(|left| left.saturating_sub(1));
        if self.is_off { Err(Off) } else { Ok(()) }
    }

    /// Does it. What the power goes in may be done in part.
    fn change(&mut self, change: Change) -> Result<(), Off> {
        if self.is_off {
            return Err(Off);
        }
        if let Change::Name { path, file } = &change {
            match file {
                Some(file) => self.names.insert(path.clone(), *file),
                None => self.names.remove(path),
            };
        }
        self.unsynced.push(change);
        self.operate()
    }

    /// What was changed so is on the disk for good.
    fn settle(&mut self, is_synced: impl Fn(&Change) -> bool) {
        let (synced, unsynced) = mem::take(&mut self.unsynced).into_iter().partition(is_synced);
        self.unsynced = unsynced;
        let synced: Vec<Change> = synced;
        synced.iter().for_each(|change| self.synced.apply(change));
    }
}

impl Contents {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::Write { file, offset, bytes } => self.write(*file, *offset, bytes),
            Change::Length { file, length } => self.files[*file].resize(*length, 0),
            Change::Name { path, file: Some(file) } => {
                self.names.insert(path.clone(), *file);
            }
            Change::Name { path, file: None } => {
                self.names.remove(path);
            }
        }
    }

    /// With a share of chances in four: of a write that is one for each sector, of which the last
    /// may be torn; all else is done or not.
    fn apply_in_part(&mut self, change: &Change, share: u64, chance: &mut Chance) {
        let Change::Write { file, offset, bytes } = change else {
            if chance.below(4) < share {
                self.apply(change);
            }
            return;
        };
        let mut start = 0;
        while start < bytes.len() {
            let in_sector = SECTOR - (offset + start) % SECTOR;
            let end = bytes.len().min(start + in_sector);
            if chance.below(4) < share {
                let tear = if chance.percent(6) { draw(chance, end - start) } else { end - start };
                self.write(*file, offset + start, &bytes[start..start + tear]);
            }
            start = end;
        }
    }

    fn write(&mut self, file: FileId, offset: usize, bytes: &[u8]) {
        let held = &mut self.files[file];
        held.resize(held.len().max(offset + bytes.len()), 0);
        held[offset..offset + bytes.len()].copy_from_slice(bytes);
    }
}

fn draw(chance: &mut Chance, below: usize) -> usize {
    usize::try_from(chance.below(below as u64)).expect("it is below a size")
}

#[cfg(test)]
mod tests;
