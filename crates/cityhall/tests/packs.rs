//! Every pack that comes with the project keeps what its scenarios promise, on both stores.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use testkit::postgres::Server;

fn packs() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs");
    let items = fs::read_dir(folder).expect("the packs").map(|item| item.expect("reads").path());
    let packs: Vec<PathBuf> = items.filter(|path| path.is_dir()).collect();
    assert!(packs.len() >= 2);
    packs
}

fn cityhall(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cityhall")).args(arguments).output().expect("it runs")
}

fn told(output: &Output) -> String {
    let (out, errors) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(errors)
}

#[test]
fn every_scenario_holds_in_a_file() {
    for pack in packs() {
        let output = cityhall(&["pack", "test", pack.to_str().expect("UTF-8"), "--lang", "en"]);
        assert!(output.status.success(), "{}", told(&output));
    }
}

#[test]
fn every_scenario_holds_in_postgresql() {
    let server = Server::shared();
    for pack in packs() {
        let pack = pack.to_str().expect("UTF-8");
        let output = cityhall(&["pack", "test", pack, "--database", &server.create_database()]);
        assert!(output.status.success(), "{}", told(&output));
    }
}

/// `UPDATE_EXPECT=1 cargo test -p cityhall --test packs` writes the page anew.
#[test]
fn the_page_of_rows_that_are_live_is_what_the_packs_say() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let output = cityhall(&["coverage", &format!("{root}/packs"), "--lang", "en"]);
    assert!(output.status.success(), "{}", told(&output));
    let table = String::from_utf8(output.stdout).expect("text");
    let page = format!(
        "# Rows that are live\n\nWritten by a test from `cityhall coverage`. The scope has 375 \
         rows; a row is live where a pack has a scenario named after it, which is played on both \
         stores.\n\n{table}"
    );
    expect_test::expect_file!["../../../docs/coverage.md"].assert_eq(&page);
    let none = cityhall(&["coverage", root]);
    assert!(!none.status.success() && told(&none).contains("holds no packs"));
}

#[test]
fn what_does_not_come_as_told_is_told_with_its_line_and_the_command_fails() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let pack = folder.path().join("works");
    for file in ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"] {
        let from = packs()[0].with_file_name("works").join(file);
        let to = pack.join(file);
        fs::create_dir_all(to.parent().expect("a folder")).expect("writes");
        fs::copy(from, to).expect("copies");
    }
    let path = pack.to_str().expect("UTF-8");
    let none = cityhall(&["pack", "test", path]);
    assert!(!none.status.success() && told(&none).contains("write scenarios/*.case"));
    let office = "市文化和旅游局";
    let wrong = format!(
        "2020-03-02\n{office} / builder : open work W-1 name=a kind=lift site=天山区 \
         owner={office} quantity=1 due=2020-09-30 => under_way | lifts = 3\n\
         {office} / builder : open work W-1 name=a => registered\n\
         甲局 / builder : begin W-1 => registered\n"
    );
    fs::create_dir(pack.join("scenarios")).expect("writes");
    fs::write(pack.join("scenarios/L15.case"), wrong).expect("writes");
    let output = cityhall(&["pack", "test", path, "--lang", "en"]);
    let said = told(&output);
    assert!(!output.status.success());
    for line in [
        "scenarios/L15.case:2: `registered` came, and not `under_way`",
        "scenarios/L15.case:2: `lifts` is 0, and not 3",
        "scenarios/L15.case:3: `refused exists` came, and not `registered`",
        "scenarios/L15.case:4: the city has no office `甲局`",
        "works: 1 scenarios, 4 wrong",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    fs::write(pack.join("scenarios/L15.case"), "甲局 : open").expect("writes");
    let said = told(&cityhall(&["pack", "test", path]));
    assert!(said.contains("scenarios/L15.case:1: a line like 2020-02-03 must say"), "{said}");
}
