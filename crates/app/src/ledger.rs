//! Writing to the journal: acts take turns, join a batch and are committed together.
//!
//! # The life of an act in the ledger
//! 1. A [`Turn`] is taken for the subject of the act, or for the whole ledger. While it is held,
//!    nobody else decides on the same subject, and nothing about it waits to be committed: what the
//!    store says of the subject is all there is.
//! 2. The act is decided, and its entries are encoded. Turns for other subjects do the same
//!    meanwhile.
//! 3. The entries join the [`sequence`]: they get their time, their index and their place in the
//!    tree, one act after another.
//! 4. Whoever finds no commit under way commits all that has joined, in one transaction under one
//!    checkpoint, while further acts join the next batch ([`commit`]). Everyone waits for the
//!    commit of their batch ([`group`]) and has its outcome.
//!
//! # What is promised
//! - Entries of one subject are decided one after another, each on all that was committed before.
//! - An act that has returned its indices MUST be found at them by every later reader.
//! - A commit that fails MUST fail each act in it, and each that has joined after it, since their
//!   places in the tree rest on it. Nothing of them is in the log, unless the store failed after
//!   having committed; either way the ledger goes on from what the store has.
//! - Time MUST NOT run backwards from one entry to the next.

mod commit;
mod group;
mod sequence;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;

use hall::Record;
use journal::tile::WIDTH;
use journal::tree::complete_root;
use journal::{Entry, Hash, Nodes};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use store::{Read, StoreError, VaultChange, tree};

pub(crate) use sequence::{Ledger, Turn};

/// An entry before it has an author, a time and a place in the log.
pub(crate) struct Pending {
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) body: Map<String, Value>,
    /// The record that it is about, as it was before; `None` where it opens one, or where it speaks
    /// of something else.
    pub(crate) before: Option<Record>,
}

impl Pending {
    /// An entry that speaks of no record.
    pub(crate) fn new(kind: &'static str, subject: &str, body: Map<String, Value>) -> Self {
        Self { kind, subject: subject.to_owned(), body, before: None }
    }
}

/// What goes into the store beside entries, in their transaction.
#[derive(Default)]
pub(crate) struct Attached {
    /// Documents that the entries refer to by SHA-256.
    pub(crate) documents: Vec<Vec<u8>>,
    /// What they do to the vault.
    pub(crate) vault: Vec<VaultChange>,
}

impl From<Vec<Vec<u8>>> for Attached {
    fn from(documents: Vec<Vec<u8>>) -> Self {
        Self { documents, vault: Vec::new() }
    }
}

/// The tree's nodes as the store has them. Neighbouring nodes are asked for one after another, so
/// the last tile of each level is kept.
pub(crate) struct Stored<'a> {
    store: &'a dyn Read,
    /// By level: which tile, and its hashes.
    tiles: RefCell<BTreeMap<u8, (u64, Vec<Hash>)>>,
}

impl<'a> Stored<'a> {
    pub(crate) fn new(store: &'a dyn Read) -> Self {
        Self { store, tiles: RefCell::default() }
    }
}

impl Nodes for Stored<'_> {
    type Error = StoreError;

    fn node(&self, level: u8, index: u64) -> Result<Hash, StoreError> {
        let missing = || StoreError::Damaged(format!("tree node {level}/{index} is missing"));
        let (level, first, count) = tree::part_of(level, index).ok_or_else(missing)?;
        let place = usize::try_from(first % u64::from(WIDTH)).expect("below 256");
        let tile = first / u64::from(WIDTH);
        let mut tiles = self.tiles.borrow_mut();
        if tiles.get(&level).is_none_or(|(kept, _)| *kept != tile) {
            let hashes = self.store.hashes(level, tile * u64::from(WIDTH), WIDTH)?;
            tiles.insert(level, (tile, hashes));
        }
        let hashes = tiles.get(&level).map_or(&[][..], |(_, hashes)| hashes);
        let part = hashes.get(place..place + usize::from(count)).ok_or_else(missing)?;
        Ok(complete_root(part))
    }
}

/// The SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}
