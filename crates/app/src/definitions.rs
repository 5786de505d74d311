//! What a city is made of: its own folder, its calendar and the packs that it runs.

use std::collections::{BTreeMap, btree_map};
use std::sync::Arc;

use calendar::Calendar;
use hall::{City, CityError, CityFiles, Record};
use journal::{Entry, Hash};
use pack::{Diagnostic, Language, Pack, Severity, Source};
use serde_json::Value;
use store::{Read, StoreError, StoredEntry};

use crate::Error;

/// The kind of entry that says what the city is.
pub(crate) const CITY_DEFINED: &str = "city.defined";
/// The kind of entry that says what a pack declares.
const PACK_LOADED: &str = "pack.loaded";

/// The kinds of entry that bring a definition in.
pub(crate) const DEFINING: [&str; 2] = [CITY_DEFINED, PACK_LOADED];

/// The texts that define a city, as an adapter read them.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// The city's folder: `city.toml`, `places.toml`, `offices.toml`, `calendar.toml`.
    pub city: BTreeMap<String, String>,
    /// Each pack's folder.
    pub packs: Vec<BTreeMap<String, String>>,
}

/// A city's definitions, checked.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// Places and offices.
    pub city: City,
    /// Working days.
    pub calendar: Calendar,
    /// City systems by id, each in the version that is in use.
    pub packs: BTreeMap<String, Pack>,
    /// Every version that is in use or was, by pack and number: a record goes by one of them.
    versions: BTreeMap<(String, u32), Arc<Pack>>,
    /// What to journal of them.
    pub(crate) sources: Vec<Defined>,
}

/// A definition as it is journaled: a document by hash.
#[derive(Debug, Clone)]
pub(crate) struct Defined {
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) version: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Why a city cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionsError {
    /// A file is missing from the city's folder.
    #[error("the city's folder has no {0}")]
    Missing(&'static str),
    /// The city's folder is not as it should be.
    #[error(transparent)]
    City(#[from] CityError),
    /// The calendar is not as it should be.
    #[error("calendar.toml: {0}")]
    Calendar(String),
    /// A pack has faults.
    #[error("a pack has faults:\n{}", faults(.0))]
    Pack(Vec<Diagnostic>),
    /// Two packs share an id.
    #[error("two packs are called `{0}`")]
    Twice(String),
    /// The journal does not tell what the city is made of.
    #[error("the journal does not tell what the city is made of: {0}")]
    Journal(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Documents {
    /// The texts that defined the city last, as its journal has them: the city and every pack that
    /// it ever ran. Nothing else is needed to fold the journal.
    ///
    /// # Errors
    /// Where the journal or a document that it names is missing or unreadable.
    pub fn of_journal(store: &dyn Read) -> Result<Self, DefinitionsError> {
        let mut documents = Self::default();
        let mut packs = BTreeMap::new();
        for stored in store.entries_of(&DEFINING, 0)? {
            let (entry, files) = defined(store, &stored)?;
            if entry.kind == CITY_DEFINED {
                documents.city = files;
            } else {
                packs.insert(entry.subject, files);
            }
        }
        if documents.city.is_empty() {
            return Err(DefinitionsError::Journal("it has no entry yet that says so".to_owned()));
        }
        documents.packs = packs.into_values().collect();
        Ok(documents)
    }
}

impl Definitions {
    /// Refuses a log that is of another city.
    pub(crate) fn refuse_other_city(&self, store: &dyn Read) -> Result<(), Error> {
        let Some(first) = store.entries_of(&[CITY_DEFINED], 0)?.into_iter().next() else {
            return Ok(());
        };
        let index = first.index;
        let entry = Entry::decode(&first.bytes)
            .map_err(|error| Error::Journal { index, why: error.to_string() })?;
        if entry.subject == self.city.id {
            return Ok(());
        }
        Err(Error::OtherCity { log: entry.subject, given: self.city.id.clone() })
    }

    /// Checks the documents.
    ///
    /// # Errors
    /// Where a file is missing or is not as it should be.
    pub fn read(documents: &Documents) -> Result<Self, DefinitionsError> {
        let file = |name: &'static str| {
            documents.city.get(name).map(String::as_str).ok_or(DefinitionsError::Missing(name))
        };
        let city = City::parse(CityFiles {
            city: file("city.toml")?,
            places: file("places.toml")?,
            offices: file("offices.toml")?,
        })?;
        let calendar = Calendar::parse(file("calendar.toml")?)
            .map_err(|error| DefinitionsError::Calendar(error.to_string()))?;
        let kept = ["city.toml", "places.toml", "offices.toml", "calendar.toml"];
        let folder = documents.city.iter().filter(|(name, _)| kept.contains(&name.as_str()));
        let mut sources = vec![Defined {
            kind: CITY_DEFINED,
            subject: city.id.clone(),
            version: city.version,
            bytes: bundle(folder),
        }];
        let (mut packs, mut versions) = (BTreeMap::new(), BTreeMap::new());
        for files in &documents.packs {
            let pack = checked(files)?;
            versions.insert((pack.id.clone(), pack.version), Arc::new(pack.clone()));
            sources.push(Defined {
                kind: PACK_LOADED,
                subject: pack.id.clone(),
                version: pack.version,
                bytes: bundle(files.iter()),
            });
            if let Some(twice) = packs.insert(pack.id.clone(), pack) {
                return Err(DefinitionsError::Twice(twice.id));
            }
        }
        Ok(Self { city, calendar, packs, versions, sources })
    }

    /// With every version of every pack that the journal has: records go by them.
    ///
    /// # Errors
    /// Where the journal or a document that it names is missing or unreadable.
    pub fn with_history(mut self, store: &dyn Read) -> Result<Self, DefinitionsError> {
        for stored in store.entries_of(&[PACK_LOADED], 0)? {
            let (entry, files) = defined(store, &stored)?;
            let version = entry.body.get("version").and_then(Value::as_u64);
            let version = version.and_then(|it| u32::try_from(it).ok()).unwrap_or_default();
            let key = (entry.subject, version);
            if let btree_map::Entry::Vacant(unread) = self.versions.entry(key) {
                unread.insert(Arc::new(checked(&files)?));
            }
        }
        Ok(self)
    }

    /// The version of its pack that a record goes by; `None` where this program has not read it,
    /// as one that was loaded by another process since.
    #[must_use]
    pub fn pack_of(&self, record: &Record) -> Option<&Pack> {
        self.version(&record.opened.pack, record.version)
    }

    /// A version of a pack.
    #[must_use]
    pub fn version(&self, pack: &str, version: u32) -> Option<&Pack> {
        self.versions.get(&(pack.to_owned(), version)).map(Arc::as_ref)
    }

    /// All versions of a pack, the latest first.
    pub fn versions_of<'a>(&'a self, pack: &str) -> impl Iterator<Item = &'a Pack> {
        let all = (pack.to_owned(), u32::MIN)..=(pack.to_owned(), u32::MAX);
        self.versions.range(all).rev().map(|(_, pack)| pack.as_ref())
    }

    /// The words for a key in the latest version of a pack that has them.
    #[must_use]
    pub fn message(&self, pack: &str, language: Language, key: &str) -> Option<&str> {
        self.versions_of(pack).find_map(|pack| pack.messages.get(language, key))
    }
}

/// A definition's entry, and the files of the document that it names.
fn defined(
    store: &dyn Read,
    stored: &StoredEntry,
) -> Result<(Entry, BTreeMap<String, String>), DefinitionsError> {
    let failed = |why: String| DefinitionsError::Journal(format!("entry {}: {why}", stored.index));
    let entry = Entry::decode(&stored.bytes).map_err(|error| failed(error.to_string()))?;
    let named = entry.body.get("sha256").and_then(Value::as_str);
    let hash = named.and_then(Hash::from_hex);
    let hash = hash.ok_or_else(|| failed("it names no document".to_owned()))?;
    let missing = || failed(format!("the document {hash} is missing"));
    let bytes = store.document(&hash)?.ok_or_else(missing)?;
    let files = serde_json::from_slice(&bytes).map_err(|error| failed(error.to_string()))?;
    Ok((entry, files))
}

fn checked(files: &BTreeMap<String, String>) -> Result<Pack, DefinitionsError> {
    let sources: Vec<Source<'_>> = files.iter().map(|(path, text)| Source { path, text }).collect();
    let (pack, diagnostics) = pack::check(&sources);
    pack.ok_or(DefinitionsError::Pack(diagnostics))
}

/// A folder as one document: a JSON object from file names to texts, in the order of names.
fn bundle<'a>(files: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<u8> {
    let files: BTreeMap<&String, &String> = files.collect();
    serde_json::to_vec(&files).expect("a map of texts is always JSON")
}

fn faults(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|it| it.severity == Severity::Error);
    let lines: Vec<String> = errors
        .map(|it| {
            let message = it.message(pack::Language::English);
            format!("{}:{}:{}: {message}", it.file, it.line, it.column)
        })
        .collect();
    lines.join("\n")
}
