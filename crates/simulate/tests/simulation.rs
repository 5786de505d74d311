//! A few seeds by every test; those that once found something wrong among them.

use simulate::{On, run};

const STEPS: usize = 200;

#[test]
fn a_city_keeps_its_promises_whatever_happens() {
    let mut crashes = 0;
    for seed in 1..=4 {
        let summary = run(On::Process, seed, STEPS).unwrap_or_else(|failure| panic!("{failure}"));
        assert!(summary.acknowledged > STEPS / 2, "most acts succeed: {summary:?}");
        assert!(summary.refused > 0 && summary.failed > 0, "and not all: {summary:?}");
        crashes += summary.crashes;
    }
    assert!(crashes > 4, "processes ended within commits: {crashes}");
}

#[test]
fn seeds_that_found_something_find_nothing_more() {
    let seeds = include_str!("../seeds.txt").lines().filter(|line| !line.starts_with('#'));
    for line in seeds {
        let seed = line.split_whitespace().next().expect("a line begins with its seed");
        let seed = seed.parse().expect("a seed is a number");
        run(On::Process, seed, STEPS).unwrap_or_else(|failure| panic!("{failure}"));
    }
}

#[test]
fn the_same_seed_gives_the_same_city() {
    let once = run(On::Process, 9, 60).expect("nothing is wrong");
    assert_eq!(run(On::Process, 9, 60).expect("nothing is wrong"), once);
    assert_ne!(run(On::Process, 10, 60).expect("nothing is wrong"), once);
}
