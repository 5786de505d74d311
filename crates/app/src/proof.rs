//! An entry with the proof that it is in the log, and the log as the files that anyone can mirror.

use journal::proof::Proof;
use journal::tile::{self, TileKind, TilePath, TilePathError};
use journal::tree::{inclusion_proof, verify_inclusion};
use journal::{Checkpoint, Entry, Hash, bundle, leaf_hash};

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

impl Proven {
    /// The proof as a file that anyone can check (C2SP `tlog-proof`).
    #[must_use]
    pub fn proof_text(&self) -> String {
        let proof = Proof {
            extra: None,
            index: self.index,
            hashes: self.path.clone(),
            checkpoint: self.checkpoint.clone(),
        };
        proof.to_string()
    }

    /// Whether the path leads from the entry's bytes to the checkpoint's root.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        verify_inclusion(&self.leaf, self.index, self.head.size, &self.path, &self.head.root)
            .is_ok()
    }
}

impl App {
    /// An entry with its inclusion proof.
    ///
    /// # Errors
    /// Where there is no such entry, or the store fails.
    pub fn prove(&self, index: u64) -> Result<Proven, Error> {
        let note = self.store.checkpoint()?.ok_or_else(|| Error::NotFound("entry".to_owned()))?;
        let head = self.open_checkpoint(&note)?;
        let bytes = self.store.entry(index)?.filter(|_| index < head.size);
        let bytes = bytes.ok_or_else(|| Error::NotFound(format!("entry {index}")))?;
        let failed = |why: String| Error::Journal { index, why };
        let entry = Entry::decode(&bytes).map_err(|error| failed(error.to_string()))?;
        let path = inclusion_proof(index, head.size, &Stored::new(self.store.as_ref()))
            .map_err(|error| failed(error.to_string()))?;
        let leaf = leaf_hash(&bytes);
        Ok(Proven { index, bytes, entry, leaf, path, checkpoint: note, head })
    }

    /// What the log's signed checkpoint says; `None` while the log is empty.
    ///
    /// # Errors
    /// Where the store fails or the checkpoint is not the city's own.
    pub fn head(&self) -> Result<Option<(String, Checkpoint)>, Error> {
        let Some(note) = self.store.checkpoint()? else {
            return Ok(None);
        };
        let head = self.open_checkpoint(&note)?;
        Ok(Some((note, head)))
    }

    /// A file of the log by the path that C2SP `tlog-tiles` gives it: an entry bundle or a tile of
    /// hashes; `None` where the log has not come so far.
    ///
    /// # Errors
    /// Where the path is no tile's, or the store fails.
    pub fn log_file(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let tile: TilePath =
            path.parse().map_err(|error: TilePathError| Error::NotFound(error.to_string()))?;
        let size = self.store.log_size()?;
        if !reaches(size, &tile) {
            return Ok(None);
        }
        match tile.kind {
            TileKind::Entries => {
                let first = tile.index * u64::from(tile::WIDTH);
                let entries = self.store.entries(first, usize::from(tile.width))?;
                let bytes: Vec<Vec<u8>> = entries.into_iter().map(|entry| entry.bytes).collect();
                let bundle = bundle::encode(&bytes)
                    .map_err(|error| Error::Journal { index: first, why: error.to_string() })?;
                Ok(Some(bundle))
            }
            TileKind::Hashes { level } => {
                let first = tile.index * u64::from(tile::WIDTH);
                let hashes = self.store.hashes(level, first, tile.width)?;
                Ok(Some(hashes.iter().flat_map(|hash| hash.0).collect()))
            }
        }
    }

    pub(crate) fn open_checkpoint(&self, note: &str) -> Result<Checkpoint, Error> {
        Checkpoint::open(note, &self.verifiers)
            .map_err(|error| Error::Store(store::StoreError::Damaged(error.to_string())))
    }
}

/// Whether a log of this size has what a tile holds.
fn reaches(size: u64, tile: &TilePath) -> bool {
    let shift = match tile.kind {
        TileKind::Entries => 0,
        TileKind::Hashes { level } => u32::from(level) * 8,
    };
    let items = size.checked_shr(shift).unwrap_or(0);
    let end = tile.index.saturating_mul(u64::from(tile::WIDTH)).saturating_add(tile.width.into());
    end <= items
}
