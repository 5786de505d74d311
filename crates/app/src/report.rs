//! Taking a report in: its text, its commitments, and what the machine proposes for them.

use account::{Assigned, Bound, Course, Draft, Event, MachineReading, Made, link};
use hall::Actor;
use journal::Hash;
use reader::{DiagnosticCode, Reading};
use serde_json::{Map, Value};

use crate::accounts::Taken;
use crate::draft::{self, Received, Upload};
use crate::ledger::{Pending, sha256};
use crate::promise::{ROLE_SUPERVISOR, needs_role};
use crate::{App, Error, Unusable};

/// How far a value may lag behind its course unless agreed otherwise, in percent of the course.
const TOLERANCE_PERCENT: u8 = 10;

impl App {
    /// Takes a report in as the machine reads it, draft and publication in one act: keeps its
    /// text, makes each promise of its plan a commitment, and proposes measures and last results
    /// where they are clear. Returns the report's id.
    ///
    /// # Errors
    /// Where the actor is no supervisor, the text is no work report with a year and a plan, the
    /// report is there already, or the store fails; nothing is recorded then.
    pub fn take_in_report(&self, upload: &Upload, actor: &Actor) -> Result<String, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        let (received, machine) = self.read_upload(upload)?;
        let id = format!("{}-{}", self.city().id, received.year);
        let turn = self.turn_alone()?;
        self.is_new(&id)?;
        let documents = draft::documents(upload, &machine);
        let draft = Draft::begin(machine, received.characters);
        let body = draft::to_body(&received);
        let mut pending = vec![Pending::new(draft::RECEIVED, &id, body)];
        pending.extend(self.publication(&id, &received, &draft)?);
        self.record(turn, actor, pending, documents)?;
        Ok(id)
    }

    /// Reads an upload: what is said of it, and what the machine reads in it.
    pub(crate) fn read_upload(&self, upload: &Upload) -> Result<(Received, MachineReading), Error> {
        let mut reading = reader::read(&upload.text);
        reading.year = upload.year.or(reading.year);
        let year = usable(&reading)?;
        let machine = MachineReading::of(&reading);
        let received = Received {
            title: reading.title,
            place: reading.place.unwrap_or_else(|| self.city().name.zh.clone()),
            year,
            sha256: sha256(upload.text.as_bytes()).to_string(),
            characters: u32::try_from(upload.text.chars().count())
                .map_err(|_| Error::Invalid("the report is too long".to_owned()))?,
            reading: sha256(&machine.to_bytes()).to_string(),
            original: draft::original(upload),
            format: upload.format.clone(),
            notes: upload.notes.clone(),
        };
        Ok((received, machine))
    }

    /// What publishing a draft records.
    pub(crate) fn publication(
        &self,
        id: &str,
        received: &Received,
        draft: &Draft,
    ) -> Result<Vec<Pending>, Error> {
        let made = draft.made(id);
        if made.is_empty() {
            return Err(Error::Invalid("no promise is left to publish".to_owned()));
        }
        let taken = Taken {
            title: received.title.clone(),
            place: received.place.clone(),
            year: received.year,
            sha256: received.sha256.clone(),
            characters: received.characters,
        };
        let mut pending = vec![Pending::new(Taken::KIND, id, taken.to_body())];
        for (made, assigned) in made {
            pending.extend(self.commitment_entries(received.year, draft, made, assigned));
        }
        Ok(pending)
    }

    /// A report's text as it was taken in.
    ///
    /// # Errors
    /// Where there is no such report, or the store fails or has lost it.
    pub fn report_text(&self, id: &str) -> Result<String, Error> {
        let accounts = self.accounts();
        let report =
            accounts.reports.get(id).ok_or_else(|| Error::NotFound(format!("report {id}")))?;
        self.document_text(&report.taken.sha256)?
            .ok_or_else(|| Error::NotFound(format!("text of report {id}")))
    }

    /// The text of a document, where it is there.
    pub(crate) fn document_text(&self, sha256: &str) -> Result<Option<String>, Error> {
        let hash = Hash::from_hex(sha256);
        let bytes = hash.map(|hash| self.store.document(&hash)).transpose()?.flatten();
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    fn commitment_entries(
        &self,
        year: i16,
        draft: &Draft,
        made: Made,
        assigned: Option<Assigned>,
    ) -> Vec<Pending> {
        let subject = format!("{}/{}", made.report, made.ordinal);
        let live = || draft.figures().iter().filter(|it| it.is_live).map(|it| &it.now);
        let mut events = Vec::new();
        events.extend(assigned.map(Event::Assigned));
        for (target, figure) in made.targets.iter().enumerate() {
            let measure = self.proposed_measure(figure);
            events.extend(measure.map(|measure| {
                Event::Bound(Bound {
                    target,
                    measure,
                    course: Course::EVEN.percent(),
                    tolerance_percent: TOLERANCE_PERCENT,
                    proposed: true,
                })
            }));
            events.extend(link::last_result(target, figure, live(), year).map(Event::Compared));
        }
        events.insert(0, Event::Made(made));
        let pending = |event: &Event| Pending::new(event.kind(), &subject, event.to_body());
        events.iter().map(pending).collect()
    }

    fn proposed_measure(&self, target: &account::TargetMade) -> Option<String> {
        let named: Vec<(String, &pack::Answers)> = self
            .packs()
            .values()
            .flat_map(|pack| {
                pack.measures.iter().filter_map(move |(id, measure)| {
                    Some((format!("{}/{id}", pack.id), measure.answers.as_ref()?))
                })
            })
            .collect();
        let candidates: Vec<link::Candidate<'_>> = named
            .iter()
            .map(|(measure, answers)| link::Candidate {
                measure,
                subjects: &answers.subjects,
                units: &answers.units,
            })
            .collect();
        link::answering(target, &candidates).map(str::to_owned)
    }

    /// Journals the city's and the packs' definitions where they are new, each a document by hash,
    /// so that whoever holds the log knows by which definitions a figure was made.
    pub(crate) fn record_definitions(&self) -> Result<(), Error> {
        let turn = self.turn_alone()?;
        let (mut drafts, mut documents) = (Vec::new(), Vec::new());
        for source in &self.definitions.sources {
            let mut body = Map::new();
            body.insert("sha256".to_owned(), Value::from(sha256(&source.bytes).to_string()));
            body.insert("version".to_owned(), Value::from(source.version));
            let known = self.store.entries_about(&source.subject)?;
            let last = known.last().and_then(|it| journal::Entry::decode(&it.bytes).ok());
            // Records go by a version's number, so that each means one text for ever.
            let told = known.iter().filter_map(|it| journal::Entry::decode(&it.bytes).ok());
            let mut told = told.filter(|it| it.kind == source.kind);
            let is_other = |it: &journal::Entry| {
                it.body.get("version") == body.get("version") && it.body != body
            };
            if told.any(|it| is_other(&it)) {
                let (what, version) = (source.subject.clone(), source.version);
                return Err(Error::SameVersion { what, version });
            }
            if last.is_none_or(|last| last.body != body) {
                drafts.push(Pending::new(source.kind, &source.subject, body));
                documents.push(source.bytes.clone());
            }
        }
        if drafts.is_empty() {
            return Ok(());
        }
        self.record(turn, &crate::program(), drafts, documents).map(|_| ())
    }
}

/// The year of a report that can be held to account.
fn usable(reading: &Reading) -> Result<i16, Unusable> {
    let found = |code| reading.diagnostics.iter().any(|diagnostic| diagnostic.code == code);
    if found(DiagnosticCode::NotChinese) {
        return Err(Unusable::NotChinese);
    }
    if reading.commitments.is_empty() {
        return Err(Unusable::NoPromise);
    }
    reading.year.ok_or(Unusable::NoYear)
}
