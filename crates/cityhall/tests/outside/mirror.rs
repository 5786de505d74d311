//! A mirror by a program that is not ours: `mirror.py`, in Python's standard library alone.

use std::process::{Command, Output};

use super::front::Front;
use super::world::{Forked, Server, World, done, refused, text};

/// Runs the mirror.
fn mirror(log: &str, folder: &str, key: &str, indices: &[&str]) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/outside/mirror.py");
    let mut python = Command::new("python3");
    let run = python.args(["-B", script, log, folder, key]).args(indices).output();
    run.expect("python3 is not installed; `cargo xtask setup` does that")
}

/// The size, the root and how many files were fetched.
fn mirrored(log: &str, folder: &str, key: &str, indices: &[&str]) -> (u64, String, usize) {
    let output = mirror(log, folder, key, indices);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    let words: Vec<&str> = told.split_whitespace().collect();
    let [size, root, fetched] = words[..] else { panic!("it tells three things: {told}") };
    let number = |word: &str| word.parse::<u64>().expect("a number");
    (number(size), root.to_owned(), usize::try_from(number(fetched)).expect("few"))
}

/// What the mirror complains of.
fn found_out(log: &str, folder: &str, key: &str) -> String {
    let output = mirror(log, folder, key, &["0"]);
    assert!(!output.status.success(), "{}", text(&output.stdout));
    text(&output.stderr)
}

/// Our own verdict on a folder: origin, size and root, a line each.
fn verified(folder: &str, key: &str) -> (u64, String) {
    let told = done(&["journal", "verify", folder, "--key", key]);
    let mut lines = told.lines().skip(1);
    let size = lines.next().and_then(|line| line.parse().ok()).expect("the size");
    (size, lines.next().expect("the root").to_owned())
}

/// Adds a work by the sample's builder, whose token everyone knows.
fn act(city: &Server, number: &str) {
    city.open_work("demo-builder", number);
}

#[test]
fn a_foreign_program_mirrors_a_city_and_both_find_the_same() {
    let world = World::new();
    let city = world.sample();
    let (key, folder) = (city.key(), world.path("mirror"));
    let (size, root, fetched) = mirrored(&city.log(), &folder, &key, &["0", "1", "255"]);
    assert!(size > 600, "the sample fills tiles on two levels: {size}");
    assert_eq!(verified(&folder, &key), (size, root));
    let last = (size - 1).to_string();

    act(&city, "W-new");
    let (grown, root, again) = mirrored(&city.log(), &folder, &key, &["256", &last]);
    assert_eq!(grown, size + 1);
    // The checkpoint, two proofs, and what has grown: a bundle and a tile on each of two levels.
    assert!(again <= 6 && again < fetched, "full files are not fetched again: {again}");
    assert_eq!(verified(&folder, &key), (grown, root));
    let bundle = format!("{folder}/tile/entries/000");
    let mut bytes = std::fs::read(&bundle).expect("is there");
    bytes[300] ^= 1;
    std::fs::write(&bundle, bytes).expect("is written");
    assert!(
        refused(&["journal", "verify", &folder, "--key", &key]).contains("(in tile/entries/000)")
    );
}

#[test]
fn the_foreign_program_sees_what_is_wrong_with_a_log() {
    let world = World::new();
    let Forked { city, fork, key, .. } = world.forked();
    let folder = world.path("mirror");
    mirrored(&city.log(), &folder, &key, &["0"]);
    let told = found_out(&fork.log(), &folder, &key);
    assert!(told.contains("split view"), "{told}");

    let changed_to = |wanted: &'static str, at: usize, other: fn(u8) -> u8| {
        let front = Front::lying(&city.base, move |path, mut answer| {
            if path.starts_with(wanted) && answer.status == 200 {
                answer.body[at] = other(answer.body[at]);
            }
            answer
        });
        found_out(&front.log(), &world.path("elsewhere"), &key)
    };
    let changed = |wanted, at| changed_to(wanted, at, |byte| byte ^ 1);
    let told = changed("/log/tile/entries/", 40);
    assert!(told.contains("the entries are not those that the log has signed"), "{told}");
    let told = changed("/log/tile/0/", 40);
    assert!(told.contains("its hashes are not those of the entries under it"), "{told}");
    // The last digit of the size.
    let size = city.get("/log/checkpoint").find('\n').expect("a line") + 1;
    let told = changed("/log/checkpoint", size);
    assert!(told.contains("the signature does not fit"), "{told}");
    let other_letter = |byte| if byte == b'A' { b'B' } else { b'A' };
    let told = changed_to("/entries/0/proof", 36, other_letter);
    assert!(told.contains("leads to another root"), "{told}");
    let told = changed_to("/entries/0/proof", 36, |_| b'?');
    assert!(told.contains("no base64"), "{told}");
}
