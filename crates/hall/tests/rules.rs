//! Red lines refuse a step with the figures; warnings let it pass, stand, and are lifted.

mod world;

use std::collections::BTreeMap;

use hall::{Attempt, Command, Files, Refusal, Taking};
use rust_decimal::Decimal;
use world::World;

const OWNER: &str = "culture-and-tourism-bureau";

fn texts(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    let texts = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    texts.collect()
}

/// A tourist toilet that shall cost so much.
fn opened(cost: &str) -> World {
    let mut world = World::new();
    let fields = texts(&[
        ("name", "公厕"),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", OWNER),
        ("quantity", "1"),
        ("due", "2020-12-31"),
        ("cost", cost),
    ]);
    let open = Command::Open { register: "work".to_owned(), fields, files: Files::default() };
    world.act(OWNER, "builder", open).expect("opens");
    world
}

fn take(world: &mut World, role: &str, step: &str, fields: &[(&str, &str)]) -> Result<(), Refusal> {
    let evidence = Some("有".to_owned());
    let asked =
        Taking { step: step.to_owned(), evidence, fields: texts(fields), ..Taking::default() };
    let office = if role == "funder" { "finance-bureau" } else { OWNER };
    world.act(office, role, Command::Take(asked)).map(drop)
}

#[test]
fn a_red_line_tells_its_law_and_its_figures_and_what_is_journaled_of_it() {
    let mut world = opened("1100.01");
    let funds = [("source", "budget"), ("approved", "1000.00")];
    take(&mut world, "funder", "fund", &funds).expect("is there");
    let refused = take(&mut world, "builder", "begin", &[]).expect_err("it is too dear");
    let Refusal::Rule { rule, step, basis, figures } = &refused else { panic!("{refused:?}") };
    assert_eq!((rule.as_str(), step.as_str()), ("within_approval", "begin"));
    assert!(basis.contains("第二十三条"), "{basis}");
    let figure = |field: &str, value: &str| (field.to_owned(), Some(value.to_owned()));
    assert_eq!(*figures, [figure("approved", "1000"), figure("cost", "1100.01")]);
    let told = refused.to_string();
    assert!(told.contains("cost = 1100.01") && told.contains(basis), "{told}");

    let attempt = refused.attempt().expect("a red line was run against");
    assert_eq!(attempt.fields, texts(&[("approved", "1000"), ("cost", "1100.01")]));
    assert_eq!(Attempt::from_body(&attempt.to_body()), Some(attempt));
    let record = world.record.expect("was opened");
    assert_eq!((record.state.as_str(), record.history.len()), ("registered", 2));
}

#[test]
fn what_is_missing_never_passes_and_is_told_as_missing() {
    let mut world = opened("1");
    let refused = take(&mut world, "builder", "begin", &[]).expect_err("there is no money");
    let Refusal::Rule { rule, figures, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!((rule.as_str(), &figures[1]), ("source_of_money", &("source".to_owned(), None)));
    assert!(refused.to_string().contains("source is empty"), "{refused}");
    // What was never there is not made up in the journal either.
    assert_eq!(refused.attempt().expect("is one").fields, texts(&[("cost", "1")]));
    let other = take(&mut world, "inspector", "accept", &[]).expect_err("it is not reported");
    assert_eq!(other.attempt(), None, "a slip is no attempt");
}

#[test]
fn a_warning_stands_with_its_entry_until_its_rule_holds() {
    let mut world = opened("1000");
    let funds = [("source", "budget"), ("approved", "1000")];
    take(&mut world, "funder", "fund", &funds).expect("is there");
    take(&mut world, "builder", "begin", &[]).expect("may begin");
    take(&mut world, "funder", "pay", &[("paid", "900")]).expect("is warned of, and done");
    let record = world.record.as_ref().expect("was opened");
    assert_eq!(record.warnings, BTreeMap::from([("money_ahead_of_work".to_owned(), 3)]));
    assert_eq!(world.total("money_ahead"), Decimal::ONE);
    let progress = [("progress", "90"), ("milestone", "验收"), ("milestone_due", "2020-12-01")];
    take(&mut world, "builder", "advance", &progress).expect("goes on");
    let record = world.record.as_ref().expect("was opened");
    let last = record.history.last().and_then(hall::Happened::step).expect("a step");
    assert!(record.warnings.is_empty() && last.lifted.contains("money_ahead_of_work"));
    assert_eq!(world.total("money_ahead"), Decimal::ZERO);
}
