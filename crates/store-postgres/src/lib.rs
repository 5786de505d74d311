//! The store in PostgreSQL, for several cities in one database and several processes, of which one
//! writes for a city.
//!
//! - **Who writes** is a row (`lease`): taken by compare-and-set with a fencing number that every
//!   append asks for, so that a process that has lost the lease can never append again. Time comes
//!   from the caller's clock.
//! - **Who reads** does so on connections of its own, kept in a pool, and never waits for a writer.
//! - **A read-only replica** is opened to read like any other database; whoever would write learns
//!   it from the server's own refusal (SQLSTATE 25006), whatever the engine.
//! - **What passes** (a lost connection, a restart of the server, two transactions that do not fit
//!   together) is tried again a few times with growing pauses (`attempt`).
//!
//! Only SQL is used that engines which speak PostgreSQL's protocol and shard its tables honour too;
//! the city is the first column of every key. See the decision record 0008.

mod attempt;
mod connection;
mod lease;
mod migrate;
mod operate;
mod read;
mod refold;
mod row;
mod vault;
mod write;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postgres::Config;
use postgres::config::Host;
use store::{Operate, Standing, StoreError};

use attempt::{Failure, patiently};
use connection::Connection;
use lease::Lease;

/// Seconds since 1970 UTC, as the caller's clock tells them.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Where a city is kept.
#[derive(Debug, Clone)]
pub struct Place {
    config: Config,
    city: String,
}

/// Who wants to write.
#[derive(Clone)]
pub struct Writer {
    /// How it calls itself, so that others can say whom to write to. Whoever has the same name is
    /// taken to be the same process, started again.
    pub name: String,
    /// Its clock.
    pub now: Now,
}

/// A city in a database.
pub struct PostgresStore {
    place: Place,
    /// `None` where this process only reads.
    writer: Option<Mutex<Writing>>,
    readers: Mutex<Vec<Connection>>,
    /// Whether it has one reading connection, which stands still.
    is_snapshot: bool,
}

/// The one connection that appends.
struct Writing {
    connection: Option<Connection>,
    lease: Lease,
}

impl Place {
    /// From `postgres://user@host/database` or `host=… dbname=…`, and the city's id.
    ///
    /// # Errors
    /// Where the address is not understood; it is not repeated, as it may hold a password.
    pub fn new(address: &str, city: &str) -> Result<Self, StoreError> {
        let mut config: Config = address.trim().parse().map_err(|_| {
            let why = "the database's address is not understood: write it as \
                       postgres://user@host/database, or as host=/run/postgresql dbname=cityhall";
            StoreError::Database(why.into())
        })?;
        if config.get_application_name().is_none() {
            config.application_name("cityhall");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(std::time::Duration::from_secs(5));
        }
        Ok(Self { config, city: city.to_owned() })
    }

    /// The city's id.
    #[must_use]
    pub fn city(&self) -> &str {
        &self.city
    }

    /// The database in words for people, without secrets.
    #[must_use]
    pub fn name(&self) -> String {
        let database = self.config.get_dbname().or(self.config.get_user()).unwrap_or_default();
        let hosts: Vec<String> = self.config.get_hosts().iter().map(host).collect();
        match hosts.is_empty() {
            true => format!("the PostgreSQL database {database}"),
            false => format!("the PostgreSQL database {database} on {}", hosts.join(", ")),
        }
    }
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(folder) => folder.display().to_string(),
    }
}

impl PostgresStore {
    /// Opens a city to read and write, creating tables where missing.
    ///
    /// # Errors
    /// [`StoreError::Elsewhere`] where another process writes for the city,
    /// [`StoreError::ReadOnly`] where the database is a replica, [`StoreError::Newer`] where a
    /// newer program made the tables, [`StoreError::Unfinished`] or [`StoreError::Moved`]
    /// where it is no city's (any more), [`StoreError::Database`] where the server cannot be
    /// reached.
    pub fn open(place: Place, writer: Writer) -> Result<Self, StoreError> {
        let store = Self::open_whatever_its_standing(place, writer)?;
        store.standing()?.refuse_unless_open(store.place.name())?;
        Ok(store)
    }

    /// The same for whoever moves a city, into this database or out of it.
    ///
    /// # Errors
    /// As [`PostgresStore::open`], but for [`StoreError::Unfinished`] and [`StoreError::Moved`].
    pub fn open_whatever_its_standing(place: Place, writer: Writer) -> Result<Self, StoreError> {
        let (connection, lease) = patiently(|| {
            let mut connection = Connection::open(&place.config)?;
            // Tables, once there are any, are changed only by the one that writes.
            let known = migrate::schema(&mut connection, &place.name())?.found > 0;
            if !known {
                migrate::up(&mut connection, &place.name())?;
            }
            let lease = Lease::take(&mut connection, &place.city, &writer)?;
            if known {
                migrate::up(&mut connection, &place.name())?;
            }
            Ok((connection, lease))
        })?;
        let writing = Writing { connection: Some(connection), lease };
        let (writer, readers) = (Some(Mutex::new(writing)), Mutex::default());
        Ok(Self { place, writer, readers, is_snapshot: false })
    }

    /// Opens a city whose tables must exist, to read only: works beside a process that writes.
    ///
    /// # Errors
    /// As [`PostgresStore::open`], never [`StoreError::Elsewhere`], [`StoreError::ReadOnly`] or
    /// [`StoreError::Moved`];
    /// [`StoreError::Older`] where tables are missing, since reading brings no database up.
    pub fn open_to_read(place: Place) -> Result<Self, StoreError> {
        let reader = patiently(|| {
            let mut connection = Connection::open(&place.config)?;
            migrate::refuse_older(&mut connection, &place.name())?;
            Ok(connection)
        })?;
        let readers = Mutex::new(vec![reader]);
        let store = Self { place, writer: None, readers, is_snapshot: false };
        if let filling @ Standing::Filling { .. } = store.standing()? {
            filling.refuse_unless_open(store.place.name())?;
        }
        Ok(store)
    }

    /// Keeps the right to write while there is nothing to append; to be called every
    /// [`RENEW_EVERY_S`] seconds.
    ///
    /// # Errors
    /// [`StoreError::Elsewhere`] where another process has taken it meanwhile.
    pub fn renew(&self) -> Result<(), StoreError> {
        self.writing(|connection, lease| lease.hold(connection))
    }

    /// Runs `query` on a reading connection.
    fn reading<T>(
        &self,
        query: impl Fn(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        if self.is_snapshot {
            return self.reading_at_rest(query);
        }
        patiently(|| {
            let pooled = unpoisoned(&self.readers).pop();
            let mut reader = match pooled {
                Some(reader) => reader,
                None => Connection::open(&self.place.config)?,
            };
            let result = query(&mut reader);
            // One that failed may be in the midst of something: the next question opens another.
            if result.is_ok() {
                unpoisoned(&self.readers).push(reader);
            }
            result
        })
    }

    /// Runs `query` on the one connection of a snapshot; another would see another moment.
    fn reading_at_rest<T>(
        &self,
        query: impl Fn(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        let why = "the snapshot was lost, or is asked by two at once; do it again";
        let taken = unpoisoned(&self.readers).pop();
        let mut reader = taken.ok_or_else(|| StoreError::Database(why.into()))?;
        let result = query(&mut reader);
        if result.is_ok() {
            unpoisoned(&self.readers).push(reader);
        }
        result.map_err(StoreError::from)
    }

    /// Runs `act` on the connection that appends, with the lease.
    fn writing<T>(
        &self,
        mut act: impl FnMut(&mut Connection, &Lease) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        let Some(writer) = &self.writer else {
            let writer =
                self.reading(|connection| lease::holder_of(connection, &self.place.city))?;
            return Err(StoreError::Elsewhere { writer });
        };
        let mut writing = unpoisoned(writer);
        let Writing { connection, lease } = &mut *writing;
        patiently(|| {
            let mut open = match connection.take() {
                Some(open) => open,
                None => Connection::open(&self.place.config)?,
            };
            let result = act(&mut open, lease);
            if result.is_ok() || open.is_at_rest() {
                *connection = Some(open);
            }
            result
        })
    }
}

impl Drop for PostgresStore {
    /// Gives the lease back, so that another process need not wait until it ends.
    fn drop(&mut self) {
        let Some(writer) = self.writer.take() else { return };
        let Writing { connection, lease } =
            writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut connection) = connection {
            // Nothing hangs on it: a lease that is not given back ends by itself.
            let _ = lease.give_back(&mut connection);
        }
    }
}

pub use lease::{LEASE_S, RENEW_EVERY_S};

/// The lock's content even if a thread panicked while it held it: a connection that was in the
/// midst of something is not put back.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
