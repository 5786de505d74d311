//! `cityhall migrate`: brings a city's database to the tables that this program needs.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use store::Schema;

use super::Ended;
use crate::data::database;
use crate::place::{CityPlace, Place};

/// Options of `cityhall migrate`.
#[derive(Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    place: CityPlace,
    /// Say what would be done, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    pub(crate) fn run(self) -> Ended {
        let place = self.place.find()?;
        let schema = place.schema()?;
        println!("{}: schema version {}", place.name()?, schema.found);
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
        place.migrate()?;
        println!("ok: brought to version {}", schema.wanted());
        Ok(ExitCode::SUCCESS)
    }
}

/// Tells whoever starts the program what opening the database in a folder is about to change, if
/// anything.
pub(crate) fn announce(folder: &Path) -> Result<(), Box<dyn Error>> {
    if !database(folder).exists() {
        return Ok(());
    }
    let place = Place::Folder(folder.to_owned());
    let schema = place.schema()?;
    let Schema { found, missing } = &schema;
    if !missing.is_empty() && *found > 0 {
        let (name, wanted) = (place.name()?, schema.wanted());
        eprintln!("{name}: bringing schema version {found} to {wanted}");
    }
    Ok(())
}
