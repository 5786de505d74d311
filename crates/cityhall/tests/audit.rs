//! Figures are checked from outside: one by its proof, all by an audit, and a lie is named.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const TOILETS: &str = "works/tourist_toilets";

/// The sample city, served from a folder of the test's own.
struct Sample {
    process: Child,
    base: String,
    folder: TempDir,
}

impl Sample {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let mut process = Command::new(env!("CARGO_BIN_EXE_cityhall"))
            .args(["demo", "--addr", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("city"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let out = process.stdout.take().expect("its output is piped");
        BufReader::new(out).read_line(&mut line).expect("it prints its address");
        let base = line.trim().trim_end_matches('/').to_owned();
        Self { process, base, folder }
    }

    fn get(&self, path: &str) -> String {
        let mut answer = ureq::get(format!("{}{path}", self.base)).call().expect("answers");
        answer.body_mut().read_to_string().expect("reads")
    }

    fn key(&self) -> String {
        let page = self.get("/log");
        let after = page.split("--key '").nth(1).expect("the page tells how to verify");
        after.split('\'').next().expect("the key is quoted").to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    fn keep(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("is written");
        path
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        // A process that has ended already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    command.args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn done(arguments: &[&str]) -> String {
    let output = program(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn refused(arguments: &[&str]) -> String {
    let output = program(arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", text(&output.stdout));
    text(&output.stderr)
}

#[test]
fn a_figure_of_the_portal_is_proven_offline_and_a_changed_one_is_not() {
    let sample = Sample::open();
    let key = sample.key();
    let told: Value =
        serde_json::from_str(&sample.get(&format!("/api/v1/measures/{TOILETS}"))).expect("JSON");
    let proof = sample.get(&format!("/measures/{TOILETS}/proof"));
    let good = sample.keep("good.json", &proof);
    let shown = done(&["proof", "check", &good, "--key", &key]);
    let value = told["value"].as_str().expect("a decimal");
    assert!(shown.starts_with(&format!("{TOILETS}: {value} ")), "{shown}");
    assert!(shown.contains("none of this period is left out"), "{shown}");
    assert!(shown.contains(&format!("{key} has signed the log")), "{shown}");
    assert!(shown.contains("Not shown:") && shown.contains("that what was entered is true"));
    let unsigned = done(&["proof", "check", &good]);
    assert!(unsigned.contains("no key was given"), "{unsigned}");

    let mut changed: Value = serde_json::from_str(&proof).expect("JSON");
    changed["claim"]["value"] = json!("999");
    let bad = sample.keep("bad.json", &changed.to_string());
    let told = refused(&["proof", "check", &bad, "--key", &key]);
    assert!(told.contains(&format!("the acts add up to {value}, but 999 is claimed")), "{told}");
    // An earlier day has its own figure, with the act after it as neighbour.
    let earlier = sample.get(&format!("/measures/{TOILETS}/proof?on=2020-07-01"));
    done(&["proof", "check", &sample.keep("earlier.json", &earlier), "--key", &key]);
}

#[test]
fn every_figure_follows_from_the_public_files_and_a_lie_is_named() {
    let sample = Sample::open();
    let key = sample.key();
    let audited = done(&["audit", &sample.base, "--key", &key]);
    assert!(audited.contains("figures on 2020-") && audited.contains("1 seals"), "{audited}");
    let copy = sample.path("copy");
    done(&["journal", "export", &sample.base, &copy]);
    let audit = ["audit", &copy, "--key", &key];
    assert_eq!(done(&audit), audited);

    let claims = sample.path("copy/claims.json");
    let honest = fs::read_to_string(&claims).expect("is there");
    let lie = |change: &dyn Fn(&mut Value)| {
        let mut claimed: Value = serde_json::from_str(&honest).expect("JSON");
        change(&mut claimed);
        fs::write(&claims, claimed.to_string()).expect("is written");
        refused(&audit)
    };
    let at = |claimed: &Value| {
        let measures = claimed["measures"].as_array().expect("a list");
        measures.iter().position(|it| it["measure"] == TOILETS).expect("it is claimed")
    };
    let told = lie(&|claimed| {
        let at = at(claimed);
        claimed["measures"][at]["value"] = json!("999");
    });
    let named = format!("{TOILETS}: the portal claims 999 on 2020-");
    assert!(told.contains(&named) && told.contains("but the log gives"), "{told}");
    assert!(told.contains("1 of what the portal claims does not follow"), "{told}");
    let told = lie(&|claimed| {
        let at = at(claimed);
        claimed["measures"].as_array_mut().expect("a list").remove(at);
    });
    assert!(told.contains(&format!("{TOILETS}: the portal keeps silent")), "{told}");
    fs::write(&claims, &honest).expect("is written");

    // The seal's document is the one that names the measures and their roots.
    let documents = fs::read_dir(sample.path("copy/documents")).expect("is there");
    let paths = documents.map(|item| item.expect("is there").path());
    let is_seal = |path: &std::path::PathBuf| {
        fs::read_to_string(path).is_ok_and(|text| text.starts_with("{\"measures\":"))
    };
    let seal = paths.into_iter().find(is_seal).expect("the seal is exported");
    fs::write(&seal, "{}").expect("is written");
    let told = refused(&audit);
    assert!(told.contains("the seal in entry") && told.contains("was changed"), "{told}");
    fs::remove_file(&seal).expect("is ours");
    let told = refused(&audit);
    assert!(told.contains("is missing"), "{told}");
}
