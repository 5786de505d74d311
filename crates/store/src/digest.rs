//! One hash over all that is folded from the journal, the same for every kind of store.

use journal::Hash;
use sha2::{Digest as _, Sha256};

/// Takes in the rows of `record` (by id), then those of `contribution` (by measure and entry), then
/// those of `cell` (by measure, day, place and office), each with its columns in the order of the
/// schema.
#[derive(Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Takes in a column of text. Its length comes first, so that no two different rows are taken
    /// in alike.
    pub fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
    }

    /// Takes in a column that holds a number.
    pub fn number(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    /// Says that a table has ended, after so many rows.
    pub fn table(&mut self, rows: u64) {
        self.0.update(rows.to_be_bytes());
    }

    /// The hash over all that was taken in.
    #[must_use]
    pub fn finish(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}
