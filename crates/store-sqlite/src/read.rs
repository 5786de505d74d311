//! Reading, each question in SQLite's own words.

use std::ops::Range;

use jiff::civil::Date;
use journal::tile::WIDTH;
use journal::{Hash, leaf_hash};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, params};
use store::{
    Contribution, Credential, Digest, Lately, Read, RecordFilter, RecordRow, StoreError,
    StoredEntry, Total,
};

use crate::refold::Lists;
use crate::{SqliteStore, row};

/// The columns of a record, in the order of [`row::record`].
pub(crate) const RECORD_COLUMNS: &str =
    "id, pack, register, state, since, title, place, office, category, point, opened_s";

/// A condition that holds where a filter's value is NULL or equal.
const RECORD_FITS: &str = "(?1 IS NULL OR pack = ?1) AND (?2 IS NULL OR state = ?2) \
     AND (?3 IS NULL OR place = ?3) AND (?4 IS NULL OR office = ?4)";

impl Read for SqliteStore {
    fn log_size(&self) -> Result<u64, StoreError> {
        self.reading(log_size)
    }

    fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.reading(|connection| {
            connection
                .prepare_cached("SELECT bytes FROM entry WHERE idx = ?1")?
                .query_row([row::signed(index)], |row| row.get(0))
                .optional()
        })
    }

    fn entries(&self, first: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        self.reading(|connection| {
            let sql = "SELECT idx, bytes FROM entry WHERE idx >= ?1 ORDER BY idx LIMIT ?2";
            all(connection, sql, params![row::signed(first), row::signed(limit as u64)], row::entry)
        })
    }

    fn entries_about(&self, subject: &str) -> Result<Vec<StoredEntry>, StoreError> {
        self.reading(|connection| entries_about(connection, subject))
    }

    fn histories(&self, entries: Range<u64>) -> Result<Vec<Vec<StoredEntry>>, StoreError> {
        self.reading(|connection| {
            let _snapshot = one_moment(connection)?;
            let sql = "SELECT subject FROM entry AS first \
                 WHERE idx >= ?1 AND idx < ?2 AND NOT EXISTS \
                 (SELECT 1 FROM entry WHERE subject = first.subject AND idx < first.idx) \
                 ORDER BY idx";
            let (from, end) = (row::signed(entries.start), row::signed(entries.end));
            let subjects: Vec<String> =
                all(connection, sql, params![from, end], |found| found.get(0))?;
            subjects.iter().map(|subject| entries_about(connection, subject)).collect()
        })
    }

    fn entries_of(&self, kinds: &[&str], first: u64) -> Result<Vec<StoredEntry>, StoreError> {
        self.reading(|connection| {
            // One snapshot, as a batch may come between two questions.
            let _snapshot = one_moment(connection)?;
            let mut found = Vec::new();
            for kind in kinds {
                let sql = "SELECT idx, bytes FROM entry WHERE kind = ?1 AND idx >= ?2 ORDER BY idx";
                found.extend(all(connection, sql, params![kind, row::signed(first)], row::entry)?);
            }
            found.sort_by_key(|entry: &StoredEntry| entry.index);
            Ok(found)
        })
    }

    fn hashes(&self, level: u8, first: u64, count: u16) -> Result<Vec<Hash>, StoreError> {
        let from = first % u64::from(WIDTH);
        let count = u64::from(count).min(u64::from(WIDTH) - from);
        self.reading(|connection| {
            // Counted from 1, and in bytes.
            let (from, length) = (from * Hash::BYTES as u64 + 1, count * Hash::BYTES as u64);
            let (from, length) = (row::signed(from), row::signed(length));
            let tile = row::signed(first / u64::from(WIDTH));
            let stored = connection
                .prepare_cached(
                    "SELECT substr(hashes, ?3, ?4) FROM tile WHERE level = ?1 AND idx = ?2",
                )?
                .query_row(params![level, tile, from, length], |found| row::hashes(found, 0))
                .optional()?;
            match stored {
                Some(hashes) => Ok(hashes),
                None if level == 0 => leaves(connection, first, count),
                None => Ok(Vec::new()),
            }
        })
    }

    fn checkpoint(&self) -> Result<Option<String>, StoreError> {
        self.reading(|connection| {
            connection
                .prepare_cached("SELECT note FROM checkpoint")?
                .query_row([], |row| row.get(0))
                .optional()
        })
    }

    fn document(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        self.reading(|connection| {
            connection
                .prepare_cached("SELECT bytes FROM document WHERE hash = ?1")?
                .query_row([hash.0], |row| row.get(0))
                .optional()
        })
    }

    fn records(
        &self,
        filter: &RecordFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError> {
        self.reading(|connection| {
            let sql = format!(
                "SELECT {RECORD_COLUMNS} FROM record WHERE {RECORD_FITS} \
                 ORDER BY id LIMIT ?5 OFFSET ?6"
            );
            let RecordFilter { pack, state, place, office } = filter;
            let (limit, offset) = (row::signed(limit as u64), row::signed(offset as u64));
            all(connection, &sql, params![pack, state, place, office, limit, offset], row::record)
        })
    }

    fn latest_records(&self, lately: &Lately, limit: usize) -> Result<Vec<RecordRow>, StoreError> {
        self.reading(|connection| {
            let sql = format!(
                "SELECT {RECORD_COLUMNS} FROM record WHERE pack = ?1 AND register = ?2 \
                 AND (?3 IS NULL OR category = ?3) \
                 AND (?4 IS NULL OR instr(?4, ',' || state || ',') > 0) \
                 AND (?5 IS NULL OR opened_s >= ?5) AND (?6 IS NULL OR opened_s <= ?6) \
                 ORDER BY opened_s DESC, id LIMIT ?7"
            );
            let Lately { pack, register, category, from_s, to_s, .. } = lately;
            let (states, limit) = (lately.states(), row::signed(limit as u64));
            let values = params![pack, register, category, states, from_s, to_s, limit];
            all(connection, &sql, values, row::record)
        })
    }

    fn count_records(&self, filter: &RecordFilter) -> Result<u64, StoreError> {
        self.reading(|connection| {
            let sql = format!("SELECT count(*) FROM record WHERE {RECORD_FITS}");
            let RecordFilter { pack, state, place, office } = filter;
            connection
                .prepare_cached(&sql)?
                .query_row(params![pack, state, place, office], |found| row::unsigned(found, 0))
        })
    }

    fn total(&self, measure: &str, until: Date) -> Result<Total, StoreError> {
        self.reading(|connection| {
            let sql = "SELECT coalesce(sum(count), 0), coalesce(sum(amount), 0) \
                 FROM cell WHERE measure = ?1 AND day <= ?2";
            connection
                .prepare_cached(sql)?
                .query_row(params![measure, until.to_string()], |found| row::total(found, 0))
        })
    }

    fn totals_by_place(
        &self,
        measure: &str,
        until: Date,
    ) -> Result<Vec<(String, Total)>, StoreError> {
        self.reading(|connection| {
            let sql = "SELECT place, sum(count), sum(amount) FROM cell \
                 WHERE measure = ?1 AND day <= ?2 GROUP BY place ORDER BY place";
            all(connection, sql, params![measure, until.to_string()], |found| {
                Ok((found.get(0)?, row::total(found, 1)?))
            })
        })
    }

    fn contributions(&self, measure: &str, until: Date) -> Result<Vec<Contribution>, StoreError> {
        self.reading(|connection| {
            let sql = "SELECT measure, entry, record, place, office, day, count, amount \
                 FROM contribution WHERE measure = ?1 AND day <= ?2 ORDER BY entry";
            all(connection, sql, params![measure, until.to_string()], row::contribution)
        })
    }

    fn credential(&self, token: &Hash) -> Result<Option<Credential>, StoreError> {
        self.reading(|connection| {
            connection
                .prepare_cached("SELECT office, role FROM credential WHERE token = ?1")?
                .query_row([token.0], |row| {
                    Ok(Credential { office: row.get(0)?, role: row.get(1)? })
                })
                .optional()
        })
    }

    fn digest(&self) -> Result<Hash, StoreError> {
        self.reading(|connection| {
            let _snapshot = one_moment(connection)?;
            digest(connection, Lists::InUse)
        })
    }
}

pub(crate) fn digest(connection: &Connection, lists: Lists) -> rusqlite::Result<Hash> {
    let mut digest = Digest::default();
    for (table, key) in [
        ("record", "id"),
        ("contribution", "measure, entry"),
        ("cell", "measure, day, place, office"),
    ] {
        let suffix = lists.suffix();
        let sql = format!("SELECT * FROM {table}{suffix} ORDER BY {key}");
        let mut statement = connection.prepare_cached(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut count = 0;
        while let Some(found) = rows.next()? {
            for column in 0..columns {
                match found.get_ref(column)? {
                    ValueRef::Integer(number) => digest.number(number),
                    other => digest.text(other.as_str()?),
                }
            }
            count += 1;
        }
        digest.table(count);
    }
    Ok(digest.finish())
}

fn entries_about(connection: &Connection, subject: &str) -> rusqlite::Result<Vec<StoredEntry>> {
    let sql = "SELECT idx, bytes FROM entry WHERE subject = ?1 ORDER BY idx";
    all(connection, sql, [subject], row::entry)
}

/// Has several questions answered from one moment, if that is not so already.
fn one_moment(connection: &Connection) -> rusqlite::Result<Option<Transaction<'_>>> {
    connection.is_autocommit().then(|| connection.unchecked_transaction()).transpose()
}

pub(crate) fn log_size(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT coalesce(max(idx) + 1, 0) FROM entry")?
        .query_row([], |found| row::unsigned(found, 0))
}

/// The hashes of entries whose tile is not full yet.
fn leaves(connection: &Connection, first: u64, count: u64) -> rusqlite::Result<Vec<Hash>> {
    let sql = "SELECT bytes FROM entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx";
    let end = first.saturating_add(count);
    all(connection, sql, params![row::signed(first), row::signed(end)], |found| {
        Ok(leaf_hash(found.get_ref(0)?.as_blob()?))
    })
}

pub(crate) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(params, read)?.collect()
}
