//! Acting on records.

use std::collections::{BTreeMap, BTreeSet};

use hall::{Actor, Attempt, Command, Event, File, Files, Record, Refusal, Setting, Taking};
use jiff::civil::Date;
use journal::Entry;
use pack::{PUBLIC, Pack};
use store::{RecordFilter, RecordRow, StoredEntry};

use crate::ledger::{Attached, Pending};
use crate::vault::Keeping;
use crate::{App, Error, fold};

/// How many records are asked of the store at once.
const PAGE: usize = 1_000;

/// Something that was asked for against a red line, and refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    /// The entry that records it.
    pub entry: u64,
    /// The day.
    pub on: Date,
    /// The office that asked.
    pub office: String,
    /// What for, and against which rule.
    pub attempt: Attempt,
}

/// A record that was opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its name everywhere, `works/W-2020-0001`.
    pub record: String,
    /// Where something is kept of a person: the secret of that person's link, `/mine/<secret>`. It
    /// is told once; only its hash is stored.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Opening {
    /// Never the secret: what is debugged ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").field("record", &self.record).finish_non_exhaustive()
    }
}

/// What is written down when a record is opened or a step is taken.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Values by field, as typed.
    pub fields: BTreeMap<String, String>,
    /// Files as they were sent, by the field that they are for; `evidence` for what shows a step.
    pub uploads: BTreeMap<String, Vec<u8>>,
}

impl From<BTreeMap<String, String>> for Given {
    fn from(fields: BTreeMap<String, String>) -> Self {
        Self { fields, uploads: BTreeMap::new() }
    }
}

impl Given {
    /// Takes the files in: what is kept of them, named in the fields that they are for.
    fn taken_in(self) -> Result<(BTreeMap<String, String>, Files), Refusal> {
        let Self { mut fields, uploads } = self;
        let mut files = Files::new();
        for (field, bytes) in uploads {
            let bad = |fault| Refusal::BadFile { field: field.clone(), fault };
            let file = File::take_in(bytes).map_err(bad)?;
            let name = file.name();
            fields.insert(field, name.clone());
            files.insert(name, file);
        }
        Ok((fields, files))
    }
}

impl App {
    /// Opens a record of a pack under a number of the office's choice. What is not public goes to
    /// the vault.
    ///
    /// # Errors
    /// A [`hall::Refusal`] by the pack's rules, a closed vault where something belongs there, or
    /// the store's failure; nothing is recorded then.
    pub fn open_record(
        &self,
        pack: &str,
        register: &str,
        number: &str,
        fields: BTreeMap<String, String>,
        actor: &Actor,
    ) -> Result<Opening, Error> {
        self.open_record_with(pack, register, number, fields.into(), actor)
    }

    /// The same with files.
    ///
    /// # Errors
    /// As [`App::open_record`].
    pub fn open_record_with(
        &self,
        pack: &str,
        register: &str,
        number: &str,
        given: Given,
        actor: &Actor,
    ) -> Result<Opening, Error> {
        if !is_number(number) {
            return Err(Error::Invalid(format!(
                "`{number}` is no record number: use letters, digits and hyphens, at most 40"
            )));
        }
        self.open_as(pack, register, format!("{pack}/{number}"), given, actor, None)
    }

    /// Opens a record of that id; `secret` is that of its link where it is not left to chance.
    pub(crate) fn open_as(
        &self,
        pack: &str,
        register: &str,
        id: String,
        given: Given,
        actor: &Actor,
        secret: Option<String>,
    ) -> Result<Opening, Error> {
        let (fields, files) = given.taken_in()?;
        let command = Command::Open { register: register.to_owned(), fields, files };
        let (_, secret) = self.command(pack, &id, command, actor, secret)?;
        Ok(Opening { record: id, secret })
    }

    /// Takes a step of a record's procedure. Returns the index of the entry that records it.
    ///
    /// # Errors
    /// As [`App::open_record`].
    pub fn take_step(&self, id: &str, asked: Taking, actor: &Actor) -> Result<u64, Error> {
        let pack = id.split('/').next().unwrap_or_default();
        Ok(self.command(pack, id, Command::Take(asked), actor, None)?.0)
    }

    /// The same with files, and once only: `seen` is how many things had happened to the record
    /// when the step was chosen. If since then just this was done by the same office, as when a
    /// bad network made somebody send it twice, that is what is returned.
    ///
    /// # Errors
    /// As [`App::open_record`].
    pub fn take_step_with(
        &self,
        id: &str,
        asked: Taking,
        uploads: BTreeMap<String, Vec<u8>>,
        seen: Option<usize>,
        actor: &Actor,
    ) -> Result<u64, Error> {
        let Taking { step, evidence, reason, note, fields, .. } = asked;
        let (mut fields, files) = Given { fields, uploads }.taken_in()?;
        let evidence = fields.remove("evidence").or(evidence);
        let asked = Taking { step, evidence, reason, note, fields, files };
        if let Some(seen) = seen
            && let Some(entry) = self.done_since(id, &asked, seen, actor)?
        {
            return Ok(entry);
        }
        self.take_step(id, asked, actor)
    }

    /// The entry of a step where just this was done last, and nothing else since `seen`.
    fn done_since(
        &self,
        id: &str,
        asked: &Taking,
        seen: usize,
        actor: &Actor,
    ) -> Result<Option<u64>, Error> {
        let _turn = self.turn(id)?;
        let record = self.record_of(id)?;
        let [happened] = record.history.get(seen..).unwrap_or_default() else {
            return Ok(None);
        };
        let is_this = happened.step().is_some_and(|done| {
            let same = |done: &Option<String>, asked: &Option<String>| {
                let text = |said: &Option<String>| said.as_deref().unwrap_or("").trim().to_owned();
                text(done) == text(asked)
            };
            done.step == asked.step
                && same(&done.evidence, &asked.evidence)
                && same(&done.reason, &asked.reason)
                && same(&done.note, &asked.note)
                && asked.fields.iter().all(|(name, value)| done.fields.get(name) == Some(value))
        });
        Ok((is_this && happened.office == actor.office).then_some(happened.entry))
    }

    /// Moves a record to the version of its pack that is in use. Returns the entry that records it.
    ///
    /// # Errors
    /// A [`hall::Refusal`]: it goes by that version already, the actor may not, no reason is given,
    /// or the record does not fit that version. Or the store fails; nothing is recorded then.
    pub fn move_record(
        &self,
        id: &str,
        reason: Option<String>,
        actor: &Actor,
    ) -> Result<u64, Error> {
        let turn = self.turn(id)?;
        let record = self.record_of(id)?;
        let (old, new) = (self.pack_of(&record)?, self.pack(&record.opened.pack)?);
        let moved = hall::move_record(self.setting(new), old, &record, reason, actor)?;
        let event = Event::Moved(moved);
        let pending =
            Pending { before: Some(record), ..Pending::new(event.kind(), id, event.to_body()) };
        Ok(self.record(turn, actor, vec![pending], Attached::default())?[0])
    }

    /// The records of a pack that go by another version than the one in use, by id: those from
    /// which no step leads on are left out.
    ///
    /// # Errors
    /// Where the city does not run the pack, or the store fails.
    pub fn records_behind(&self, pack: &str) -> Result<Vec<String>, Error> {
        let in_use = self.pack(pack)?.version;
        let mut open = BTreeSet::new();
        for old in self.definitions.versions_of(pack).filter(|old| old.version != in_use) {
            let states = old.procedures.values().flat_map(|procedure| &procedure.states);
            open.extend(states.filter(|state| !state.is_final).map(|state| state.id.as_str()));
        }
        let mut behind = Vec::new();
        for state in open {
            let filter = RecordFilter {
                pack: Some(pack.to_owned()),
                state: Some(state.to_owned()),
                ..RecordFilter::default()
            };
            self.each_record(&filter, |record| {
                if record.version != in_use {
                    behind.push(record.id);
                }
            })?;
        }
        behind.sort_unstable();
        Ok(behind)
    }

    /// Folds the records that fit, one after another.
    pub(crate) fn each_record(
        &self,
        filter: &RecordFilter,
        mut each: impl FnMut(Record),
    ) -> Result<(), Error> {
        for first in (0..).step_by(PAGE) {
            let rows = self.store.records(filter, first, PAGE)?;
            for row in &rows {
                each(self.record_of(&row.id)?);
            }
            if rows.len() < PAGE {
                break;
            }
        }
        Ok(())
    }

    /// A record as its entries tell it.
    ///
    /// # Errors
    /// Where there is none of that id, or the store fails.
    pub fn record_of(&self, id: &str) -> Result<Record, Error> {
        fold::record(&self.definitions, self.store.as_ref(), id)?
            .ok_or_else(|| Error::NotFound(format!("record {id}")))
    }

    /// What was asked for of a record against a red line, the oldest first; also for one that was
    /// never opened.
    ///
    /// # Errors
    /// Where the store fails or holds an entry that cannot be read.
    pub fn attempts(&self, id: &str) -> Result<Vec<Attempted>, Error> {
        let mut attempts = Vec::new();
        for StoredEntry { index, bytes } in self.store.entries_about(id)? {
            let failed = |why: String| Error::Journal { index, why };
            let entry = Entry::decode(&bytes).map_err(|error| failed(error.to_string()))?;
            if entry.kind != Attempt::KIND {
                continue;
            }
            let attempt = Attempt::from_body(&entry.body);
            let attempt = attempt.ok_or_else(|| failed("it is no attempt".to_owned()))?;
            let (on, office) = (self.city().day(entry.at), entry.by.office);
            attempts.push(Attempted { entry: index, on, office, attempt });
        }
        Ok(attempts)
    }

    /// Records that fit, with how many there are in all.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn records(
        &self,
        filter: &RecordFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<RecordRow>, u64), Error> {
        let rows = self.store.records(filter, offset, limit)?;
        Ok((rows, self.store.count_records(filter)?))
    }

    /// The version of its pack that a record goes by.
    ///
    /// # Errors
    /// Where the city does not run the pack, or this process has not read that version.
    pub fn pack_of(&self, record: &Record) -> Result<&Pack, Error> {
        self.pack(&record.opened.pack)?;
        self.definitions.pack_of(record).ok_or_else(|| {
            let (id, version) = (&record.id, record.version);
            Error::Invalid(format!(
                "record {id} goes by version {version} of its pack, which came after this process \
                 was started: start it again"
            ))
        })
    }

    /// The pack of that id, in the version in use.
    ///
    /// # Errors
    /// Where the city does not run it.
    pub fn pack(&self, id: &str) -> Result<&Pack, Error> {
        self.packs().get(id).ok_or_else(|| Error::NotFound(format!("pack {id}")))
    }

    /// What decides on a pack's records now.
    pub fn setting<'a>(&'a self, pack: &'a Pack) -> Setting<'a> {
        let (city, calendar) = (self.city(), self.calendar());
        Setting { pack, city, calendar, now: city.local(self.clock.now()) }
    }

    /// Returns the entry, and the secret where something is kept of a person.
    fn command(
        &self,
        pack: &str,
        id: &str,
        command: Command,
        actor: &Actor,
        secret: Option<String>,
    ) -> Result<(u64, Option<String>), Error> {
        let in_use = self.pack(pack)?;
        let documents = match &command {
            Command::Open { files, .. } | Command::Take(Taking { files, .. }) => {
                files.values().map(|file| file.bytes.clone()).collect()
            }
        };
        let turn = self.turn(id)?;
        let before = fold::record(&self.definitions, self.store.as_ref(), id)?;
        let pack = before.as_ref().map_or(Ok(in_use), |record| self.pack_of(record))?;
        if let (Some(record), Command::Take(asked)) = (&before, &command) {
            self.names_another(pack, record, asked)?;
        }
        let decided = hall::decide(self.setting(pack), id, before.as_ref(), command, actor);
        if let Some(attempt) = decided.as_ref().err().and_then(Refusal::attempt)
            && actor.role != PUBLIC
        {
            let attempted = vec![Pending::new(Attempt::KIND, id, attempt.to_body())];
            self.record(turn, actor, attempted, Vec::new())?;
            return Err(decided.expect_err("it was refused just now").into());
        }
        let Keeping { event, pending, mut attached, secret } =
            self.withhold(id, decided?, secret)?;
        attached.documents = documents;
        let draft = Pending { before, ..Pending::new(event.kind(), id, event.to_body()) };
        let drafts = std::iter::once(draft).chain(pending).collect();
        let recorded = self.record(turn, actor, drafts, attached)?;
        Ok((recorded[0], secret))
    }
}

/// Numbers stand in addresses, so they are kept plain.
fn is_number(number: &str) -> bool {
    (1..=40).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
