//! Several processes serve one city from one PostgreSQL database, all through the program itself.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::json;
use testkit::postgres::Server as Database;

const OWNER: &str = "culture-and-tourism-bureau";

/// How often a page is asked for before it is said not to change.
const PATIENCE: usize = 20_000;

/// A program that serves, ended with the test.
struct Server {
    process: Child,
    base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A process that has ended already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(data: &Path, address: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    command.args(arguments).arg("--data").arg(data).arg("--database-file").arg(address);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn serve(data: &Path, address: &Path) -> Server {
    serve_with(data, address, &[])
}

fn serve_with(data: &Path, address: &Path, more: &[&str]) -> Server {
    let mut process = command(data, address, &["serve", "--addr", "127.0.0.1:0"])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    let out = process.stdout.take().expect("its output is piped");
    BufReader::new(out).read_line(&mut line).expect("it prints its address");
    Server { process, base: line.trim().trim_end_matches('/').to_owned() }
}

impl Server {
    fn get(&self, path: &str) -> Option<String> {
        let mut answer = ureq::get(format!("{}{path}", self.base)).call().ok()?;
        Some(answer.body_mut().read_to_string().expect("reads"))
    }

    /// The log's public key, as its page tells it.
    fn log_key(&self) -> String {
        let page = self.get("/log").expect("is shown");
        let after = page.split("--key '").nth(1).expect("the page tells how to verify");
        after.split('\'').next().expect("the key is quoted").to_owned()
    }

    /// The status, and what is said.
    fn open_work(&self, token: &str, number: &str) -> (u16, String) {
        let body = json!({
            "pack": "works", "register": "work", "number": number,
            "fields": {"name": number, "kind": "tourist_toilet", "site": "650102",
                "owner": OWNER, "quantity": "1", "due": "2099-12-31"},
        });
        let asked = ureq::post(format!("{}/api/v1/records", self.base))
            .config()
            .http_status_as_error(false)
            .build()
            .header("authorization", format!("Bearer {token}"))
            .send_json(body);
        let mut answer = asked.expect("answers");
        let told = answer.body_mut().read_to_string().expect("reads");
        (answer.status().as_u16(), told)
    }
}

fn done(output: Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).trim().to_owned()
}

#[test]
fn one_process_writes_and_others_read_and_say_so() {
    let database = Database::shared();
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, address) = (folder.path().join("data"), folder.path().join("address"));
    std::fs::write(&address, database.create_database()).expect("writes");
    let writer = serve(&data, &address);
    // Tokens are operating data: whoever reaches the database and the key may give one.
    let token = command(&data, &address, &["token", "--office", OWNER, "--role", "builder"]);
    let token = done({ token }.output().expect("runs"));
    assert_eq!(writer.open_work(&token, "W-1").0, 201);
    let (stranger, known) = (folder.path().join("reader"), writer.log_key());
    let unknown = command(&stranger, &address, &["serve", "--addr", "127.0.0.1:0"]).output();
    let unknown = text(&unknown.expect("runs").stderr);
    assert!(unknown.contains("give the log's public key with --log-key"), "{unknown}");
    let reader = serve_with(&stranger, &address, &["--log-key", &known]);
    assert!(reader.get("/records/works/W-1").is_some(), "it reads what was written before");
    let (status, told) = reader.open_work(&token, "W-2");
    assert_eq!(status, 503, "{told}");
    assert!(told.contains("writes for this city"), "{told}");
    assert_eq!(writer.open_work(&token, "W-2").0, 201);
    assert!(reader.get("/records/works/W-2").is_some(), "it reads what is written meanwhile");
    assert_eq!(reader.get("/log/checkpoint"), writer.get("/log/checkpoint"));
    // A report is held in memory, and a reader follows.
    let report = folder.path().join("report.txt");
    let words = "2020年某市政府工作报告\n2020年主要工作\n新建旅游公厕30座。\n";
    std::fs::write(&report, words).expect("writes");
    let supervisor = command(
        &data,
        &address,
        &["token", "--office", "supervision-office", "--role", "supervisor"],
    );
    let supervisor = done({ supervisor }.output().expect("runs"));
    let taken = ureq::post(format!("{}/api/v1/reports", writer.base))
        .header("authorization", format!("Bearer {supervisor}"))
        .header("content-type", "text/plain; charset=utf-8")
        .send(words);
    let taken = taken.expect("takes it in").body_mut().read_to_string().expect("reads");
    let page = (0..PATIENCE).find_map(|_| reader.get("/reports/urumqi-2020"));
    assert!(page.is_some(), "the reader shows the report: {taken}");
    // What a reader claims is of the log that it shows.
    let mut audit = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    done(audit.args(["audit", &reader.base, "--key", &known]).output().expect("runs"));
    let vault = folder.path().join("reader.vault");
    assert!(!stranger.exists() && !vault.exists(), "a reader makes no keys and no folders");
    // Once the writer has ended, the next process writes.
    drop(reader);
    drop(writer);
}

#[test]
fn who_writes_is_not_disturbed_by_a_second_start_or_by_keys() {
    let database = Database::shared();
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, address) = (folder.path().join("data"), folder.path().join("address"));
    std::fs::write(&address, database.create_database()).expect("writes");
    let writer = serve(&data, &address);
    let token = command(&data, &address, &["token", "--office", OWNER, "--role", "builder"]);
    let token = done({ token }.output().expect("runs"));
    let listening = writer.base.trim_start_matches("http://");
    for (again, why) in [
        (vec!["serve", "--addr", listening], "cannot listen"),
        (vec!["key", "rotate"], "end the one that does now"),
        (vec!["key", "retire"], "end the one that does now"),
    ] {
        let refused = command(&data, &address, &again).output().expect("runs");
        assert!(!refused.status.success(), "{again:?}");
        assert!(text(&refused.stderr).contains(why), "{again:?}: {}", text(&refused.stderr));
    }
    assert!(!data.join("log.next.key").exists());
    assert_eq!(writer.open_work(&token, "W-1").0, 201);
}

#[test]
fn lists_are_folded_anew_in_a_database_too() {
    let database = Database::shared();
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, address) = (folder.path().join("data"), folder.path().join("address"));
    std::fs::write(&address, database.create_database()).expect("writes");
    let told = done(command(&data, &address, &["journal", "rebuild"]).output().expect("runs"));
    assert_eq!(told, "ok: lists and totals were what the journal says");
    let missing = command(&data, &folder.path().join("none"), &["journal", "rebuild"]).output();
    let missing = missing.expect("runs");
    assert!(!missing.status.success());
    assert!(text(&missing.stderr).contains("--database-file"), "{}", text(&missing.stderr));
}

/// A role whose transactions are read-only, as those of a hot standby are.
#[test]
fn a_process_on_a_read_only_replica_shows_pages_and_never_writes() {
    let database = Database::shared();
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, address) = (folder.path().join("data"), folder.path().join("address"));
    let primary = database.create_database();
    std::fs::write(&address, &primary).expect("writes");
    let writer = serve(&data, &address);
    let token = command(&data, &address, &["token", "--office", OWNER, "--role", "builder"]);
    let token = done({ token }.output().expect("runs"));
    // Somebody's data is kept and erased: opening the city must not try to erase it once more.
    let fields = json!({"name": "W", "kind": "tourist_toilet", "site": "650102", "owner": OWNER,
        "quantity": "1", "due": "2099-12-31", "contact": "a name"});
    let body = json!({"pack": "works", "register": "work", "number": "W-0", "fields": fields});
    let opened = ureq::post(format!("{}/api/v1/records", writer.base))
        .header("authorization", format!("Bearer {token}"))
        .send_json(body);
    let opened = opened.expect("answers").body_mut().read_to_string().expect("reads");
    let mine: serde_json::Value = serde_json::from_str(&opened).expect("JSON");
    let mine = mine["mine"].as_str().expect("the person's own page");
    let path = mine.find("/mine/").map(|at| &mine[at..]).expect("an address");
    ureq::post(format!("{}{path}/erase", writer.base)).send_empty().expect("erases");

    let replica = folder.path().join("replica");
    let mut client = postgres::Client::connect(&primary, postgres::NoTls).expect("connects");
    let role = format!("replica_{}", primary.rsplit('=').next().expect("a name"));
    client
        .batch_execute(&format!(
            "CREATE ROLE {role} LOGIN; ALTER ROLE {role} SET default_transaction_read_only = on; \
             GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
        ))
        .expect("makes the role");
    let as_replica = primary.replace("user=cityhall", &format!("user={role}"));
    std::fs::write(&replica, as_replica).expect("writes");
    // Nobody writes for the city now, and even so the replica does not try to.
    drop(writer);
    client.batch_execute("UPDATE lease SET until_s = 0").expect("ends the lease");
    let reader = serve(&data, &replica);
    assert!(reader.get("/records/works/W-0").is_some(), "it shows pages");
    let (status, told) = reader.open_work(&token, "W-1");
    assert_eq!(status, 503, "{told}");
    assert!(told.contains("writes for this city"), "{told}");
    let refused = command(&data, &replica, &["token", "--office", OWNER, "--role", "builder"]);
    let refused = { refused }.output().expect("runs");
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("do it where the city is written"));
    let held = client.query_one("SELECT until_s, fence FROM lease", &[]).expect("reads");
    assert_eq!((held.get::<_, i64>(0), held.get::<_, i64>(1)), (0, 1), "it took no lease");

    let writer = serve(&data, &address);
    assert_eq!(writer.open_work(&token, "W-1").0, 201);
    assert!(reader.get("/records/works/W-1").is_some(), "it follows what is written");
}
