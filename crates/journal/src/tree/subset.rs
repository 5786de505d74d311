//! One proof for many leaves: the hashes of all that lies between them, from the left.
//!
//! It is the inclusion proof of RFC 6962 for a set of leaves: a range without any of them is one
//! hash of the proof, a leaf of the set is known, and every other range is split as the tree is.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::ops::Range;

use super::path::split;
use super::{Frontier, InvalidProof, Nodes, ProveError, empty_root, node_hash, subtree};
use crate::hash::Hash;

/// A tree that is held in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryTree {
    frontier: Frontier,
    /// The hashes of complete subtrees, by level, from the left.
    levels: Vec<Vec<Hash>>,
}

impl MemoryTree {
    /// Appends a leaf.
    pub fn append(&mut self, leaf: Hash) {
        for node in self.frontier.append(leaf) {
            let level = usize::from(node.level);
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            self.levels[level].push(node.hash);
        }
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }
}

impl FromIterator<Hash> for MemoryTree {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> MemoryTree {
        let mut tree = MemoryTree::default();
        leaves.into_iter().for_each(|leaf| tree.append(leaf));
        tree
    }
}

impl Nodes for MemoryTree {
    type Error = Infallible;

    /// # Panics
    ///
    /// If there is no such complete subtree.
    fn node(&self, level: u8, index: u64) -> Result<Hash, Infallible> {
        let index = usize::try_from(index).expect("what is in memory can be counted");
        Ok(self.levels[usize::from(level)][index])
    }
}

/// The hashes that lead from some leaves to the root of the first `size`, from the left.
pub fn subset_proof<N: Nodes>(
    leaves: &BTreeSet<u64>,
    size: u64,
    nodes: &N,
) -> Result<Vec<Hash>, ProveError<N::Error>> {
    if let Some(&index) = leaves.last().filter(|index| **index >= size) {
        return Err(ProveError::IndexBeyondSize { index, size });
    }
    let mut proof = Vec::new();
    let mut todo = Vec::new();
    if size > 0 {
        todo.push(0..size);
    }
    while let Some(range) = todo.pop() {
        if leaves.range(range.clone()).next().is_none() {
            proof.push(subtree(range, nodes).map_err(ProveError::Nodes)?);
        } else if range.end - range.start > 1 {
            let middle = split(&range);
            todo.push(middle..range.end);
            todo.push(range.start..middle);
        }
    }
    Ok(proof)
}

/// The root of a tree of `size` leaves of which some are known and the others are in the proof.
/// What these leaves show is only what the caller then finds the root to be.
pub fn subset_root(
    leaves: &BTreeMap<u64, Hash>,
    size: u64,
    proof: &[Hash],
) -> Result<Hash, InvalidProof> {
    if let Some((&index, _)) = leaves.last_key_value().filter(|(index, _)| **index >= size) {
        return Err(InvalidProof::IndexBeyondSize { index, size });
    }
    let mut hashes = proof.iter();
    let root = if size == 0 { Some(empty_root()) } else { hash(leaves, 0..size, &mut hashes) };
    let rest = hashes.len();
    match root {
        Some(root) if rest == 0 => Ok(root),
        // How many belong there was not counted: it is another number.
        _ => Err(InvalidProof::Length { expected: proof.len() - rest, found: proof.len() }),
    }
}

/// The hash of a range; its depth is at most 64.
fn hash(
    leaves: &BTreeMap<u64, Hash>,
    range: Range<u64>,
    proof: &mut std::slice::Iter<'_, Hash>,
) -> Option<Hash> {
    if leaves.range(range.clone()).next().is_none() {
        return proof.next().copied();
    }
    if range.end - range.start == 1 {
        return leaves.get(&range.start).copied();
    }
    let middle = split(&range);
    let left = hash(leaves, range.start..middle, proof)?;
    Some(node_hash(&left, &hash(leaves, middle..range.end, proof)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tree::leaf_hash;

    fn tree(size: u64) -> MemoryTree {
        (0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect()
    }

    proptest! {
        #[test]
        fn any_set_of_leaves_leads_to_the_root_and_a_changed_one_does_not(
            size in 0_u64..300,
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
            spoil: prop::sample::Index,
        ) {
            let tree = tree(size);
            let picked: BTreeSet<u64> = if size == 0 {
                BTreeSet::new()
            } else {
                picks.iter().map(|it| it.index(size as usize) as u64).collect()
            };
            let proof = subset_proof(&picked, size, &tree).unwrap();
            let known: BTreeMap<u64, Hash> =
                picked.iter().map(|index| (*index, leaf_hash(&index.to_be_bytes()))).collect();
            prop_assert_eq!(subset_root(&known, size, &proof), Ok(tree.root()));
            let mut longer = proof.clone();
            longer.push(tree.root());
            prop_assert!(subset_root(&known, size, &longer).is_err());
            if !picked.is_empty() {
                let mut changed = known.clone();
                let key = *picked.iter().nth(spoil.index(picked.len())).unwrap();
                changed.insert(key, leaf_hash(b"other"));
                prop_assert_ne!(subset_root(&changed, size, &proof), Ok(tree.root()));
            }
        }

        #[test]
        fn one_leaf_has_the_siblings_of_its_inclusion_proof(size in 1_u64..300, index: u64) {
            let (tree, index) = (tree(size), index % size);
            let mut ours = subset_proof(&BTreeSet::from([index]), size, &tree).unwrap();
            let mut theirs = crate::tree::inclusion_proof(index, size, &tree).unwrap();
            ours.sort();
            theirs.sort();
            prop_assert_eq!(ours, theirs);
        }
    }
}
