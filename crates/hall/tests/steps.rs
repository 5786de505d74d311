//! Which records a step is open to, and what must come before it.

mod world;

use std::collections::BTreeMap;

use hall::{Command, Files, Refusal, Taking};
use pack::Step;
use world::World;

const OWNER: &str = "culture-and-tourism-bureau";

/// A tourist toilet that was opened, by a pack whose step `begin` was changed.
fn opened(change: impl FnOnce(&mut Step)) -> World {
    let mut world = World::new();
    let steps = &mut world.pack.procedures.get_mut("delivery").expect("is there").steps;
    change(steps.iter_mut().find(|step| step.id == "begin").expect("is there"));
    let fields = [
        ("name", "公厕"),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", OWNER),
        ("quantity", "1"),
        ("due", "2020-12-31"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let open =
        Command::Open { register: "work".to_owned(), fields: fields.into(), files: Files::new() };
    world.act(OWNER, "builder", open).expect("opens");
    world
}

fn begin(world: &mut World) -> Result<String, Refusal> {
    let evidence = Some("开工报告".to_owned());
    let asked = Taking { step: "begin".to_owned(), evidence, ..Taking::default() };
    world.act(OWNER, "builder", Command::Take(asked))
}

#[test]
fn a_step_for_some_records_is_refused_for_others() {
    let only = |kind: &str| pack::Condition([("kind".to_owned(), vec![kind.to_owned()])].into());
    let mut for_others = opened(|step| step.only = only("greenway"));
    assert_eq!(begin(&mut for_others), Err(Refusal::NotFor("begin".to_owned())));
    assert!(for_others.total("tourist_toilets").is_zero());
    let mut for_it = opened(|step| step.only = only("tourist_toilet"));
    assert_eq!(begin(&mut for_it).as_deref(), Ok("under_way"));
}

#[test]
fn a_step_waits_for_what_must_come_before_it() {
    let mut world = opened(|step| step.after = vec!["begin".to_owned()]);
    let (step, missing) = ("begin".to_owned(), "begin".to_owned());
    assert_eq!(begin(&mut world), Err(Refusal::NotYet { step, missing }));
    assert_eq!(BTreeMap::new(), world.record.expect("was opened").taken_by);
}
