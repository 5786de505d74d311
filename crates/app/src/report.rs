//! Taking a report in: its text, its commitments, and what the machine proposes for them.

use account::{Bound, Course, Event, Made, link};
use hall::Actor;
use reader::{DiagnosticCode, Reading};
use serde_json::{Map, Value};

use crate::accounts::Taken;
use crate::ledger::{Draft, sha256};
use crate::promise::{ROLE_SUPERVISOR, needs_role};
use crate::{App, Error};

/// How far a value may lag behind its course unless agreed otherwise, in percent of the course.
const TOLERANCE_PERCENT: u8 = 10;

impl App {
    /// Takes a report in: keeps its text, makes each promise of its plan a commitment, and proposes
    /// measures and last results where they are clear. Returns the report's id.
    ///
    /// # Errors
    /// Where the actor is no supervisor, the text is no work report with a year and a plan, the
    /// report is there already, or the store fails; nothing is recorded then.
    pub fn take_in_report(&self, text: &str, actor: &Actor) -> Result<String, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        let reading = reader::read(text);
        let year = usable(&reading)?;
        let id = format!("{}-{year}", self.city().id);
        let mut ledger = self.ledger();
        if self.accounts().reports.contains_key(&id) {
            return Err(Error::Exists(format!("report {id}")));
        }
        let taken = Taken {
            title: reading.title.clone(),
            place: reading.place.clone().unwrap_or_else(|| self.city().name.zh.clone()),
            year,
            sha256: sha256(text.as_bytes()).to_string(),
            characters: u32::try_from(text.chars().count())
                .map_err(|_| Error::Invalid("the report is too long".to_owned()))?,
        };
        let mut drafts =
            vec![Draft { kind: Taken::KIND, subject: id.clone(), body: taken.to_body() }];
        for index in 0..reading.commitments.len() {
            drafts.extend(self.commitment_drafts(&id, &reading, index));
        }
        self.record(&mut ledger, actor, drafts, vec![text.as_bytes().to_vec()])?;
        Ok(id)
    }

    /// A report's text as it was taken in.
    ///
    /// # Errors
    /// Where there is no such report, or the store fails or has lost it.
    pub fn report_text(&self, id: &str) -> Result<String, Error> {
        let accounts = self.accounts();
        let report =
            accounts.reports.get(id).ok_or_else(|| Error::NotFound(format!("report {id}")))?;
        let hash = report.document();
        let bytes = hash.map(|hash| self.store.document(&hash)).transpose()?.flatten();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        text.ok_or_else(|| Error::NotFound(format!("text of report {id}")))
    }

    fn commitment_drafts(&self, report: &str, reading: &Reading, index: usize) -> Vec<Draft> {
        let ordinal = u32::try_from(index + 1).expect("a report has fewer than 2^32 promises");
        let subject = format!("{report}/{ordinal}");
        let made = Made::from_reading(report, ordinal, reading, index);
        let mut events = Vec::new();
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
            events.extend(link::last_result(target, figure, reading).map(Event::Compared));
        }
        events.insert(0, Event::Made(made));
        let draft = |event: &Event| Draft {
            kind: event.kind(),
            subject: subject.clone(),
            body: event.to_body(),
        };
        events.iter().map(draft).collect()
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
        let mut ledger = self.ledger();
        let (mut drafts, mut documents) = (Vec::new(), Vec::new());
        for source in &self.definitions.sources {
            let mut body = Map::new();
            body.insert("sha256".to_owned(), Value::from(sha256(&source.bytes).to_string()));
            body.insert("version".to_owned(), Value::from(source.version));
            let known = self.store.entries_about(&source.subject)?;
            let last = known.last().and_then(|it| journal::Entry::decode(&it.bytes).ok());
            if last.is_none_or(|last| last.body != body) {
                let subject = source.subject.clone();
                drafts.push(Draft { kind: source.kind, subject, body });
                documents.push(source.bytes.clone());
            }
        }
        if drafts.is_empty() {
            return Ok(());
        }
        let program = Actor { office: "cityhall".to_owned(), role: "program".to_owned() };
        self.record(&mut ledger, &program, drafts, documents).map(|_| ())
    }
}

/// The year of a report that can be held to account.
fn usable(reading: &Reading) -> Result<i16, Error> {
    let found = |code| reading.diagnostics.iter().any(|diagnostic| diagnostic.code == code);
    let why = if found(DiagnosticCode::NotChinese) {
        "this is no Chinese text; take in the report in Chinese"
    } else if reading.commitments.is_empty() {
        "no promise was found: the text needs a plan part, for example under 2020年主要工作"
    } else if let Some(year) = reading.year {
        return Ok(year);
    } else {
        "the title tells no year: begin the text with a line like 2020年乌鲁木齐市政府工作报告"
    };
    Err(Error::Invalid(why.to_owned()))
}
