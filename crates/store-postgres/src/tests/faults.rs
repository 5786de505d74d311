//! Faults of the server and of the way to it, each made to happen.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use postgres::{Client, NoTls};
use store::{Read, StoreError, Write};
use testkit::Place as _;
use testkit::postgres::Server;
use testkit::sample::{batch, bytes};

use super::Database;
use crate::attempt::ATTEMPTS;
use crate::{Place, PostgresStore, Writer};

fn attempts(database: &Database) -> i64 {
    let mut client = Client::connect(&database.address, NoTls).expect("connects");
    client.query_one("SELECT last_value FROM failed", &[]).expect("reads").get(0)
}

#[test]
fn what_fails_to_serialize_is_tried_again() {
    for state in ["40001", "40P01"] {
        let database = Database::new();
        let store = database.open().expect("opens");
        database.fail_entries(state, 3);
        store.append(&batch(0, 1)).expect("the fourth attempt goes well");
        assert_eq!(attempts(&database), 4);
        assert_eq!(store.log_size().expect("reads"), 1);
    }
}

#[test]
fn what_never_serializes_is_given_up_and_leaves_nothing() {
    let database = Database::new();
    let store = database.open().expect("opens");
    database.fail_entries("40001", usize::MAX >> 1);
    let failed = store.append(&batch(0, 1));
    assert!(matches!(failed, Err(StoreError::Database(_))), "{failed:?}");
    assert_eq!(usize::try_from(attempts(&database)), Ok(ATTEMPTS));
    assert_eq!(store.log_size().expect("reads"), 0);
    database.by_hand("DROP TRIGGER fail ON entry").expect("mends it");
    store.append(&batch(0, 1)).expect("goes on");
}

#[test]
fn what_is_wrong_for_good_is_not_tried_again() {
    let database = Database::new();
    let store = database.open().expect("opens");
    database.fail_entries("23514", usize::MAX >> 1);
    assert!(matches!(store.append(&batch(0, 1)), Err(StoreError::Database(_))));
    assert_eq!(attempts(&database), 1);
}

/// The server is killed three times while batches go in as fast as they can. Every acknowledged
/// batch is there, none is there twice or in half, and the store goes on by itself.
#[test]
fn a_server_killed_and_restarted_under_load_loses_nothing() {
    const KILLS: usize = 3;
    const BATCH: u64 = 7;
    let database = Database::on(Arc::new(Server::start()));
    let store = database.open().expect("opens");
    let is_over = AtomicBool::new(false);
    let (said, heard) = channel();
    thread::scope(|scope| {
        let appending = scope.spawn(|| {
            let mut size = 0;
            while !is_over.load(Ordering::SeqCst) {
                match store.append(&batch(size, BATCH)) {
                    Ok(()) => {
                        size += BATCH;
                        let _ = said.send(size);
                    }
                    Err(StoreError::Unknown(_) | StoreError::Database(_)) => {
                        let found = store.log_size().expect("it is up again");
                        assert!(found == size || found == size + BATCH, "{found} after {size}");
                        size = found;
                    }
                    Err(other) => panic!("{other:?}"),
                }
            }
            size
        });
        for _ in 0..KILLS {
            // Killed in the midst of work, after a number of batches.
            heard.iter().nth(10).expect("it goes on");
            database.server.kill();
            let known = heard.try_iter().last();
            database.server.restart();
            let stored = store.log_size().expect("reads again");
            assert!(known.is_none_or(|known| stored >= known), "{stored} of {known:?}");
        }
        heard.iter().nth(5).expect("it goes on after the last");
        is_over.store(true, Ordering::SeqCst);
        let size = appending.join().expect("appended");
        let entries = store.entries(0, usize::MAX >> 1).expect("reads");
        assert_eq!(entries.len() as u64, size);
        assert!(entries.iter().all(|it| it.bytes == bytes(it.index)));
        let digest = store.digest().expect("reads");
        assert!(testkit::sample::rebuild(&store).expect("rebuilds"));
        assert_eq!(store.digest().expect("reads"), digest);
    });
}

/// The answer to a commit is lost on the way: the batch is there, and it is there once.
#[test]
fn a_batch_whose_acknowledgement_was_lost_is_recorded_once() {
    let database = Database::new();
    let folder = tempfile::tempdir().expect("a folder for the socket");
    let is_armed = Arc::new(AtomicBool::new(false));
    let proxy = folder.path().join(".s.PGSQL.5432");
    let behind = database.server.folder().join(".s.PGSQL.5432");
    relay(&proxy, behind, Arc::clone(&is_armed));
    let through = database.address.replace(
        database.server.folder().to_str().expect("plain"),
        folder.path().to_str().expect("plain"),
    );
    let place = Place::new(&through, "urumqi").expect("a sound address");
    let writer = Writer { name: "one".into(), now: Arc::new(|| 0) };
    let store = PostgresStore::open(place, writer).expect("opens");
    store.append(&batch(0, 2)).expect("appends");
    is_armed.store(true, Ordering::SeqCst);
    store.append(&batch(2, 3)).expect("is found to be there");
    assert!(!is_armed.load(Ordering::SeqCst), "the answer was lost");
    assert_eq!(store.log_size().expect("reads"), 5);
    store.append(&batch(5, 1)).expect("goes on");
}

/// Passes everything on between a socket and the server's. Once armed, it passes the next commit
/// on, waits for the answer, and cuts the connection instead of giving it.
fn relay(socket: &Path, server: std::path::PathBuf, is_armed: Arc<AtomicBool>) {
    let listener = UnixListener::bind(socket).expect("a socket");
    thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(mut client), is_armed) = (client, Arc::clone(&is_armed)) else { return };
            let mut server = UnixStream::connect(&server).expect("the server");
            let mut answers =
                (server.try_clone().expect("a copy"), client.try_clone().expect("a copy"));
            let is_cut = Arc::new(AtomicBool::new(false));
            let cuts = Arc::clone(&is_cut);
            thread::spawn(move || {
                let mut buffer = [0; 65_536];
                while let Ok(length @ 1..) = answers.0.read(&mut buffer) {
                    if cuts.load(Ordering::SeqCst) {
                        let _ = answers.1.shutdown(std::net::Shutdown::Both);
                        return;
                    }
                    let _ = answers.1.write_all(&buffer[..length]);
                }
            });
            thread::spawn(move || {
                let mut buffer = [0; 65_536];
                while let Ok(length @ 1..) = client.read(&mut buffer) {
                    let is_commit = buffer[..length].windows(6).any(|part| part == b"COMMIT");
                    if is_commit && is_armed.swap(false, Ordering::SeqCst) {
                        is_cut.store(true, Ordering::SeqCst);
                    }
                    let _ = server.write_all(&buffer[..length]);
                }
            });
        }
    });
}
