//! The acts that are committed together, and how each of them learns what became of it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use store::StoreError;

use crate::Error;

/// The acts of one batch, waiting for its commit.
#[derive(Default)]
pub(super) struct Group {
    state: Mutex<State>,
    changed: Condvar,
}

/// Where a group stands.
#[derive(Default)]
enum State {
    /// Somebody else commits.
    #[default]
    Waiting,
    /// Its turn to be committed has come; the first of its acts to see this does it.
    Offered,
    /// It was committed, or nothing of it was.
    Ended(Result<(), Failure>),
}

/// Why a batch was not committed; told to each act in it.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// The store failed.
    Store(Arc<StoreError>),
    /// What was committed cannot be folded, or the checkpoint cannot be signed.
    Ledger { index: u64, why: String },
}

/// What an act does after waiting.
pub(super) enum Waited {
    /// Commit the group, then wait again.
    Commit,
    /// The group has ended so.
    Ended(Result<(), Failure>),
}

impl Group {
    /// Waits until the group has ended, or is there to be committed.
    pub(super) fn wait(&self) -> Waited {
        let mut state = self.state();
        loop {
            match &*state {
                State::Ended(outcome) => return Waited::Ended(outcome.clone()),
                State::Offered => {
                    *state = State::Waiting;
                    return Waited::Commit;
                }
                State::Waiting => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// Lets one of its acts commit it.
    pub(super) fn offer(&self) {
        *self.state() = State::Offered;
        self.changed.notify_one();
    }

    /// Tells each of its acts what became of it.
    pub(super) fn end(&self, outcome: Result<(), Failure>) {
        *self.state() = State::Ended(outcome);
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is written in one step, so a panic elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Ledger { index, why } => Self::Journal { index, why },
            Failure::Store(error) => Self::Store(match &*error {
                StoreError::Full => StoreError::Full,
                StoreError::Damaged(what) => StoreError::Damaged(what.clone()),
                StoreError::Conflict { expected, actual } => {
                    StoreError::Conflict { expected: *expected, actual: *actual }
                }
                StoreError::Elsewhere { writer } => {
                    StoreError::Elsewhere { writer: writer.clone() }
                }
                StoreError::Unknown(_) => StoreError::Unknown(Box::new(error)),
                _ => StoreError::Database(Box::new(error)),
            }),
        }
    }
}
