//! The Merkle tree of RFC 6962, section 2.1: how leaves become one root hash.
//!
//! A node is named by its level (0 for leaf hashes) and its index from the left on that level. Only
//! nodes over complete subtrees are ever stored: node (level, index) covers the leaves from
//! `index << level` up to `(index + 1) << level`. Such a node never changes once its last leaf is
//! appended; every other hash of the tree is computed from them when it is asked for.

mod path;
mod subset;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::hash::Hash;

pub use path::{
    InvalidProof, ProveError, consistency_proof, inclusion_proof, verify_consistency,
    verify_inclusion,
};
pub use subset::{MemoryTree, subset_proof, subset_root};

/// The hash of an entry as a leaf: SHA-256 of 0x00 and the entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash::of(&[&[0x00], entry])
}

/// The hash of a node over its two children: SHA-256 of 0x01 and both hashes.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [0x01; 1 + 2 * Hash::BYTES];
    bytes[1..=Hash::BYTES].copy_from_slice(&left.0);
    bytes[1 + Hash::BYTES..].copy_from_slice(&right.0);
    Hash::of(&[&bytes])
}

/// The root hash of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// The hash of a complete subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The height of the subtree; 0 for a leaf.
    pub level: u8,
    /// The place among the nodes of this level, from the left, starting at 0.
    pub index: u64,
    /// The Merkle Tree Hash of the subtree.
    pub hash: Hash,
}

/// Where the hashes of complete subtrees are kept.
pub trait Nodes {
    /// Why a stored hash could not be had.
    type Error;

    /// The hash of the complete subtree over the leaves `index << level` up to
    /// `(index + 1) << level`.
    ///
    /// It is only asked for subtrees that lie whole within the size at hand. An implementation MUST
    /// give the same hash for the same node for ever, and MUST fail rather than make one up.
    fn node(&self, level: u8, index: u64) -> Result<Hash, Self::Error>;
}

/// The right edge of a growing tree: the few hashes (at most 64) from which leaves can be appended
/// and the root computed, whatever the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The roots of the complete subtrees that make up the tree, from the left and largest on.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of the empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// The frontier of a tree of this size whose nodes are stored.
    pub fn load<N: Nodes>(size: u64, nodes: &N) -> Result<Frontier, N::Error> {
        Ok(Frontier { size, peaks: peaks(0..size, nodes)? })
    }

    /// Appends the hash of a leaf and gives back the nodes that are now complete, from the leaf
    /// itself upward. A store that keeps them all can answer as [`Nodes`] for the new size.
    pub fn append(&mut self, leaf: Hash) -> Vec<Node> {
        self.append_subtree(0, leaf)
    }

    /// The same for a complete subtree of 2^`level` leaves by its root.
    ///
    /// # Panics
    ///
    /// If the size is no multiple of the number of its leaves: no such subtree begins there.
    pub fn append_subtree(&mut self, level: u8, root: Hash) -> Vec<Node> {
        let leaves = 1_u64 << level;
        assert!(self.size.is_multiple_of(leaves), "a subtree starts at a multiple of its width");
        let mut node = Node { level, index: self.size >> level, hash: root };
        let mut completed = vec![node];
        while node.index % 2 == 1 {
            let left = self.peaks.pop().expect("a right child has its left sibling as last peak");
            let hash = node_hash(&left, &node.hash);
            node = Node { level: node.level + 1, index: node.index / 2, hash };
            completed.push(node);
        }
        self.peaks.push(node.hash);
        self.size += leaves;
        completed
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root hash over all leaves.
    pub fn root(&self) -> Hash {
        join(&self.peaks)
    }
}

/// The root over neighbouring complete subtrees of one size, as many as a power of two.
///
/// # Panics
///
/// If they are not.
pub fn complete_root(hashes: &[Hash]) -> Hash {
    assert!(hashes.len().is_power_of_two(), "{} subtrees make up none", hashes.len());
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        let half = row.len() / 2;
        for index in 0..half {
            row[index] = node_hash(&row[2 * index], &row[2 * index + 1]);
        }
        row.truncate(half);
    }
    row[0]
}

/// The root hash of the first `size` leaves.
pub fn root<N: Nodes>(size: u64, nodes: &N) -> Result<Hash, N::Error> {
    subtree(0..size, nodes)
}

/// The Merkle Tree Hash of a range of leaves that starts at a multiple of the largest power of two
/// not above its length, as every range does that RFC 6962 splits off.
fn subtree<N: Nodes>(leaves: Range<u64>, nodes: &N) -> Result<Hash, N::Error> {
    Ok(join(&peaks(leaves, nodes)?))
}

/// The roots of the largest complete subtrees that together make up a range of leaves.
fn peaks<N: Nodes>(leaves: Range<u64>, nodes: &N) -> Result<Vec<Hash>, N::Error> {
    let mut found = Vec::new();
    let mut start = leaves.start;
    while start < leaves.end {
        let level = (leaves.end - start).ilog2();
        assert!(start.trailing_zeros() >= level, "a subtree starts at a multiple of its width");
        let level_byte = u8::try_from(level).expect("the logarithm of a u64 is below 64");
        found.push(nodes.node(level_byte, start >> level)?);
        start += 1 << level;
    }
    Ok(found)
}

/// The hash over neighbouring subtrees of falling size.
fn join(peaks: &[Hash]) -> Hash {
    let Some((last, rest)) = peaks.split_last() else {
        return empty_root();
    };
    rest.iter().rev().fold(*last, |right, left| node_hash(left, &right))
}
