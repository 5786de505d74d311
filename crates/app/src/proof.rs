//! An entry with the proof that it is in the log, and the log as the files that anyone can mirror.

use journal::tile::TilePath;
use journal::{Checkpoint, Entry, Hash, Verifier};

use crate::ledger::Stored;
use crate::{App, Error};

/// An entry with all that is needed to check that the signed log holds it.
#[derive(Debug, Clone)]
pub struct Proven {
    /// Its place in the log.
    pub index: u64,
    /// The canonical bytes that the log holds.
    pub bytes: Vec<u8>,
    /// The same, read.
    pub entry: Entry,
    /// The hash of its leaf.
    pub leaf: Hash,
    /// The sibling hashes from the leaf to the root (RFC 6962 section 2.1.1).
    pub path: Vec<Hash>,
    /// The signed checkpoint that the path leads to.
    pub checkpoint: String,
    /// What the checkpoint says.
    pub head: Checkpoint,
}
