//! A store that fails as it is told: before it has a batch, after, or for good.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use journal::Hash;
use store::{
    Batch, Contribution, Credential, Folded, Lately, MatterBy, Read, RecordFilter, RecordRow,
    Rewrap, SealedMatter, Store, StoreError, StoredEntry, Total, Vault, Write,
};

use crate::planted::Planted;

/// What becomes of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It succeeds.
    Kept,
    /// The disk is full; nothing is there.
    Refused,
    /// It succeeds, and the answer is lost.
    Unanswered,
    /// The process ends before it.
    CrashBefore,
    /// The process ends after it and before anyone is told.
    CrashAfter,
}

impl Fate {
    /// Whether the batch is in the store afterwards.
    #[must_use]
    pub fn keeps(self) -> bool {
        matches!(self, Self::Kept | Self::Unanswered | Self::CrashAfter)
    }

    /// Whether the process ends with it.
    #[must_use]
    pub fn crashes(self) -> bool {
        matches!(self, Self::CrashBefore | Self::CrashAfter)
    }
}

/// A store behind a fault.
pub struct Faulty<S> {
    inner: S,
    planted: Option<Planted>,
    fates: Mutex<VecDeque<Fate>>,
    is_dead: AtomicBool,
    appends: AtomicU64,
    gate: Mutex<Gate>,
    passed: Condvar,
}

/// Where the next commit waits.
#[derive(Default)]
struct Gate {
    is_closed: bool,
    has_arrived: bool,
}

impl<S: Store> Faulty<S> {
    /// A store that does not fail until it is told to.
    #[must_use]
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            planted: None,
            fates: Mutex::default(),
            is_dead: AtomicBool::new(false),
            appends: AtomicU64::new(0),
            gate: Mutex::default(),
            passed: Condvar::new(),
        }
    }

    /// The same, with a fault planted in it.
    #[must_use]
    pub fn with(self, planted: Option<Planted>) -> Self {
        Self { planted, ..self }
    }

    /// Says what becomes of the next commits; later ones succeed.
    pub fn decree(&self, fates: &[Fate]) {
        *unpoisoned(&self.fates) = fates.iter().copied().collect();
    }

    /// How many batches were handed over.
    pub fn appends(&self) -> u64 {
        self.appends.load(Ordering::SeqCst)
    }

    /// The store behind it.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// Has the next commit wait until [`Faulty::open_gate`].
    pub fn close_gate(&self) {
        *unpoisoned(&self.gate) = Gate { is_closed: true, has_arrived: false };
    }

    /// Whether a commit waits at the gate.
    pub fn is_at_gate(&self) -> bool {
        unpoisoned(&self.gate).has_arrived
    }

    /// Lets commits pass.
    pub fn open_gate(&self) {
        unpoisoned(&self.gate).is_closed = false;
        self.passed.notify_all();
    }

    fn pass_gate(&self) {
        let mut gate = unpoisoned(&self.gate);
        while gate.is_closed {
            gate.has_arrived = true;
            gate = self.passed.wait(gate).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Has the store append what it keeps of a batch.
    fn keep(&self, kept: Option<&Batch>) -> Result<(), StoreError> {
        kept.map_or(Ok(()), |batch| self.inner.append(batch))
    }

    /// Has a planted fault change what is given out.
    fn told<T>(&self, how: impl Fn(Planted, T) -> T, found: T) -> T {
        match self.planted {
            Some(planted) => how(planted, found),
            None => found,
        }
    }

    /// The store, while the process lives.
    fn living(&self) -> Result<&S, StoreError> {
        if self.is_dead.load(Ordering::SeqCst) {
            return Err(StoreError::Database("the process has ended".into()));
        }
        Ok(&self.inner)
    }
}

impl<S: Store> Write for Faulty<S> {
    fn append(&self, batch: &Batch) -> Result<(), StoreError> {
        self.appends.fetch_add(1, Ordering::SeqCst);
        self.pass_gate();
        self.living()?;
        let fate = unpoisoned(&self.fates).pop_front().unwrap_or(Fate::Kept);
        match self.planted {
            Some(planted) if fate.keeps() => self.keep(planted.kept(batch).as_ref())?,
            Some(planted) => self.keep(planted.kept_of_refused(batch).as_ref())?,
            None => self.keep(Some(batch).filter(|_| fate.keeps()))?,
        }
        match fate {
            Fate::Kept => Ok(()),
            Fate::Refused => Err(StoreError::Full),
            Fate::Unanswered => Err(StoreError::Database("the answer was lost".into())),
            Fate::CrashBefore | Fate::CrashAfter => {
                self.is_dead.store(true, Ordering::SeqCst);
                Err(StoreError::Database("the process has ended".into()))
            }
        }
    }

    fn refolded(&self, by: &str) -> Result<u64, StoreError> {
        self.living()?.refolded(by)
    }

    fn refold(&self, by: &str, entries: Range<u64>, folded: &Folded) -> Result<(), StoreError> {
        self.living()?.refold(by, entries, folded)
    }

    fn adopt(&self, by: &str) -> Result<bool, StoreError> {
        self.living()?.adopt(by)
    }

    fn put_credential(&self, token: &Hash, credential: &Credential) -> Result<(), StoreError> {
        self.living()?.put_credential(token, credential)
    }
}

impl<S: Store> Vault for Faulty<S> {
    fn matter(&self, by: MatterBy<'_>) -> Result<Option<SealedMatter>, StoreError> {
        self.living()?.matter(by)
    }

    fn living_matters(&self, after: &str, limit: usize) -> Result<Vec<SealedMatter>, StoreError> {
        self.living()?.living_matters(after, limit)
    }

    fn erase_matters(&self, matters: &[String]) -> Result<(), StoreError> {
        self.living()?.erase_matters(matters)
    }

    fn rewrap_keys(&self, rewrap: &mut Rewrap<'_>) -> Result<u64, StoreError> {
        self.living()?.rewrap_keys(rewrap)
    }
}

impl<S: Store> Read for Faulty<S> {
    fn log_size(&self) -> Result<u64, StoreError> {
        self.living()?.log_size()
    }
    fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.living()?.entry(index)
    }
    fn entries(&self, first: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        Ok(self.told(Planted::entries, self.living()?.entries(first, limit)?))
    }
    fn entries_about(&self, subject: &str) -> Result<Vec<StoredEntry>, StoreError> {
        self.living()?.entries_about(subject)
    }
    fn histories(&self, entries: Range<u64>) -> Result<Vec<Vec<StoredEntry>>, StoreError> {
        self.living()?.histories(entries)
    }

    fn entries_of(&self, kinds: &[&str], first: u64) -> Result<Vec<StoredEntry>, StoreError> {
        Ok(self.told(Planted::found, self.living()?.entries_of(kinds, first)?))
    }
    fn hashes(&self, level: u8, first: u64, count: u16) -> Result<Vec<Hash>, StoreError> {
        Ok(self.told(Planted::hashes, self.living()?.hashes(level, first, count)?))
    }
    fn checkpoint(&self) -> Result<Option<String>, StoreError> {
        self.living()?.checkpoint()
    }
    fn document(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        self.living()?.document(hash)
    }
    fn records(
        &self,
        filter: &RecordFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError> {
        self.living()?.records(filter, offset, limit)
    }
    fn latest_records(&self, lately: &Lately, limit: usize) -> Result<Vec<RecordRow>, StoreError> {
        self.living()?.latest_records(lately, limit)
    }
    fn count_records(&self, filter: &RecordFilter) -> Result<u64, StoreError> {
        self.living()?.count_records(filter)
    }
    fn total(&self, measure: &str, until: Date) -> Result<Total, StoreError> {
        self.living()?.total(measure, until)
    }
    fn totals_by_place(
        &self,
        measure: &str,
        until: Date,
    ) -> Result<Vec<(String, Total)>, StoreError> {
        self.living()?.totals_by_place(measure, until)
    }
    fn contributions(&self, measure: &str, until: Date) -> Result<Vec<Contribution>, StoreError> {
        self.living()?.contributions(measure, until)
    }
    fn credential(&self, token: &Hash) -> Result<Option<Credential>, StoreError> {
        self.living()?.credential(token)
    }
    fn digest(&self) -> Result<Hash, StoreError> {
        self.living()?.digest()
    }
}

/// What a lock holds; a thread that panicked has ended the run already.
pub(crate) fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
