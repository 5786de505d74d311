//! `cargo xtask nightly`: what takes too long for every change.

use std::process::Command;

use anyhow::Result;

use crate::process;

/// How often the process is killed under load.
const KILLS: &str = "200";

/// Kills the real program many times under load.
pub(crate) fn run() -> Result<()> {
    process::run(
        Command::new("cargo")
            .args(["test", "--workspace", "--test", "faults", "kill", "--", "--nocapture"])
            .env("CITYHALL_KILLS", KILLS),
    )
}
