//! A city within the test's own process, and chance that can be had again.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use app::{Actor, App, Clock, Definitions, Documents};
use jiff::Timestamp;
use journal::{Files, Signer, verify_log};
use store::StoreError;
use store_sqlite::SqliteStore;

use super::city::OWNER;

/// Chance from a seed, which is printed: with it the same happens again.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new() -> Self {
        let seed = u64::from(std::process::id());
        println!("seed {seed}");
        Self(seed)
    }

    /// SplitMix64.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).expect("small");
        usize::try_from(self.next() % limit).expect("small")
    }
}

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        "2020-06-01T02:00:00Z".parse().expect("an instant")
    }
}

/// The sample city's definitions, read once.
fn definitions() -> Definitions {
    static READ: OnceLock<Definitions> = OnceLock::new();
    let read = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let files = |folder: &str, names: &[&str]| {
            let read = |name: &&str| {
                let text = std::fs::read_to_string(root.join(folder).join(name));
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

/// Opens the city whose database lies there.
pub(crate) fn open(database: &Path) -> Result<App, app::Error> {
    let store = SqliteStore::open(database)?;
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    App::open(definitions(), Arc::new(store), Arc::new(Stopped), signer)
}

/// Opens a work with a long name: a few pages of the database.
pub(crate) fn open_work(app: &App, number: usize) -> Result<(), app::Error> {
    let name = format!("{number}号公厕").repeat(270);
    let fields = [
        ("name", name.as_str()),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", OWNER),
        ("quantity", "1"),
        ("due", "2020-12-31"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let builder = Actor { office: OWNER.to_owned(), role: "builder".to_owned() };
    app.open_record("works", "work", &format!("W-{number}"), fields, &builder).map(|_| ())
}

/// How many entries the log has by its public files, where these verify.
pub(crate) fn verified(app: &App) -> Result<u64, String> {
    let known = [app.verifier().clone()];
    let verified = verify_log(&Public(app), &known).map_err(|error| {
        let faults: Vec<String> = error.faults.iter().map(ToString::to_string).collect();
        faults.join("; ")
    })?;
    Ok(verified.checkpoint.size)
}

/// The log's public files, asked of the use cases as the portal asks.
pub(crate) struct Public<'a>(pub(crate) &'a App);

impl Files for Public<'_> {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let told = |error: &dyn std::error::Error| match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        if path == "checkpoint" {
            let note = self.0.store().checkpoint().map_err(|error: StoreError| told(&error))?;
            return Ok(note.map(String::into_bytes));
        }
        self.0.log_file(path).map_err(|error| told(&error))
    }
}
