//! What an operator does with a city in PostgreSQL, on a server of the test's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use postgres::{Client, NoTls};
use store::{Batch, Operate, Read, VaultChange, Write};
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use testkit::postgres::Server;
use testkit::sample::matter;

use super::world::{
    city, kill, open, open_in, open_work, reader, refused, run, start, state, state_in, succeed,
    text,
};

/// A city in a folder, and an empty database.
struct World {
    folder: TempDir,
    data: PathBuf,
    _server: Arc<Server>,
    /// The database's address, and a file that holds it.
    address: String,
    file: PathBuf,
}

impl World {
    fn new(works: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let (data, file) = (folder.path().join("data"), folder.path().join("address"));
        city(&data, works);
        let server = Server::shared();
        let address = server.create_database();
        fs::write(&file, &address).expect("writes");
        Self { folder, data, _server: server, address, file }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command on the city in the database, with the key in the data folder.
    fn on_database<'a>(&'a self, command: &'a [&'a str]) -> Vec<&'a str> {
        let place = ["--data", self.data.to_str().expect("plain"), "--database-file"];
        [command, &place, &[self.file.to_str().expect("plain")]].concat()
    }

    /// Moves the city from the folder to the database.
    fn move_in(&self) -> String {
        let (data, file) = (text(&self.data), text(&self.file));
        succeed(&["move", "--data", &data, "--to-database-file", &file])
    }

    /// Does something with the database, past the program.
    fn by_hand(&self, sql: &str) {
        let mut client = Client::connect(&self.address, NoTls).expect("connects");
        client.batch_execute(sql).expect("does it");
    }

    /// The address of the same database as a replica has it: nothing can be changed there.
    fn replica(&self) -> PathBuf {
        let file = self.path("replica");
        let read_only = "options='-c default_transaction_read_only=on'";
        fs::write(&file, format!("{} {read_only}", self.address)).expect("writes");
        file
    }
}

fn entries(store: &dyn Operate) -> Vec<Vec<u8>> {
    let all = store.entries(0, usize::MAX >> 1).expect("reads");
    all.into_iter().map(|stored| stored.bytes).collect()
}

fn in_file(data: &Path) -> SqliteStore {
    SqliteStore::open_to_read(&data.join("city.db")).expect("opens to read")
}

#[test]
fn a_city_moves_into_a_database_and_back_and_stays_the_same() {
    let world = World::new(600);
    let store = SqliteStore::open(&world.data.join("city.db")).expect("opens");
    let (first, note) = (store.log_size().expect("reads"), store.checkpoint().expect("reads"));
    let vault = (1..4).map(|number| VaultChange::Keep(matter(number))).collect();
    let checkpoint = note.expect("is there");
    store.append(&Batch { first, checkpoint, vault, ..Batch::default() }).expect("keeps");
    drop(store);
    let (before, bytes) = (state(&world.data), entries(&in_file(&world.data)));
    let told = world.move_in();
    assert!(told.contains("ok: checkpoint, root, lists and totals are the same"), "{told}");
    assert_eq!(state_in(&world.address), before);
    let moved = reader(&world.address);
    assert_eq!(entries(&moved), bytes);
    let kept = [matter(1), matter(2), matter(3)];
    assert_eq!(moved.matters("", 9).expect("reads"), kept);
    drop(moved);
    let why = refused(&["journal", "rebuild", "--data", &text(&world.data)]);
    assert!(why.contains("has moved to the PostgreSQL database"), "{why}");
    assert!(world.move_in().contains("has been moved to"), "a second time changes nothing");

    open_work(&open_in(&world.address, &world.data), 9_000);
    let before = state_in(&world.address);
    let back = world.path("back");
    let arguments = ["move", "--to", &text(&back)];
    let output = run(&world.on_database(&arguments));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && told.contains("cityhall vault renew"), "{told}");
    assert_eq!(state(&back), before);
    assert_eq!(entries(&in_file(&back))[..bytes.len()], bytes);
    assert_eq!(in_file(&back).matters("", 9).expect("reads"), kept);
    let why = refused(&world.on_database(&["journal", "rebuild"]));
    assert!(why.contains("has moved to") && why.contains("back"), "{why}");
    open_work(&open(&back), 9_001);
}

#[test]
fn a_move_into_a_database_that_was_killed_goes_on_where_it_was() {
    let world = World::new(1_500);
    let before = state(&world.data);
    let (data, file) = (text(&world.data), text(&world.file));
    let arguments = ["move", "--data", &data, "--to-database-file", &file];
    let mut client = Client::connect(&world.address, NoTls).expect("connects");
    let mut copied = || {
        let counted = client.query_one("SELECT count(*) FROM entry", &[]);
        counted.map_or(0, |row| row.get::<_, i64>(0))
    };
    let process = start(&arguments);
    while copied() == 0 {
        thread::yield_now();
    }
    assert!(kill(process), "the move was quicker than this test: give the city more works");
    let why = refused(&world.on_database(&["journal", "rebuild"]));
    assert!(why.contains("is not whole") || why.contains("cityhall move"), "{why}");
    open_work(&open(&world.data), 8_000);
    assert_ne!(state(&world.data), before, "the old place works until the move is done");
    let before = state(&world.data);
    world.move_in();
    assert_eq!(state_in(&world.address), before);
}

#[test]
fn a_city_in_a_database_is_backed_up_while_it_works_and_restored_anywhere() {
    let world = World::new(300);
    world.move_in();
    let app = open_in(&world.address, &world.data);
    let backup = text(&world.path("backup.zip"));
    let told = succeed(&world.on_database(&["backup", "--to", &backup]));
    assert!(told.contains("restored to a scratch place and is whole"), "{told}");
    let before = state_in(&world.address);
    open_work(&app, 7_000);
    drop(app);
    let again = world.path("again");
    succeed(&["restore", &backup, "--data", &text(&again)]);
    assert_eq!(state(&again), before);
    assert!(in_file(&again).credentials(None, 9).expect("reads").len() == 1, "who may act");

    let why = refused(&world.on_database(&["restore", &backup]));
    assert!(why.contains("holds a city already"), "{why}");
    let other = Server::shared().create_database();
    let file = world.path("other");
    fs::write(&file, &other).expect("writes");
    let arguments =
        ["restore", &backup, "--data", &text(&world.path("keys")), "--database-file", &text(&file)];
    let told = succeed(&arguments);
    assert!(told.contains("the PostgreSQL database") && told.contains("ok: it is whole"), "{told}");
    assert_eq!(state_in(&other), before);
    open_work(&open_in(&other, &world.data), 7_001);
}

#[test]
fn wrong_lists_in_a_database_are_told_and_folded_anew() {
    let world = World::new(5);
    world.move_in();
    let right = state_in(&world.address);
    world.by_hand("UPDATE cell SET count = count + 1");
    let to = text(&world.path("b.zip"));
    let why = refused(&world.on_database(&["backup", "--to", &to]));
    assert!(why.contains("cityhall journal rebuild") && Path::new(&to).exists(), "{why}");
    let why = refused(&world.on_database(&["move", "--to", &text(&world.path("to"))]));
    assert!(why.contains("lists or totals of"), "{why}");
    let why = refused(&world.on_database(&["journal", "rebuild"]));
    assert!(why.contains("they are right now"), "{why}");
    assert_eq!(state_in(&world.address), right);
    world.by_hand(
        "DROP TRIGGER entry_is_never_changed ON entry; \
         UPDATE entry SET bytes = bytes || ' '::bytea WHERE idx = 2",
    );
    let why = refused(&world.on_database(&["backup", "--to", &text(&world.path("c.zip"))]));
    assert!(why.contains("entry 2 of the source"), "{why}");
}

#[test]
fn a_replica_is_backed_up_and_whatever_would_change_it_is_refused_with_what_to_do() {
    let world = World::new(4);
    world.move_in();
    let (data, replica) = (text(&world.data), text(&world.replica()));
    let on_replica = |command: &[&str]| -> Vec<String> {
        let place = ["--data", &data, "--database-file", &replica];
        command.iter().chain(&place).map(|it| (*it).to_owned()).collect()
    };
    let arguments = on_replica(&["backup", "--to", &text(&world.path("b.zip"))]);
    succeed(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let to = text(&world.path("to"));
    let token = ["token", "--office", "supervision-office", "--role", "supervisor"];
    for command in [&["move", "--to", &to][..], &token] {
        let arguments = on_replica(command);
        let why = refused(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(why.contains("do it where the city is written"), "{why}");
    }
    assert!(!Path::new(&to).join("city.db").exists());
}

#[test]
fn a_database_of_several_cities_asks_which_and_tells_its_version() {
    let world = World::new(2);
    let why = refused(&world.on_database(&["migrate"]));
    assert!(why.contains("holds no city"), "{why}");
    world.move_in();
    let told = succeed(&world.on_database(&["migrate"]));
    assert!(told.contains("city urumqi: schema version") && told.contains("ok: it is"), "{told}");
    world.by_hand("INSERT INTO checkpoint (city, note) VALUES ('kashgar', '')");
    let to = text(&world.path("b.zip"));
    let why = refused(&world.on_database(&["backup", "--to", &to]));
    assert!(why.contains("the cities kashgar, urumqi; choose one with --id"), "{why}");
    let why = refused(&world.on_database(&["backup", "--to", &to, "--id", "hotan"]));
    assert!(why.contains("holds no city `hotan`"), "{why}");
    succeed(&world.on_database(&["backup", "--to", &to, "--id", "urumqi"]));
    world.by_hand("INSERT INTO migration (version) VALUES (99)");
    let why = refused(&world.on_database(&["migrate", "--id", "urumqi"]));
    assert!(why.contains("schema version 99") && why.contains("newer"), "{why}");
}
