//! Entry bundles: up to 256 entries in one file (C2SP `tlog-tiles`, "Log entries").
//!
//! Each entry is preceded by its length in bytes as a 16-bit big-endian number.

use thiserror::Error;

use crate::entry::BYTES_MAX;
use crate::tile::WIDTH;

/// The bundle of some encoded entries.
pub fn encode<B: AsRef<[u8]>>(entries: &[B]) -> Result<Vec<u8>, BundleError> {
    if entries.len() > usize::from(WIDTH) {
        return Err(BundleError::TooMany);
    }
    let mut bundle = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let bytes = entry.len();
        let length = u16::try_from(bytes).map_err(|_| BundleError::EntryTooLong { bytes })?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// The encoded entries of a bundle, in order.
pub fn decode(bundle: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        if entries.len() == usize::from(WIDTH) {
            return Err(BundleError::TooMany);
        }
        let cut = BundleError::Cut { position: entries.len() };
        let (length, after) = rest.split_first_chunk().ok_or_else(|| cut.clone())?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(cut)?;
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}

/// Why entries make no bundle, or bytes are none.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BundleError {
    /// A bundle holds at most 256 entries.
    #[error("more than {WIDTH} entries: start another bundle")]
    TooMany,
    /// An entry is longer than its length prefix can say.
    #[error("an entry has {bytes} bytes, above the limit of {BYTES_MAX}")]
    EntryTooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The bundle ends within an entry.
    #[error("the bundle ends within its entry {position} (counted from 0)")]
    Cut {
        /// The place of the entry in the bundle, counted from 0.
        position: usize,
    },
}
