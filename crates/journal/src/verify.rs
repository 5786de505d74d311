//! Checking a whole log from its published files alone.
//!
//! Everything is made anew from the entries: their hashes, every tile, the root. What was published
//! must be the same, and the log must have signed the root. Bundles are checked on all cores and
//! taken in order, a few at a time, so memory does not grow with the log (only with the number of
//! kinds of entries).

mod part;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::entry::{Entry, EntryError};
use crate::files::{self, FileError, Files, TileNodes};
use crate::hash::Hash;
use crate::in_order::in_order;
use crate::keyring::{KeyAct, KeyActError, Keyring};
use crate::note::{NoteError, Verifier};
use crate::tile::{self, CHECKPOINT_PATH, TileKind, TilePath, WIDTH};
use crate::tree::{Frontier, root};
use part::{BUNDLE_LEVEL, Bundle, Part};

/// After this many faults the log is beyond doubt spoilt, and no further files are read.
pub const FAULTS_MAX: usize = 1_000;

/// Checks a log: its signature, every entry, every tile, the root.
///
/// `known` are the verifier keys that the caller trusts, from elsewhere than the log. A key that
/// the log has since replaced is enough, if the log shows the way to the new one ([`Keyring`]).
/// Whether the log has the origin that the caller means is for the caller to check, as is whether
/// it is consistent with a checkpoint seen before ([`check_seen`]).
pub fn verify_log(files: &dyn Files, known: &[Verifier]) -> Result<Verified, VerifyError> {
    check_log(files, known, None::<fn(u64, &Entry)>)
}

/// The same, and `visit` is given each entry with its index, in order, where it can be read. What
/// it was given is to be believed only if this ends well.
pub fn visit_log(
    files: &dyn Files,
    known: &[Verifier],
    visit: impl FnMut(u64, &Entry),
) -> Result<Verified, VerifyError> {
    check_log(files, known, Some(visit))
}

fn check_log(
    files: &dyn Files,
    known: &[Verifier],
    visit: Option<impl FnMut(u64, &Entry)>,
) -> Result<Verified, VerifyError> {
    let head = read_head(files, known)
        .map_err(|fault| VerifyError { faults: vec![fault], complete: false })?;
    let mut check = Check::new(files, visit);
    let complete = check.run(&head.checkpoint);
    if complete && check.faults.is_empty() {
        check.signers(&head, known);
    }
    if check.faults.is_empty() {
        Ok(Verified {
            checkpoint: head.checkpoint,
            note: head.note,
            entries_by_kind: check.entries_by_kind,
            keyring: check.keyring,
        })
    } else {
        Err(VerifyError { faults: check.faults, complete })
    }
}

/// What a log without fault says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The origin, size and root that the log has signed.
    pub checkpoint: Checkpoint,
    /// The same as the signed note, with the signatures of whoever else vouches for it.
    pub note: String,
    /// How many entries there are of each kind.
    pub entries_by_kind: BTreeMap<String, u64>,
    /// The log's keys, as far as it speaks of them.
    pub keyring: Keyring,
}

/// Checks that a verified log continues the one whose signed checkpoint was seen before. Two that
/// do not fit, with the signatures of the same log, prove that it shows different histories.
///
/// `known` are the keys that the checkpoint seen may be signed by.
pub fn check_seen(
    files: &dyn Files,
    verified: &Verified,
    seen: &str,
    known: &[Verifier],
) -> Result<Checkpoint, SeenError> {
    let keys = verified.keyring.keys().iter().map(|held| held.key.clone());
    let known: Vec<Verifier> = known.iter().cloned().chain(keys).collect();
    let seen = Checkpoint::open(seen, &known)?;
    let now = &verified.checkpoint;
    if seen.origin != now.origin {
        return Err(SeenError::Origin { seen: seen.origin, now: now.origin.clone() });
    }
    if seen.size > now.size {
        return Err(SeenError::Shrunk { seen: seen.size, now: now.size });
    }
    let root = root(seen.size, &TileNodes::new(files, now.size))?;
    if root != seen.root {
        return Err(SeenError::Split { size: seen.size, seen: seen.root, now: root });
    }
    Ok(seen)
}

/// Why a log does not continue what was seen of it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SeenError {
    /// The checkpoint seen cannot be believed itself.
    #[error("the checkpoint seen before cannot be believed: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// They are of two logs.
    #[error("the checkpoint seen before is of {seen:?}, this log is {now:?}: give one of this log")]
    Origin {
        /// The origin seen.
        seen: String,
        /// The origin of this log.
        now: String,
    },
    /// The log is shorter than it was.
    #[error(
        "the log has {now} entries, but {seen} were seen before: it was cut, or this is an old copy"
    )]
    Shrunk {
        /// The size seen.
        seen: u64,
        /// The size now.
        now: u64,
    },
    /// The log was rewritten, or shows others another history.
    #[error(
        "split view: at size {size} the root seen before is {seen}, but this log has {now} there; \
         keep both checkpoints: with their signatures they prove that the log was rewritten"
    )]
    Split {
        /// The size of the checkpoint seen.
        size: u64,
        /// Its root.
        seen: Hash,
        /// The root of this log at that size.
        now: Hash,
    },
    /// A tile could not be read.
    #[error(transparent)]
    File(#[from] FileError),
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
    /// Nobody but keys that this log itself has retired vouches for it.
    #[error(
        "{CHECKPOINT_PATH} is of size {size}, but the key {key} that signed it was retired at size \
         {retired} by this very log: whoever has the old key forged it"
    )]
    KeyRetired {
        /// The key, as its text.
        key: String,
        /// The size of the checkpoint.
        size: u64,
        /// The size up to which the key vouches.
        retired: u64,
    },
    /// An entry speaks of the log's keys, but not rightly.
    #[error("entry {index} says nothing usable of the log's keys")]
    Key {
        /// The index of the entry in the log.
        index: u64,
        /// What is wrong with it.
        source: KeyActError,
    },
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

/// What the log says that it is, before its entries were read.
struct Head {
    note: String,
    checkpoint: Checkpoint,
}

/// The checkpoint. Where no known key has signed it, a later key of the log may have: that is for
/// [`Check::signers`] to say when the entries are known.
fn read_head(files: &dyn Files, known: &[Verifier]) -> Result<Head, Fault> {
    let note = String::from_utf8(files::read(files, CHECKPOINT_PATH)?)
        .map_err(|_| Fault::Checkpoint(CheckpointError::Note(NoteError::Encoding)))?;
    let checkpoint = match Checkpoint::open(&note, known) {
        Ok(checkpoint) => checkpoint,
        Err(CheckpointError::Note(NoteError::NoKnownKey)) => {
            let unchecked = Checkpoint::read_unchecked(&note).map_err(Fault::Checkpoint)?;
            if known.iter().all(|key| !unchecked.is_own(key)) {
                return Err(Fault::Checkpoint(NoteError::NoKnownKey.into()));
            }
            unchecked
        }
        Err(error) => return Err(Fault::Checkpoint(error)),
    };
    Ok(Head { note, checkpoint })
}

/// A check under way.
struct Check<'a, V> {
    files: &'a dyn Files,
    /// Who wants to see each entry, if anyone does.
    visit: Option<V>,
    frontier: Frontier,
    /// For each tile level above 0, the hashes of the tile that the entries so far have begun.
    begun: Vec<Vec<Hash>>,
    entries_by_kind: BTreeMap<String, u64>,
    keyring: Keyring,
    faults: Vec<Fault>,
}

impl<'a, V: FnMut(u64, &Entry)> Check<'a, V> {
    fn new(files: &'a dyn Files, visit: Option<V>) -> Self {
        Check {
            files,
            visit,
            frontier: Frontier::new(),
            begun: Vec::new(),
            entries_by_kind: BTreeMap::new(),
            keyring: Keyring::default(),
            faults: Vec::new(),
        }
    }

    /// Checks who signed the checkpoint, now that the entries tell of the log's keys.
    fn signers(&mut self, head: &Head, known: &[Verifier]) {
        let nodes = TileNodes::new(self.files, head.checkpoint.size);
        let trusted = match self.keyring.following(known, |size| root(size, &nodes)) {
            Ok(trusted) => trusted,
            Err(error) => return self.faults.push(Fault::File(error)),
        };
        let signed = match Checkpoint::open_signed(&head.note, &trusted) {
            Ok((_, signed)) => signed,
            Err(error) => return self.faults.push(Fault::Checkpoint(error)),
        };
        let size = head.checkpoint.size;
        let mut retired = None;
        for signature in signed.iter().filter(|it| head.checkpoint.is_own(it.key)) {
            match self.keyring.retired_at(signature.key) {
                Some(at) if at < size => retired = Some((signature.key.to_string(), at)),
                _ => return,
            }
        }
        if let Some((key, retired)) = retired {
            self.faults.push(Fault::KeyRetired { key, size, retired });
        }
    }

    /// Checks all files; false if there were too many faults to go on.
    fn run(&mut self, checkpoint: &Checkpoint) -> bool {
        let (files, wants_entries) = (self.files, self.visit.is_some());
        let (mut complete, mut gap) = (true, false);
        in_order(
            tile::row(TileKind::Entries, 0, checkpoint.size),
            |path| Bundle::check(files, path, wants_entries),
            |bundle| {
                complete = self.faults.len() < FAULTS_MAX;
                if !complete {
                    return ControlFlow::Break(());
                }
                let path = bundle.path;
                match self.take(bundle) {
                    Some(tree) if !gap => self.append(tree),
                    Some(_) => {}
                    None if !gap => {
                        gap = true;
                        self.faults.push(Fault::Gap { path });
                    }
                    None => {}
                }
                ControlFlow::Continue(())
            },
        );
        if complete && !gap {
            self.finish(checkpoint);
        }
        complete
    }

    /// Takes in what a bundle says, and gives the part of the tree over its entries.
    fn take(&mut self, bundle: Bundle) -> Option<Part> {
        for (index, entry) in &bundle.entries {
            if let Some(visit) = &mut self.visit {
                visit(*index, entry);
            }
            match KeyAct::of(entry) {
                Some(Ok(act)) => self.keyring.apply(*index, act),
                Some(Err(source)) => self.faults.push(Fault::Key { index: *index, source }),
                None => {}
            }
        }
        for (kind, count) in bundle.kinds {
            *self.entries_by_kind.entry(kind).or_default() += count;
        }
        self.faults.extend(bundle.faults);
        bundle.tree
    }

    /// Appends the part of the tree over a bundle.
    fn append(&mut self, part: Part) {
        match part {
            Part::Full(root) => self.append_subtree(BUNDLE_LEVEL, root),
            Part::Begun(leaves) => leaves.into_iter().for_each(|leaf| self.append_subtree(0, leaf)),
        }
    }

    /// Appends a leaf or a whole subtree, and checks the tiles above it that are now full.
    fn append_subtree(&mut self, level: u8, root: Hash) {
        for node in self.frontier.append_subtree(level, root) {
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
