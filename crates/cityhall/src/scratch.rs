//! Work under way beside the place where its result will be: the result is whole or not there.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use store_sqlite::FileLock;

/// A folder of one process's own, beside the file or folder that is to be made. It is gone when
/// the process ends; what a killed one has left is thrown away by the next.
pub(crate) struct Scratch {
    folder: PathBuf,
    _lock: FileLock,
}

impl Scratch {
    /// Opens the folder for what will be at `target`.
    ///
    /// # Errors
    /// Where another process is making the same thing, or the disk fails.
    pub(crate) fn beside(target: &Path) -> io::Result<Self> {
        let mut name = target.as_os_str().to_owned();
        name.push(".unfinished");
        let folder = PathBuf::from(name);
        make_private(&folder)?;
        let Some(lock) = FileLock::take(&folder.join(".lock"))? else {
            let path = target.display();
            let why = format!("another cityhall process is making {path}; wait until it is done");
            return Err(io::Error::new(io::ErrorKind::WouldBlock, why));
        };
        for item in fs::read_dir(&folder)? {
            let path = item?.path();
            match path.is_dir() {
                true => fs::remove_dir_all(path)?,
                false if path.ends_with(".lock") => {}
                false => fs::remove_file(path)?,
            }
        }
        Ok(Self { folder, _lock: lock })
    }

    /// A file or folder within it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Puts something of it in its place, which must be free, so that it survives a loss of power.
    /// Files must have been synced.
    pub(crate) fn put(&self, name: &str, target: &Path) -> io::Result<()> {
        if target.exists() {
            let why = format!("{} is there already", target.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
        }
        let made = self.folder.join(name);
        if made.is_dir() {
            sync_folder(&made)?;
        }
        fs::rename(made, target)?;
        sync_folder(folder_of(target))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be thrown away now will be by the next process.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder that something is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the names in a folder survive a loss of power.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes a folder, and those that it is in, that nobody else can look into.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    fs::create_dir_all(folder_of(folder))?;
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_thrown_away_and_no_two_work_at_once() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let target = folder.path().join("backup.zip");
        let left = folder.path().join("backup.zip.unfinished");
        fs::create_dir_all(left.join("restored")).expect("writes");
        fs::write(left.join("city.db"), "half").expect("writes");
        let scratch = Scratch::beside(&target).expect("opens");
        assert!(!scratch.join("city.db").exists() && !scratch.join("restored").exists());
        let second = Scratch::beside(&target).err().expect("refused");
        assert!(second.to_string().contains("another cityhall process"), "{second}");
        fs::write(scratch.join("made"), "whole").expect("writes");
        scratch.put("made", &target).expect("puts");
        assert!(scratch.put("made", &target).is_err(), "nothing is written over");
        drop(scratch);
        assert_eq!(fs::read_to_string(&target).expect("reads"), "whole");
        assert!(!left.exists());
    }
}
