//! How fast the journal is: measured by a program of the crate `simulate`, built for release.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::process::{self, root};

/// Options of `cargo xtask bench journal`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How many entries the largest log has.
    #[arg(long, default_value_t = 10_000_000)]
    entries: u64,
    /// Where the databases are made for a while; it decides which disk is measured.
    #[arg(long, value_name = "FOLDER")]
    scratch: Option<PathBuf>,
    /// Only fold lists and totals anew, from a log of that many entries.
    #[arg(long)]
    rebuild: bool,
    /// Write docs/journal-performance.md and its plot.
    #[arg(long)]
    write: bool,
}

/// Runs the measurement; its tables go to our output.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let Arguments { entries, scratch, rebuild, write } = arguments;
    let mut command = Command::new("cargo");
    let program = ["--package", "simulate", "--bin", "journal-bench"];
    command.args(["run", "--release"]).args(program).arg("--");
    command.arg("--entries").arg(entries.to_string());
    if let Some(scratch) = scratch {
        command.arg("--scratch").arg(scratch);
    }
    if *rebuild {
        command.arg("--rebuild");
    }
    if *write {
        command.arg("--write").arg(root().join("docs"));
    }
    process::run(&mut command)
}
