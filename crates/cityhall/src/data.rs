//! A city's data on disk: the database and the key that signs its log.

pub(crate) mod key;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::Keys;
use journal::{Signer, Verifier};
use store::{Read, StoreError};
use store_sqlite::SqliteStore;

use key::KeyFile;

/// A city's opened data.
pub(crate) struct Data<S> {
    pub(crate) store: Arc<S>,
    pub(crate) keys: Keys,
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
    #[error(
        "another process writes for this city, and {path} is missing, by which this one would know \
         the log: give the log's public key with --log-key, as `cityhall key list` prints it"
    )]
    LogUnknown { path: PathBuf },
    #[error(
        "{path} signs the log {log}, and there is none yet here: choose that city's place with \
         --data and --database, or its definition with --city"
    )]
    KeyOfAnother { path: PathBuf, log: String },
    #[error(transparent)]
    Key(#[from] key::KeyFileError),
    #[error(
        "{path} is missing: without it the personal data kept so far cannot be read; put it back \
         from where you keep it apart from the backups, or, if it is lost for good, give that data \
         up with `cityhall vault give-up`"
    )]
    VaultKeyLost { path: PathBuf },
    #[error("{path} holds no vault key: {why}; put the key back from your copy")]
    VaultKeyUnusable { path: PathBuf, why: String },
    #[error("{path} can be read by others than its owner; run `chmod 600 {path}` and start again")]
    VaultKeyOpen { path: PathBuf },
    #[error("{path} holds no city; choose the folder of one with --data")]
    NoCity { path: PathBuf },
    #[error("there is no secure random source: {0}")]
    Random(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Journal(#[from] app::Error),
}

/// Opens the database in a city's data folder, creating what is missing.
pub(crate) fn open_or_create(folder: &Path) -> Result<Arc<SqliteStore>, DataError> {
    fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    Ok(Arc::new(SqliteStore::open(&database(folder))?))
}

impl<S: Read> Data<S> {
    /// The data of a store that is open, with the keys in a folder; creates the first key.
    pub(crate) fn with_keys(folder: &Path, city: &str, store: Arc<S>) -> Result<Self, DataError> {
        fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
        let (current, next) = (key_file(folder), next_key_file(folder));
        let (name, is_new) = (format!("cityhall.example/{city}"), store.log_size()? == 0);
        let keys = match (current.read::<Signer>()?, next.read::<Signer>()?) {
            (Some(old), Some(new)) => changing(store.as_ref(), (old, &current), (new, &next))?,
            (Some(signer), None) if is_new && signer.name() != name => {
                let (path, log) = (current.path().to_owned(), signer.name().to_owned());
                return Err(DataError::KeyOfAnother { path, log });
            }
            (Some(signer), None) => signer.into(),
            (None, _) if is_new => {
                let signer = Signer::from_seed(&name, random()?)
                    .expect("a city's id is plain, so that the log's name is one");
                current.create(&signer)?;
                signer.into()
            }
            (None, _) => return Err(DataError::KeyLost { path: current.path().to_owned() }),
        };
        Ok(Self { store, keys })
    }
}

/// The key that signs a city's log.
pub(crate) fn key_file(folder: &Path) -> KeyFile {
    KeyFile::at(folder.join("log.key"))
}

/// The key that will take its place.
pub(crate) fn next_key_file(folder: &Path) -> KeyFile {
    KeyFile::at(folder.join("log.next.key"))
}

/// The keys while one takes the place of the other. Where the journal says that this is done, the
/// old key's file is replaced: a crash may have come between the two.
fn changing(
    store: &dyn Read,
    (old, old_file): (Signer, &KeyFile),
    (new, new_file): (Signer, &KeyFile),
) -> Result<Keys, DataError> {
    if app::keyring(store)?.retired_at(&old.verifier()).is_none() {
        return Ok(Keys::changing(old, new)?);
    }
    new_file.take_the_place_of(old_file)?;
    Ok(new.into())
}

/// The database in a city's data folder.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("city.db")
}

/// The public keys of a city, to check what it has signed: two while one takes the place of
/// the other, none where they are kept elsewhere.
pub(crate) fn verifiers(folder: &Path) -> Result<Vec<Verifier>, DataError> {
    let keys = [key_file(folder).read::<Signer>()?, next_key_file(folder).read::<Signer>()?];
    Ok(keys.iter().flatten().map(Signer::verifier).collect())
}

/// The database in the data folder of a city that must be there.
pub(crate) fn existing_database(folder: &Path) -> Result<PathBuf, DataError> {
    let database = database(folder);
    if !database.is_file() {
        return Err(DataError::NoCity { path: folder.to_owned() });
    }
    Ok(database)
}

/// Random bytes from the operating system.
pub(crate) fn random() -> Result<[u8; 32], DataError> {
    let mut bytes = [0; 32];
    #[expect(clippy::disallowed_methods, reason = "this is where the program draws randomness")]
    getrandom::fill(&mut bytes).map_err(|error| DataError::Random(error.to_string()))?;
    Ok(bytes)
}

pub(crate) fn failed(path: &Path, source: std::io::Error) -> DataError {
    DataError::Folder { path: path.to_owned(), source }
}
