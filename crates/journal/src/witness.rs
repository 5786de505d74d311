//! Witnessing (C2SP `tlog-witness`): what a log submits, and whether a witness may cosign it.
//!
//! A witness remembers the last checkpoint that it cosigned of each log, and cosigns another only
//! after a proof that the one continues the other. A log that shows people different histories so
//! gets no cosignature for one of them.

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::note::Verifier;
use crate::text::decimal;
use crate::tree::{InvalidProof, empty_root, verify_consistency};

/// The path to which checkpoints are submitted, after the witness's prefix.
pub const ADD_PATH: &str = "add-checkpoint";

/// The media type of the answer that tells which size the witness has.
pub const SIZE_TYPE: &str = "text/x.tlog.size";

/// The most hashes of a consistency proof: trees have less than 2^64 leaves.
const PROOF_MAX: usize = 63;

/// A checkpoint that a log submits, with the proof that it continues an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The size of the checkpoint that the witness is thought to have; 0 if none.
    pub old: u64,
    /// The consistency proof from there.
    pub proof: Vec<Hash>,
    /// The checkpoint as a signed note.
    pub note: String,
}

impl Submission {
    /// The body of the request.
    pub fn to_text(&self) -> String {
        let proof: String = self.proof.iter().map(|hash| format!("{}\n", hash.base64())).collect();
        format!("old {}\n{proof}\n{}", self.old, self.note)
    }

    /// Reads what [`Submission::to_text`] writes.
    pub fn from_text(text: &str) -> Result<Submission, Refused> {
        let malformed = |what: &'static str| Refused::Malformed { what };
        let (head, note) =
            text.split_once("\n\n").ok_or(malformed("an empty line before the checkpoint"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old "));
        let old = old.and_then(decimal).ok_or(malformed("a first line like `old 300`"))?;
        let proof: Option<Vec<Hash>> = lines.map(Hash::from_base64).collect();
        let proof = proof.filter(|it| it.len() <= PROOF_MAX);
        let proof = proof.ok_or(malformed("at most 63 lines of one hash in base64 each"))?;
        Ok(Submission { old, proof, note: note.to_owned() })
    }
}

/// Decides whether a witness may cosign: gives the checkpoint that MUST be kept, durably, before
/// the cosignature leaves the house.
///
/// `logs` are the keys that the witness trusts, `last` tells the last checkpoint that it cosigned
/// of the origin.
pub fn consider(
    logs: &[Verifier],
    last: impl FnOnce(&str) -> Option<Checkpoint>,
    submission: &Submission,
) -> Result<Checkpoint, Refused> {
    let said = Checkpoint::read_unchecked(&submission.note).map_err(Refused::Checkpoint)?;
    if !logs.iter().any(|key| said.is_own(key)) {
        return Err(Refused::UnknownLog { origin: said.origin });
    }
    let new =
        Checkpoint::open(&submission.note, logs).map_err(|source| Refused::NotSigned { source })?;
    if submission.old > new.size {
        return Err(Refused::OldAboveNew { old: submission.old, new: new.size });
    }
    let last = last(&new.origin);
    let (size, root) = last.map_or((0, empty_root()), |last| (last.size, last.root));
    if submission.old != size {
        return Err(Refused::OtherSize { size });
    }
    if size == new.size && root != new.root {
        let (origin, seen, now) = (new.origin, root, new.root);
        return Err(Refused::Split { origin, size, seen, now });
    }
    verify_consistency(size, new.size, &submission.proof, &root, &new.root)
        .map_err(|source| Refused::Inconsistent { origin: new.origin.clone(), source })?;
    Ok(new)
}

/// Why a witness does not cosign.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refused {
    /// The request is not of the form that the standard gives.
    #[error("the request lacks {what} (C2SP tlog-witness, add-checkpoint)")]
    Malformed {
        /// What is missing.
        what: &'static str,
    },
    /// What is submitted is no checkpoint.
    #[error("this is no checkpoint: {0}")]
    Checkpoint(CheckpointError),
    /// The witness knows no key of that log.
    #[error("{origin:?} is no log of this witness: ask its operator to add the log's key")]
    UnknownLog {
        /// The origin.
        origin: String,
    },
    /// No key of the log that the witness knows has signed.
    #[error("no key that this witness knows has signed the checkpoint: {source}")]
    NotSigned {
        /// What is wrong with the signatures.
        source: CheckpointError,
    },
    /// The log cannot have shrunk.
    #[error("the old size {old} is above the new size {new}")]
    OldAboveNew {
        /// The size that the proof begins with.
        old: u64,
        /// The size of the checkpoint.
        new: u64,
    },
    /// The proof begins with another size than the witness has.
    #[error("this witness has the log at size {size}: prove from there")]
    OtherSize {
        /// The size that it has.
        size: u64,
    },
    /// The log signed two trees of one size.
    #[error(
        "split view: at size {size} {origin:?} has signed root {now}, but root {seen} before; \
         the two checkpoints prove it"
    )]
    Split {
        /// The log.
        origin: String,
        /// The size.
        size: u64,
        /// The root that the witness cosigned.
        seen: Hash,
        /// The root that was submitted.
        now: Hash,
    },
    /// The new tree does not continue the one that the witness knows, or was not shown to.
    #[error("{origin:?} was not shown to continue what this witness has seen: {source}")]
    Inconsistent {
        /// The log.
        origin: String,
        /// Where the proof leads.
        source: InvalidProof,
    },
}

impl Refused {
    /// The status of the answer that the standard gives each.
    pub fn status(&self) -> u16 {
        match self {
            Refused::Malformed { .. } | Refused::Checkpoint(_) | Refused::OldAboveNew { .. } => 400,
            Refused::NotSigned { .. } => 403,
            Refused::UnknownLog { .. } => 404,
            Refused::OtherSize { .. } | Refused::Split { .. } => 409,
            Refused::Inconsistent { .. } => 422,
        }
    }
}
