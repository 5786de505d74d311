//! The city that a hall serves: its two trees, places (辖区) and offices (单位).

use std::collections::BTreeSet;

use crate::point::{Bounds, Point};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;

/// What the public goes by where an office is told: whoever acts without signing in.
pub const PUBLIC_OFFICE: &str = "public";

/// A city with its places and offices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct City {
    /// Short name in addresses, `urumqi`.
    pub id: String,
    /// Raised when the folder changes.
    pub version: u32,
    /// What it is called.
    pub name: Name,
    /// Something that every page must say of it, for example that it is a sample.
    pub notice: Option<Name>,
    /// Hours ahead of UTC; civil days are counted by it.
    pub utc_offset_hours: i8,
    /// The stretch of earth in which points of the city lie; anywhere, where it does not say.
    pub bounds: Option<Bounds>,
    /// For a sample: the day on which it stands still.
    pub today: Option<Date>,
    /// For a sample: the report that it starts with, a path in its folder.
    pub report: Option<String>,
    /// For a sample: the day on which that report was given.
    pub report_on: Option<Date>,
    /// In the order of the file.
    pub places: Vec<Place>,
    /// In the order of the file.
    pub offices: Vec<Office>,
}

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Chinese.
    #[serde(rename = "zh-CN")]
    pub zh: String,
    /// English.
    pub en: String,
}

/// A place of the administrative tree.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// GB/T 2260 code, with three digits more below the county (GB/T 10114).
    pub code: String,
    /// `city`, `district`, `street` …
    pub level: String,
    /// The code of the place that it is part of.
    pub parent: Option<String>,
    /// What it is called.
    pub name: Name,
}

/// A body that acts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Short name in addresses, `urban-management-bureau`.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// The code of the place that it serves.
    pub place: String,
    /// What it is in the hall.
    pub kind: OfficeKind,
    /// The office to which it hands matters up; where it is left out, the only one at the next
    /// level above its place that works on matters.
    pub upper: Option<String>,
    /// What it does, in a line.
    pub tasks: Option<Tasks>,
}

/// What an office does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tasks {
    /// Chinese.
    #[serde(rename = "zh-CN")]
    pub zh: String,
    /// English.
    pub en: Option<String>,
}

/// What an office is in the hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfficeKind {
    /// A department of the city.
    CityOffice,
    /// A district's government.
    DistrictOffice,
    /// It checks what others did.
    Supervision,
    /// The residents' side.
    Public,
}

/// The texts of a city's folder.
#[derive(Debug, Clone, Copy)]
pub struct CityFiles<'a> {
    /// `city.toml`
    pub city: &'a str,
    /// `places.toml`
    pub places: &'a str,
    /// `offices.toml`
    pub offices: &'a str,
}

/// Why a city's folder cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CityError {
    /// A file is not as it should be.
    #[error("{file}: {why}")]
    BadFile {
        /// The file.
        file: &'static str,
        /// What is wrong and where.
        why: String,
    },
    /// Two of a kind share a name.
    #[error("{file}: `{id}` stands there twice; give one of them another name")]
    Twice {
        /// The file.
        file: &'static str,
        /// The name.
        id: String,
    },
    /// Something refers to a place that is not there.
    #[error("{file}: `{id}` refers to the place `{place}`, which places.toml does not have")]
    NoPlace {
        /// The file.
        file: &'static str,
        /// Who refers.
        id: String,
        /// The code.
        place: String,
    },
    /// An office hands matters up to one that is not there.
    #[error("offices.toml: `{id}` hands matters up to `{upper}`, which is no other office")]
    NoOffice {
        /// Who refers.
        id: String,
        /// The office referred to.
        upper: String,
    },
}

impl City {
    /// Reads a city's folder.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(files: CityFiles<'_>) -> Result<Self, CityError> {
        let city: CityFile = parse("city.toml", files.city)?;
        let places = parse::<PlacesFile>("places.toml", files.places)?.place;
        let offices = parse::<OfficesFile>("offices.toml", files.offices)?.office;
        let codes = unique("places.toml", places.iter().map(|place| place.code.as_str()))?;
        let ids = offices.iter().map(|office| office.id.as_str());
        let ids = unique("offices.toml", ids.chain([PUBLIC_OFFICE]))?;
        let is_other = |office: &Office, upper: &str| {
            upper != office.id && upper != PUBLIC_OFFICE && ids.contains(upper)
        };
        for office in &offices {
            if let Some(upper) = office.upper.as_ref().filter(|upper| !is_other(office, upper)) {
                let (id, upper) = (office.id.clone(), upper.clone());
                return Err(CityError::NoOffice { id, upper });
            }
        }
        for place in &places {
            refer("places.toml", &place.code, place.parent.as_deref(), &codes)?;
        }
        for office in &offices {
            refer("offices.toml", &office.id, Some(&office.place), &codes)?;
        }
        Ok(Self {
            id: city.id,
            version: city.version,
            name: city.name,
            notice: city.notice,
            utc_offset_hours: city.utc_offset_hours,
            bounds: city.bounds.map(bounds).transpose()?,
            today: city.today,
            report: city.report,
            report_on: city.report_on,
            places,
            offices,
        })
    }

    /// The place of that code.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.code == code)
    }

    /// The office of that id.
    #[must_use]
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.iter().find(|office| office.id == id)
    }

    /// The office to which another hands matters up: the one that it names, else the only one at
    /// the nearest place above its own that has any; `None` where that is not clear.
    #[must_use]
    pub fn upper(&self, id: &str) -> Option<&Office> {
        let office = self.office(id)?;
        if let Some(upper) = &office.upper {
            return self.office(upper);
        }
        let works = |it: &&Office| !matches!(it.kind, OfficeKind::Supervision | OfficeKind::Public);
        let mut place = self.place(&office.place)?;
        // Places form a tree; a fault in the file must not make it endless.
        for _ in &self.places {
            place = self.place(place.parent.as_ref()?)?;
            let mut there = self.offices.iter().filter(|it| it.place == place.code).filter(works);
            match (there.next(), there.next()) {
                (Some(only), None) => return Some(only),
                (None, _) => {}
                (Some(_), Some(_)) => return None,
            }
        }
        None
    }

    /// The civil day of an instant.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    /// The civil day and time of an instant.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> DateTime {
        let offset = Offset::from_hours(self.utc_offset_hours).unwrap_or(Offset::UTC);
        at.to_zoned(TimeZone::fixed(offset)).datetime()
    }

    /// The instant of a civil day and time.
    #[must_use]
    pub fn moment(&self, at: DateTime) -> Timestamp {
        let offset = Offset::from_hours(self.utc_offset_hours).unwrap_or(Offset::UTC);
        offset.to_timestamp(at).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The instant of an hour of a civil day.
    #[must_use]
    pub fn instant(&self, day: Date, hour: i8) -> Timestamp {
        self.instant_of(day.at(hour, 0, 0, 0))
    }

    /// The instant of a civil day and time.
    #[must_use]
    pub fn instant_of(&self, local: DateTime) -> Timestamp {
        let offset = Offset::from_hours(self.utc_offset_hours).unwrap_or(Offset::UTC);
        offset.to_timestamp(local).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CityFile {
    id: String,
    version: u32,
    name: Name,
    notice: Option<Name>,
    utc_offset_hours: i8,
    /// Longitude and latitude of the corners in the south-west and in the north-east.
    bounds: Option<[String; 2]>,
    today: Option<Date>,
    report: Option<String>,
    report_on: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesFile {
    place: Vec<Place>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficesFile {
    office: Vec<Office>,
}

fn bounds(corners: [String; 2]) -> Result<Bounds, CityError> {
    let corners = corners.map(|corner| Point::of_field(&corner));
    if let [Some(south_west), Some(north_east)] = corners
        && south_west.longitude < north_east.longitude
        && south_west.latitude < north_east.latitude
    {
        return Ok(Bounds { south_west, north_east });
    }
    let why = "bounds are [\"longitude,latitude\" of the south-west, the same of the north-east]";
    Err(CityError::BadFile { file: "city.toml", why: why.to_owned() })
}

fn parse<'a, T: Deserialize<'a>>(file: &'static str, text: &'a str) -> Result<T, CityError> {
    toml::from_str(text).map_err(|error| CityError::BadFile { file, why: error.to_string() })
}

fn unique<'a>(
    file: &'static str,
    ids: impl Iterator<Item = &'a str>,
) -> Result<BTreeSet<&'a str>, CityError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(CityError::Twice { file, id: id.to_owned() });
        }
    }
    Ok(seen)
}

fn refer(
    file: &'static str,
    id: &str,
    place: Option<&str>,
    codes: &BTreeSet<&str>,
) -> Result<(), CityError> {
    match place {
        Some(place) if !codes.contains(place) => {
            Err(CityError::NoPlace { file, id: id.to_owned(), place: place.to_owned() })
        }
        _ => Ok(()),
    }
}
