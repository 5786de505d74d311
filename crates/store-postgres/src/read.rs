//! Reading, each question in PostgreSQL's own words.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use journal::tile::WIDTH;
use journal::{Hash, leaf_hash};
use postgres::Row;
use store::{
    Contribution, Credential, Digest, Lately, Read, RecordFilter, RecordRow, StoreError,
    StoredEntry, Total,
};

use crate::PostgresStore;
use crate::attempt::Failure;
use crate::connection::{Access, Connection, Values};
use crate::refold::Lists;
use crate::row::{self, signed};

impl Read for PostgresStore {
    fn log_size(&self) -> Result<u64, StoreError> {
        self.reading(|connection| log_size(connection, self.place.city()))
    }

    fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT bytes FROM entry WHERE city = $1 AND idx = $2";
        self.one(sql, &[&self.place.city(), &signed(index)], |found| Ok(found.try_get(0)?))
    }

    fn entries(&self, first: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        let sql = "SELECT idx, bytes FROM entry WHERE city = $1 AND idx >= $2 \
             ORDER BY idx LIMIT $3";
        let values: Values<'_> = &[&self.place.city(), &signed(first), &signed(limit as u64)];
        self.all(sql, values, row::entry)
    }

    fn entries_about(&self, subject: &str) -> Result<Vec<StoredEntry>, StoreError> {
        let sql = "SELECT idx, bytes FROM entry WHERE city = $1 AND subject = $2 ORDER BY idx";
        self.all(sql, &[&self.place.city(), &subject], row::entry)
    }

    fn histories(&self, entries: Range<u64>) -> Result<Vec<Vec<StoredEntry>>, StoreError> {
        let (from, end) = (signed(entries.start), signed(entries.end));
        self.reading(|connection| {
            connection.transaction(Access::Read, |connection| {
                histories(connection, self.place.city(), from, end)
            })
        })
    }

    fn entries_of(&self, kinds: &[&str], first: u64) -> Result<Vec<StoredEntry>, StoreError> {
        let sql = "SELECT idx, bytes FROM entry WHERE city = $1 AND kind = ANY ($2) AND idx >= $3 \
             ORDER BY idx";
        self.all(sql, &[&self.place.city(), &kinds, &signed(first)], row::entry)
    }

    fn hashes(&self, level: u8, first: u64, count: u16) -> Result<Vec<Hash>, StoreError> {
        let from = first % u64::from(WIDTH);
        let count = u64::from(count).min(u64::from(WIDTH) - from);
        // Counted from 1, and in bytes.
        let in_bytes = |hashes: u64| i32::try_from(hashes).unwrap_or(0) * Hash::BYTES as i32;
        let sql = "SELECT substring(hashes FROM $4 FOR $5) FROM tile \
             WHERE city = $1 AND level = $2 AND idx = $3";
        let tile = signed(first / u64::from(WIDTH));
        let (from, length) = (in_bytes(from) + 1, in_bytes(count));
        let values: Values<'_> = &[&self.place.city(), &i16::from(level), &tile, &from, &length];
        let stored = self.one(sql, values, |found| row::hashes(found, 0))?;
        match stored {
            Some(hashes) => Ok(hashes),
            None if level == 0 => self.leaves(first, count),
            None => Ok(Vec::new()),
        }
    }

    fn checkpoint(&self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT note FROM checkpoint WHERE city = $1";
        self.one(sql, &[&self.place.city()], |found| Ok(found.try_get(0)?))
    }

    fn document(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT bytes FROM document WHERE city = $1 AND hash = $2";
        self.one(sql, &[&self.place.city(), &hash.0.as_slice()], |found| Ok(found.try_get(0)?))
    }

    fn records(
        &self,
        filter: &RecordFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let sql = "SELECT id, pack, register, state, since, title, place, office, category, point, \
             opened_s FROM record \
             WHERE city = $1 AND ($2::text IS NULL OR pack = $2) \
             AND ($3::text IS NULL OR state = $3) AND ($4::text IS NULL OR place = $4) \
             AND ($5::text IS NULL OR office = $5) ORDER BY id LIMIT $6 OFFSET $7";
        let RecordFilter { pack, state, place, office } = filter;
        let (limit, offset) = (signed(limit as u64), signed(offset as u64));
        let values: Values<'_> = &[&self.place.city(), pack, state, place, office, &limit, &offset];
        self.all(sql, values, row::record)
    }

    fn latest_records(&self, lately: &Lately, limit: usize) -> Result<Vec<RecordRow>, StoreError> {
        let sql = "SELECT id, pack, register, state, since, title, place, office, category, point, \
             opened_s FROM record \
             WHERE city = $1 AND pack = $2 AND register = $3 \
             AND ($4::text IS NULL OR category = $4) \
             AND ($5::text IS NULL OR strpos($5, ',' || state || ',') > 0) \
             AND ($6::bigint IS NULL OR opened_s >= $6) AND ($7::bigint IS NULL OR opened_s <= $7) \
             ORDER BY opened_s DESC, id LIMIT $8";
        let Lately { pack, register, category, from_s, to_s, .. } = lately;
        let (states, limit) = (lately.states(), signed(limit as u64));
        let city = self.place.city();
        let values: Values<'_> = &[&city, pack, register, category, &states, from_s, to_s, &limit];
        self.all(sql, values, row::record)
    }

    fn count_records(&self, filter: &RecordFilter) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM record \
             WHERE city = $1 AND ($2::text IS NULL OR pack = $2) \
             AND ($3::text IS NULL OR state = $3) AND ($4::text IS NULL OR place = $4) \
             AND ($5::text IS NULL OR office = $5)";
        let RecordFilter { pack, state, place, office } = filter;
        let values: Values<'_> = &[&self.place.city(), pack, state, place, office];
        let count = self.one(sql, values, |found| row::unsigned(found, 0))?;
        Ok(count.unwrap_or(0))
    }

    fn total(&self, measure: &str, until: Date) -> Result<Total, StoreError> {
        let sql = "SELECT coalesce(sum(count), 0)::bigint, coalesce(sum(amount), 0)::bigint \
             FROM cell WHERE city = $1 AND measure = $2 AND day <= $3";
        let values: Values<'_> = &[&self.place.city(), &measure, &until];
        let total = self.one(sql, values, |found| row::total(found, 0))?;
        Ok(total.unwrap_or_default())
    }

    fn totals_by_place(
        &self,
        measure: &str,
        until: Date,
    ) -> Result<Vec<(String, Total)>, StoreError> {
        let sql = "SELECT place, sum(count)::bigint, sum(amount)::bigint FROM cell \
             WHERE city = $1 AND measure = $2 AND day <= $3 GROUP BY place ORDER BY place";
        self.all(sql, &[&self.place.city(), &measure, &until], |found| {
            Ok((found.try_get(0)?, row::total(found, 1)?))
        })
    }

    fn contributions(&self, measure: &str, until: Date) -> Result<Vec<Contribution>, StoreError> {
        let sql = "SELECT measure, entry, record, place, office, day, count, amount \
             FROM contribution WHERE city = $1 AND measure = $2 AND day <= $3 ORDER BY entry";
        self.all(sql, &[&self.place.city(), &measure, &until], row::contribution)
    }

    fn credential(&self, token: &Hash) -> Result<Option<Credential>, StoreError> {
        let sql = "SELECT office, role FROM credential WHERE city = $1 AND token = $2";
        self.one(sql, &[&self.place.city(), &token.0.as_slice()], |found| {
            Ok(Credential { office: found.try_get(0)?, role: found.try_get(1)? })
        })
    }

    fn digest(&self) -> Result<Hash, StoreError> {
        self.reading(|connection| {
            connection.transaction(Access::Read, |connection| {
                digest(connection, self.place.city(), Lists::InUse)
            })
        })
    }
}

impl PostgresStore {
    /// The hashes of entries whose tile is not full yet.
    fn leaves(&self, first: u64, count: u64) -> Result<Vec<Hash>, StoreError> {
        let sql = "SELECT bytes FROM entry WHERE city = $1 AND idx >= $2 AND idx < $3 ORDER BY idx";
        let end = first.saturating_add(count);
        self.all(sql, &[&self.place.city(), &signed(first), &signed(end)], |found| {
            let bytes: &[u8] = found.try_get(0)?;
            Ok(leaf_hash(bytes))
        })
    }

    fn one<T>(
        &self,
        sql: &'static str,
        values: Values<'_>,
        read: impl Fn(&Row) -> Result<T, Failure>,
    ) -> Result<Option<T>, StoreError> {
        self.reading(|connection| connection.row(sql, values)?.as_ref().map(&read).transpose())
    }

    pub(crate) fn all<T>(
        &self,
        sql: &'static str,
        values: Values<'_>,
        read: impl Fn(&Row) -> Result<T, Failure>,
    ) -> Result<Vec<T>, StoreError> {
        self.reading(|connection| connection.rows(sql, values)?.iter().map(&read).collect())
    }
}

pub(crate) fn log_size(connection: &mut Connection, city: &str) -> Result<u64, Failure> {
    let sql = "SELECT coalesce(max(idx) + 1, 0) FROM entry WHERE city = $1";
    connection.row(sql, &[&city])?.map_or(Ok(0), |found| row::unsigned(&found, 0))
}

fn histories(
    connection: &mut Connection,
    city: &str,
    from: i64,
    end: i64,
) -> Result<Vec<Vec<StoredEntry>>, Failure> {
    // Asked for each entry, so that it is answered by the index however large the table is.
    let begun = "SELECT subject FROM entry AS first WHERE city = $1 AND idx >= $2 AND idx < $3 \
         AND idx = (SELECT min(idx) FROM entry WHERE city = $1 AND subject = first.subject)";
    let begun = connection.rows(begun, &[&city, &from, &end])?;
    let subjects: Vec<&str> = begun.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let about = "SELECT idx, bytes, subject FROM entry WHERE city = $1 AND subject = ANY ($2) \
         ORDER BY subject, idx";
    let mut histories: BTreeMap<String, Vec<StoredEntry>> = BTreeMap::new();
    for found in connection.rows(about, &[&city, &subjects])? {
        histories.entry(found.try_get(2)?).or_default().push(row::entry(&found)?);
    }
    let mut histories: Vec<_> = histories.into_values().collect();
    histories.sort_by_key(|history| history[0].index);
    Ok(histories)
}

pub(crate) fn digest(
    connection: &mut Connection,
    city: &str,
    lists: Lists,
) -> Result<Hash, Failure> {
    let suffix = lists.suffix();
    let mut digest = Digest::default();
    let mut count = 0;
    let records = format!(
        "SELECT id, pack, register, state, since::text, title, place, office, category, point, \
         opened_s \
         FROM record{suffix} WHERE city = $1 ORDER BY id"
    );
    connection.each_row(&records, &[&city], |found| {
        count += 1;
        (0..10).try_for_each(|column| text(&mut digest, found, column))?;
        number(&mut digest, found, 10)
    })?;
    digest.table(std::mem::take(&mut count));
    let contributions = format!(
        "SELECT measure, entry, record, place, office, day::text, count, amount \
         FROM contribution{suffix} WHERE city = $1 ORDER BY measure, entry"
    );
    connection.each_row(&contributions, &[&city], |found| {
        count += 1;
        text(&mut digest, found, 0)?;
        digest.number(found.try_get(1)?);
        (2..6).try_for_each(|column| text(&mut digest, found, column))?;
        (6..8).try_for_each(|column| number(&mut digest, found, column))
    })?;
    digest.table(std::mem::take(&mut count));
    let cells = format!(
        "SELECT measure, day::text, place, office, count, amount \
         FROM cell{suffix} WHERE city = $1 ORDER BY measure, day, place, office"
    );
    connection.each_row(&cells, &[&city], |found| {
        count += 1;
        (0..4).try_for_each(|column| text(&mut digest, found, column))?;
        (4..6).try_for_each(|column| number(&mut digest, found, column))
    })?;
    digest.table(count);
    Ok(digest.finish())
}

fn text(digest: &mut Digest, row: &Row, column: usize) -> Result<(), Failure> {
    digest.text(row.try_get(column)?);
    Ok(())
}

fn number(digest: &mut Digest, row: &Row, column: usize) -> Result<(), Failure> {
    digest.number(row.try_get(column)?);
    Ok(())
}
