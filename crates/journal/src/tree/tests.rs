//! The tree against the vectors that Certificate Transparency's test suites share.

mod properties;

use std::collections::BTreeMap;

use super::*;

/// All nodes of a small tree.
#[derive(Default)]
struct Memory(BTreeMap<(u8, u64), Hash>);

impl Nodes for Memory {
    type Error = (u8, u64);

    fn node(&self, level: u8, index: u64) -> Result<Hash, (u8, u64)> {
        self.0.get(&(level, index)).copied().ok_or((level, index))
    }
}

const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn grow() -> (Frontier, Memory) {
    let (mut frontier, mut memory) = (Frontier::new(), Memory::default());
    for leaf in LEAVES {
        for node in frontier.append(leaf_hash(leaf)) {
            memory.0.insert((node.level, node.index), node.hash);
        }
    }
    (frontier, memory)
}

fn hex(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::hex).collect()
}

#[test]
fn roots_are_those_of_the_shared_vectors() {
    let mut frontier = Frontier::new();
    assert_eq!(frontier.root().hex(), ROOTS[0]);
    for (leaf, root) in LEAVES.iter().zip(&ROOTS[1..]) {
        frontier.append(leaf_hash(leaf));
        assert_eq!(frontier.root().hex(), *root);
    }
    let (_, memory) = grow();
    for (size, expected) in (0..).zip(ROOTS) {
        assert_eq!(root(size, &memory).unwrap().hex(), expected, "size {size}");
    }
}

#[test]
fn inclusion_proofs_are_those_of_the_shared_vectors() {
    let (_, memory) = grow();
    let check = |index, size, expected: &[&str]| {
        let proof = inclusion_proof(index, size, &memory).unwrap();
        assert_eq!(hex(&proof), expected, "entry {index} in {size}");
    };
    check(0, 1, &[]);
    check(
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    );
    check(
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    );
    check(2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]);
}

#[test]
fn consistency_proofs_are_those_of_the_shared_vectors() {
    let (_, memory) = grow();
    let check = |old, new, expected: &[&str]| {
        let proof = consistency_proof(old, new, &memory).unwrap();
        assert_eq!(hex(&proof), expected, "{old} to {new}");
    };
    check(1, 1, &[]);
    check(
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    );
    check(
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    );
}

#[test]
fn append_gives_every_node_once_it_is_complete() {
    let (frontier, memory) = grow();
    assert_eq!(memory.0.len(), 8 + 4 + 2 + 1);
    assert_eq!(memory.0[&(3, 0)], frontier.root());
    assert_eq!(Frontier::load(8, &memory), Ok(frontier));
}

#[test]
fn a_request_that_makes_no_sense_is_refused() {
    let (_, memory) = grow();
    let beyond = ProveError::IndexBeyondSize { index: 8, size: 8 };
    assert_eq!(inclusion_proof(8, 8, &memory), Err(beyond));
    let reversed = ProveError::SizesReversed { old: 8, new: 7 };
    assert_eq!(consistency_proof(8, 7, &memory), Err(reversed));
    let missing = ProveError::Nodes((0, 8));
    assert_eq!(inclusion_proof(0, 9, &memory), Err(missing));
}
