//! A city on disk, and the real program run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, OnceLock};

use app::{Actor, App, Clock, Definitions, Documents, Safe, SafeError, Upload};
use jiff::Timestamp;
use journal::Signer;
use store::{Batch, NewEntry, Read, Write};
use store_postgres::{Place, PostgresStore, Writer};
use store_sqlite::SqliteStore;
use vault::MasterKey;

pub(crate) const OWNER: &str = "culture-and-tourism-bureau";

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        "2020-06-01T02:00:00Z".parse().expect("an instant")
    }
}

fn definitions() -> Definitions {
    static READ: OnceLock<Definitions> = OnceLock::new();
    let read = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let files = |folder: &str, names: &[&str]| {
            let read = |name: &&str| {
                let text = fs::read_to_string(root.join(folder).join(name));
                ((*name).to_owned(), text.expect("it is there"))
            };
            names.iter().map(read).collect::<BTreeMap<_, _>>()
        };
        let city = ["city.toml", "places.toml", "offices.toml", "calendar.toml"];
        let pack = ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"];
        let city = files("cities/urumqi", &city);
        let packs = vec![files("packs/works", &pack)];
        Definitions::read(&Documents { city, packs }).expect("the sample is sound")
    };
    READ.get_or_init(read).clone()
}

/// Makes a city with some works, one of them accepted, in a folder.
pub(crate) fn city(data: &Path, works: usize) {
    fs::create_dir_all(data).expect("writes");
    let signer = Signer::from_seed("cityhall.example/urumqi", [7; 32]).expect("a name");
    write_private(&data.join("log.key"), &signer.secret_text());
    let store = SqliteStore::open_to_fill(&data.join("city.db")).expect("opens");
    let store = Arc::new(store);
    let app = App::open(definitions(), store.clone(), Arc::new(Stopped), signer).expect("opens");
    for number in 0..works {
        open_work(&app, number);
    }
    for (step, office, role) in [
        ("begin", OWNER, "builder"),
        ("report", OWNER, "builder"),
        ("accept", "quality-inspection-station", "inspector"),
    ] {
        let said = Some("有".to_owned());
        let step = step.to_owned();
        let asked = hall::Taking { step, evidence: said, ..hall::Taking::default() };
        app.take_step("works/W-0", asked, &actor(office, role)).expect("steps");
    }
    app.admit("a token", &actor(OWNER, "builder")).expect("admits");
    store.settle().expect("brings all to the disk");
}

/// Opens the city in this process, as `serve` does.
pub(crate) fn open(data: &Path) -> App {
    let store = SqliteStore::open(&data.join("city.db")).expect("opens");
    let secret = fs::read_to_string(data.join("log.key")).expect("reads");
    let signer = Signer::from_secret_text(secret.trim()).expect("a key");
    App::open(definitions(), Arc::new(store), Arc::new(Stopped), signer).expect("opens")
}

/// A city in a PostgreSQL database, with the key in a folder, as `serve` opens it.
pub(crate) fn open_in(address: &str, data: &Path) -> App {
    let place = Place::new(address, "urumqi").expect("an address");
    let writer = Writer { name: "a test".to_owned(), now: Arc::new(|| 0) };
    let store = PostgresStore::open(place, writer).expect("opens");
    let secret = fs::read_to_string(data.join("log.key")).expect("reads");
    let signer = Signer::from_secret_text(secret.trim()).expect("a key");
    App::open(definitions(), Arc::new(store), Arc::new(Stopped), signer).expect("opens")
}

pub(crate) fn open_work(app: &App, number: usize) {
    let name = format!("{number}号公厕");
    let fields = [
        ("name", name.as_str()),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", OWNER),
        ("quantity", "1"),
        ("due", "2020-12-31"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let builder = actor(OWNER, "builder");
    app.open_record("works", "work", &format!("W-{number}"), fields, &builder).expect("opens");
}

fn actor(office: &str, role: &str) -> Actor {
    Actor { office: office.to_owned(), role: role.to_owned() }
}

/// Takes a report in and publishes it.
pub(crate) fn with_report(data: &Path) {
    let words = "2020年某市政府工作报告\n2020年主要工作\n新建旅游公厕30座，新建绿道8条。\n";
    let supervisor = actor("supervision-office", app::ROLE_SUPERVISOR);
    open(data).take_in_report(&Upload::text(words), &supervisor).expect("takes it in");
}

/// Opens a work with whom to ring about it, which goes to the vault.
pub(crate) fn open_with_contact(data: &Path, contact: &str) {
    let app = open(data).with_vault(Arc::new(Ring)).expect("opens the vault");
    let fields = [
        ("name", "公厕"),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", OWNER),
        ("quantity", "1"),
        ("due", "2020-12-31"),
        ("contact", contact),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let opened = app.open_record("works", "work", "W-9", fields, &actor(OWNER, "builder"));
    assert!(opened.expect("opens").secret.is_some(), "something is kept of a person");
}

/// A safe of the test's own, for one value.
struct Ring;

impl Safe for Ring {
    fn master(&self) -> MasterKey {
        MasterKey::new([3; 32])
    }
    fn random(&self) -> Result<[u8; 32], SafeError> {
        Ok([4; 32])
    }
    fn erased(&self) -> Result<Vec<String>, SafeError> {
        Ok(Vec::new())
    }
    fn remember_erased(&self, _: &str) -> Result<(), SafeError> {
        Ok(())
    }
}

/// All that a city is known by: its checkpoint, and a digest of lists and totals.
pub(crate) fn state(data: &Path) -> (Option<String>, journal::Hash) {
    let store = SqliteStore::open_to_read(&data.join("city.db")).expect("reads");
    (store.checkpoint().expect("reads"), store.digest().expect("reads"))
}

/// The same of a city in a PostgreSQL database.
pub(crate) fn state_in(address: &str) -> (Option<String>, journal::Hash) {
    let store = reader(address);
    (store.checkpoint().expect("reads"), store.digest().expect("reads"))
}

/// The city in a PostgreSQL database, to read.
pub(crate) fn reader(address: &str) -> PostgresStore {
    let place = Place::new(address, "urumqi").expect("an address");
    PostgresStore::open_to_read(place).expect("opens to read")
}

/// Appends what no city has: the lists of the store do not follow from it.
pub(crate) fn append_unsigned(database: &Path, bytes: &[u8]) {
    let store = SqliteStore::open(database).expect("opens");
    let (kind, subject) = ("record.opened".to_owned(), "works/X".to_owned());
    let entries = vec![NewEntry { bytes: bytes.to_vec(), kind, subject, at_s: 0 }];
    let first = store.log_size().expect("reads");
    store.append(&Batch { first, entries, ..Batch::default() }).expect("appends");
}

pub(crate) fn write_private(path: &Path, text: &str) {
    fs::write(path, text).expect("writes");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("is the owner's");
    }
}

/// Runs the program.
pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cityhall")).args(arguments).output().expect("it runs")
}

/// Runs what must succeed; what it prints.
pub(crate) fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{arguments:?}: {told}{errors}");
    told.into_owned()
}

/// Runs what must fail; what it says.
pub(crate) fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?} must fail");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Starts the program and lets it run.
pub(crate) fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    let quiet = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.spawn().expect("it starts")
}

/// Kills a process without warning; whether it was still at work.
pub(crate) fn kill(mut process: Child) -> bool {
    process.kill().expect("killed without warning");
    !process.wait().expect("ended").success()
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// What lies in a folder, but for locks that are nobody's.
pub(crate) fn listed(folder: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(folder).expect("reads").map(|item| item.expect("reads").path());
    let mut items: Vec<PathBuf> =
        items.filter(|path| path.extension().is_none_or(|it| it != "lock")).collect();
    items.sort();
    items
}
