//! A city's data on disk: the database and the key that signs its log.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use journal::Signer;
use store::StoreError;
use store_sqlite::SqliteStore;

/// A city's opened data.
pub(crate) struct Data {
    pub(crate) store: SqliteStore,
    pub(crate) signer: Signer,
}

/// Why a city's data cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    #[error("{path} cannot be used")]
    Folder {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error(
        "{path} is missing: without the key that signed the log so far nothing can be added to it; \
         put the key back from your backup"
    )]
    KeyLost { path: PathBuf },
    #[error("{path} holds no signing key: {why}; put the key back from your backup")]
    KeyUnusable { path: PathBuf, why: String },
    #[error("there is no secure random source: {0}")]
    Random(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Data {
    /// Opens a city's data, creating what is missing.
    pub(crate) fn open_or_create(folder: &Path, city: &str) -> Result<Self, DataError> {
        Self::with(folder, city, SqliteStore::open)
    }

    /// Creates data to be filled at once: see [`SqliteStore::open_to_fill`].
    pub(crate) fn create_to_fill(folder: &Path, city: &str) -> Result<Self, DataError> {
        Self::with(folder, city, SqliteStore::open_to_fill)
    }

    fn with(
        folder: &Path,
        city: &str,
        open: impl FnOnce(&Path) -> Result<SqliteStore, StoreError>,
    ) -> Result<Self, DataError> {
        fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
        let database = database(folder);
        let is_new = !database.exists();
        let store = open(&database)?;
        let key = folder.join("log.key");
        let signer = if key.exists() {
            read_key(&key)?
        } else if is_new || store::Read::log_size(&store)? == 0 {
            create_key(&key, city)?
        } else {
            return Err(DataError::KeyLost { path: key });
        };
        Ok(Self { store, signer })
    }
}

/// The database in a city's data folder.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("city.db")
}

/// Random bytes from the operating system.
pub(crate) fn random() -> Result<[u8; 32], DataError> {
    let mut bytes = [0; 32];
    #[expect(clippy::disallowed_methods, reason = "this is where the program draws randomness")]
    getrandom::fill(&mut bytes).map_err(|error| DataError::Random(error.to_string()))?;
    Ok(bytes)
}

fn read_key(path: &Path) -> Result<Signer, DataError> {
    let text = fs::read_to_string(path).map_err(|source| failed(path, source))?;
    Signer::from_secret_text(text.trim())
        .map_err(|error| DataError::KeyUnusable { path: path.to_owned(), why: error.to_string() })
}

fn create_key(path: &Path, city: &str) -> Result<Signer, DataError> {
    let signer = Signer::from_seed(&format!("cityhall.example/{city}"), random()?)
        .expect("a city's id is plain, so that the log's name is one");
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Written beside and renamed, so that a crash leaves a whole key or none.
    let unfinished = path.with_extension("key.unfinished");
    let write = || {
        if unfinished.exists() {
            fs::remove_file(&unfinished)?;
        }
        let mut file = options.open(&unfinished)?;
        writeln!(file, "{}", signer.secret_text())?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().map_err(|source| failed(path, source))?;
    Ok(signer)
}

fn failed(path: &Path, source: std::io::Error) -> DataError {
    DataError::Folder { path: path.to_owned(), source }
}
