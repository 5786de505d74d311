//! A city in a PostgreSQL database that several processes share: one writes, others read.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use app::{App, Clock};
use store::StoreError;
use store_postgres::{Place, PostgresStore, RENEW_EVERY_S, Writer};

use crate::clock::SystemClock;

/// This process's part in a shared database.
pub(crate) struct Shared {
    pub(crate) store: Arc<PostgresStore>,
    /// Whether it writes for the city; otherwise it reads what another process writes.
    writes: bool,
    /// How often it was looked after, about once a second.
    ticks: u64,
    /// How large the log was when reports and commitments were read last.
    seen: u64,
}

impl Shared {
    /// Opens a city to write, or to read where another process writes or the database is a
    /// read-only replica.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) fn open(address: &str, city: &str, name: String) -> Result<Self, StoreError> {
        let place = Place::new(address, city)?;
        let writer = Writer { name, now: Arc::new(|| SystemClock.now().as_second()) };
        let (store, writes) = match PostgresStore::open(place.clone(), writer) {
            Ok(store) => (store, true),
            Err(StoreError::ReadOnly) => {
                let name = place.name();
                eprintln!("cityhall: {name} takes no changes from here; this process only reads");
                (PostgresStore::open_to_read(place)?, false)
            }
            Err(StoreError::Elsewhere { writer }) => {
                eprintln!("cityhall: {writer} writes for this city; this process only reads");
                (PostgresStore::open_to_read(place)?, false)
            }
            Err(error) => return Err(error),
        };
        Ok(Self { store: Arc::new(store), writes, ticks: 0, seen: 0 })
    }

    /// Opens a city to read, whoever writes for it.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) fn open_to_read(address: &str, city: &str) -> Result<Self, StoreError> {
        let store = PostgresStore::open_to_read(Place::new(address, city)?)?;
        Ok(Self { store: Arc::new(store), writes: false, ticks: 0, seen: 0 })
    }

    /// Whether this process writes for the city.
    pub(crate) fn writes(&self) -> bool {
        self.writes
    }

    /// What is to be done about once a second: a writer keeps its lease, a reader takes in what was
    /// recorded elsewhere. What fails is tried again the next time, and every page tells of it.
    pub(crate) fn look_after(&mut self, app: &App) {
        self.ticks += 1;
        if !self.writes {
            if let Ok(size) = app.follow(self.seen) {
                self.seen = size;
            }
        } else if self.ticks.is_multiple_of(RENEW_EVERY_S)
            && let Err(error @ (StoreError::Elsewhere { .. } | StoreError::ReadOnly)) =
                self.store.renew()
        {
            eprintln!("cityhall: {error}; start this process again to write again");
            self.writes = false;
        }
    }
}

/// A name that tells others which process this is.
pub(crate) fn process_name(doing: &str) -> String {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { "this machine" } else { host.trim() };
    format!("{doing} on {host}")
}

/// The address of a database from a file, since it may hold a password.
pub(crate) fn address_in(file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file);
    text.map_err(|error| format!("--database-file {}: {error}", file.display()))
}
