//! The reports taken in and their commitments: the fold of the entries that speak of them.
//!
//! There are hundreds of commitments where there are millions of records, so they are kept in
//! memory.

use std::collections::BTreeMap;

use account::{Commitment, Event};
use hall::City;
use jiff::civil::Date;
use journal::Entry;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::Read;

use crate::Error;
use crate::draft::{self, DraftReport};

/// All reports with their commitments.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// Reports by id.
    pub reports: BTreeMap<String, Report>,
    /// Reports handed in and not published yet, by the id that they will have.
    pub drafts: BTreeMap<String, DraftReport>,
    /// Commitments by report and ordinal.
    commitments: BTreeMap<(String, u32), Commitment>,
}

/// A report that was taken in.
#[derive(Debug, Clone)]
pub struct Report {
    /// Short name in addresses, `urumqi-2020`.
    pub id: String,
    /// What was said of it when it was taken in.
    pub taken: Taken,
    /// The day it was taken in.
    pub on: Date,
    /// The entry that says so.
    pub entry: u64,
}

/// The body of a `report.taken` entry, version 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
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
}

impl Accounts {
    const REPORT_TAKEN: &'static str = "report.taken";

    /// The kinds of entry that speak of reports; those of commitments are [`Event::KINDS`].
    const KINDS: [&'static str; 3] = [Self::REPORT_TAKEN, draft::RECEIVED, draft::DISCARDED];

    /// Whether entries of a kind speak of reports or commitments.
    pub(crate) fn are_told_by(kind: &str) -> bool {
        Self::KINDS.contains(&kind) || Event::KINDS.contains(&kind)
    }

    /// Folds all entries that speak of reports and commitments.
    pub(crate) fn read(store: &dyn Read, city: &City) -> Result<Self, Error> {
        let kinds: Vec<&str> = Self::KINDS.into_iter().chain(Event::KINDS).collect();
        let mut accounts = Self::default();
        for stored in store.entries_of(&kinds, 0)? {
            let entry = Entry::decode(&stored.bytes)
                .map_err(|error| Error::Journal { index: stored.index, why: error.to_string() })?;
            accounts.apply(stored.index, &entry, city)?;
        }
        Ok(accounts)
    }

    /// Folds one more entry in; entries that speak of other things change nothing.
    pub(crate) fn apply(&mut self, index: u64, entry: &Entry, city: &City) -> Result<(), Error> {
        let failed = |why: String| Error::Journal { index, why };
        let on = city.day(entry.at);
        let body = || Value::Object(entry.body.clone());
        let id = entry.subject.clone();
        match entry.kind.as_str() {
            draft::RECEIVED => {
                let received =
                    serde_json::from_value(body()).map_err(|error| failed(error.to_string()))?;
                let draft = DraftReport { id: id.clone(), received, on, entry: index };
                self.drafts.insert(id, draft);
                return Ok(());
            }
            draft::DISCARDED => {
                self.drafts.remove(&id);
                return Ok(());
            }
            Self::REPORT_TAKEN => {
                let taken =
                    serde_json::from_value(body()).map_err(|error| failed(error.to_string()))?;
                self.drafts.remove(&id);
                self.reports.insert(id.clone(), Report { id, taken, on, entry: index });
                return Ok(());
            }
            _ => {}
        }
        if !Event::KINDS.contains(&entry.kind.as_str()) {
            return Ok(());
        }
        let event = Event::from_body(&entry.kind, entry.body.clone())
            .map_err(|error| failed(error.to_string()))?;
        let key = key(&entry.subject)
            .ok_or_else(|| failed(format!("`{}` is no commitment's id", entry.subject)))?;
        match (self.commitments.get_mut(&key), event) {
            (None, Event::Made(made)) => {
                self.commitments.insert(key, Commitment::begin(&entry.subject, made, index));
                Ok(())
            }
            (None, _) => Err(failed(format!("commitment {} was never made", entry.subject))),
            (Some(commitment), event) => commitment
                .apply(event, &entry.by.office, on, index)
                .map_err(|error| failed(error.to_string())),
        }
    }

    /// A commitment by its id, `urumqi-2020/17`.
    #[must_use]
    pub fn commitment(&self, id: &str) -> Option<&Commitment> {
        self.commitments.get(&key(id)?)
    }

    /// A report's commitments in the order of its text.
    pub fn commitments_of<'a>(&'a self, report: &str) -> impl Iterator<Item = &'a Commitment> {
        let from = (report.to_owned(), 0);
        let to = (report.to_owned(), u32::MAX);
        self.commitments.range(from..=to).map(|(_, commitment)| commitment)
    }

    /// The report of the latest year; of two of one year, the one taken in last.
    #[must_use]
    pub fn latest(&self) -> Option<&Report> {
        self.reports.values().max_by_key(|report| (report.taken.year, report.entry))
    }
}

impl Taken {
    /// The kind of entry that carries it.
    pub(crate) const KIND: &'static str = Accounts::REPORT_TAKEN;

    pub(crate) fn to_body(&self) -> Map<String, Value> {
        draft::to_body(self)
    }
}

fn key(id: &str) -> Option<(String, u32)> {
    let (report, ordinal) = id.rsplit_once('/')?;
    Some((report.to_owned(), ordinal.parse().ok()?))
}
