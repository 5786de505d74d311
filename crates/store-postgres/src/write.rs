//! Writing: one transaction a batch, rows by arrays.

use std::ops::Range;

use jiff::civil::Date;
use journal::Hash;
use store::{
    Batch, Cell, Contribution, Credential, Folded, RecordRow, StoreError, Total, Write, tree,
};

use crate::PostgresStore;
use crate::attempt::Failure;
use crate::connection::{Access, Connection, Values};
use crate::lease::Lease;
use crate::refold::{self, Lists};
use crate::row::{self, signed};
use crate::vault;

impl Write for PostgresStore {
    fn append(&self, batch: &Batch) -> Result<(), StoreError> {
        let folded = Folded::of(&batch.changes);
        // Set once a commit was sent whose answer was lost.
        let mut may_be_there = false;
        let appended = self.writing(|connection, lease| {
            let appended = connection.transaction(Access::Write, |connection| {
                append(connection, self.place.city(), lease, batch, &folded, may_be_there)
            });
            may_be_there |= matches!(appended, Err(Failure::Committing(_)));
            appended
        });
        match appended {
            Err(StoreError::Database(cause)) if may_be_there => Err(StoreError::Unknown(cause)),
            appended => appended,
        }
    }

    fn refolded(&self, by: &str) -> Result<u64, StoreError> {
        self.reading(|connection| refold::reached(connection, self.place.city(), by))
    }

    fn refold(&self, by: &str, entries: Range<u64>, folded: &Folded) -> Result<(), StoreError> {
        self.writing(|connection, lease| {
            connection.transaction(Access::Write, |connection| {
                lease.hold(connection)?;
                refold::add(connection, self.place.city(), by, &entries, folded)
            })
        })
    }

    fn adopt(&self, by: &str) -> Result<bool, StoreError> {
        // What a commit whose answer was lost would have told: then nothing is left to adopt.
        let mut told = None;
        self.writing(|connection, lease| {
            connection.transaction(Access::Write, |connection| {
                lease.hold(connection)?;
                let is_same = refold::adopt(connection, self.place.city(), by, told)?;
                told = Some(is_same);
                Ok(is_same)
            })
        })
    }

    fn put_credential(&self, token: &Hash, credential: &Credential) -> Result<(), StoreError> {
        let sql = "INSERT INTO credential (city, token, office, role) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (city, token) \
             DO UPDATE SET office = excluded.office, role = excluded.role";
        let Credential { office, role } = credential;
        // Operating data and no part of the journal: no lease is needed.
        self.reading(|connection| {
            let values: Values<'_> = &[&self.place.city(), &token.0.as_slice(), office, role];
            connection.execute(sql, values).map(|_| ())
        })
    }
}

fn append(
    connection: &mut Connection,
    city: &str,
    lease: &Lease,
    batch: &Batch,
    folded: &Folded,
    may_be_there: bool,
) -> Result<(), Failure> {
    lease.hold(connection)?;
    let sql = "SELECT coalesce(max(idx) + 1, 0), (SELECT note FROM checkpoint WHERE city = $1) \
         FROM entry WHERE city = $1";
    let state = connection.row(sql, &[&city])?;
    let state = state.ok_or_else(|| StoreError::Damaged("an aggregate has no row".to_owned()))?;
    let (actual, note) = (row::unsigned(&state, 0)?, state.try_get::<_, Option<String>>(1)?);
    let end = batch.first + batch.entries.len() as u64;
    if may_be_there && actual == end && note.as_deref() == Some(&batch.checkpoint) {
        return Ok(());
    }
    if actual != batch.first {
        return Err(StoreError::Conflict { expected: batch.first, actual }.into());
    }
    put_entries(connection, city, batch)?;
    grow_tree(connection, city, batch.first, end)?;
    for (hash, bytes) in &batch.documents {
        let sql = "INSERT INTO document (city, hash, bytes) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING";
        connection.execute(sql, &[&city, &hash.0.as_slice(), bytes])?;
    }
    put(connection, city, Lists::InUse, folded)?;
    vault::apply(connection, city, &batch.vault)?;
    let sql = "INSERT INTO checkpoint (city, note) VALUES ($1, $2) \
         ON CONFLICT (city) DO UPDATE SET note = excluded.note";
    connection.execute(sql, &[&city, &batch.checkpoint])?;
    Ok(())
}

fn put_entries(connection: &mut Connection, city: &str, batch: &Batch) -> Result<(), Failure> {
    let entries = &batch.entries;
    let indices: Vec<i64> = (batch.first..).map(signed).take(entries.len()).collect();
    let instants: Vec<i64> = entries.iter().map(|it| it.at_s).collect();
    let kinds: Vec<&str> = entries.iter().map(|it| it.kind.as_str()).collect();
    let subjects: Vec<&str> = entries.iter().map(|it| it.subject.as_str()).collect();
    let bytes: Vec<&[u8]> = entries.iter().map(|it| it.bytes.as_slice()).collect();
    let sql = "INSERT INTO entry (city, idx, at_s, kind, subject, bytes) SELECT $1, rows.* \
         FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bytea[]) AS rows";
    connection.execute(sql, &[&city, &indices, &instants, &kinds, &subjects, &bytes])?;
    Ok(())
}

/// Writes the tiles that the batch's entries, which are in already, fill.
fn grow_tree(connection: &mut Connection, city: &str, first: u64, end: u64) -> Result<(), Failure> {
    if !tree::fills_a_tile(first, end) {
        return Ok(());
    }
    let sql = "SELECT bytes FROM entry WHERE city = $1 AND idx >= $2 ORDER BY idx";
    let rows = connection.rows(sql, &[&city, &signed(tree::tile_start(first))])?;
    let entries: Vec<&[u8]> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let tiles = tree::grow(first, &entries, |level, index| {
        let sql = "SELECT hashes FROM tile WHERE city = $1 AND level = $2 AND idx = $3";
        let tile = connection.row(sql, &[&city, &i16::from(level), &signed(index)])?;
        let missing = || StoreError::Damaged(format!("tile {level}/{index} is missing"));
        row::hashes(&tile.ok_or_else(missing)?, 0)
    })?;
    let levels: Vec<i16> = tiles.iter().map(|tile| tile.level.into()).collect();
    let indices: Vec<i64> = tiles.iter().map(|tile| signed(tile.index)).collect();
    let hashes: Vec<Vec<u8>> = tiles.iter().map(tree::Tile::bytes).collect();
    let sql = "INSERT INTO tile (city, level, idx, hashes) SELECT $1, rows.* \
         FROM unnest($2::smallint[], $3::bigint[], $4::bytea[]) AS rows \
         ON CONFLICT (city, level, idx) DO UPDATE SET hashes = excluded.hashes";
    connection.execute(sql, &[&city, &levels, &indices, &hashes])?;
    Ok(())
}

/// Writes what follows for lists and totals.
pub(crate) fn put(
    connection: &mut Connection,
    city: &str,
    lists: Lists,
    folded: &Folded,
) -> Result<(), Failure> {
    let records: Vec<&RecordRow> = folded.records.values().collect();
    if !records.is_empty() {
        put_records(connection, city, lists, &records)?;
    }
    if !folded.contributions.is_empty() {
        put_contributions(connection, city, lists, &folded.contributions)?;
        put_cells(connection, city, lists, folded.cells.iter().collect())?;
    }
    Ok(())
}

fn put_records(
    connection: &mut Connection,
    city: &str,
    lists: Lists,
    records: &[&RecordRow],
) -> Result<(), Failure> {
    let texts = |column: fn(&RecordRow) -> &String| -> Vec<&str> {
        records.iter().map(|row| column(row).as_str()).collect()
    };
    let since: Vec<Date> = records.iter().map(|row| row.since).collect();
    let opened: Vec<i64> = records.iter().map(|row| row.opened_s).collect();
    let suffix = lists.suffix();
    let sql = format!(
        "INSERT INTO record{suffix} \
         (city, id, pack, register, state, since, title, place, office, category, point, opened_s) \
         SELECT $1, rows.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[], \
         $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[]) AS rows \
         ON CONFLICT (city, id) DO UPDATE SET pack = excluded.pack, register = excluded.register, \
         state = excluded.state, since = excluded.since, title = excluded.title, \
         place = excluded.place, office = excluded.office, category = excluded.category, \
         point = excluded.point, opened_s = excluded.opened_s"
    );
    connection.execute(
        &sql,
        &[
            &city,
            &texts(|it| &it.id),
            &texts(|it| &it.pack),
            &texts(|it| &it.register),
            &texts(|it| &it.state),
            &since,
            &texts(|it| &it.title),
            &texts(|it| &it.place),
            &texts(|it| &it.office),
            &texts(|it| &it.category),
            &texts(|it| &it.point),
            &opened,
        ],
    )?;
    Ok(())
}

fn put_contributions(
    connection: &mut Connection,
    city: &str,
    lists: Lists,
    contributions: &[Contribution],
) -> Result<(), Failure> {
    let texts = |column: fn(&Contribution) -> &String| -> Vec<&str> {
        contributions.iter().map(|it| column(it).as_str()).collect()
    };
    let entries: Vec<i64> = contributions.iter().map(|it| signed(it.entry)).collect();
    let days: Vec<Date> = contributions.iter().map(|it| it.day).collect();
    let counts: Vec<i64> = contributions.iter().map(|it| it.count).collect();
    let amounts: Vec<i64> = contributions.iter().map(|it| it.amount.millionths()).collect();
    let suffix = lists.suffix();
    let sql = format!(
        "INSERT INTO contribution{suffix} \
         (city, measure, entry, record, place, office, day, count, amount) \
         SELECT $1, rows.* FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], \
         $6::text[], $7::date[], $8::bigint[], $9::bigint[]) AS rows"
    );
    connection.execute(
        &sql,
        &[
            &city,
            &texts(|it| &it.measure),
            &entries,
            &texts(|it| &it.record),
            &texts(|it| &it.place),
            &texts(|it| &it.office),
            &days,
            &counts,
            &amounts,
        ],
    )?;
    Ok(())
}

fn put_cells(
    connection: &mut Connection,
    city: &str,
    lists: Lists,
    cells: Vec<(&Cell, &Total)>,
) -> Result<(), Failure> {
    let texts = |column: fn(&Cell) -> &String| -> Vec<&str> {
        cells.iter().map(|(cell, _)| column(cell).as_str()).collect()
    };
    let days: Vec<Date> = cells.iter().map(|(cell, _)| cell.day).collect();
    let counts: Vec<i64> = cells.iter().map(|(_, total)| total.count).collect();
    let amounts: Vec<i64> = cells.iter().map(|(_, total)| total.amount.millionths()).collect();
    let suffix = lists.suffix();
    let sql = format!(
        "INSERT INTO cell{suffix} AS had (city, measure, day, place, office, count, amount) \
         SELECT $1, rows.* FROM unnest($2::text[], $3::date[], $4::text[], $5::text[], \
         $6::bigint[], $7::bigint[]) AS rows \
         ON CONFLICT (city, measure, day, place, office) DO UPDATE SET \
         count = had.count + excluded.count, amount = had.amount + excluded.amount"
    );
    let (measures, places, offices) =
        (texts(|it| &it.measure), texts(|it| &it.place), texts(|it| &it.office));
    connection.execute(&sql, &[&city, &measures, &days, &places, &offices, &counts, &amounts])?;
    Ok(())
}
