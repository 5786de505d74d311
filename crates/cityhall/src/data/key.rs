//! Secret keys in files that nobody else may read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use journal::note::KeyError;
use journal::{Cosigner, Signer};

/// A file that holds a secret key, or will.
pub(crate) struct KeyFile(PathBuf);

/// A key that is kept in a file.
pub(crate) trait SecretKey: Sized {
    fn secret_text(&self) -> String;
    fn from_secret_text(text: &str) -> Result<Self, KeyError>;
}

/// Why a key's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyFileError {
    #[error("{path} cannot be used")]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "others may read the secret key in {path} (its mode is {mode:03o}): run \
         `chmod 600 {path}`; if somebody may have read it, replace it with \
         `cityhall key rotate --now`"
    )]
    Open { path: PathBuf, mode: u32 },
    #[error("{path} holds no such key: {why}; put the key back from your backup")]
    Unusable { path: PathBuf, why: KeyError },
}

impl KeyFile {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The key; `None` where there is no file. Refuses a file that others can read.
    pub(crate) fn read<K: SecretKey>(&self) -> Result<Option<K>, KeyFileError> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(self.failed(source)),
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let metadata = fs::metadata(&self.0).map_err(|source| self.failed(source))?;
            let mode = metadata.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return Err(KeyFileError::Open { path: self.0.clone(), mode });
            }
        }
        let unusable = |why| KeyFileError::Unusable { path: self.0.clone(), why };
        K::from_secret_text(text.trim()).map(Some).map_err(unusable)
    }

    /// Writes a new key's file, which must not be there yet.
    pub(crate) fn create(&self, key: &impl SecretKey) -> Result<(), KeyFileError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Written beside and linked, so that a crash leaves a whole key or none, and no key is ever
        // written over.
        let unfinished = self.0.with_extension("key.unfinished");
        let write = || {
            if unfinished.exists() {
                fs::remove_file(&unfinished)?;
            }
            let mut file = options.open(&unfinished)?;
            writeln!(file, "{}", key.secret_text())?;
            file.sync_all()?;
            fs::hard_link(&unfinished, &self.0)?;
            fs::remove_file(&unfinished)?;
            sync_folder(&self.0)
        };
        write().map_err(|source| self.failed(source))
    }

    /// Puts this file in the place of another, whose key is gone then.
    pub(crate) fn take_the_place_of(&self, other: &KeyFile) -> Result<(), KeyFileError> {
        let replace = || {
            fs::rename(&self.0, &other.0)?;
            sync_folder(&other.0)
        };
        replace().map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> KeyFileError {
        KeyFileError::File { path: self.0.clone(), source }
    }
}

impl SecretKey for Signer {
    fn secret_text(&self) -> String {
        self.secret_text()
    }

    fn from_secret_text(text: &str) -> Result<Self, KeyError> {
        Signer::from_secret_text(text)
    }
}

impl SecretKey for Cosigner {
    fn secret_text(&self) -> String {
        self.secret_text()
    }

    fn from_secret_text(text: &str) -> Result<Self, KeyError> {
        Cosigner::from_secret_text(text)
    }
}

/// Makes a file's name in its folder survive a loss of power.
fn sync_folder(file: &Path) -> io::Result<()> {
    match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}
