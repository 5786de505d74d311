//! `cityhall journal rebuild`, killed while it folds a long log.

use std::path::Path;
use std::thread;

use journal::{Checkpoint, Entry, Frontier, Signer, leaf_hash};
use rusqlite::{Connection, OpenFlags};
use store::{Batch, Change, NewEntry, Read, RecordFilter, RecordRow, Write};
use store_sqlite::SqliteStore;

use super::world::{city, kill, refused, start, state, succeed, text};

/// Some parts of a fold, each of which is saved.
const WORKS: usize = 40_000;

/// Adds works that are like the second one, past the use cases, as these take their time.
fn grow(data: &Path, works: usize) {
    let store = SqliteStore::open_to_fill(&data.join("city.db")).expect("opens");
    let first = store.log_size().expect("reads");
    let mut frontier = Frontier::new();
    for stored in store.entries(0, works).expect("reads") {
        frontier.append(leaf_hash(&stored.bytes));
    }
    let like = &store.entries_about("works/W-1").expect("reads")[0];
    let mut entry = Entry::decode(&like.bytes).expect("an entry");
    let row = store.records(&RecordFilter::default(), 1, 1).expect("reads").remove(0);
    let mut batch = Batch { first, ..Batch::default() };
    for number in 0..works {
        let id = format!("works/L-{number:06}");
        entry.subject.clone_from(&id);
        let bytes = entry.encode().expect("an entry");
        frontier.append(leaf_hash(&bytes));
        batch.changes.push(Change::Record(RecordRow { id: id.clone(), ..row.clone() }));
        let (kind, at_s) = (entry.kind.clone(), entry.at.as_second());
        batch.entries.push(NewEntry { bytes, kind, subject: id, at_s });
    }
    let (size, root) = (frontier.size(), frontier.root());
    let origin = "cityhall.example/urumqi".to_owned();
    let signer = Signer::from_seed(&origin, [7; 32]).expect("a name");
    let checkpoint = Checkpoint { origin, size, root, extensions: Vec::new() };
    batch.checkpoint = checkpoint.sign(&[&signer]).expect("signs");
    store.append(&batch).expect("appends");
    store.settle().expect("brings all to the disk");
}

#[test]
fn a_rebuild_that_was_killed_goes_on_from_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let data = folder.path().join("data");
    city(&data, 2);
    grow(&data, WORKS);
    let (right, at) = (state(&data), text(&data));
    let arguments = ["journal", "rebuild", "--data", &at];
    let by_hand = Connection::open(data.join("city.db")).expect("opens");
    by_hand.execute("DELETE FROM record WHERE id = 'works/L-000007'", []).expect("deletes");
    drop(by_hand);
    let wrong = state(&data);
    assert_ne!(wrong, right);

    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let reader = Connection::open_with_flags(data.join("city.db"), flags).expect("opens");
    let folded = || -> i64 {
        let asked = "SELECT coalesce(max(next), 0) FROM refold";
        reader.query_row(asked, [], |found| found.get(0)).expect("reads")
    };
    let mut process = start(&arguments);
    while folded() == 0 {
        let ended = process.try_wait().expect("asks");
        assert_eq!(ended, None, "it was quicker than this test: give the city more works");
        thread::yield_now();
    }
    assert!(kill(process), "it was quicker than this test: give the city more works");
    assert_eq!(state(&data), wrong, "what is in use stays what it was");
    let next = folded();
    assert!(next > 0);

    let told = refused(&arguments);
    assert!(told.contains(&format!("goes on from entry {next}")), "{next}: {told}");
    assert!(told.contains("differed") && told.contains("they are right now"), "{told}");
    assert_eq!(state(&data), right);
    assert_eq!(folded(), 0, "nothing is left of it");
    assert!(succeed(&arguments).starts_with("ok"));
    assert_eq!(state(&data), right);
}
