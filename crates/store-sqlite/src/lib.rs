//! The store in one SQLite file: write-ahead log, full durability, one writer, readers never
//! blocked.
//!
//! One connection writes, behind a lock; reading connections are kept in a pool and opened as
//! needed. A second process that wants to write is refused by a lock on a file beside the
//! database, which the operating system releases however the first one ends. In WAL mode with
//! `synchronous=FULL` SQLite syncs the write-ahead log before a commit returns, which is what
//! [`store::Write::append`] promises.

mod lock;
mod migrate;
mod operate;
mod read;
mod refold;
mod row;
mod vault;
mod write;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use store::{Operate, Schema, Standing, StoreError};

pub use lock::FileLock;

/// A city's database file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    writer: Option<Mutex<Connection>>,
    readers: Mutex<Vec<Connection>>,
    /// Whether it has one reading connection, which stands still.
    is_snapshot: bool,
    /// Held as long as the store is.
    _lock: Option<FileLock>,
}

impl SqliteStore {
    /// Opens a database to read and write, creating it and its tables where missing.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another process writes to it, [`StoreError::Newer`] where a
    /// newer program made it, [`StoreError::Unfinished`] or [`StoreError::Moved`] where it is no
    /// city's (any more), [`StoreError::Database`] where the file cannot be opened or is no
    /// database.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let store = Self::open_whatever_its_standing(path)?;
        store.standing()?.refuse_unless_open(path.display().to_string())?;
        Ok(store)
    }

    /// The same for whoever moves a city, into this database or out of it.
    ///
    /// # Errors
    /// As [`SqliteStore::open`], but for [`StoreError::Unfinished`] and [`StoreError::Moved`].
    pub fn open_whatever_its_standing(path: &Path) -> Result<Self, StoreError> {
        let lock = lock_beside(path)?;
        let mut writer = Connection::open(path).map_err(row::failed)?;
        writer.pragma_update(None, "journal_mode", "WAL").map_err(row::failed)?;
        writer.pragma_update(None, "synchronous", "FULL").map_err(row::failed)?;
        // What is freed is overwritten with zeros: decision 24.
        writer.pragma_update(None, "secure_delete", "ON").map_err(row::failed)?;
        plan_once(&writer)?;
        migrate::up(&mut writer, path)?;
        vault::empty_write_ahead_log(&writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Some(Mutex::new(writer)),
            readers: Mutex::default(),
            is_snapshot: false,
            _lock: Some(lock),
        })
    }

    /// Opens a new database to be filled at once, without waiting for the disk: a crash meanwhile
    /// may spoil it, so the caller throws it away then. It is safe on disk once
    /// [`SqliteStore::settle`] has returned.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_to_fill(path: &Path) -> Result<Self, StoreError> {
        let store = Self::open(path)?;
        store.writer()?.pragma_update(None, "synchronous", "OFF").map_err(row::failed)?;
        Ok(store)
    }

    /// Brings all that was written to the disk, and goes on with full durability.
    ///
    /// # Errors
    /// Where the disk fails.
    pub fn settle(&self) -> Result<(), StoreError> {
        let writer = self.writer()?;
        writer.pragma_update(None, "synchronous", "FULL").map_err(row::failed)?;
        writer
            .pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()))
            .map_err(row::failed)?;
        File::open(&self.path)
            .and_then(|file| file.sync_all())
            .map_err(|error| StoreError::Database(error.into()))
    }

    /// Opens a database that must exist, to read only: works beside a process that writes.
    ///
    /// # Errors
    /// As [`SqliteStore::open`], never [`StoreError::InUse`] or [`StoreError::Moved`];
    /// [`StoreError::Older`] where tables are missing, since reading brings no database up.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let reader = open_reader(path)?;
        migrate::refuse_older(&reader, path)?;
        let store = Self {
            path: path.to_owned(),
            writer: None,
            readers: Mutex::new(vec![reader]),
            is_snapshot: false,
            _lock: None,
        };
        if let filling @ Standing::Filling { .. } = store.standing()? {
            filling.refuse_unless_open(path.display().to_string())?;
        }
        Ok(store)
    }

    /// Says how far a database has been brought along the migrations, and changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Newer`] where a newer program made it, [`StoreError::Damaged`] where it is no
    /// database.
    pub fn schema(path: &Path) -> Result<Schema, StoreError> {
        migrate::schema(&open_reader(path)?, path)
    }

    /// Runs `query` on a reading connection, within one snapshot.
    fn reading<T>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let pooled = unpoisoned(&self.readers).pop();
        let reader = match pooled {
            Some(reader) => reader,
            None if self.is_snapshot => {
                let why = "a snapshot answers one question after the other";
                return Err(StoreError::Database(why.into()));
            }
            None => open_reader(&self.path)?,
        };
        let result = query(&reader).map_err(row::failed);
        unpoisoned(&self.readers).push(reader);
        result
    }

    fn writer(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        let writer = self
            .writer
            .as_ref()
            .ok_or_else(|| StoreError::Database("the database was opened to read only".into()))?;
        Ok(unpoisoned(writer))
    }
}

/// Has statements planned when they are prepared, and not anew for each value that they are given:
/// every question here has one good plan.
fn plan_once(connection: &Connection) -> Result<(), StoreError> {
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map(|_| ())
        .map_err(row::failed)
}

/// The lock's content even if a thread panicked while it held it: a transaction that was not
/// committed is rolled back when it is dropped, so a connection is never left half-way.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = Connection::open_with_flags(path, flags).map_err(row::failed)?;
    reader.set_prepared_statement_cache_capacity(64);
    plan_once(&reader)?;
    Ok(reader)
}

fn lock_beside(path: &Path) -> Result<FileLock, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    FileLock::take(Path::new(&name))
        .map_err(|error| StoreError::Database(error.into()))?
        .ok_or_else(|| StoreError::InUse { path: path.display().to_string() })
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod vault_tests;
