//! The vault's storage. Keys and values lie in the table `secret`, which only grows at its end: no
//! row of it is ever moved to another page, which would leave a copy. What is erased is overwritten
//! with zeros of the same length, which SQLite does where the row lies, and the write-ahead log,
//! which holds earlier images of the pages, is emptied.

use journal::Hash;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, TransactionBehavior, params};
use store::{MatterBy, Rewrap, SealedMatter, StoreError, Vault, VaultChange};

use crate::SqliteStore;
use crate::row::{failed, signed};

/// Matters, erased ones too.
const MATTERS: &str =
    "SELECT name, record, link, bytes FROM matter LEFT JOIN secret ON secret.id = key";

impl Vault for SqliteStore {
    fn matter(&self, by: MatterBy<'_>) -> Result<Option<SealedMatter>, StoreError> {
        self.reading(|connection| {
            let found = match by {
                MatterBy::Name(name) => connection
                    .prepare_cached(&format!("{MATTERS} WHERE name = ?1"))?
                    .query_row([name], row)
                    .optional()?,
                MatterBy::Link(link) => connection
                    .prepare_cached(&format!("{MATTERS} WHERE link = ?1"))?
                    .query_row([link.0], row)
                    .optional()?,
            };
            found.map(|matter| with_values(connection, matter)).transpose()
        })
    }

    fn living_matters(&self, after: &str, limit: usize) -> Result<Vec<SealedMatter>, StoreError> {
        self.reading(|connection| {
            let living = "WHERE name > ?1 AND key IS NOT NULL ORDER BY name LIMIT ?2";
            let sql = format!("{MATTERS} {living}");
            let mut statement = connection.prepare_cached(&sql)?;
            let found = statement.query_map(params![after, signed(limit as u64)], row)?;
            found.map(|matter| with_values(connection, matter?)).collect()
        })
    }

    fn erase_matters(&self, matters: &[String]) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let mut erased = 0;
        for matter in matters {
            erased += erase(&transaction, matter).map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        if erased > 0 {
            empty_write_ahead_log(&writer)?;
        }
        Ok(())
    }

    fn rewrap_keys(&self, rewrap: &mut Rewrap<'_>) -> Result<u64, StoreError> {
        let mut writer = self.writer()?;
        let transaction =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let (mut after, mut count) = (String::new(), 0);
        while let Some((matter, old, key)) = next_key(&transaction, &after).map_err(failed)? {
            let key = rewrap(&matter, &key)
                .map_err(|why| StoreError::Vault { matter: matter.clone(), why })?;
            replace_key(&transaction, &matter, old, &key).map_err(failed)?;
            (after, count) = (matter, count + 1);
        }
        transaction.commit().map_err(failed)?;
        empty_write_ahead_log(&writer)?;
        Ok(count)
    }
}

/// Applies what a batch does to the vault; whether anything was erased.
pub(crate) fn apply(connection: &Connection, changes: &[VaultChange]) -> rusqlite::Result<bool> {
    let mut erased = 0;
    for change in changes {
        match change {
            VaultChange::Keep(matter) => keep(connection, matter)?,
            VaultChange::Erase(matter) => erased += erase(connection, matter)?,
        }
    }
    Ok(erased > 0)
}

/// Empties the write-ahead log, so that no earlier image of a page is left in it. A reader that
/// still needs one makes this wait for the next time; the erasure itself is committed.
pub(crate) fn empty_write_ahead_log(writer: &Connection) -> Result<(), StoreError> {
    writer.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(())).map_err(failed)
}

/// Matters, erased ones too, in the order of names.
pub(crate) fn matters(
    connection: &Connection,
    after: &str,
    limit: usize,
) -> rusqlite::Result<Vec<SealedMatter>> {
    let sql = format!("{MATTERS} WHERE name > ?1 ORDER BY name LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map(params![after, signed(limit as u64)], row)?;
    found.map(|matter| with_values(connection, matter?)).collect()
}

fn keep(connection: &Connection, kept: &SealedMatter) -> rusqlite::Result<()> {
    let SealedMatter { matter, record, link, key, values } = kept;
    let key = key.as_ref().map(|key| add_secret(connection, key)).transpose()?;
    connection
        .prepare_cached("INSERT INTO matter (name, record, link, key) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![matter, record, link.map(|link| link.0), key])?;
    let sql = "INSERT INTO matter_value (matter, field, sealed) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    for (field, sealed) in values {
        insert.execute(params![matter, field, add_secret(connection, sealed)?])?;
    }
    Ok(())
}

/// Adds a wrapped key or a sealed value at the end; its number.
fn add_secret(connection: &Connection, bytes: &[u8]) -> rusqlite::Result<i64> {
    connection.prepare_cached("INSERT INTO secret (bytes) VALUES (?1)")?.insert([bytes])
}

/// Writes zeros over secrets; `which` is a question for their numbers, with one parameter.
fn overwrite(connection: &Connection, which: &str, of: impl ToSql) -> rusqlite::Result<()> {
    let sql = format!("UPDATE secret SET bytes = zeroblob(length(bytes)) WHERE id IN ({which})");
    connection.prepare_cached(&sql)?.execute([of])?;
    Ok(())
}

fn erase(connection: &Connection, matter: &str) -> rusqlite::Result<usize> {
    overwrite(connection, "SELECT key FROM matter WHERE name = ?1", matter)?;
    overwrite(connection, "SELECT sealed FROM matter_value WHERE matter = ?1", matter)?;
    connection.prepare_cached("DELETE FROM matter_value WHERE matter = ?1")?.execute([matter])?;
    connection
        .prepare_cached("UPDATE matter SET key = NULL WHERE name = ?1 AND key IS NOT NULL")?
        .execute([matter])
}

/// The next matter that is not erased: its name, and its key's number and bytes.
fn next_key(
    connection: &Connection,
    after: &str,
) -> rusqlite::Result<Option<(String, i64, Vec<u8>)>> {
    let sql = "SELECT name, key, bytes FROM matter JOIN secret ON secret.id = key \
         WHERE name > ?1 ORDER BY name LIMIT 1";
    connection
        .prepare_cached(sql)?
        .query_row([after], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
}

/// The new key is a secret of its own, as it may be of another length.
fn replace_key(
    connection: &Connection,
    matter: &str,
    old: i64,
    new: &[u8],
) -> rusqlite::Result<()> {
    let new = add_secret(connection, new)?;
    connection
        .prepare_cached("UPDATE matter SET key = ?2 WHERE name = ?1")?
        .execute(params![matter, new])?;
    overwrite(connection, "?1", old)
}

fn row(found: &Row<'_>) -> rusqlite::Result<SealedMatter> {
    let link: Option<[u8; 32]> = found.get(2)?;
    Ok(SealedMatter {
        matter: found.get(0)?,
        record: found.get(1)?,
        link: link.map(Hash),
        key: found.get(3)?,
        values: Vec::new(),
    })
}

fn with_values(
    connection: &Connection,
    mut matter: SealedMatter,
) -> rusqlite::Result<SealedMatter> {
    let sql = "SELECT field, bytes FROM matter_value JOIN secret ON secret.id = sealed \
         WHERE matter = ?1 ORDER BY field";
    matter.values = connection
        .prepare_cached(sql)?
        .query_map([&matter.matter], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(matter)
}
