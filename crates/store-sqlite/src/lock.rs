//! What one process at a time may have.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// A lock on a file, held as long as this is. The operating system releases it however the
/// process ends.
#[derive(Debug)]
pub struct FileLock(File);

impl FileLock {
    /// Takes the lock on the file at `path`, which is made where it is missing, and says `None`
    /// where another has it.
    ///
    /// # Errors
    /// Where the file cannot be made or the system knows no locks there.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        let file = File::create(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child process that another thread is just starting
        // holds a copy of it, and so the lock, until its program runs. A lock that cannot be
        // released is released with the last copy.
        let _ = self.0.unlock();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::fd::OwnedFd;

    use super::*;

    #[test]
    fn it_is_one_holders_and_free_at_once_though_a_copy_of_the_file_lives() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("city.db.lock");
        let lock = FileLock::take(&path).expect("takes").expect("is free");
        assert!(FileLock::take(&path).expect("asks").is_none());
        let copy: OwnedFd = lock.0.try_clone().expect("as a child process has it").into();
        drop(lock);
        assert!(FileLock::take(&path).expect("asks").is_some());
        drop(copy);
    }
}
