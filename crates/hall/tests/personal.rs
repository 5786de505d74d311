//! What is not public leaves the command before anything else sees it, and who may look at it.

mod world;

use std::collections::BTreeMap;

use hall::{
    Actor, Class, Command, Decided, Files, Kept, Matter, PersonalEvent, Record, Refusal, decide,
    look,
};
use world::World;

const MARKER: &str = "马师傅 0991-0000000";
const OWNER: &str = "culture-and-tourism-bureau";

fn actor(office: &str, role: &str) -> Actor {
    Actor { office: office.to_owned(), role: role.to_owned() }
}

fn opening(contact: &str) -> Command {
    let fields = [
        ("name", "公厕"),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", OWNER),
        ("quantity", "1"),
        ("due", "2020-12-31"),
        ("contact", contact),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Command::Open { register: "work".to_owned(), fields: fields.into(), files: Files::new() }
}

fn decided(world: &World, contact: &str) -> Result<Decided, Refusal> {
    decide(world.setting(), "works/W-1", None, opening(contact), &actor(OWNER, "builder"))
}

/// A record with a contact, and its matter as the journal would tell it.
fn kept() -> (World, Record, Matter) {
    let mut world = World::new();
    world.act(OWNER, "builder", opening(MARKER)).expect("opens");
    let mut record = world.record.clone().expect("is open");
    record.opened.matters = BTreeMap::from([(Class::Personal, "matter/0".to_owned())]);
    let mut matter = Matter::default();
    let (record_id, field) = (record.id.clone(), "contact".to_owned());
    let body = Kept { record: record_id, field, salted_hash: "00".to_owned() };
    let event = PersonalEvent::Kept(Class::Personal, body);
    let event = PersonalEvent::from_body(event.kind(), event.to_body()).expect("reads back");
    matter.apply(event, &actor(OWNER, "builder"), jiff::Timestamp::UNIX_EPOCH, 1);
    (world, record, matter)
}

#[test]
fn the_event_holds_nothing_that_is_not_public() {
    let world = World::new();
    assert_eq!(world.total("tourist_toilets"), 0.into());
    let decided = decided(&world, MARKER).expect("opens");
    assert!(!format!("{decided:?}").contains("马师傅"), "nor does its debug form");
    let body = serde_json::to_string(&decided.event.to_body()).expect("JSON");
    assert!(!body.contains("马师傅") && !body.contains("contact"), "{body}");
    assert_eq!(decided.withheld.0[&Class::Personal]["contact"], MARKER);
    let long = "长".repeat(3_000);
    let refused = self::decided(&World::new(), &long).expect_err("too long");
    assert!(matches!(refused, Refusal::TooLong { .. }) && !format!("{refused}").contains("长"));
}

#[test]
fn a_look_needs_a_role_the_right_office_and_a_reason() {
    let (world, record, matter) = kept();
    let ask = |office: &str, role: &str, reason: &str| {
        let reason = Some(reason.to_owned());
        look(&world.pack, &record, &matter, reason, &actor(office, role))
    };
    let looked = ask("quality-inspection-station", "inspector", " 约定验收时间 ").expect("may");
    assert_eq!((looked.reason.as_str(), looked.fields.len()), ("约定验收时间", 1));
    let needs = |refused| matches!(refused, Err(Refusal::Needs { what: "reason", .. }));
    assert!(needs(ask("quality-inspection-station", "inspector", "  ")));
    assert!(needs(look(&world.pack, &record, &matter, None, &actor(OWNER, "builder"))));
    let stranger = ask("residents-panel", "resident", "好奇");
    assert!(matches!(stranger, Err(Refusal::WrongRole { .. })), "{stranger:?}");
    let other = ask("urban-management-bureau", "builder", "好奇");
    assert!(matches!(other, Err(Refusal::WrongOffice { .. })), "{other:?}");
}

#[test]
fn what_is_erased_or_was_never_there_cannot_be_looked_at() {
    let (world, mut record, mut matter) = kept();
    let erased = PersonalEvent::Erased(hall::Erased { record: record.id.clone() });
    matter.apply(erased, &actor("", ""), jiff::Timestamp::UNIX_EPOCH, 7);
    let reason = || Some("约定验收时间".to_owned());
    let inspector = actor("quality-inspection-station", "inspector");
    let refused = look(&world.pack, &record, &matter, reason(), &inspector);
    assert!(matches!(refused, Err(Refusal::Erased(_))), "{refused:?}");
    record.opened.matters.clear();
    let refused = look(&world.pack, &record, &matter, reason(), &inspector);
    assert!(matches!(refused, Err(Refusal::NothingPersonal(_))), "{refused:?}");
}
