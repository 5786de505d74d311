//! What checking finds, and what copying promises, on real files.

use std::path::Path;

use journal::{Entry, Hash, Signer, Verifier};
use store::{Batch, Credential, NewEntry, Operate, Read, StoredEntry, Write};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

use super::{CheckError, Checked, CopyError, check, copy};
use crate::tests::world::{OWNER, World, open_work, step, world};
use crate::{App, Upload, tests::world};

/// A city of some records and a report, closed.
fn city(records: usize) -> (TempDir, SqliteStore) {
    let World { app, store, _folder: folder } = world();
    let supervisor = world::actor("supervision-office", crate::ROLE_SUPERVISOR);
    app.take_in_report(&Upload::text(world::REPORT), &supervisor).expect("takes in");
    for number in 0..records {
        open_work(&app, &format!("W-{number}")).expect("opens");
    }
    step(&app, "begin", OWNER, "builder").expect("steps");
    admit(&app);
    drop(app);
    drop(store);
    let store = SqliteStore::open(&folder.path().join("city.db")).expect("opens again");
    (folder, store)
}

fn admit(app: &App) {
    app.admit("a token", &world::actor(OWNER, "builder")).expect("admits");
}

fn known() -> [Verifier; 1] {
    [Signer::from_seed("example.com/test", [7; 32]).expect("a name").verifier()]
}

fn checked(store: &SqliteStore) -> Result<Checked, CheckError> {
    check(store, &known(), &mut |_, _, _| {})
}

fn copied(source: &SqliteStore, target: &SqliteStore) -> Result<(), CopyError> {
    copy(source, target, &mut |_, _, _| {})
}

fn empty(folder: &Path) -> SqliteStore {
    SqliteStore::open(&folder.join("target.db")).expect("opens")
}

/// Entries as they were appended.
fn entries(stored: &[StoredEntry]) -> Vec<NewEntry> {
    let new = |it: &StoredEntry| {
        let entry = Entry::decode(&it.bytes).expect("an entry");
        NewEntry { kind: entry.kind, subject: entry.subject, ..self::entry(&it.bytes) }
    };
    stored.iter().map(new).collect()
}

/// An entry that is none of a city's.
fn entry(bytes: &[u8]) -> NewEntry {
    let (kind, subject) = ("record.opened".to_owned(), "works/X".to_owned());
    NewEntry { bytes: bytes.to_vec(), kind, subject, at_s: 0 }
}

#[test]
fn a_city_without_fault_is_found_so_and_told_how_far_it_is() {
    let (_folder, store) = city(600);
    let mut told = Vec::new();
    let found = check(&store, &known(), &mut |stage, done, of| told.push((stage, done, of)));
    let found = found.expect("it is sound");
    assert!(found.lists_were_right);
    assert_eq!(found.size(), store.log_size().expect("reads"));
    assert_eq!(found.digest, store.digest().expect("reads"));
    assert!(found.documents >= 4, "city, pack, report and reading: {}", found.documents);
    assert!(told.iter().all(|(_, done, of)| done <= of) && told.len() >= 4, "{told:?}");
}

#[test]
fn whatever_does_not_fit_is_found_and_named() {
    let (_folder, store) = city(3);
    let first = store.log_size().expect("reads");
    let other = [Signer::from_seed("example.com/test", [8; 32]).expect("a name").verifier()];
    let found = check(&store, &other, &mut |_, _, _| {});
    assert!(matches!(found, Err(CheckError::Checkpoint(_))), "{found:?}");

    let checkpoint = store.checkpoint().expect("reads").expect("is there");
    let documents = vec![(Hash([9; 32]), b"something else".to_vec())];
    let batch = Batch { first, documents, checkpoint: checkpoint.clone(), ..Batch::default() };
    store.append(&batch).expect("appends");
    let found = checked(&store);
    assert!(matches!(found, Err(CheckError::Document(Hash(hash))) if hash == [9; 32]), "{found:?}");

    let entries = vec![entry(b"{}")];
    store.append(&Batch { first, entries, checkpoint, ..Batch::default() }).expect("appends");
    let found = checked(&store);
    assert!(matches!(found, Err(CheckError::Entry { index, .. }) if index == first), "{found:?}");
}

#[test]
fn entries_that_were_not_signed_and_documents_that_are_missing_are_found() {
    let (folder, source) = city(2);
    let page = source.entries(0, usize::MAX >> 1).expect("reads");
    let checkpoint = source.checkpoint().expect("reads").expect("is there");
    let target = empty(folder.path());
    let batch = Batch { entries: entries(&page), checkpoint, ..Batch::default() };
    target.append(&batch).expect("appends");
    let found = checked(&target);
    assert!(matches!(found, Err(CheckError::NoDocument { entry: 0..=2, .. })), "{found:?}");

    let swapped = SqliteStore::open(&folder.path().join("swapped.db")).expect("opens");
    let mut batch = batch;
    batch.entries.swap(1, 2);
    swapped.append(&batch).expect("appends");
    let found = checked(&swapped);
    assert!(matches!(found, Err(CheckError::Root { .. })), "{found:?}");
    batch.entries.pop();
    let shorter = SqliteStore::open(&folder.path().join("shorter.db")).expect("opens");
    shorter.append(&batch).expect("appends");
    assert!(matches!(checked(&shorter), Err(CheckError::Size { .. })));
}

#[test]
fn a_copy_holds_the_same_and_goes_on_wherever_it_was_broken_off() {
    let (folder, source) = city(540);
    let whole = source.entries(0, usize::MAX >> 1).expect("reads");
    for had in [0, 300, whole.len()] {
        let target = SqliteStore::open(&folder.path().join(format!("{had}.db"))).expect("opens");
        let entries = entries(&whole[..had]);
        target.append(&Batch { entries, ..Batch::default() }).expect("appends");
        copied(&source, &target).expect("copies");
        assert_eq!(target.entries(0, usize::MAX >> 1).expect("reads"), whole);
        assert_eq!(target.checkpoint().expect("reads"), source.checkpoint().expect("reads"));
        let page = usize::MAX >> 1;
        let of = |store: &SqliteStore| {
            let documents = store.documents(None, page).expect("reads");
            (documents, store.credentials(None, page).expect("reads"))
        };
        assert_eq!(of(&target), of(&source));
        let found = checked(&target).expect("it is sound");
        assert_eq!(found.digest, source.digest().expect("reads"), "folded anew, it is the same");
        copied(&source, &target).expect("a second time changes nothing");
        assert_eq!(target.digest().expect("reads"), found.digest);
    }
}

#[test]
fn a_copy_is_refused_by_a_target_that_holds_something_else() {
    let (folder, source) = city(2);
    let target = empty(folder.path());
    target.append(&Batch { entries: vec![entry(b"{}")], ..Batch::default() }).expect("appends");
    let refused = copied(&source, &target);
    assert!(matches!(refused, Err(CopyError::Other { found: 1 })), "{refused:?}");
    assert_eq!(target.log_size().expect("reads"), 1);
}

#[test]
fn a_snapshot_stands_still_while_the_city_goes_on() {
    let (_folder, store) = city(3);
    let snapshot = store.snapshot().expect("takes one");
    let (size, digest) = (store.log_size().expect("reads"), store.digest().expect("reads"));
    let batch = Batch { first: size, entries: vec![entry(b"{}")], ..Batch::default() };
    store.append(&batch).expect("a snapshot keeps nobody waiting");
    let inspector = Credential { office: "station".into(), role: "inspector".into() };
    store.put_credential(&Hash([1; 32]), &inspector).expect("writes");
    assert_eq!(snapshot.log_size().expect("reads"), size);
    assert_eq!(snapshot.digest().expect("reads"), digest);
    assert_eq!(snapshot.credentials(None, 9).expect("reads").len(), 1);
    assert_eq!(store.credentials(None, 9).expect("reads").len(), 2);
    assert!(snapshot.append(&batch).is_err(), "it is there to be read");
}

#[test]
fn what_was_counted_by_an_earlier_pack_is_folded_by_that_pack() {
    let World { app, store, _folder } = world();
    let count = |app: &App| {
        let total = app.store().total("works/tourist_toilets", app.today()).expect("reads");
        total.count
    };
    let report = |app: &App, id: &str| {
        open_work(app, id).expect("opens");
        for name in ["begin", "report"] {
            let builder = world::actor(OWNER, "builder");
            world::step_of(app, &format!("works/{id}"), name, &builder).expect("steps");
        }
    };
    report(&app, "W-1");
    assert_eq!(count(&app), 0, "a work counts once it is accepted");
    drop(app);

    let later = world::definitions_with(|pack| {
        let counted =
            "counted_in = [\"accepted\", \"confirmed\"]\nwhere = { kind = \"tourist_toilet\" }";
        if !pack.contains("[measures.") {
            // The messages stay as they are.
            return pack.to_owned();
        }
        assert!(pack.contains(counted) && pack.contains("version = 2"));
        pack.replace("version = 2", "version = 3")
            .replace(counted, &counted.replace("[", "[\"reported\", "))
    });
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let clock = std::sync::Arc::clone(&store.clock) as _;
    let app = App::open(later, std::sync::Arc::clone(&store) as _, clock, signer).expect("opens");
    report(&app, "W-2");
    assert_eq!(count(&app), 1, "nothing is counted anew by a later pack");
    assert!(app.rebuild().expect("folds"), "lists and totals are what they were");
    assert_eq!(count(&app), 1);
}
