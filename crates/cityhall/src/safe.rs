//! The vault's key and the list of what was erased: a folder of their own, so that no backup of the
//! database holds what opens it, or forgets what was erased.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use app::{Safe, SafeError};
use store::{SealedMatter, Vault};
use vault::{MasterKey, MatterKey, SealError};

use crate::data::{self, DataError};

/// The file of the master key.
const KEY_FILE: &str = "vault.key";

/// The file of a master key that is about to take the other's place.
const NEXT_KEY_FILE: &str = "vault.key.next";

/// The file that lists the matters that were erased, one a line: names that say nothing.
const ERASED_FILE: &str = "erased";

/// A safe in a folder.
pub(crate) struct SafeFolder {
    folder: PathBuf,
    master: MasterKey,
}

impl SafeFolder {
    /// Opens the safe of a city, creating it where the city keeps nothing personal yet.
    pub(crate) fn open(folder: &Path, store: &dyn Vault) -> Result<Self, DataError> {
        let kept = store.living_matters("", 1)?.pop();
        fs::create_dir_all(folder).map_err(|source| data::failed(folder, source))?;
        finish_renewal(folder, kept.as_ref())?;
        let path = folder.join(KEY_FILE);
        let master = if path.exists() {
            read(&path)?
        } else if kept.is_none() {
            let master = MasterKey::new(data::random()?);
            write_secret(&path, &master.to_text())?;
            master
        } else {
            return Err(DataError::VaultKeyLost { path });
        };
        Ok(Self { folder: folder.to_owned(), master })
    }

    /// Opens the safe of a city for a process that only reads; `None` where it is kept elsewhere.
    pub(crate) fn open_to_read(folder: &Path) -> Result<Option<Self>, DataError> {
        let path = folder.join(KEY_FILE);
        if !path.exists() {
            return Ok(None);
        }
        Ok(Some(Self { folder: folder.to_owned(), master: read(&path)? }))
    }

    /// Makes a new master key and keeps it beside the old one until [`SafeFolder::put_next`].
    pub(crate) fn prepare_next(&self) -> Result<MasterKey, DataError> {
        let next = MasterKey::new(data::random()?);
        write_secret(&self.folder.join(NEXT_KEY_FILE), &next.to_text())?;
        Ok(next)
    }

    /// Puts the new master key in the place of the old one, which is gone then.
    pub(crate) fn put_next(&self) -> Result<(), DataError> {
        put_next(&self.folder)
    }
}

/// Puts away the key of a safe that opens nothing, so that a new one is made.
pub(crate) fn put_away(folder: &Path) -> Result<(), DataError> {
    let path = folder.join(KEY_FILE);
    match fs::rename(&path, path.with_extension("key.given-up")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(data::failed(&path, error))
        }
        _ => Ok(()),
    }
}

/// After a crash between two keys: the new one takes its place if what is kept is wrapped by it,
/// and is thrown away if not.
fn finish_renewal(folder: &Path, kept: Option<&SealedMatter>) -> Result<(), DataError> {
    let path = folder.join(NEXT_KEY_FILE);
    if !path.exists() {
        return Ok(());
    }
    let next = read(&path)?;
    let fits = kept.is_none_or(|kept| {
        kept.key.as_ref().is_some_and(|key| opens(&next, &kept.matter, key).is_ok())
    });
    if fits {
        return put_next(folder);
    }
    fs::remove_file(&path).map_err(|source| data::failed(&path, source))
}

fn opens(master: &MasterKey, matter: &str, key: &[u8]) -> Result<MatterKey, SealError> {
    vault::unwrap(master, matter, key)
}

fn put_next(folder: &Path) -> Result<(), DataError> {
    let path = folder.join(KEY_FILE);
    fs::rename(folder.join(NEXT_KEY_FILE), &path).map_err(|source| data::failed(&path, source))
}

fn read(path: &Path) -> Result<MasterKey, DataError> {
    let failed = |source| data::failed(path, source);
    refuse_readable_by_others(path)?;
    let text = zeroize::Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
    MasterKey::parse(&text).map_err(|error| DataError::VaultKeyUnusable {
        path: path.to_owned(),
        why: error.to_string(),
    })
}

#[cfg(unix)]
fn refuse_readable_by_others(path: &Path) -> Result<(), DataError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|source| data::failed(path, source))?;
    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(DataError::VaultKeyOpen { path: path.to_owned() })
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_: &Path) -> Result<(), DataError> {
    Ok(())
}

/// Writes a key that only the owner may read: beside and renamed, so that a crash leaves all of it
/// or nothing.
fn write_secret(path: &Path, text: &str) -> Result<(), DataError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let write = || {
        if unfinished.exists() {
            fs::remove_file(&unfinished)?;
        }
        let mut file = options.open(&unfinished)?;
        writeln!(file, "{text}")?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().map_err(|source| data::failed(path, source))
}

impl Safe for SafeFolder {
    fn master(&self) -> MasterKey {
        self.master.clone()
    }

    fn random(&self) -> Result<[u8; 32], SafeError> {
        data::random().map_err(|error| SafeError(error.to_string()))
    }

    fn erased(&self) -> Result<Vec<String>, SafeError> {
        let path = self.folder.join(ERASED_FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(SafeError(format!("{}: {error}", path.display()))),
        }
    }

    fn remember_erased(&self, matter: &str) -> Result<(), SafeError> {
        let path = self.folder.join(ERASED_FILE);
        let append = || {
            let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
            // One write, so that a crash leaves a whole line or a part of one, which names nothing.
            file.write_all(format!("{matter}\n").as_bytes())?;
            file.sync_all()
        };
        append().map_err(|error| SafeError(format!("{}: {error}", path.display())))
    }
}
