//! Writing: one transaction a batch.

use journal::Hash;
use rusqlite::{Connection, TransactionBehavior, params};
use store::{
    Batch, Cell, Contribution, Credential, Fold, Folded, RecordRow, StoreError, StoredEntry, Write,
    tree,
};

use crate::row::{failed, signed};
use crate::{SqliteStore, read, row, vault};

/// How many entries a rebuild folds at a time.
const REBUILD_PAGE: i64 = 4_096;

/// How many rows a rebuild holds in memory before it writes them in the order of their keys.
const REBUILD_ROWS: usize = 200_000;

/// The indexes of what is folded, which are made once all rows are there.
const INDEXES: &str = "CREATE INDEX record_state ON record (pack, state, id);
    CREATE INDEX record_office ON record (office, id);";

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

    fn rebuild(&self, fold: &mut Fold<'_>) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let transaction =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        clear_folded(&transaction).map_err(failed)?;
        let mut folded = Folded::default();
        let mut next = 0;
        loop {
            let page = page(&transaction, next).map_err(failed)?;
            let Some(last) = page.last() else { break };
            next = last.index + 1;
            for change in fold(&page)? {
                folded.add(change);
            }
            if folded.rows() >= REBUILD_ROWS {
                put(&transaction, &std::mem::take(&mut folded)).map_err(failed)?;
            }
        }
        put(&transaction, &folded).map_err(failed)?;
        transaction.execute_batch(INDEXES).map_err(failed)?;
        transaction.commit().map_err(failed)
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
    put(connection, &Folded::of(&batch.changes))?;
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

/// Empties the tables of what is folded. Without their indexes they fill faster.
fn clear_folded(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DROP INDEX record_state; DROP INDEX record_office; \
         DELETE FROM record; DELETE FROM contribution; DELETE FROM cell;",
    )
}

/// Writes what follows for lists and totals.
fn put(connection: &Connection, folded: &Folded) -> rusqlite::Result<()> {
    let Folded { records, contributions, cells } = folded;
    let mut record = connection.prepare_cached(
        "INSERT OR REPLACE INTO record (id, pack, register, state, since, title, place, office) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for row in records.values() {
        let RecordRow { id, pack, register, state, since, title, place, office } = row;
        let since = since.to_string();
        record.execute(params![id, pack, register, state, since, title, place, office])?;
    }
    let mut contribution = connection.prepare_cached(
        "INSERT INTO contribution (measure, entry, record, place, office, day, count, amount) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for moved in contributions {
        let Contribution { measure, entry, record, place, office, day, count, amount } = moved;
        let (entry, day, amount) = (signed(*entry), day.to_string(), amount.millionths());
        contribution.execute(params![measure, entry, record, place, office, day, count, amount])?;
    }
    let mut cell = connection.prepare_cached(
        "INSERT INTO cell (measure, day, place, office, count, amount) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT DO UPDATE SET \
         count = count + excluded.count, amount = amount + excluded.amount",
    )?;
    for (Cell { measure, day, place, office }, total) in cells {
        let (day, amount) = (day.to_string(), total.amount.millionths());
        cell.execute(params![measure, day, place, office, total.count, amount])?;
    }
    Ok(())
}

fn page(connection: &Connection, first: u64) -> rusqlite::Result<Vec<StoredEntry>> {
    connection
        .prepare_cached("SELECT idx, bytes FROM entry WHERE idx >= ?1 ORDER BY idx LIMIT ?2")?
        .query_map(params![signed(first), REBUILD_PAGE], row::entry)?
        .collect()
}
