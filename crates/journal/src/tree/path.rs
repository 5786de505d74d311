//! Inclusion and consistency proofs (RFC 6962, sections 2.1.1 and 2.1.2).
//!
//! Both proofs are the hashes of some ranges of leaves. One function says which ranges, in which
//! order; the prover looks their hashes up and the verifier joins the hashes it was given, so that
//! the two can never disagree about the shape.

use std::ops::Range;

use thiserror::Error;

use super::{Nodes, empty_root, node_hash, subtree};
use crate::hash::Hash;

/// The hashes that lead from the leaf at `index` to the root of the first `size` leaves, from the
/// leaf's sibling upward.
pub fn inclusion_proof<N: Nodes>(
    index: u64,
    size: u64,
    nodes: &N,
) -> Result<Vec<Hash>, ProveError<N::Error>> {
    if index >= size {
        return Err(ProveError::IndexBeyondSize { index, size });
    }
    hashes(&siblings(index, size), nodes)
}

/// The hashes that show the tree of the first `old` leaves to be the beginning of the tree of the
/// first `new` leaves. It is empty if the sizes are equal or `old` is 0.
pub fn consistency_proof<N: Nodes>(
    old: u64,
    new: u64,
    nodes: &N,
) -> Result<Vec<Hash>, ProveError<N::Error>> {
    if old > new {
        return Err(ProveError::SizesReversed { old, new });
    }
    hashes(&overlap(old, new).proof, nodes)
}

/// Why no proof could be made.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ProveError<E> {
    /// There is no such leaf.
    #[error("no entry {index} in a log of {size}: ask for an index below the size")]
    IndexBeyondSize {
        /// The index asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A tree cannot be consistent with a smaller one.
    #[error("the old size {old} is above the new size {new}: swap them")]
    SizesReversed {
        /// The size said to be the older.
        old: u64,
        /// The size said to be the newer.
        new: u64,
    },
    /// A stored hash could not be had.
    #[error("could not read a node of the tree")]
    Nodes(#[source] E),
}

/// Checks that the leaf stands at `index` in the tree of this size and root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), InvalidProof> {
    if index >= size {
        return Err(InvalidProof::IndexBeyondSize { index, size });
    }
    let siblings = siblings(index, size);
    expect_length(siblings.len(), proof)?;
    let computed = siblings.iter().zip(proof).fold(*leaf, |below, (range, sibling)| {
        if range.start > index { node_hash(&below, sibling) } else { node_hash(sibling, &below) }
    });
    expect_root(size, root, &computed)
}

/// Checks that the tree of size `old` and its root is the beginning of the tree of size `new`.
///
/// Everything is consistent with the empty tree, so a verifier that starts from `old` 0 learns
/// nothing of the new root.
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), InvalidProof> {
    if old > new {
        return Err(InvalidProof::SizesReversed { old, new });
    }
    let overlap = overlap(old, new);
    expect_length(overlap.proof.len(), proof)?;
    if old == 0 {
        expect_root(0, old_root, &empty_root())?;
        return if new == 0 { expect_root(0, new_root, &empty_root()) } else { Ok(()) };
    }
    // The walk starts at the subtree that ends where the old tree ends: the old tree itself, or
    // the first hash of the proof.
    let mut ranges = overlap.proof.iter().zip(proof);
    let seed = if overlap.starts_at_root {
        *old_root
    } else {
        *ranges.next().expect("a proof that does not start at the old root has a first hash").1
    };
    let (old_computed, new_computed) =
        ranges.fold((seed, seed), |(older, newer), (range, hash)| {
            if range.start >= old {
                (older, node_hash(&newer, hash))
            } else {
                (node_hash(hash, &older), node_hash(hash, &newer))
            }
        });
    expect_root(old, old_root, &old_computed)?;
    expect_root(new, new_root, &new_computed)
}

/// Why a proof does not show what it should.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidProof {
    /// The proof is for a leaf that the tree does not have.
    #[error("no entry {index} in a log of {size}")]
    IndexBeyondSize {
        /// The index of the leaf.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The newer tree is the smaller one: the log has shrunk.
    #[error("the log shrank from {old} to {new} entries")]
    SizesReversed {
        /// The older size.
        old: u64,
        /// The newer size.
        new: u64,
    },
    /// A proof for these sizes has another number of hashes.
    #[error("the proof has {found} hashes where {expected} belong")]
    Length {
        /// How many hashes a proof for these sizes has.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// The hashes lead to another root.
    #[error("the proof leads to root {computed} at size {size}, not to {expected}")]
    Root {
        /// The size of the tree whose root does not fit.
        size: u64,
        /// The root that was to be shown.
        expected: Hash,
        /// The root that the proof leads to.
        computed: Hash,
    },
}

fn expect_length(expected: usize, proof: &[Hash]) -> Result<(), InvalidProof> {
    let found = proof.len();
    if found == expected { Ok(()) } else { Err(InvalidProof::Length { expected, found }) }
}

fn expect_root(size: u64, expected: &Hash, computed: &Hash) -> Result<(), InvalidProof> {
    if expected == computed {
        Ok(())
    } else {
        Err(InvalidProof::Root { size, expected: *expected, computed: *computed })
    }
}

/// The ranges of leaves that stand beside the way from a leaf to the root, from the leaf upward:
/// PATH of RFC 6962, section 2.1.1, without its hashes.
fn siblings(index: u64, size: u64) -> Vec<Range<u64>> {
    let mut around = 0..size;
    let mut found = Vec::new();
    while around.end - around.start > 1 {
        let middle = split(&around);
        if index < middle {
            found.push(middle..around.end);
            around.end = middle;
        } else {
            found.push(around.start..middle);
            around.start = middle;
        }
    }
    found.reverse();
    found
}

/// What a consistency proof is made of.
struct Overlap {
    /// Whether the old tree is itself a subtree of the new one, so that the verifier, who knows its
    /// root, starts from there.
    starts_at_root: bool,
    /// The ranges of leaves whose hashes are the proof.
    proof: Vec<Range<u64>>,
}

/// PROOF of RFC 6962, section 2.1.2, without its hashes; empty for the empty old tree, of which
/// the standard does not speak.
fn overlap(old: u64, new: u64) -> Overlap {
    if old == 0 {
        return Overlap { starts_at_root: true, proof: Vec::new() };
    }
    let mut around = 0..new;
    let mut proof = Vec::new();
    while around.end != old {
        let middle = split(&around);
        if old <= middle {
            proof.push(middle..around.end);
            around.end = middle;
        } else {
            proof.push(around.start..middle);
            around.start = middle;
        }
    }
    let starts_at_root = around.start == 0;
    if !starts_at_root {
        proof.push(around);
    }
    proof.reverse();
    Overlap { starts_at_root, proof }
}

/// Where RFC 6962 parts a range of two leaves or more: after the largest power of two below its
/// length.
pub(super) fn split(leaves: &Range<u64>) -> u64 {
    leaves.start + (1 << (leaves.end - leaves.start - 1).ilog2())
}

fn hashes<N: Nodes>(ranges: &[Range<u64>], nodes: &N) -> Result<Vec<Hash>, ProveError<N::Error>> {
    let hash = |range: &Range<u64>| subtree(range.clone(), nodes).map_err(ProveError::Nodes);
    ranges.iter().map(hash).collect()
}
