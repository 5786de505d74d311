//! What this crate writes, a foreign implementation reads, and the other way round.
//!
//! The oracles are `tlog_tiles` and `signed_note`, ports of the Go packages that the standards grew
//! out of. They share no code with this crate.

#[cfg(test)]
mod log;

use std::collections::BTreeMap;

use journal::tree::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
use journal::{Checkpoint, Hash, Nodes, TileNodes, Verifier, note, tile};
use log::{Log, ORIGIN, signer};
use proptest::prelude::*;
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};
use tlog_tiles::tile::{Tile, TileHashReader, TileReader};
use tlog_tiles::tlog;

/// The height of a C2SP tile: 2^8 hashes.
const HEIGHT: u8 = 8;

/// Published files as the oracle asks for them.
struct Published(BTreeMap<String, Vec<u8>>);

impl TileReader for Published {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog::Error> {
        let missing = |path: String| tlog::Error::InvalidInput(path);
        let read = |tile: &Tile| self.0.get(&c2sp_path(tile)).cloned();
        tiles.iter().map(|tile| read(tile).ok_or_else(|| missing(tile.path()))).collect()
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// The oracle writes the height into its paths, as Go's checksum database does.
fn c2sp_path(tile: &Tile) -> String {
    tile.path().replacen("tile/8/", "tile/", 1)
}

fn theirs(hash: &Hash) -> tlog::Hash {
    tlog::Hash(hash.0)
}

fn ours(hashes: Vec<tlog::Hash>) -> Vec<Hash> {
    hashes.into_iter().map(|hash| Hash(hash.0)).collect()
}

fn oracle_of(key: &Verifier) -> VerifierList {
    let verifier = StandardVerifier::new(&key.to_string());
    VerifierList::new(vec![Box::new(verifier.expect("our key text is theirs"))])
}

#[test]
fn an_oracle_believes_the_published_files() {
    for size in [1, 2, 3, 255, 256, 257, 600] {
        let log = Log::of(size);
        let files = Published(log.files());

        let note = Note::from_bytes(&files.0["checkpoint"]).unwrap();
        note.verify(&oracle_of(&signer(ORIGIN).verifier())).unwrap();
        let checkpoint = tlog_tiles::checkpoint::Checkpoint::from_bytes(note.text()).unwrap();
        assert_eq!(checkpoint.origin(), ORIGIN);
        assert_eq!(checkpoint.size(), size);
        assert_eq!(*checkpoint.hash(), theirs(&log.frontier.root()));

        // The oracle finds every stored hash of the tree in the tiles, and makes the same proofs.
        let reader = TileHashReader::new(size, *checkpoint.hash(), &files);
        assert_eq!(tlog::tree_hash(size, &reader).unwrap(), *checkpoint.hash());
        let all = 0..tlog::stored_hash_count(size);
        for stored in all.clone().step_by(11).chain(all.last()) {
            let (level, index) = tlog::split_stored_hash_index(stored);
            let hash = tlog::HashReader::read_hashes(&reader, &[stored]).unwrap();
            assert_eq!(ours(hash), [log.node(level, index).unwrap()]);
        }
        for (index, entry) in (0..).zip(&log.entries).step_by(17) {
            let proof = inclusion_proof(index, size, &log).unwrap();
            assert_eq!(ours(tlog::prove_record(size, index, &reader).unwrap()), proof);
            let (proof, root) = (proof.iter().map(theirs).collect(), *checkpoint.hash());
            tlog::check_record(&proof, size, root, index, tlog::record_hash(entry)).unwrap();
        }
    }
}

#[test]
fn a_proof_from_changed_tiles_convinces_nobody() {
    let log = Log::of(600);
    let mut files = log.files();
    files.get_mut("tile/0/001").unwrap()[100] ^= 1;
    let proof = inclusion_proof(300, 600, &TileNodes::new(&files, 600)).unwrap();
    assert_ne!(proof, inclusion_proof(300, 600, &log).unwrap());

    let (entry, root) = (&log.entries[300], log.frontier.root());
    let their_proof = proof.iter().map(theirs).collect();
    let leaf = tlog::record_hash(entry);
    assert!(tlog::check_record(&their_proof, 600, theirs(&root), 300, leaf).is_err());
    assert!(verify_inclusion(&journal::leaf_hash(entry), 300, 600, &proof, &root).is_err());
}

#[test]
fn notes_and_keys_are_exchanged_with_an_oracle() {
    let signer = signer(ORIGIN);
    let checkpoint = Log::of(3).checkpoint(&signer);
    let text = note::open(&checkpoint, &[signer.verifier()]).unwrap().text.to_owned();

    let their_signer = StandardSigner::new(&signer.secret_text()).unwrap();
    let mut note = Note::new(text.as_bytes(), &[]).unwrap();
    note.add_sigs(&[&their_signer]).unwrap();
    assert_eq!(String::from_utf8(note.to_bytes()).unwrap(), checkpoint);

    let second = journal::Signer::from_seed("witness.example", [1; 32]).unwrap();
    let both = note::sign(&text, &[&signer, &second]).unwrap();
    let (verified, unverified) =
        Note::from_bytes(both.as_bytes()).unwrap().verify(&oracle_of(&second.verifier())).unwrap();
    assert_eq!((verified[0].name(), verified[0].id()), ("witness.example", second.id()));
    assert_eq!((unverified[0].name(), unverified[0].id()), (ORIGIN, signer.id()));

    let theirs = tlog_tiles::checkpoint::Checkpoint::from_bytes(text.as_bytes()).unwrap();
    assert_eq!(Checkpoint::from_text(&text).unwrap().root.0, theirs.hash().0);
    assert_eq!(theirs.to_bytes(), text.as_bytes());
}

#[test]
fn a_cosignature_signs_what_an_oracle_signs_with_the_same_secret() {
    let text = "example.com/behind-the-sofa\n20852163\n\
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let log = note::sign(text, &[&signer(ORIGIN)]).unwrap();
    let witness = journal::Cosigner::from_seed("witness.example", [42; 32]).unwrap();
    let line = note::cosign(&log, &witness, 1_679_315_147).unwrap();
    let message = format!("cosignature/v1\ntime 1679315147\n{text}");
    let oracle = journal::Signer::from_seed("witness.example", [42; 32]).unwrap();
    let oracle = StandardSigner::new(&oracle.secret_text()).unwrap();
    let theirs = signed_note::Signer::sign(&oracle, message.as_bytes()).unwrap();
    let theirs = [&1_679_315_147_u64.to_be_bytes()[..], &theirs].concat();
    // The line is a prefix, the name, and base64 of four bytes of identifier and the signature.
    let ours = line.trim_end().rsplit(' ').next().unwrap();
    let id = witness.verifier().id().to_be_bytes();
    assert_eq!(ours, base64(&[&id[..], &theirs].concat()));
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

proptest! {
    #[test]
    fn the_files_to_publish_are_those_the_oracle_lists(
        (old, growth, shift) in (any::<u64>(), 0_u64..100_000, 8_u32..64),
    ) {
        let old = old >> shift;
        let new = old + growth;
        let hash_tiles = tile::paths(old, new).filter(|path| path.kind != tile::TileKind::Entries);
        let ours: Vec<String> = hash_tiles.map(|path| path.to_string()).collect();
        let theirs: Vec<String> =
            Tile::new_tiles(HEIGHT, old, new).iter().map(c2sp_path).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn consistency_proofs_are_the_oracles(old in 1_u64..500, growth in 0_u64..300) {
        let (log, new) = (Log::of(old + growth), old + growth);
        let (old_root, new_root) = (journal::tree::root(old, &log).unwrap(), log.frontier.root());
        let files = Published(log.files());
        let reader = TileHashReader::new(new, theirs(&new_root), &files);
        let proof = ours(tlog::prove_tree(new, old, &reader).unwrap());
        prop_assert_eq!(&proof, &consistency_proof(old, new, &log).unwrap());
        prop_assert_eq!(verify_consistency(old, new, &proof, &old_root, &new_root), Ok(()));
        let proof = proof.iter().map(theirs).collect();
        let checked = tlog::check_tree(&proof, new, theirs(&new_root), old, theirs(&old_root));
        prop_assert!(checked.is_ok());
    }
}
