//! Proofs that stand alone (C2SP `tlog-proof`): an entry's place in a log, with the checkpoint.
//!
//! Whoever has the entry, its proof and the log's verifier key can check offline that the log holds
//! the entry.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::note::Verifier;
use crate::text::{base64_decode, base64_encode, decimal};
use crate::tree::{InvalidProof, leaf_hash, verify_inclusion};

/// The first line of a proof.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The proof that an entry is in a log. `Display` and `FromStr` write and read its text, which
/// SHOULD be stored with the file extension `.tlog-proof`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Bytes that the application adds. Nothing vouches for them.
    pub extra: Option<Vec<u8>>,
    /// The place of the entry in the log, from 0.
    pub index: u64,
    /// The hashes from the leaf's sibling upward: [`crate::tree::inclusion_proof`].
    pub hashes: Vec<Hash>,
    /// The signed note of the checkpoint in whose tree the entry stands, as the log gave it.
    pub checkpoint: String,
}

impl Proof {
    /// Checks that a known log has signed the checkpoint and that its tree has this entry at this
    /// index. Gives the checkpoint, for the caller to check the log's origin.
    pub fn verify(&self, entry: &[u8], known: &[Verifier]) -> Result<Checkpoint, ProofError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, known)?;
        let leaf = leaf_hash(entry);
        verify_inclusion(&leaf, self.index, checkpoint.size, &self.hashes, &checkpoint.root)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(out, "extra {}", base64_encode(extra))?;
        }
        writeln!(out, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(out, "{}", hash.base64())?;
        }
        write!(out, "\n{}", self.checkpoint)
    }
}

impl FromStr for Proof {
    type Err = ProofError;

    fn from_str(text: &str) -> Result<Proof, ProofError> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(ProofError::Cut)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(ProofError::Header);
        }
        let malformed = |line: &str| ProofError::Line { line: line.to_owned() };
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => Some(base64_decode(&line[6..]).ok_or_else(|| malformed(line))?),
            None => None,
        };
        let line = lines.next().ok_or(ProofError::Cut)?;
        let index = line.strip_prefix("index ").and_then(decimal);
        let index = index.ok_or_else(|| malformed(line))?;
        let hash = |line: &str| Hash::from_base64(line).ok_or_else(|| malformed(line));
        let hashes = lines.map(hash).collect::<Result<_, _>>()?;
        Ok(Proof { extra, index, hashes, checkpoint: checkpoint.to_owned() })
    }
}

/// Why a text is not a proof, or a proof shows nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProofError {
    /// The text does not begin as a proof.
    #[error("the first line is not {HEADER}")]
    Header,
    /// The text ends before the checkpoint.
    #[error("the proof is cut: it needs an index, hashes, an empty line and a checkpoint")]
    Cut,
    /// A line before the checkpoint is neither an index nor a hash in its place.
    #[error("{line:?} does not belong in a proof: it has one index, then hashes in base64")]
    Line {
        /// The line found.
        line: String,
    },
    /// The checkpoint cannot be believed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The hashes do not lead from the entry to the checkpoint's root.
    #[error(transparent)]
    Inclusion(#[from] InvalidProof),
}
