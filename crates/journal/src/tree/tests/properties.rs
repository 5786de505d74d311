//! What holds for every tree: proofs are those that RFC 6962 defines, they verify, and nothing else
//! does.

use std::convert::Infallible;

use proptest::prelude::*;

use super::*;

/// MTH of RFC 6962, section 2.1, word for word.
fn merkle_tree_hash(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(largest_power_below(leaves.len()));
            node_hash(&merkle_tree_hash(left), &merkle_tree_hash(right))
        }
    }
}

/// PATH of RFC 6962, section 2.1.1, word for word.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = largest_power_below(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, sibling) =
        if index < k { (path(index, left), right) } else { (path(index - k, right), left) };
    proof.push(merkle_tree_hash(sibling));
    proof
}

/// SUBPROOF of RFC 6962, section 2.1.2, word for word.
fn subproof(old: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if known { Vec::new() } else { vec![merkle_tree_hash(leaves)] };
    }
    let k = largest_power_below(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, other) = if old <= k {
        (subproof(old, left, known), right)
    } else {
        (subproof(old - k, right, false), left)
    };
    proof.push(merkle_tree_hash(other));
    proof
}

fn largest_power_below(length: usize) -> usize {
    length.next_power_of_two() / 2
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|index| leaf_hash(&index.to_be_bytes())).collect()
}

fn grown(leaves: &[Hash]) -> (Frontier, Memory) {
    let (mut frontier, mut memory) = (Frontier::new(), Memory::default());
    for leaf in leaves {
        for node in frontier.append(*leaf) {
            memory.0.insert((node.level, node.index), node.hash);
        }
    }
    (frontier, memory)
}

/// The tree whose leaves are all the same, so that it can be of any size.
struct Uniform([Hash; 64]);

impl Uniform {
    fn new() -> Uniform {
        let mut hashes = [leaf_hash(b"same"); 64];
        for level in 1..64 {
            hashes[level] = node_hash(&hashes[level - 1], &hashes[level - 1]);
        }
        Uniform(hashes)
    }
}

impl Nodes for Uniform {
    type Error = Infallible;

    fn node(&self, level: u8, _: u64) -> Result<Hash, Infallible> {
        Ok(self.0[usize::from(level)])
    }
}

#[test]
fn proofs_of_small_trees_are_those_the_standard_defines() {
    let leaves = leaves(40);
    let (_, nodes) = grown(&leaves);
    for size in 1..=40 {
        let tree = &leaves[..size];
        for at in 0..size {
            let proof = inclusion_proof(at as u64, size as u64, &nodes).unwrap();
            assert_eq!(proof, path(at, tree), "entry {at} in {size}");
            let proof = consistency_proof(at as u64 + 1, size as u64, &nodes).unwrap();
            assert_eq!(proof, subproof(at + 1, tree, true), "{} to {size}", at + 1);
        }
    }
}

#[test]
fn every_root_up_to_300_is_that_the_standard_defines_and_extends_the_last() {
    let leaves = leaves(300);
    let (mut frontier, mut nodes) = (Frontier::new(), Memory::default());
    for (old, leaf) in (0..).zip(&leaves) {
        let old_root = frontier.root();
        for node in frontier.append(*leaf) {
            nodes.0.insert((node.level, node.index), node.hash);
        }
        let (new, new_root) = (frontier.size(), frontier.root());
        assert_eq!(new_root, merkle_tree_hash(&leaves[..=old as usize]));
        assert_eq!(Ok(new_root), root(new, &nodes));
        let consistent = consistency_proof(old, new, &nodes).unwrap();
        assert_eq!(verify_consistency(old, new, &consistent, &old_root, &new_root), Ok(()));
        let included = inclusion_proof(old, new, &nodes).unwrap();
        assert_eq!(verify_inclusion(leaf, old, new, &included, &new_root), Ok(()));
    }
}

#[test]
fn every_two_sizes_up_to_128_prove_each_other() {
    let leaves = leaves(128);
    let (_, nodes) = grown(&leaves);
    let roots: Vec<Hash> = (0..=128).map(|size| root(size, &nodes).unwrap()).collect();
    for new in 0..=128_u64 {
        let new_root = &roots[new as usize];
        for old in 0..=new {
            let proof = consistency_proof(old, new, &nodes).unwrap();
            let verdict = verify_consistency(old, new, &proof, &roots[old as usize], new_root);
            assert_eq!(verdict, Ok(()), "{old} to {new}");
        }
        for index in 0..new {
            let proof = inclusion_proof(index, new, &nodes).unwrap();
            let verdict = verify_inclusion(&leaves[index as usize], index, new, &proof, new_root);
            assert_eq!(verdict, Ok(()), "entry {index} in {new}");
        }
    }
}

#[test]
fn everything_extends_the_empty_tree_and_only_the_empty_tree_is_empty() {
    let (frontier, nodes) = grown(&leaves(5));
    assert_eq!(consistency_proof(0, 5, &nodes).unwrap(), []);
    assert_eq!(verify_consistency(0, 5, &[], &empty_root(), &frontier.root()), Ok(()));
    assert!(verify_consistency(0, 5, &[], &frontier.root(), &frontier.root()).is_err());
    let shrunk = InvalidProof::SizesReversed { old: 5, new: 0 };
    assert_eq!(verify_consistency(5, 0, &[], &frontier.root(), &empty_root()), Err(shrunk));
    assert!(verify_consistency(0, 0, &[], &empty_root(), &frontier.root()).is_err());
    let beyond = InvalidProof::IndexBeyondSize { index: 0, size: 0 };
    assert_eq!(verify_inclusion(&empty_root(), 0, 0, &[], &empty_root()), Err(beyond));
}

proptest! {
    #[test]
    fn proofs_of_huge_trees_verify(sizes: (u64, u64), index: u64, flipped: prop::sample::Index) {
        let nodes = Uniform::new();
        let (old, new) = (sizes.0.min(sizes.1), sizes.0.max(sizes.1).max(1));
        let (old_root, new_root) = (root(old, &nodes).unwrap(), root(new, &nodes).unwrap());
        let mut proof = consistency_proof(old, new, &nodes).unwrap();
        prop_assert_eq!(verify_consistency(old, new, &proof, &old_root, &new_root), Ok(()));
        if !proof.is_empty() {
            let at = flipped.index(proof.len());
            proof[at].0[0] ^= 1;
            prop_assert!(verify_consistency(old, new, &proof, &old_root, &new_root).is_err());
        }
        let (index, leaf) = (index % new, nodes.0[0]);
        let proof = inclusion_proof(index, new, &nodes).unwrap();
        prop_assert_eq!(verify_inclusion(&leaf, index, new, &proof, &new_root), Ok(()));
        prop_assert!(proof.len() <= 64);
    }

    #[test]
    fn a_changed_inclusion_proof_is_refused(
        size in 2_u64..400,
        index: u64,
        changed: prop::sample::Index,
        byte in 0_usize..32,
        mask in 1_u8..,
    ) {
        let leaves = leaves(size);
        let (frontier, nodes) = grown(&leaves);
        let (index, root) = (index % size, frontier.root());
        let leaf = leaves[index as usize];
        let proof = inclusion_proof(index, size, &nodes).unwrap();
        let refused = |leaf: &Hash, index, proof: &[Hash], root: &Hash| {
            verify_inclusion(leaf, index, size, proof, root).is_err()
        };
        prop_assert!(!refused(&leaf, index, &proof, &root));
        prop_assert!(refused(&leaf, (index + 1) % size, &proof, &root));
        prop_assert!(refused(&leaf, index, &proof[1..], &root));
        prop_assert!(refused(&leaf, index, &[&proof[..], &[root]].concat(), &root));
        let flip = |hash: &mut Hash| hash.0[byte] ^= mask;
        let mut other = proof.clone();
        flip(&mut other[changed.index(proof.len())]);
        prop_assert!(refused(&leaf, index, &other, &root));
        let (mut other_leaf, mut other_root) = (leaf, root);
        flip(&mut other_leaf);
        flip(&mut other_root);
        prop_assert!(refused(&other_leaf, index, &proof, &root));
        prop_assert!(refused(&leaf, index, &proof, &other_root));
    }

    #[test]
    fn a_log_that_rewrote_an_entry_cannot_prove_consistency(
        old in 1_u64..300,
        growth in 0_u64..100,
        rewritten: prop::sample::Index,
    ) {
        let (mut leaves, new) = (leaves(old + growth), old + growth);
        let old_root = merkle_tree_hash(&leaves[..old as usize]);
        leaves[rewritten.index(old as usize)] = leaf_hash(b"rewritten");
        let (frontier, nodes) = grown(&leaves);
        let proof = consistency_proof(old, new, &nodes).unwrap();
        let verdict = verify_consistency(old, new, &proof, &old_root, &frontier.root());
        let other_root = matches!(verdict, Err(InvalidProof::Root { .. }));
        prop_assert!(other_root, "{:?}", verdict);
    }
}
