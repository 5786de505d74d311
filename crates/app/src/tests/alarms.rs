//! What happens by itself when a clock has run out: once, in time or as soon as the program runs.

use std::sync::Arc;

use journal::Signer;
use store::Read;

use super::world::{
    OWNER, World, actor, definitions_with, open_work, step_of, verified_size, world,
};
use crate::{App, Error};

/// A work that is reported and neither accepted nor returned in five working days goes back, and
/// one that waits for its beginning is marked.
fn with_clocks(pack: &str) -> String {
    // The same change goes through all of the pack's texts.
    if pack.contains("[procedures.delivery.states]") {
        let pack = pack.replace("version = 2", "version = 3").replace(
            "[procedures.delivery.steps.begin]",
            "[procedures.delivery.clocks.check]\nworking_days = 5\nbasis = \"本市规定\"\n\
             runs_in = \"reported\"\n\
             [procedures.delivery.clocks.wait]\nhours = 48\nbasis = \"本市规定\"\n\
             runs_in = \"registered\"\n\
             [procedures.delivery.steps.lapse]\nfrom = \"reported\"\nto = \"under_way\"\n\
             by_clock = \"check\"\n\
             [procedures.delivery.steps.note_wait]\nfrom = \"registered\"\nby_clock = \"wait\"\n\
             [procedures.delivery.steps.begin]",
        );
        return pack;
    }
    let steps = "[step.delivery]\nlapse = \"x\"\nnote_wait = \"x\"";
    let clocks = "[clock.delivery]\ncheck = \"x\"\nwait = \"x\"";
    pack.replace("[step.delivery]", steps).replace("[clock.delivery]", clocks)
}

fn open_with_clocks(world: &World) -> App {
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let (store, clock) = (Arc::clone(&world.store), Arc::clone(&world.store.clock));
    let app = App::open(definitions_with(with_clocks), store as _, clock as _, signer);
    app.expect("opens")
}

fn reported(app: &App, number: &str) -> String {
    let id = open_work(app, number).expect("opens");
    for step in ["begin", "report"] {
        step_of(app, &id, step, &actor(OWNER, "builder")).expect("steps");
    }
    id
}

#[test]
fn a_step_is_taken_when_its_clock_has_run_out_and_once() {
    let mut world = world();
    world.app = open_with_clocks(&world);
    let app = &world.app;
    // Monday, 1 June 2020, at ten: five working days end with the 8th.
    let id = reported(app, "W-1");
    let next = app.next_alarm().expect("reads").expect("an alarm");
    assert_eq!(next.to_string(), "2020-06-09T00:00:00");
    world.store.clock.set("2020-06-08T15:59:59Z");
    assert_eq!(app.run_clocks(9).expect("runs").taken, Vec::<u64>::new(), "the last second");
    world.store.clock.set("2020-06-08T16:00:00Z");
    let taken = app.run_clocks(9).expect("runs").taken;
    let record = app.record_of(&id).expect("reads");
    assert_eq!(record.state, "under_way");
    let last = record.history.last().expect("something happened");
    assert_eq!((taken, last.office.as_str()), (vec![last.entry], "cityhall"));
    let clock = last.step().and_then(|it| it.clock.as_ref()).expect("a clock took it");
    assert_eq!((clock.due.as_str(), clock.basis.as_str()), ("2020-06-08", "本市规定"));
    let size = verified_size(app);
    assert_eq!(app.run_clocks(9).expect("runs").taken, Vec::<u64>::new());
    assert_eq!(app.next_alarm().expect("reads"), None);
    assert_eq!(verified_size(app), size);
    assert!(app.rebuild().expect("rebuilds"), "a rebuild takes it from the journal");
}

#[test]
fn what_fell_due_while_the_program_was_down_is_taken_at_the_next_start() {
    let mut world = world();
    world.app = open_with_clocks(&world);
    let id = reported(&world.app, "W-1");
    let waits = open_work(&world.app, "W-2").expect("opens");
    // It ends without having looked at its clocks, and nobody starts it for a month.
    world.store.clock.set("2020-07-10T01:00:00Z");
    world.app = open_with_clocks(&world);
    let app = &world.app;
    assert_eq!(app.run_clocks(1).expect("runs").taken.len(), 1, "at most so many at once");
    assert_eq!(app.run_clocks(9).expect("runs").taken.len(), 1, "and then the rest");
    let due = |id: &str| {
        let record = app.record_of(id).expect("reads");
        let step = record.history.last().and_then(|it| it.step().cloned()).expect("a step");
        step.clock.expect("a clock took it").due
    };
    assert_eq!((due(&id), due(&waits)), ("2020-06-08".to_owned(), "2020-06-03T10:00".to_owned()));
    assert_eq!(app.record_of(&waits).expect("reads").state, "registered", "it stays, and is noted");
    assert_eq!(app.run_clocks(9).expect("runs").taken, Vec::<u64>::new(), "noted once");
}

#[test]
fn whoever_acts_in_time_stops_the_clock() {
    let mut world = world();
    world.app = open_with_clocks(&world);
    let app = &world.app;
    let id = reported(app, "W-1");
    assert!(app.next_alarm().expect("reads").is_some());
    let inspector = actor("quality-inspection-station", "inspector");
    step_of(app, &id, "accept", &inspector).expect("accepts");
    assert_eq!(app.next_alarm().expect("reads"), None);
    world.store.clock.set("2020-07-10T01:00:00Z");
    assert_eq!(app.run_clocks(9).expect("runs").taken, Vec::<u64>::new());
    let refused = step_of(app, &id, "lapse", &inspector);
    assert!(matches!(refused, Err(Error::Refused(hall::Refusal::WrongState { .. }))));
}

#[test]
fn a_step_that_cannot_be_recorded_is_taken_later() {
    let mut world = world();
    world.app = open_with_clocks(&world);
    let app = &world.app;
    let id = reported(app, "W-1");
    let size = world.store.log_size().expect("reads");
    world.store.clock.set("2020-07-10T01:00:00Z");
    world.store.full.store(true, std::sync::atomic::Ordering::SeqCst);
    assert!(app.run_clocks(9).is_err(), "the disk is full");
    assert_eq!(world.store.log_size().expect("reads"), size);
    world.store.full.store(false, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(app.run_clocks(9).expect("runs").taken.len(), 1);
    assert_eq!(app.record_of(&id).expect("reads").state, "under_way");
}

#[test]
fn of_two_officers_at_once_one_is_told_that_the_other_was_quicker() {
    let mut world = world();
    world.app = open_with_clocks(&world);
    let app = &world.app;
    let id = reported(app, "W-1");
    let inspector = actor("quality-inspection-station", "inspector");
    let outcomes = std::thread::scope(|scope| {
        let takes = ["accept", "return"].map(|step| {
            let (id, inspector) = (&id, &inspector);
            scope.spawn(move || step_of(app, id, step, inspector))
        });
        takes.map(|take| take.join().expect("no panic"))
    });
    let refused: Vec<_> = outcomes.iter().filter_map(|it| it.as_ref().err()).collect();
    assert_eq!(refused.len(), 1, "{outcomes:?}");
    assert!(matches!(refused[0], Error::Refused(hall::Refusal::WrongState { .. })));
}
