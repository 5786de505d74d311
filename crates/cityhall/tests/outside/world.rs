//! Cities and witnesses of a test's own, run by the real program.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::json;
use tempfile::TempDir;

pub(crate) const OWNER: &str = "culture-and-tourism-bureau";

/// How often something is asked for before it is said not to come.
const PATIENCE: usize = 20_000;

/// A program that serves, ended with the test.
pub(crate) struct Server {
    process: Child,
    pub(crate) base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A process that has ended already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs the program.
pub(crate) fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    command.args(arguments).output().expect("the program runs")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What it prints; it must end well.
pub(crate) fn done(arguments: &[&str]) -> String {
    let output = program(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout).trim().to_owned()
}

/// What it complains of; it must not end well.
pub(crate) fn refused(arguments: &[&str]) -> String {
    let output = program(arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", text(&output.stdout));
    text(&output.stderr)
}

/// Starts what serves, on any free port.
pub(crate) fn serve(arguments: &[&str]) -> Server {
    let mut process = Command::new(env!("CARGO_BIN_EXE_cityhall"))
        .args(arguments)
        .args(["--addr", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    let out = process.stdout.take().expect("its output is piped");
    BufReader::new(out).read_line(&mut line).expect("it prints its address");
    Server { process, base: line.trim().trim_end_matches('/').to_owned() }
}

impl Server {
    pub(crate) fn get(&self, path: &str) -> String {
        let mut answer = ureq::get(format!("{}{path}", self.base)).call().expect("answers");
        answer.body_mut().read_to_string().expect("reads")
    }

    pub(crate) fn log(&self) -> String {
        format!("{}/log", self.base)
    }

    /// The log's public key, as its page tells it.
    pub(crate) fn key(&self) -> String {
        let page = self.get("/log");
        let after = page.split("--key '").nth(1).expect("the page tells how to verify");
        after.split('\'').next().expect("the key is quoted").to_owned()
    }

    pub(crate) fn open_work(&self, token: &str, number: &str) {
        let body = json!({
            "pack": "works", "register": "work", "number": number,
            "fields": {"name": number, "kind": "tourist_toilet", "site": "650102",
                "owner": OWNER, "quantity": "1", "due": "2099-12-31"},
        });
        ureq::post(format!("{}/api/v1/records", self.base))
            .header("Authorization", format!("Bearer {token}"))
            .send_json(body)
            .expect("is recorded");
    }

    /// Asks for the checkpoint until it is as it should be.
    pub(crate) fn checkpoint(&self, fits: impl Fn(&str) -> bool) -> String {
        let mut notes = (0..PATIENCE).map(|_| self.get("/log/checkpoint"));
        notes.find(|note| fits(note)).expect("the checkpoint comes to be so")
    }
}

/// A city that shows one history to some and another to others.
pub(crate) struct Forked {
    pub(crate) city: Server,
    pub(crate) fork: Server,
    /// The public key that has signed both.
    pub(crate) key: String,
    /// With which an office acts in either.
    pub(crate) token: String,
}

/// A folder of a test's own.
pub(crate) struct World(TempDir);

impl World {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    pub(crate) fn keep(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("is written");
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("reads")
    }

    /// The names of what lies in a folder.
    pub(crate) fn listed(&self, name: &str) -> Vec<String> {
        let items = fs::read_dir(self.path(name)).expect("is there");
        let name = |item: fs::DirEntry| item.file_name().to_string_lossy().into_owned();
        items.map(|item| name(item.expect("is there"))).collect()
    }

    /// The sample city.
    pub(crate) fn sample(&self) -> Server {
        serve(&["demo", "--data", &self.path("sample")])
    }

    /// Makes a city; a token with which its builder acts.
    pub(crate) fn city(&self, data: &str) -> String {
        let data = self.path(data);
        done(&["token", "--office", OWNER, "--role", "builder", "--data", &data])
    }

    /// The public key of a city that nobody serves.
    pub(crate) fn key_of(&self, data: &str) -> String {
        let listed = done(&["key", "list", "--data", &self.path(data)]);
        listed.split("  signs").next().expect("the key comes first").to_owned()
    }

    /// Two histories of one city that are both served.
    pub(crate) fn forked(&self) -> Forked {
        let token = self.city("city");
        self.copy("city", "fork");
        let key = self.key_of("city");
        let served = |data: &str| serve(&["serve", "--data", &self.path(data)]);
        let (city, fork) = (served("city"), served("fork"));
        city.open_work(&token, "W-1");
        fork.open_work(&token, "W-other");
        fork.open_work(&token, "W-more");
        Forked { city, fork, key, token }
    }

    /// Copies a city that nobody serves.
    pub(crate) fn copy(&self, from: &str, to: &str) {
        let (from, to) = (self.path(from), self.path(to));
        fs::create_dir_all(&to).expect("is made");
        for item in fs::read_dir(from).expect("is there") {
            let path = item.expect("is there").path();
            let name = path.file_name().expect("a file");
            fs::copy(&path, Path::new(&to).join(name)).expect("is copied");
        }
    }
}

/// The size that a checkpoint tells.
pub(crate) fn size_of(note: &str) -> u64 {
    note.lines().nth(1).and_then(|line| line.parse().ok()).expect("the second line is the size")
}
