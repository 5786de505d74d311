//! `cityhall proof`: checks a figure proof, offline.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use hall::figure::{Shown, check};
use journal::{Checkpoint, Verifier};

use super::Ended;
use super::journal::verify::witness_line;

/// What can be done with figure proofs.
#[derive(Subcommand)]
pub(crate) enum Proof {
    /// Check a figure proof: hashes, completeness and the fold of every record.
    Check {
        /// The file.
        file: PathBuf,
        /// The public key of the log, as its owner gave it to you; may be repeated.
        #[arg(long = "key", value_name = "KEY")]
        keys: Vec<Verifier>,
        /// The public key of a witness that must have cosigned; may be repeated.
        #[arg(long = "witness", value_name = "KEY")]
        witnesses: Vec<Verifier>,
    },
}

impl Proof {
    pub(crate) fn run(self) -> Ended {
        let Self::Check { file, keys, witnesses } = self;
        let path = file.display();
        let text = fs::read_to_string(&file).map_err(|error| format!("{path}: {error}"))?;
        let shown = match check(&text, &keys) {
            Ok(shown) => shown,
            Err(error) => {
                eprintln!("cityhall: {path} shows nothing: {error}");
                return Ok(ExitCode::FAILURE);
            }
        };
        tell(&shown);
        let proof: serde_json::Value = serde_json::from_str(&text)?;
        let note = proof["checkpoint"].as_str().unwrap_or_default();
        for signed in Checkpoint::cosigned(note, &witnesses, witnesses.len())? {
            println!("  - {}.", witness_line(&signed));
        }
        tell_limits(&shown);
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(shown: &Shown) {
    let claim = &shown.claim;
    let since = claim.from.map_or_else(String::new, |from| format!("from {from} "));
    println!("{}: {} {} {since}up to {}", claim.measure, claim.value, claim.unit, claim.to);
    println!("\nShown:");
    let Checkpoint { origin, size, .. } = &shown.checkpoint;
    println!("  - The value is the sum of {} acts. Each stands in the log {origin}", shown.acts);
    println!("    at size {size}, and counts by version {} of the pack.", shown.pack_version);
    println!("  - Of the acts that the city sealed on {} (entry {}),", shown.sealed_on, shown.seal);
    println!("    which covers {} entries, none of this period is left out.", shown.sealed_size);
    for key in &shown.signed_by {
        println!("  - {key} has signed the log.");
    }
}

fn tell_limits(shown: &Shown) {
    println!("\nNot shown:");
    if shown.signed_by.is_empty() {
        println!("  - Who signed the log: no key was given. Give the city's with --key.");
    }
    println!("  - That the seal lists every act of the log: `cityhall audit` shows it.");
    println!("  - That every act was entered, and that what was entered is true.");
    println!("  - That others are shown the same log: witnesses, or `journal verify --seen`.");
}
