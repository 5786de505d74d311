//! The commands, one file each.

mod account;
mod audit;
mod backup;
mod coverage;
mod demo;
mod export;
mod intake;
mod journal;
mod key;
mod migrate;
mod pack;
mod proof;
mod read;
mod relocate;
mod restore;
mod serve;
mod token;
mod vault;
mod witness;

use std::error::Error;
use std::process::ExitCode;

use clap::Subcommand;

/// What a command ends with: an exit code, or an error that says what to do.
pub(crate) type Ended = Result<ExitCode, Box<dyn Error>>;

/// What failed for a reason that is told after it.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub(crate) struct Failed {
    what: String,
    #[source]
    why: Box<dyn Error>,
}

impl Failed {
    pub(crate) fn new(what: impl Into<String>, why: impl Into<Box<dyn Error>>) -> Self {
        Self { what: what.into(), why: why.into() }
    }
}

/// Every command.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read reports: what was reached and what is promised, each with its place in the text.
    Read(read::Arguments),
    /// What became of each promise between two reports of one place, for one or many places.
    Account(account::Arguments),
    /// Open the sample city in the browser; creates it on first use.
    Demo(demo::Demo),
    /// Serve a city.
    Serve(serve::Serve),
    /// Take a report in: its promises become commitments.
    Intake(intake::Intake),
    /// Let an office act: prints a new token for it.
    Token(token::Token),
    /// Bring a city's database to the tables that this program needs.
    Migrate(migrate::Migrate),
    /// Put a city into one file while it is served, and prove it by restoring.
    Backup(backup::Backup),
    /// Make a city from a backup.
    Restore(restore::Restore),
    /// Move a city to another place, where it goes on with the same log.
    Move(relocate::Move),
    /// Write all that is public of a city as tables, with a dictionary of them.
    Export(export::Export),
    /// Verify, export or fold anew a city's journal.
    #[command(subcommand)]
    Journal(journal::Journal),
    /// Check a portal: its log, and every figure that it claims, from its public files alone.
    Audit(audit::Audit),
    /// Check a figure proof, offline.
    #[command(subcommand)]
    Proof(proof::Proof),
    /// Make, list and replace the keys that sign logs.
    #[command(subcommand)]
    Key(key::Key),
    /// Cosign the checkpoints of other logs.
    Witness(witness::Witness),
    /// Renew the key of what is kept of persons, or give up what a lost key sealed.
    #[command(subcommand)]
    Vault(vault::Vault),
    /// Check a pack, play its scenarios, and move records to its version in use.
    #[command(subcommand)]
    Pack(pack::Packs),
    /// Say which rows of the platform's scope are live, each with its scenario.
    Coverage(coverage::Coverage),
}

impl Command {
    pub(crate) fn run(self) -> Ended {
        match self {
            Self::Read(arguments) => Ok(read::run(&arguments)),
            Self::Account(arguments) => Ok(account::run(&arguments)),
            Self::Demo(demo) => demo.run(),
            Self::Serve(serve) => serve.run(),
            Self::Intake(intake) => intake.run(),
            Self::Token(token) => token.run(),
            Self::Migrate(migrate) => migrate.run(),
            Self::Backup(backup) => backup.run(),
            Self::Restore(restore) => restore.run(),
            Self::Move(relocate) => relocate.run(),
            Self::Export(export) => export.run(),
            Self::Journal(journal) => journal.run(),
            Self::Audit(audit) => audit.run(),
            Self::Proof(proof) => proof.run(),
            Self::Key(key) => key.run(),
            Self::Witness(witness) => witness.run(),
            Self::Vault(vault) => vault.run(),
            Self::Pack(pack) => pack.run(),
            Self::Coverage(coverage) => coverage.run(),
        }
    }
}
