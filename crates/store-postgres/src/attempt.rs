//! What passes and what does not: trying again, a few times and with growing pauses.

use std::error::Error;
use std::io;
use std::thread;
use std::time::Duration;

use postgres::error::SqlState;
use store::StoreError;

/// How long to wait before each further attempt: long enough for a server to be started again.
const PAUSES: [Duration; 8] = [
    Duration::from_millis(5),
    Duration::from_millis(20),
    Duration::from_millis(60),
    Duration::from_millis(150),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1_500),
    Duration::from_millis(3_000),
];

/// How often something is tried at most.
#[cfg(test)]
pub(crate) const ATTEMPTS: usize = PAUSES.len() + 1;

/// Why an attempt failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The database or the way to it.
    Sql(postgres::Error),
    /// The connection was lost while a transaction was committed, so that it may be there or not.
    Committing(postgres::Error),
    /// What is final, in the words of the store.
    Told(StoreError),
}

impl From<postgres::Error> for Failure {
    fn from(error: postgres::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Told(error)
    }
}

impl Failure {
    /// Whether the connection was lost, or could not be had.
    pub(crate) fn is_lost(&self) -> bool {
        let error = match self {
            Self::Sql(error) => error,
            Self::Committing(_) => return true,
            Self::Told(_) => return false,
        };
        match error.code() {
            Some(code) => [
                SqlState::ADMIN_SHUTDOWN,
                SqlState::CRASH_SHUTDOWN,
                SqlState::CANNOT_CONNECT_NOW,
                SqlState::CONNECTION_EXCEPTION,
                SqlState::CONNECTION_FAILURE,
                SqlState::TOO_MANY_CONNECTIONS,
            ]
            .contains(code),
            None => error.is_closed() || error.source().is_some_and(|it| it.is::<io::Error>()),
        }
    }

    /// Whether the same may go well in a moment.
    fn passes(&self) -> bool {
        let collided = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        let has_collided = matches!(self, Self::Sql(error)
            if error.code().is_some_and(|code| collided.contains(code)));
        has_collided || self.is_lost()
    }

    /// The same failure, of a commit.
    pub(crate) fn while_committing(self) -> Self {
        let is_lost = self.is_lost();
        match self {
            Self::Sql(error) if is_lost => Self::Committing(error),
            other => other,
        }
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        let error = match failure {
            Failure::Told(error) => return error,
            Failure::Committing(error) => return Self::Unknown(Box::new(error)),
            Failure::Sql(error) => error,
        };
        let code = error.code();
        if code == Some(&SqlState::DISK_FULL) {
            return Self::Full;
        }
        if code == Some(&SqlState::READ_ONLY_SQL_TRANSACTION) {
            return Self::ReadOnly;
        }
        if code == Some(&SqlState::DATA_CORRUPTED) || code == Some(&SqlState::INDEX_CORRUPTED) {
            return Self::Damaged(error.to_string());
        }
        Self::Database(Box::new(error))
    }
}

/// Tries until it goes well, fails for good, or has been tried often enough.
pub(crate) fn patiently<T>(
    mut attempt: impl FnMut() -> Result<T, Failure>,
) -> Result<T, StoreError> {
    for pause in PAUSES {
        match attempt() {
            Err(failure) if failure.passes() => thread::sleep(pause),
            ended => return ended.map_err(StoreError::from),
        }
    }
    attempt().map_err(StoreError::from)
}
