//! Tiles: the tree and the entries as static files (C2SP `tlog-tiles`).
//!
//! A hash tile of level L holds up to 256 neighbouring nodes of tree level 8·L; an entry bundle
//! holds the entries under a tile of level 0. A tile that the log has not filled yet is partial,
//! and its width stands in its path.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::hash::Hash;
use crate::text::decimal;
use crate::tree::Nodes;

/// The number of hashes in a full tile, and of entries in a full bundle.
pub const WIDTH: u16 = 256;

/// The path of the signed checkpoint among the published files.
pub const CHECKPOINT_PATH: &str = "checkpoint";

/// The highest tile level that a path may name.
const LEVEL_MAX: u8 = 63;

/// The highest tile level of a tree whose size fits 64 bits.
const LEVEL_USED_MAX: u8 = 7;

/// The name of a published file of hashes or entries. `Display` and `FromStr` write and read its
/// path, such as `tile/1/x001/x234/067` or `tile/entries/000.p/7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TilePath {
    /// What the file holds.
    pub kind: TileKind,
    /// Its place among the files of its kind, from the left, starting at 0.
    pub index: u64,
    /// How many hashes or entries it holds: 1 to 255 if it is partial, 256 if it is full.
    pub width: u16,
}

/// What a published file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TileKind {
    /// Log entries: a [bundle](crate::bundle).
    Entries,
    /// Nodes of tree level `8 * level`.
    Hashes {
        /// The tile level, 0 to 63.
        level: u8,
    },
}

impl TilePath {
    /// Whether the file will grow as the log does.
    pub fn is_partial(&self) -> bool {
        self.width < WIDTH
    }

    /// The file of the same place once it is full. A log may delete a partial file when it has
    /// this one, so a reader falls back to it.
    pub fn full(&self) -> TilePath {
        TilePath { width: WIDTH, ..*self }
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Entries => out.write_str("tile/entries/")?,
            TileKind::Hashes { level } => write!(out, "tile/{level}/")?,
        }
        // The largest index takes seven groups of three digits.
        let groups = self.index.checked_ilog(1000).unwrap_or(0);
        for group in (1..=groups).rev() {
            write!(out, "x{:03}/", self.index / 1000_u64.pow(group) % 1000)?;
        }
        write!(out, "{:03}", self.index % 1000)?;
        if self.is_partial() { write!(out, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl FromStr for TilePath {
    type Err = TilePathError;

    fn from_str(path: &str) -> Result<TilePath, TilePathError> {
        match understand(path) {
            // One file has one path: what was understood must be written the same.
            Some(tile) if tile.to_string() == path => Ok(tile),
            _ => Err(TilePathError { path: path.to_owned() }),
        }
    }
}

/// What a path seems to name, without regard to how its index is grouped.
fn understand(path: &str) -> Option<TilePath> {
    let (kind, index) = path.strip_prefix("tile/")?.split_once('/')?;
    let kind = match kind {
        "entries" => TileKind::Entries,
        level => TileKind::Hashes { level: u8::try_from(decimal(level)?).ok()? },
    };
    let (index, width) = match index.split_once(".p/") {
        Some((index, width)) => (index, u16::try_from(decimal(width)?).ok()?),
        None => (index, WIDTH),
    };
    let digits: String = index.split('/').map(|group| group.trim_matches('x')).collect();
    let tile = TilePath { kind, index: digits.parse().ok()?, width };
    let beyond = matches!(kind, TileKind::Hashes { level } if level > LEVEL_MAX);
    (!beyond && (1..=WIDTH).contains(&width)).then_some(tile)
}

/// The text is not the path of a tile or a bundle.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{path:?} is not the path of a tile or an entry bundle")]
pub struct TilePathError {
    /// The text found.
    pub path: String,
}

/// The files that a log of size `new` has and a log of size `old` had not: the bundles first, then
/// the hash tiles level by level, each from the left. `paths(0, size)` lists all files of a log
/// besides its checkpoint, without the partial ones of former sizes.
pub fn paths(old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    let levels = (0..=LEVEL_USED_MAX).map(|level| TileKind::Hashes { level });
    std::iter::once(TileKind::Entries).chain(levels).flat_map(move |kind| row(kind, old, new))
}

/// The new or wider files of one kind.
pub(crate) fn row(
    kind: TileKind,
    old: u64,
    new: u64,
) -> impl Iterator<Item = TilePath> + Clone + Send {
    let level = match kind {
        TileKind::Entries => 0,
        TileKind::Hashes { level } => level,
    };
    let (old, new) = (old >> (8 * level), new >> (8 * level));
    let full_end = new / u64::from(WIDTH);
    let rest = u16::try_from(new % u64::from(WIDTH)).expect("a remainder of 256 fits 16 bits");
    let full =
        (old / u64::from(WIDTH)..full_end).map(move |index| TilePath { kind, index, width: WIDTH });
    let partial = TilePath { kind, index: full_end, width: rest };
    full.chain((rest > 0 && new > old).then_some(partial))
}

/// The content of a hash tile: `width` hashes, from the left.
///
/// # Panics
///
/// If asked for an entry bundle, which is made of entries ([`crate::bundle::encode`]).
pub fn content<N: Nodes>(tile: &TilePath, nodes: &N) -> Result<Vec<u8>, N::Error> {
    let TileKind::Hashes { level } = tile.kind else {
        panic!("{tile} holds entries, not hashes");
    };
    assert!(level <= LEVEL_USED_MAX, "no log is so large that it has {tile}");
    let mut bytes = Vec::with_capacity(usize::from(tile.width) * Hash::BYTES);
    for position in 0..u64::from(tile.width) {
        let hash = nodes.node(8 * level, tile.index * u64::from(WIDTH) + position)?;
        bytes.extend_from_slice(&hash.0);
    }
    Ok(bytes)
}

/// The hashes of a tile's content; `None` if it is not a whole number of hashes.
pub fn hashes(content: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = content.as_chunks();
    rest.is_empty().then(|| hashes.iter().copied().map(Hash).collect())
}
