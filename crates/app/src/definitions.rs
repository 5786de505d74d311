//! What a city is made of: its own folder, its calendar and the packs that it runs.

use std::collections::BTreeMap;

use calendar::Calendar;
use hall::{City, CityError, CityFiles};
use pack::{Diagnostic, Pack, Severity, Source};

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
    /// City systems by id.
    pub packs: BTreeMap<String, Pack>,
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
}

impl Definitions {
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
            kind: "city.defined",
            subject: city.id.clone(),
            version: city.version,
            bytes: bundle(folder),
        }];
        let mut packs = BTreeMap::new();
        for files in &documents.packs {
            let pack = checked(files)?;
            sources.push(Defined {
                kind: "pack.loaded",
                subject: pack.id.clone(),
                version: pack.version,
                bytes: bundle(files.iter()),
            });
            if let Some(twice) = packs.insert(pack.id.clone(), pack) {
                return Err(DefinitionsError::Twice(twice.id));
            }
        }
        Ok(Self { city, calendar, packs, sources })
    }
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
