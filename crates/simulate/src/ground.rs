//! What a city's store lies on, and how that fails.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use store::{Store, StoreError};
#[cfg(unix)]
use store_postgres::{Place, PostgresStore, Writer};
use store_sqlite::SqliteStore;
use tempfile::TempDir;
#[cfg(unix)]
use testkit::postgres::Server;

use crate::chance::Chance;
use crate::disk::Disk;
#[cfg(unix)]
use crate::relay::Relay;

/// What a city is run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum On {
    /// SQLite on a disk that is always there: processes end, and what they wrote stays.
    Process,
    /// SQLite on a disk that loses power, and with it what was not synced.
    Power,
    /// PostgreSQL on a server to which connections are cut at any message.
    #[cfg(unix)]
    Postgres,
}

/// Where a store is opened again and again.
pub(crate) trait Ground {
    /// The kind of store.
    type Store: Store + 'static;

    /// In how many steps of a hundred it is told to fail.
    const FAILS_PERCENT: u64;

    /// Whether a process ends when it fails, as it does with the power.
    const FAILING_ENDS_PROCESS: bool;

    /// Opens the store, which no process has open.
    fn open(&self) -> Result<Self::Store, StoreError>;

    /// Has it fail at the so-manieth thing that is done to it from now on, counted from 0.
    fn fail_after(&self, operations: u64);

    /// Whether it has failed since, so that whatever was under way may have come to an error.
    fn has_failed(&self) -> bool;

    /// Whether files hold these bytes, where there are files of our own.
    fn holds(&self, bytes: &[u8]) -> io::Result<bool>;

    /// Brings it back after it has failed, with what is left by chance.
    fn restore(&self, chance: &mut Chance) -> io::Result<()>;
}

/// A folder for a database. The processes on it end as processes do, and never for want of power:
/// no sync needed.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> io::Result<Self> {
        tempfile::tempdir().map(Self)
    }
}

impl Ground for Folder {
    type Store = SqliteStore;
    const FAILS_PERCENT: u64 = 0;
    const FAILING_ENDS_PROCESS: bool = true;

    fn open(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_to_fill(&self.0.path().join("city.db"))
    }

    fn fail_after(&self, _: u64) {}

    fn has_failed(&self) -> bool {
        false
    }

    fn holds(&self, bytes: &[u8]) -> io::Result<bool> {
        file_holds(self.0.path(), bytes)
    }

    fn restore(&self, _: &mut Chance) -> io::Result<()> {
        Ok(())
    }
}

/// A disk that loses power.
pub(crate) struct Powered {
    disk: Arc<Disk>,
    syncs: bool,
}

impl Powered {
    pub(crate) fn new(syncs: bool) -> io::Result<Self> {
        Ok(Self { disk: Disk::new()?, syncs })
    }
}

impl Ground for Powered {
    type Store = SqliteStore;
    const FAILS_PERCENT: u64 = 20;
    const FAILING_ENDS_PROCESS: bool = true;

    fn open(&self) -> Result<SqliteStore, StoreError> {
        let path = self.disk.folder().join("city.db");
        if self.syncs { SqliteStore::open(&path) } else { SqliteStore::open_to_fill(&path) }
    }

    fn fail_after(&self, operations: u64) {
        self.disk.cut_after(operations);
    }

    fn has_failed(&self) -> bool {
        self.disk.is_off()
    }

    fn holds(&self, bytes: &[u8]) -> io::Result<bool> {
        file_holds(self.disk.folder(), bytes)
    }

    fn restore(&self, chance: &mut Chance) -> io::Result<()> {
        self.disk.restore(chance)
    }
}

/// A database on a server that all runs of this process share, and the way to it. Cuts depend on
/// how messages come, so that a seed may not cut in quite the same places again.
#[cfg(unix)]
pub(crate) struct Connected {
    relay: Relay,
    address: String,
    _server: Arc<Server>,
}

#[cfg(unix)]
impl Connected {
    pub(crate) fn new() -> io::Result<Self> {
        let server = Server::shared();
        let relay = Relay::to(server.folder())?;
        let [direct, relayed] =
            [server.folder(), relay.folder()].map(|it| it.display().to_string());
        let address = server.create_database().replace(&direct, &relayed);
        Ok(Self { relay, address, _server: server })
    }
}

#[cfg(unix)]
impl Ground for Connected {
    type Store = PostgresStore;
    const FAILS_PERCENT: u64 = 40;
    const FAILING_ENDS_PROCESS: bool = false;

    fn open(&self) -> Result<PostgresStore, StoreError> {
        let place = Place::new(&self.address, "urumqi")?;
        PostgresStore::open(place, Writer { name: "simulated".to_owned(), now: Arc::new(|| 0) })
    }

    fn fail_after(&self, operations: u64) {
        self.relay.cut_after(operations);
    }

    fn has_failed(&self) -> bool {
        self.relay.has_cut()
    }

    fn holds(&self, _: &[u8]) -> io::Result<bool> {
        Ok(false)
    }

    fn restore(&self, _: &mut Chance) -> io::Result<()> {
        self.relay.restore();
        Ok(())
    }
}

fn file_holds(folder: &Path, bytes: &[u8]) -> io::Result<bool> {
    for file in fs::read_dir(folder)? {
        let content = fs::read(file?.path())?;
        if content.windows(bytes.len()).any(|window| window == bytes) {
            return Ok(true);
        }
    }
    Ok(false)
}
