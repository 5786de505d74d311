//! Writing to the journal: entries into the tree, the tree under a signed checkpoint, all of it
//! with what follows in one batch.

use hall::Actor;
use jiff::Timestamp;
use journal::{By, Checkpoint, Entry, Frontier, Hash, Nodes, Signer, leaf_hash};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use store::{Batch, NewEntry, Read, Store, StoreError};

use crate::{Definitions, Error, fold};

/// An entry before it has an author, a time and a place in the log.
pub(crate) struct Pending {
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) body: Map<String, Value>,
}

/// The log's growing end.
pub(crate) struct Ledger {
    signer: Signer,
    frontier: Frontier,
}

impl Ledger {
    /// Takes up the log where the store has it.
    pub(crate) fn resume(signer: Signer, store: &dyn Read) -> Result<Self, Error> {
        let frontier = Frontier::load(store.log_size()?, &Stored(store))?;
        Ok(Self { signer, frontier })
    }

    /// The public key that checks the log's signatures.
    pub(crate) fn verifier(&self) -> journal::Verifier {
        self.signer.verifier()
    }

    /// Appends drafts by one actor at one instant. Returns the entries with their indices.
    pub(crate) fn append(
        &mut self,
        definitions: &Definitions,
        store: &dyn Store,
        actor: &Actor,
        at: Timestamp,
        drafts: Vec<Pending>,
        documents: Vec<Vec<u8>>,
    ) -> Result<Vec<(u64, Entry)>, Error> {
        let first = self.frontier.size();
        let mut frontier = self.frontier.clone();
        let mut batch = Batch { first, ..Batch::default() };
        let mut recorded = Vec::new();
        for (index, draft) in (first..).zip(drafts) {
            let failed = |why: String| Error::Journal { index, why };
            let by = By { office: actor.office.clone(), role: actor.role.clone() };
            let Pending { kind, subject, body } = draft;
            let entry = Entry { kind: kind.to_owned(), at, by, subject, body };
            let bytes = entry
                .encode()
                .map_err(|error| Error::Invalid(format!("this cannot be recorded: {error}")))?;
            batch.nodes.extend(frontier.append(leaf_hash(&bytes)));
            // No batch holds two events of one record: each is decided on what is stored.
            let before = fold::record(definitions, store, &entry.subject)?;
            let changes = fold::changes(definitions, before, index, &entry).map_err(failed)?;
            batch.changes.extend(changes);
            batch.entries.push(NewEntry {
                bytes,
                kind: entry.kind.clone(),
                subject: entry.subject.clone(),
                at_s: at.as_second(),
            });
            recorded.push((index, entry));
        }
        batch.documents = documents.into_iter().map(|it| (sha256(&it), it)).collect();
        batch.checkpoint = self.sign(&frontier)?;
        store.append(&batch)?;
        self.frontier = frontier;
        Ok(recorded)
    }

    fn sign(&self, frontier: &Frontier) -> Result<String, Error> {
        let checkpoint = Checkpoint {
            origin: self.signer.name().to_owned(),
            size: frontier.size(),
            root: frontier.root(),
            extensions: Vec::new(),
        };
        checkpoint
            .sign(&[&self.signer])
            .map_err(|error| Error::Invalid(format!("the log's name: {error}")))
    }
}

/// The tree's nodes as the store has them.
pub(crate) struct Stored<'a>(pub(crate) &'a dyn Read);

impl Nodes for Stored<'_> {
    type Error = StoreError;

    fn node(&self, level: u8, index: u64) -> Result<Hash, StoreError> {
        let found = self.0.node(level, index)?;
        found.ok_or_else(|| StoreError::Damaged(format!("tree node {level}/{index} is missing")))
    }
}

/// The SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}
