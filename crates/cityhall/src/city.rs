//! Opening a city: its folder, its packs, its data.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::{App, Definitions, Documents};
use clap::Args;
use journal::Verifier;
use store::Read;

use crate::clock::SystemClock;
use crate::data::{self, Data, DataError};
use crate::embedded;
use crate::place::{self, PlaceArguments};
use crate::safe::SafeFolder;
use crate::shared::{self, Shared};

/// Which city to work on.
#[derive(Args)]
pub(crate) struct CityArguments {
    /// The city's folder: city.toml, places.toml, offices.toml, calendar.toml. If left out, the
    /// city and its packs are those that the journal holds; a new city is the sample city.
    #[arg(long, value_name = "FOLDER")]
    city: Option<PathBuf>,
    /// A pack's folder; may be repeated. With --city, or for a new city, the packs that come with
    /// the program if left out.
    #[arg(long = "pack", value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    #[command(flatten)]
    place: PlaceArguments,
    /// Where the vault key is kept, apart from the data and its backups; `.vault` after the name of
    /// the data's folder if left out.
    #[arg(long, value_name = "FOLDER")]
    vault: Option<PathBuf>,
    /// Only read, beside the process that writes for the city in its database, and know the log by
    /// this public key; takes neither the signing key nor the vault key. May be repeated.
    #[arg(long = "log-key", value_name = "KEY")]
    log_keys: Vec<Verifier>,
}

/// A city that was opened, its vault still closed.
pub(crate) struct Opened {
    pub(crate) app: App,
    /// What opens the vault, or why it cannot be had; none where this process only reads and has
    /// no vault key.
    pub(crate) safe: Result<Option<SafeFolder>, DataError>,
    shared: Option<Shared>,
}

impl CityArguments {
    /// Opens the city to work on it, creating its data where missing.
    pub(crate) fn open(&self) -> Result<App, Box<dyn Error>> {
        Ok(self.open_as(&own_name())?.0)
    }

    /// The same under a name by which other processes know this one, and with its part in the
    /// database where several share one.
    pub(crate) fn open_as(&self, name: &str) -> Result<(App, Option<Shared>), Box<dyn Error>> {
        let Opened { app, safe, shared } = self.open_closed(name)?;
        let app = match safe? {
            Some(safe) => app.with_vault(Arc::new(safe))?,
            None => app,
        };
        Ok((app, shared))
    }

    /// Opens the city with its vault closed, and the safe that would open it, or why not.
    pub(crate) fn open_without_vault(&self) -> Result<Opened, Box<dyn Error>> {
        self.open_closed(&own_name())
    }

    fn open_closed(&self, name: &str) -> Result<Opened, Box<dyn Error>> {
        let given = self.given()?;
        let clock = Arc::new(SystemClock);
        let Some(address) = self.address()? else {
            if !self.log_keys.is_empty() {
                return Err("--log-key is for a city that another process writes for, in a \
                            database that both reach: give that with --database"
                    .into());
            }
            let store = data::open_or_create(self.data())?;
            let definitions = self.definitions(given, store.as_ref())?;
            let Data { store, keys } = Data::with_keys(self.data(), &definitions.city.id, store)?;
            let safe = SafeFolder::open(&self.vault_folder(), store.as_ref()).map(Some);
            let app = App::open(definitions, store, clock, keys)?;
            return Ok(Opened { app, safe, shared: None });
        };
        let city = match &given {
            Some(given) => given.city.id.clone(),
            None => place::only_city(&address)?.unwrap_or(self.sample()?.city.id),
        };
        let shared = if self.log_keys.is_empty() {
            Shared::open(&address, &city, shared::process_name(name))?
        } else {
            Shared::open_to_read(&address, &city)?
        };
        let store = Arc::clone(&shared.store);
        if !shared.writes() {
            let app = App::open_to_read(store, clock, &self.known_keys()?)?;
            let safe = SafeFolder::open_to_read(&self.vault_folder());
            return Ok(Opened { app, safe, shared: Some(shared) });
        }
        let definitions = self.definitions(given, store.as_ref())?;
        let Data { store, keys } = Data::with_keys(self.data(), &city, store)?;
        let safe = SafeFolder::open(&self.vault_folder(), store.as_ref()).map(Some);
        let app = App::open(definitions, store, clock, keys)?;
        Ok(Opened { app, safe, shared: Some(shared) })
    }

    /// What the city is made of as the options give it.
    fn given(&self) -> Result<Option<Definitions>, Box<dyn Error>> {
        let Some(folder) = &self.city else { return Ok(None) };
        let documents = Documents { city: toml_files(folder)?, packs: self.packs()? };
        Ok(Some(Definitions::read(&documents)?))
    }

    /// What the city is made of: as given, or as its journal has it, or, where it is new, as the
    /// sample city.
    fn definitions(
        &self,
        given: Option<Definitions>,
        store: &dyn Read,
    ) -> Result<Definitions, Box<dyn Error>> {
        if let Some(given) = given {
            return Ok(given);
        }
        if store.log_size()? == 0 {
            return self.sample();
        }
        let mut documents = Documents::of_journal(store)?;
        if !self.packs.is_empty() {
            documents.packs = self.packs()?;
        }
        Ok(Definitions::read(&documents)?)
    }

    fn sample(&self) -> Result<Definitions, Box<dyn Error>> {
        let documents = Documents { city: embedded::sample().city, packs: self.packs()? };
        Ok(Definitions::read(&documents)?)
    }

    fn packs(&self) -> Result<Vec<BTreeMap<String, String>>, String> {
        if self.packs.is_empty() {
            return Ok(embedded::packs());
        }
        self.packs.iter().map(|folder| toml_files(folder)).collect()
    }

    /// The public keys by which a process that only reads knows the log.
    fn known_keys(&self) -> Result<Vec<Verifier>, DataError> {
        if !self.log_keys.is_empty() {
            return Ok(self.log_keys.clone());
        }
        let known = data::verifiers(self.data())?;
        if known.is_empty() {
            let path = data::key_file(self.data()).path().to_owned();
            return Err(DataError::LogUnknown { path });
        }
        Ok(known)
    }

    /// Where the vault key is kept.
    pub(crate) fn vault_folder(&self) -> PathBuf {
        self.vault.clone().unwrap_or_else(|| vault_beside(self.data()))
    }

    /// The address of the city's database; none where it is a file in the data folder.
    pub(crate) fn address(&self) -> Result<Option<String>, String> {
        self.place.address()
    }

    /// Where the city's database and keys are kept.
    pub(crate) fn data(&self) -> &Path {
        self.place.data()
    }
}

/// The name by which others know a process that has no address.
pub(crate) fn own_name() -> String {
    format!("cityhall (process {})", std::process::id())
}

/// Where the vault key of a city is kept unless told otherwise: beside its data, not in it.
pub(crate) fn vault_beside(data: &Path) -> PathBuf {
    // Without `.` and a slash at the end, which would make the folder one within the data's.
    let data = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let mut name = data.components().as_path().as_os_str().to_owned();
    name.push(".vault");
    PathBuf::from(name)
}

/// The TOML files of a folder and of the folders in it, by their path within it.
pub(crate) fn toml_files(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for item in fs::read_dir(&next).map_err(|error| failed(&next, error))? {
            let path = item.map_err(|error| failed(&next, error))?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
                let within = path.strip_prefix(folder).unwrap_or(&path);
                let parts: Vec<_> =
                    within.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                files.insert(parts.join("/"), text);
            }
        }
    }
    Ok(files)
}
