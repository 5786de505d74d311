//! Checking a whole log from its published files alone.
//!
//! Everything is made anew from the entries: their hashes, every tile, the root. What was published
//! must be the same, and the log must have signed the root. Files are read one after another, so
//! memory does not grow with the log (only with the number of kinds of entries).

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::entry::{Entry, EntryError};
use crate::files::{self, FileError, Files};
use crate::hash::Hash;
use crate::note::{NoteError, Verifier};
use crate::tile::{self, CHECKPOINT_PATH, TileKind, TilePath, WIDTH};
use crate::tree::{Frontier, leaf_hash};

/// After this many faults the log is beyond doubt spoilt, and no further files are read.
pub const FAULTS_MAX: usize = 1_000;

/// Checks a log: its signature, every entry, every tile, the root.
///
/// `known` are the verifier keys that the caller trusts, from elsewhere than the log. Whether the
/// log has the origin that the caller means is for the caller to check, as is whether it is
/// consistent with a checkpoint seen before ([`crate::tree::verify_consistency`]).
pub fn verify_log(files: &dyn Files, known: &[Verifier]) -> Result<Verified, VerifyError> {
    let checkpoint = read_checkpoint(files, known)
        .map_err(|fault| VerifyError { faults: vec![fault], complete: false })?;
    let mut check = Check::new(files);
    let complete = check.run(&checkpoint);
    if check.faults.is_empty() {
        Ok(Verified { checkpoint, entries_by_kind: check.entries_by_kind })
    } else {
        Err(VerifyError { faults: check.faults, complete })
    }
}

/// What a log without fault says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The origin, size and root that the log has signed.
    pub checkpoint: Checkpoint,
    /// How many entries there are of each kind.
    pub entries_by_kind: BTreeMap<String, u64>,
}

/// What is wrong with a log.
#[derive(Debug)]
pub struct VerifyError {
    /// The faults in the order of the log; never empty.
    pub faults: Vec<Fault>,
    /// Whether all files were looked at. If not, there may be more faults than these.
    pub complete: bool,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at_least = if self.complete { "" } else { "at least " };
        let plural = if self.faults.len() == 1 { "fault" } else { "faults" };
        write!(out, "the log has {at_least}{} {plural}", self.faults.len())
    }
}

/// The source is the first fault.
impl std::error::Error for VerifyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.faults.first().map(|fault| fault as _)
    }
}

/// One thing that is wrong, and where.
#[derive(Debug, Error)]
pub enum Fault {
    /// A file is missing, unreadable or malformed.
    #[error(transparent)]
    File(#[from] FileError),
    /// The checkpoint cannot be believed, so that nothing else was checked.
    #[error("{CHECKPOINT_PATH} cannot be believed")]
    Checkpoint(#[source] CheckpointError),
    /// The bytes of an entry are not an encoded entry.
    #[error("entry {index} (in {path}) is not a journal entry")]
    Entry {
        /// The index of the entry in the log.
        index: u64,
        /// The bundle that holds it.
        path: TilePath,
        /// What is wrong with it.
        source: EntryError,
    },
    /// An entry and its hash in the level 0 tile do not fit. If there is a [`Fault::Root`] too, the
    /// entry is not the one that was signed; otherwise the tile was spoilt.
    #[error("entry {index} (in {bundle}) does not have the hash that stands in {tile}")]
    Leaf {
        /// The index of the entry in the log.
        index: u64,
        /// The bundle that holds the entry.
        bundle: TilePath,
        /// The tile that holds the hash.
        tile: TilePath,
    },
    /// A hash of a tile is not that of the entries under it.
    #[error("hash {position} of {path} is not that of the entries under it")]
    Node {
        /// The tile.
        path: TilePath,
        /// The place of the hash in the tile, from 0.
        position: usize,
    },
    /// Neither the entries nor their hashes can be had, so that the tree was not rebuilt.
    #[error("the tree could not be rebuilt, since {path} and its tile are of no use")]
    Gap {
        /// The first bundle in question.
        path: TilePath,
    },
    /// The entries are not those that the log has signed.
    #[error("the entries lead to root {computed}, but the log has signed {signed}")]
    Root {
        /// The root in the checkpoint.
        signed: Hash,
        /// The root over the entries.
        computed: Hash,
    },
}

fn read_checkpoint(files: &dyn Files, known: &[Verifier]) -> Result<Checkpoint, Fault> {
    let note = String::from_utf8(files::read(files, CHECKPOINT_PATH)?)
        .map_err(|_| Fault::Checkpoint(CheckpointError::Note(NoteError::Encoding)))?;
    Checkpoint::open(&note, known).map_err(Fault::Checkpoint)
}

/// A check under way.
struct Check<'a> {
    files: &'a dyn Files,
    frontier: Frontier,
    /// For each tile level above 0, the hashes of the tile that the entries so far have begun.
    begun: Vec<Vec<Hash>>,
    entries_by_kind: BTreeMap<String, u64>,
    faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    fn new(files: &'a dyn Files) -> Check<'a> {
        let (frontier, begun) = (Frontier::new(), Vec::new());
        Check { files, frontier, begun, entries_by_kind: BTreeMap::new(), faults: Vec::new() }
    }

    /// Checks all files; false if there were too many faults to go on.
    fn run(&mut self, checkpoint: &Checkpoint) -> bool {
        let mut gap = false;
        for bundle in tile::row(TileKind::Entries, 0, checkpoint.size) {
            if self.faults.len() >= FAULTS_MAX {
                return false;
            }
            match self.leaves(&bundle) {
                Some(leaves) if !gap => leaves.into_iter().for_each(|leaf| self.append(leaf)),
                Some(_) => {}
                None if !gap => {
                    gap = true;
                    self.faults.push(Fault::Gap { path: bundle });
                }
                None => {}
            }
        }
        if !gap {
            self.finish(checkpoint);
        }
        true
    }

    /// Checks a bundle and its tile against each other. Gives the leaf hashes of the entries; if
    /// the bundle is of no use, those of the tile stand in, so that one bad bundle is one fault.
    fn leaves(&mut self, bundle: &TilePath) -> Option<Vec<Hash>> {
        let tile = TilePath { kind: TileKind::Hashes { level: 0 }, ..*bundle };
        let first = bundle.index * u64::from(WIDTH);
        let mut computed = Vec::new();
        let read = files::read_bundle(self.files, bundle, |position, entry| {
            computed.push(leaf_hash(entry));
            match Entry::decode(entry) {
                Ok(entry) => *self.entries_by_kind.entry(entry.kind).or_default() += 1,
                Err(source) => {
                    let index = first + position;
                    self.faults.push(Fault::Entry { index, path: *bundle, source });
                }
            }
        });
        let computed = self.keep_fault(read).map(|()| computed);
        let stored = self.keep_fault(files::read_tile(self.files, &tile));
        if let (Some(computed), Some(stored)) = (&computed, &stored) {
            for (index, (computed, stored)) in (first..).zip(computed.iter().zip(stored)) {
                if computed != stored {
                    self.faults.push(Fault::Leaf { index, bundle: *bundle, tile });
                }
            }
        }
        computed.or(stored)
    }

    /// Appends a leaf, and checks the tiles above it that are now full.
    fn append(&mut self, leaf: Hash) {
        for node in self.frontier.append(leaf) {
            if node.level == 0 || node.level % 8 != 0 {
                continue;
            }
            let level = node.level / 8;
            let row = usize::from(level) - 1;
            if row == self.begun.len() {
                self.begun.push(Vec::new());
            }
            self.begun[row].push(node.hash);
            if self.begun[row].len() == usize::from(WIDTH) {
                self.check_tile(level, node.index / u64::from(WIDTH), row);
            }
        }
    }

    /// Checks the partial tiles and the root.
    fn finish(&mut self, checkpoint: &Checkpoint) {
        for (row, level) in (0..self.begun.len()).zip(1_u8..) {
            if !self.begun[row].is_empty() {
                let nodes = self.frontier.size() >> (8 * level);
                self.check_tile(level, nodes / u64::from(WIDTH), row);
            }
        }
        let (signed, computed) = (checkpoint.root, self.frontier.root());
        if signed != computed {
            self.faults.push(Fault::Root { signed, computed });
        }
    }

    /// Checks the published tile against the hashes that were gathered for it, and lets these go.
    fn check_tile(&mut self, level: u8, index: u64, row: usize) {
        let computed = std::mem::take(&mut self.begun[row]);
        let width = u16::try_from(computed.len()).expect("a tile has at most 256 hashes");
        let path = TilePath { kind: TileKind::Hashes { level }, index, width };
        let stored = self.keep_fault(files::read_tile(self.files, &path)).unwrap_or_default();
        for (position, (computed, stored)) in computed.iter().zip(&stored).enumerate() {
            if computed != stored {
                self.faults.push(Fault::Node { path, position });
            }
        }
    }

    fn keep_fault<T>(&mut self, read: Result<T, FileError>) -> Option<T> {
        read.map_err(|error| self.faults.push(Fault::File(error))).ok()
    }
}
