//! `cityhall demo`: the sample city, useful at once.

use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use app::{Actor, App, Definitions};
use clap::Args;
use store_sqlite::{FileLock, SqliteStore};

use super::Ended;
use super::serve::{Witnesses, listen, serve};
use crate::city::vault_beside;
use crate::clock::SetClock;
use crate::data::{self, Data, database};
use crate::embedded;
use crate::net::NetArguments;
use crate::safe::SafeFolder;
use crate::scenario::Scenario;

/// The tokens of the sample city are known to everyone: it holds nothing to protect.
const TOKENS: [(&str, &str, &str); 8] = [
    ("collector", "demo-collector", "urban-management-bureau"),
    ("acceptor", "demo-acceptor", "urban-management-bureau"),
    ("dispatcher", "demo-dispatcher", "urban-management-bureau"),
    ("crew", "demo-crew", "tianshan-government"),
    ("coordinator", "demo-coordinator", "supervision-office"),
    ("inspector", "demo-inspector", "quality-inspection-station"),
    ("supervisor", "demo-supervisor", "supervision-office"),
    ("builder", "demo-builder", "culture-and-tourism-bureau"),
];

/// Where the secret of one made-up person's link is kept, so that the sample can show that page. A
/// city keeps no such file.
const SECRET_FILE: &str = "sample-person";

/// Options of `cityhall demo`.
#[derive(Args)]
pub(crate) struct Demo {
    /// The address to listen on; port 0 takes any that is free.
    #[arg(long, default_value = "127.0.0.1:8020")]
    addr: SocketAddr,
    /// Where the sample city is kept.
    #[arg(long, value_name = "FOLDER", default_value = "city-data/demo")]
    data: PathBuf,
}

impl Demo {
    pub(crate) fn run(self) -> Ended {
        let listener = listen(self.addr)?;
        if !database(&self.data).exists() {
            create(&self.data)?;
        }
        let definitions = Definitions::read(&embedded::sample())?;
        let store = data::open_or_create(&self.data)?;
        let Data { store, keys } = Data::with_keys(&self.data, &definitions.city.id, store)?;
        let clock = Arc::new(stopped_clock(&definitions)?);
        let safe = SafeFolder::open(&vault_beside(&self.data), store.as_ref())?;
        let app = App::open(definitions, store, clock, keys)?.with_vault(Arc::new(safe))?;
        let secret = fs::read_to_string(self.data.join(SECRET_FILE)).ok();
        let greeting = greeting(listener.local_addr()?, secret.as_deref());
        let witnesses = Witnesses::read(&[], &NetArguments::default())?;
        serve(app, listener, (witnesses, None), &greeting)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn greeting(address: SocketAddr, secret: Option<&str>) -> String {
    let mut lines = format!(
        "http://{address}/\n\n\
         示例城市已打开，按 Ctrl+C 结束。The sample city is open; Ctrl+C ends it.\n\
         办理台 Desk: http://{address}/desk\n"
    );
    if let Some(secret) = secret {
        let link = format!("http://{address}/mine/{}", secret.trim());
        lines.push_str(&format!("当事人页面 What is kept of a person: {link}\n"));
    }
    for (role, token, office) in TOKENS {
        lines.push_str(&format!("{role} token: {token} ({office})\n"));
    }
    lines
}

/// Fills a folder beside the one wanted and renames it when it is whole, so that a crash leaves no
/// half of a sample.
fn create(folder: &Path) -> Result<(), Box<dyn Error>> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let making = beside(folder, ".making");
    let Some(_lock) = FileLock::take(&making)? else {
        let path = folder.display();
        return Err(format!("another cityhall is making {path}; wait, or choose --data").into());
    };
    let unfinished = beside(folder, ".unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    let definitions = Definitions::read(&embedded::sample())?;
    let scenario = Scenario::read(&definitions, embedded::sample_file)?;
    fs::create_dir_all(&unfinished)?;
    let store = Arc::new(SqliteStore::open_to_fill(&database(&unfinished))?);
    let Data { store, keys } = Data::with_keys(&unfinished, &definitions.city.id, store)?;
    let safe = SafeFolder::open(&vault_beside(folder), store.as_ref())?;
    let clock = Arc::new(stopped_clock(&definitions)?);
    // The definitions are journaled on the day of the report too.
    if let Some(day) = definitions.city.report_on {
        clock.set(definitions.city.instant(day, 9));
    }
    let app = App::open(definitions, store.clone(), clock.clone(), keys)?;
    let app = app.with_vault(Arc::new(safe))?;
    if let Some(secret) = scenario.play(&app, &clock)? {
        fs::write(unfinished.join(SECRET_FILE), secret)?;
    }
    app.seal()?;
    for (role, token, office) in TOKENS {
        app.admit(token, &Actor { office: office.to_owned(), role: role.to_owned() })?;
    }
    store.settle()?;
    drop(app);
    drop(store);
    fs::rename(&unfinished, folder)?;
    fs::remove_file(&making)?;
    Ok(())
}

/// A path with something added to its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The sample stands still in the evening of its last day.
fn stopped_clock(definitions: &Definitions) -> Result<SetClock, Box<dyn Error>> {
    let city = &definitions.city;
    let today = city.today.ok_or("the sample city's city.toml tells no `today`")?;
    Ok(SetClock::at(city.instant(today, 20)))
}
