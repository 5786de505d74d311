//! A PostgreSQL server of a test's own: in a temporary folder, on a unix socket, stopped when the
//! last test that uses it has ended.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tempfile::TempDir;

/// Where Debian keeps the programs of PostgreSQL, one folder a version.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// A running server.
pub struct Server {
    folder: TempDir,
    programs: PathBuf,
    /// Who runs it, as it refuses to be run by root.
    user: Option<(u32, u32)>,
    databases: AtomicU32,
}

impl Server {
    /// The server that tests of this process share; the first one starts it.
    ///
    /// # Panics
    /// Where PostgreSQL is not installed or does not start.
    #[must_use]
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return server;
        }
        let server = Arc::new(Self::start());
        *shared = Arc::downgrade(&server);
        server
    }

    /// Starts a server.
    ///
    /// # Panics
    /// As [`Server::shared`].
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the server");
        let owner = fs::metadata(folder.path()).expect("the folder is there").uid();
        let user = (owner == 0).then(unprivileged_user);
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).expect("root gives the folder away");
        }
        let server = Self { folder, programs: programs(), user, databases: AtomicU32::new(0) };
        let data = server.data();
        let data = data.to_str().expect("temporary folders have plain names");
        server.run(
            "initdb",
            &["-D", data, "-U", "cityhall", "-A", "trust", "-E", "UTF8", "--no-sync"],
        );
        server.restart();
        server
    }

    /// Makes a new database, and gives its address.
    pub fn create_database(&self) -> String {
        let name = format!("city{}", self.databases.fetch_add(1, Ordering::SeqCst));
        let socket = self.folder.path().to_str().expect("plain");
        self.run("createdb", &["-h", socket, "-U", "cityhall", &name]);
        format!("host={socket} user=cityhall dbname={name}")
    }

    /// The folder with the server's socket, `.s.PGSQL.5432`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Ends the server at once, as a crash would.
    pub fn kill(&self) {
        let data = self.data();
        self.run("pg_ctl", &["-D", data.to_str().expect("plain"), "-m", "immediate", "-w", "stop"]);
    }

    /// Starts the server, which must not be running, and waits until it answers.
    pub fn restart(&self) {
        let (data, log) = (self.data(), self.folder.path().join("log"));
        let (data, log) = (data.to_str().expect("plain"), log.to_str().expect("plain"));
        // A crash of the server loses nothing that the system was given; only one of the machine
        // would, and no test makes that.
        let socket = self.folder.path().display();
        let options = format!(
            "-k {socket} -c listen_addresses='' -c fsync=off -c shared_buffers=32MB \
             -c max_connections=60"
        );
        self.run("pg_ctl", &["-D", data, "-l", log, "-o", &options, "-w", "-t", "60", "start"]);
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(program));
        // What the server inherits must not keep the test's own output open.
        command.args(arguments).current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        let ended = command.status().expect("the program starts");
        let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        assert!(ended.success(), "{program} {arguments:?}: {ended}\n{}", log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test may have ended while it was down.
        if self.data().join("postmaster.pid").exists() {
            self.kill();
        }
    }
}

/// The folder of the newest version's programs.
fn programs() -> PathBuf {
    let versions = fs::read_dir(PROGRAMS).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|version| {
            let number: u32 = version.file_name().to_str()?.parse().ok()?;
            let folder = version.path().join("bin");
            folder.join("initdb").exists().then_some((number, folder))
        })
        .max();
    let Some((_, folder)) = newest else {
        panic!("PostgreSQL is not installed in {PROGRAMS}: run `cargo xtask setup`");
    };
    folder
}

/// The user and group of `postgres`, or else of `nobody`.
fn unprivileged_user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").expect("the system's users");
    let of = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    of("postgres").or_else(|| of("nobody")).expect("there is a user other than root")
}
