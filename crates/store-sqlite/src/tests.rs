//! What the store promises, on real files.

use std::path::PathBuf;

use journal::{Frontier, leaf_hash};
use store::{Read, StoreError, Write};
use testkit::sample::{batch, bytes};
use testkit::{Fault, Place, Tampering};

use crate::SqliteStore;

testkit::conformance!(Folder);

/// A folder for one test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn path(&self) -> PathBuf {
        self.0.path().join("city.db")
    }
}

impl Place for Folder {
    type Store = SqliteStore;

    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    fn open(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(&self.path())
    }

    fn open_to_read(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_to_read(&self.path())
    }

    fn inject(&self, store: &SqliteStore, fault: Fault) {
        let writer = store.writer().expect("writes");
        let room =
            |pages: i64| writer.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
        match fault {
            Fault::Full => {
                let pages = writer.pragma_query_value(None, "page_count", |row| row.get(0));
                room(pages.expect("counts")).expect("caps");
            }
            Fault::Room => room(1_000_000).expect("lifts"),
            Fault::Newer => writer.pragma_update(None, "user_version", 99).expect("writes"),
            Fault::CutTile => {
                let sql = "UPDATE tile SET hashes = substr(hashes, 1, 8191) WHERE level = 0";
                writer.execute(sql, []).expect("cuts");
            }
        }
    }

    fn tamper(&self, store: &SqliteStore, how: Tampering) -> Result<(), String> {
        let sql = match how {
            Tampering::ChangeEntry => "UPDATE entry SET bytes = x'00'",
            Tampering::DeleteEntry => "DELETE FROM entry",
            Tampering::EmptyLists => {
                "DELETE FROM record; DELETE FROM contribution; DELETE FROM cell"
            }
        };
        let writer = store.writer().expect("writes");
        writer.execute_batch(sql).map_err(|error| error.to_string())
    }
}

#[test]
fn a_file_that_is_no_database_is_refused_by_name() {
    let folder = Folder::new();
    std::fs::write(folder.path(), vec![b'x'; 4096]).expect("writes");
    assert!(matches!(folder.open(), Err(StoreError::Damaged(_))));
}

/// `UPDATE_EXPECT=1 cargo test -p store-sqlite` writes `schema.sql` anew.
#[test]
fn the_schema_is_what_the_migrations_make() {
    let folder = Folder::new();
    let store = folder.open().expect("makes the tables");
    let writer = store.writer().expect("writes");
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    let mut statement = writer.prepare(sql).expect("a question");
    let parts = statement.query_map([], |row| row.get(0)).expect("reads");
    let parts: Vec<String> = parts.collect::<Result<_, _>>().expect("reads");
    let schema =
        format!("-- What the migrations make; written by a test.\n\n{};\n", parts.join(";\n\n"));
    expect_test::expect_file!["../schema.sql"].assert_eq(&schema);
}

#[test]
fn what_was_filled_without_waiting_is_safe_once_settled() {
    let folder = Folder::new();
    let store = SqliteStore::open_to_fill(&folder.path()).expect("opens");
    store.append(&batch(0, 3)).expect("appends");
    store.settle().expect("settles");
    drop(store);
    assert_eq!(folder.open().expect("opens").log_size().expect("reads"), 3);
}

#[test]
fn a_database_of_the_first_version_is_brought_up_with_its_tree() {
    let folder = Folder::new();
    let old = rusqlite::Connection::open(folder.path()).expect("opens");
    old.execute_batch(include_str!("../migrations/0001_journal.sql")).expect("makes tables");
    old.execute_batch("BEGIN").expect("begins");
    old.pragma_update(None, "user_version", 1).expect("writes");
    let mut frontier = Frontier::new();
    for index in 0..600 {
        let bytes = bytes(index);
        for node in frontier.append(leaf_hash(&bytes)) {
            let sql = "INSERT INTO node (level, idx, hash) VALUES (?1, ?2, ?3)";
            let index = i64::try_from(node.index).expect("small");
            old.execute(sql, (node.level, index, node.hash.0)).expect("writes");
        }
        let sql = "INSERT INTO entry (idx, at_s, kind, subject, bytes) VALUES (?1, 0, '', '', ?2)";
        old.execute(sql, (index.cast_signed(), &bytes)).expect("writes");
    }
    old.execute_batch("COMMIT").expect("commits");
    drop(old);
    let store = folder.open().expect("opens");
    let fresh = Folder::new();
    let same = fresh.open().expect("opens");
    same.append(&batch(0, 600)).expect("appends");
    for (level, first) in [(0, 0), (0, 256), (0, 512), (1, 0), (2, 0)] {
        let brought_up = store.hashes(level, first, 256).expect("reads");
        assert_eq!(brought_up, same.hashes(level, first, 256).expect("reads"));
    }
    store.append(&batch(600, 300)).expect("goes on");
    same.append(&batch(600, 300)).expect("goes on");
    assert_eq!(store.node(8, 2).expect("reads"), same.node(8, 2).expect("reads"));
}
