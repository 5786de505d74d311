//! Turns and the sequence: who may decide, and in which order what was decided enters the log.

use std::collections::BTreeSet;
use std::mem::take;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use journal::{Checkpoint, Frontier};
use store::{Batch, Change, NewEntry, Read, StoreError};

use super::commit::Prepared;
use super::group::Group;
use super::{Attached, Entry, Stored, sha256};
use crate::keys::Keys;
use crate::{App, Error};

/// How far the clock may lag behind the last entry before acts are refused, in seconds. Less is
/// what machines that keep each other's time differ by; the entry then has the last one's time.
const BEHIND_MAX_S: i64 = 60;

/// The log's growing end, and who waits for it.
pub(crate) struct Ledger {
    /// `None` where this process only reads.
    keys: Mutex<Option<Keys>>,
    sequence: Mutex<Sequence>,
    /// Told when a turn or a commit has ended.
    freed: Condvar,
}

/// What is decided and not yet committed.
struct Sequence {
    frontier: Frontier,
    /// The time of the last entry; none has an earlier one after it.
    last_at: Timestamp,
    /// Subjects that somebody decides on, or that wait to be committed.
    taken: BTreeSet<String>,
    /// Whether somebody has, or waits for, the whole ledger.
    alone: bool,
    /// Whether somebody commits, or was asked to.
    is_committing: bool,
    /// Whether a commit has failed, so that the store must be asked what there is.
    is_stale: bool,
    next: Gathered,
}

/// What waits for the next commit.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) batch: Batch,
    pub(super) group: Arc<Group>,
    pub(super) claims: Vec<Claim>,
}

/// What nobody else may decide on.
pub(super) enum Claim {
    Subject(String),
    Ledger,
}

/// The right to decide on a subject, or on all there is. Given back when it is dropped, or when
/// what was decided is committed.
pub(crate) struct Turn<'a> {
    app: &'a App,
    claim: Option<Claim>,
    /// How many entries were decided before, committed or not.
    pub(crate) size: u64,
    pub(super) last_at: Timestamp,
}

/// What an act learns when its entries have joined.
pub(super) struct Joined {
    pub(super) indices: Vec<u64>,
    pub(super) group: Arc<Group>,
    /// Whether no commit was under way, so that this act commits.
    pub(super) leads: bool,
}

impl Ledger {
    /// Takes up the log where the store has it.
    pub(crate) fn resume(keys: Option<Keys>, store: &dyn Read) -> Result<Self, Error> {
        let sequence = Sequence {
            frontier: Frontier::new(),
            last_at: Timestamp::MIN,
            taken: BTreeSet::new(),
            alone: false,
            is_committing: false,
            is_stale: false,
            next: Gathered::default(),
        };
        let (keys, sequence) = (Mutex::new(keys), Mutex::new(sequence));
        let ledger = Self { keys, sequence, freed: Condvar::new() };
        ledger.sequence().reload(store)?;
        Ok(ledger)
    }

    /// The keys that sign the log; `None` where this process only reads.
    pub(crate) fn keys(&self) -> MutexGuard<'_, Option<Keys>> {
        // Keys are replaced in one step.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what has joined, to be committed, with the tree's frontier over it.
    pub(super) fn take(&self) -> (Gathered, Frontier) {
        let mut sequence = self.sequence();
        (take(&mut sequence.next), sequence.frontier.clone())
    }

    /// Gives back what the acts of a batch had claimed, and has the next batch committed. After a
    /// failure that batch ends too: it is returned.
    pub(super) fn settle(&self, claims: Vec<Claim>, failed: bool) -> Option<Gathered> {
        let mut sequence = self.sequence();
        sequence.free(claims);
        let mut lost = None;
        if failed {
            sequence.is_stale = true;
            let mut next = take(&mut sequence.next);
            sequence.free(take(&mut next.claims));
            lost = Some(next);
        }
        sequence.is_committing = !sequence.next.batch.entries.is_empty();
        if sequence.is_committing {
            sequence.next.group.offer();
        }
        drop(sequence);
        self.freed.notify_all();
        lost
    }

    /// How many entries wait for the next commit.
    pub(crate) fn waiting(&self) -> usize {
        self.sequence().next.batch.entries.len()
    }

    fn sequence(&self) -> MutexGuard<'_, Sequence> {
        // Nothing that can panic happens between the first and the last change of an act.
        self.sequence.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, sequence: MutexGuard<'a, Sequence>) -> MutexGuard<'a, Sequence> {
        self.freed.wait(sequence).unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Turn<'a> {
    /// Waits for the turn to decide on a subject.
    pub(crate) fn about(app: &'a App, subject: &str) -> Result<Self, Error> {
        let mut sequence = app.ledger.sequence();
        while sequence.alone || sequence.taken.contains(subject) {
            sequence = app.ledger.wait(sequence);
        }
        sequence.refresh(app)?;
        sequence.taken.insert(subject.to_owned());
        Ok(Self::begin(app, &sequence, Claim::Subject(subject.to_owned())))
    }

    /// Waits for the turn to decide on all there is; no other begins meanwhile.
    pub(crate) fn alone(app: &'a App) -> Result<Self, Error> {
        let mut sequence = app.ledger.sequence();
        while sequence.alone {
            sequence = app.ledger.wait(sequence);
        }
        sequence.alone = true;
        while !sequence.taken.is_empty() {
            sequence = app.ledger.wait(sequence);
        }
        let refreshed = sequence.refresh(app);
        // Made before a failure is told, so that the ledger is given back then too.
        let turn = Self::begin(app, &sequence, Claim::Ledger);
        drop(sequence);
        refreshed.map(|()| turn)
    }

    fn begin(app: &'a App, sequence: &Sequence, claim: Claim) -> Self {
        let (size, last_at) = (sequence.frontier.size(), sequence.last_at);
        Self { app, claim: Some(claim), size, last_at }
    }

    /// Gives what was decided its times, indices and places in the tree. `now` is the clock's time
    /// in whole seconds; `again` makes the entries anew where time is lifted to the last one's.
    pub(super) fn join(
        mut self,
        mut prepared: Vec<Prepared>,
        attached: Attached,
        now: Timestamp,
        again: impl Fn(Prepared, Timestamp) -> Result<Prepared, Error>,
    ) -> Result<Joined, Error> {
        let mut sequence = self.app.ledger.sequence();
        sequence.refresh(self.app)?;
        let at = lifted(now, sequence.last_at)?;
        if prepared.iter().any(|it| it.entry.at != at) {
            prepared = prepared.into_iter().map(|it| again(it, at)).collect::<Result<_, _>>()?;
        }
        sequence.last_at = at;
        let Sequence { frontier, next, .. } = &mut *sequence;
        if next.batch.entries.is_empty() {
            next.batch.first = frontier.size();
        }
        let mut indices = Vec::with_capacity(prepared.len());
        // What is left of them is freed after the sequence is, for which others wait.
        for Prepared { entry, bytes, leaf, changes, .. } in &mut prepared {
            let index = frontier.size();
            frontier.append(*leaf);
            changes.iter_mut().for_each(|change| placed(change, index));
            next.batch.changes.append(changes);
            let (bytes, kind) = (take(bytes), take(&mut entry.kind));
            let (subject, at_s) = (take(&mut entry.subject), at.as_second());
            next.batch.entries.push(NewEntry { bytes, kind, subject, at_s });
            indices.push(index);
        }
        let Attached { documents, vault } = attached;
        next.batch.documents.extend(documents.into_iter().map(|it| (sha256(&it), it)));
        next.batch.vault.extend(vault);
        next.claims.extend(self.claim.take());
        let group = Arc::clone(&next.group);
        let leads = !std::mem::replace(&mut sequence.is_committing, true);
        Ok(Joined { indices, group, leads })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(claim) = self.claim.take() {
            self.app.ledger.sequence().free([claim]);
            self.app.ledger.freed.notify_all();
        }
    }
}

impl Sequence {
    fn free(&mut self, claims: impl IntoIterator<Item = Claim>) {
        for claim in claims {
            match claim {
                Claim::Subject(subject) => {
                    self.taken.remove(&subject);
                }
                Claim::Ledger => self.alone = false,
            }
        }
    }

    /// After a failed commit, takes up what the store has: it may have failed before it had the
    /// batch, or after.
    fn refresh(&mut self, app: &App) -> Result<(), Error> {
        if self.is_stale {
            self.reload(app.store.as_ref())?;
            app.read_accounts()?;
            self.is_stale = false;
        }
        Ok(())
    }

    fn reload(&mut self, store: &dyn Read) -> Result<(), Error> {
        let size = store.log_size()?;
        self.frontier = Frontier::load(size, &Stored::new(store))?;
        check_signed(&self.frontier, store)?;
        self.last_at = match size.checked_sub(1) {
            None => Timestamp::MIN,
            Some(index) => {
                let failed = |why: String| Error::Journal { index, why };
                let bytes = store.entry(index)?.ok_or_else(|| failed("it is missing".into()))?;
                Entry::decode(&bytes).map_err(|error| failed(error.to_string()))?.at
            }
        };
        Ok(())
    }
}

/// Refuses a tree that is not the one under the last checkpoint: nothing may be signed on it.
fn check_signed(frontier: &Frontier, store: &dyn Read) -> Result<(), Error> {
    let note = store.checkpoint()?.unwrap_or_default();
    let text = note.split_inclusive("\n\n").next().and_then(|text| text.strip_suffix('\n'));
    let signed = text.and_then(|text| Checkpoint::from_text(text).ok());
    let is_same = match signed {
        Some(signed) => signed.size == frontier.size() && signed.root == frontier.root(),
        None => frontier.size() == 0 && note.is_empty(),
    };
    if is_same {
        return Ok(());
    }
    let size = frontier.size();
    let what = format!("the tree over its {size} entries is not the one under its checkpoint");
    Err(StoreError::Damaged(what).into())
}

/// The time of an entry that is made now: never before the last one's.
pub(super) fn lifted(now: Timestamp, last: Timestamp) -> Result<Timestamp, Error> {
    if now.as_second() + BEHIND_MAX_S < last.as_second() {
        return Err(Error::ClockBehind { now, last });
    }
    Ok(now.max(last))
}

fn placed(change: &mut Change, index: u64) {
    if let Change::Count(contribution) = change {
        contribution.entry = index;
    }
}
