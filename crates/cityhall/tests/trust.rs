//! Keys change hands and witnesses watch, all through the program itself.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::json;
use tempfile::TempDir;

const OWNER: &str = "culture-and-tourism-bureau";

/// How often the program is asked before it is said not to answer.
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

fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    command.args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What it prints; it must end well.
fn done(arguments: &[&str]) -> String {
    let output = program(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout).trim().to_owned()
}

/// What it complains of; it must not end well.
fn refused(arguments: &[&str]) -> String {
    let output = program(arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", text(&output.stdout));
    text(&output.stderr)
}

fn serve(arguments: &[&str]) -> Server {
    let mut process = Command::new(env!("CARGO_BIN_EXE_cityhall"))
        .args(arguments)
        .args(["--addr", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    let out = process.stdout.take().expect("its output is piped");
    BufReader::new(out).read_line(&mut line).expect("it prints its address");
    Server { process, base: line.trim().trim_end_matches('/').to_owned() }
}

impl Server {
    fn get(&self, path: &str) -> String {
        let mut answer = ureq::get(format!("{}{path}", self.base)).call().expect("answers");
        answer.body_mut().read_to_string().expect("reads")
    }

    fn log(&self) -> String {
        format!("{}/log", self.base)
    }

    fn open_work(&self, token: &str, number: &str) {
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
    fn checkpoint(&self, fits: impl Fn(&str) -> bool) -> String {
        let notes = (0..PATIENCE).map(|_| self.get("/log/checkpoint"));
        notes.into_iter().find(|note| fits(note)).expect("the checkpoint comes to be so")
    }

    /// The next line on its standard error that holds a word.
    fn complaint(&mut self, word: &str) -> String {
        let errors = self.process.stderr.take().expect("its errors are piped");
        let mut lines = BufReader::new(errors).lines().map_while(Result::ok);
        lines.find(|line| line.contains(word)).expect("it complains")
    }
}

struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder for the test") }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    fn token(&self, data: &str) -> String {
        let data = self.path(data);
        done(&["token", "--office", OWNER, "--role", "builder", "--data", &data])
    }

    fn copy(&self, from: &str, to: &str) {
        let (from, to) = (PathBuf::from(self.path(from)), PathBuf::from(self.path(to)));
        std::fs::create_dir_all(&to).expect("is made");
        for item in std::fs::read_dir(from).expect("is there") {
            let path = item.expect("is there").path();
            let name = path.file_name().expect("a file");
            std::fs::copy(&path, Path::new(&to).join(name)).expect("is copied");
        }
    }

    fn keep(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("is written");
        path
    }
}

#[test]
fn a_stolen_key_is_replaced_and_the_thief_is_not_believed() {
    let world = World::new();
    let data = world.path("city");
    let token = world.token("city");
    let old = done(&["key", "list", "--data", &data]);
    let old = old.split("  signs").next().expect("the key comes first");
    // The thief has all of it.
    world.copy("city", "thief");

    let new = done(&["key", "rotate", "--data", &data]);
    assert_ne!(old, new);
    let listed = done(&["key", "list", "--data", &data]);
    assert!(listed.starts_with(&format!("{old}  signs\n{new}  signs, announced by")), "{listed}");
    {
        let server = serve(&["serve", "--data", &data]);
        server.open_work(&token, "W-1");
        for key in [old, &new] {
            done(&["journal", "verify", &server.log(), "--key", key]);
        }
    }
    done(&["key", "retire", "--data", &data]);
    let listed = done(&["key", "list", "--data", &data]);
    assert!(listed.starts_with(&format!("{new}  signs, announced by")), "{listed}");
    assert!(listed.contains(&format!("{old}  retired at size")), "{listed}");
    let kept = std::fs::read_to_string(world.path("city/log.key")).expect("is there");
    assert!(!std::fs::exists(world.path("city/log.next.key")).expect("can be asked"));

    let server = serve(&["serve", "--data", &data]);
    server.open_work(&token, "W-2");
    for key in [old, &new] {
        done(&["journal", "verify", &server.log(), "--key", key]);
    }
    let seen = world.keep("seen", &server.get("/log/checkpoint"));
    drop(server);

    // The thief goes on with the old key, where the city was when it was stolen.
    let thief = serve(&["serve", "--data", &world.path("thief")]);
    let works = ["W-2", "W-3", "W-4", "W-5", "W-6"];
    works.iter().for_each(|work| thief.open_work(&token, work));
    let told = refused(&["journal", "verify", &thief.log(), "--key", &new]);
    assert!(told.contains("no known key has signed the note"), "{told}");
    let both = ["journal", "verify", &thief.log(), "--key", old, "--key", &new, "--seen", &seen];
    let told = refused(&both);
    assert!(told.contains("split view: at size"), "{told}");
    assert_ne!(kept, std::fs::read_to_string(world.path("thief/log.key")).expect("is there"));
}

#[test]
fn at_once_means_at_once_and_a_log_has_a_key_that_only_its_owner_reads() {
    let world = World::new();
    let data = world.path("city");
    done(&["key", "list", "--data", &data]);
    let new = done(&["key", "rotate", "--now", "--data", &data]);
    let listed = done(&["key", "list", "--data", &data]);
    assert!(listed.starts_with(&new) && listed.contains("retired at size"), "{listed}");
    let told = refused(&["key", "retire", "--data", &data]);
    assert!(told.contains("make one with `key rotate`"), "{told}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = world.path("city/log.key");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("is ours");
        let told = refused(&["key", "list", "--data", &data]);
        assert!(told.contains("others may read the secret key"), "{told}");
        assert!(told.contains(&format!("chmod 600 {key}")), "{told}");
    }
}

#[test]
fn a_witness_cosigns_one_history_and_names_the_other() {
    let world = World::new();
    let (data, fork) = (world.path("city"), world.path("fork"));
    let token = world.token("city");
    world.copy("city", "fork");
    let log_key = done(&["key", "list", "--data", &data]);
    let log_key = log_key.split("  signs").next().expect("the key comes first");
    let secret = world.path("w.key");
    let key = done(&["key", "new", "witness.example/one", &secret]);
    let seen = world.path("seen");
    let witness = ["witness", "--key", &secret, "--log", log_key, "--data", &seen];
    let watching = serve(&witness);
    let told = refused(&[&witness[..], &["--addr", "127.0.0.1:0"]].concat());
    assert!(told.contains("another witness uses"), "{told}");

    let server = serve(&["serve", "--data", &data, "--witness", &watching.base, &key]);
    let cosigned = |note: &str| note.contains("— witness.example/one ");
    let first = server.checkpoint(cosigned);
    server.open_work(&token, "W-1");
    let second = server.checkpoint(|note| cosigned(note) && !first.starts_with(&note[..60]));
    let verify = ["journal", "verify", &server.log(), "--key", log_key];
    let told = done(&[&verify[..], &["--witness", &key]].concat());
    assert!(told.contains("ok: the witness witness.example/one saw it at 20"), "{told}");
    let other = done(&["key", "new", "witness.example/two", &world.path("two.key")]);
    let two = [&verify[..], &["--witness", &key, "--witness", &other]].concat();
    assert!(refused(&two).contains("1 of the witnesses that you named have cosigned"));
    done(&[&two[..], &["--quorum", "1"]].concat());
    drop(server);

    // What was seen is kept though the witness ends, and a split view is named and kept.
    drop(watching);
    let mut watching = serve(&witness);
    let mut server = serve(&["serve", "--data", &fork, "--witness", &watching.base, &key]);
    server.open_work(&token, "W-other");
    let size = second.lines().nth(1).expect("the second line is the size").to_owned();
    let told = server.complaint("split view");
    assert!(told.contains(&format!("split view: at size {size}")), "{told}");
    assert!(watching.complaint("split view").contains("two checkpoints prove it"));
    let kept = std::fs::read_dir(&seen).expect("is there").map(|item| item.expect("is").path());
    let evidence =
        kept.into_iter().find(|path| path.extension().is_some_and(|it| it == "evidence"));
    let evidence = std::fs::read_to_string(evidence.expect("it is kept")).expect("reads");
    let own = format!("— {} ", log_key.split('+').next().expect("the name"));
    assert_eq!(evidence.matches(&own).count(), 2, "{evidence}");
}
