//! The project's own chores: `cargo xtask setup|test|nightly|bench|score|tidy`.

mod bench;
mod nightly;
mod process;
mod score;
mod setup;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::Parser;

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Chore {
    /// Install what the tests need and the machine does not have.
    Setup,
    /// Run everything that CI runs, and stop at the first failure.
    Test(test::Arguments),
    /// Run what takes too long for every change: many kills, many simulated cities.
    Nightly,
    /// Measure how fast reports are read or pages served.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Score the reader, or with --accounts the accounts, by hand labels, and write their pages.
    Score(score::Arguments),
    /// Check layers, style, links and licences.
    Tidy,
}

fn main() -> ExitCode {
    let ended = match Chore::parse() {
        Chore::Setup => setup::run(),
        Chore::Test(arguments) => test::run(&arguments),
        Chore::Nightly => nightly::run(),
        Chore::Bench(bench) => bench.run(),
        Chore::Score(arguments) => score::run(&arguments),
        Chore::Tidy => tidy::run(),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Shown with its causes on one line, and never with a backtrace: what failed is the
            // project or the machine, not this program.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
