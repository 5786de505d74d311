//! The whole path from outside: a report is taken in, works are accepted through the public
//! commands, and page, measure and journal tell the same.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The project's own words. Its year has not ended, whenever the test is run.
const REPORT: &str = "2099年乌鲁木齐市政府工作报告\n\
    2098年工作回顾\n\
    一、城市建设\n\
    全年新建旅游公厕23座，城市面貌有了改善。\n\
    2099年主要工作\n\
    一、提升服务\n\
    新（改）建旅游公厕30座，方便群众出行。推进智慧城管建设。\n";

const OWNER: &str = "culture-and-tourism-bureau";
const INSPECTOR: &str = "quality-inspection-station";

/// A city in a folder of the test's own.
struct City {
    folder: TempDir,
}

/// A running server, killed when the test ends.
struct Server {
    process: Child,
    base: String,
}

impl City {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder for the test") }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
        command.args(arguments).arg("--data").arg(self.data());
        command.output().expect("the program runs")
    }

    fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn take_in(&self, text: &str) -> Output {
        let file = self.folder.path().join("report.txt");
        std::fs::write(&file, text).expect("writes");
        self.run(&["intake", file.to_str().expect("UTF-8")])
    }

    fn token(&self, office: &str, role: &str) -> String {
        self.succeed(&["token", "--office", office, "--role", role]).trim().to_owned()
    }

    fn serve(&self) -> Server {
        self.open("serve")
    }

    /// Starts a command that serves, and waits until it says where.
    fn open(&self, command: &str) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_cityhall"))
            .args([command, "--addr", "127.0.0.1:0", "--data"])
            .arg(self.data())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let out = process.stdout.take().expect("its output is piped");
        BufReader::new(out).read_line(&mut line).expect("it prints its address");
        Server { process, base: line.trim().trim_end_matches('/').to_owned() }
    }
}

impl Server {
    fn get(&self, path: &str) -> (u16, String) {
        let mut answer = agent().get(format!("{}{path}", self.base)).call().expect("answers");
        (answer.status().as_u16(), answer.body_mut().read_to_string().expect("reads"))
    }

    fn json(&self, path: &str) -> Value {
        let (status, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).expect("JSON")
    }

    fn post(&self, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let mut answer = agent()
            .post(format!("{}{path}", self.base))
            .header("Authorization", format!("Bearer {token}"))
            .send_json(body)
            .expect("answers");
        let text = answer.body_mut().read_to_string().expect("reads");
        (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn toilets(&self) -> Value {
        self.json("/api/v1/measures/works/tourist_toilets")
    }

    /// The public key as the log's page prints it.
    fn key(&self) -> String {
        let (_, page) = self.get("/log");
        let after = page.split("--key '").nth(1).expect("the page tells how to verify");
        after.split('\'').next().expect("the key is quoted").to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().new_agent()
}

fn toilet(number: &str) -> Value {
    json!({
        "pack": "works",
        "register": "work",
        "number": number,
        "fields": {
            "name": "东山游客中心公厕",
            "kind": "tourist_toilet",
            "site": "650102",
            "owner": OWNER,
            "quantity": "1",
            "due": "2020-12-31",
        },
    })
}

#[test]
fn a_promise_is_counted_only_when_someone_else_accepts_the_work() {
    let city = City::new();
    assert!(city.take_in(REPORT).status.success());
    let builder = city.token(OWNER, "builder");
    let inspector = city.token(INSPECTOR, "inspector");
    let same_office = city.token(OWNER, "inspector");
    let server = city.serve();

    let commitments = server.json("/api/v1/reports/urumqi-2099/commitments");
    let promise = &commitments["commitments"][0];
    assert_eq!(promise["targets"][0]["value"], "30");
    assert_eq!(promise["targets"][0]["measure"], "works/tourist_toilets");
    assert_eq!(promise["targets"][0]["measured"], "0");
    assert_eq!(promise["targets"][0]["last"], "23", "the last result beside the promise");

    assert_eq!(server.post("/api/v1/records", &builder, &toilet("W-1")).0, 201);
    let steps = "/api/v1/records/works/W-1/steps";
    let evidence = json!({ "evidence": "报告一份" });
    let step = |step: &str, token: &str, body: &Value| {
        server.post(&format!("{steps}/{step}"), token, body)
    };
    assert_eq!(step("accept", &inspector, &evidence).0, 409, "nothing is reported yet");
    assert_eq!(step("begin", &builder, &evidence).0, 201);
    assert_eq!(step("report", &builder, &json!({})).0, 422, "a report needs evidence");
    assert_eq!(step("report", &builder, &evidence).0, 201);
    assert_eq!(server.toilets()["value"], "0", "reported is not accepted");

    let (status, refused) = step("accept", &builder, &evidence);
    assert_eq!(status, 403, "a builder is no inspector: {refused}");
    assert_eq!(step("accept", &same_office, &evidence).0, 403, "no office accepts its own report");
    assert_eq!(step("accept", "forged", &evidence).0, 401);
    let forged = json!({ "evidence": "x", "role": "inspector", "office": INSPECTOR });
    assert_eq!(step("accept", &builder, &forged).0, 422, "who acts is not in the body");
    assert_eq!(step("fly", &inspector, &evidence).0, 404);
    assert_eq!(server.toilets()["value"], "0");

    let (status, accepted) = step("accept", &inspector, &evidence);
    assert_eq!(status, 201);
    let toilets = server.toilets();
    assert_eq!(toilets["value"], "1");
    assert_eq!(toilets["entries"], json!([accepted["entry"]]));
    assert_eq!(toilets["by_place"], json!({ "650102": "1" }));

    let (_, page) = server.get("/commitments/urumqi-2099/1");
    assert!(page.contains("data-value>1座"), "the page shows the true count: {page}");
    let (_, entry) = server.get(&format!("/entries/{}", accepted["entry"]));
    assert!(entry.contains("data-verified=\"true\""));

    let log = format!("{}/log", server.base);
    let verified = verify(&log, &server.key());
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let told = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(told.contains("record.stepped") && told.contains("report.taken"));
}

#[test]
fn what_was_acknowledged_survives_a_kill_and_a_rebuild() {
    let city = City::new();
    assert!(city.take_in(REPORT).status.success());
    let builder = city.token(OWNER, "builder");
    let mut server = city.serve();
    for number in 0..20 {
        let opened = server.post("/api/v1/records", &builder, &toilet(&format!("W-{number}")));
        assert_eq!(opened.0, 201);
    }
    let second = city.run(&["serve", "--addr", "127.0.0.1:0"]);
    assert!(!second.status.success());
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(told.contains("another cityhall process"), "{told}");

    server.process.kill().expect("killed without warning");
    server.process.wait().expect("ended");
    let rebuilt = city.succeed(&["journal", "rebuild"]);
    assert!(rebuilt.starts_with("ok"));
    let again = city.serve();
    for number in 0..20 {
        let record = again.json(&format!("/api/v1/records/works/W-{number}"));
        assert_eq!(record["state"], "registered");
    }
}

#[test]
fn the_sample_city_shows_every_verdict_and_is_a_fold_of_its_journal() {
    let city = City::new();
    // What a crash while the sample was made would leave.
    let mut unfinished = city.data().into_os_string();
    unfinished.push(".unfinished");
    std::fs::create_dir_all(&unfinished).expect("writes");
    let sample = city.open("demo");
    let board = sample.json("/api/v1/reports/urumqi-2020/commitments");
    let told = board["commitments"].as_array().expect("a list");
    for verdict in ["kept", "on-course", "behind", "missed", "silent", "unmeasured"] {
        assert!(told.iter().any(|it| it["verdict"] == verdict), "none is {verdict}");
    }
    assert!(!PathBuf::from(unfinished).exists());
    drop(sample);
    assert!(city.succeed(&["journal", "rebuild"]).starts_with("ok"));
    let again = city.open("demo");
    assert_eq!(
        again.json("/api/v1/reports/urumqi-2020/commitments"),
        board,
        "opened, not made anew"
    );
}

#[test]
fn a_changed_log_is_found_in_its_exported_files() {
    let city = City::new();
    assert!(city.take_in(REPORT).status.success());
    let server = city.serve();
    let key = server.key();
    let folder = city.folder.path().join("mirror");
    let mirror = folder.to_str().expect("UTF-8");
    let log = format!("{}/log", server.base);
    let exported = program(&["journal", "export", &log, mirror]);
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let intact = verify(mirror, &key);
    assert!(intact.status.success(), "{}", String::from_utf8_lossy(&intact.stderr));
    let bundle = find(&folder.join("tile/entries"));
    let text = std::fs::read(&bundle).expect("reads");
    let changed = String::from_utf8_lossy(&text).replacen("\"30\"", "\"20\"", 1);
    assert_ne!(changed.as_bytes(), text, "the promise stands in the bundle");
    std::fs::write(&bundle, changed).expect("writes");
    let refused = verify(mirror, &key);
    assert!(!refused.status.success());
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("entry "), "it names the entry: {told}");
    let stranger = "example.com/other+00000000+AQ==";
    assert!(!verify(&log, stranger).status.success());
}

#[test]
fn a_report_that_cannot_be_held_to_account_is_refused_with_advice() {
    let city = City::new();
    for (text, advice) in [
        ("An English text.", "Chinese"),
        ("某市政府工作报告\n今年主要工作\n新建公厕30座。\n", "year"),
        ("2020年某市政府工作报告\n2019年工作回顾\n新建公厕30座。\n", "promise"),
    ] {
        let refused = city.take_in(text);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && told.contains(advice), "{text}: {told}");
    }
    assert!(city.take_in(REPORT).status.success());
    let twice = city.take_in(REPORT);
    let told = String::from_utf8_lossy(&twice.stderr).into_owned();
    assert!(!twice.status.success() && told.contains("there already"), "{told}");
}

fn verify(log: &str, key: &str) -> Output {
    program(&["journal", "verify", log, "--key", key])
}

fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    command.args(arguments).output().expect("the program runs")
}

/// The only file under a folder.
fn find(folder: &Path) -> PathBuf {
    let mut path = folder.to_owned();
    while path.is_dir() {
        let mut items = std::fs::read_dir(&path).expect("reads");
        path = items.next().expect("not empty").expect("reads").path();
    }
    path
}

#[test]
fn running_records_are_moved_to_a_new_version_all_at_once() {
    let city = City::new();
    let builder = city.token(OWNER, "builder");
    let server = city.serve();
    for number in ["W-1", "W-2"] {
        assert_eq!(server.post("/api/v1/records", &builder, &toilet(number)).0, 201);
    }
    drop(server);
    let pack = city.folder.path().join("works");
    std::fs::create_dir_all(pack.join("messages")).expect("writes");
    let works = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/works");
    let version = |version: u32| format!("\nversion = {version}\n");
    let declared = std::fs::read_to_string(works.join("pack.toml")).expect("reads");
    let shipped = (1..100).find(|number| declared.contains(&version(*number))).expect("has one");
    for file in ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"] {
        let text = std::fs::read_to_string(works.join(file)).expect("reads");
        let text = text.replace(&version(shipped), &version(shipped + 1));
        std::fs::write(pack.join(file), text).expect("writes");
    }
    let pack = pack.to_str().expect("UTF-8");
    let moving = ["pack", "move", "works", "--pack", pack, "--reason", "统一口径", "--lang", "en"];
    let with = |office: &[&'static str]| city.run(&[&moving[..], office].concat());
    let nobody = with(&["--office", "nobody"]);
    assert!(!nobody.status.success());
    let moved = format!("1 moved to version {}, 0 not moved\n", shipped + 1);
    let one = with(&["--office", "supervision-office", "--record", "W-2"]);
    assert_eq!(String::from_utf8_lossy(&one.stdout), moved);
    let all = with(&["--office", "supervision-office"]);
    assert_eq!(String::from_utf8_lossy(&all.stdout), moved);
    let again = with(&["--office", "supervision-office", "--record", "W-1", "--record", "W-9"]);
    assert!(!again.status.success());
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    let already = format!("works/W-1: the record goes by version {} of its pack", shipped + 1);
    assert!(told.contains(&already), "{told}");
    assert!(told.contains("works/W-9: there is no record works/W-9"), "{told}");
    let rebuilt = city.run(&["journal", "rebuild"]);
    assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
}
