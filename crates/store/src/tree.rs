//! The log's tree as a store keeps it: in tiles of 256 neighbouring hashes, as it is published.
//!
//! A tile of level L holds nodes of tree level 8·L. On level 0, where all the weight is, a tile is
//! written once, when it is full; until then its hashes follow from the entries' bytes. A tile of a
//! higher level is written anew whenever one below it is full. Whatever lies between these levels
//! is hashed from a part of one tile.

use journal::tile::WIDTH;
use journal::tree::complete_root;
use journal::{Hash, leaf_hash};

/// How many hashes a full tile holds.
const WIDTH_U64: u64 = WIDTH as u64;

/// A row of the tree as it is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Its level; it holds nodes of tree level 8 times as high.
    pub level: u8,
    /// Its place among the tiles of its level, from the left.
    pub index: u64,
    /// Its hashes, from the left: 256 on level 0, up to 256 above.
    pub hashes: Vec<Hash>,
}

impl Tile {
    /// The hashes one after the other, as they are stored.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.0).collect()
    }
}

/// The first entry of the tile of level 0 that an entry belongs to.
#[must_use]
pub fn tile_start(entry: u64) -> u64 {
    entry - entry % WIDTH_U64
}

/// Whether a log that grows from one size to another fills a tile, so that [`grow`] has work.
#[must_use]
pub fn fills_a_tile(old: u64, new: u64) -> bool {
    tile_start(old) != tile_start(new)
}

/// The tiles to write when a log of `first` entries grows: `entries` are the bytes of all entries
/// from [`tile_start`]`(first)` on, `unfinished` reads what is stored of a tile of a higher level.
///
/// # Errors
/// Those of `unfinished`.
pub fn grow<E, B: AsRef<[u8]>>(
    first: u64,
    entries: &[B],
    mut unfinished: impl FnMut(u8, u64) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Tile>, E> {
    let mut tiles = Vec::new();
    let mut hashes: Vec<Hash> = entries.iter().map(|bytes| leaf_hash(bytes.as_ref())).collect();
    let mut start = tile_start(first);
    for level in 0.. {
        let mut filled = Vec::new();
        for (index, part) in (start / WIDTH_U64..).zip(hashes.chunks(WIDTH.into())) {
            let is_full = part.len() == usize::from(WIDTH);
            if is_full || level > 0 {
                tiles.push(Tile { level, index, hashes: part.to_vec() });
            }
            if is_full {
                filled.push(complete_root(part));
            }
        }
        if filled.is_empty() {
            break;
        }
        let next = start / WIDTH_U64;
        start = tile_start(next);
        hashes = if next == start { Vec::new() } else { unfinished(level + 1, start / WIDTH_U64)? };
        hashes.extend(filled);
    }
    Ok(tiles)
}

/// Which hashes of which tile level a node of the tree is hashed from: the level, the first and
/// how many. `None` where no log is large enough to have the node.
#[must_use]
pub fn part_of(level: u8, index: u64) -> Option<(u8, u64, u16)> {
    let end = index.checked_add(1)?;
    let fits = end.leading_zeros() > u32::from(level);
    fits.then(|| (level / 8, index << (level % 8), 1 << (level % 8)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use journal::Frontier;

    use super::*;

    /// Grows a tree in steps and keeps what is to be written.
    fn grown(steps: &[u64]) -> BTreeMap<(u8, u64), Vec<Hash>> {
        let mut stored = BTreeMap::new();
        let mut first = 0;
        for size in steps {
            let entries: Vec<_> = (tile_start(first)..*size).map(u64::to_be_bytes).collect();
            let tiles = grow(first, &entries, |level, index| {
                stored.get(&(level, index)).cloned().ok_or((level, index))
            });
            for tile in tiles.expect("what is asked for was written before") {
                stored.insert((tile.level, tile.index), tile.hashes);
            }
            first = *size;
        }
        stored
    }

    #[test]
    fn tiles_are_the_same_however_the_log_grew() {
        let at_once = grown(&[66_100]);
        assert_eq!(at_once[&(0, 257)].len(), 256);
        assert_eq!(at_once.get(&(0, 258)), None, "the last tile is not full");
        assert_eq!(at_once[&(1, 0)].len(), 256);
        assert_eq!(at_once[&(1, 1)].len(), 2);
        assert_eq!(at_once[&(2, 0)].len(), 1);
        let steps: Vec<u64> = (0..66_100).step_by(97).chain([65_536, 65_537, 66_100]).collect();
        let mut steps = steps;
        steps.sort_unstable();
        assert_eq!(grown(&steps), at_once);
    }

    #[test]
    fn a_tile_holds_the_nodes_of_every_eighth_level() {
        let mut frontier = Frontier::new();
        let mut nodes = BTreeMap::new();
        for index in 0..1_000_u64 {
            for node in frontier.append(leaf_hash(&index.to_be_bytes())) {
                nodes.insert((node.level, node.index), node.hash);
            }
        }
        let stored = grown(&[1_000]);
        assert_eq!(stored[&(0, 2)][5], nodes[&(0, 2 * 256 + 5)]);
        assert_eq!(stored[&(1, 0)][2], nodes[&(8, 2)]);
        for ((level, index), hash) in &nodes {
            let (tile, first, count) = part_of(*level, *index).expect("it is there");
            let Some(row) = stored.get(&(tile, first / 256)) else {
                assert!(first / 256 == 3 && tile == 0, "only the last tile is not stored");
                continue;
            };
            let from = usize::try_from(first % 256).expect("small");
            assert_eq!(complete_root(&row[from..from + usize::from(count)]), *hash);
        }
    }

    #[test]
    fn a_node_that_no_log_can_have_is_none() {
        assert_eq!(part_of(0, u64::MAX), None);
        assert_eq!(part_of(255, 0), None);
        assert_eq!(part_of(63, 1), None);
        assert_eq!(part_of(62, 0), Some((7, 0, 64)));
    }
}
