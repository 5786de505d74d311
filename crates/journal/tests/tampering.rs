//! Whoever changes a published log is found out, and told where.

#[cfg(test)]
mod log;

use std::collections::BTreeMap;
use std::error::Error;

use journal::tree::{consistency_proof, inclusion_proof, verify_consistency};
use journal::verify::{FAULTS_MAX, Fault};
use journal::{Checkpoint, Proof, TileNodes, Verifier, VerifyError, bundle, verify_log};
use log::{Log, ORIGIN, signer};
use proptest::prelude::*;

type Published = BTreeMap<String, Vec<u8>>;

fn known() -> [Verifier; 1] {
    [signer(ORIGIN).verifier()]
}

/// All faults with their causes, one a line.
fn faults(files: &Published) -> Vec<String> {
    let Err(error) = verify_log(files, &known()) else {
        return Vec::new();
    };
    error.faults.iter().map(told).collect()
}

fn told(fault: &Fault) -> String {
    let mut text = fault.to_string();
    let mut source = fault.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

#[test]
fn an_untouched_log_of_any_size_verifies() {
    for size in [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 1000] {
        let log = Log::of(size);
        let verified = verify_log(&log.files(), &known()).unwrap();
        assert_eq!(verified.checkpoint.origin, ORIGIN);
        assert_eq!(verified.checkpoint.size, size);
        assert_eq!(verified.checkpoint.root, log.frontier.root());
        assert_eq!(verified.entries_by_kind.values().sum::<u64>(), size);
    }
    let verified = verify_log(&Log::of(5).files(), &known()).unwrap();
    let counts = [("case.closed", 2), ("case.opened", 2), ("look", 1)];
    let counts = counts.map(|(kind, count)| (kind.to_owned(), count));
    assert_eq!(verified.entries_by_kind, BTreeMap::from(counts));
}

#[test]
fn a_log_with_three_levels_of_tiles_verifies_and_shows_a_fault_on_each() {
    let mut files = Log::of(65_536 + 300).files();
    assert_eq!(faults(&files), [""; 0]);
    let upper = ["tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"];
    for path in upper {
        files.get_mut(path).unwrap()[0] ^= 1;
    }
    let fault = |path| format!("hash 0 of {path} is not that of the entries under it");
    assert_eq!(faults(&files), upper.map(fault));
}

#[test]
fn a_changed_entry_is_named_with_all_that_no_longer_fits() {
    let mut files = Log::of(300).files();
    let bundle = files.get_mut("tile/entries/001.p/44").unwrap();
    let mut entries: Vec<Vec<u8>> =
        bundle::decode(bundle).unwrap().into_iter().map(<[u8]>::to_vec).collect();
    entries[7] = log::entry(1).encode().unwrap();
    *bundle = bundle::encode(&entries).unwrap();
    let found = faults(&files);
    let leaf = "entry 263 (in tile/entries/001.p/44) does not have the hash that stands in \
        tile/0/001.p/44";
    assert_eq!(found[0], leaf);
    assert!(found[1].starts_with("the entries lead to root "), "{}", found[1]);
    assert_eq!(found.len(), 2);
}

#[test]
fn a_changed_tile_is_told_from_a_changed_entry() {
    let mut files = Log::of(300).files();
    files.get_mut("tile/0/000").unwrap()[32 * 5] ^= 1;
    let leaf = "entry 5 (in tile/entries/000) does not have the hash that stands in tile/0/000";
    assert_eq!(faults(&files), [leaf]);
    files.get_mut("tile/1/000.p/1").unwrap()[31] ^= 1;
    let node = "hash 0 of tile/1/000.p/1 is not that of the entries under it";
    assert_eq!(faults(&files), [leaf, node]);
}

#[test]
fn a_missing_file_is_named() {
    let whole = Log::of(300).files();
    let check = |removed: &[&str], expected: &[&str]| {
        let mut files = whole.clone();
        removed.iter().for_each(|path| drop(files.remove(*path)));
        assert_eq!(faults(&files), expected);
    };
    for path in whole.keys() {
        check(&[path], &[&format!("{path} is missing")]);
    }
    check(
        &["tile/entries/000", "tile/0/000", "tile/0/001.p/44"],
        &[
            "tile/entries/000 is missing",
            "tile/0/000 is missing",
            "the tree could not be rebuilt, since tile/entries/000 and its tile are of no use",
            "tile/0/001.p/44 is missing",
        ],
    );
}

#[test]
fn a_file_with_a_hash_or_an_entry_too_few_or_too_many_is_named() {
    let whole = Log::of(300).files();
    let check = |path: &str, change: &dyn Fn(&mut Vec<u8>), expected: &str| {
        let mut files = whole.clone();
        change(files.get_mut(path).unwrap());
        assert_eq!(faults(&files), [format!("{path} has {expected} belong")]);
    };
    check("tile/0/000", &|tile| tile.truncate(255 * 32), "8160 bytes where 8192");
    check("tile/0/001.p/44", &|tile| tile.extend([0; 32]), "1440 bytes where 1408");
    check("tile/1/000.p/1", &|tile| tile.clear(), "0 bytes where 32");
    let bundle = "tile/entries/001.p/44";
    check(bundle, &|bundle| bundle.extend([0, 0]), "45 entries where 44");
    check(bundle, &|bundle| bundle.clear(), "0 entries where 44");
}

#[test]
fn a_keeper_that_cannot_read_is_no_proof_of_anything() {
    struct Broken;
    impl journal::Files for Broken {
        fn get(&self, _: &str) -> Result<Option<Vec<u8>>, String> {
            Err("the disk is gone".to_owned())
        }
    }
    let error = verify_log(&Broken, &known()).unwrap_err();
    assert_eq!(told(&error.faults[0]), "checkpoint could not be read: the disk is gone");
    assert!(!error.complete);
}

#[test]
fn an_entry_that_is_none_is_found_though_it_was_signed() {
    let mut log = Log::of(2);
    log.append(br#"{"version":1, "kind":"spaced"}"#.to_vec());
    log.append(Vec::new());
    let found = faults(&log.files());
    assert_eq!(
        found,
        [
            "entry 2 (in tile/entries/000.p/4) is not a journal entry: the bytes leave the \
             canonical form of their value at byte 2",
            "entry 3 (in tile/entries/000.p/4) is not a journal entry: the bytes are not JSON: \
             EOF while parsing a value at line 1 column 0",
        ]
    );
}

#[test]
fn a_log_signed_by_another_key_is_refused() {
    let mut files = Log::of(3).files();
    let other = signer("other.example");
    files.insert("checkpoint".to_owned(), Log::of(3).checkpoint(&other).into_bytes());
    let refused = "checkpoint cannot be believed: no known key has signed the note: check that \
        you gave the log's verifier key";
    assert_eq!(faults(&files), [refused]);
    let named_other = verify_log(&files, &[other.verifier()]).unwrap_err();
    assert!(told(&named_other.faults[0]).contains("no known key of that name has signed it"));
}

#[test]
fn a_log_that_lost_its_end_is_found() {
    let mut files = Log::of(299).files();
    files.insert("checkpoint".to_owned(), Log::of(300).files()["checkpoint"].clone());
    let found = faults(&files).join("\n");
    assert!(found.contains("tile/entries/001.p/44 is missing"), "{found}");
    let mut files = Log::of(300).files();
    files.insert("checkpoint".to_owned(), Log::of(299).files()["checkpoint"].clone());
    let found = faults(&files).join("\n");
    assert!(found.contains("tile/entries/001.p/43 is missing"), "{found}");
}

#[test]
fn the_full_file_serves_for_a_partial_one_that_was_deleted() {
    let (older, newer) = (Log::of(300), Log::of(600));
    let mut files = newer.files();
    files.insert("checkpoint".to_owned(), older.files()["checkpoint"].clone());
    files.insert("tile/1/000.p/1".to_owned(), older.files()["tile/1/000.p/1"].clone());
    let verified = verify_log(&files, &known()).unwrap();
    assert_eq!(verified.checkpoint.root, older.frontier.root());
    assert_eq!(verified.entries_by_kind.values().sum::<u64>(), 300);
    // The hashes of the full tile stand in for the missing entries, and only as many as are signed.
    files.remove("tile/entries/001");
    assert_eq!(faults(&files), ["tile/entries/001.p/44 is missing"]);
}

#[test]
fn a_hopeless_log_ends_the_check() {
    let mut log = Log::default();
    (0..3_000).for_each(|_| log.append(b"{}".to_vec()));
    let error: VerifyError = verify_log(&log.files(), &known()).unwrap_err();
    assert!(!error.complete);
    assert!((FAULTS_MAX..FAULTS_MAX + 1_000).contains(&error.faults.len()));
    let expected = format!("the log has at least {} faults", error.faults.len());
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.source().unwrap().to_string(), error.faults[0].to_string());
}

#[test]
fn published_tiles_are_enough_to_prove() {
    for size in [1, 255, 256, 257, 700] {
        let log = Log::of(size);
        let files = log.files();
        let nodes = TileNodes::new(&files, size);
        for index in (0..size).step_by(37) {
            let hashes = inclusion_proof(index, size, &nodes).unwrap();
            let checkpoint = log.checkpoint(&signer(ORIGIN));
            let proof = Proof { extra: None, index, hashes, checkpoint };
            let entry = &log.entries[index as usize];
            assert_eq!(proof.verify(entry, &known()).unwrap().size, size);
        }
    }
}

#[test]
fn a_rewritten_log_cannot_be_squared_with_an_old_checkpoint() {
    let honest = Log::of(300);
    let old = Checkpoint::open(&honest.checkpoint(&signer(ORIGIN)), &known()).unwrap();
    let mut rewritten = Log::of(100);
    (101..401).for_each(|index| rewritten.append(log::entry(index).encode().unwrap()));
    for (log, consistent) in [(Log::of(400), true), (rewritten, false)] {
        let files = log.files();
        let new = verify_log(&files, &known()).unwrap().checkpoint;
        let nodes = TileNodes::new(&files, new.size);
        let proof = consistency_proof(old.size, new.size, &nodes).unwrap();
        let verdict = verify_consistency(old.size, new.size, &proof, &old.root, &new.root);
        assert_eq!(verdict.is_ok(), consistent);
    }
}

/// How a file may be changed.
#[derive(Clone, Debug)]
enum Change {
    Flip { at: prop::sample::Index, mask: u8 },
    Cut { to: prop::sample::Index },
    Append { byte: u8 },
    Remove,
}

impl Change {
    fn apply(&self, path: &str, files: &mut Published) {
        let content = files.get_mut(path).expect("a change is made to a file that is there");
        let length = content.len();
        match self {
            Change::Flip { at, mask } => content[at.index(length)] ^= mask,
            Change::Cut { to } => content.truncate(to.index(length)),
            Change::Append { byte } => content.push(*byte),
            Change::Remove => drop(files.remove(path)),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<prop::sample::Index>;
    prop_oneof![
        5 => (place(), 1_u8..).prop_map(|(at, mask)| Change::Flip { at, mask }),
        1 => place().prop_map(|to| Change::Cut { to }),
        1 => any::<u8>().prop_map(|byte| Change::Append { byte }),
        1 => Just(Change::Remove),
    ]
}

proptest! {
    #[test]
    fn any_change_to_any_file_is_found_and_named(
        size in prop_oneof![1_u64..20, 250_u64..262, 500_u64..600],
        file: prop::sample::Index,
        change in change(),
    ) {
        let mut files = Log::of(size).files();
        let path = file.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        change.apply(&path, &mut files);
        let found = faults(&files);
        prop_assert!(!found.is_empty(), "nobody saw the change to {}", path);
        prop_assert!(found[0].contains(&path), "{} is not named: {:?}", path, found);
    }

    #[test]
    fn any_flipped_byte_of_a_proof_or_its_entry_is_refused(
        size in 1_u64..300,
        index: u64,
        in_entry: bool,
        at: prop::sample::Index,
        mask in 1_u8..,
    ) {
        let (log, index) = (Log::of(size), index % size);
        let hashes = inclusion_proof(index, size, &log).unwrap();
        let checkpoint = log.checkpoint(&signer(ORIGIN));
        let mut text = Proof { extra: None, index, hashes, checkpoint }.to_string().into_bytes();
        let mut entry = log.entries[index as usize].clone();
        let changed = if in_entry { &mut entry } else { &mut text };
        let at = at.index(changed.len());
        changed[at] ^= mask;
        let proof = String::from_utf8(text).ok().and_then(|text| text.parse::<Proof>().ok());
        let believed = proof.is_some_and(|proof| proof.verify(&entry, &known()).is_ok());
        prop_assert!(!believed, "nobody saw byte {} change", at);
    }
}
