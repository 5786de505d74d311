//! `cityhall backup` and `cityhall restore`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rusqlite::Connection;
use tempfile::TempDir;

use super::world::{
    append_unsigned, city, kill, listed, open, open_work, refused, run, start, state, succeed, text,
};

/// A folder of the test with a city in it, and where its backup goes.
fn world(works: usize) -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup.zip"));
    city(&data, works);
    (folder, data, backup)
}

fn back_up(data: &Path, to: &Path) -> String {
    succeed(&["backup", "--data", &text(data), "--to", &text(to)])
}

fn restored_to(backup: &Path, data: &Path) -> String {
    succeed(&["restore", &text(backup), "--data", &text(data)])
}

#[test]
fn a_city_is_backed_up_while_it_works_and_goes_on_where_the_backup_was_taken() {
    let (folder, data, backup) = world(40);
    let app = open(&data);
    let before = app.store().log_size().expect("reads");
    let (is_done, opened) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 1_000;
            while !is_done.load(Ordering::SeqCst) {
                open_work(&app, number);
                opened.store(true, Ordering::SeqCst);
                number += 1;
            }
        });
        while !opened.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        let told = back_up(&data, &backup);
        is_done.store(true, Ordering::SeqCst);
        assert!(told.contains("restored to a scratch place and is whole"), "{told}");
    });
    let after = app.store().log_size().expect("reads");
    drop(app);
    let again = folder.path().join("again");
    fs::create_dir(&again).expect("writes");
    fs::copy(data.join("log.key"), again.join("log.key")).expect("the key was kept apart");
    restored_to(&backup, &again);
    let app = open(&again);
    let size = app.store().log_size().expect("reads");
    assert!((before..=after).contains(&size), "{before} <= {size} <= {after}");
    assert!(app.actor("a token").expect("reads").is_some(), "who may act is in it");
    assert!(app.rebuild().expect("rebuilds"));
    open_work(&app, 9_999);
    assert_eq!(listed(folder.path()), [again, backup, data], "nothing is left lying");
}

#[test]
fn a_backup_and_what_is_restored_from_it_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, data, backup) = world(1);
    back_up(&data, &backup);
    let again = folder.path().join("again");
    restored_to(&backup, &again);
    for path in [&backup, &again.join("city.db")] {
        let mode = fs::metadata(path).expect("reads").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
}

#[test]
fn the_key_is_in_a_backup_only_if_it_was_asked_for() {
    let (folder, data, backup) = world(2);
    let to = text(&backup);
    let output = run(&["backup", "--data", &text(&data), "--to", &to]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("The key is not in it"), "{told}");
    let without = folder.path().join("without");
    restored_to(&backup, &without);
    assert!(!without.join("log.key").exists());
    let why = refused(&["token", "--office", "x", "--role", "builder", "--data", &text(&without)]);
    assert!(why.contains("log.key is missing"), "{why}");

    let with_keys = text(&folder.path().join("keys.zip"));
    let output = run(&["backup", "--with-keys", "--data", &text(&data), "--to", &with_keys]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && told.contains("can sign in the city's name"), "{told}");
    let with = folder.path().join("with");
    restored_to(Path::new(&with_keys), &with);
    let key = fs::read(data.join("log.key")).expect("reads");
    assert_eq!(fs::read(with.join("log.key")).expect("reads"), key);
    assert_eq!(state(&with), state(&data));

    let secret = String::from_utf8(key).expect("text");
    let plain = fs::read(&backup).expect("reads");
    let found = plain.windows(secret.trim().len()).any(|part| part == secret.trim().as_bytes());
    assert!(!found, "the secret is not in the plain backup");
}

#[test]
fn a_backup_that_was_changed_or_cut_is_refused_and_nothing_is_there() {
    let (folder, data, backup) = world(12);
    back_up(&data, &backup);
    let whole = fs::read(&backup).expect("reads");
    let spoilt = folder.path().join("spoilt.zip");
    let target = folder.path().join("target");
    let restore = ["restore", &text(&spoilt), "--data", &text(&target)];
    let (mut place, mut found) = (0, 0);
    while place < whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 4;
        fs::write(&spoilt, changed).expect("writes");
        let output = run(&restore);
        if output.status.success() {
            // A byte that says nothing, such as one of a date.
            assert_eq!(state(&target), state(&data), "byte {place} changed the city, unfound");
            fs::remove_dir_all(&target).expect("removes");
        } else {
            let why = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(why.contains("take another copy of it"), "byte {place}: {why}");
            assert!(!target.join("city.db").exists());
            found += 1;
        }
        place += whole.len() / 12;
    }
    assert!(found >= 10, "almost every byte says something: {found}");
    for length in [0, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&spoilt, &whole[..length]).expect("writes");
        let why = refused(&restore);
        assert!(why.contains("cut short or changed"), "{length} bytes: {why}");
        assert!(!target.join("city.db").exists());
    }
    let why = refused(&["restore", &text(&data.join("log.key")), "--data", &text(&target)]);
    assert!(why.contains("no whole backup"), "something else is told: {why}");
}

#[test]
fn nothing_is_ever_written_over() {
    let (folder, data, backup) = world(2);
    back_up(&data, &backup);
    let before = (state(&data), fs::read(&backup).expect("reads"));
    let why = refused(&["restore", &text(&backup), "--data", &text(&data)]);
    assert!(why.contains("holds a city already"), "{why}");
    let why = refused(&["backup", "--data", &text(&data), "--to", &text(&backup)]);
    assert!(why.contains("is there already"), "{why}");
    assert_eq!((state(&data), fs::read(&backup).expect("reads")), before);

    let another = folder.path().join("another");
    fs::create_dir(&another).expect("writes");
    let key = journal::Signer::from_seed("cityhall.example/urumqi", [8; 32]).expect("a name");
    super::world::write_private(&another.join("log.key"), &key.secret_text());
    let why = refused(&["restore", &text(&backup), "--data", &text(&another)]);
    assert!(why.contains("is not the key of this backup's city"), "{why}");
    let other = key.verifier().to_string();
    let fresh = text(&folder.path().join("fresh"));
    let why = refused(&["restore", &text(&backup), "--data", &fresh, "--key", &other]);
    assert!(why.contains("checkpoint cannot be believed"), "{why}");
}

#[test]
fn a_damaged_city_gives_no_backup_and_wrong_lists_are_told() {
    let (folder, data, backup) = world(3);
    let database = Connection::open(data.join("city.db")).expect("opens");
    database.execute("UPDATE cell SET count = count + 1", []).expect("writes");
    drop(database);
    let output = run(&["backup", "--data", &text(&data), "--to", &text(&backup)]);
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && why.contains("cityhall journal rebuild"), "{why}");
    let again = folder.path().join("again");
    restored_to(&backup, &again);
    assert_ne!(state(&again).1, state(&data).1, "they were folded anew");
    succeed(&["backup", "--data", &text(&again), "--to", &text(&folder.path().join("2.zip"))]);

    append_unsigned(&data.join("city.db"), b"{}");
    let to = folder.path().join("damaged.zip");
    let why = refused(&["backup", "--data", &text(&data), "--to", &text(&to)]);
    assert!(why.contains("the backup was thrown away"), "{why}");
    assert!(!to.exists());
}

#[test]
fn a_backup_that_was_killed_leaves_no_half_and_the_next_one_clears_up() {
    let (folder, data, _) = world(300);
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).expect("writes");
    let arguments = ["backup", "--data", &text(&data), "--to", &text(&backups)];
    for under_way in ["city.db", "made.zip", "restored/city.db"] {
        let process = start(&arguments);
        let half = backups.join("backup.unfinished").join(under_way);
        while !half.exists()
            && listed(&backups).iter().all(|it| it.extension().is_none_or(|it| it != "zip"))
        {
            thread::yield_now();
        }
        if kill(process) {
            let there = listed(&backups);
            assert_eq!(there, [backups.join("backup.unfinished")], "no half of a backup is there");
        } else {
            // It was quicker than this test: then the backup is whole, and makes way for the next.
            listed(&backups).iter().for_each(|made| fs::remove_file(made).expect("removes"));
        }
    }
    let told = succeed(&arguments);
    let made = listed(&backups);
    assert_eq!(made.len(), 1, "what was left of the others is gone: {made:?}");
    let name = made[0].file_name().expect("a name").to_string_lossy().into_owned();
    assert!(name.starts_with("urumqi-20") && told.contains(&name), "{name}: {told}");
    let again = folder.path().join("again");
    restored_to(&made[0], &again);
    assert_eq!(state(&again), state(&data));
}

#[test]
fn on_a_full_disk_there_is_no_backup_and_it_is_said_why() {
    let (folder, data, _) = world(100);
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).expect("writes");
    let program = env!("CARGO_BIN_EXE_cityhall");
    let mut refusals = 0;
    for kilobytes in (60..).step_by(90) {
        // A disk that only this command sees; it is gone with it.
        let script = format!(
            "mount -t tmpfs -o size={kilobytes}k none {disk} \
             && {program} backup --data {data} --to {disk}/b.zip; ls -A {disk} >&2",
            disk = disk.display(),
            data = data.display(),
        );
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]);
        let output = command.output().expect("it runs");
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        if String::from_utf8_lossy(&output.stdout).contains("ok:") {
            assert!(why.ends_with("b.zip\n"), "and nothing but the backup is there: {why}");
            break;
        }
        assert!(why.contains("disk is full"), "{kilobytes} kB: {why}");
        let is_told = |line: &str| line.starts_with("cityhall: ") || line.starts_with("  because ");
        assert!(why.lines().all(is_told), "nothing is left on it: {why}");
        refusals += 1;
    }
    assert!(refusals >= 2, "the disk was full at more than one stage: {refusals}");
}
