//! `cityhall migrate`: brings a city's database to the tables that this program needs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use store::{Schema, StoreError};
use store_sqlite::SqliteStore;

use super::Ended;
use crate::data::existing_database;

/// Options of `cityhall migrate`.
#[derive(Args)]
pub(crate) struct Migrate {
    /// Where the city's database is kept.
    #[arg(long, value_name = "FOLDER", default_value = "city-data/main")]
    data: PathBuf,
    /// Say what would be done, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    pub(crate) fn run(self) -> Ended {
        let database = existing_database(&self.data)?;
        let schema = SqliteStore::schema(&database)?;
        println!("{}: schema version {}", database.display(), schema.found);
        if schema.missing.is_empty() {
            println!("ok: it is the version that this program needs");
            return Ok(ExitCode::SUCCESS);
        }
        for step in &schema.missing {
            println!("  {step}");
        }
        if self.dry_run {
            println!("it would be brought to version {}; nothing was changed", schema.wanted());
            return Ok(ExitCode::SUCCESS);
        }
        SqliteStore::open(&database)?;
        println!("ok: brought to version {}", schema.wanted());
        Ok(ExitCode::SUCCESS)
    }
}

/// Tells whoever starts the program what opening the database is about to change, if anything.
pub(crate) fn announce(database: &Path) -> Result<(), StoreError> {
    if !database.exists() {
        return Ok(());
    }
    let schema = SqliteStore::schema(database)?;
    let Schema { found, missing } = &schema;
    if !missing.is_empty() && *found > 0 {
        let (path, wanted) = (database.display(), schema.wanted());
        eprintln!("{path}: bringing schema version {found} to {wanted}");
    }
    Ok(())
}
