//! Brings a database's tables to the version that this program knows; never back.

use std::path::Path;

use rusqlite::Connection;
use store::{Schema, StoreError};

use crate::row::failed;

/// Every migration in order; the database's `user_version` is how many of them it has had.
pub(crate) const MIGRATIONS: [&str; 7] = [
    include_str!("../migrations/0001_journal.sql"),
    include_str!("../migrations/0002_tiles.sql"),
    include_str!("../migrations/0003_vault.sql"),
    include_str!("../migrations/0004_standing.sql"),
    include_str!("../migrations/0005_refold.sql"),
    include_str!("../migrations/0006_secrets.sql"),
    include_str!("../migrations/0007_lately.sql"),
];

/// Runs the migrations that are missing, each in its own transaction.
pub(crate) fn up(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let had = check(connection, path)?;
    for (version, sql) in (1_u32..).zip(MIGRATIONS).skip(had) {
        let transaction = connection.transaction().map_err(failed)?;
        transaction.execute_batch(sql).map_err(failed)?;
        transaction.pragma_update(None, "user_version", version).map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// How many migrations the database has had; refuses one from a newer program.
pub(crate) fn check(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    Ok(usize::try_from(schema(connection, path)?.found).expect("a small number"))
}

/// What the database has and lacks; refuses one from a newer program.
pub(crate) fn schema(connection: &Connection, path: &Path) -> Result<Schema, StoreError> {
    let found: u32 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    let known = u32::try_from(MIGRATIONS.len()).expect("there are few migrations");
    if found > known {
        return Err(StoreError::Newer { path: path.display().to_string(), found, known });
    }
    Ok(Schema::after(found, &MIGRATIONS))
}

/// Refuses a database that lacks what this program reads.
pub(crate) fn refuse_older(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let schema = schema(connection, path)?;
    if schema.missing.is_empty() {
        return Ok(());
    }
    let (found, known) = (schema.found, schema.wanted());
    Err(StoreError::Older { path: path.display().to_string(), found, known })
}
