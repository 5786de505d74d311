//! A log that was made by others verifies here: every hash, tile, checkpoint, signature and key of
//! it comes from `tlog_tiles`, `signed_note` and Go's `sumdb/note`. Only the text of its entries is
//! of our form, as the format's page writes it.

use std::collections::BTreeMap;

use journal::verify::{Fault, SeenError, check_seen, verify_log};
use journal::{Hash, Verifier};
use signed_note::{Note, StandardSigner};
use tlog_tiles::checkpoint::Checkpoint;
use tlog_tiles::tile::Tile;
use tlog_tiles::tlog::{self, HashReader};

/// A key pair from the examples of Go's `sumdb/note`.
const NAME: &str = "PeterNeumann";
const SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

/// The height of a C2SP tile: 2^8 hashes.
const HEIGHT: u8 = 8;

/// Their log: its entries, and its hashes in their order.
struct Log {
    entries: Vec<String>,
    hashes: Vec<tlog::Hash>,
}

impl HashReader for Log {
    fn read_hashes(&self, indices: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        let missing = || tlog::Error::InvalidInput("no such hash".to_owned());
        let read = |index: &u64| self.hashes.get(usize::try_from(*index).ok()?).copied();
        indices.iter().map(|index| read(index).ok_or_else(missing)).collect()
    }
}

impl Log {
    /// So many entries, each about `what`.
    fn of(size: u64, what: &str) -> Self {
        let mut log = Log { entries: Vec::new(), hashes: Vec::new() };
        (0..size).for_each(|_| log.append(what));
        log
    }

    fn append(&mut self, what: &str) {
        let index = self.entries.len();
        let entry = format!(
            concat!(
                r#"{{"at":"2020-03-02T01:30:00Z","body":{{"number":{index}}},"#,
                r#""by":{{"office":"theirs","role":"clerk"}},"kind":"case.opened","#,
                r#""subject":"{what}","version":1}}"#
            ),
            index = index,
            what = what
        );
        let hashes =
            tlog::stored_hashes(index as u64, entry.as_bytes(), self).expect("it is sound");
        self.hashes.extend(hashes);
        self.entries.push(entry);
    }

    fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    fn root(&self) -> tlog::Hash {
        tlog::tree_hash(self.size(), self).expect("it is sound")
    }

    /// The signed checkpoint.
    fn note(&self) -> String {
        let text =
            Checkpoint::new(NAME, self.size(), self.root(), "").expect("it is sound").to_bytes();
        let mut note = Note::new(&text, &[]).expect("it is sound");
        note.add_sigs(&[&StandardSigner::new(SECRET).expect("it is sound")]).expect("it is sound");
        String::from_utf8(note.to_bytes()).expect("it is sound")
    }

    /// Everything as it is published.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::from([("checkpoint".to_owned(), self.note().into_bytes())]);
        for mut tile in Tile::new_tiles(HEIGHT, 0, self.size()) {
            // Their paths tell the height, as Go's checksum database does, and call bundles data.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            files.insert(path, tile.read_data(self).expect("it is sound"));
            if tile.level() == 0 {
                let first = usize::try_from(tile.level_index()).expect("it is sound") << HEIGHT;
                let entries = &self.entries[first..first + tile.width() as usize];
                tile.set_is_data();
                let path = tile.path().replacen("tile/8/data/", "tile/entries/", 1);
                files.insert(path, entries.iter().flat_map(|entry| prefixed(entry)).collect());
            }
        }
        files
    }
}

/// An entry after its length.
fn prefixed(entry: &str) -> Vec<u8> {
    let length = u16::try_from(entry.len()).expect("it is sound");
    [&length.to_be_bytes(), entry.as_bytes()].concat()
}

fn known() -> [Verifier; 1] {
    [PUBLIC.parse().expect("it is sound")]
}

#[test]
fn a_log_made_by_others_verifies() {
    // The last has tiles on three levels.
    for size in [1, 2, 255, 256, 257, 600, 65_800] {
        let log = Log::of(size, "case/1");
        let verified = verify_log(&log.files(), &known()).expect("it is sound");
        assert_eq!(verified.checkpoint.size, size);
        assert_eq!(verified.checkpoint.root, Hash(log.root().0));
        assert_eq!(verified.entries_by_kind, BTreeMap::from([("case.opened".to_owned(), size)]));
    }
}

#[test]
fn what_was_changed_in_it_is_named() {
    let files = Log::of(600, "case/1").files();
    let faults = |path: &str, at: usize| {
        let mut files = files.clone();
        files.get_mut(path).expect("it is sound")[at] ^= 1;
        verify_log(&files, &known()).expect_err("it is unsound").faults
    };
    let found = faults("tile/entries/001", 100);
    assert!(
        found.iter().any(|it| matches!(
            it,
            Fault::Entry { index: 256, .. } | Fault::Leaf { index: 256, .. }
        ))
    );
    let found = faults("tile/0/002.p/88", 32 * 5);
    assert!(matches!(found[..], [Fault::Leaf { index: 517, .. }]), "{found:?}");
    let found = faults("tile/1/000.p/2", 40);
    assert!(matches!(found[..], [Fault::Node { position: 1, .. }]), "{found:?}");
    let found = faults("checkpoint", NAME.len() + 1);
    assert!(matches!(found[..], [Fault::Checkpoint(_)]), "{found:?}");
}

#[test]
fn it_is_followed_as_it_grows_and_a_fork_of_it_is_told() {
    let mut log = Log::of(300, "case/1");
    let seen = log.note();
    (0..500).for_each(|_| log.append("case/2"));
    let files = log.files();
    let verified = verify_log(&files, &known()).expect("it is sound");
    assert_eq!(check_seen(&files, &verified, &seen, &known()).expect("it is sound").size, 300);
    let fork = Log::of(800, "case/3").files();
    let verified = verify_log(&fork, &known()).expect("it is sound");
    let told = check_seen(&fork, &verified, &seen, &known()).expect_err("it is unsound");
    assert!(matches!(told, SeenError::Split { size: 300, .. }), "{told}");
}
