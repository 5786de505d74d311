//! Why a figure proof shows nothing: each kind of tampering has its own words.

use journal::checkpoint::CheckpointError;
use journal::entry::EntryError;
use journal::tree::InvalidProof;
use rust_decimal::Decimal;

/// What is wrong with a figure proof.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// The file is none.
    #[error("this is no figure proof that this program reads: {0}")]
    Form(String),
    /// The checkpoint is not believed.
    #[error("the log's checkpoint cannot be believed: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// An entry is none.
    #[error("entry {index} is not as the log writes entries: {source}")]
    Entry {
        /// The entry.
        index: u64,
        /// What is wrong with it.
        source: EntryError,
    },
    /// The entries do not lead to the root.
    #[error(
        "the entries are not those of the signed log: an entry or a hash was changed, left out or \
         moved"
    )]
    NotInLog,
    /// The hashes are too few or too many.
    #[error("the hashes do not fit the entries of {what}: {source}")]
    Hashes {
        /// The log or a measure.
        what: String,
        /// In what way.
        source: InvalidProof,
    },
    /// A document that an entry names is not there.
    #[error(
        "no document has the hash {sha256} that entry {index} names: it was changed or left out"
    )]
    Document {
        /// The entry.
        index: u64,
        /// The hash.
        sha256: String,
    },
    /// A document or an entry's body cannot be read.
    #[error("{what} cannot be used: {why}")]
    Unusable {
        /// Which.
        what: String,
        /// Why not.
        why: String,
    },
    /// Something that is needed is not among the entries.
    #[error("the proof has no {0}")]
    Missing(&'static str),
    /// The parts are not those of the measure.
    #[error("{measure} is the sum of {expected}, but the proof has {found}")]
    Parts {
        /// The measure.
        measure: String,
        /// What it adds, by the pack.
        expected: String,
        /// What the proof has.
        found: String,
    },
    /// The leaves do not lead to the sealed root.
    #[error(
        "the acts counted for {measure} are not those that were sealed: one was changed, left out, \
         put in or moved"
    )]
    NotSealed {
        /// The measure.
        measure: String,
    },
    /// An act of the period may lie beyond the run.
    #[error(
        "completeness is not shown for {measure}: the act {side} those counted is missing, so that \
         acts of the period may have been left out there"
    )]
    Incomplete {
        /// The measure.
        measure: String,
        /// `before` or `after`.
        side: &'static str,
    },
    /// The days are not in order.
    #[error("the acts counted for {measure} are not in the order of their days")]
    Order {
        /// The measure.
        measure: String,
    },
    /// The fold gives something else.
    #[error(
        "entry {entry} does not move {measure} as was counted: by the pack's rule it {by_rule}"
    )]
    Fold {
        /// The entry.
        entry: u64,
        /// The measure.
        measure: String,
        /// What follows from the entries.
        by_rule: String,
    },
    /// The sum is another.
    #[error("the acts add up to {computed}, but {claimed} is claimed")]
    Value {
        /// What they add up to.
        computed: Decimal,
        /// What is claimed.
        claimed: Decimal,
    },
}
