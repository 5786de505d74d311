//! A city on a real database whose writes and whose clock can be made to fail.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use hall::{Actor, Taking};
use jiff::Timestamp;
use jiff::civil::Date;
use journal::{Hash, Signer, verify::verify_log};
use store::{
    Batch, Contribution, Credential, Folded, Lately, MatterBy, Read, RecordFilter, RecordRow,
    Rewrap, SealedMatter, StoreError, StoredEntry, Total, Vault, Write,
};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

use crate::{App, Clock, Definitions, Documents, Error};

pub(crate) const REPORT: &str = "2020年某市政府工作报告\n2019年工作回顾\n去年新建旅游公厕23座。\n\
    2020年主要工作\n新建旅游公厕30座，新建绿道8条。\n";

pub(crate) const OWNER: &str = "culture-and-tourism-bureau";

/// A clock that stands where it was set.
pub(crate) struct Stopped(Mutex<Timestamp>);

impl Stopped {
    /// A clock that stands in the year of the sample.
    pub(crate) fn at_work() -> Self {
        Self(Mutex::new("2020-06-01T02:00:00.5Z".parse().expect("an instant")))
    }

    pub(crate) fn set(&self, time: &str) {
        *self.0.lock().expect("nobody panics meanwhile") = time.parse().expect("an instant");
    }
}

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("nobody panics meanwhile")
    }
}

/// What stands between the ledger and the database.
type Hook = Arc<dyn Fn(&SqliteStore, &Batch) -> Result<(), StoreError> + Send + Sync>;

/// A store whose disk can be full, and whose appends can fail as a test likes.
pub(crate) struct Fragile {
    inner: SqliteStore,
    pub(crate) full: AtomicBool,
    pub(crate) hook: Mutex<Option<Hook>>,
    pub(crate) clock: Arc<Stopped>,
}

impl Fragile {
    /// From now on counts each batch's first entry for a measure on a day, whatever it says, as an
    /// operator would who lies.
    pub(crate) fn lie(&self, measure: &str, record: &str, day: Date) {
        let lie = Contribution {
            measure: measure.to_owned(),
            entry: 0,
            record: record.to_owned(),
            place: "650102".to_owned(),
            office: OWNER.to_owned(),
            day,
            count: 1,
            amount: store::Amount::from_millionths(1_000_000),
        };
        *self.hook.lock().expect("nobody panics meanwhile") =
            Some(Arc::new(move |inner, batch| {
                let mut batch = batch.clone();
                let lie = Contribution { entry: batch.first, ..lie.clone() };
                batch.changes.push(store::Change::Count(lie));
                inner.append(&batch)
            }));
    }
}

pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) store: Arc<Fragile>,
    pub(crate) _folder: TempDir,
}

pub(crate) fn definitions() -> Definitions {
    definitions_with(str::to_owned)
}

/// With another pack: each of its texts as changed.
pub(crate) fn definitions_with(change: impl Fn(&str) -> String) -> Definitions {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = |folder: &str, names: &[&str]| {
        let read = |name: &&str| {
            let text = std::fs::read_to_string(root.join(folder).join(name)).expect("it is there");
            ((*name).to_owned(), text)
        };
        names.iter().map(read).collect::<BTreeMap<_, _>>()
    };
    let city = ["city.toml", "places.toml", "offices.toml", "calendar.toml"];
    let pack = ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"];
    let mut works = files("packs/works", &pack);
    let declaration = works.get_mut("pack.toml").expect("it was read");
    *declaration = second(declaration);
    works.values_mut().for_each(|text| *text = change(text));
    let documents = Documents { city: files("cities/urumqi", &city), packs: vec![works] };
    Definitions::read(&documents).expect("the sample is sound")
}

/// The same `pack.toml` as version 2, whatever its own is, for tests that go on to a third.
fn second(pack: &str) -> String {
    let line = pack.lines().find(|line| line.starts_with("version = ")).expect("has a version");
    pack.replacen(line, "version = 2", 1)
}

pub(crate) fn world() -> World {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let inner = SqliteStore::open(&folder.path().join("city.db")).expect("opens");
    let store = Arc::new(Fragile {
        inner,
        full: AtomicBool::new(false),
        hook: Mutex::default(),
        clock: Arc::new(Stopped::at_work()),
    });
    let app = open(&store).expect("opens");
    World { app, store, _folder: folder }
}

pub(crate) fn open(store: &Arc<Fragile>) -> Result<App, Error> {
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    App::open(definitions(), Arc::clone(store) as _, Arc::clone(&store.clock) as _, signer)
}

pub(crate) fn actor(office: &str, role: &str) -> Actor {
    Actor { office: office.to_owned(), role: role.to_owned() }
}

pub(crate) fn open_work(app: &App, number: &str) -> Result<String, Error> {
    let fields = [
        ("name", "公厕"),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", OWNER),
        ("quantity", "1"),
        ("due", "2020-12-31"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let opening =
        app.open_record("works", "work", number, fields.into(), &actor(OWNER, "builder"))?;
    assert_eq!(opening.secret, None, "nothing personal, no link");
    Ok(opening.record)
}

pub(crate) fn step(app: &App, name: &str, office: &str, role: &str) -> Result<u64, Error> {
    step_of(app, "works/W-1", name, &actor(office, role))
}

pub(crate) fn step_of(app: &App, id: &str, name: &str, actor: &Actor) -> Result<u64, Error> {
    let said = Some("有".to_owned());
    let step = name.to_owned();
    let asked = Taking { step, evidence: said.clone(), reason: said, ..Taking::default() };
    app.take_step(id, asked, actor)
}

/// The log's public files, asked of the use cases as the portal asks.
struct Public<'a>(&'a App);

impl journal::files::Files for Public<'_> {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        if path == "checkpoint" {
            let note = self.0.store().checkpoint().map_err(|error| error.to_string())?;
            return Ok(note.map(String::into_bytes));
        }
        self.0.log_file(path).map_err(|error| error.to_string())
    }
}

pub(crate) fn verified_size(app: &App) -> u64 {
    let known = [app.verifier().clone()];
    verify_log(&Public(app), &known).expect("the log verifies").checkpoint.size
}

impl Read for Fragile {
    fn log_size(&self) -> Result<u64, StoreError> {
        self.inner.log_size()
    }
    fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.entry(index)
    }
    fn entries(&self, first: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        self.inner.entries(first, limit)
    }
    fn entries_about(&self, subject: &str) -> Result<Vec<StoredEntry>, StoreError> {
        self.inner.entries_about(subject)
    }
    fn histories(&self, entries: Range<u64>) -> Result<Vec<Vec<StoredEntry>>, StoreError> {
        self.inner.histories(entries)
    }
    fn entries_of(&self, kinds: &[&str], first: u64) -> Result<Vec<StoredEntry>, StoreError> {
        self.inner.entries_of(kinds, first)
    }
    fn hashes(&self, level: u8, first: u64, count: u16) -> Result<Vec<Hash>, StoreError> {
        self.inner.hashes(level, first, count)
    }
    fn checkpoint(&self) -> Result<Option<String>, StoreError> {
        self.inner.checkpoint()
    }
    fn document(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.document(hash)
    }
    fn records(
        &self,
        filter: &RecordFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError> {
        self.inner.records(filter, offset, limit)
    }
    fn latest_records(&self, lately: &Lately, limit: usize) -> Result<Vec<RecordRow>, StoreError> {
        self.inner.latest_records(lately, limit)
    }
    fn count_records(&self, filter: &RecordFilter) -> Result<u64, StoreError> {
        self.inner.count_records(filter)
    }
    fn total(&self, measure: &str, until: Date) -> Result<Total, StoreError> {
        self.inner.total(measure, until)
    }
    fn totals_by_place(
        &self,
        measure: &str,
        until: Date,
    ) -> Result<Vec<(String, Total)>, StoreError> {
        self.inner.totals_by_place(measure, until)
    }
    fn contributions(&self, measure: &str, until: Date) -> Result<Vec<Contribution>, StoreError> {
        self.inner.contributions(measure, until)
    }
    fn credential(&self, token: &Hash) -> Result<Option<Credential>, StoreError> {
        self.inner.credential(token)
    }
    fn digest(&self) -> Result<Hash, StoreError> {
        self.inner.digest()
    }
}

impl Write for Fragile {
    fn append(&self, batch: &Batch) -> Result<(), StoreError> {
        if self.full.load(Ordering::SeqCst) {
            return Err(StoreError::Full);
        }
        let hook = self.hook.lock().expect("nobody panics meanwhile").clone();
        match hook {
            Some(hook) => hook(&self.inner, batch),
            None => self.inner.append(batch),
        }
    }
    fn refolded(&self, by: &str) -> Result<u64, StoreError> {
        self.inner.refolded(by)
    }
    fn refold(&self, by: &str, entries: Range<u64>, folded: &Folded) -> Result<(), StoreError> {
        self.inner.refold(by, entries, folded)
    }
    fn adopt(&self, by: &str) -> Result<bool, StoreError> {
        self.inner.adopt(by)
    }
    fn put_credential(&self, token: &Hash, credential: &Credential) -> Result<(), StoreError> {
        self.inner.put_credential(token, credential)
    }
}

impl Vault for Fragile {
    fn matter(&self, by: MatterBy<'_>) -> Result<Option<SealedMatter>, StoreError> {
        self.inner.matter(by)
    }
    fn living_matters(&self, after: &str, limit: usize) -> Result<Vec<SealedMatter>, StoreError> {
        self.inner.living_matters(after, limit)
    }
    fn erase_matters(&self, matters: &[String]) -> Result<(), StoreError> {
        self.inner.erase_matters(matters)
    }
    fn rewrap_keys(&self, rewrap: &mut Rewrap<'_>) -> Result<u64, StoreError> {
        self.inner.rewrap_keys(rewrap)
    }
}
