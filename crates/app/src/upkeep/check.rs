//! Checking a whole store: what the public files would tell, and what they would not (documents,
//! lists and totals).

use std::collections::BTreeSet;

use journal::checkpoint::CheckpointError;
use journal::{Checkpoint, Entry, Frontier, Hash, Verifier, leaf_hash, tile};
use serde_json::Value;
use store::{Operate, StoreError, StoredEntry};

use super::{PAGE, Progress, Stage, each_document};
use crate::ledger::sha256;
use crate::{Error, fold};

/// Which fields of which entries name documents by their SHA-256.
const NAMES_DOCUMENTS: [(&str, &[&str]); 4] = [
    ("city.defined", &["sha256"]),
    ("pack.loaded", &["sha256"]),
    ("report.received", &["sha256", "reading", "original"]),
    ("report.taken", &["sha256"]),
];

/// What a store without fault holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What the log has signed; `None` where it is empty.
    pub head: Option<Checkpoint>,
    /// How many documents there are.
    pub documents: u64,
    /// Whether lists and totals were what the journal says; they are now in any case.
    pub lists_were_right: bool,
    /// A digest of lists and totals as they are now.
    pub digest: Hash,
}

impl Checked {
    /// How many entries there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.head.as_ref().map_or(0, |head| head.size)
    }
}

/// What is wrong with a store.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The checkpoint is missing, or nobody known has signed it.
    #[error("the checkpoint cannot be believed")]
    Checkpoint(#[source] CheckpointError),
    /// There are entries and no checkpoint.
    #[error("there are {0} entries and no checkpoint over them")]
    NoCheckpoint(u64),
    /// The checkpoint is over another number of entries.
    #[error("the checkpoint is over {signed} entries, and there are {found}")]
    Size {
        /// As signed.
        signed: u64,
        /// As found.
        found: u64,
    },
    /// The entries are not those that were signed.
    #[error("the entries lead to root {computed}, and {signed} was signed")]
    Root {
        /// As signed.
        signed: Hash,
        /// As computed.
        computed: Hash,
    },
    /// An entry is missing or unreadable.
    #[error("entry {index}: {why}")]
    Entry {
        /// Its index.
        index: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A stored hash of the tree is not that of the entries under it.
    #[error("the stored tree is not that of the entries: level {level}, at {index}")]
    Tree {
        /// The level of the tile, where 0 holds the hashes of entries.
        level: u8,
        /// The place of the hash on the level.
        index: u64,
    },
    /// A document is not what it is called by.
    #[error("the document {0} does not have that hash")]
    Document(Hash),
    /// A document that an entry names is missing.
    #[error("the document {hash} is missing, which entry {entry} names")]
    NoDocument {
        /// The entry.
        entry: u64,
        /// The document.
        hash: Hash,
    },
    /// Lists and totals cannot be folded.
    #[error("lists and totals cannot be folded anew")]
    Fold(#[source] Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks all that a store holds: every entry, the tree, the signature, the documents; then folds
/// lists and totals anew and compares. `known` are the keys that may have signed the checkpoint;
/// where there are none, the signature is left unchecked.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(
    store: &dyn Operate,
    known: &[Verifier],
    progress: &mut Progress<'_>,
) -> Result<Checked, CheckError> {
    let head = head(store, known)?;
    let size = store.log_size()?;
    let named = check_entries(store, size, head.as_ref(), progress)?;
    let documents = check_documents(store, named)?;
    let told = &mut |folded, of| progress(Stage::Fold, folded, of);
    let lists_were_right = fold::rebuild(store, told).map_err(CheckError::Fold)?;
    Ok(Checked { head, documents, lists_were_right, digest: store.digest()? })
}

fn head(store: &dyn Operate, known: &[Verifier]) -> Result<Option<Checkpoint>, CheckError> {
    let Some(note) = store.checkpoint()? else { return Ok(None) };
    let opened = if known.is_empty() {
        let text = note.split("\n\n").next().unwrap_or_default();
        Checkpoint::from_text(&format!("{text}\n"))
    } else {
        Checkpoint::open(&note, known)
    };
    opened.map(Some).map_err(CheckError::Checkpoint)
}

/// Returns the documents that entries name, each with the first entry that does.
fn check_entries(
    store: &dyn Operate,
    size: u64,
    head: Option<&Checkpoint>,
    progress: &mut Progress<'_>,
) -> Result<BTreeSet<(Hash, u64)>, CheckError> {
    let mut frontier = Frontier::new();
    let mut named = BTreeSet::new();
    while frontier.size() < size {
        progress(Stage::Check, frontier.size(), size);
        let first = frontier.size();
        let page = store.entries(first, PAGE)?;
        if page.is_empty() {
            return Err(CheckError::Entry { index: first, why: "it is missing".to_owned() });
        }
        for stored in page {
            let StoredEntry { index, bytes } = &stored;
            let failed = |why: String| CheckError::Entry { index: *index, why };
            if *index != frontier.size() {
                return Err(failed(format!("it stands where {} is due", frontier.size())));
            }
            let entry = Entry::decode(bytes).map_err(|error| failed(error.to_string()))?;
            named.extend(documents_of(&entry).map(|hash| (hash, *index)));
            check_nodes(store, &mut frontier, leaf_hash(bytes))?;
        }
    }
    progress(Stage::Check, size, size);
    match head {
        None if size == 0 => Ok(named),
        None => Err(CheckError::NoCheckpoint(size)),
        Some(head) if head.size != size => Err(CheckError::Size { signed: head.size, found: size }),
        Some(head) if head.root != frontier.root() => {
            Err(CheckError::Root { signed: head.root, computed: frontier.root() })
        }
        Some(_) => Ok(named),
    }
}

/// Appends a leaf, and compares what the store keeps of the tree where a row of it is complete.
fn check_nodes(store: &dyn Operate, frontier: &mut Frontier, leaf: Hash) -> Result<(), CheckError> {
    for node in frontier.append(leaf) {
        if node.level % 8 != 0 || node.level == 0 {
            continue;
        }
        let level = node.level / 8;
        if store.hashes(level, node.index, 1)? != [node.hash] {
            return Err(CheckError::Tree { level, index: node.index });
        }
        // The row of hashes under it leads to it, or some hash of the row is wrong.
        let under = level - 1;
        let first = node.index * u64::from(tile::WIDTH);
        let mut row = Frontier::new();
        for hash in store.hashes(under, first, tile::WIDTH)? {
            row.append(hash);
        }
        if row.root() != node.hash {
            return Err(CheckError::Tree { level: under, index: first });
        }
    }
    Ok(())
}

fn documents_of(entry: &Entry) -> impl Iterator<Item = Hash> {
    let fields = NAMES_DOCUMENTS.iter().find(|(kind, _)| *kind == entry.kind);
    let fields = fields.map_or(&[][..], |(_, fields)| fields);
    let named = |field: &&str| entry.body.get(*field).and_then(Value::as_str);
    let mut hashes: Vec<Hash> =
        fields.iter().filter_map(named).filter_map(Hash::from_hex).collect();
    if entry.kind.starts_with("record.") {
        // Files that a record's fields name, or that show a step.
        let written = entry.body.get("fields").and_then(Value::as_object);
        let values = written.into_iter().flat_map(|fields| fields.values());
        let values = values.chain(entry.body.get("evidence")).filter_map(Value::as_str);
        hashes.extend(values.filter_map(hall::File::named).map(|(hash, _)| hash));
    }
    hashes.into_iter()
}

fn check_documents(store: &dyn Operate, named: BTreeSet<(Hash, u64)>) -> Result<u64, CheckError> {
    let mut found = BTreeSet::new();
    each_document(store, |hash, bytes| {
        if sha256(&bytes) != *hash {
            return Err(CheckError::Document(*hash));
        }
        found.insert(*hash);
        Ok(())
    })?;
    match named.into_iter().find(|(hash, _)| !found.contains(hash)) {
        Some((hash, entry)) => Err(CheckError::NoDocument { entry, hash }),
        None => Ok(found.len() as u64),
    }
}
