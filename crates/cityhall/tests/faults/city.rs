//! The real program with a city of its own, and clients that act in it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use journal::tile::{self, TileKind, TilePath};
use journal::{Checkpoint, Entry, Files, Verifier, bundle, verify_log};
use serde_json::{Value, json};

pub(crate) const OWNER: &str = "culture-and-tourism-bureau";
pub(crate) const INSPECTOR: &str = "quality-inspection-station";

/// A running server, killed when the test ends.
pub(crate) struct Server {
    pub(crate) process: Child,
    pub(crate) base: String,
}

/// Runs a command of the program on a city's data.
pub(crate) fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    command.args(arguments).arg("--data").arg(data).output().expect("the program runs")
}

/// Runs a command that must succeed; what it prints.
pub(crate) fn succeed(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A new token for an office.
pub(crate) fn token(data: &Path, office: &str, role: &str) -> String {
    succeed(data, &["token", "--office", office, "--role", role]).trim().to_owned()
}

impl Server {
    /// Serves a city, and waits until it says where.
    pub(crate) fn start(data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
        command.args(["serve", "--addr", "127.0.0.1:0", "--data"]).arg(data);
        Self::spawn(command)
    }

    /// The same by a command of the test's own.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().expect("the server starts");
        let mut line = String::new();
        let out = process.stdout.take().expect("its output is piped");
        BufReader::new(out).read_line(&mut line).expect("it prints its address");
        assert!(line.starts_with("http://"), "the server must start, and says `{line}`");
        Self { process, base: line.trim().trim_end_matches('/').to_owned() }
    }

    pub(crate) fn client(&self, token: &str) -> Client {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Client { agent: config.new_agent(), base: self.base.clone(), token: token.to_owned() }
    }

    /// Ends it without warning, as a crash does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("killed without warning");
        self.process.wait().expect("ended");
    }

    /// The log from its public files, verified.
    pub(crate) fn log(&self) -> Vec<Entry> {
        let client = self.client("");
        let page = client.page("/log");
        let key = page.split("--key '").nth(1).expect("the page tells how to verify");
        let key: Verifier = key.split('\'').next().expect("quoted").parse().expect("a key");
        let Checkpoint { size, .. } =
            verify_log(&client, &[key]).expect("the tree verifies").checkpoint;
        let bundles = tile::paths(0, size).filter(|path| path.kind == TileKind::Entries);
        let read = |path: TilePath| {
            let bytes = client.get(&path.to_string()).expect("reads").expect("is there");
            let entries = bundle::decode(&bytes).expect("a bundle");
            let entries = entries.into_iter().map(|it| Entry::decode(it).expect("an entry"));
            entries.collect::<Vec<_>>()
        };
        bundles.flat_map(read).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Somebody who acts, on one connection that is kept.
pub(crate) struct Client {
    agent: ureq::Agent,
    base: String,
    token: String,
}

impl Client {
    pub(crate) fn page(&self, path: &str) -> String {
        let mut answer = self.agent.get(format!("{}{path}", self.base)).call().expect("answers");
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.body_mut().read_to_string().expect("reads")
    }

    /// Posts; the status with the body, or `None` where the server was gone before it answered.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        let sent = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Authorization", format!("Bearer {}", self.token))
            .send_json(body);
        let mut answer = sent.ok()?;
        let status = answer.status().as_u16();
        let body = answer.body_mut().read_to_string().ok()?;
        Some((status, serde_json::from_str(&body).ok()?))
    }

    pub(crate) fn open(&self, number: &str) -> Option<(u16, Value)> {
        self.post("/api/v1/records", &work(number))
    }

    pub(crate) fn step(&self, number: &str, step: &str) -> Option<(u16, Value)> {
        let path = format!("/api/v1/records/works/{number}/steps/{step}");
        self.post(&path, &json!({ "evidence": "报告一份" }))
    }
}

impl Files for Client {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let asked = self.agent.get(format!("{}/log/{path}", self.base)).call();
        let mut answer = asked.map_err(|error| error.to_string())?;
        match answer.status().as_u16() {
            404 => Ok(None),
            200 => answer.body_mut().read_to_vec().map(Some).map_err(|error| error.to_string()),
            status => Err(format!("status {status}")),
        }
    }
}

fn work(number: &str) -> Value {
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

/// The data folder within a folder of the test.
pub(crate) fn data(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("data")
}
