//! Folding measures anew from entries and documents alone, by the packs that the log itself names.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use journal::Entry;
use pack::{Pack, Source};
use serde_json::Value;

use crate::{City, CityFiles, Contributed, Event, Record, adding, counted};

/// The city and its packs, as they are in force at some entry of a log.
#[derive(Debug, Clone, Default)]
pub struct InForce {
    city: Option<City>,
    packs: BTreeMap<String, Arc<Pack>>,
    /// Every version of a pack that was loaded so far: records go by the one they were opened with.
    versions: BTreeMap<(String, u32), Arc<Pack>>,
}

impl InForce {
    /// Takes in what an entry defines; other entries define nothing. `document` tells a document by
    /// its SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// Says which definition is missing or has faults.
    pub fn define(
        &mut self,
        entry: &Entry,
        document: impl FnOnce(&str) -> Result<String, String>,
    ) -> Result<(), String> {
        match entry.kind.as_str() {
            "city.defined" => self.city = Some(city(&files(entry, document)?)?),
            "pack.loaded" => {
                let pack = Arc::new(pack(&files(entry, document)?)?);
                let version = (entry.subject.clone(), pack.version);
                self.versions.insert(version, Arc::clone(&pack));
                self.packs.insert(entry.subject.clone(), pack);
            }
            _ => {}
        }
        Ok(())
    }

    /// Folds an entry that speaks of a record ([`Event::KINDS`]) into that record (`None` before
    /// its opening), and gives by how much it moves which measures.
    ///
    /// # Errors
    /// Says which definition is missing or what the entry cannot follow.
    pub fn step(
        &self,
        before: Option<Record>,
        index: u64,
        entry: &Entry,
    ) -> Result<(Record, Vec<Contributed>), String> {
        let at = self.city()?.local(entry.at);
        let event = Event::from_body(&entry.kind, &entry.body);
        let event = event.map_err(|error| error.to_string())?;
        let was = before.as_ref().map(|it| Ok::<_, String>(adding(self.pack_of(it)?, it)));
        let was = was.transpose()?.unwrap_or_default();
        let after = Record::apply(before, &entry.subject, event, &entry.by.office, at, index)
            .map_err(|error| error.to_string())?;
        let (pack, day) = (self.pack_of(&after)?, at.date());
        let contributed = counted(pack, &was, &after)
            .into_iter()
            .map(|moved| Contributed { moved, entry: index, record: after.id.clone(), day })
            .collect();
        Ok((after, contributed))
    }

    /// The pack of that id, as it was loaded last.
    #[must_use]
    pub fn pack(&self, id: &str) -> Option<&Pack> {
        self.packs.get(id).map(Arc::as_ref)
    }

    /// All packs, as they were loaded last.
    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.packs.values().map(Arc::as_ref)
    }

    /// The version of its pack that a record goes by.
    ///
    /// # Errors
    /// Where that version was not loaded.
    pub fn pack_of(&self, record: &Record) -> Result<&Pack, String> {
        let (pack, version) = (&record.opened.pack, record.version);
        let found = self.versions.get(&(pack.clone(), version)).map(Arc::as_ref);
        found.ok_or_else(|| format!("version {version} of pack `{pack}` was not loaded"))
    }

    /// The civil day of an entry, by the city's time.
    ///
    /// # Errors
    /// Where no city was defined.
    pub fn day(&self, entry: &Entry) -> Result<Date, String> {
        Ok(self.city()?.day(entry.at))
    }

    fn city(&self) -> Result<&City, String> {
        self.city.as_ref().ok_or_else(|| "no city was defined before it".to_owned())
    }
}

/// What the entries of a log say so far of its city, its packs and its records.
#[derive(Debug, Default)]
pub struct Refold {
    /// The city and its packs.
    pub in_force: InForce,
    records: BTreeMap<String, Record>,
}

impl Refold {
    /// Folds one more entry in, and gives by how much it moves which measures. Entries that speak
    /// of other things move nothing. `document` tells a document by its SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// Says which definition is missing or what the entry cannot follow.
    pub fn apply(
        &mut self,
        index: u64,
        entry: &Entry,
        document: impl FnOnce(&str) -> Result<String, String>,
    ) -> Result<Vec<Contributed>, String> {
        if !Event::KINDS.contains(&entry.kind.as_str()) {
            return self.in_force.define(entry, document).map(|()| Vec::new());
        }
        let before = self.records.remove(&entry.subject);
        let (after, contributed) = self.in_force.step(before, index, entry)?;
        self.records.insert(entry.subject.clone(), after);
        Ok(contributed)
    }
}

/// The files of a definition's document.
fn files(
    entry: &Entry,
    document: impl FnOnce(&str) -> Result<String, String>,
) -> Result<BTreeMap<String, String>, String> {
    let sha256 = entry.body.get("sha256").and_then(Value::as_str).ok_or("it names no document")?;
    serde_json::from_str(&document(sha256)?).map_err(|error| error.to_string())
}

fn city(files: &BTreeMap<String, String>) -> Result<City, String> {
    let file = |name: &str| files.get(name).map_or("", String::as_str);
    City::parse(CityFiles {
        city: file("city.toml"),
        places: file("places.toml"),
        offices: file("offices.toml"),
    })
    .map_err(|error| error.to_string())
}

fn pack(files: &BTreeMap<String, String>) -> Result<Pack, String> {
    let sources: Vec<Source<'_>> = files.iter().map(|(path, text)| Source { path, text }).collect();
    pack::check(&sources).0.ok_or_else(|| "the pack has faults".to_owned())
}
