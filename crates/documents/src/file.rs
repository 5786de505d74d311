//! Reading documents from disk.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::{Document, DocumentError, SIZE_MAX_BYTES, read};

/// Reads the document in a file.
///
/// # Errors
///
/// As [`load`] and [`read`].
pub fn read_file(path: &Path) -> Result<Document, DocumentError> {
    read(&load(path)?)
}

/// Loads a file's bytes, at most [`SIZE_MAX_BYTES`] of them.
///
/// The size is checked before anything is read, and again while reading, as a file can grow.
///
/// # Errors
///
/// [`DocumentError::NotFound`], [`DocumentError::NotAFile`] and [`DocumentError::Unreadable`] for
/// what the system refuses, [`DocumentError::TooLarge`].
pub fn load(path: &Path) -> Result<Vec<u8>, DocumentError> {
    let metadata = std::fs::metadata(path).map_err(refused)?;
    if !metadata.is_file() {
        return Err(DocumentError::NotAFile);
    }
    if metadata.len() > SIZE_MAX_BYTES {
        return Err(DocumentError::TooLarge { size_bytes: metadata.len() });
    }
    let file = File::open(path).map_err(refused)?;
    let mut bytes = Vec::new();
    file.take(SIZE_MAX_BYTES + 1).read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

fn refused(source: io::Error) -> DocumentError {
    match source.kind() {
        io::ErrorKind::NotFound => DocumentError::NotFound,
        io::ErrorKind::IsADirectory => DocumentError::NotAFile,
        _ => DocumentError::Unreadable { source },
    }
}
