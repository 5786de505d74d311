//! Faults that are planted: each is found with every seed, and what must find it does.

use simulate::{On, Planted, Trial, run};

/// By what each fault is found, unless something else finds it first.
const FAULTS: [(Planted, &str); 20] = [
    (Planted::NeverSyncs, "were there already"),
    (Planted::KeepsNothing, "is not in the log"),
    (Planted::DropsEntry, "the checkpoint's size"),
    (Planted::KeepsHalf, "is nobody's"),
    (Planted::ChangesByte, "the checkpoint's root"),
    (Planted::SwapsEntries, "the checkpoint's root"),
    (Planted::RotsEntry, "entry 0 was changed"),
    (Planted::RotsTree, "the tree does not continue"),
    (Planted::ForgetsFound, "the accounts after opening again"),
    (Planted::ForgetsFound, "what commitments are folded from"),
    (Planted::LosesRow, "how many works are counted"),
    (Planted::KeepsOldRow, "the state of works/"),
    (Planted::Miscounts, "works/"),
    (Planted::Misplaces, "not the fold of the journal"),
    (Planted::KeepsErased, "key and values of matter/"),
    (Planted::CopiesMatter, "files hold key or value of matter/"),
    (Planted::LosesMatter, "is not in the vault"),
    (Planted::TellsWrongIndex, "the index of an entry"),
    (Planted::HidesRefusals, "came to Ok"),
    (Planted::RunsAhead, "the time of an entry"),
];

/// How many seeds a fault is tried with until it is told in its own words.
const SEEDS: u64 = 8;

#[test]
fn every_planted_fault_is_found_and_its_seed_told() {
    for (planted, expected) in FAULTS {
        let is_told = |seed| {
            let told = told(planted, seed);
            println!("{planted:?} {told}");
            assert!(told.starts_with(&format!("seed {seed}, step ")), "{told}");
            told.rsplit("]: ").next().is_some_and(|wrong| wrong.contains(expected))
        };
        assert!((1..=SEEDS).any(is_told), "{planted:?} is never told as {expected:?}");
    }
}

fn told(planted: Planted, seed: u64) -> String {
    let on = if planted == Planted::NeverSyncs { On::Power } else { On::Process };
    match run(Trial { on, planted: Some(planted), seed, steps: 200 }) {
        Ok(summary) => panic!("{planted:?} is not found with seed {seed}: {summary:?}"),
        Err(failure) => failure.to_string(),
    }
}
