//! How fast the journal is: durable appends, proofs, verification, folding anew and disk, as the
//! log grows; started by `cargo xtask bench journal`.

mod appends;
mod clock;
mod fill;
mod page;
mod postgres;
mod whole;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::App;
use clap::Parser;
use jiff::Timestamp;
use simulate::city::{self, SetClock};
use simulate::faulty::Faulty;
use store_sqlite::SqliteStore;

use appends::{Bare, Inserted, Rate};
use fill::Filling;
use page::{Compared, Grown, Measured, Round};
use postgres::Audited;

/// The allocator of the program, so that what is measured is what a city runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many act at once.
const WRITERS: usize = 64;

/// How often what is compared is measured in turn.
const ROUNDS: usize = 7;

/// Measures the journal.
#[derive(Parser)]
struct Arguments {
    /// How many entries the largest log has; two smaller ones have a tenth and a hundredth.
    #[arg(long, default_value_t = 10_000_000)]
    entries: u64,
    /// Only fold lists and totals anew, from a log of that many entries.
    #[arg(long)]
    rebuild: bool,
    /// Only act for a while by so many writers, for a profiler.
    #[arg(long, value_name = "WRITERS")]
    act: Option<usize>,
    /// Write `journal-performance.md` and its plot into this folder.
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
    /// Where the databases are made for a while; it decides which disk is measured.
    #[arg(long, value_name = "FOLDER")]
    scratch: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { entries, rebuild, act, write, scratch } = Arguments::parse();
    let folder = match scratch {
        Some(folder) => tempfile::tempdir_in(folder)?,
        None => tempfile::tempdir()?,
    };
    if rebuild {
        let city = filled(&folder.path().join("whole.db"), entries)?;
        println!("{:.0} entries a second folded anew", whole::rebuild(&city.app)?);
        return Ok(());
    }
    if let Some(writers) = act {
        let city = City::open(&folder.path().join("acts.db"))?;
        for _ in 0..ROUNDS {
            let (rate, batch) = city.acts(writers)?;
            println!("{} acts, {:.0}/s, {batch:.1} in a commit", rate.count, rate.per_second);
        }
        return Ok(());
    }
    let measured = measure(folder.path(), entries)?;
    let text = page::page(&measured);
    println!("{text}");
    if let Some(write) = write {
        fs::write(write.join("journal-performance.md"), text)?;
        fs::write(write.join("journal-performance.svg"), page::plot(&measured.grown))?;
    }
    Ok(())
}

/// A city on a database of its own.
struct City {
    app: App,
    store: Arc<Faulty<SqliteStore>>,
}

impl City {
    fn open(database: &Path) -> Result<Self, Box<dyn Error>> {
        let store = Arc::new(Faulty::new(SqliteStore::open(database)?));
        let clock = Arc::new(SetClock::at(instant()?));
        let app = city::open(&city::definitions(), Arc::clone(&store) as _, &clock)?;
        Ok(Self { app, store })
    }

    /// Acts by so many writers, with how many shared a commit.
    fn acts(&self, writers: usize) -> Result<(Rate, f64), Box<dyn Error>> {
        let before = self.store.appends();
        let rate = appends::acts(&self.app, writers)?;
        let commits = (self.store.appends() - before).max(1);
        Ok((rate, rate.count as f64 / commits as f64))
    }
}

fn instant() -> Result<Timestamp, Box<dyn Error>> {
    Ok("2020-01-10T02:00:00Z".parse()?)
}

fn measure(folder: &Path, entries: u64) -> Result<Measured, Box<dyn Error>> {
    let compared = compare(folder)?;
    let database = folder.join("grown.db");
    let mut grown = Vec::new();
    let sizes = [entries / 100, entries / 10, entries];
    // The smaller logs are for what reads a log whole: its cost is one for each entry.
    let (verified, disk) = whole_log(folder, sizes[0])?;
    let mut rebuilt = Vec::new();
    drop(City::open(&database)?);
    for size in sizes {
        fill(&database, size)?;
        let city = City::open(&database)?;
        if size < entries {
            rebuilt.push((size, whole::rebuild(&city.app)?));
        }
        let proofs = whole::proofs(&city.app)?;
        let (appends, batch) = city.acts(WRITERS)?;
        eprintln!("{size} entries: {:.0} acts/s, {proofs:?}", appends.per_second);
        grown.push(Grown { size, appends, batch, proofs });
    }
    Ok(Measured { compared, grown, verified, rebuilt, disk })
}

/// Appends by many writers and by one, each in turn with the same in SQLite and PostgreSQL.
fn compare(folder: &Path) -> Result<Vec<Compared>, Box<dyn Error>> {
    let scratch = folder.join("postgres");
    fs::create_dir(&scratch)?;
    let postgres = postgres::Server::start(&scratch)?;
    let mut compared = Vec::new();
    for writers in [WRITERS, 1] {
        let city = City::open(&folder.join(format!("acts-{writers}.db")))?;
        let bare =
            |name: &str, what| Inserted::open(&folder.join(format!("{name}-{writers}.db")), what);
        let (mut bytes, mut rows) = (bare("bytes", Bare::Bytes)?, bare("rows", Bare::Rows)?);
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let (journal, batch) = city.acts(writers)?;
            let stored = city.app.store().entries(3, 10_000)?;
            let entries: Vec<Vec<u8>> = stored.into_iter().map(|entry| entry.bytes).collect();
            let many = (batch.round() as usize).max(1);
            rounds.push(Round {
                journal: journal.per_second,
                batch,
                bytes: bytes.insert(&entries, many)?,
                rows: rows.insert(&entries, many)?,
                acted: postgres.rate(Audited::Act, writers)?,
                inserted: postgres.rate(Audited::Insert, writers)?,
            });
            eprintln!("{writers} writers: {:?}", rounds.last());
        }
        compared.push(Compared { writers, rounds });
    }
    Ok(compared)
}

type Whole = (whole::Verified, (f64, f64));

fn whole_log(folder: &Path, size: u64) -> Result<Whole, Box<dyn Error>> {
    let database = folder.join("whole.db");
    let city = filled(&database, size)?;
    let verified = whole::verify(&city.app)?;
    eprintln!("{verified:?}");
    let disk = whole::disk(&city.app, &database, &folder.join("plain.db"))?;
    eprintln!("disk {disk:?}");
    Ok((verified, disk))
}

/// A city whose log has as many entries.
fn filled(database: &Path, size: u64) -> Result<City, Box<dyn Error>> {
    drop(City::open(database)?);
    fill(database, size)?;
    City::open(database)
}

/// Grows a city's log without waiting for the disk.
fn fill(database: &Path, size: u64) -> Result<(), Box<dyn Error>> {
    let store = SqliteStore::open_to_fill(database)?;
    let mut filling = Filling::after(&store, instant()?)?;
    filling.grow(&store, size)?;
    Ok(store.settle()?)
}
