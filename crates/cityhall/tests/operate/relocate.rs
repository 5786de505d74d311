//! `cityhall move`.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use super::world::{city, kill, open, open_work, refused, start, state, succeed, text};

fn world(works: usize) -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    city(&from, works);
    (folder, from, to)
}

fn arguments<'a>(from: &'a str, to: &'a str) -> [&'a str; 5] {
    ["move", "--data", from, "--to", to]
}

/// How many entries a database has; none where it is not one yet.
fn entries(database: &Path) -> u64 {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let count = |it: Connection| it.query_row("SELECT count(*) FROM entry", [], |row| row.get(0));
    let counted: rusqlite::Result<i64> =
        Connection::open_with_flags(database, flags).and_then(count);
    counted.map_or(0, |count| u64::try_from(count).expect("a count"))
}

#[test]
fn a_city_moves_with_all_it_has_and_the_old_place_takes_nothing_more() {
    let (_folder, from, to) = world(20);
    let before = state(&from);
    let (old, new) = (text(&from), text(&to));
    let told = succeed(&arguments(&old, &new));
    assert!(told.contains("ok: checkpoint, root, lists and totals are the same"), "{told}");
    assert_eq!(state(&to), before);
    assert_eq!(state(&from), before, "the source is left as it was");
    for command in [&["journal", "rebuild"][..], &["serve", "--addr", "127.0.0.1:0"]] {
        let why = refused(&[command, &["--data", &old]].concat());
        assert!(why.contains("has moved to") && why.contains(&new), "{why}");
    }
    let app = open(&to);
    assert!(app.actor("a token").expect("reads").is_some(), "who may act came along");
    open_work(&app, 500);
    drop(app);
    let told = succeed(&arguments(&old, &new));
    assert!(told.contains("has been moved"), "{told}");
    let why = refused(&arguments(&new, &old));
    assert!(why.contains("has moved to"), "no way back over what is there: {why}");
    let back = text(&from.with_file_name("back"));
    succeed(&arguments(&new, &back));
    assert_eq!(state(Path::new(&back)), state(&to));
}

#[test]
fn a_move_that_was_killed_is_no_city_and_goes_on_where_it_was() {
    let (_folder, from, to) = world(1_500);
    let before = state(&from);
    let (old, new) = (text(&from), text(&to));
    let all = entries(&from.join("city.db"));
    let mut was_half_way = false;
    for attempt in 0..20 {
        let to = to.with_file_name(format!("to-{attempt}"));
        let process = start(&arguments(&old, &text(&to)));
        while entries(&to.join("city.db")) == 0 {
            thread::yield_now();
        }
        kill(process);
        let there = entries(&to.join("city.db"));
        if (1..all).contains(&there) {
            was_half_way = true;
            fs::rename(&to, &new).expect("renames");
            break;
        }
    }
    assert!(was_half_way, "the machine is too quick for this test: give the city more works");
    let why = refused(&["token", "--office", "x", "--role", "builder", "--data", &new]);
    assert!(why.contains("is not whole") && why.contains("cityhall move"), "{why}");
    let why = refused(&["backup", "--data", &new, "--to", &format!("{new}.zip")]);
    assert!(why.contains("is not whole"), "{why}");
    assert_eq!(state(&from), before);
    open_work(&open(&from), 8_000);
    let before = state(&from);
    succeed(&arguments(&old, &new));
    assert_eq!(state(&to), before, "with what was done in the old place meanwhile");
}

#[test]
fn a_target_that_is_a_city_or_was_changed_is_refused() {
    let (folder, from, to) = world(4);
    let (old, new) = (text(&from), text(&to));
    city(&to, 2);
    let before = state(&to);
    let why = refused(&arguments(&old, &new));
    assert!(why.contains("holds a city already"), "{why}");
    assert_eq!(state(&to), before);
    let why = refused(&arguments(&old, &old));
    assert!(why.contains("is there already"), "{why}");

    // A copy whose bytes were changed after they were written.
    let half = text(&folder.path().join("half"));
    succeed(&arguments(&old, &half));
    let changed = Connection::open(Path::new(&half).join("city.db")).expect("opens");
    let source = Connection::open(from.join("city.db")).expect("opens");
    changed
        .execute_batch(
            "DROP TRIGGER entry_is_never_changed;
             UPDATE entry SET bytes =
                 CAST(replace(CAST(bytes AS TEXT), '1号', '2号') AS BLOB) WHERE idx = 3;",
        )
        .expect("whoever has the file can do that");
    changed
        .execute(
            "UPDATE standing SET which = 'filling', other = ?1",
            [text(&from.canonicalize().expect("is there"))],
        )
        .expect("writes");
    source.execute("UPDATE standing SET which = 'open', other = ''", []).expect("writes");
    drop((changed, source));
    let why = refused(&arguments(&old, &half));
    assert!(why.contains("not the first of this city's"), "{why}");
    open_work(&open(&from), 77);
}

#[test]
fn a_city_that_is_being_used_is_not_moved() {
    let (_folder, from, to) = world(2);
    let app = open(&from);
    let why = refused(&arguments(&text(&from), &text(&to)));
    assert!(why.contains("another cityhall process uses"), "{why}");
    open_work(&app, 99);
}
