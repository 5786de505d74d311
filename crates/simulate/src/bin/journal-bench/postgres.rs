//! What a city would have instead: a table in PostgreSQL with an audit table that row triggers
//! fill. Measured by PostgreSQL's own `pgbench`, each act or insert a durable transaction.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::appends::LASTING;

const SCHEMA: &str = "
CREATE TABLE work (number bigint PRIMARY KEY, state text NOT NULL, fields jsonb NOT NULL);
CREATE TABLE audit (
    id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), who text NOT NULL,
    operation text NOT NULL, old jsonb, new jsonb
);
CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit (who, operation, old, new)
    VALUES (current_user, TG_OP, to_jsonb(OLD), to_jsonb(NEW));
    RETURN NEW;
END $$;
CREATE TRIGGER audited AFTER INSERT OR UPDATE ON work FOR EACH ROW EXECUTE FUNCTION audited();
CREATE SEQUENCE numbers START 10001;
";

/// The fields of a work.
const FIELDS: &str = r#"{"name":"东山游客中心","kind":"tourist_toilet","site":"650102",
 "owner":"culture-and-tourism-bureau","quantity":"1","length":"1.5","due":"2020-12-31",
 "office":"culture-and-tourism-bureau","role":"builder"}"#;

/// What is measured.
#[derive(Clone, Copy)]
pub(crate) enum Audited {
    /// What an act does: it reads its record so that no other changes it, and writes it. The
    /// trigger keeps the row before and after.
    Act,
    /// One insert without reading anything, which commits by itself.
    Insert,
}

impl Audited {
    fn script(self) -> String {
        let script = match self {
            Self::Act => format!(
                "\\set number random(1, 10000)\nBEGIN;\n\
                 SELECT state, fields FROM work WHERE number = :number FOR UPDATE;\n\
                 UPDATE work SET state = 'under_way', fields = '{FIELDS}' \
                 WHERE number = :number;\nCOMMIT;\n"
            ),
            Self::Insert => {
                format!("INSERT INTO work VALUES (nextval('numbers'), 'registered', '{FIELDS}');\n")
            }
        };
        script.replace(FIELDS, &FIELDS.replace('\n', ""))
    }

    fn file(self) -> &'static str {
        match self {
            Self::Act => "act.sql",
            Self::Insert => "insert.sql",
        }
    }
}

/// A server of this measurement's own, on a socket in a folder; stopped when dropped.
pub(crate) struct Server {
    programs: PathBuf,
    folder: PathBuf,
}

impl Server {
    /// Starts the newest PostgreSQL that is installed.
    pub(crate) fn start(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let advice = "install PostgreSQL: `cargo xtask setup`, or Debian's `postgresql`";
        let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
            .map_err(|error| format!("{error}; {advice}"))?
            .filter_map(|version| Some(version.ok()?.path().join("bin")))
            .filter(|programs| programs.join("initdb").is_file())
            .collect();
        versions.sort();
        let programs = versions.pop().ok_or(advice)?;
        let server = Self { programs, folder: folder.to_owned() };
        // The server refuses to run as root.
        if is_root()? {
            run(Command::new("chown").arg("nobody").arg(folder))?;
        }
        let data = folder.join("data");
        let initdb = ["--auth", "trust", "--username", "bench", "--encoding", "UTF8", "--no-sync"];
        run(server.program("initdb")?.args(initdb).arg("--pgdata").arg(&data))?;
        let options = format!("-c listen_addresses='' -k {}", folder.display());
        let mut start = server.program("pg_ctl")?;
        start.arg("--pgdata").arg(&data).args(["--wait", "--options", &options]);
        run(start.arg("--log").arg(folder.join("log")).arg("start"))?;
        let schema = folder.join("schema.sql");
        fs::write(&schema, SCHEMA)?;
        // Few enough that PostgreSQL soon has written each page whole to its log, as it does once
        // after every checkpoint.
        let works = format!(
            "INSERT INTO work SELECT number, 'registered', '{FIELDS}' \
             FROM generate_series(1, 10000) AS number; VACUUM ANALYZE work;"
        );
        fs::write(folder.join("works.sql"), works)?;
        for audited in [Audited::Act, Audited::Insert] {
            fs::write(folder.join(audited.file()), audited.script())?;
        }
        for file in [schema, folder.join("works.sql")] {
            run(server.client("psql")?.arg("--quiet").arg("--file").arg(&file).arg("postgres"))?;
        }
        Ok(server)
    }

    /// Audited acts or inserts a second by so many clients.
    pub(crate) fn rate(&self, what: Audited, clients: usize) -> Result<f64, Box<dyn Error>> {
        let (clients, seconds) = (clients.to_string(), LASTING.as_secs().to_string());
        let mut bench = self.client("pgbench")?;
        bench.args(["--no-vacuum", "--jobs", "2", "--client", &clients, "--time", &seconds]);
        bench.args(["--protocol", "prepared"]);
        let told = run(bench.arg("--file").arg(self.folder.join(what.file())).arg("postgres"))?;
        let rate = told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next());
        Ok(rate.ok_or("pgbench tells no rate")?.parse()?)
    }

    fn client(&self, name: &str) -> Result<Command, Box<dyn Error>> {
        let mut command = self.program(name)?;
        command.arg("--host").arg(&self.folder).args(["--username", "bench"]);
        Ok(command)
    }

    fn program(&self, name: &str) -> Result<Command, Box<dyn Error>> {
        let program = self.programs.join(name);
        let mut command;
        if is_root()? {
            command = Command::new("setpriv");
            command.args(["--reuid", "nobody", "--clear-groups", "--"]).arg(program);
        } else {
            command = Command::new(program);
        }
        command.current_dir("/");
        Ok(command)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = self.program("pg_ctl").and_then(|mut command| {
            let data = self.folder.join("data");
            run(command.arg("--pgdata").arg(data).args(["--mode", "immediate", "stop"]))
        });
        if let Err(error) = stop {
            eprintln!("PostgreSQL was not stopped: {error}");
        }
    }
}

fn is_root() -> Result<bool, Box<dyn Error>> {
    Ok(run(Command::new("id").arg("-u"))?.trim() == "0")
}

fn run(command: &mut Command) -> Result<String, Box<dyn Error>> {
    // A server that goes on must not keep our output open.
    let output = command.stdin(std::process::Stdio::null()).output()?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{command:?} failed: {told}").into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
