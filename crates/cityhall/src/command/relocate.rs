//! `cityhall move`: a city from one place to another, where it goes on with the same log.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::upkeep;
use clap::Args;

use super::{Ended, restore};
use crate::archive::{self, KEYS};
use crate::bar::Bar;
use crate::city::vault_beside;
use crate::data;
use crate::place::{CityPlace, Place};
use crate::shared::address_in;
use crate::transfer::{Stage, Transfer};

/// What other processes are told that this one is.
const DOING: &str = "cityhall move";

/// Options of `cityhall move`. Where the city is now, nobody may be using it.
#[derive(Args)]
pub(crate) struct Move {
    #[command(flatten)]
    place: CityPlace,
    /// Where it shall be: a folder that holds no city, or a PostgreSQL database as
    /// postgres://USER@HOST/NAME. If the move was broken off, it goes on.
    #[arg(long, value_name = "FOLDER|URL", required_unless_present = "to_database_file")]
    to: Option<String>,
    /// A file that holds the address of the database where it shall be, for one with a password.
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    to_database_file: Option<PathBuf>,
}

impl Move {
    pub(crate) fn run(self) -> Ended {
        let place = self.place.find()?;
        let opened = place.open_whatever_its_standing(DOING)?;
        let source = opened.store.as_ref();
        let target = self.target(|| Ok(upkeep::city_of(source)?))?;
        target.prepare()?;
        let (from, to) = (place.name()?, target.name()?);
        if from == to {
            return Err("the city is there already; choose another place with --to".into());
        }
        let filled = target.open_whatever_its_standing(DOING)?;
        let moving = Transfer { source, target: filled.store.as_ref(), from, to };
        if moving.begin()? == Stage::Done {
            println!("the city has been moved to {} before", moving.to);
            return Ok(ExitCode::SUCCESS);
        }
        let bar = Bar::new();
        let checked = moving.copy(&data::verifiers(self.place.data())?, &bar)?;
        if let Some(folder) = target.folder() {
            copy_keys(self.place.data(), folder)?;
        }
        moving.end()?;
        drop(bar);
        restore::tell(&checked);
        let (from, to) = (&moving.from, &moving.to);
        println!("ok: checkpoint, root, lists and totals are the same; the city is in {to} now");
        eprintln!("{from} is left as it was, and nothing can be added to it any more.");
        self.tell_of_keys(&target, !moving.target.living_matters("", 1)?.is_empty());
        Ok(ExitCode::SUCCESS)
    }

    fn target(
        &self,
        city: impl FnOnce() -> Result<String, Box<dyn Error>>,
    ) -> Result<Place, Box<dyn Error>> {
        match (&self.to, &self.to_database_file) {
            (Some(to), _) => Place::parse(to, city),
            (None, Some(file)) => Place::at(&address_in(file)?, &city()?),
            (None, None) => unreachable!("the command line asks for one of the two"),
        }
    }

    /// Where the keys are now, and what the old place can still be opened with.
    fn tell_of_keys(&self, target: &Place, has_personal: bool) {
        let data = self.place.data();
        let vault = vault_beside(data);
        match target.folder() {
            None => eprintln!(
                "The keys stay where they are: go on with --data {} and --database.",
                data.display()
            ),
            Some(folder) if vault.exists() && !vault_beside(folder).exists() => {
                let (vault, next) = (vault.display(), vault_beside(folder));
                eprintln!(
                    "The vault's key stays apart: move {vault} to {}, or name it by --vault.",
                    next.display()
                );
            }
            Some(_) => {}
        }
        if has_personal {
            eprintln!(
                "The old place still has the sealed personal data: run `cityhall vault renew` in \
                 the new one and destroy the old key, and nobody can open it there."
            );
        }
    }
}

/// Copies the city's keys where they are missing.
fn copy_keys(from: &Path, to: &Path) -> io::Result<()> {
    for name in KEYS {
        let (from, to) = (from.join(name), to.join(name));
        if !from.exists() || to.exists() {
            continue;
        }
        let unfinished = to.with_extension("unfinished");
        if unfinished.exists() {
            fs::remove_file(&unfinished)?;
        }
        let mut file = archive::private_file(&unfinished)?;
        io::copy(&mut fs::File::open(from)?, &mut file)?;
        file.sync_all()?;
        fs::rename(unfinished, to)?;
    }
    Ok(())
}
