//! What the ledger promises when many act at once, when commits fail and when clocks go back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use journal::Entry;
use proptest::prelude::*;
use store::{StoreError, Write};

use crate::tests::world::{
    OWNER, World, actor, definitions, open, open_work, step, step_of, verified_size, world,
};
use crate::{App, Error};

const INSPECTOR: &str = "quality-inspection-station";

/// What one act of a test came to: its record, what was done, and the entry that says so.
type Acted = (String, &'static str, Result<u64, Error>);

/// Tries to bring each record from its opening to its acceptance.
fn act_on(app: &App, numbers: &[String]) -> Vec<Acted> {
    let mut acted = Vec::new();
    for number in numbers {
        let id = format!("works/{number}");
        let opened = open_work(app, number).map(|_| 0);
        acted.push((id.clone(), "open", opened));
        for (name, office, role) in [
            ("begin", OWNER, "builder"),
            ("report", OWNER, "builder"),
            ("accept", INSPECTOR, "inspector"),
        ] {
            let done = step_of(app, &id, name, &actor(office, role));
            acted.push((id.clone(), name, done));
        }
    }
    acted
}

/// Every thread tries the same on the same records; what each came to, together.
fn race(app: &App, threads: usize, numbers: &[String]) -> Vec<Acted> {
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| act_on(app, numbers))).collect();
        running.into_iter().flat_map(|it| it.join().expect("no act panics")).collect()
    })
}

fn entries(app: &App) -> Vec<Entry> {
    let stored = app.store().entries(0, usize::MAX).expect("reads");
    stored.iter().map(|it| Entry::decode(&it.bytes).expect("an entry")).collect()
}

/// Every acknowledged step is where it was said to be, and nothing else of these records is there.
fn check_acknowledged(app: &App, before: usize, acted: &[Acted]) {
    let log = entries(app);
    assert_eq!(verified_size(app), log.len() as u64, "the tree is over these entries");
    let mut told: Vec<(String, &str)> = Vec::new();
    for (id, name, outcome) in acted {
        let Ok(index) = outcome else { continue };
        told.push((id.clone(), name));
        if *name != "open" {
            let entry = &log[usize::try_from(*index).expect("small")];
            let step = entry.body.get("step").and_then(serde_json::Value::as_str);
            assert_eq!((entry.subject.as_str(), step), (id.as_str(), Some(*name)));
        }
    }
    let mut there: Vec<(String, &str)> = Vec::new();
    for entry in &log[before..] {
        let step = entry.body.get("step").and_then(serde_json::Value::as_str);
        there.push((entry.subject.clone(), step.unwrap_or("open")));
    }
    told.sort_unstable();
    there.sort_unstable();
    assert_eq!(told, there, "what was acknowledged is there once, and nothing else");
    assert!(app.rebuild().expect("rebuilds"), "lists and totals are the fold of the log");
    assert!(log.is_sorted_by_key(|entry| entry.at), "time never runs backwards");
}

fn numbers(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("N-{number}")).collect()
}

#[test]
fn of_many_who_race_for_one_record_each_step_is_one_persons() {
    let World { app, _folder, .. } = world();
    let before = entries(&app).len();
    let acted = race(&app, 8, &numbers(3));
    check_acknowledged(&app, before, &acted);
    let mut done: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (id, name, outcome) in &acted {
        *done.entry((id, name)).or_default() += usize::from(outcome.is_ok());
        let refused = matches!(outcome, Ok(_) | Err(Error::Refused(_)));
        assert!(refused, "the rest are refused by the rules: {outcome:?}");
    }
    assert_eq!(done.len(), 12);
    assert!(done.values().all(|count| *count == 1), "as if one after another: {done:?}");
}

#[test]
fn acts_on_many_records_share_commits_and_none_is_lost() {
    let World { app, store, _folder } = world();
    let commits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&commits);
    *store.hook.lock().expect("unused") = Some(Arc::new(move |inner, batch| {
        counted.fetch_add(1, Ordering::SeqCst);
        inner.append(batch)
    }));
    let before = entries(&app).len();
    let numbers = numbers(64);
    let acted: Vec<Acted> = thread::scope(|scope| {
        let app = &app;
        let running: Vec<_> =
            numbers.chunks(4).map(|own| scope.spawn(move || act_on(app, own))).collect();
        running.into_iter().flat_map(|it| it.join().expect("no act panics")).collect()
    });
    for (id, name, outcome) in &acted {
        assert!(outcome.is_ok(), "{id} {name}: {outcome:?}");
    }
    check_acknowledged(&app, before, &acted);
    let commits = commits.load(Ordering::SeqCst);
    assert!(commits < acted.len(), "{commits} commits for {} acts", acted.len());
}

/// Has one commit under way that waits for `open`, and two acts that have joined after it.
/// Returns what the three came to after `outcome` decided on the commit under way.
fn three_acts(
    world: &World,
    outcome: fn(&store_sqlite::SqliteStore, &store::Batch) -> Result<(), StoreError>,
) -> Vec<Result<String, Error>> {
    let (started, gate) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (begun, opened) = (Arc::clone(&started), Arc::clone(&gate));
    *world.store.hook.lock().expect("unused") = Some(Arc::new(move |inner, batch| {
        begun.store(true, Ordering::SeqCst);
        while !opened.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        outcome(inner, batch)
    }));
    let app = &world.app;
    let outcomes = thread::scope(|scope| {
        let first = scope.spawn(|| open_work(app, "W-1"));
        while !started.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        let rest = ["W-2", "W-3"].map(|number| scope.spawn(move || open_work(app, number)));
        while app.ledger.waiting() < 2 {
            thread::yield_now();
        }
        gate.store(true, Ordering::SeqCst);
        let joined = [first].into_iter().chain(rest);
        joined.map(|it| it.join().expect("no act panics")).collect()
    });
    *world.store.hook.lock().expect("unused") = None;
    outcomes
}

#[test]
fn a_failed_commit_fails_its_acts_and_those_decided_on_it_and_no_other() {
    let world = world();
    let before = verified_size(&world.app);
    let outcomes = three_acts(&world, |_, _| Err(StoreError::Full));
    for outcome in outcomes {
        assert!(matches!(outcome, Err(Error::Store(StoreError::Full))), "{outcome:?}");
    }
    assert_eq!(verified_size(&world.app), before, "nothing of them is there");
    for number in ["W-1", "W-2", "W-3"] {
        open_work(&world.app, number).expect("the next act succeeds");
    }
    assert_eq!(verified_size(&world.app), before + 3);
}

#[test]
fn acts_that_joined_while_a_commit_was_under_way_are_committed_after_it() {
    let world = world();
    let before = verified_size(&world.app);
    let outcomes = three_acts(&world, |inner, batch| inner.append(batch));
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(verified_size(&world.app), before + 3);
}

#[test]
fn a_commit_whose_answer_was_lost_is_taken_up_from_the_store() {
    let world = world();
    let before = verified_size(&world.app);
    *world.store.hook.lock().expect("unused") = Some(Arc::new(|inner, batch| {
        inner.append(batch)?;
        Err(StoreError::Database("the connection is gone".into()))
    }));
    assert!(matches!(open_work(&world.app, "W-1"), Err(Error::Store(StoreError::Database(_)))));
    *world.store.hook.lock().expect("unused") = None;
    assert_eq!(verified_size(&world.app), before + 1, "the store has it all the same");
    let again = open_work(&world.app, "W-1");
    assert!(matches!(again, Err(Error::Refused(hall::Refusal::Exists(_)))), "{again:?}");
    step(&world.app, "begin", OWNER, "builder").expect("and the city goes on from it");
    assert_eq!(verified_size(&world.app), before + 2);
}

#[test]
fn a_store_that_panics_leaves_nobody_waiting() {
    let world = world();
    *world.store.hook.lock().expect("unused") = Some(Arc::new(|_, _| panic!("a fault")));
    let app = &world.app;
    let panicked = thread::scope(|scope| scope.spawn(|| open_work(app, "W-1")).join());
    assert!(panicked.is_err());
    *world.store.hook.lock().expect("unused") = None;
    open_work(app, "W-1").expect("the ledger was given back");
}

#[test]
fn a_clock_a_little_behind_is_lifted_and_one_far_behind_is_refused() {
    let World { app, store, _folder } = world();
    let last = |app: &App| entries(app).last().expect("not empty").at.to_string();
    store.clock.set("2020-06-01T02:10:00.9Z");
    open_work(&app, "W-1").expect("opens");
    assert_eq!(last(&app), "2020-06-01T02:10:00Z", "whole seconds, never rounded up");
    store.clock.set("2020-06-01T02:09:00Z");
    step(&app, "begin", OWNER, "builder").expect("a minute is forgiven");
    assert_eq!(last(&app), "2020-06-01T02:10:00Z");
    store.clock.set("2020-06-01T02:08:59Z");
    let (size, refused) = (verified_size(&app), step(&app, "report", OWNER, "builder"));
    assert!(matches!(refused, Err(Error::ClockBehind { .. })), "{refused:?}");
    assert_eq!(verified_size(&app), size, "nothing is recorded");
    drop(app);
    let app = open(&store).expect("it opens all the same: everything can be read");
    let refused = step(&app, "report", OWNER, "builder");
    assert!(matches!(refused, Err(Error::ClockBehind { .. })), "the journal knows: {refused:?}");
    store.clock.set("2020-06-01T02:10:01Z");
    step(&app, "report", OWNER, "builder").expect("once the clock is right");
    assert!(app.rebuild().expect("rebuilds"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Threads act while commits fail at random, before or after the store has them.
    #[test]
    fn whatever_fails_what_was_acknowledged_is_there_and_the_tree_is_whole(
        threads in 1_usize..6,
        records in 1_usize..6,
        faults in prop::collection::vec(0_u8..4, 1..24),
    ) {
        let World { app, store, _folder } = world();
        let (step, lost) = (AtomicUsize::new(0), Arc::new(Mutex::new(BTreeSet::new())));
        let kept = Arc::clone(&lost);
        *store.hook.lock().expect("unused") = Some(Arc::new(move |inner, batch| {
            match faults.get(step.fetch_add(1, Ordering::SeqCst)) {
                Some(1) => Err(StoreError::Full),
                Some(2) => {
                    inner.append(batch)?;
                    let entries = (batch.first..).take(batch.entries.len());
                    kept.lock().expect("unused").extend(entries);
                    Err(StoreError::Database("the answer was lost".into()))
                }
                _ => inner.append(batch),
            }
        }));
        let before = entries(&app).len();
        let acted = race(&app, threads, &numbers(records));
        *store.hook.lock().expect("unused") = None;
        let told = acted.iter().filter(|(_, _, outcome)| outcome.is_ok()).count();
        let log = entries(&app);
        let lost = lost.lock().expect("unused");
        prop_assert_eq!(before + told + lost.len(), log.len());
        for (id, name, outcome) in &acted {
            if let (Ok(index), false) = (outcome, *name == "open") {
                let entry = &log[usize::try_from(*index).expect("small")];
                prop_assert_eq!(&entry.subject, id);
                prop_assert!(!lost.contains(index), "what was lost was not acknowledged");
            }
        }
        prop_assert_eq!(verified_size(&app), log.len() as u64);
        prop_assert!(app.rebuild().expect("rebuilds"));
        let again = crate::App::open(
            definitions(),
            Arc::clone(&store) as _,
            Arc::clone(&store.clock) as _,
            journal::Signer::from_seed("example.com/test", [7; 32]).expect("a name"),
        );
        prop_assert_eq!(verified_size(&again.expect("opens")), log.len() as u64);
    }
}
