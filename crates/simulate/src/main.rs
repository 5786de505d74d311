//! `cargo run --package simulate`: many seeds, many steps.

use std::process::ExitCode;

use clap::Parser;
use simulate::{On, Planted, Trial};

/// Runs a city from seeds, with failing commits, crashes and wrong clocks.
#[derive(Parser)]
struct Arguments {
    /// What the city lies on.
    #[arg(long, default_value = "process")]
    on: On,
    /// A fault that must be found.
    #[arg(long)]
    planted: Option<Planted>,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many seeds, one after another.
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// How many steps each.
    #[arg(long, default_value_t = 300)]
    steps: usize,
}

fn main() -> ExitCode {
    let Arguments { on, planted, seed, seeds, steps } = Arguments::parse();
    // All runs share the server, which ends with the last that has it.
    #[cfg(unix)]
    let _server = (on == On::Postgres).then(testkit::postgres::Server::shared);
    for seed in seed..seed.saturating_add(seeds) {
        match simulate::run(Trial { on, planted, seed, steps }) {
            Ok(summary) => println!("seed {seed}: {summary:?}"),
            Err(failure) => {
                eprintln!("error: {failure}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
