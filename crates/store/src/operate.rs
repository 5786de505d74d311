//! What an operator does with a whole store: looks at all of it, copies it, marks where it stands.

use journal::Hash;

use crate::{Cell, Contribution, Credential, RecordRow, SealedMatter, Store, StoreError, Total};

/// Everything that is in a store, page by page, and where the store stands. Pages are asked for
/// with what was last on the page before; an empty one ends the list.
pub trait Operate: Store {
    /// The store as it is now, to read only: whatever is asked of it MUST be answered from one
    /// moment, however long it is kept, without keeping writers waiting.
    fn snapshot(&self) -> Result<Box<dyn Operate>, StoreError>;

    /// Documents with their SHA-256, in the order of the hashes, at most `limit`.
    fn documents(
        &self,
        after: Option<&Hash>,
        limit: usize,
    ) -> Result<Vec<(Hash, Vec<u8>)>, StoreError>;

    /// Who may act, by the SHA-256 of the token, in the order of the hashes, at most `limit`.
    fn credentials(
        &self,
        after: Option<&Hash>,
        limit: usize,
    ) -> Result<Vec<(Hash, Credential)>, StoreError>;

    /// Matters of the vault, erased ones too, in the order of names, after that name, at most
    /// `limit`.
    fn matters(&self, after: &str, limit: usize) -> Result<Vec<SealedMatter>, StoreError>;

    /// All records, in the order of ids, after that id, at most `limit`.
    fn all_records(&self, after: &str, limit: usize) -> Result<Vec<RecordRow>, StoreError>;

    /// What all measures were counted from, by measure and then by entry, at most `limit`.
    fn all_contributions(
        &self,
        after: Option<&Contribution>,
        limit: usize,
    ) -> Result<Vec<Contribution>, StoreError>;

    /// The sums that totals are made of, by measure, day, place and office, at most `limit`.
    fn cells(&self, after: Option<&Cell>, limit: usize) -> Result<Vec<(Cell, Total)>, StoreError>;

    /// Where the store stands.
    fn standing(&self) -> Result<Standing, StoreError>;

    /// Says where the store stands from now on; durable once this returns.
    fn set_standing(&self, standing: &Standing) -> Result<(), StoreError>;
}

/// Whether a city may be opened from a store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// It is a city's store.
    #[default]
    Open,
    /// It is being filled from another and not whole yet: a store MUST refuse to open it but to go
    /// on filling.
    Filling {
        /// The other, in words for people, without secrets.
        from: String,
    },
    /// The city has moved to another: a store MUST refuse to open it for writing, so that one city
    /// never has two logs.
    Moved {
        /// The other, in words for people, without secrets.
        to: String,
    },
}

impl Standing {
    /// As two words to be stored: which it is, and the other store.
    #[must_use]
    pub fn to_words(&self) -> (&'static str, &str) {
        match self {
            Self::Open => ("open", ""),
            Self::Filling { from } => ("filling", from),
            Self::Moved { to } => ("moved", to),
        }
    }

    /// From the words that were stored.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where there is no such standing.
    pub fn from_words(which: &str, other: String) -> Result<Self, StoreError> {
        match which {
            "open" => Ok(Self::Open),
            "filling" => Ok(Self::Filling { from: other }),
            "moved" => Ok(Self::Moved { to: other }),
            _ => Err(StoreError::Damaged(format!("there is no standing `{which}`"))),
        }
    }

    /// Refuses what must not be opened as a city.
    ///
    /// # Errors
    /// [`StoreError::Unfinished`] or [`StoreError::Moved`].
    pub fn refuse_unless_open(self, path: impl Into<String>) -> Result<(), StoreError> {
        match self {
            Self::Open => Ok(()),
            Self::Filling { from } => Err(StoreError::Unfinished { path: path.into(), from }),
            Self::Moved { to } => Err(StoreError::Moved { path: path.into(), to }),
        }
    }
}
