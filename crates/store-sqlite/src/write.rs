//! Writing: one transaction a batch.

use std::ops::Range;

use journal::Hash;
use rusqlite::{Connection, TransactionBehavior, params};
use store::{
    Batch, Cell, Contribution, Credential, Folded, Read, RecordRow, StoreError, Write, tree,
};

use crate::refold::{self, Lists};
use crate::row::{failed, signed};
use crate::{SqliteStore, read, row, vault};

impl Write for SqliteStore {
    fn append(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let actual = read::log_size(&transaction).map_err(failed)?;
        if actual != batch.first {
            return Err(StoreError::Conflict { expected: batch.first, actual });
        }
        insert(&transaction, batch).map_err(failed)?;
        let erased = vault::apply(&transaction, &batch.vault).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        if erased {
            // The batch is recorded. Where this fails, opening the store does it again.
            let _ = vault::empty_write_ahead_log(&writer);
        }
        Ok(())
    }

    fn refolded(&self, by: &str) -> Result<u64, StoreError> {
        self.reading(|connection| refold::reached(connection, by))
    }

    fn refold(&self, by: &str, entries: Range<u64>, folded: &Folded) -> Result<(), StoreError> {
        refold::transaction(&mut *self.writer()?, |connection| {
            refold::add(connection, by, entries, folded)
        })
    }

    fn adopt(&self, by: &str) -> Result<bool, StoreError> {
        // The writer is held, so that a reader sees what its transaction begins with.
        refold::transaction(&mut *self.writer()?, |connection| {
            refold::adopt(connection, by, || self.digest())
        })
    }

    fn put_credential(&self, token: &Hash, credential: &Credential) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO credential (token, office, role) VALUES (?1, ?2, ?3)";
        self.writer()?
            .execute(sql, params![token.0, credential.office, credential.role])
            .map_err(failed)?;
        Ok(())
    }
}

fn insert(connection: &Connection, batch: &Batch) -> rusqlite::Result<()> {
    let mut entry = connection.prepare_cached(
        "INSERT INTO entry (idx, at_s, kind, subject, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (index, new) in (batch.first..).zip(&batch.entries) {
        entry.execute(params![signed(index), new.at_s, new.kind, new.subject, new.bytes])?;
    }
    grow_tree(connection, batch)?;
    let mut document = connection
        .prepare_cached("INSERT OR IGNORE INTO document (hash, bytes) VALUES (?1, ?2)")?;
    for (hash, bytes) in &batch.documents {
        document.execute(params![hash.0, bytes])?;
    }
    put(connection, Lists::InUse, &Folded::of(&batch.changes))?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO checkpoint (only, note) VALUES (0, ?1)")?
        .execute([&batch.checkpoint])?;
    Ok(())
}

/// Writes the tiles that the batch's entries, which are in already, fill.
fn grow_tree(connection: &Connection, batch: &Batch) -> rusqlite::Result<()> {
    let first = batch.first;
    if !tree::fills_a_tile(first, first + batch.entries.len() as u64) {
        return Ok(());
    }
    let entries: Vec<Vec<u8>> = connection
        .prepare_cached("SELECT bytes FROM entry WHERE idx >= ?1 ORDER BY idx")?
        .query_map([signed(tree::tile_start(first))], |found| found.get(0))?
        .collect::<Result<_, _>>()?;
    let tiles = tree::grow(first, &entries, |level, index| {
        connection
            .prepare_cached("SELECT hashes FROM tile WHERE level = ?1 AND idx = ?2")?
            .query_row(params![level, signed(index)], |found| row::hashes(found, 0))
    })?;
    let mut put = connection
        .prepare_cached("INSERT OR REPLACE INTO tile (level, idx, hashes) VALUES (?1, ?2, ?3)")?;
    for tile in tiles {
        put.execute(params![tile.level, signed(tile.index), tile.bytes()])?;
    }
    Ok(())
}

/// Writes what follows for lists and totals.
pub(crate) fn put(connection: &Connection, lists: Lists, folded: &Folded) -> rusqlite::Result<()> {
    let suffix = lists.suffix();
    let Folded { records, contributions, cells } = folded;
    let mut record = connection.prepare_cached(&format!(
        "INSERT OR REPLACE INTO record{suffix} \
         (id, pack, register, state, since, title, place, office, category, point, opened_s) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    ))?;
    for row in records.values() {
        let RecordRow { id, pack, register, state, title, place, office, .. } = row;
        let RecordRow { category, point, opened_s, .. } = row;
        let since = row.since.to_string();
        record.execute(params![
            id, pack, register, state, since, title, place, office, category, point, opened_s
        ])?;
    }
    let mut contribution = connection.prepare_cached(&format!(
        "INSERT INTO contribution{suffix} \
         (measure, entry, record, place, office, day, count, amount) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    ))?;
    for moved in contributions {
        let Contribution { measure, entry, record, place, office, day, count, amount } = moved;
        let (entry, day, amount) = (signed(*entry), day.to_string(), amount.millionths());
        contribution.execute(params![measure, entry, record, place, office, day, count, amount])?;
    }
    let mut cell = connection.prepare_cached(&format!(
        "INSERT INTO cell{suffix} (measure, day, place, office, count, amount) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT DO UPDATE SET \
         count = count + excluded.count, amount = amount + excluded.amount",
    ))?;
    for (Cell { measure, day, place, office }, total) in cells {
        let (day, amount) = (day.to_string(), total.amount.millionths());
        cell.execute(params![measure, day, place, office, total.count, amount])?;
    }
    Ok(())
}
