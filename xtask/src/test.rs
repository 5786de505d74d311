//! `cargo xtask test`: everything that CI runs, in the order in which failures are cheapest.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::process::{self, now, root, target_directory};
use crate::{score, setup, tidy};

/// Options of `cargo xtask test`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Run this step alone.
    #[arg(long, value_name = "STEP")]
    only: Option<Step>,
    /// Say what steps there are, and run none.
    #[arg(long)]
    list: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Step {
    Format,
    Tidy,
    Lint,
    Docs,
    Database,
    Test,
    Score,
    Build,
    Setup,
    Browser,
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Tidy => "tidy",
            Self::Lint => "lint",
            Self::Docs => "docs",
            Self::Database => "database",
            Self::Test => "test",
            Self::Score => "score",
            Self::Build => "build",
            Self::Setup => "setup",
            Self::Browser => "browser",
        }
    }

    const fn purpose(self) -> &'static str {
        match self {
            Self::Format => "the code is formatted",
            Self::Tidy => "layers, style, links and licences hold",
            Self::Lint => "the compiler and clippy have nothing to say",
            Self::Docs => "the documentation builds, and its links lead somewhere",
            Self::Database => "PostgreSQL and Python are installed for the tests",
            Self::Test => "every crate keeps its promises",
            Self::Score => "reader and accounts are as accurate as their pages say",
            Self::Build => "the binary is there for the browser",
            Self::Setup => "a browser and its modules are installed",
            Self::Browser => "people get through their journeys",
        }
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Format => cargo("fmt --all --check"),
            Self::Tidy => tidy::run(),
            Self::Lint => cargo("clippy --workspace --all-targets -- -D warnings"),
            Self::Docs => process::run(
                Command::new("cargo")
                    .args(["doc", "--workspace", "--no-deps"])
                    .env("RUSTDOCFLAGS", "-Dwarnings"),
            ),
            Self::Database => setup::for_tests(),
            Self::Test => cargo("test --workspace"),
            Self::Score => score::check(),
            // Of the same crates and features as the tests, so that nothing is compiled twice.
            Self::Build => cargo("build --workspace --all-targets"),
            Self::Setup => setup::run(),
            Self::Browser => browser(),
        }
    }
}

/// Runs the steps, stops at the first failure, and says at the end what took how long.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let steps = match arguments.only {
        Some(step) => vec![step],
        None => Step::value_variants().to_vec(),
    };
    if arguments.list {
        for step in steps {
            println!("{:<8} {}", step.name(), step.purpose());
        }
        return Ok(());
    }
    let mut summary = Vec::new();
    for step in steps {
        println!("\n== {}: {} ==", step.name(), step.purpose());
        let start = now();
        let result = step.run();
        let took = start.elapsed();
        summary.push((step, took));
        if let Err(error) = result {
            print_summary(&summary);
            return Err(error).with_context(|| {
                let name = step.name();
                format!("the step `{name}` failed; repeat it with `cargo xtask test --only {name}`")
            });
        }
        println!("{} done in {:.1} s", step.name(), took.as_secs_f64());
    }
    print_summary(&summary);
    println!("All is well.");
    Ok(())
}

fn print_summary(summary: &[(Step, Duration)]) {
    println!("\n== summary ==");
    for (step, took) in summary {
        println!("{:<8} {:>7.1} s", step.name(), took.as_secs_f64());
    }
    let total: Duration = summary.iter().map(|(_, took)| *took).sum();
    println!("{:<8} {:>7.1} s", "total", total.as_secs_f64());
}

fn cargo(arguments: &str) -> Result<()> {
    process::run(Command::new("cargo").args(arguments.split(' ')))
}

fn browser() -> Result<()> {
    let folder = root().join("e2e");
    if !folder.is_dir() {
        bail!("there is no folder e2e/ with the browser's journeys; restore it from git");
    }
    if !process::is_installed("node") {
        bail!("install Node.js 20 or later: `node` is missing");
    }
    let binary = target_directory()?.join("debug/cityhall");
    if !binary.is_file() {
        bail!("build the binary first: `cargo xtask test --only build`");
    }
    process::run(
        Command::new("node")
            .args(["--test", "--test-reporter=spec"])
            .env("CITYHALL_BIN", binary)
            .current_dir(folder),
    )
}
