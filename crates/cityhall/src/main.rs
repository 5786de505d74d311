//! The command line, the only place where the adapters meet.
//!
//! Data goes to standard output, messages to standard error. Exit status 0: all done; 1: some file
//! or step failed; 2: the command was not understood.

mod archive;
mod bar;
mod case;
mod city;
mod clock;
mod command;
mod data;
mod embedded;
mod files;
mod messages;
mod net;
mod place;
mod safe;
mod scenario;
mod scratch;
mod shared;
mod transfer;
mod upload;

use std::process::ExitCode;

use clap::Parser;

use command::Command;

/// Much of the time of an act goes into allocating; decision 3.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Cityhall: a city's work report as an account that anyone can check.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match Arguments::parse().command.run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cityhall: {error}");
            let mut cause = error.source();
            while let Some(next) = cause {
                eprintln!("  because {next}");
                cause = next.source();
            }
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
