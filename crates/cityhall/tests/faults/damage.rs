//! Bytes on the disk changed: found and named, or without any consequence.

use std::fs;
use std::path::Path;

use journal::Files;
use journal::tile::{self, CHECKPOINT_PATH};
use store::RecordFilter;
use store_sqlite::SqliteStore;

use super::sample::{Public, Random, open, open_work, verified};

/// How many bytes are changed, each in a copy of its own.
const FLIPS: usize = 60;

/// All that a city tells: its public files, its lists, and a digest of lists and totals.
#[derive(PartialEq)]
struct Told {
    files: Vec<Option<Vec<u8>>>,
    records: String,
    digest: journal::Hash,
}

fn told(app: &app::App) -> Result<Told, String> {
    let size = verified(app)?;
    let paths = tile::paths(0, size).map(|path| path.to_string());
    let files = paths.chain([CHECKPOINT_PATH.to_owned()]).map(|path| Public(app).get(&path));
    let files = files.collect::<Result<_, _>>()?;
    let records = app.records(&RecordFilter::default(), 0, usize::MAX >> 1);
    let records = format!("{:?}", records.map_err(|error| error.to_string())?);
    let digest = app.store().digest().map_err(|error| error.to_string())?;
    Ok(Told { files, records, digest })
}

/// What opening, verifying and folding anew say of a database; `Ok` where they find nothing.
fn examine(database: &Path) -> Result<Told, String> {
    let app = open(database).map_err(|error| error.to_string())?;
    let told = told(&app)?;
    match app.rebuild() {
        Ok(true) => Ok(told),
        Ok(false) => Err("lists or totals differed from the journal".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// A city's database in one file, and what it tells.
fn city(database: &Path) -> (Vec<u8>, Told) {
    let app = open(database).expect("opens");
    for number in 0..40 {
        open_work(&app, number).expect("opens a record");
    }
    let told = told(&app).expect("verifies");
    drop(app);
    SqliteStore::open(database).and_then(|it| it.settle()).expect("brings all into the one file");
    (fs::read(database).expect("reads"), told)
}

#[test]
fn a_changed_byte_of_the_database_is_found_or_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (bytes, whole) = city(&folder.path().join("city.db"));
    let mut random = Random::new();
    let mut found = 0;
    for flip in 0..FLIPS {
        let database = folder.path().join(format!("flipped-{flip}.db"));
        let place = random.below(bytes.len());
        let mut changed = bytes.clone();
        changed[place] ^= 1 << random.below(8);
        fs::write(&database, changed).expect("writes");
        match examine(&database) {
            Ok(told) => assert!(told == whole, "byte {place} changed what is told, unfound"),
            Err(why) => {
                assert!(!why.is_empty(), "byte {place} is named");
                found += 1;
            }
        }
    }
    assert!(found > 0, "most of a database is what it tells");
}

#[test]
fn a_torn_database_is_found_and_the_advice_is_to_restore() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (bytes, _) = city(&folder.path().join("city.db"));
    let mut random = Random::new();
    for tear in 0..8 {
        let database = folder.path().join(format!("torn-{tear}.db"));
        let length = 4096 + random.below(bytes.len() - 8192);
        fs::write(&database, &bytes[..length]).expect("writes");
        let found = examine(&database).err().expect("a torn database is found");
        assert!(found.contains("damaged") || found.contains("failed"), "{found}");
    }
}

#[test]
fn a_changed_byte_of_a_public_file_is_named_by_its_path_or_entry() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let app = open(&folder.path().join("city.db")).expect("opens");
    for number in 0..10 {
        open_work(&app, number).expect("opens a record");
    }
    let size = verified(&app).expect("verifies");
    let mut random = Random::new();
    let paths = tile::paths(0, size).map(|path| path.to_string());
    for path in paths.chain([CHECKPOINT_PATH.to_owned()]) {
        let whole = Public(&app).get(&path).expect("reads").expect("is there");
        for _ in 0..8 {
            let mut changed = whole.clone();
            let place = random.below(changed.len());
            changed[place] ^= 1 << random.below(8);
            let files = Changed { app: &app, path: &path, bytes: changed };
            let error = journal::verify_log(&files, &[app.verifier().clone()]);
            let faults = error.expect_err("a changed byte is found").faults;
            let named = faults.iter().any(|fault| fault.to_string().contains(&path));
            assert!(named, "{path}, byte {place}: {faults:?}");
        }
    }
}

/// The log's files, one of them changed.
struct Changed<'a> {
    app: &'a app::App,
    path: &'a str,
    bytes: Vec<u8>,
}

impl Files for Changed<'_> {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        if path == self.path { Ok(Some(self.bytes.clone())) } else { Public(self.app).get(path) }
    }
}
