//! `cargo xtask nightly`: what takes too long for every change.

use std::process::Command;

use anyhow::Result;

use crate::process;

/// How often the process is killed under load.
const KILLS: &str = "200";

/// What the simulated city lies on, seeds and steps.
const SIMULATIONS: [[&str; 3]; 3] =
    [["process", "100", "1000"], ["power", "200", "600"], ["postgres", "30", "300"]];

/// Runs a city from many seeds, kills the real program many times under load, and tries what only
/// a build with more in it does.
pub(crate) fn run() -> Result<()> {
    let simulate = ["run", "--release", "--package", "simulate", "--bin", "simulate", "--"];
    for [on, seeds, steps] in SIMULATIONS {
        let trial = ["--on", on, "--seeds", seeds, "--steps", steps];
        process::run(Command::new("cargo").args(simulate).args(trial))?;
    }
    process::run(
        Command::new("cargo")
            .args(["test", "--workspace", "--test", "faults", "kill", "--", "--nocapture"])
            .env("CITYHALL_KILLS", KILLS),
    )?;
    let export = ["test", "--package", "cityhall", "--features", "parquet", "--test", "operate"];
    process::run(Command::new("cargo").args(export).arg("export"))
}
