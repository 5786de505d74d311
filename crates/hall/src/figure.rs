//! Figure proofs: one file that shows a figure to somebody who has nothing else.
//!
//! It holds the figure that is claimed, the contributions that it is the sum of with their
//! neighbours in the measure's own tree, the entries from which they follow, the seal of the
//! measures, and the hashes from all of these to the signed root of the log. [`check`] redoes the
//! whole: hashes, order, and the fold of every record. `docs/reference/figure-proof.md` is the
//! format.

mod check;
mod error;
mod refold;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use check::{Shown, check};
pub use error::FigureError;
pub use refold::{InForce, Refold};

/// What `format` says in a figure proof.
pub const FORMAT: &str = "cityhall-figure-proof";

/// The version that is written and read.
pub const VERSION: u32 = 1;

/// A figure with all that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureProof {
    /// [`FORMAT`]
    pub format: String,
    /// [`VERSION`]
    pub version: u32,
    /// What is claimed.
    pub claim: Claim,
    /// The signed checkpoint of the log, with cosignatures where there are any.
    pub checkpoint: String,
    /// Entries of the log, in its order: definitions, records, and last the seal.
    pub entries: Vec<ProvenEntry>,
    /// From these entries to the root: `journal::tree::subset_proof`, in base64.
    pub hashes: Vec<String>,
    /// The documents that the entries name by hash: the city's, the pack's, the seal's.
    pub documents: Vec<String>,
    /// The measures that the figure is the sum of, each with its run of contributions.
    pub parts: Vec<Part>,
}

/// The figure that is claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The measure, `works/tourist_toilets`.
    pub measure: String,
    /// The first day of the period; from the beginning of the log if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day of the period.
    pub to: Date,
    /// The value, in the measure's unit.
    #[serde(with = "rust_decimal::serde::str")]
    pub value: Decimal,
    /// The measure's unit.
    pub unit: String,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvenEntry {
    /// Its index.
    pub index: u64,
    /// Its canonical bytes.
    pub bytes: String,
}

/// A run of one measure's contributions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The measure.
    pub measure: String,
    /// Whether amounts are added up; otherwise records are counted.
    pub sums: bool,
    /// The place of the first of these leaves in the measure's tree.
    pub first: u64,
    /// The contributions of the period, in the order of the tree, and one on either side of them
    /// where there is one: canonical bytes.
    pub leaves: Vec<String>,
    /// From these leaves to the root of the measure's tree, in base64.
    pub hashes: Vec<String>,
}

impl Claim {
    /// Whether a day lies in the period.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.to
    }
}
