//! Power cuts at any moment, below SQLite: in commits, in checkpoints of its log, while it opens.

use simulate::{On, run};

#[test]
fn what_was_acknowledged_survives_power_cuts_at_any_moment() {
    let mut cuts = 0;
    for seed in 1..=3 {
        let summary = run(On::Power, seed, 150).unwrap_or_else(|failure| panic!("{failure}"));
        assert!(summary.acknowledged > 50, "it goes on after each: {summary:?}");
        cuts += summary.cuts;
    }
    assert!(cuts > 30, "the power went: {cuts}");
}

#[test]
fn a_store_that_never_syncs_is_found_out() {
    for seed in 1..=3 {
        let failure = run(On::Unsynced, seed, 150).expect_err("acknowledged acts are lost");
        let told = failure.to_string();
        assert!(told.starts_with(&format!("seed {seed}, step ")), "{told}");
        assert!(told.contains("were there already"), "{told}");
    }
}
