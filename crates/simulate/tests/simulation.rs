//! A few seeds by every test; those that once found something wrong among them.

use clap::ValueEnum;
use simulate::{On, Summary, Trial, run};

const STEPS: usize = 150;

fn sound(on: On, seed: u64, steps: usize) -> Summary {
    run(Trial { on, planted: None, seed, steps }).unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn a_city_keeps_its_promises_whatever_happens() {
    let mut crashes = 0;
    for seed in 1..=3 {
        let summary = sound(On::Process, seed, STEPS);
        assert!(summary.acknowledged > STEPS / 2, "most acts succeed: {summary:?}");
        assert!(summary.refused > 0 && summary.failed > 0, "and not all: {summary:?}");
        assert!(summary.erased > 0, "something was erased: {summary:?}");
        crashes += summary.crashes;
    }
    assert!(crashes > 4, "processes ended within commits: {crashes}");
}

/// Power goes at any write: in commits, in checkpoints of SQLite's log, while the city opens.
#[test]
fn what_was_acknowledged_survives_power_cuts() {
    let mut cuts = 0;
    for seed in 1..=2 {
        let summary = sound(On::Power, seed, STEPS);
        assert!(summary.acknowledged > STEPS / 3, "it goes on after each: {summary:?}");
        cuts += summary.cuts;
    }
    assert!(cuts > 20, "the power went: {cuts}");
}

/// Connections are cut at any message, and what was said last may have been done.
#[test]
#[cfg(unix)]
fn what_was_acknowledged_survives_lost_connections() {
    let summary = sound(On::Postgres, 1, STEPS / 2);
    assert!(summary.acknowledged > STEPS / 6, "it goes on after each: {summary:?}");
    assert!(summary.cuts > 10, "connections were cut: {summary:?}");
}

#[test]
fn what_found_something_finds_nothing_more() {
    let lines = include_str!("../seeds.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let mut words = line.split_whitespace();
        let on = On::from_str(words.next().expect("a line begins with what it is on"), false);
        let seed = words.next().expect("and a seed").parse().expect("a number");
        sound(on.expect("one of those that there are"), seed, STEPS);
    }
}

#[test]
fn the_same_seed_gives_the_same_city() {
    for on in [On::Process, On::Power] {
        let once = sound(on, 9, 60);
        assert_eq!(sound(on, 9, 60), once);
        assert_ne!(sound(on, 10, 60), once);
    }
}
