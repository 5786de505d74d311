//! What is erased is overwritten in the database's files.

use std::path::Path;

use store::{Batch, Vault, VaultChange, Write};
use testkit::sample::matter;
use testkit::vault::keep;

use crate::SqliteStore;

/// How the bytes of keys and values begin.
const BEGINNINGS: [&str; 3] = ["key-of-", "sealed-contact-", "sealed-street-"];

/// Which matters have their key or a value anywhere in the files of a folder.
fn traces(folder: &Path, beginnings: &[&str]) -> Vec<u32> {
    let mut bytes = Vec::new();
    for item in std::fs::read_dir(folder).expect("reads") {
        bytes.extend(std::fs::read(item.expect("reads").path()).expect("reads"));
    }
    let text = String::from_utf8_lossy(&bytes);
    let has = |number: &u32| {
        beginnings.iter().any(|beginning| text.contains(&format!("{beginning}{number:08}")))
    };
    (0..300).filter(has).collect()
}

#[test]
fn what_is_erased_is_nowhere_in_the_files() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    // Without waiting for the disk; enough for pages to be split and joined again.
    let store = SqliteStore::open_to_fill(&folder.path().join("city.db")).expect("opens");
    keep(&store, 0..300);
    assert_eq!(traces(folder.path(), &BEGINNINGS).len(), 300, "the search finds what is there");
    for number in (0..300).filter(|number| number % 3 != 0) {
        let vault = vec![VaultChange::Erase(matter(number).matter)];
        store.append(&Batch { vault, ..Batch::default() }).expect("erases");
    }
    let mut kept: Vec<u32> = (0..300).filter(|number| number % 3 == 0).collect();
    assert_eq!(traces(folder.path(), &BEGINNINGS), kept);
    store.erase_matters(&[matter(3).matter]).expect("erases");
    kept.retain(|number| *number != 3);
    assert_eq!(traces(folder.path(), &BEGINNINGS), kept);
    store.rewrap_keys(&mut |_, _| Ok(b"new".to_vec())).expect("wraps");
    assert_eq!(traces(folder.path(), &BEGINNINGS[..1]), Vec::<u32>::new(), "nor old keys");
}
