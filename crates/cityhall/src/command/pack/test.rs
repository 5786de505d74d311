//! `cityhall pack test`: plays a pack's scenarios through the use cases that people use.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use app::{Actor, App, Definitions, Documents};
use clap::Args;
use hall::{Record, Taking, Timed};
use journal::Signer;
use store::{Store, Vault};
use store_postgres::{Place, PostgresStore, Writer};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

use super::case::{self, Act, Comes, Does, Line, Part, Told};
use super::checked;
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
        let Some((pack, files)) = checked(&self.folder, self.lang)? else {
            return Ok(ExitCode::FAILURE);
        };
        let city = match &self.city {
            Some(folder) => toml_files(folder)?,
            None => embedded::sample().city,
        };
        let documents = Documents { city, packs: vec![files] };
        let definitions = Definitions::read(&documents)?;
        let (mut played, mut wrong) = (0, 0);
        for (name, text) in scenarios(&self.folder)? {
            let parts = case::read(&text).map_err(|(line, why)| format!("{name}:{line}: {why}"))?;
            for part in &parts {
                played += 1;
                let stage = Stage::open(&definitions, self.database.as_deref(), played)?;
                for (line, why) in stage.play(&pack.id, part) {
                    wrong += 1;
                    println!("{name}:{line}: {why}");
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
        println!("{told}");
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
            self.clock.set(self.app.city().instant(line.on, 10));
            let found = self.line(pack, line).unwrap_or_else(|why| vec![why]);
            let title =
                if part.title.is_empty() { String::new() } else { format!("{}: ", part.title) };
            wrong.extend(found.into_iter().map(|why| (line.number, format!("{title}{why}"))));
        }
        wrong
    }

    fn line(&self, pack: &str, line: &Line) -> Result<Vec<String>, String> {
        let record = match &line.does {
            Does::Look(number) => number,
            Does::Act(act) => &act.record,
        };
        let id = format!("{pack}/{record}");
        let refused = match &line.does {
            Does::Look(_) => None,
            Does::Act(act) => self.act(pack, &id, act)?,
        };
        let record = self.app.record_of(&id);
        let came = match (&refused, &record) {
            (Some(kind), _) => format!("refused {kind}"),
            (None, Ok(record)) => record.state.clone(),
            (None, Err(error)) => return Err(error.to_string()),
        };
        let expected = match &line.comes {
            Comes::State(state) => state.clone(),
            Comes::Refused(kind) => format!("refused {kind}"),
        };
        let mut wrong = Vec::new();
        if came != expected {
            wrong.push(format!("`{came}` came, and not `{expected}`"));
        }
        for told in &line.told {
            let is = self.told(pack, record.as_ref().ok(), told)?;
            wrong.extend(is);
        }
        Ok(wrong)
    }

    /// Does what somebody does; the refusal's kind if it was refused.
    fn act(&self, pack: &str, id: &str, act: &Act) -> Result<Option<&'static str>, String> {
        let office = self.office(&act.office)?;
        let actor = Actor { office, role: act.role.clone() };
        let mut given: BTreeMap<String, String> =
            act.given.iter().map(|(name, value)| (name.clone(), self.value(value))).collect();
        let done = match &act.opens {
            Some(register) => {
                self.app.open_record(pack, register, &act.record, given, &actor).map(drop)
            }
            None => {
                let mut said = |name: &str| given.remove(name);
                let (evidence, reason, note) = (said("evidence"), said("reason"), said("note"));
                let step = act.step.clone();
                let asked = Taking { step, evidence, reason, note, fields: given };
                self.app.take_step(id, asked, &actor).map(drop)
            }
        };
        match done {
            Ok(()) => Ok(None),
            Err(app::Error::Refused(refusal)) => Ok(Some(refusal.name())),
            Err(error) => Err(error.to_string()),
        }
    }

    /// What is wrong with something that is told; nothing if it is as told.
    fn told(
        &self,
        pack: &str,
        record: Option<&Record>,
        told: &Told,
    ) -> Result<Option<String>, String> {
        let is = match told {
            Told::Measure { measure, total } => {
                let name = format!("{pack}/{measure}");
                let today = self.app.today();
                let is = self.app.measured(&name, today).map_err(|error| error.to_string())?;
                let is = is.value;
                (is != *total).then(|| format!("`{measure}` is {is}, and not {total}"))
            }
            Told::Field { field, value } => {
                let is = record.and_then(|record| record.field(field)).unwrap_or_default();
                (is != self.value(value)).then(|| format!("`{field}` is `{is}`, and not `{value}`"))
            }
            Told::Clock { clock, due, standing } => {
                let is = self.clock_of(record, clock)?;
                let wanted = match standing {
                    Some(standing) => format!("{due} {standing}"),
                    None => due.to_string(),
                };
                let same = is == wanted || (standing.is_none() && is.starts_with(&wanted));
                (!same).then(|| format!("`{clock}` is `{is}`, and not `{wanted}`"))
            }
        };
        Ok(is)
    }

    /// The last day of a clock and how it stands.
    fn clock_of(&self, record: Option<&Record>, clock: &str) -> Result<String, String> {
        let (app, today) = (&self.app, self.app.today());
        let Some(record) = record else { return Ok("no record".to_owned()) };
        let pack = app.pack(&record.opened.pack).map_err(|error| error.to_string())?;
        let clocks = hall::clocks(pack, app.calendar(), record, today);
        let clocks = clocks.map_err(|error| error.to_string())?;
        let Some(timed) = clocks.iter().find(|timed| timed.clock.id == clock) else {
            return Ok("not started".to_owned());
        };
        Ok(format!("{} {}", timed.due, standing(timed, today)))
    }

    /// An office's id by its name.
    fn office(&self, name: &str) -> Result<String, String> {
        let offices = &self.app.city().offices;
        let found = offices.iter().find(|it| it.name.zh == name || it.id == name);
        found.map(|it| it.id.clone()).ok_or_else(|| format!("the city has no office `{name}`"))
    }

    /// A value as it is typed: offices and places, which cases call by name, by their id and code.
    fn value(&self, given: &str) -> String {
        let city = self.app.city();
        let office = city.offices.iter().find(|it| it.name.zh == given).map(|it| &it.id);
        let place = city.places.iter().find(|it| it.name.zh == given).map(|it| &it.code);
        office.or(place).cloned().unwrap_or_else(|| given.to_owned())
    }
}

fn standing(timed: &Timed<'_>, today: jiff::civil::Date) -> &'static str {
    match (timed.ended.is_some(), timed.is_late(today)) {
        (true, true) => "ended-late",
        (true, false) => "ended",
        (false, true) => "late",
        (false, false) if timed.stands() => "stands",
        (false, false) if timed.is_near(today) => "near",
        (false, false) => "runs",
    }
}
