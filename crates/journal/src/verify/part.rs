//! Checking one bundle beside its tile, which needs nothing of the rest of the log.

use std::collections::BTreeMap;

use super::Fault;
use crate::entry::{Entry, scan};
use crate::files::{self, FileError, Files};
use crate::hash::Hash;
use crate::keyring::KeyAct;
use crate::tile::{TileKind, TilePath, WIDTH};
use crate::tree::{complete_root, leaf_hash};

/// The level of the tree's node over a full bundle.
pub(super) const BUNDLE_LEVEL: u8 = 8;

/// What one bundle says.
pub(super) struct Bundle {
    pub(super) path: TilePath,
    /// The part of the tree over it; if the bundle is of no use, by the hashes of its tile, so that
    /// one bad bundle is one fault. `None` if neither is of use.
    pub(super) tree: Option<Part>,
    /// How many entries of which kind.
    pub(super) kinds: BTreeMap<String, u64>,
    /// Entries that somebody must see, with their indices.
    pub(super) entries: Vec<(u64, Entry)>,
    pub(super) faults: Vec<Fault>,
}

/// A part of the tree.
pub(super) enum Part {
    /// The root over a full bundle.
    Full(Hash),
    /// The leaves of one that is not full.
    Begun(Vec<Hash>),
}

impl Bundle {
    /// Checks a bundle and its tile against each other. All its entries are kept if they are
    /// wanted, else only those that speak of keys.
    pub(super) fn check(files: &dyn Files, path: TilePath, wants_entries: bool) -> Bundle {
        let mut bundle = Bundle {
            path,
            tree: None,
            kinds: BTreeMap::new(),
            entries: Vec::new(),
            faults: Vec::new(),
        };
        let tile = TilePath { kind: TileKind::Hashes { level: 0 }, ..path };
        let first = path.index * u64::from(WIDTH);
        let mut computed = Vec::with_capacity(path.width.into());
        let read = files::read_bundle(files, &path, |position, entry| {
            computed.push(leaf_hash(entry));
            bundle.look_at(first + position, entry, wants_entries);
        });
        let computed = bundle.keep_fault(read).map(|()| computed);
        let stored = bundle.keep_fault(files::read_tile(files, &tile));
        if let (Some(computed), Some(stored)) = (&computed, &stored) {
            for (index, (computed, stored)) in (first..).zip(computed.iter().zip(stored)) {
                if computed != stored {
                    bundle.faults.push(Fault::Leaf { index, bundle: path, tile });
                }
            }
        }
        let leaves = computed.or(stored);
        bundle.tree = leaves.map(|leaves| match path.is_partial() {
            true => Part::Begun(leaves),
            false => Part::Full(complete_root(&leaves)),
        });
        bundle
    }

    fn look_at(&mut self, index: u64, bytes: &[u8], wants_entries: bool) {
        // What is well formed beyond doubt need not be read in full.
        if !wants_entries
            && let Some(glance) = scan::glance(bytes)
            && !KeyAct::KINDS.contains(&glance.kind)
        {
            return self.count(glance.kind);
        }
        match Entry::decode(bytes) {
            Ok(entry) => {
                self.count(&entry.kind);
                if wants_entries || KeyAct::KINDS.contains(&entry.kind.as_str()) {
                    self.entries.push((index, entry));
                }
            }
            Err(source) => self.faults.push(Fault::Entry { index, path: self.path, source }),
        }
    }

    fn count(&mut self, kind: &str) {
        match self.kinds.get_mut(kind) {
            Some(count) => *count += 1,
            None => {
                self.kinds.insert(kind.to_owned(), 1);
            }
        }
    }

    fn keep_fault<T>(&mut self, read: Result<T, FileError>) -> Option<T> {
        read.map_err(|error| self.faults.push(Fault::File(error))).ok()
    }
}
