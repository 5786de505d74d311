//! The tables, and how they came to be.

use std::fmt::Write as _;
use std::path::Path;

use postgres::{Client, NoTls};
use store::StoreError;
use testkit::Place as _;

use super::Database;

fn names(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = std::fs::read_dir(folder)
        .expect("the migrations")
        .map(|file| file.expect("a file").file_name().into_string().expect("a plain name"));
    let mut names: Vec<String> = files.collect();
    names.sort();
    names
}

#[test]
fn every_migration_has_its_twin_in_sqlite() {
    let ours = names("migrations");
    assert!(ours.len() >= 2);
    assert_eq!(ours, names("../store-sqlite/migrations"));
}

/// Every line of `schema.sql`: `UPDATE_EXPECT=1 cargo test -p store-postgres` writes it anew.
#[test]
fn the_schema_is_what_the_migrations_make() {
    let database = Database::new();
    drop(database.open().expect("makes the tables"));
    let mut client = Client::connect(&database.address, NoTls).expect("connects");
    let mut schema = String::from("-- What the migrations make; written by a test.\n");
    let columns = "SELECT c.relname, string_agg('    ' || a.attname || ' ' || \
         format_type(a.atttypid, a.atttypmod) || \
         CASE WHEN a.attcollation IN (0, t.typcollation) THEN '' ELSE ' COLLATE \"C\"' END || \
         CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, E',\\n' ORDER BY a.attnum) \
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 \
         JOIN pg_type t ON t.oid = a.atttypid \
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace \
         GROUP BY c.relname ORDER BY c.relname";
    for row in client.query(columns, &[]).expect("reads") {
        let (table, columns): (String, String) = (row.get(0), row.get(1));
        write!(schema, "\nCREATE TABLE {table} (\n{columns}\n);\n").expect("writes");
    }
    for further in [
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    ] {
        schema.push('\n');
        for row in client.query(further, &[]).expect("reads") {
            let definition: String = row.get(0);
            writeln!(schema, "{definition};").expect("writes");
        }
    }
    expect_test::expect_file!["../../schema.sql"].assert_eq(&schema);
}

#[test]
fn processes_that_make_the_tables_at_once_do_not_disturb_each_other() {
    let database = Database::new();
    std::thread::scope(|scope| {
        for city in ["a", "b", "c", "d"] {
            let database = &database;
            scope.spawn(move || drop(database.open_as(city, city).expect("opens")));
        }
    });
}

#[test]
fn the_tree_of_the_first_version_becomes_tiles() {
    let database = Database::new();
    database.by_hand(include_str!("../../migrations/0001_journal.sql")).expect("makes tables");
    let nodes = "CREATE TABLE migration (version int PRIMARY KEY); \
         INSERT INTO migration VALUES (1); \
         INSERT INTO node SELECT 'urumqi', 0, n, sha256(n::text::bytea) \
         FROM generate_series(0, 599) n; \
         INSERT INTO node SELECT 'urumqi', 8, n, sha256('') FROM generate_series(0, 1) n";
    database.by_hand(nodes).expect("fills them");
    drop(database.open().expect("brings it up"));
    let mut client = Client::connect(&database.address, NoTls).expect("connects");
    let tiles = "SELECT level::int, idx, length(hashes), \
         substring(hashes FROM 33 FOR 32) = sha256((idx * 256 + 1)::text::bytea) \
         FROM tile ORDER BY level, idx";
    let found: Vec<(i32, i64, i32, bool)> = client
        .query(tiles, &[])
        .expect("reads")
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3)))
        .collect();
    assert_eq!(found, [(0, 0, 8192, true), (0, 1, 8192, true), (1, 0, 64, false)]);
}

#[test]
fn tables_are_not_changed_under_a_process_that_writes() {
    let database = Database::new();
    database.by_hand(include_str!("../../migrations/0001_journal.sql")).expect("makes tables");
    let older = "CREATE TABLE migration (version int PRIMARY KEY); \
         INSERT INTO migration VALUES (1); \
         INSERT INTO lease (city, holder, fence, until_s) \
         VALUES ('urumqi', 'an older', 1, 4000000000)";
    database.by_hand(older).expect("an older program writes");
    let refused = database.open_as("a newer", "urumqi");
    assert!(matches!(refused, Err(StoreError::Elsewhere { .. })));
    let mut client = Client::connect(&database.address, NoTls).expect("connects");
    let version = client.query_one("SELECT max(version) FROM migration", &[]).expect("reads");
    assert_eq!(version.get::<_, i32>(0), 1);
    database.by_hand("UPDATE lease SET until_s = 0").expect("it ends");
    drop(database.open_as("a newer", "urumqi").expect("brings it up"));
    let version = client.query_one("SELECT max(version) FROM migration", &[]).expect("reads");
    assert!(version.get::<_, i32>(0) > 1);
}
