//! What the use cases need of storage: the journal, what is folded from it for lists and totals,
//! documents by their hash, and who may act. Traits and their contracts; no SQL.
//!
//! A store keeps two kinds of things apart. **Entries** are the truth: appended, never changed.
//! **Changes** are what a list or a total needs to be quick; they are written in the same
//! transaction as the entries that cause them, and can be folded anew from these and replaced
//! ([`Write::refold`]).
//!
//! # Adding a query
//! 1. Say in [`Read`] what the use case needs, with its order and its limits.
//! 2. Write it natively in each store crate.
//! 3. Add its contract to the crate `testkit`, whose tests run on every store.

mod amount;
mod digest;
mod folded;
mod operate;
mod schema;
pub mod tree;
mod vault;

use std::ops::Range;

use jiff::civil::Date;
use journal::Hash;
use journal::tree::complete_root;

pub use amount::{Amount, AmountError};
pub use digest::Digest;
pub use folded::{Cell, Folded};
pub use operate::{Operate, Standing};
pub use schema::Schema;
pub use vault::{MatterBy, Rewrap, SealedMatter, Vault, VaultChange};

/// A whole store: what can be read, what can be written, and what is kept apart in the vault.
pub trait Store: Read + Write + Vault {}

impl<T: Read + Write + Vault> Store for T {}

/// Reading. Every method MUST see whole batches only, never half of one, and MUST NOT wait for a
/// writer.
pub trait Read: Send + Sync {
    /// How many entries there are.
    fn log_size(&self) -> Result<u64, StoreError>;

    /// The entry at an index; `None` at or past the end.
    fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Entries from `first` on, in order, at most `limit` of them.
    fn entries(&self, first: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError>;

    /// All entries about a subject, in order.
    fn entries_about(&self, subject: &str) -> Result<Vec<StoredEntry>, StoreError>;

    /// All entries about each of the subjects that the log first speaks of in the entries of the
    /// range: a list for each, in the order of their first entries. Over the whole log every entry
    /// is in one list once.
    fn histories(&self, entries: Range<u64>) -> Result<Vec<Vec<StoredEntry>>, StoreError>;

    /// All entries of any of these kinds, in order, from index `first` on.
    fn entries_of(&self, kinds: &[&str], first: u64) -> Result<Vec<StoredEntry>, StoreError>;

    /// Hashes of the log's tree as they are published in tiles (C2SP `tlog-tiles`): of neighbouring
    /// subtrees of 256^`level` entries from the `first` on, at most `count`. There are fewer where
    /// the tile of 256 that the first belongs to ends, and where the log does.
    fn hashes(&self, level: u8, first: u64, count: u16) -> Result<Vec<Hash>, StoreError>;

    /// The hash over a perfect subtree of the log (RFC 6962 section 2.1): `index` counts the
    /// subtrees of 2^`level` entries from the left. `None` where the subtree is not complete.
    fn node(&self, level: u8, index: u64) -> Result<Option<Hash>, StoreError> {
        let Some((level, first, count)) = tree::part_of(level, index) else { return Ok(None) };
        let hashes = self.hashes(level, first, count)?;
        Ok((hashes.len() == usize::from(count)).then(|| complete_root(&hashes)))
    }

    /// The signed checkpoint of the whole log; `None` while it is empty.
    fn checkpoint(&self) -> Result<Option<String>, StoreError>;

    /// A document by its SHA-256.
    fn document(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError>;

    /// Records that fit, by id, at most `limit` after skipping `offset`.
    fn records(
        &self,
        filter: &RecordFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError>;

    /// Records that fit, the latest opened first and of those opened together by id, at most
    /// `limit`.
    fn latest_records(&self, lately: &Lately, limit: usize) -> Result<Vec<RecordRow>, StoreError>;

    /// How many records fit.
    fn count_records(&self, filter: &RecordFilter) -> Result<u64, StoreError>;

    /// The total of a measure up to the end of a day.
    fn total(&self, measure: &str, until: Date) -> Result<Total, StoreError>;

    /// The same by place, in the order of place codes; places without any are left out.
    fn totals_by_place(
        &self,
        measure: &str,
        until: Date,
    ) -> Result<Vec<(String, Total)>, StoreError>;

    /// What a measure was counted from up to the end of a day, in the order of entries.
    fn contributions(&self, measure: &str, until: Date) -> Result<Vec<Contribution>, StoreError>;

    /// Who may act with the token of this SHA-256.
    fn credential(&self, token: &Hash) -> Result<Option<Credential>, StoreError>;

    /// A hash over everything folded from the journal: equal if and only if that is equal, in
    /// whatever kind of store ([`Digest`]).
    fn digest(&self) -> Result<Hash, StoreError>;
}

/// Writing. There is one writer for a city. A second MUST be refused when it opens the store, and
/// one that has lost its place to another MUST NOT append any more.
pub trait Write: Send + Sync {
    /// Appends entries with all that follows from them, in one transaction. Once this returns, they
    /// survive a crash of the process or the machine; if it fails, nothing of them is there. The
    /// store keeps the hashes of the tree over the entries itself ([`tree`]).
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the log is not as long as the batch assumes;
    /// [`StoreError::Full`] where there is no room; [`StoreError::Elsewhere`] where another process
    /// writes for the city; [`StoreError::ReadOnly`] where the database takes no changes;
    /// [`StoreError::Unknown`] where a connection was lost, the only case in
    /// which the batch may be there or not, as a whole.
    fn append(&self, batch: &Batch) -> Result<(), StoreError>;

    /// Up to which entry lists and totals are folded anew, beside those in use. `by` names how and
    /// from what: what is folded by one name never meets what is folded by another. 0 where nothing
    /// is by this name.
    fn refolded(&self, by: &str) -> Result<u64, StoreError>;

    /// Adds what these entries come to, in one transaction, so that whoever is broken off, even by
    /// the end of the process, goes on from there. Throws away what was folded by another name. To
    /// add the same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where it is not folded up to the first of these entries; otherwise
    /// as [`Write::append`].
    fn refold(&self, by: &str, entries: Range<u64>, folded: &Folded) -> Result<(), StoreError>;

    /// Says whether what is in use is the same as what was folded anew, and puts this in its place
    /// where it is not, in one transaction: until it is committed everyone reads what was there
    /// before, and after a failure that stays.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where it is not folded up to the last entry; otherwise as
    /// [`Write::append`].
    fn adopt(&self, by: &str) -> Result<bool, StoreError>;

    /// Lets whoever holds the token of this SHA-256 act for an office in a role; replaces what was
    /// said of the token before.
    fn put_credential(&self, token: &Hash, credential: &Credential) -> Result<(), StoreError>;
}

/// Entries to append with all that follows from them.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// The length of the log that the batch was made for.
    pub first: u64,
    /// The entries, in order.
    pub entries: Vec<NewEntry>,
    /// The signed checkpoint of the log with them.
    pub checkpoint: String,
    /// What follows for lists and totals.
    pub changes: Vec<Change>,
    /// Documents that they refer to by SHA-256.
    pub documents: Vec<(Hash, Vec<u8>)>,
    /// What they do to the vault.
    pub vault: Vec<VaultChange>,
}

/// An entry to append; `kind`, `subject` and `at` repeat what its bytes say, so that they can be
/// searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The canonical bytes.
    pub bytes: Vec<u8>,
    /// What kind of act it records.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// When it was made, seconds since 1970 UTC.
    pub at_s: i64,
}

/// An entry with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its index, from 0.
    pub index: u64,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
}

/// Something that follows from an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A record is now as the row says.
    Record(RecordRow),
    /// A measure rises or falls.
    Count(Contribution),
}

/// What a list shows of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its name everywhere, `works/W-2020-0001`.
    pub id: String,
    /// The pack that declares it.
    pub pack: String,
    /// The register that it is in.
    pub register: String,
    /// Where it is in its procedure.
    pub state: String,
    /// Since which day.
    pub since: Date,
    /// Its title.
    pub title: String,
    /// The code of its place, or empty.
    pub place: String,
    /// The office responsible, or empty.
    pub office: String,
    /// The code that records of its register are sorted by, or empty.
    pub category: String,
    /// Where on earth it is: longitude and latitude as its field has them, or empty.
    pub point: String,
    /// When it was opened, in seconds since 1970 UTC.
    pub opened_s: i64,
}

/// Which records of a register to list by when they were opened; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lately {
    /// The pack.
    pub pack: String,
    /// The register.
    pub register: String,
    /// Of this category.
    pub category: Option<String>,
    /// In one of these states.
    pub states: Option<Vec<String>>,
    /// Opened then or later, in seconds since 1970 UTC.
    pub from_s: Option<i64>,
    /// Opened then or before, in seconds since 1970 UTC.
    pub to_s: Option<i64>,
}

impl Lately {
    /// The states in one text, between commas, for a query that looks a state up in it.
    #[must_use]
    pub fn states(&self) -> Option<String> {
        self.states.as_ref().map(|states| format!(",{},", states.join(",")))
    }
}

/// Which records to list; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// Of this pack.
    pub pack: Option<String>,
    /// In this state.
    pub state: Option<String>,
    /// At this place.
    pub place: Option<String>,
    /// Of this office.
    pub office: Option<String>,
}

/// By how much one entry moves a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The measure, `works/tourist_toilets`.
    pub measure: String,
    /// The entry that moves it.
    pub entry: u64,
    /// The record that the entry is about.
    pub record: String,
    /// The code of the place, or empty.
    pub place: String,
    /// The office responsible, or empty.
    pub office: String,
    /// The civil day on which it counts.
    pub day: Date,
    /// How many records more (1) or fewer (−1).
    pub count: i64,
    /// How much more or less.
    pub amount: Amount,
}

/// A measure's total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// How many records it was counted from.
    pub count: i64,
    /// Their sum.
    pub amount: Amount,
}

/// For whom and as what a token's holder acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The office.
    pub office: String,
    /// The role, as packs name it.
    pub role: String,
}

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else appended in between.
    #[error("the log has {actual} entries where {expected} were assumed; read again and retry")]
    Conflict {
        /// The length that the batch was made for.
        expected: u64,
        /// The length there is.
        actual: u64,
    },
    /// There is no room.
    #[error("the disk is full: nothing was recorded; make room and try again")]
    Full,
    /// Another process writes to the same database.
    #[error("another cityhall process uses {path}; stop it, or choose another place with --data")]
    InUse {
        /// The database.
        path: String,
    },
    /// Another process writes for this city, or does so now.
    #[error("{writer} writes for this city, and this process only reads; nothing was recorded")]
    Elsewhere {
        /// How it calls itself.
        writer: String,
    },
    /// The database takes no changes from this process.
    #[error(
        "the database takes no changes from here, as a read-only replica does not; \
         nothing was recorded: do it where the city is written"
    )]
    ReadOnly,
    /// The connection was lost while a batch was committed.
    #[error(
        "the connection to the database was lost, and it is not known whether this was recorded; \
         look before you do it again"
    )]
    Unknown(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database was made by a newer version of the program.
    #[error(
        "{path} has schema version {found}, newer than the {known} that this program knows; \
         use the program that made it, or a newer one"
    )]
    Newer {
        /// The database.
        path: String,
        /// Its schema version.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// The database lacks tables that this program reads.
    #[error(
        "{path} has schema version {found}, and this program reads version {known}; \
         make a backup, then run `cityhall migrate`"
    )]
    Older {
        /// The database.
        path: String,
        /// Its schema version.
        found: u32,
        /// The one that is needed.
        known: u32,
    },
    /// The store is being filled from another and is not whole.
    #[error(
        "{path} is not whole: a city is being brought into it from {from}; \
         run the same `cityhall move` or `cityhall restore` again, it goes on where it was"
    )]
    Unfinished {
        /// The database.
        path: String,
        /// The other store.
        from: String,
    },
    /// The city of the store has moved.
    #[error("the city of {path} has moved to {to}; use that one, this is only what it was before")]
    Moved {
        /// The database.
        path: String,
        /// The other store.
        to: String,
    },
    /// Something stored is not as it must be.
    #[error("the database is damaged: {0}; restore a backup and run `cityhall journal verify`")]
    Damaged(String),
    /// A fold refused an entry.
    #[error("entry {index} cannot be folded: {why}")]
    Fold {
        /// The entry.
        index: u64,
        /// What it was refused for.
        why: String,
    },
    /// A key of the vault cannot be wrapped anew.
    #[error("the key of {matter} cannot be wrapped anew: {why}; nothing was changed")]
    Vault {
        /// The matter.
        matter: String,
        /// What is wrong.
        why: String,
    },
    /// Whatever else the database says.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}
