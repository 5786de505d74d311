//! A record goes on by the version of its pack that it was opened with, until somebody moves it.

use std::sync::Arc;

use hall::Refusal;
use journal::Signer;
use store::Read;

use super::world::{OWNER, World, actor, definitions_with, open_work, step, world};
use crate::{App, Error};

const SUPERVISION: &str = "supervision-office";

/// The city opened anew, with the works pack's text changed.
fn with_pack(world: &World, change: impl Fn(&str) -> String) -> App {
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let (store, clock) = (Arc::clone(&world.store), Arc::clone(&world.store.clock));
    let opened = App::open(definitions_with(change), store as _, clock as _, signer);
    opened.expect("a new version is taken")
}

/// Version 3 asks for no evidence when a work begins, and gives 20 days where version 2 gives 15.
fn third(pack: &str) -> String {
    let pack = pack.replace("version = 2", "version = 3");
    let pack = pack.replace("working_days = 15", "working_days = 20");
    let begin = "to = \"under_way\"\nrole = \"builder\"\nneeds = \"evidence\"";
    pack.replacen(begin, "to = \"under_way\"\nrole = \"builder\"", 1)
}

fn refusal<T>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was not refused"),
    }
}

fn toilets(app: &App) -> String {
    app.measured("works/tourist_toilets", app.today()).expect("reads").value.to_string()
}

#[test]
fn a_record_keeps_its_form_procedure_and_clocks_when_the_pack_changes() {
    let mut world = world();
    open_work(&world.app, "W-1").expect("opens");
    world.app = with_pack(&world, third);
    let app = &world.app;
    open_work(app, "W-2").expect("opens");
    let begin = |number: &str| {
        let asked = hall::Taking { step: "begin".to_owned(), ..hall::Taking::default() };
        app.take_step(&format!("works/{number}"), asked, &actor(OWNER, "builder"))
    };
    assert_eq!(refusal(begin("W-1")).name(), "needs", "version 2 asks for evidence");
    begin("W-2").expect("version 3 does not");
    for number in ["W-1", "W-2"] {
        let builder = actor(OWNER, "builder");
        let id = format!("works/{number}");
        if number == "W-1" {
            super::world::step_of(app, &id, "begin", &builder).expect("begins");
        }
        super::world::step_of(app, &id, "report", &builder).expect("reports");
    }
    let due = |number: &str| {
        let record = app.record_of(&format!("works/{number}")).expect("reads");
        let pack = app.pack_of(&record).expect("is there");
        hall::due(pack, app.calendar(), &record).expect("known years").expect("a limit").by.on()
    };
    let june = |day| jiff::civil::date(2020, 6, day);
    assert_eq!((due("W-1"), due("W-2")), (june(22), june(30)));
    assert_eq!(app.records_behind("works").expect("reads"), ["works/W-1"]);
    assert!(app.rebuild().expect("rebuilds"), "a rebuild goes by the same versions");
}

#[test]
fn a_record_is_moved_knowingly_and_only_where_it_fits() {
    let mut world = world();
    open_work(&world.app, "W-1").expect("opens");
    world.app = with_pack(&world, third);
    let app = &world.app;
    let supervisor = actor(SUPERVISION, "supervisor");
    let reason = || Some("统一按新版办理".to_owned());
    let id = "works/W-1";
    assert_eq!(refusal(app.move_record(id, None, &supervisor)).name(), "needs");
    let stranger = actor(OWNER, "inspector");
    assert_eq!(refusal(app.move_record(id, reason(), &stranger)).name(), "wrong-role");
    let other = actor("water-bureau", "builder");
    assert_eq!(refusal(app.move_record(id, reason(), &other)).name(), "wrong-office");
    let entry = app.move_record(id, reason(), &supervisor).expect("moves");
    assert_eq!(refusal(app.move_record(id, reason(), &supervisor)).name(), "same-version");
    let record = app.record_of(id).expect("reads");
    assert_eq!((record.version, record.opened.version), (3, 2));
    assert_eq!(record.history.last().map(|it| it.entry), Some(entry));
    assert_eq!(record.state, "registered", "it stands where it stood");
    assert_eq!(app.records_behind("works").expect("reads"), Vec::<String>::new());
    // A version without the state, then one without a code that the record has.
    world.app = with_pack(&world, |pack| {
        let pack = third(pack).replace("version = 3", "version = 4");
        pack.replace("registered", "listed")
    });
    let gone = refusal(world.app.move_record(id, reason(), &supervisor));
    assert!(matches!(&gone, Refusal::StateGone { state, version: 4 } if state == "registered"));
    world.app = with_pack(&world, |pack| {
        let pack = third(pack).replace("version = 3", "version = 5");
        let due = "[registers.work.fields.due]\ntype = ";
        let pack = pack.replace(&format!("{due}\"date\""), &format!("{due}\"flag\""));
        pack.replace("today <= due", "due")
    });
    let misfit = refusal(world.app.move_record(id, reason(), &supervisor));
    assert!(matches!(&misfit, Refusal::BadValue { field, .. } if field == "due"), "{misfit}");
    assert_eq!(world.app.record_of(id).expect("reads").version, 3, "it stays where it was");
}

#[test]
fn a_move_books_what_the_new_version_counts_and_nothing_twice() {
    let mut world = world();
    open_work(&world.app, "W-1").expect("opens");
    for name in ["begin", "report"] {
        step(&world.app, name, OWNER, "builder").expect("steps");
    }
    step(&world.app, "accept", "quality-inspection-station", "inspector").expect("accepts");
    assert_eq!(toilets(&world.app), "1");
    // Version 3 counts a toilet when its users have confirmed it.
    world.app = with_pack(&world, |pack| {
        let pack = pack.replace("version = 2", "version = 3");
        let counted = "counted_in = [\"accepted\", \"confirmed\"]\nwhere = { kind = \"tourist_";
        pack.replace(counted, "counted_in = \"confirmed\"\nwhere = { kind = \"tourist_")
    });
    let app = &world.app;
    assert_eq!(toilets(app), "1", "it goes by version 2 still");
    let supervisor = actor(SUPERVISION, "supervisor");
    app.move_record("works/W-1", Some("按新口径".to_owned()), &supervisor).expect("moves");
    assert_eq!(toilets(app), "0");
    let confirmed = hall::Taking {
        step: "confirm".to_owned(),
        note: Some("能用".to_owned()),
        ..hall::Taking::default()
    };
    app.take_step("works/W-1", confirmed, &actor("residents-panel", "resident")).expect("steps");
    assert_eq!(toilets(app), "1");
    assert!(app.rebuild().expect("rebuilds"));
    app.seal().expect("seals");
    let proof = app.figure_proof("works/tourist_toilets", None, app.today()).expect("proves");
    let text = serde_json::to_string(&proof).expect("writes");
    let shown = hall::figure::check(&text, &[app.verifier().clone()]).expect("holds");
    assert_eq!(shown.acts, 3, "counted, taken out by the move, counted again");
}

#[test]
fn a_version_means_one_text_for_ever() {
    let mut world = world();
    world.app = with_pack(&world, third);
    world.app = with_pack(&world, str::to_owned);
    assert_eq!(world.app.packs()["works"].version, 2, "back to what version 2 was");
    let size = world.store.log_size().expect("reads");
    let other =
        definitions_with(|pack| third(pack).replace("working_days = 20", "working_days = 25"));
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let (store, clock) = (Arc::clone(&world.store), Arc::clone(&world.store.clock));
    let refused = App::open(other, store as _, clock as _, signer).err().expect("is told");
    assert!(matches!(refused, Error::SameVersion { version: 3, .. }), "{refused}");
    assert_eq!(world.store.log_size().expect("reads"), size);
}
