//! What the store promises, on real files.

use jiff::civil::{Date, date};
use journal::{Frontier, Hash, leaf_hash};
use store::{
    Amount, Batch, Change, Contribution, Credential, NewEntry, Read, RecordFilter, RecordRow,
    StoreError, Write,
};

use crate::SqliteStore;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

fn open(folder: &tempfile::TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("city.db")).expect("opens")
}

/// A batch of `count` entries that follow on `first`, each moving a measure by its index.
fn batch(first: u64, count: u64) -> Batch {
    let mut batch = Batch { first, ..Batch::default() };
    for index in 0..first + count {
        let bytes = format!("entry {index}").into_bytes();
        if index < first {
            continue;
        }
        batch.changes.extend(changes(index));
        batch.entries.push(NewEntry {
            bytes,
            kind: "record.opened".into(),
            subject: format!("works/{}", index % 3),
            at_s: 0,
        });
    }
    batch.checkpoint = format!("checkpoint of {}", first + count);
    batch
}

fn changes(index: u64) -> Vec<Change> {
    let day: Date = date(2020, 1, 1 + i8::try_from(index % 28).expect("small"));
    let place = if index.is_multiple_of(2) { "650102" } else { "650103" };
    let record = RecordRow {
        id: format!("works/{}", index % 3),
        pack: "works".into(),
        register: "work".into(),
        state: format!("state-{}", index % 2),
        since: day,
        title: format!("公厕{index}"),
        place: place.into(),
        office: "housing".into(),
    };
    let count = Contribution {
        measure: "works/toilets".into(),
        entry: index,
        record: record.id.clone(),
        place: place.into(),
        office: "housing".into(),
        day,
        count: 1,
        amount: Amount::from_millionths(i64::try_from(index).expect("small") * 1_000_000),
    };
    vec![Change::Record(record), Change::Count(count)]
}

#[test]
fn what_was_appended_is_there_after_opening_again() {
    let folder = folder();
    {
        let store = open(&folder);
        store.append(&batch(0, 5)).expect("appends");
        store.append(&batch(5, 2)).expect("appends");
    }
    let store = open(&folder);
    assert_eq!(store.log_size().expect("reads"), 7);
    assert_eq!(store.entry(6).expect("reads"), Some(b"entry 6".to_vec()));
    assert_eq!(store.entry(7).expect("reads"), None);
    assert_eq!(store.checkpoint().expect("reads").as_deref(), Some("checkpoint of 7"));
    assert_eq!(store.node(0, 6).expect("reads"), Some(leaf_hash(b"entry 6")));
    assert!(store.node(2, 0).expect("reads").is_some(), "entries 0 to 3 are complete");
    assert_eq!(store.node(2, 1).expect("reads"), None, "entries 4 to 7 are not");
    let about: Vec<u64> =
        store.entries_about("works/0").expect("reads").iter().map(|entry| entry.index).collect();
    assert_eq!(about, [0, 3, 6]);
    let of = store.entries_of(&["record.opened"], 5).expect("reads");
    assert_eq!(of.len(), 2);
    assert_eq!(store.entries(2, 3).expect("reads").len(), 3);
}

#[test]
fn totals_are_the_sums_of_their_contributions_on_every_day() {
    let folder = folder();
    let store = open(&folder);
    store.append(&batch(0, 40)).expect("appends");
    for day in 1..=28 {
        let until = date(2020, 1, day);
        let evidence = store.contributions("works/toilets", until).expect("reads");
        let total = store.total("works/toilets", until).expect("reads");
        assert_eq!(total.count, evidence.iter().map(|it| it.count).sum::<i64>());
        let sum: i64 = evidence.iter().map(|it| it.amount.millionths()).sum();
        assert_eq!(total.amount.millionths(), sum);
        let by_place = store.totals_by_place("works/toilets", until).expect("reads");
        assert_eq!(by_place.iter().map(|(_, total)| total.count).sum::<i64>(), total.count);
    }
}

#[test]
fn the_tree_is_the_same_while_a_tile_fills_and_after() {
    let folder = folder();
    let store = open(&folder);
    let mut frontier = Frontier::new();
    let mut nodes = Vec::new();
    let mut first = 0;
    for count in [1, 200, 54, 1, 1, 255, 700, 80] {
        store.append(&batch(first, count)).expect("appends");
        for index in first..first + count {
            nodes.extend(frontier.append(leaf_hash(format!("entry {index}").as_bytes())));
        }
        first += count;
        // Every seventh meets every level and both ends of tiles.
        for node in nodes.iter().step_by(7) {
            let stored = store.node(node.level, node.index).expect("reads");
            assert_eq!(stored, Some(node.hash), "{}/{} of {first}", node.level, node.index);
        }
        assert_eq!(store.node(0, first).expect("reads"), None);
    }
    assert_eq!(store.hashes(0, 250, 20).expect("reads").len(), 6, "to the end of its tile");
    assert_eq!(store.hashes(1, 0, 256).expect("reads").len(), 5, "as many as are full");
    assert_eq!(store.hashes(2, 0, 256).expect("reads"), []);
}

#[test]
fn a_database_of_the_first_version_is_brought_up_with_its_tree() {
    let folder = folder();
    let path = folder.path().join("city.db");
    let old = rusqlite::Connection::open(&path).expect("opens");
    old.execute_batch(include_str!("../migrations/0001_journal.sql")).expect("makes tables");
    old.execute_batch("BEGIN").expect("begins");
    old.pragma_update(None, "user_version", 1).expect("writes");
    let mut frontier = Frontier::new();
    for index in 0..600_u32 {
        let bytes = format!("entry {index}").into_bytes();
        for node in frontier.append(leaf_hash(&bytes)) {
            let sql = "INSERT INTO node (level, idx, hash) VALUES (?1, ?2, ?3)";
            let index = i64::try_from(node.index).expect("small");
            old.execute(sql, (node.level, index, node.hash.0)).expect("writes");
        }
        let sql = "INSERT INTO entry (idx, at_s, kind, subject, bytes) VALUES (?1, 0, '', '', ?2)";
        old.execute(sql, (index, &bytes)).expect("writes");
    }
    old.execute_batch("COMMIT").expect("commits");
    drop(old);
    let store = open(&folder);
    let fresh = tempfile::tempdir().expect("a folder");
    let same = open(&fresh);
    same.append(&batch(0, 600)).expect("appends");
    for (level, first) in [(0, 0), (0, 256), (0, 512), (1, 0), (2, 0)] {
        let brought_up = store.hashes(level, first, 256).expect("reads");
        assert_eq!(brought_up, same.hashes(level, first, 256).expect("reads"));
    }
    store.append(&batch(600, 300)).expect("goes on");
    same.append(&batch(600, 300)).expect("goes on");
    assert_eq!(store.node(8, 2).expect("reads"), same.node(8, 2).expect("reads"));
}

#[test]
fn a_batch_for_another_length_is_refused_and_leaves_nothing() {
    let folder = folder();
    let store = open(&folder);
    store.append(&batch(0, 2)).expect("appends");
    let refused = store.append(&batch(1, 2));
    assert!(matches!(refused, Err(StoreError::Conflict { expected: 1, actual: 2 })));
    assert_eq!(store.log_size().expect("reads"), 2);
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let folder = folder();
    let store = open(&folder);
    store.append(&batch(0, 2)).expect("appends");
    {
        let writer = store.writer().expect("writes");
        let pages: i64 =
            writer.pragma_query_value(None, "page_count", |row| row.get(0)).expect("counts");
        writer.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).expect("caps");
    }
    let digest = store.digest().expect("reads");
    let mut large = batch(2, 3);
    large.documents.push((Hash([1; 32]), vec![7; 1_000_000]));
    assert!(matches!(store.append(&large), Err(StoreError::Full)));
    assert_eq!(store.log_size().expect("reads"), 2, "nothing of it is there");
    assert_eq!(store.digest().expect("reads"), digest);
    {
        let writer = store.writer().expect("writes");
        let room = 1_000_000;
        writer.pragma_update_and_check(None, "max_page_count", room, |_| Ok(())).expect("lifts");
    }
    store.append(&large).expect("with room made, the same batch goes in");
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let folder = folder();
    let store = open(&folder);
    store.append(&batch(0, 1)).expect("appends");
    let path = folder.path().join("city.db");
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::InUse { .. })));
    let reader = SqliteStore::open_to_read(&path).expect("reads beside the writer");
    assert_eq!(reader.log_size().expect("reads"), 1);
    assert!(reader.append(&batch(1, 1)).is_err(), "a reader never writes");
    drop(store);
    SqliteStore::open(&path).expect("free again");
}

#[test]
fn entries_cannot_be_changed_even_by_hand() {
    let folder = folder();
    let store = open(&folder);
    store.append(&batch(0, 1)).expect("appends");
    let writer = store.writer().expect("writes");
    assert!(writer.execute("UPDATE entry SET bytes = x'00'", []).is_err());
    assert!(writer.execute("DELETE FROM entry", []).is_err());
}

#[test]
fn a_file_that_is_no_database_or_a_newer_one_is_refused_by_name() {
    let folder = folder();
    let path = folder.path().join("city.db");
    std::fs::write(&path, vec![b'x'; 4096]).expect("writes");
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Damaged(_))));
    let newer = folder.path().join("newer.db");
    let made = rusqlite::Connection::open(&newer).expect("opens");
    made.pragma_update(None, "user_version", 99).expect("writes");
    assert!(matches!(SqliteStore::open(&newer), Err(StoreError::Newer { found: 99, .. })));
}

#[test]
fn a_rebuild_gives_the_same_bytes_and_a_failed_one_changes_nothing() {
    let folder = folder();
    let store = open(&folder);
    store.append(&batch(0, 1_500)).expect("appends");
    let digest = store.digest().expect("reads");
    store.rebuild(&mut |entry| Ok(changes(entry.index))).expect("rebuilds");
    assert_eq!(store.digest().expect("reads"), digest);
    let failed = store.rebuild(&mut |entry| match entry.index {
        1_200 => Err("cannot be read".into()),
        index => Ok(changes(index)),
    });
    assert!(matches!(failed, Err(StoreError::Fold { index: 1_200, .. })));
    assert_eq!(store.digest().expect("reads"), digest);
}

#[test]
fn records_are_listed_by_filter_and_page() {
    let folder = folder();
    let store = open(&folder);
    store.append(&batch(0, 9)).expect("appends");
    let all = RecordFilter::default();
    assert_eq!(store.count_records(&all).expect("counts"), 3);
    assert_eq!(store.records(&all, 1, 1).expect("lists")[0].id, "works/1");
    let at = RecordFilter { place: Some("650102".into()), ..RecordFilter::default() };
    let listed = store.records(&at, 0, 10).expect("lists");
    assert_eq!(listed.len() as u64, store.count_records(&at).expect("counts"));
    assert!(listed.iter().all(|row| row.place == "650102"));
}

#[test]
fn a_token_admits_until_it_is_replaced() {
    let folder = folder();
    let store = open(&folder);
    let token = Hash([3; 32]);
    assert_eq!(store.credential(&token).expect("reads"), None);
    let inspector = Credential { office: "station".into(), role: "inspector".into() };
    store.put_credential(&token, &inspector).expect("writes");
    assert_eq!(store.credential(&token).expect("reads"), Some(inspector));
}
