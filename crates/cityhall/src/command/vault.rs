//! `cityhall vault`: the key that opens what is kept of persons.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;

use super::Ended;
use crate::city::{CityArguments, Opened};

/// What can be done with the vault.
#[derive(Subcommand)]
pub(crate) enum Vault {
    /// Make a new vault key and wrap all keys by it. Older copies of the database can then be
    /// opened by nobody, once every copy of the old key is destroyed.
    Renew {
        #[command(flatten)]
        city: CityArguments,
    },
    /// Give up all personal data that is kept, because the vault key is lost for good. Each is an
    /// erasure in the journal; there is no way back.
    GiveUp {
        #[command(flatten)]
        city: CityArguments,
        /// Say that you mean it.
        #[arg(long, required = true)]
        yes: bool,
    },
}

impl Vault {
    pub(crate) fn run(self) -> Ended {
        match self {
            Self::Renew { city } => renew(&city),
            Self::GiveUp { city, yes: _ } => give_up(&city),
        }
    }
}

fn renew(city: &CityArguments) -> Ended {
    let Opened { app, safe, .. } = city.open_without_vault()?;
    let Some(safe) = safe?.map(Arc::new) else {
        return Err("another process writes for this city: stop it first".into());
    };
    let app = app.with_vault(safe.clone())?;
    let count = app.rewrap_vault(&safe.prepare_next()?)?;
    safe.put_next()?;
    println!("ok: {count} keys are wrapped by the new vault key");
    eprintln!(
        "Keep a copy of the new key apart from the backups, and destroy those of the old one."
    );
    Ok(ExitCode::SUCCESS)
}

fn give_up(city: &CityArguments) -> Ended {
    if city.open().is_ok() {
        return Err("the vault key opens what is kept: there is nothing to give up".into());
    }
    let app = city.open_without_vault()?.app;
    let count = app.give_up_vault()?;
    crate::safe::put_away(&city.vault_folder())?;
    println!("ok: the personal data of {count} records is given up; a new vault key will be made");
    Ok(ExitCode::SUCCESS)
}
