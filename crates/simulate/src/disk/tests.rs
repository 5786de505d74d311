//! What a power cut may leave and what it may not.

use std::collections::BTreeSet;

use super::*;

/// What the files hold after a power cut, by what chance leaves.
fn left(chance: &mut Chance, write: impl Fn(&Disk) -> Result<(), Off>) -> Vec<Option<Vec<u8>>> {
    let disk = Disk::new().expect("a folder");
    write(&disk).expect("the power is on");
    disk.cut_after(0);
    assert_eq!((disk.write(0, 0, &[9]), disk.is_off()), (Err(Off), true));
    assert_eq!(disk.open(&disk.path.join("a")), Err(Off));
    disk.restore(chance).expect("restores");
    ["a", "b"].map(|name| fs::read(disk.folder().join(name)).ok()).into()
}

#[test]
fn what_is_synced_stays_and_of_the_rest_any_sector_may() {
    let mut chance = Chance::new(1);
    let mut all = BTreeSet::new();
    for _ in 0..400 {
        let files = left(&mut chance, |disk| {
            let a = disk.open(&disk.path.join("a"))?;
            disk.write(a, 0, &[1; 2 * SECTOR])?;
            disk.sync(a)?;
            disk.sync_folder()?;
            disk.write(a, 100, &[2; 2 * SECTOR])
        });
        let held = files[0].as_ref().expect("its name was synced");
        assert!(held[1..100].iter().all(|byte| *byte == 1), "nobody wrote there: {held:?}");
        assert!(held[100..2 * SECTOR].iter().all(|byte| [1, 2].contains(byte)), "{held:?}");
        all.insert([101, SECTOR + 1, 2 * SECTOR].map(|place| held.get(place).copied()));
    }
    let old = [Some(1), Some(1), None];
    let new = [Some(2), Some(2), Some(2)];
    let later = [Some(1), Some(2), None];
    assert!([old, new, later].iter().all(|it| all.contains(it)), "{all:?}");
}

#[test]
fn a_name_lasts_once_the_folder_is_synced() {
    let mut chance = Chance::new(2);
    let mut all = BTreeSet::new();
    for _ in 0..100 {
        let files = left(&mut chance, |disk| {
            let path = |name| disk.path.join(name);
            disk.open(&path("a"))?;
            disk.sync_folder()?;
            disk.delete(&path("a"))?;
            let b = disk.open(&path("b"))?;
            disk.write(b, 0, &[3])?;
            disk.sync(b)
        });
        all.insert(files.iter().map(Option::is_some).collect::<Vec<_>>());
        assert!(files[1].as_ref().is_none_or(|held| held == &[3] || held == &[9]), "{files:?}");
    }
    assert_eq!(all.len(), 4, "each of both may be there: {all:?}");
}

#[test]
fn files_on_no_disk_are_the_systems_own() {
    let disk = Disk::new().expect("a folder");
    disk.cut_after(0);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let database = rusqlite::Connection::open(elsewhere.path().join("a.db")).expect("opens");
    database.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (a)").expect("writes");
    assert!(!disk.is_off());
}
