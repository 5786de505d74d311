//! `cityhall move`: a city from one place to another, where it goes on with the same log.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::upkeep::{self, Checked};
use clap::Args;
use store::{Operate, Standing, StoreError};
use store_sqlite::SqliteStore;

use super::{Ended, Failed, restore};
use crate::archive::{self, KEYS};
use crate::bar::Bar;
use crate::city::vault_beside;
use crate::data;

/// Options of `cityhall move`.
#[derive(Args)]
pub(crate) struct Move {
    /// Where the city is now; nobody may be using it.
    #[arg(long, value_name = "FOLDER", default_value = "city-data/main")]
    data: PathBuf,
    /// Where it shall be: a folder that holds no city. If the move was broken off, it goes on.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

impl Move {
    pub(crate) fn run(self) -> Ended {
        let database = data::existing_database(&self.data)?;
        let source = SqliteStore::open_whatever_its_standing(&database)?;
        fs::create_dir_all(&self.to)?;
        let (from, to) = (named(&self.data)?, named(&self.to)?);
        if from == to {
            return Err("the city is there already; choose another folder with --to".into());
        }
        let target = SqliteStore::open_whatever_its_standing(&data::database(&self.to))?;
        let moving = Moving { source: &source, target: &target, from, to };
        if moving.begin()? == Stage::Done {
            println!("the city has been moved to {} before", moving.to);
            return Ok(ExitCode::SUCCESS);
        }
        let bar = Bar::new();
        let checked = moving.copy(&self.data, &bar)?;
        copy_keys(&self.data, &self.to)?;
        moving.end()?;
        drop(bar);
        restore::tell(&checked);
        let (from, to) = (&moving.from, &moving.to);
        println!("ok: checkpoint, root, lists and totals are the same; the city is in {to} now");
        eprintln!("{from} is left as it was, and nothing can be added to it any more.");
        let (vault, next) = (vault_beside(&self.data), vault_beside(&self.to));
        if vault.exists() && !next.exists() {
            let (vault, next) = (vault.display(), next.display());
            eprintln!(
                "The vault's key stays apart: move {vault} to {next}, or name it by --vault."
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A move under way: the stores, and how each is called to the other.
struct Moving<'a> {
    source: &'a dyn Operate,
    target: &'a dyn Operate,
    from: String,
    to: String,
}

#[derive(PartialEq, Eq)]
enum Stage {
    Copying,
    Done,
}

impl Moving<'_> {
    /// Marks the target as being filled, or finds that it is, or that all is done.
    fn begin(&self) -> Result<Stage, Box<dyn Error>> {
        let source = self.source.standing()?;
        let is_moved = matches!(&source, Standing::Moved { to } if *to == self.to);
        if !is_moved {
            source.refuse_unless_open(&self.from)?;
        }
        match self.target.standing()? {
            Standing::Filling { from } if from == self.from => Ok(Stage::Copying),
            Standing::Open if is_moved && self.target.log_size()? > 0 => Ok(Stage::Done),
            Standing::Open if self.target.log_size()? == 0 => {
                self.target.set_standing(&Standing::Filling { from: self.from.clone() })?;
                Ok(Stage::Copying)
            }
            Standing::Open => {
                let why = "holds a city already; nothing is ever written over it, choose another";
                Err(format!("{} {why}", self.to).into())
            }
            other => {
                other.refuse_unless_open(&self.to)?;
                Ok(Stage::Copying)
            }
        }
    }

    /// Copies what is missing, checks all of the target, and compares it with the source.
    fn copy(&self, keys: &Path, bar: &Bar) -> Result<Checked, Box<dyn Error>> {
        let told = &mut |stage, done, of| bar.stage(stage, done, of);
        upkeep::copy(self.source, self.target, told)?;
        let known = data::verifiers(keys)?;
        let checked = upkeep::check(self.target, &known, told).map_err(|error| {
            Failed::new(format!("what was copied is not whole: {FROM_ANEW}"), error)
        })?;
        if self.target.checkpoint()? != self.source.checkpoint()? {
            return Err(format!("the checkpoints differ: {FROM_ANEW}").into());
        }
        if self.source.digest()? != checked.digest {
            let from = &self.from;
            return Err(format!(
                "lists or totals of {from} differ from its journal: run `cityhall journal rebuild` \
                 on it, then the same move again"
            )
            .into());
        }
        Ok(checked)
    }

    /// The source first: if this breaks off between the two, neither can be added to, and the same
    /// move ends it.
    fn end(&self) -> Result<(), StoreError> {
        self.source.set_standing(&Standing::Moved { to: self.to.clone() })?;
        self.target.set_standing(&Standing::Open)
    }
}

const FROM_ANEW: &str = "nothing was moved; check the source with `cityhall backup`, empty the \
                         target, and move again";

/// The name of a folder that is the same wherever it is called from.
fn named(folder: &Path) -> io::Result<String> {
    Ok(folder.canonicalize()?.display().to_string())
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
