//! What is erased is overwritten in the database's files.

use std::path::Path;

use rusqlite::Connection;
use store::{Batch, MatterBy, SealedMatter, Vault, VaultChange, Write};
use testkit::sample::matter;
use testkit::vault::keep;

use crate::SqliteStore;
use crate::migrate::MIGRATIONS;

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
    // Names are random, so that new ones come between old ones.
    let shuffled = |number: u32| number * 7 % 300;
    keep(&store, (0..200).map(shuffled));
    assert_eq!(traces(folder.path(), &BEGINNINGS).len(), 200, "the search finds what is there");
    for number in (0..300).map(shuffled).filter(|number| number % 3 != 0) {
        if store.matter(MatterBy::Name(&matter(number).matter)).expect("reads").is_none() {
            keep(&store, number..=number);
        }
        let vault = vec![VaultChange::Erase(matter(number).matter)];
        store.append(&Batch { vault, ..Batch::default() }).expect("erases");
    }
    keep(&store, (200..300).map(shuffled).filter(|number| number % 3 == 0));
    let mut kept: Vec<u32> = (0..300).filter(|number| number % 3 == 0).collect();
    assert_eq!(traces(folder.path(), &BEGINNINGS), kept);
    store.erase_matters(&[matter(3).matter]).expect("erases");
    kept.retain(|number| *number != 3);
    assert_eq!(traces(folder.path(), &BEGINNINGS), kept);
    store.rewrap_keys(&mut |_, _| Ok(b"new".to_vec())).expect("wraps");
    assert_eq!(traces(folder.path(), &BEGINNINGS[..1]), Vec::<u32>::new(), "nor old keys");
}

/// Version 5 kept keys and values in the rows of their matters.
#[test]
fn what_older_versions_kept_is_taken_over_and_left_nowhere_else() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("city.db");
    let old = Connection::open(&path).expect("opens");
    old.execute_batch("PRAGMA journal_mode = WAL; BEGIN").expect("begins");
    for migration in &MIGRATIONS[..5] {
        old.execute_batch(migration).expect("makes tables");
    }
    old.pragma_update(None, "user_version", 5).expect("writes");
    for number in 0..50 {
        let SealedMatter { matter, record, link, key, values } = matter(number);
        let key = key.filter(|_| number != 7);
        let sql = "INSERT INTO matter VALUES (?1, ?2, ?3, ?4)";
        old.execute(sql, (&matter, record, link.map(|link| link.0), key)).expect("writes");
        for (field, sealed) in values.into_iter().filter(|_| number != 7) {
            let sql = "INSERT INTO matter_value VALUES (?1, ?2, ?3)";
            old.execute(sql, (&matter, field, sealed)).expect("writes");
        }
    }
    old.execute_batch("COMMIT").expect("commits");
    drop(old);
    let store = SqliteStore::open(&path).expect("brings it up");
    let living: Vec<_> = (0..50).filter(|number| *number != 7).map(matter).collect();
    assert_eq!(store.living_matters("", 100).expect("reads"), living);
    let seventh = store.matter(MatterBy::Name(&matter(7).matter)).expect("reads");
    assert_eq!(seventh.expect("is still there").key, None);
    store.erase_matters(&(0..50).map(|it| matter(it).matter).collect::<Vec<_>>()).expect("erases");
    assert_eq!(traces(folder.path(), &BEGINNINGS), Vec::<u32>::new());
}
