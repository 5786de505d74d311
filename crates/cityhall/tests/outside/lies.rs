//! A portal that lies while it is asked is found out, and what it lies about is named.

use serde_json::{Value, json};

use super::front::{Answer, Front};
use super::world::{Forked, World, done, refused, serve, size_of};

const TOILETS: &str = "works/tourist_toilets";
const CLAIMS: &str = "/api/v1/measures";

/// Serves a city with other claims.
fn claiming(city: &str, change: impl Fn(&mut Vec<Value>) + Send + Sync + 'static) -> Front {
    Front::lying(city, move |path, mut answer| {
        if path == CLAIMS {
            let mut claims: Value = serde_json::from_slice(&answer.body).expect("JSON");
            change(claims["measures"].as_array_mut().expect("a list"));
            answer.body = claims.to_string().into_bytes();
        }
        answer
    })
}

fn toilets(measures: &[Value]) -> usize {
    measures.iter().position(|it| it["measure"] == TOILETS).expect("it is claimed")
}

#[test]
fn a_changed_figure_and_a_measure_left_out_are_named() {
    let world = World::new();
    let city = world.sample();
    let key = city.key();
    let honest = Front::honest(&city.base, None);
    let told = done(&["audit", &honest.base, "--key", &key]);
    assert!(told.contains("figures on 2020-"), "{told}");

    let claims: Value = serde_json::from_str(&city.get(CLAIMS)).expect("JSON");
    let measures = claims["measures"].as_array().expect("a list");
    let value = measures[toilets(measures)]["value"].as_str().expect("a decimal").to_owned();
    let lying = claiming(&city.base, |measures| {
        let at = toilets(measures);
        measures[at]["value"] = json!("999");
    });
    let told = refused(&["audit", &lying.base, "--key", &key]);
    let named = format!("{TOILETS}: the portal claims 999 on 2020-");
    assert!(told.contains(&named) && told.contains(&format!("the log gives {value}")), "{told}");
    assert!(told.contains("1 of what the portal claims does not follow"), "{told}");

    let silent = claiming(&city.base, |measures| {
        measures.remove(toilets(measures));
    });
    let told = refused(&["audit", &silent.base, "--key", &key]);
    assert!(told.contains(&format!("{TOILETS}: the portal keeps silent")), "{told}");
    assert!(told.contains("1 of what the portal claims does not follow"), "{told}");

    let boasting = claiming(&city.base, |measures| {
        let mut more = measures[toilets(measures)].clone();
        more["measure"] = json!("works/palaces");
        measures.push(more);
    });
    let told = refused(&["audit", &boasting.base, "--key", &key]);
    assert!(told.contains("works/palaces: no pack in the log declares this measure"), "{told}");
}

#[test]
fn an_entry_or_a_definition_that_was_changed_is_named() {
    let world = World::new();
    let city = world.sample();
    let key = city.key();
    let changed = |wanted: &'static str| {
        Front::lying(&city.base, move |path, mut answer| {
            if path.starts_with(wanted) && answer.body.len() > 200 {
                answer.body[200] ^= 1;
            }
            answer
        })
    };
    let told = refused(&["audit", &changed("/log/tile/entries/000").base, "--key", &key]);
    assert!(told.contains("entry 0 (in tile/entries/000"), "{told}");
    assert!(told.contains("do not rely on this log"), "{told}");
    let told = refused(&["audit", &changed("/documents/").base, "--key", &key]);
    assert!(told.contains("entry 0 cannot be folded: the document"), "{told}");
    assert!(told.contains("was changed"), "{told}");
}

#[test]
fn an_older_state_is_told_by_whoever_has_seen_a_newer_one() {
    let world = World::new();
    let token = world.city("city");
    let city = serve(&["serve", "--data", &world.path("city")]);
    let (key, seen) = (city.key(), world.path("seen"));
    let (old_note, old_claims) = (city.get("/log/checkpoint"), city.get(CLAIMS));
    let audit =
        |base: &str| vec!["audit".to_owned(), base.to_owned(), "--key".to_owned(), key.clone()];
    let with_seen = |base: &str| {
        let mut arguments = audit(base);
        arguments.extend(["--seen".to_owned(), seen.clone()]);
        arguments
    };
    let text = |arguments: Vec<String>, run: fn(&[&str]) -> String| {
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let told = text(with_seen(&city.base), done);
    assert!(told.contains("nothing was seen before"), "{told}");
    assert_eq!(world.read("seen"), old_note);
    city.open_work(&token, "W-1");
    let told = text(with_seen(&city.base), done);
    let size = size_of(&old_note);
    assert!(told.contains(&format!("it continues the {size} entries seen in")), "{told}");
    let newer = world.read("seen");
    assert_eq!(size_of(&newer), size + 1, "the newer one has taken its place");

    let note = old_note.clone();
    let stale = Front::lying(&city.base, move |path, answer| match path {
        "/log/checkpoint" => Answer { body: note.clone().into_bytes(), ..answer },
        _ => answer,
    });
    let told = text(audit(&stale.base), refused);
    assert!(told.contains(&format!("the figures follow from {} entries", size + 1)), "{told}");
    // Where the figures are old too, everything fits: only who has seen more can tell.
    let stale = Front::lying(&city.base, move |path, answer| match path {
        "/log/checkpoint" => Answer { body: old_note.clone().into_bytes(), ..answer },
        CLAIMS => Answer { body: old_claims.clone().into_bytes(), ..answer },
        _ => answer,
    });
    text(audit(&stale.base), done);
    let told = text(with_seen(&stale.base), refused);
    let named = format!("the log has {size} entries, but {} were seen before", size + 1);
    assert!(told.contains(&named), "{told}");
    assert_eq!(world.read("seen"), newer, "what was seen stays");
}

#[test]
fn a_fork_is_told_and_both_checkpoints_are_kept() {
    let world = World::new();
    let Forked { city, fork, key, token } = world.forked();
    let seen = world.path("seen");
    done(&["audit", &city.base, "--key", &key, "--seen", &seen]);
    let shown_to_me = world.read("seen");
    // Each history is without fault by itself.
    done(&["audit", &fork.base, "--key", &key]);
    let (base, log) = (&fork.base, fork.log());
    for command in [["audit", base, "--key", &key], ["journal", "verify", &log, "--key"]] {
        let mut arguments = command.to_vec();
        if arguments[0] == "journal" {
            arguments.push(&key);
        }
        arguments.extend(["--seen", &seen]);
        let told = refused(&arguments);
        let size = size_of(&shown_to_me);
        assert!(told.contains(&format!("split view: at size {size}")), "{told}");
        assert!(told.contains("seen.other"), "{told}");
        assert_eq!(world.read("seen"), shown_to_me);
        assert_eq!(world.read("seen.other"), fork.get("/log/checkpoint"));
    }
    // Two files at once: none is replaced unless all are continued.
    let second = world.keep("second", &fork.get("/log/checkpoint"));
    fork.open_work(&token, "W-last");
    let before = world.read("second");
    refused(&["journal", "verify", &log, "--key", &key, "--seen", &second, "--seen", &seen]);
    assert_eq!(world.read("second"), before);
}
