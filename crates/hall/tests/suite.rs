//! Runs the cases of `suite/`: what offices may do with a work, and what the measures then say.

mod world;

use std::collections::BTreeMap;

use hall::{Command, Files, Taking};
use rust_decimal::Decimal;
use world::World;

/// Offices as the cases call them.
const OFFICES: [(&str, &str); 6] = [
    ("文旅局", "culture-and-tourism-bureau"),
    ("城管局", "urban-management-bureau"),
    ("园林局", "forestry-and-grassland-bureau"),
    ("质监站", "quality-inspection-station"),
    ("督查室", "supervision-office"),
    ("居民", "residents-panel"),
];

#[test]
fn every_case_holds() {
    let cases = include_str!("../suite/delivery.case");
    let mut world = World::new();
    let mut acts = 0;
    for (number, line) in (1..).zip(cases.lines()) {
        if line.trim().is_empty() {
            world = World::new();
        } else if !line.starts_with('#') {
            run(&mut world, line, number);
            acts += 1;
        }
    }
    assert!(acts > 40, "the cases were read");
}

fn run(world: &mut World, line: &str, number: usize) {
    let wrong = format!("delivery.case:{number} cannot be read: {line}");
    let (act, expected) = line.split_once(" => ").expect(&wrong);
    let (who, what) = act.split_once(" : ").expect(&wrong);
    let (office, role) = who.split_once(" / ").expect(&wrong);
    let office = OFFICES.iter().find(|(name, _)| *name == office).expect(&wrong).1;
    let mut words = what.split_whitespace();
    let step = words.next().expect(&wrong);
    let given: BTreeMap<String, String> = words
        .map(|word| word.split_once('=').expect(&wrong))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let told = match world.act(office, role, command(step, given)) {
        Ok(state) => state,
        Err(refusal) => format!("拒绝 {}", refusal.name()),
    };
    let mut parts = expected.split(" | ");
    assert_eq!(told, parts.next().expect(&wrong), "delivery.case:{number}: {line}");
    for part in parts {
        let (measure, total) = part.split_once(" = ").expect(&wrong);
        let total: Decimal = total.parse().expect("a number");
        assert_eq!(world.total(measure), total, "delivery.case:{number}: {measure}");
    }
}

fn command(step: &str, mut given: BTreeMap<String, String>) -> Command {
    if step == "open" {
        for (name, value) in [("name", "试验"), ("site", "650102"), ("due", "2020-12-31")] {
            given.insert(name.to_owned(), value.to_owned());
        }
        let owner = match given.get("kind").map(String::as_str) {
            Some("greenway") => "forestry-and-grassland-bureau",
            _ => "culture-and-tourism-bureau",
        };
        given.insert("owner".to_owned(), owner.to_owned());
        return Command::Open { register: "work".to_owned(), fields: given, files: Files::new() };
    }
    Command::Take(Taking {
        step: step.to_owned(),
        evidence: given.remove("evidence"),
        reason: given.remove("reason"),
        note: given.remove("note"),
        fields: given,
        files: Files::new(),
    })
}
