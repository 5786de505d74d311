//! From an uploaded report to a published one: what the machine read is checked by persons, each
//! correction an entry, and then becomes the commitments that the city is held to.

use account::{Change, Correction, Draft, Item, MachineReading};
use hall::Actor;
use jiff::civil::Date;
use journal::{Entry, Hash};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ledger::{Pending, sha256};
use crate::promise::{ROLE_SUPERVISOR, check_reason, needs_role};
use crate::{App, Error};

/// The kind of entry with which a draft begins.
pub(crate) const RECEIVED: &str = "report.received";
/// The kind of entry that ends a draft without publication.
pub(crate) const DISCARDED: &str = "report.discarded";
/// The kind of entry that carries a [`Correction`].
const CORRECTED: &str = "reading.corrected";
/// The kind of entry that takes the last correction back.
const REVERTED: &str = "reading.reverted";

/// A report as someone hands it in.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// Its text, paragraphs on lines of their own.
    pub text: String,
    /// The file that the text was taken from; empty where the text itself was handed in.
    pub original: Vec<u8>,
    /// What sort of file that was: `text`, `html`, `docx`, `pdf`.
    pub format: String,
    /// What could not be recovered from the file, in words for people.
    pub notes: Vec<String>,
    /// The year of the report, where its text does not tell.
    pub year: Option<i16>,
}

impl Upload {
    /// A text handed in as it is.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), format: "text".to_owned(), ..Self::default() }
    }
}

/// The body of a `report.received` entry, version 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Its title line.
    pub title: String,
    /// The place whose government reports.
    pub place: String,
    /// The year in which it was given.
    pub year: i16,
    /// SHA-256 of its text in UTF-8, hexadecimal: the document of that hash.
    pub sha256: String,
    /// How many characters it has.
    pub characters: u32,
    /// SHA-256 of what the machine read: the document of that hash, an
    /// [`account::MachineReading`].
    pub reading: String,
    /// SHA-256 of the file that the text was taken from, where it is another document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// What sort of file that was.
    pub format: String,
    /// What could not be recovered from it.
    pub notes: Vec<String>,
}

/// A report that was handed in and is not published yet.
#[derive(Debug, Clone)]
pub struct DraftReport {
    /// The id that it will have.
    pub id: String,
    /// What was said of it when it was handed in.
    pub received: Received,
    /// The day on which it was handed in.
    pub on: Date,
    /// The entry that says so.
    pub entry: u64,
}

/// The body of a `reading.reverted` entry, version 1.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reverted {
    /// The entry of the correction that is taken back.
    entry: u64,
}

impl App {
    /// Takes an uploaded report as a draft: keeps its file, its text and what the machine read.
    /// Returns the id that the report will have.
    ///
    /// # Errors
    /// Where the actor is no supervisor, the text is no work report with a year and a plan, a
    /// draft or a report of that id is there already, or the store fails; nothing is recorded then.
    pub fn receive_report(&self, upload: &Upload, actor: &Actor) -> Result<String, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        let (received, machine) = self.read_upload(upload)?;
        let id = format!("{}-{}", self.city().id, received.year);
        let turn = self.turn(&id)?;
        self.is_new(&id)?;
        let documents = documents(upload, &machine);
        let pending = Pending::new(RECEIVED, &id, to_body(&received));
        self.record(turn, actor, vec![pending], documents)?;
        Ok(id)
    }

    /// A draft with its corrections.
    ///
    /// # Errors
    /// Where there is no such draft, or the store fails or has lost its reading.
    pub fn draft(&self, id: &str) -> Result<(DraftReport, Draft), Error> {
        let found = self.accounts().drafts.get(id).cloned();
        let report = found.ok_or_else(|| Error::NotFound(format!("draft {id}")))?;
        let hash = Hash::from_hex(&report.received.reading);
        let bytes = hash.map(|hash| self.store.document(&hash)).transpose()?.flatten();
        let bytes = bytes.ok_or_else(|| Error::NotFound(format!("reading of draft {id}")))?;
        let failed = |index: u64, why: String| Error::Journal { index, why };
        let machine =
            MachineReading::from_bytes(&bytes).map_err(|why| failed(report.entry, why))?;
        let mut draft = Draft::begin(machine, report.received.characters);
        for stored in self.store.entries_about(id)? {
            if stored.index <= report.entry {
                continue;
            }
            let told = Entry::decode(&stored.bytes).map_err(|error| error.to_string());
            let applied = told.and_then(|entry| fold(&mut draft, stored.index, &entry));
            applied.map_err(|why| failed(stored.index, why))?;
        }
        Ok((report, draft))
    }

    /// A draft's text.
    ///
    /// # Errors
    /// Where there is no such draft, or the store fails or has lost it.
    pub fn draft_text(&self, id: &str) -> Result<String, Error> {
        let accounts = self.accounts();
        let draft =
            accounts.drafts.get(id).ok_or_else(|| Error::NotFound(format!("draft {id}")))?;
        self.document_text(&draft.received.sha256)?
            .ok_or_else(|| Error::NotFound(format!("text of draft {id}")))
    }

    /// Takes a person's correction down. `seen` is how many entries the log had when that person
    /// looked: who corrects what another has changed since is asked to look again.
    ///
    /// # Errors
    /// Where the actor is no supervisor, there is no such draft, the correction does not fit it or
    /// comes too late, an office is unknown, or the store fails.
    pub fn correct_draft(
        &self,
        id: &str,
        correction: Correction,
        seen: u64,
        actor: &Actor,
    ) -> Result<u64, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        check_reason(correction.reason.as_deref())?;
        let turn = self.turn(id)?;
        let (report, mut draft) = self.draft(id)?;
        self.check_named(&correction.change, report.received.year)?;
        let is_late = |item: &Item| draft.touched(*item).is_some_and(|entry| entry >= seen);
        if correction.change.items().iter().any(is_late) {
            return Err(Error::Changed(format!("a part of draft {id}")));
        }
        let body = to_body(&correction);
        // Tried first: what cannot be folded is never recorded.
        draft.correct(turn.size, correction)?;
        let pending = Pending::new(CORRECTED, id, body);
        Ok(self.record(turn, actor, vec![pending], Vec::new())?[0])
    }

    /// Takes the last correction of a draft back; `corrected` is its entry.
    ///
    /// # Errors
    /// Where the actor is no supervisor, there is no such draft, another correction is the last,
    /// or the store fails.
    pub fn undo_correction(&self, id: &str, corrected: u64, actor: &Actor) -> Result<u64, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        let turn = self.turn(id)?;
        let (_, mut draft) = self.draft(id)?;
        draft.undo(corrected)?;
        let body = to_body(&Reverted { entry: corrected });
        let pending = Pending::new(REVERTED, id, body);
        Ok(self.record(turn, actor, vec![pending], Vec::new())?[0])
    }

    /// Publishes a draft: its promises become commitments, each saying what of it the machine read
    /// and what persons corrected.
    ///
    /// # Errors
    /// Where the actor is no supervisor, there is no such draft, no promise is left, or the store
    /// fails; nothing is recorded then.
    pub fn publish_report(&self, id: &str, actor: &Actor) -> Result<(), Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        let turn = self.turn_alone()?;
        let (report, draft) = self.draft(id)?;
        let pending = self.publication(id, &report.received, &draft)?;
        self.record(turn, actor, pending, Vec::new())?;
        Ok(())
    }

    /// Gives a draft up; its entries stay in the log, as all do.
    ///
    /// # Errors
    /// Where the actor is no supervisor, there is no such draft, or the store fails.
    pub fn discard_draft(&self, id: &str, actor: &Actor) -> Result<(), Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        let turn = self.turn(id)?;
        if !self.accounts().drafts.contains_key(id) {
            return Err(Error::NotFound(format!("draft {id}")));
        }
        let pending = Pending::new(DISCARDED, id, Map::new());
        self.record(turn, actor, vec![pending], Vec::new())?;
        Ok(())
    }

    /// Refuses what would stand beside a report or a draft of the same place and year.
    pub(crate) fn is_new(&self, id: &str) -> Result<(), Error> {
        let accounts = self.accounts();
        if accounts.reports.contains_key(id) {
            return Err(Error::Exists(format!("report {id}")));
        }
        if accounts.drafts.contains_key(id) {
            return Err(Error::Exists(format!("draft {id}")));
        }
        Ok(())
    }

    fn check_named(&self, change: &Change, year: i16) -> Result<(), Error> {
        let assigned = match change {
            Change::Promise { to, .. } => to.assigned(),
            Change::AddPromise { promise } => promise.assigned(),
            _ => None,
        };
        assigned.map_or(Ok(()), |assigned| self.check_assigned(&assigned, year))
    }
}

/// The documents that a draft rests on.
pub(crate) fn documents(upload: &Upload, machine: &MachineReading) -> Vec<Vec<u8>> {
    let mut documents = vec![upload.text.as_bytes().to_vec(), machine.to_bytes()];
    let is_other = !upload.original.is_empty() && upload.original != upload.text.as_bytes();
    documents.extend(is_other.then(|| upload.original.clone()));
    documents
}

/// The hash of the file that a text was taken from, where it is another document.
pub(crate) fn original(upload: &Upload) -> Option<String> {
    let is_other = !upload.original.is_empty() && upload.original != upload.text.as_bytes();
    is_other.then(|| sha256(&upload.original).to_string())
}

fn fold(draft: &mut Draft, index: u64, entry: &Entry) -> Result<(), String> {
    let body = Value::Object(entry.body.clone());
    match entry.kind.as_str() {
        CORRECTED => {
            let correction = serde_json::from_value(body).map_err(|error| error.to_string())?;
            draft.correct(index, correction).map_err(|error| error.to_string())
        }
        REVERTED => {
            let reverted: Reverted =
                serde_json::from_value(body).map_err(|error| error.to_string())?;
            draft.undo(reverted.entry).map_err(|error| error.to_string())
        }
        _ => Ok(()),
    }
}

pub(crate) fn to_body(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => map,
        other => unreachable!("bodies are structs with text keys, not {other:?}"),
    }
}
