//! A place where a city is kept: a folder with a database file, or a PostgreSQL database.
//!
//! Whatever an operator does with a city (backup, restore, move, export, migrate) works on any of
//! them through this module. Keys are files in either case, and stay in the data folder.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use app::Clock;
use clap::Args;
use store::{Operate, Schema, StoreError};
use store_postgres::{PostgresStore, RENEW_EVERY_S, Writer};
use store_sqlite::SqliteStore;

use crate::clock::SystemClock;
use crate::data::{database, existing_database};
use crate::shared::{address_in, process_name};

/// Where a city is kept, or shall be.
#[derive(Args)]
pub(crate) struct PlaceArguments {
    /// Where the signing key is kept and, unless a PostgreSQL database is named, the city.
    #[arg(long, value_name = "FOLDER", default_value = "city-data/main")]
    data: PathBuf,
    /// A PostgreSQL database to keep the city in instead, as postgres://USER@HOST/NAME; the signing
    /// key stays in the data folder.
    #[arg(long, value_name = "URL", conflicts_with = "database_file")]
    database: Option<String>,
    /// A file that holds the database's address, for one with a password.
    #[arg(long, value_name = "FILE")]
    database_file: Option<PathBuf>,
}

/// Which city, where it is kept.
#[derive(Args)]
pub(crate) struct CityPlace {
    #[command(flatten)]
    place: PlaceArguments,
    /// The city's id, where a PostgreSQL database holds several.
    #[arg(long, value_name = "CITY")]
    id: Option<String>,
}

impl PlaceArguments {
    /// The data folder.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// The address of the database; none where it is a file in the data folder.
    pub(crate) fn address(&self) -> Result<Option<String>, String> {
        let in_file = self.database_file.as_deref().map(address_in).transpose()?;
        Ok(in_file.or_else(|| self.database.clone()))
    }
}

/// The city that a PostgreSQL database holds; none where it holds none yet.
///
/// # Errors
/// Where it holds several, or cannot be asked.
pub(crate) fn only_city(address: &str) -> Result<Option<String>, Box<dyn Error>> {
    let mut cities = PostgresStore::cities(address)?;
    if cities.len() > 1 {
        let cities = cities.join(", ");
        return Err(
            format!("the database holds {cities}: give the folder of one with --city").into()
        );
    }
    Ok(cities.pop())
}

impl CityPlace {
    /// The data folder.
    pub(crate) fn data(&self) -> &Path {
        self.place.data()
    }

    /// The place, which must hold a city.
    pub(crate) fn find(&self) -> Result<Place, Box<dyn Error>> {
        let Some(address) = self.place.address()? else {
            existing_database(self.data())?;
            return Ok(Place::Folder(self.data().to_owned()));
        };
        let cities = PostgresStore::cities(&address)?;
        let city = match (&self.id, cities.as_slice()) {
            (Some(id), _) if cities.contains(id) => id,
            (None, [only]) => only,
            (None, []) => return Err("the database holds no city".into()),
            (None, _) => {
                let cities = cities.join(", ");
                let why = format!("the database holds the cities {cities}; choose one with --id");
                return Err(why.into());
            }
            (Some(id), _) => {
                let cities = cities.join(", ");
                let why = format!("the database holds no city `{id}`; what it holds: {cities}");
                return Err(why.into());
            }
        };
        Place::at(&address, city)
    }
}

/// A place where a city is kept, or shall be.
pub(crate) enum Place {
    /// A folder with a database file.
    Folder(PathBuf),
    /// A city's part of a PostgreSQL database.
    Database(Box<store_postgres::Place>),
}

/// A place that was opened to write. The right to is kept as long as this is.
pub(crate) struct Opened {
    pub(crate) store: Arc<dyn Operate>,
    _keeper: Option<Keeper>,
}

impl Place {
    /// From a folder, or an address as `postgres://USER@HOST/NAME`. `city` is only asked for where
    /// it is an address.
    pub(crate) fn parse(
        text: &str,
        city: impl FnOnce() -> Result<String, Box<dyn Error>>,
    ) -> Result<Self, Box<dyn Error>> {
        let is_address = ["postgres://", "postgresql://"].iter().any(|it| text.starts_with(it));
        if is_address { Self::at(text, &city()?) } else { Ok(Self::Folder(text.into())) }
    }

    /// A city's part of the database at an address.
    pub(crate) fn at(address: &str, city: &str) -> Result<Self, Box<dyn Error>> {
        Ok(Self::Database(Box::new(store_postgres::Place::new(address, city)?)))
    }

    /// The folder that it is; none where it is a database.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Database(_) => None,
        }
    }

    /// What it is called, the same from wherever it is looked at, without secrets. A folder must be
    /// there.
    pub(crate) fn name(&self) -> io::Result<String> {
        match self {
            Self::Folder(folder) => Ok(folder.canonicalize()?.display().to_string()),
            Self::Database(place) => Ok(format!("{}, city {}", place.name(), place.city())),
        }
    }

    /// Makes the folder where there is none.
    pub(crate) fn prepare(&self) -> io::Result<()> {
        self.folder().map_or(Ok(()), fs::create_dir_all)
    }

    /// Opens it to read, beside whoever writes.
    pub(crate) fn open_to_read(&self) -> Result<Box<dyn Operate>, StoreError> {
        match self {
            Self::Folder(folder) => Ok(Box::new(SqliteStore::open_to_read(&database(folder))?)),
            Self::Database(place) => Ok(Box::new(PostgresStore::open_to_read(*place.clone())?)),
        }
    }

    /// Opens it to write, also where it is no city's yet or any more; `doing` is what others are
    /// told of this process. Nobody else may be writing.
    pub(crate) fn open_whatever_its_standing(&self, doing: &str) -> Result<Opened, StoreError> {
        match self {
            Self::Folder(folder) => {
                let store = SqliteStore::open_whatever_its_standing(&database(folder))?;
                Ok(Opened { store: Arc::new(store), _keeper: None })
            }
            Self::Database(place) => {
                let place = *place.clone();
                let store = PostgresStore::open_whatever_its_standing(place, writer(doing))?;
                let store = Arc::new(store);
                let keeper = Keeper::start(Arc::clone(&store));
                Ok(Opened { store, _keeper: Some(keeper) })
            }
        }
    }

    /// How far its tables have been brought.
    pub(crate) fn schema(&self) -> Result<Schema, StoreError> {
        match self {
            Self::Folder(folder) => SqliteStore::schema(&database(folder)),
            Self::Database(place) => PostgresStore::schema(place),
        }
    }

    /// Brings its tables to the version that this program needs.
    pub(crate) fn migrate(&self) -> Result<(), StoreError> {
        match self {
            Self::Folder(folder) => SqliteStore::open(&database(folder)).map(drop),
            Self::Database(place) => {
                PostgresStore::open(*place.clone(), writer("cityhall migrate")).map(drop)
            }
        }
    }
}

fn writer(doing: &str) -> Writer {
    Writer { name: process_name(doing), now: Arc::new(|| SystemClock.now().as_second()) }
}

/// Keeps the right to write to a shared database while nothing is written, until it is dropped.
struct Keeper {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    fn start(store: Arc<PostgresStore>) -> Self {
        let (stop, stopped) = channel::<()>();
        let every = Duration::from_secs(RENEW_EVERY_S);
        let thread = thread::spawn(move || {
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                // Where it was lost, the next thing that is written is refused and tells so.
                let _ = store.renew();
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // It has told of its own panic.
            let _ = thread.join();
        }
    }
}
