//! Lists and totals folded anew beside those in use, and put in their place.

use std::ops::Range;
use std::thread;

use journal::Hash;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use store::{Folded, StoreError};

use crate::read;
use crate::row::{failed, signed, unsigned};
use crate::write::put;

/// Which lists and totals are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lists {
    /// Those that everyone reads.
    InUse,
    /// Those that are folded anew.
    Anew,
}

impl Lists {
    /// What the names of their tables end in.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::InUse => "",
            Self::Anew => "_anew",
        }
    }
}

const CLEAR: &str = "DELETE FROM refold; DELETE FROM record_anew; DELETE FROM contribution_anew; \
     DELETE FROM cell_anew;";

const REPLACE: &str = "DELETE FROM record; DELETE FROM contribution; DELETE FROM cell; \
     INSERT INTO record SELECT * FROM record_anew; \
     INSERT INTO contribution SELECT * FROM contribution_anew; \
     INSERT INTO cell SELECT * FROM cell_anew;";

/// The first entry that is not folded by this name.
pub(crate) fn reached(connection: &Connection, by: &str) -> rusqlite::Result<u64> {
    let reached = connection
        .prepare_cached("SELECT next FROM refold WHERE name = ?1")?
        .query_row([by], |found| unsigned(found, 0))
        .optional()?;
    Ok(reached.unwrap_or(0))
}

/// Adds what further entries come to.
pub(crate) fn add(
    connection: &Connection,
    by: &str,
    entries: Range<u64>,
    folded: &Folded,
) -> Result<(), StoreError> {
    let actual = begun(connection, by).map_err(failed)?;
    if actual == entries.end {
        return Ok(());
    }
    if actual != entries.start {
        return Err(StoreError::Conflict { expected: entries.start, actual });
    }
    put(connection, Lists::Anew, folded).map_err(failed)?;
    connection
        .prepare_cached("UPDATE refold SET next = ?1")
        .and_then(|mut it| it.execute([signed(entries.end)]))
        .map_err(failed)?;
    Ok(())
}

/// Puts what was folded anew in the place of what is in use, where that is not the same. `in_use`
/// tells the digest of the latter, on another core.
pub(crate) fn adopt(
    connection: &Connection,
    by: &str,
    in_use: impl FnOnce() -> Result<Hash, StoreError> + Send,
) -> Result<bool, StoreError> {
    let actual = begun(connection, by).map_err(failed)?;
    let size = read::log_size(connection).map_err(failed)?;
    if actual != size {
        return Err(StoreError::Conflict { expected: size, actual });
    }
    let is_same = thread::scope(|scope| {
        let in_use = scope.spawn(in_use);
        let anew = read::digest(connection, Lists::Anew).map_err(failed)?;
        let in_use = in_use.join().expect("a digest does not panic")?;
        Ok::<_, StoreError>(anew == in_use)
    })?;
    if !is_same {
        connection.execute_batch(REPLACE).map_err(failed)?;
    }
    connection.execute_batch(CLEAR).map_err(failed)?;
    Ok(is_same)
}

/// The same as [`reached`], and throws away what was folded by another name.
fn begun(connection: &Connection, by: &str) -> rusqlite::Result<u64> {
    let reached = reached(connection, by)?;
    if reached == 0 {
        connection.execute_batch(CLEAR)?;
        connection.execute("INSERT INTO refold (only, name, next) VALUES (0, ?1, 0)", [by])?;
    }
    Ok(reached)
}

/// Runs `act` in one transaction. Nothing in lists and totals is secret, so that what is thrown
/// away need not be overwritten with zeros as it is in the vault.
pub(crate) fn transaction<T>(
    connection: &mut Connection,
    act: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.pragma_update(None, "secure_delete", "OFF").map_err(failed)?;
    let acted = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)
        .and_then(|transaction| {
            let acted = act(&transaction)?;
            transaction.commit().map_err(failed)?;
            Ok(acted)
        });
    connection.pragma_update(None, "secure_delete", "ON").map_err(failed)?;
    acted
}
