//! Faults that are planted: what must find each finds it, and tells the seed.

use simulate::{On, Planted, Trial, run};

/// The city itself finds that its tree is wrong, where it is opened before anything is checked.
const REFUSED: &str = "is not the one under its checkpoint";

/// What is told of each fault: where there are two, it depends on what happens first.
const FAULTS: [(Planted, &[&str]); 16] = [
    (Planted::NeverSyncs, &["were there already"]),
    (Planted::KeepsNothing, &["is not in the log"]),
    (Planted::DropsEntry, &["the checkpoint's size", "Store(Conflict"]),
    (Planted::KeepsHalf, &["is nobody's", "the checkpoint's size"]),
    (Planted::ChangesByte, &["the checkpoint's root", REFUSED]),
    (Planted::SwapsEntries, &["the checkpoint's root", REFUSED]),
    (Planted::RotsEntry, &["entry 0 was changed"]),
    (Planted::RotsTree, &["the tree does not continue", REFUSED]),
    (Planted::ForgetsFound, &["the accounts after opening again"]),
    (Planted::LosesRow, &["how many works are counted"]),
    (Planted::KeepsOldRow, &["the state of works/"]),
    (Planted::Miscounts, &["works/"]),
    (Planted::Misplaces, &["not the fold of the journal"]),
    (Planted::TellsWrongIndex, &["the index of an entry"]),
    (Planted::HidesRefusals, &["came to Ok"]),
    (Planted::RunsAhead, &["the time of an entry"]),
];

#[test]
fn every_planted_fault_is_found_and_its_seed_told() {
    for ((planted, expected), seed) in FAULTS.into_iter().zip(1..) {
        let on = if planted == Planted::NeverSyncs { On::Power } else { On::Process };
        let found = run(Trial { on, planted: Some(planted), seed, steps: 200 });
        let told = match found {
            Ok(summary) => panic!("{planted:?} was not found with seed {seed}: {summary:?}"),
            Err(failure) => failure.to_string(),
        };
        println!("{planted:?} {told}");
        assert!(told.starts_with(&format!("seed {seed}, step ")), "{told}");
        let wrong = told.lines().next().and_then(|line| line.split("]: ").last());
        let is_told = |what: &&str| wrong.is_some_and(|wrong| wrong.contains(*what));
        assert!(expected.iter().any(is_told), "{planted:?} is to be told as {expected:?}: {told}");
    }
}
