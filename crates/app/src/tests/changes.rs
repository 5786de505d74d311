//! A city that changes while its records run: an office is dissolved, a place merged into another,
//! a notice changes the calendar.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use hall::Refusal;
use journal::Signer;

use super::world::{OWNER, World, actor, open_work, step, step_of, world};
use crate::{App, Definitions, Documents, Error};

/// The city opened anew, with the texts of its folder changed by their names.
fn with_city(world: &World, change: impl Fn(&str, &str) -> String) -> App {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |folder: &str, names: &[&str]| -> BTreeMap<String, String> {
        let text = |name: &&str| {
            let text = std::fs::read_to_string(root.join(folder).join(name)).expect("is there");
            ((*name).to_owned(), text)
        };
        names.iter().map(text).collect()
    };
    let names = ["city.toml", "places.toml", "offices.toml", "calendar.toml"];
    let mut city = read("cities/urumqi", &names);
    city.iter_mut().for_each(|(name, text)| *text = change(name, text));
    let version = |text: &str| text.replacen("version = 3", "version = 4", 1);
    city.entry("city.toml".to_owned()).and_modify(|text| *text = version(text));
    let pack = ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"];
    let documents = Documents { city, packs: vec![read("packs/works", &pack)] };
    let definitions = Definitions::read(&documents).expect("it is sound");
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let (store, clock) = (Arc::clone(&world.store), Arc::clone(&world.store.clock));
    App::open(definitions, store as _, clock as _, signer).expect("a new version is taken")
}

/// A list of tables without the one that has this line.
fn without(tables: &str, line: &str) -> String {
    assert!(tables.contains(line), "{line}");
    let kept = tables.split("\n[[").filter(|table| !table.contains(line));
    kept.collect::<Vec<_>>().join("\n[[")
}

#[test]
fn the_records_of_an_office_that_is_dissolved_are_told_to_whoever_acts_and_others_go_on() {
    let mut world = world();
    open_work(&world.app, "W-1").expect("opens");
    for name in ["begin", "report"] {
        step(&world.app, name, OWNER, "builder").expect("steps");
    }
    world.app = with_city(&world, |name, text| match name {
        "offices.toml" => without(text, &format!("id = \"{OWNER}\"")),
        _ => text.to_owned(),
    });
    let app = &world.app;
    let opened = open_work(app, "W-2");
    let is_told =
        matches!(&opened, Err(Error::Refused(Refusal::BadValue { field, .. })) if field == "owner");
    assert!(is_told, "{opened:?}");
    // What others may do with its records goes on, and its figures stay its own.
    step(app, "return", "quality-inspection-station", "inspector").expect("returns");
    let other = step(app, "report", "water-bureau", "builder");
    let is_named = matches!(
        &other,
        Err(Error::Refused(Refusal::WrongOffice { responsible, .. })) if responsible == OWNER
    );
    assert!(is_named, "{other:?}");
    let supervisor = actor("supervision-office", "supervisor");
    step_of(app, "works/W-1", "drop", &supervisor).expect("a supervisor can end it");
    assert!(app.rebuild().expect("rebuilds"));
}

#[test]
fn a_place_that_was_merged_keeps_its_figures_and_takes_no_new_records() {
    let mut world = world();
    open_work(&world.app, "W-1").expect("opens");
    for name in ["begin", "report"] {
        step(&world.app, name, OWNER, "builder").expect("steps");
    }
    step(&world.app, "accept", "quality-inspection-station", "inspector").expect("accepts");
    world.app = with_city(&world, |name, text| match name {
        "places.toml" => without(text, "code = \"650102\""),
        // Its government is dissolved with it.
        "offices.toml" => without(text, "place = \"650102\""),
        _ => text.to_owned(),
    });
    let app = &world.app;
    let by_place = app.measured_by_place("works/tourist_toilets", app.today()).expect("reads");
    let by_place: Vec<_> = by_place.into_iter().map(|(place, _)| place).collect();
    assert_eq!(by_place, ["650102"], "what was counted there stays there");
    let opened = open_work(app, "W-2");
    let is_told =
        matches!(&opened, Err(Error::Refused(Refusal::BadValue { field, .. })) if field == "site");
    assert!(is_told, "{opened:?}");
    assert!(app.rebuild().expect("rebuilds"));
}

#[test]
fn a_notice_that_comes_later_moves_the_day_of_what_runs() {
    let mut world = world();
    open_work(&world.app, "W-1").expect("opens");
    for name in ["begin", "report"] {
        step(&world.app, name, OWNER, "builder").expect("steps");
    }
    let due = |app: &App| {
        let record = app.record_of("works/W-1").expect("reads");
        let pack = app.pack_of(&record).expect("is there");
        let due = hall::due(pack, app.calendar(), &record).expect("known years");
        due.expect("a limit").by.to_string()
    };
    assert_eq!(due(&world.app), "2020-06-22", "fifteen working days from Monday, 1 June");
    world.app = with_city(&world, |name, text| match name {
        "calendar.toml" => text
            .replacen("version = 2", "version = 3", 1)
            .replace("\"2020-06-25..2020-06-27\"", "\"2020-06-15\", \"2020-06-25..2020-06-27\""),
        _ => text.to_owned(),
    });
    assert_eq!(due(&world.app), "2020-06-23", "a day off was announced meanwhile");
    world.app = with_city(&world, |name, text| match name {
        "city.toml" => text.replace("version = 3", "version = 5"),
        "calendar.toml" => text.split("[years.2020]").next().expect("the years before").to_owned(),
        _ => text.to_owned(),
    });
    let app = &world.app;
    let record = app.record_of("works/W-1").expect("reads");
    let pack = app.pack_of(&record).expect("is there");
    let hole = hall::due(pack, app.calendar(), &record).expect_err("2020 is missing");
    assert!(hole.to_string().contains("[years.2020]"), "{hole}");
    step(app, "return", "quality-inspection-station", "inspector").expect("work goes on");
}
