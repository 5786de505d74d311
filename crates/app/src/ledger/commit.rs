//! From what was decided to what is committed: entries are encoded as they join, and the batch is
//! signed and handed to the store by one of the acts in it.

use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, PoisonError};

use hall::{Actor, Record};
use jiff::Timestamp;
use journal::{By, Checkpoint, Entry, Frontier, Hash, leaf_hash};
use store::{Batch, Change};

use super::group::{Failure, Waited};
use super::sequence::{Gathered, Joined, Turn};
use super::{Attached, Ledger, Pending};
use crate::{Accounts, App, Definitions, Error, fold};

/// An entry with all that follows from it, but for its place in the log.
pub(super) struct Prepared {
    pub(super) entry: Entry,
    pub(super) bytes: Vec<u8>,
    pub(super) leaf: Hash,
    pub(super) changes: Vec<Change>,
    before: Option<Record>,
}

impl Prepared {
    fn new(definitions: &Definitions, entry: Entry, before: Option<Record>) -> Result<Self, Error> {
        let unfit = |why: String| Error::Invalid(format!("this cannot be recorded: {why}"));
        let bytes = entry.encode().map_err(|error| unfit(error.to_string()))?;
        // The index is set when the entry joins.
        let changes = fold::changes(definitions, before.clone(), 0, &entry).map_err(unfit)?;
        let leaf = leaf_hash(&bytes);
        Ok(Self { entry, bytes, leaf, changes, before })
    }
}

impl App {
    /// Records what one actor decided in a turn, at one instant, and waits until it is durable.
    /// Returns the entries' indices.
    pub(crate) fn record(
        &self,
        turn: Turn<'_>,
        actor: &Actor,
        drafts: Vec<Pending>,
        attached: impl Into<Attached>,
    ) -> Result<Vec<u64>, Error> {
        self.refuse_where_only_read()?;
        // Entries tell whole seconds.
        let now = Timestamp::from_second(self.clock.now().as_second())
            .map_err(|error| Error::Invalid(format!("the clock: {error}")))?;
        let at = now.max(turn.last_at);
        let by = By { office: actor.office.clone(), role: actor.role.clone() };
        let prepared = drafts
            .into_iter()
            .map(|Pending { kind, subject, body, before }| {
                let entry = Entry { kind: kind.to_owned(), at, by: by.clone(), subject, body };
                Prepared::new(&self.definitions, entry, before)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let again = |old: Prepared, at| {
            Prepared::new(&self.definitions, Entry { at, ..old.entry }, old.before)
        };
        let Joined { indices, group, leads } = turn.join(prepared, attached.into(), now, again)?;
        if leads {
            self.commit();
        }
        loop {
            match group.wait() {
                Waited::Commit => self.commit(),
                Waited::Ended(outcome) => return Ok(outcome.map(|()| indices)?),
            }
        }
    }

    /// Refuses to record anything in a process without keys. The store knows who writes instead.
    fn refuse_where_only_read(&self) -> Result<(), Error> {
        if self.ledger.keys().is_some() {
            return Ok(());
        }
        // Fits no log, so that a store that could write refuses it too.
        self.store.append(&Batch { first: u64::MAX, ..Batch::default() })?;
        Err(Error::Invalid("this process has no key of the log: it only reads".to_owned()))
    }

    /// Commits all that has joined, and tells the acts in it what became of them.
    fn commit(&self) {
        let (mut gathered, frontier) = self.ledger.take();
        let written = catch_unwind(AssertUnwindSafe(|| self.write(&mut gathered, &frontier)));
        let outcome = match &written {
            Ok(outcome) => outcome.clone(),
            // Nobody may wait for ever because the store has a fault.
            Err(_) => Err(Failure::ledger(&gathered, "the program failed while writing it")),
        };
        let lost = self.ledger.settle(take(&mut gathered.claims), outcome.is_err());
        if let (Some(lost), Err(failure)) = (lost, &outcome) {
            lost.group.end(Err(failure.clone()));
        }
        gathered.group.end(outcome);
        if let Err(panic) = written {
            resume_unwind(panic);
        }
    }

    /// Writes a batch under a signed checkpoint, and brings what is kept in memory up to date.
    fn write(&self, gathered: &mut Gathered, frontier: &Frontier) -> Result<(), Failure> {
        let signed = self.ledger.sign(frontier);
        gathered.batch.checkpoint =
            signed.map_err(|why| Failure::ledger(gathered, &why.to_string()))?;
        self.store.append(&gathered.batch).map_err(|error| Failure::Store(Arc::new(error)))?;
        self.bring_accounts_up_to(&gathered.batch)?;
        self.boards.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// Folds what a batch says of reports and commitments, which few entries do.
    fn bring_accounts_up_to(&self, batch: &Batch) -> Result<(), Failure> {
        let entries = (batch.first..).zip(&batch.entries);
        for (index, new) in entries.filter(|(_, new)| Accounts::are_told_by(&new.kind)) {
            let failed = |why: String| Failure::Ledger { index, why };
            let entry = Entry::decode(&new.bytes).map_err(|error| failed(error.to_string()))?;
            let mut accounts = self.accounts.write().unwrap_or_else(PoisonError::into_inner);
            Arc::make_mut(&mut *accounts)
                .apply(index, &entry, self.city())
                .map_err(|error| failed(error.to_string()))?;
        }
        Ok(())
    }
}

impl Failure {
    fn ledger(gathered: &Gathered, why: &str) -> Self {
        Self::Ledger { index: gathered.batch.first, why: why.to_owned() }
    }
}

impl Ledger {
    fn sign(&self, frontier: &Frontier) -> Result<String, journal::checkpoint::CheckpointError> {
        let keys = self.keys();
        let keys = keys.as_ref().expect("nothing joins a ledger that is only read");
        let checkpoint = Checkpoint {
            origin: keys.origin().to_owned(),
            size: frontier.size(),
            root: frontier.root(),
            extensions: Vec::new(),
        };
        checkpoint.sign(&keys.signers())
    }
}
