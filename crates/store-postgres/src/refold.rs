//! Lists and totals folded anew beside those in use, and put in their place.

use std::ops::Range;

use store::{Folded, StoreError};

use crate::attempt::Failure;
use crate::connection::Connection;
use crate::read;
use crate::row::{self, signed};
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

const CLEAR: [&str; 4] = [
    "DELETE FROM refold WHERE city = $1",
    "DELETE FROM record_anew WHERE city = $1",
    "DELETE FROM contribution_anew WHERE city = $1",
    "DELETE FROM cell_anew WHERE city = $1",
];

const REPLACE: [&str; 6] = [
    "DELETE FROM record WHERE city = $1",
    "DELETE FROM contribution WHERE city = $1",
    "DELETE FROM cell WHERE city = $1",
    "INSERT INTO record SELECT * FROM record_anew WHERE city = $1",
    "INSERT INTO contribution SELECT * FROM contribution_anew WHERE city = $1",
    "INSERT INTO cell SELECT * FROM cell_anew WHERE city = $1",
];

/// The first entry that is not folded by this name.
pub(crate) fn reached(connection: &mut Connection, city: &str, by: &str) -> Result<u64, Failure> {
    let sql = "SELECT next FROM refold WHERE city = $1 AND name = $2";
    let found = connection.row(sql, &[&city, &by])?;
    found.map_or(Ok(0), |found| row::unsigned(&found, 0))
}

/// Adds what further entries come to.
pub(crate) fn add(
    connection: &mut Connection,
    city: &str,
    by: &str,
    entries: &Range<u64>,
    folded: &Folded,
) -> Result<(), Failure> {
    let actual = begun(connection, city, by)?;
    // So it is too where it was committed and the answer was lost.
    if actual == entries.end {
        return Ok(());
    }
    if actual != entries.start {
        return Err(StoreError::Conflict { expected: entries.start, actual }.into());
    }
    put(connection, city, Lists::Anew, folded)?;
    let sql = "UPDATE refold SET next = $2 WHERE city = $1";
    connection.execute(sql, &[&city, &signed(entries.end)])?;
    Ok(())
}

/// Puts what was folded anew in the place of what is in use, where that is not the same. `told` is
/// what an earlier attempt found, of which it is not known whether it was committed.
pub(crate) fn adopt(
    connection: &mut Connection,
    city: &str,
    by: &str,
    told: Option<bool>,
) -> Result<bool, Failure> {
    let actual = begun(connection, city, by)?;
    let size = read::log_size(connection, city)?;
    if actual != size {
        return told.ok_or(StoreError::Conflict { expected: size, actual }.into());
    }
    let in_use = read::digest(connection, city, Lists::InUse)?;
    let is_same = in_use == read::digest(connection, city, Lists::Anew)?;
    if !is_same {
        each(connection, city, &REPLACE)?;
    }
    each(connection, city, &CLEAR)?;
    Ok(is_same)
}

/// The same as [`reached`], and throws away what was folded by another name.
fn begun(connection: &mut Connection, city: &str, by: &str) -> Result<u64, Failure> {
    let reached = reached(connection, city, by)?;
    if reached == 0 {
        each(connection, city, &CLEAR)?;
        let sql = "INSERT INTO refold (city, name, next) VALUES ($1, $2, 0)";
        connection.execute(sql, &[&city, &by])?;
    }
    Ok(reached)
}

fn each(connection: &mut Connection, city: &str, statements: &[&str]) -> Result<(), Failure> {
    statements.iter().try_for_each(|sql| connection.execute(sql, &[&city]).map(|_| ()))
}
