//! One movement of a measure as the leaf of that measure's own tree: what the seals of a city's
//! measures are made of.

use jiff::civil::Date;
use journal::entry::canonical::{self, CanonicalError};
use journal::{Hash, leaf_hash};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::measure::Moved;

/// By how much an entry moved a measure, on which day and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributed {
    /// By how much.
    pub moved: Moved,
    /// The entry that moved it.
    pub entry: u64,
    /// The record that the entry is about.
    pub record: String,
    /// The civil day on which it counts.
    pub day: Date,
}

impl Contributed {
    /// Its canonical bytes (RFC 8785): the leaf of the measure's tree.
    ///
    /// # Errors
    /// Where a number is too large to be written exactly.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CanonicalError> {
        let mut fields = Map::new();
        fields.insert("amount".to_owned(), self.moved.amount.normalize().to_string().into());
        fields.insert("count".to_owned(), self.moved.count.into());
        fields.insert("day".to_owned(), self.day.to_string().into());
        fields.insert("entry".to_owned(), self.entry.into());
        fields.insert("measure".to_owned(), self.moved.measure.clone().into());
        fields.insert("office".to_owned(), self.moved.office.clone().into());
        fields.insert("place".to_owned(), self.moved.place.clone().into());
        fields.insert("record".to_owned(), self.record.clone().into());
        canonical::write(&fields.into())
    }

    /// Reads what [`Contributed::to_bytes`] writes; `None` if the bytes are anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let value = canonical::read(bytes).ok()?;
        let text = |field: &str| value.get(field).and_then(Value::as_str).map(str::to_owned);
        let moved = Moved {
            measure: text("measure")?,
            place: text("place")?,
            office: text("office")?,
            count: value.get("count")?.as_i64()?,
            amount: text("amount")?.parse::<Decimal>().ok()?,
        };
        let read = Self {
            moved,
            entry: value.get("entry")?.as_u64()?,
            record: text("record")?,
            day: text("day")?.parse().ok()?,
        };
        (read.to_bytes().ok()? == bytes).then_some(read)
    }

    /// The hash of its leaf.
    ///
    /// # Errors
    /// As [`Contributed::to_bytes`].
    pub fn leaf(&self) -> Result<Hash, CanonicalError> {
        self.to_bytes().map(|bytes| leaf_hash(&bytes))
    }
}
