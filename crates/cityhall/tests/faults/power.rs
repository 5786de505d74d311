//! The power cut: what was written and not synced is lost, in part or torn.
//!
//! What the files are at the last sync and at the next is copied; between the two a power cut can
//! leave any of the sectors written meanwhile, and any length. Such mixtures are made and opened.
//! SQLite syncs the write-ahead log before a commit returns, the database at the end of a
//! checkpoint, and the head of a write-ahead log that begins anew before what follows it.

use std::fs;
use std::path::Path;

use super::sample::{Random, open, open_work, verified};

/// What a disk writes whole.
const SECTOR: usize = 512;

/// The head of a write-ahead log, with which SQLite begins it anew.
const HEAD: usize = 32;

/// Enough for several checkpoints, which come every 1,000 pages.
const ACTS: usize = 240;

/// The files of a city at a moment.
#[derive(Clone, Default)]
struct Disk {
    database: Vec<u8>,
    wal: Vec<u8>,
}

impl Disk {
    fn of(database: &Path) -> Self {
        let wal = fs::read(database.with_extension("db-wal")).unwrap_or_default();
        Self { database: fs::read(database).expect("reads"), wal }
    }

    fn put(&self, database: &Path) {
        fs::write(database, &self.database).expect("writes");
        fs::write(database.with_extension("db-wal"), &self.wal).expect("writes");
        // It is memory, and is lost with the power.
        let _ = fs::remove_file(database.with_extension("db-shm"));
    }
}

/// What can be left of a file between two syncs: of each sector the old, the new or a torn one, and
/// any length between.
fn mixed(old: &[u8], new: &[u8], random: &mut Random) -> Vec<u8> {
    let shorter = old.len().min(new.len());
    let longer = old.len().max(new.len());
    let length = shorter + random.below(longer - shorter + 1);
    // Now and then most is old, now and then most is new.
    let share = random.below(5);
    let mut left = vec![0; length];
    for start in (0..length).step_by(SECTOR) {
        let end = (start + SECTOR).min(length);
        let tear = match random.below(16) {
            0 => start + random.below(end - start),
            _ => end,
        };
        let is_new = random.below(4) < share;
        let (first, rest) = if is_new { (new, old) } else { (old, new) };
        for (source, range) in [(first, start..tear), (rest, tear..end)] {
            let range = range.start.min(source.len())..range.end.min(source.len());
            left[range.clone()].copy_from_slice(&source[range]);
        }
    }
    left
}

#[test]
fn after_a_power_cut_every_acknowledged_act_is_there_and_none_by_half() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (living, cut) = (folder.path().join("city.db"), folder.path().join("cut.db"));
    let mut random = Random::new();
    let app = open(&living).expect("opens");
    let mut size = verified(&app).expect("verifies");
    let mut before = Disk::of(&living);
    let (mut checkpoints, mut restarts) = (0, 0);
    for act in 0..ACTS {
        open_work(&app, act).expect("opens a record");
        let after = Disk::of(&living);
        let is_checkpoint = after.database != before.database;
        let is_restart = after.wal.get(..HEAD) != before.wal.get(..HEAD);
        (checkpoints, restarts) =
            (checkpoints + usize::from(is_checkpoint), restarts + usize::from(is_restart));
        let tries = if is_checkpoint || is_restart { 4 } else { usize::from(act % 24 == 0) };
        for _ in 0..tries {
            // Cut before the log is synced: the act was not acknowledged, so that either will do.
            let mut wal = mixed(&before.wal, &after.wal, &mut random);
            if is_restart && wal.len() >= HEAD {
                wal[..HEAD].copy_from_slice(&after.wal[..HEAD]);
            }
            let left = Disk { database: before.database.clone(), wal };
            let found = recovered(&left, &cut);
            assert!(found == size || found == size + 1, "act {act}: {found}, of {size} and one");
            // Cut while the database is brought up to the log, which is synced.
            let database = mixed(&before.database, &after.database, &mut random);
            let left = Disk { database, wal: after.wal.clone() };
            assert_eq!(recovered(&left, &cut), size + 1, "act {act} was acknowledged");
        }
        (before, size) = (after, size + 1);
    }
    assert!(checkpoints > 1 && restarts > 1, "both happened: {checkpoints}, {restarts}");
}

/// Opens what a power cut has left, checks that it is whole and goes on, and tells how many entries
/// there were.
fn recovered(left: &Disk, database: &Path) -> u64 {
    left.put(database);
    let app = open(database).expect("opens after a power cut");
    let size = verified(&app).expect("the log is whole");
    assert!(app.rebuild().expect("folds"), "lists and totals are whole");
    open_work(&app, ACTS).expect("the city goes on");
    assert_eq!(app.store().log_size().expect("reads"), size + 1);
    size
}
