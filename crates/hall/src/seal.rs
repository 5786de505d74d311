//! The seal of a city's measures: for each, how many leaves its tree has and their root, so that
//! nothing can be put in, left out or moved afterwards.

use std::collections::BTreeMap;

use journal::entry::canonical;
use journal::{Hash, sha256};
use serde_json::{Map, Value, json};

/// A tree of one measure: its contributions in the order of entries (RFC 6962).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedMeasure {
    /// How many contributions.
    pub leaves: u64,
    /// The root over them.
    pub root: Hash,
}

/// What `measures.sealed` seals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Contributions of entries below this index are in it.
    pub size: u64,
    /// Every measure that has any, by name.
    pub measures: BTreeMap<String, SealedMeasure>,
}

impl Seal {
    /// The kind of entry that carries it.
    pub const KIND: &'static str = "measures.sealed";

    /// The document that lists the measures: canonical JSON.
    ///
    /// # Panics
    /// If a count is beyond 2^53, which no log reaches.
    #[must_use]
    pub fn to_document(&self) -> Vec<u8> {
        let measures: Vec<Value> = self
            .measures
            .iter()
            .map(|(name, sealed)| {
                json!({"leaves": sealed.leaves, "measure": name, "root": sealed.root.hex()})
            })
            .collect();
        canonical::write(&json!({"measures": measures, "size": self.size, "version": 1}))
            .expect("counts are far below 2^53")
    }

    /// Reads what [`Seal::to_document`] writes; `None` if the bytes are anything else.
    #[must_use]
    pub fn from_document(bytes: &[u8]) -> Option<Self> {
        let value = canonical::read(bytes).ok()?;
        let mut seal = Self { size: value.get("size")?.as_u64()?, measures: BTreeMap::new() };
        for measure in value.get("measures")?.as_array()? {
            let leaves = measure.get("leaves")?.as_u64()?;
            let root = Hash::from_hex(measure.get("root")?.as_str()?)?;
            let name = measure.get("measure")?.as_str()?.to_owned();
            seal.measures.insert(name, SealedMeasure { leaves, root });
        }
        (seal.to_document() == bytes).then_some(seal)
    }

    /// The body of the entry that seals the document.
    #[must_use]
    pub fn to_body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("sha256".to_owned(), sha256(&self.to_document()).hex().into());
        body.insert("size".to_owned(), self.size.into());
        body
    }
}
