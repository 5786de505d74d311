//! What `cityhall pack` does for those who write packs, beside checking and playing them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const PACKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs");

fn pack(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    command.arg("pack").args(arguments).args(["--lang", "en"]).output().expect("it runs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn told(output: &Output) -> String {
    let (out, errors) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(errors)
}

#[test]
fn a_new_pack_is_whole_and_its_scenario_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let new = folder.path().join("night-market");
    let made = pack(&["new", text(&new)]);
    assert!(made.status.success(), "{}", told(&made));
    let tested = pack(&["test", text(&new)]);
    assert!(tested.status.success(), "{}", told(&tested));
    assert!(told(&tested).contains("night_market"), "{}", told(&tested));
    // What is there stays as it is.
    let again = pack(&["new", text(&new)]);
    assert!(!again.status.success() && told(&again).contains("exists already"));
    let unnamed = pack(&["new", text(&folder.path().join("Nachtmarkt"))]);
    assert!(!unnamed.status.success() && told(&unnamed).contains("lower-case"));
    assert_eq!(fs::read_dir(folder.path()).expect("reads").count(), 1);
}

#[test]
fn models_that_are_written_make_packs_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let models = folder.path().join("models");
    let proposals = format!("{PACKS}/proposals");
    let written = pack(&["docs", &proposals, "--bpmn", text(&models)]);
    assert!(written.status.success(), "{}", told(&written));
    let model = models.join("handling.bpmn");
    let new = folder.path().join("again");
    let made = pack(&["new", text(&new), "--from", text(&model)]);
    assert!(made.status.success(), "{}", told(&made));
    let declared = fs::read_to_string(new.join("pack.toml")).expect("it was written");
    assert!(declared.contains("[procedures.handling.steps.assign]"), "{declared}");
    fs::write(&model, "<html></html>").expect("writes");
    let refused = pack(&["new", text(&folder.path().join("other")), "--from", text(&model)]);
    assert!(!refused.status.success() && told(&refused).contains("no BPMN 2.0 model"));
    assert!(!folder.path().join("other").exists());
}

#[test]
fn the_page_about_a_pack_is_one_file_with_a_picture_of_every_procedure() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.html");
    let written = pack(&["docs", &format!("{PACKS}/approvals"), "--output", text(&page)]);
    assert!(written.status.success(), "{}", told(&written));
    let page = fs::read_to_string(&page).expect("it was written");
    let declared = fs::read_to_string(format!("{PACKS}/approvals/pack.toml")).expect("the pack");
    let procedures = declared
        .lines()
        .filter(|line| line.starts_with("[procedures.") && line.matches('.').count() == 1)
        .count();
    assert_eq!(page.matches("<svg").count(), procedures);
    let asks_others = ["src=", "<link", "url(http", "@import"];
    assert!(!asks_others.iter().any(|it| page.contains(it)), "it asks nothing of others");
}

#[test]
fn what_a_new_version_changes_is_told_key_by_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let [old, new] = ["old/market", "new/market"].map(|name| folder.path().join(name));
    for path in [&old, &new] {
        assert!(pack(&["new", text(path)]).status.success());
    }
    let same = pack(&["diff", text(&old), text(&new)]);
    assert!(same.status.success() && told(&same).contains("nothing changes"), "{}", told(&same));

    let declaration = new.join("pack.toml");
    let longer = fs::read_to_string(&declaration)
        .expect("reads")
        .replace("working_days = 10", "working_days = 15");
    fs::write(&declaration, &longer).expect("writes");
    let changed = pack(&["diff", text(&old), text(&new)]);
    let line = "~ procedures.handling.states.in_hand.limit.working_days = 10 → 15";
    assert!(told(&changed).contains(line), "{}", told(&changed));
    assert!(!changed.status.success() && told(&changed).contains("higher version: 1 → 1"));

    fs::write(&declaration, longer.replace("version = 1", "version = 2")).expect("writes");
    assert!(pack(&["diff", text(&old), text(&new)]).status.success());
}
