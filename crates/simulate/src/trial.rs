//! What is run, and what it comes to.

use std::fmt;

use clap::ValueEnum;

use crate::ground::On;
use crate::model::Wrong;
use crate::planted::Planted;

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// What the city lies on.
    pub on: On,
    /// A fault that must be found.
    pub planted: Option<Planted>,
    /// What everything is drawn from.
    pub seed: u64,
    /// How many steps are taken.
    pub steps: usize,
}

impl fmt::Display for Trial {
    /// As it is asked for on the command line.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { on, planted, seed, steps } = self;
        let name = |value: clap::builder::PossibleValue| value.get_name().to_owned();
        if let Some(on) = on.to_possible_value() {
            write!(out, "--on {} ", name(on))?;
        }
        if let Some(planted) = planted.and_then(|planted| planted.to_possible_value()) {
            write!(out, "--planted {} ", name(planted))?;
        }
        write!(out, "--seed {seed} --steps {steps}")
    }
}

/// What happened in a run.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// How many entries the log has in the end.
    pub entries: usize,
    /// How many acts were acknowledged.
    pub acknowledged: usize,
    /// How many were refused by the rules or for the clock.
    pub refused: usize,
    /// How many failed with their commit.
    pub failed: usize,
    /// How often the process ended within a commit.
    pub crashes: usize,
    /// How often what the store lies on failed: in commits, while opening and folding anew.
    pub cuts: usize,
    /// How many persons had erased what was kept of them.
    pub erased: usize,
    /// How often the clock was set back.
    pub set_back: usize,
}

/// A run that found something wrong.
#[derive(Debug)]
pub struct Failure {
    pub(crate) trial: Trial,
    pub(crate) step: usize,
    pub(crate) doing: String,
    pub(crate) wrong: Wrong,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trial, step, doing, wrong } = self;
        let again = Trial { steps: step + 1, ..*trial };
        write!(
            out,
            "seed {}, step {step}, {doing}: {wrong}\n\
             see it again with `cargo run --package simulate -- {again}`, \
             and add it to crates/simulate/seeds.txt",
            trial.seed
        )
    }
}

impl std::error::Error for Failure {}
