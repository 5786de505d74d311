//! The log's side of witnessing: what is submitted, and the checkpoint that is served.
//!
//! While a city has witnesses, the checkpoint that it serves is the newest that went round to them,
//! so that a reader who asks for cosignatures finds them on it.

use std::sync::PoisonError;

use journal::tree::consistency_proof;
use journal::witness::Submission;
use journal::{Checkpoint, Hash};

use crate::ledger::Stored;
use crate::{App, Error};

/// A checkpoint that goes round to the witnesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The signed note.
    pub note: String,
    /// What it says.
    pub head: Checkpoint,
}

impl App {
    /// The newest checkpoint, to go round to the witnesses; `None` while the log is empty.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn round(&self) -> Result<Option<Round>, Error> {
        Ok(self.head()?.map(|(note, head)| Round { note, head }))
    }

    /// What is sent to a witness that has the log at size `old`.
    ///
    /// # Errors
    /// Where the witness says that it has more than there is, or the store fails.
    pub fn submission(&self, round: &Round, old: u64) -> Result<Submission, Error> {
        let nodes = Stored::new(self.store.as_ref());
        let proof: Vec<Hash> = consistency_proof(old, round.head.size, &nodes)
            .map_err(|error| Error::Invalid(format!("the witness has another log: {error}")))?;
        Ok(Submission { old, proof, note: round.note.clone() })
    }

    /// Serves a round's checkpoint with the cosignature lines that came back.
    pub fn publish(&self, round: &Round, cosignatures: &str) {
        let note = format!("{}{cosignatures}", round.note);
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Some(note);
    }

    /// The checkpoint to serve: that of the last round; the newest where there was none.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn published_checkpoint(&self) -> Result<Option<String>, Error> {
        let published = self.published.read().unwrap_or_else(PoisonError::into_inner).clone();
        match published {
            Some(note) => Ok(Some(note)),
            None => Ok(self.store.checkpoint()?),
        }
    }
}
