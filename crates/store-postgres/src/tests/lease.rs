//! Who may write, when processes come and go and sleep.

use std::sync::atomic::Ordering;

use store::{Folded, Read, StoreError, Write};
use testkit::Place as _;
use testkit::sample::batch;

use super::Database;
use crate::LEASE_S;

fn writer_of(refused: Result<impl Sized, StoreError>) -> String {
    match refused {
        Err(StoreError::Elsewhere { writer }) => writer,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was let in"),
    }
}

#[test]
fn an_appender_that_lost_its_lease_is_fenced_off_and_told_who_has_it() {
    let database = Database::new();
    let old = database.open_as("the old one", "urumqi").expect("opens");
    old.append(&batch(0, 3)).expect("appends");
    assert_eq!(writer_of(database.open_as("the new one", "urumqi")), "the old one");
    // The old one sleeps for longer than its lease lasts.
    database.now.fetch_add(LEASE_S + 1, Ordering::SeqCst);
    let new = database.open_as("the new one", "urumqi").expect("the lease has ended");
    new.append(&batch(3, 2)).expect("appends");
    for first in [3, 5] {
        assert_eq!(writer_of(old.append(&batch(first, 1))), "the new one");
    }
    assert_eq!(writer_of(old.renew()), "the new one");
    assert_eq!(writer_of(testkit::sample::rebuild(&old).map(|_| ())), "the new one");
    assert_eq!(old.log_size().expect("it still reads"), 5);
    // The old one ends, and does not give back what is no longer its own.
    drop(old);
    assert_eq!(writer_of(database.open_as("a third", "urumqi")), "the new one");
    new.append(&batch(5, 1)).expect("goes on");
}

#[test]
fn a_lease_lasts_as_long_as_it_is_renewed() {
    let database = Database::new();
    let store = database.open_as("one", "urumqi").expect("opens");
    for _ in 0..3 {
        database.now.fetch_add(LEASE_S - 1, Ordering::SeqCst);
        assert_eq!(writer_of(database.open_as("other", "urumqi")), "one");
        store.renew().expect("is still its own");
    }
    database.now.fetch_add(LEASE_S - 1, Ordering::SeqCst);
    store.append(&batch(0, 1)).expect("an append renews it too");
    database.now.fetch_add(LEASE_S - 1, Ordering::SeqCst);
    assert_eq!(writer_of(database.open_as("other", "urumqi")), "one");
}

#[test]
fn a_process_that_is_started_again_need_not_wait_and_fences_off_its_former_self() {
    let database = Database::new();
    let killed = database.open_as("one", "urumqi").expect("opens");
    let again = database.open_as("one", "urumqi").expect("opens at once");
    again.append(&batch(0, 1)).expect("appends");
    assert_eq!(writer_of(killed.append(&batch(1, 1))), "one");
}

#[test]
fn a_reader_says_whom_to_write_to() {
    let database = Database::new();
    let _writer = database.open_as("hall.example:8020", "urumqi").expect("opens");
    let reader = database.open_to_read().expect("opens");
    assert_eq!(writer_of(reader.append(&batch(0, 1))), "hall.example:8020");
}

#[test]
fn cities_share_a_database_and_know_nothing_of_each_other() {
    let database = Database::new();
    let one = database.open_as("one", "urumqi").expect("opens");
    let other = database.open_as("other", "kashgar").expect("opens beside it");
    one.append(&batch(0, 600)).expect("appends");
    other.append(&batch(0, 5)).expect("appends");
    assert_eq!(other.log_size().expect("reads"), 5);
    assert_eq!(other.hashes(0, 0, 256).expect("reads").len(), 5);
    assert_eq!(other.entries_of(&["record.opened"], 0).expect("reads").len(), 2);
    let digest = one.digest().expect("reads");
    other.refold("nothing", 0..5, &Folded::default()).expect("folds its own");
    assert!(!other.adopt("nothing").expect("replaces its own"));
    assert_eq!(one.digest().expect("reads"), digest);
    assert_ne!(other.digest().expect("reads"), digest);
}
