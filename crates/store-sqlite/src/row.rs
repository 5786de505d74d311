//! Between rows and types.

use jiff::civil::Date;
use journal::Hash;
use rusqlite::types::Type;
use rusqlite::{ErrorCode, Row};
use store::{Amount, Cell, Contribution, RecordRow, StoreError, StoredEntry, Total};

/// What a failure of SQLite means to the one who asked.
pub(crate) fn failed(error: rusqlite::Error) -> StoreError {
    // Where the file that connections share beside the write-ahead log cannot grow.
    let extended = error.sqlite_error().map(|it| it.extended_code);
    if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
        return StoreError::Full;
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged(error.to_string())
        }
        None if matches!(error, rusqlite::Error::FromSqlConversionFailure(..)) => {
            StoreError::Damaged(error.to_string())
        }
        _ => StoreError::Database(Box::new(error)),
    }
}

pub(crate) fn entry(row: &Row<'_>) -> rusqlite::Result<StoredEntry> {
    Ok(StoredEntry { index: unsigned(row, 0)?, bytes: row.get(1)? })
}

pub(crate) fn record(row: &Row<'_>) -> rusqlite::Result<RecordRow> {
    Ok(RecordRow {
        id: row.get(0)?,
        pack: row.get(1)?,
        register: row.get(2)?,
        state: row.get(3)?,
        since: day(row, 4)?,
        title: row.get(5)?,
        place: row.get(6)?,
        office: row.get(7)?,
        category: row.get(8)?,
        point: row.get(9)?,
        opened_s: row.get(10)?,
    })
}

pub(crate) fn contribution(row: &Row<'_>) -> rusqlite::Result<Contribution> {
    Ok(Contribution {
        measure: row.get(0)?,
        entry: unsigned(row, 1)?,
        record: row.get(2)?,
        place: row.get(3)?,
        office: row.get(4)?,
        day: day(row, 5)?,
        count: row.get(6)?,
        amount: Amount::from_millionths(row.get(7)?),
    })
}

pub(crate) fn cell(row: &Row<'_>) -> rusqlite::Result<(Cell, Total)> {
    let cell =
        Cell { measure: row.get(0)?, day: day(row, 1)?, place: row.get(2)?, office: row.get(3)? };
    Ok((cell, total(row, 4)?))
}

pub(crate) fn hash(row: &Row<'_>, column: usize) -> rusqlite::Result<Hash> {
    let bytes: [u8; Hash::BYTES] = row.get(column)?;
    Ok(Hash(bytes))
}

/// The total in two columns from `first` on.
pub(crate) fn total(row: &Row<'_>, first: usize) -> rusqlite::Result<Total> {
    Ok(Total { count: row.get(first)?, amount: Amount::from_millionths(row.get(first + 1)?) })
}

/// The hashes of a tile, or of a part of one.
pub(crate) fn hashes(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Hash>> {
    let bytes = row.get_ref(column)?.as_blob()?;
    journal::tile::hashes(bytes).ok_or_else(|| {
        let why = format!("a tile of {} bytes is no row of hashes", bytes.len());
        rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, why.into())
    })
}

pub(crate) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// SQLite counts in 64 bits with a sign; a log never comes near 2^63 entries.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn day(row: &Row<'_>, column: usize) -> rusqlite::Result<Date> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error: jiff::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
