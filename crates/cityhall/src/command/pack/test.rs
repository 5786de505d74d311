//! `cityhall pack test`: plays a pack's scenarios through the use cases that people use.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use app::{App, Definitions, Documents};
use clap::Args;
use journal::Signer;
use store::{Store, Vault};
use store_postgres::{Place, PostgresStore, Writer};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

use super::{Checked, checked};
use crate::case::{self, Part};
use crate::city::toml_files;
use crate::clock::SetClock;
use crate::command::Ended;
use crate::messages::Language;
use crate::safe::SafeFolder;
use crate::{data, embedded};

/// Options of `cityhall pack test`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The pack's folder, with `scenarios/*.case` in it.
    folder: PathBuf,
    /// The folder of the city to play them in; the sample city if left out.
    #[arg(long, value_name = "FOLDER")]
    city: Option<PathBuf>,
    /// An empty PostgreSQL database to play them in, as postgres://USER@HOST/NAME, and not a file.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The language of the messages.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

impl Arguments {
    pub(crate) fn run(self) -> Ended {
        let Some(Checked { pack, files }) = checked(&self.folder, self.lang)? else {
            return Ok(ExitCode::FAILURE);
        };
        let city = match &self.city {
            Some(folder) => toml_files(folder)?,
            None => embedded::sample().city,
        };
        let documents = Documents { city, packs: vec![files] };
        let definitions = Definitions::read(&documents)?;
        let (mut played, mut wrong) = (0, 0);
        let mut out = io::stdout();
        for (name, text) in scenarios(&self.folder)? {
            let parts = case::read(&text).map_err(|(line, why)| format!("{name}:{line}: {why}"))?;
            for part in &parts {
                played += 1;
                let stage = Stage::open(&definitions, self.database.as_deref(), played)?;
                for (line, why) in stage.play(&pack.id, part) {
                    wrong += 1;
                    writeln!(out, "{name}:{line}: {why}")?;
                }
            }
        }
        if played == 0 {
            let folder = self.folder.display();
            return Err(format!("{folder} has no scenarios: write scenarios/*.case").into());
        }
        let told = match Language::choose(self.lang) {
            Language::Zh => format!("{}：{played} 个场景，{wrong} 处不符", pack.id),
            Language::En => format!("{}: {played} scenarios, {wrong} wrong", pack.id),
        };
        writeln!(out, "{told}")?;
        Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The texts of a pack's scenarios by their file's name, in its order.
fn scenarios(pack: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let folder = pack.join("scenarios");
    let mut found = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for item in fs::read_dir(&folder)? {
        let path = item?.path();
        if path.extension().is_some_and(|extension| extension == "case") {
            let name = format!("scenarios/{}", path.file_name().unwrap_or_default().display());
            let text = fs::read_to_string(&path).map_err(|why| format!("{name}: {why}"))?;
            found.insert(name, text);
        }
    }
    Ok(found)
}

/// A city for one part of a scenario.
struct Stage {
    app: App,
    clock: Arc<SetClock>,
    _folder: TempDir,
}

impl Stage {
    fn open(
        definitions: &Definitions,
        database: Option<&str>,
        number: usize,
    ) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let vault = folder.path().join("vault");
        if let Some(address) = database {
            let place = Place::new(address, &format!("trial-{number}"))?;
            let writer = Writer { name: "cityhall pack test".to_owned(), now: Arc::new(|| 0) };
            return Self::on(definitions, PostgresStore::open(place, writer)?, &vault, folder);
        }
        let store = SqliteStore::open_to_fill(&data::database(folder.path()))?;
        Self::on(definitions, store, &vault, folder)
    }

    fn on<S: Store + Vault + 'static>(
        definitions: &Definitions,
        store: S,
        vault: &Path,
        folder: TempDir,
    ) -> Result<Self, Box<dyn Error>> {
        let first = definitions.city.report_on.or(definitions.city.today).unwrap_or_default();
        let clock = Arc::new(SetClock::at(definitions.city.instant(first, 0)));
        let safe = SafeFolder::open(vault, &store)?;
        let signer = Signer::from_seed("cityhall.example/trial", data::random()?)?;
        let app = App::open(definitions.clone(), Arc::new(store), Arc::clone(&clock) as _, signer)?;
        Ok(Self { app: app.with_vault(Arc::new(safe))?, clock, _folder: folder })
    }

    /// Plays a part; the lines that did not come as told, with what came instead.
    fn play(&self, pack: &str, part: &Part) -> Vec<(usize, String)> {
        let mut wrong = Vec::new();
        for line in &part.lines {
            let passed = case::pass(&self.app, line.at, |at| self.clock.set(at));
            let mut found = case::play(&self.app, pack, line).unwrap_or_else(|why| vec![why]);
            found.extend(passed.err());
            let title =
                if part.title.is_empty() { String::new() } else { format!("{}: ", part.title) };
            wrong.extend(found.into_iter().map(|why| (line.number, format!("{title}{why}"))));
        }
        wrong
    }
}
