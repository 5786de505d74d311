//! One act or observation, and the only bytes that stand for it.

pub mod canonical;
pub(crate) mod scan;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::{Map, Value};
use thiserror::Error;

pub use canonical::CanonicalError;
use canonical::DEPTH_MAX;
use scan::Glance;

/// The most bytes that an encoded entry may have: entry bundles write its length in 16 bits
/// (C2SP `tlog-tiles`, "Log entries").
pub const BYTES_MAX: usize = 65_535;

/// The version of the encoding that this crate writes and reads.
pub const VERSION: u8 = 1;

/// One act or observation, as it is appended to the journal and never changed.
///
/// No personal data may be in it: what concerns a person is kept elsewhere, and the entry holds a
/// salted commitment to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What kind of act it is, such as `case.opened`; never empty. It says what the body holds.
    pub kind: String,
    /// When it was recorded, in whole seconds, in the years 0 to 9999 (UTC).
    pub at: Timestamp,
    /// Who acted.
    pub by: By,
    /// What the act is about, such as the number of a record; empty if it is about no one thing.
    pub subject: String,
    /// What the kind needs besides. Numbers are integers within ±(2^53 − 1); decimals are strings.
    pub body: Map<String, Value>,
}

/// Who acted: an office through one of its roles, never a person by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// The identifier of the office.
    pub office: String,
    /// The role in which it acted.
    pub role: String,
}

impl Entry {
    /// The entry as canonical JSON, the bytes that are hashed and published.
    ///
    /// Fails if the entry cannot be written so: see [`EntryError`].
    pub fn encode(&self) -> Result<Vec<u8>, EntryError> {
        if self.kind.is_empty() {
            return Err(EntryError::KindEmpty);
        }
        // As `canonical::write` would, but without a value that repeats all there is.
        let mut out = format!("{{\"at\":\"{}\",\"body\":", at_text(self.at)?);
        canonical::write_object(&self.body, DEPTH_MAX - 1, &mut out)?;
        for (name, text) in [
            (",\"by\":{\"office\":", &self.by.office),
            (",\"role\":", &self.by.role),
            ("},\"kind\":", &self.kind),
            (",\"subject\":", &self.subject),
        ] {
            out.push_str(name);
            canonical::write_string(text, &mut out);
        }
        out.push_str(&format!(",\"version\":{VERSION}}}"));
        check_length(out.as_bytes())?;
        Ok(out.into_bytes())
    }

    /// Reads an encoded entry, and refuses bytes that [`Entry::encode`] would not have written:
    /// one entry has one encoding, so that equal entries have equal hashes.
    pub fn decode(bytes: &[u8]) -> Result<Entry, EntryError> {
        match scan::glance(bytes) {
            Some(glance) => Entry::of_glance(&glance),
            None => Entry::decode_in_full(bytes),
        }
    }

    /// What is well formed beyond doubt need not be written again to be compared.
    fn of_glance(glance: &Glance<'_>) -> Result<Entry, EntryError> {
        let at = |source| EntryError::At { at: glance.at.to_owned(), source };
        let (office, role) = (glance.office.to_owned(), glance.role.to_owned());
        Ok(Entry {
            kind: glance.kind.to_owned(),
            at: glance.at.parse().map_err(at)?,
            by: By { office, role },
            subject: glance.subject.to_owned(),
            body: serde_json::from_str(glance.body).map_err(CanonicalError::Syntax)?,
        })
    }

    fn decode_in_full(bytes: &[u8]) -> Result<Entry, EntryError> {
        check_length(bytes)?;
        let mut fields = object(canonical::read(bytes)?, "the entry")?;
        let version = take(&mut fields, "version")?;
        if version != VERSION {
            return Err(EntryError::Version { found: version.to_string() });
        }
        let at = text(take(&mut fields, "at")?, "at")?;
        let mut by = object(take(&mut fields, "by")?, "by")?;
        let entry = Entry {
            kind: text(take(&mut fields, "kind")?, "kind")?,
            at: at.parse().map_err(|source| EntryError::At { at: at.clone(), source })?,
            by: By {
                office: text(take(&mut by, "office")?, "office")?,
                role: text(take(&mut by, "role")?, "role")?,
            },
            subject: text(take(&mut fields, "subject")?, "subject")?,
            body: object(take(&mut fields, "body")?, "body")?,
        };
        let unknown = fields.into_iter().chain(by).next();
        if let Some((field, _)) = unknown {
            return Err(EntryError::FieldUnknown { field });
        }
        if at_text(entry.at)? != at {
            return Err(EntryError::AtForm { at });
        }
        if entry.kind.is_empty() {
            return Err(EntryError::KindEmpty);
        }
        Ok(entry)
    }
}

/// Why an entry cannot be encoded, or bytes are not an encoded entry.
#[derive(Debug, Error)]
pub enum EntryError {
    /// An entry says of what kind it is.
    #[error("the entry has no kind: name what was done")]
    KindEmpty,
    /// The moment has a fraction of a second or lies outside the years 0 to 9999.
    #[error("the moment {at} is not a whole second of the years 0 to 9999: round it first")]
    AtRange {
        /// The moment.
        at: Timestamp,
    },
    /// The text of `at` is no moment.
    #[error("`at` is {at:?}, which is no RFC 3339 moment")]
    At {
        /// The text found.
        at: String,
        /// What the reader of moments says.
        source: jiff::Error,
    },
    /// The text of `at` is a moment in another form.
    #[error("`at` is {at:?}: write it in UTC with seconds, as in 2020-03-02T01:30:00Z")]
    AtForm {
        /// The text found.
        at: String,
    },
    /// The encoding is longer than an entry bundle can hold.
    #[error("the entry has {bytes} bytes, above the limit of {BYTES_MAX}: move bulk out of it")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The bytes are of a version that this reader does not know.
    #[error("the entry is of version {found}; this reader knows version {VERSION}")]
    Version {
        /// The version as JSON text.
        found: String,
    },
    /// A field is not there.
    #[error("the entry has no field {field:?}")]
    FieldMissing {
        /// The name of the field.
        field: &'static str,
    },
    /// A field is there that this version does not have.
    #[error("the entry has a field {field:?}, which version {VERSION} does not know")]
    FieldUnknown {
        /// The name of the field.
        field: String,
    },
    /// A field holds another kind of value.
    #[error("{field} is not {expected}")]
    FieldType {
        /// The name of the field.
        field: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// The values or the bytes have no canonical form, or are not in it.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

/// The moment as RFC 3339 writes it in UTC with whole seconds.
fn at_text(at: Timestamp) -> Result<String, EntryError> {
    let text = at.to_string();
    // A fraction of a second or a year beyond four digits makes the text longer.
    if text.len() == "2020-03-02T01:30:00Z".len() {
        Ok(text)
    } else {
        Err(EntryError::AtRange { at })
    }
}

fn check_length(bytes: &[u8]) -> Result<(), EntryError> {
    let bytes = bytes.len();
    if bytes <= BYTES_MAX { Ok(()) } else { Err(EntryError::TooLong { bytes }) }
}

fn take(fields: &mut Map<String, Value>, field: &'static str) -> Result<Value, EntryError> {
    fields.remove(field).ok_or(EntryError::FieldMissing { field })
}

fn text(value: Value, field: &'static str) -> Result<String, EntryError> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(EntryError::FieldType { field, expected: "a string" }),
    }
}

fn object(value: Value, field: &'static str) -> Result<Map<String, Value>, EntryError> {
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(EntryError::FieldType { field, expected: "an object" }),
    }
}
