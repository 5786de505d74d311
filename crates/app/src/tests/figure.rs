//! A figure proof shows a figure, and each way to lie with one has its own words.

use std::path::Path;

use expect_test::expect_file;
use hall::figure::{FigureProof, check};
use jiff::civil::{Date, date};
use journal::Verifier;
use serde_json::{Value, json};

use super::world::{OWNER, World, actor, open_work, step_of, world};
use crate::{App, Error};

const MEASURE: &str = "works/tourist_toilets";

fn accept(app: &App, id: &str) {
    let owner = actor(OWNER, "builder");
    step_of(app, id, "begin", &owner).expect("is begun");
    step_of(app, id, "report", &owner).expect("is reported");
    let inspector = actor("quality-inspection-station", "inspector");
    step_of(app, id, "accept", &inspector).expect("is accepted");
}

/// Five toilets, accepted on five days from 2 June, and the seal of 7 June.
fn city() -> World {
    let world = world();
    for day in 2..=6 {
        world.store.clock.set(&format!("2020-06-0{day}T02:00:00Z"));
        let id = open_work(&world.app, &format!("W-{day}")).expect("is opened");
        accept(&world.app, &id);
    }
    world.store.clock.set("2020-06-07T02:00:00Z");
    assert!(world.app.seal_if_due().expect("seals").is_some(), "the day before is not sealed");
    assert_eq!(world.app.seal_if_due().expect("looks"), None, "it is sealed now");
    world
}

fn key(app: &App) -> Verifier {
    app.verifier().clone()
}

fn june(day: i8) -> Date {
    date(2020, 6, day)
}

fn text(proof: &FigureProof) -> String {
    serde_json::to_string_pretty(proof).expect("it is JSON")
}

#[test]
fn a_figure_is_shown_from_the_file_alone() {
    let World { app, .. } = city();
    let shown = |from: Option<i8>, to: i8| {
        let proof = app.figure_proof(MEASURE, from.map(june), june(to)).expect("is proven");
        let shown = check(&text(&proof), &[key(&app)]).expect("is sound");
        (shown.claim.value.to_string(), shown.acts, proof.parts[0].leaves.len())
    };
    assert_eq!(shown(None, 6), ("5".to_owned(), 5, 5));
    assert_eq!(shown(None, 4), ("3".to_owned(), 3, 4), "with the neighbour after");
    assert_eq!(shown(Some(3), 4), ("2".to_owned(), 2, 4), "with both neighbours");
    assert_eq!(shown(None, 1), ("0".to_owned(), 0, 1), "nothing before the first");
    assert_eq!(shown(Some(8), 9), ("0".to_owned(), 0, 1), "nothing after the last");
    let proof = app.figure_proof(MEASURE, None, june(6)).expect("is proven");
    let shown = check(&text(&proof), &[]).expect("is sound without a key");
    assert!(shown.signed_by.is_empty());
    assert_eq!(shown.sealed_on, june(7));
    let missing = app.figure_proof("works/greenways", None, june(6)).expect("is proven too");
    assert_eq!(check(&text(&missing), &[]).expect("is sound").acts, 0);
}

#[test]
fn what_is_not_sealed_yet_is_not_proven() {
    let World { app, .. } = city();
    let id = open_work(&app, "W-9").expect("is opened");
    accept(&app, &id);
    assert!(app.figure_proof(MEASURE, None, june(6)).is_ok(), "the days before are sealed");
    let refused = app.figure_proof(MEASURE, None, june(7)).expect_err("today is not");
    assert!(matches!(&refused, Error::Invalid(why) if why.contains("journal seal")), "{refused}");
    app.seal().expect("seals");
    assert!(app.figure_proof(MEASURE, None, june(7)).is_ok());
}

/// What a changed proof is refused for.
fn refused(proof: &Value, key: &Verifier) -> String {
    let refused = check(&proof.to_string(), std::slice::from_ref(key));
    refused.expect_err("somebody saw it").to_string()
}

#[test]
fn each_tampering_is_found_and_named() {
    let World { app, .. } = city();
    let proof = app.figure_proof(MEASURE, Some(june(3)), june(5)).expect("is proven");
    let honest = serde_json::to_value(&proof).expect("it is JSON");
    let check = |told: &str, change: &dyn Fn(&mut Value)| {
        let mut proof = honest.clone();
        change(&mut proof);
        assert_ne!(proof, honest, "{told}");
        let refused = refused(&proof, &key(&app));
        assert!(refused.contains(told), "wanted {told:?}, got {refused:?}");
    };
    let remove = |list: &mut Value, at: usize| {
        list.as_array_mut().expect("a list").remove(at);
    };
    check("the acts add up to 3, but 4 is claimed", &|it| it["claim"]["value"] = json!("4"));
    // Whoever hides a neighbour can still give its hash.
    let hide = |part: &mut Value, leaf: usize, hash: usize| {
        let leaf = part["leaves"].as_array_mut().expect("a list").remove(leaf);
        let hidden = journal::leaf_hash(leaf.as_str().expect("a text").as_bytes()).base64();
        part["hashes"].as_array_mut().expect("a list").insert(hash, json!(hidden));
    };
    check("the act before those counted is missing", &|it| {
        hide(&mut it["parts"][0], 0, 0);
        it["parts"][0]["first"] = json!(1);
    });
    check("the act after those counted is missing", &|it| hide(&mut it["parts"][0], 4, 0));
    check("entry 5 does not move works/tourist_toilets as was counted", &|it| {
        it["claim"]["from"] = json!("2020-06-02");
    });
    check("the hashes do not fit", &|it| remove(&mut it["parts"][0]["leaves"], 2));
    check("not those that were sealed", &|it| {
        let leaf = it["parts"][0]["leaves"][2].as_str().expect("a text").replace("W-4", "W-8");
        it["parts"][0]["leaves"][2] = json!(leaf);
    });
    check("not those that were sealed", &|it| {
        let leaves = it["parts"][0]["leaves"].as_array_mut().expect("a list");
        leaves.swap(1, 2);
    });
    check("not those of the signed log", &|it| {
        let bytes = it["entries"][2]["bytes"].as_str().expect("a text").replace("公厕", "厕所");
        it["entries"][2]["bytes"] = json!(bytes);
    });
    check("is not as the log writes entries", &|it| it["entries"][2]["bytes"] = json!("{}"));
    check("not fit the entries of the log", &|it| remove(&mut it["entries"], 4));
    check("was changed or left out", &|it| remove(&mut it["documents"], 1));
    check("was changed or left out", &|it| {
        let pack = it["documents"][1].as_str().expect("a text").replace("tourist", "any");
        it["documents"][1] = json!(pack);
    });
    check("is the sum of works/tourist_toilets, but the proof has", &|it| {
        it["parts"] = json!([]);
    });
    check("the pack counts it in", &|it| it["claim"]["unit"] = json!("公里"));
    check("whether amounts are added up", &|it| {
        let sums = it["parts"][0]["sums"].as_bool().expect("a flag");
        it["parts"][0]["sums"] = json!(!sums);
    });
    check("the signature of example.com/test", &|it| {
        let note = it["checkpoint"].as_str().expect("a text").replace("\n3", "\n4");
        let size = note.replace("example.com/test\n2", "example.com/test\n3");
        it["checkpoint"] = json!(size);
    });
    check("no figure proof that this program reads", &|it| it["version"] = json!(2));
    let other = journal::Signer::from_seed("example.com/test", [8; 32]).expect("a name");
    let stranger = refused(&honest, &other.verifier());
    assert!(stranger.contains("no known key has signed"), "{stranger}");
}

#[test]
fn acts_that_do_not_follow_from_the_pack_are_found_though_they_were_sealed() {
    // The operator lies from the beginning: a contribution is sealed that no act brings about.
    let World { app, store, .. } = city();
    store.lie(MEASURE, "works/W-66", june(7));
    let forged = app.store().log_size().expect("reads");
    open_work(&app, "W-66").expect("is opened, and counted as if it were accepted");
    *store.hook.lock().expect("nobody panics meanwhile") = None;
    app.seal().expect("seals");
    assert_eq!(app.seal().expect("looks"), None);
    let proof = app.figure_proof(MEASURE, None, june(7)).expect("is proven");
    let told = check(&text(&proof), &[key(&app)]).expect_err("the fold says no").to_string();
    assert!(told.contains("by the pack's rule it"), "{told}");
    assert!(told.starts_with(&format!("entry {forged} does not move {MEASURE}")), "{told}");
}

#[test]
fn the_example_of_the_reference_is_what_is_written() {
    let World { app, .. } = city();
    let proof = text(&app.figure_proof(MEASURE, Some(june(3)), june(5)).expect("is proven"));
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    let example = expect_file!["../../../../docs/reference/figure-proof.example.json"];
    example.assert_eq(&format!("{proof}\n"));
    let page = std::fs::read_to_string(reference.join("figure-proof.md")).expect("is there");
    assert!(page.contains(&key(&app).to_string()), "the page gives the key");
    let shown = check(&example.data(), &[key(&app)]).expect("is sound");
    assert_eq!(shown.acts, 3);
}
