//! Reading a log from its published files, wherever they lie.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::bundle::{self, BundleError};
use crate::hash::Hash;
use crate::tile::{self, TileKind, TilePath, WIDTH};
use crate::tree::{Nodes, complete_root};

/// The published files of a log: a folder, an archive, a web server. Several are asked for at once.
pub trait Files: Sync {
    /// The content of the file at a path such as `checkpoint` or `tile/0/000`; `None` if there is
    /// no such file, and a message if that cannot be said.
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String>;
}

/// Files held in memory, by path.
impl Files for BTreeMap<String, Vec<u8>> {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(BTreeMap::get(self, path).cloned())
    }
}

/// The nodes of a tree, read from its published tiles, so that anyone who can reach these can make
/// proofs.
///
/// The tiles are believed as they are: a proof made from changed tiles fails when it is verified.
#[derive(Clone, Copy)]
pub struct TileNodes<'a> {
    files: &'a dyn Files,
    size: u64,
}

impl<'a> TileNodes<'a> {
    /// The nodes of the log whose checkpoint has this size.
    pub fn new(files: &'a dyn Files, size: u64) -> TileNodes<'a> {
        TileNodes { files, size }
    }
}

impl Nodes for TileNodes<'_> {
    type Error = FileError;

    /// # Panics
    ///
    /// If the node does not lie whole within the size that was given.
    fn node(&self, level: u8, index: u64) -> Result<Hash, FileError> {
        assert!(index < self.size >> level, "node {index} of level {level} is not in the tree");
        // A tile has the nodes of every eighth level; those between are hashed from it.
        let (tile_level, height) = (level / 8, level % 8);
        let (first, count) = (index << height, 1 << height);
        let tile_index = first / u64::from(WIDTH);
        let stored = (self.size >> (8 * tile_level)) - tile_index * u64::from(WIDTH);
        let width = u16::try_from(stored).unwrap_or(WIDTH).min(WIDTH);
        let kind = TileKind::Hashes { level: tile_level };
        let hashes = read_tile(self.files, &TilePath { kind, index: tile_index, width })?;
        let offset = usize::try_from(first % u64::from(WIDTH)).expect("below 256");
        Ok(complete_root(&hashes[offset..offset + count]))
    }
}

/// Why a published file is of no use.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FileError {
    /// Where the files lie, something went wrong.
    #[error("{path} could not be read: {message}")]
    Read {
        /// The path of the file.
        path: String,
        /// What the keeper of the files says.
        message: String,
    },
    /// The log does not have a file that it must have.
    #[error("{path} is missing")]
    Missing {
        /// The path of the file.
        path: String,
    },
    /// A tile has the wrong length.
    #[error("{path} has {found} bytes where {expected} belong")]
    TileLength {
        /// The path of the tile.
        path: String,
        /// The length that its width asks for, in bytes.
        expected: usize,
        /// Its length in bytes.
        found: usize,
    },
    /// A bundle cannot be taken apart into entries.
    #[error("{path} is not an entry bundle")]
    Bundle {
        /// The path of the bundle.
        path: String,
        /// Why not.
        source: BundleError,
    },
    /// A bundle has the wrong number of entries.
    #[error("{path} has {found} entries where {expected} belong")]
    BundleCount {
        /// The path of the bundle.
        path: String,
        /// How many entries belong into it.
        expected: usize,
        /// How many it has.
        found: usize,
    },
}

/// A file that a log cannot do without.
pub(crate) fn read(files: &dyn Files, path: &str) -> Result<Vec<u8>, FileError> {
    let path = || path.to_owned();
    let found = files.get(&path()).map_err(|message| FileError::Read { path: path(), message })?;
    found.ok_or_else(|| FileError::Missing { path: path() })
}

/// The hashes of a tile.
pub(crate) fn read_tile(files: &dyn Files, tile: &TilePath) -> Result<Vec<Hash>, FileError> {
    let (tile_found, content) = read_wide_enough(files, tile)?;
    let expected = usize::from(tile_found.width) * Hash::BYTES;
    let found = content.len();
    let hashes = tile::hashes(&content).filter(|_| found == expected);
    let path = || tile_found.to_string();
    let mut hashes =
        hashes.ok_or_else(|| FileError::TileLength { path: path(), expected, found })?;
    hashes.truncate(usize::from(tile.width));
    Ok(hashes)
}

/// The encoded entries of a bundle, for each of which `take` is called with its place in it.
pub(crate) fn read_bundle(
    files: &dyn Files,
    wanted: &TilePath,
    mut take: impl FnMut(u64, &[u8]),
) -> Result<(), FileError> {
    let (bundle, content) = read_wide_enough(files, wanted)?;
    let path = || bundle.to_string();
    let entries =
        bundle::decode(&content).map_err(|source| FileError::Bundle { path: path(), source })?;
    let (expected, found) = (usize::from(bundle.width), entries.len());
    if found != expected {
        return Err(FileError::BundleCount { path: path(), expected, found });
    }
    for (position, entry) in (0..).zip(&entries[..usize::from(wanted.width)]) {
        take(position, entry);
    }
    Ok(())
}

/// The file itself, or the full one in its place: a log may delete partial files once it has those.
fn read_wide_enough(files: &dyn Files, tile: &TilePath) -> Result<(TilePath, Vec<u8>), FileError> {
    match read(files, &tile.to_string()) {
        Err(FileError::Missing { path }) if tile.is_partial() => {
            match read(files, &tile.full().to_string()) {
                Err(FileError::Missing { .. }) => Err(FileError::Missing { path }),
                content => Ok((tile.full(), content?)),
            }
        }
        content => Ok((*tile, content?)),
    }
}
