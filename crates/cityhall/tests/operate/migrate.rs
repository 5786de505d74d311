//! `cityhall migrate`, on a database of the first version and on one of a later program.

use std::path::Path;

use rusqlite::Connection;

use super::world::{city, refused, succeed, text};

/// Takes a database back to the tables of the first version, with the city in it.
fn first_version(database: &Path) {
    let old = Connection::open(database).expect("opens");
    old.execute_batch(
        "DROP INDEX record_lately; ALTER TABLE record DROP COLUMN category;
         ALTER TABLE record DROP COLUMN point; ALTER TABLE record DROP COLUMN opened_s;
         DROP TABLE secret;
         CREATE INDEX record_state ON record (pack, state, id);
         CREATE INDEX record_office ON record (office, id);
         DROP TABLE refold; DROP TABLE record_anew; DROP TABLE contribution_anew;
         DROP TABLE cell_anew; DROP TABLE standing; DROP TABLE matter_value;
         DROP TABLE matter; DROP TABLE tile;
         CREATE TABLE node (
             level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
             PRIMARY KEY (level, idx)
         ) STRICT, WITHOUT ROWID;
         PRAGMA user_version = 1;",
    )
    .expect("few entries have no tiles yet");
}

#[test]
fn an_older_database_is_told_backed_up_and_brought_up() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let data = folder.path().join("data");
    city(&data, 5);
    let database = data.join("city.db");
    first_version(&database);
    let (at, to) = (text(&data), text(&folder.path().join("before.zip")));
    let told = succeed(&["migrate", "--data", &at, "--dry-run"]);
    assert!(told.contains("schema version 1") && told.contains("0002 tiles"), "{told}");
    assert!(told.contains("nothing was changed"), "{told}");
    let told = succeed(&["backup", "--data", &at, "--to", &to]);
    assert!(told.contains("ok"), "a backup comes before the migration: {told}");
    let told = succeed(&["migrate", "--data", &at]);
    assert!(told.contains("schema version 1") && told.contains("ok: brought to"), "{told}");
    let told = succeed(&["migrate", "--data", &at]);
    assert!(told.contains("ok: it is the version"), "{told}");
    assert!(succeed(&["journal", "rebuild", "--data", &at]).starts_with("ok"));
}

#[test]
fn a_newer_database_is_refused_and_no_city_is_made_by_mistake() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let data = folder.path().join("data");
    let at = text(&data);
    for command in ["migrate", "backup"] {
        let to = text(&folder.path().join("b.zip"));
        let to: &[&str] = if command == "backup" { &["--to", &to] } else { &[] };
        let why = refused(&[&[command, "--data", &at], to].concat());
        assert!(why.contains("holds no city"), "{why}");
        assert!(!data.join("city.db").exists());
    }
    city(&data, 1);
    let newer = Connection::open(data.join("city.db")).expect("opens");
    newer.pragma_update(None, "user_version", 99).expect("writes");
    drop(newer);
    for command in ["migrate", "serve"] {
        let why = refused(&[command, "--data", &at]);
        assert!(why.contains("schema version 99") && why.contains("newer"), "{why}");
    }
}
