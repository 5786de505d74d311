//! Everything that is in the file, page by page; copies of it; where it stands.

use std::fs::File;
use std::path::Path;

use journal::Hash;
use rusqlite::{Connection, OptionalExtension, params};
use store::{
    Cell, Contribution, Credential, Operate, RecordRow, SealedMatter, Standing, StoreError, Total,
};

use crate::{SqliteStore, open_reader, read, row, vault};

/// Before the first of everything: no key is smaller.
const FIRST: &[u8] = &[];

impl Operate for SqliteStore {
    fn snapshot(&self) -> Result<Box<dyn Operate>, StoreError> {
        let reader = open_reader(&self.path)?;
        // A transaction sees what was there when it first read.
        reader
            .execute_batch("BEGIN")
            .and_then(|()| reader.query_row("SELECT count(*) FROM checkpoint", [], |_| Ok(())))
            .map_err(row::failed)?;
        Ok(Box::new(Self {
            path: self.path.clone(),
            writer: None,
            readers: vec![reader].into(),
            is_snapshot: true,
            _lock: None,
        }))
    }

    fn documents(
        &self,
        after: Option<&Hash>,
        limit: usize,
    ) -> Result<Vec<(Hash, Vec<u8>)>, StoreError> {
        let after = after.map_or(FIRST, |hash| &hash.0);
        self.reading(|connection| {
            let sql = "SELECT hash, bytes FROM document WHERE hash > ?1 ORDER BY hash LIMIT ?2";
            read::all(connection, sql, params![after, row::signed(limit as u64)], |found| {
                Ok((row::hash(found, 0)?, found.get(1)?))
            })
        })
    }

    fn credentials(
        &self,
        after: Option<&Hash>,
        limit: usize,
    ) -> Result<Vec<(Hash, Credential)>, StoreError> {
        let after = after.map_or(FIRST, |hash| &hash.0);
        self.reading(|connection| {
            let sql = "SELECT token, office, role FROM credential \
                 WHERE token > ?1 ORDER BY token LIMIT ?2";
            read::all(connection, sql, params![after, row::signed(limit as u64)], |found| {
                let credential = Credential { office: found.get(1)?, role: found.get(2)? };
                Ok((row::hash(found, 0)?, credential))
            })
        })
    }

    fn matters(&self, after: &str, limit: usize) -> Result<Vec<SealedMatter>, StoreError> {
        self.reading(|connection| vault::matters(connection, after, limit))
    }

    fn all_records(&self, after: &str, limit: usize) -> Result<Vec<RecordRow>, StoreError> {
        self.reading(|connection| {
            let columns = read::RECORD_COLUMNS;
            let sql = format!("SELECT {columns} FROM record WHERE id > ?1 ORDER BY id LIMIT ?2");
            read::all(connection, &sql, params![after, row::signed(limit as u64)], row::record)
        })
    }

    fn all_contributions(
        &self,
        after: Option<&Contribution>,
        limit: usize,
    ) -> Result<Vec<Contribution>, StoreError> {
        let measure = after.map_or("", |last| &last.measure);
        let entry = after.map_or(-1, |last| row::signed(last.entry));
        self.reading(|connection| {
            let sql = "SELECT measure, entry, record, place, office, day, count, amount \
                 FROM contribution WHERE (measure, entry) > (?1, ?2) \
                 ORDER BY measure, entry LIMIT ?3";
            let limit = row::signed(limit as u64);
            read::all(connection, sql, params![measure, entry, limit], row::contribution)
        })
    }

    fn cells(&self, after: Option<&Cell>, limit: usize) -> Result<Vec<(Cell, Total)>, StoreError> {
        let day = after.map_or_else(String::new, |last| last.day.to_string());
        let of = |field: fn(&Cell) -> &String| after.map_or("", |last| field(last));
        let (measure, place, office) =
            (of(|it| &it.measure), of(|it| &it.place), of(|it| &it.office));
        self.reading(|connection| {
            let sql = "SELECT measure, day, place, office, count, amount FROM cell \
                 WHERE (measure, day, place, office) > (?1, ?2, ?3, ?4) \
                 ORDER BY measure, day, place, office LIMIT ?5";
            let limit = row::signed(limit as u64);
            read::all(connection, sql, params![measure, day, place, office, limit], row::cell)
        })
    }

    fn standing(&self) -> Result<Standing, StoreError> {
        self.reading(read_standing)?
    }

    fn set_standing(&self, standing: &Standing) -> Result<(), StoreError> {
        let (which, other) = standing.to_words();
        let sql = "INSERT OR REPLACE INTO standing (only, which, other) VALUES (0, ?1, ?2)";
        self.writer()?.execute(sql, [which, other]).map_err(row::failed)?;
        Ok(())
    }
}

impl SqliteStore {
    /// Copies a database as it is at this moment into one new file, while others read and write:
    /// whatever its schema version. The copy is on disk once this returns; if it fails, what is
    /// there of it is to be thrown away.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::Damaged`], and [`StoreError::Full`] where there is no
    /// room for the copy.
    pub fn copy(path: &Path, to: &Path) -> Result<(), StoreError> {
        Self::schema(path)?;
        let reader = open_reader(path)?;
        let target = to.to_str().ok_or_else(|| {
            StoreError::Database(format!("{} is no path in UTF-8", to.display()).into())
        })?;
        reader.execute("VACUUM INTO ?1", [target]).map_err(row::failed)?;
        File::open(to)
            .and_then(|file| file.sync_all())
            .map_err(|error| StoreError::Database(error.into()))
    }

    /// Refuses a database that is no city's (any more); whatever its schema version.
    ///
    /// # Errors
    /// [`StoreError::Unfinished`], [`StoreError::Moved`], or as [`SqliteStore::schema`].
    pub fn refuse_unless_open(path: &Path) -> Result<(), StoreError> {
        let reader = open_reader(path)?;
        let has_standing = reader
            .prepare("SELECT 1 FROM sqlite_schema WHERE name = 'standing'")
            .and_then(|mut found| found.exists([]))
            .map_err(row::failed)?;
        if !has_standing {
            return Ok(());
        }
        read_standing(&reader).map_err(row::failed)??.refuse_unless_open(path.display().to_string())
    }

    /// How many bytes a copy of a database has at most.
    ///
    /// # Errors
    /// As [`SqliteStore::copy`].
    pub fn size(path: &Path) -> Result<u64, StoreError> {
        open_reader(path)?
            .query_row(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                [],
                |found| row::unsigned(found, 0),
            )
            .map_err(row::failed)
    }
}

/// What is stored of where the database stands; open where nothing is.
pub(crate) fn read_standing(
    connection: &Connection,
) -> rusqlite::Result<Result<Standing, StoreError>> {
    let stored: Option<(String, String)> = connection
        .prepare_cached("SELECT which, other FROM standing")?
        .query_row([], |found| Ok((found.get(0)?, found.get(1)?)))
        .optional()?;
    Ok(stored.map_or(Ok(Standing::Open), |(which, other)| Standing::from_words(&which, other)))
}
