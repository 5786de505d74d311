//! Between rows and types.

use journal::Hash;
use postgres::Row;
use store::{Amount, Cell, Contribution, RecordRow, StoreError, StoredEntry, Total};

use crate::attempt::Failure;

pub(crate) fn entry(row: &Row) -> Result<StoredEntry, Failure> {
    Ok(StoredEntry { index: unsigned(row, 0)?, bytes: row.try_get(1)? })
}

pub(crate) fn record(row: &Row) -> Result<RecordRow, Failure> {
    Ok(RecordRow {
        id: row.try_get(0)?,
        pack: row.try_get(1)?,
        register: row.try_get(2)?,
        state: row.try_get(3)?,
        since: row.try_get(4)?,
        title: row.try_get(5)?,
        place: row.try_get(6)?,
        office: row.try_get(7)?,
        category: row.try_get(8)?,
        point: row.try_get(9)?,
        opened_s: row.try_get(10)?,
    })
}

pub(crate) fn contribution(row: &Row) -> Result<Contribution, Failure> {
    Ok(Contribution {
        measure: row.try_get(0)?,
        entry: unsigned(row, 1)?,
        record: row.try_get(2)?,
        place: row.try_get(3)?,
        office: row.try_get(4)?,
        day: row.try_get(5)?,
        count: row.try_get(6)?,
        amount: Amount::from_millionths(row.try_get(7)?),
    })
}

/// The total in two columns from `first` on.
pub(crate) fn total(row: &Row, first: usize) -> Result<Total, Failure> {
    let amount = Amount::from_millionths(row.try_get(first + 1)?);
    Ok(Total { count: row.try_get(first)?, amount })
}

pub(crate) fn cell(row: &Row) -> Result<(Cell, Total), Failure> {
    let (measure, day) = (row.try_get(0)?, row.try_get(1)?);
    let (place, office) = (row.try_get(2)?, row.try_get(3)?);
    Ok((Cell { measure, day, place, office }, total(row, 4)?))
}

pub(crate) fn hash(row: &Row, column: usize) -> Result<Hash, Failure> {
    let bytes: &[u8] = row.try_get(column)?;
    let hash = bytes.try_into().map(Hash);
    hash.map_err(|_| StoreError::Damaged(format!("{} bytes are no hash", bytes.len())).into())
}

/// The hashes of a tile, or of a part of one.
pub(crate) fn hashes(row: &Row, column: usize) -> Result<Vec<Hash>, Failure> {
    let bytes: &[u8] = row.try_get(column)?;
    journal::tile::hashes(bytes).ok_or_else(|| {
        let why = format!("a tile of {} bytes is no row of hashes", bytes.len());
        StoreError::Damaged(why).into()
    })
}

pub(crate) fn unsigned(row: &Row, column: usize) -> Result<u64, Failure> {
    let value: i64 = row.try_get(column)?;
    u64::try_from(value).map_err(|_| {
        StoreError::Damaged(format!("{value} stands where only numbers from 0 on can be")).into()
    })
}

/// PostgreSQL counts in 64 bits with a sign; a log never comes near 2^63 entries.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
