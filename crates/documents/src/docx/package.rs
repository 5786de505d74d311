//! The archive around a DOCX: its parts, with limits to what is unpacked.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::body::attribute;
use crate::{DocumentError, decode};

/// The most that is unpacked of a file, in bytes, over all parts: the text of a report takes some
/// hundred kilobytes.
const UNPACKED_MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The most files that an archive may list.
const FILES_MAX: usize = 20_000;

/// An archive that is open.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How much may still be unpacked.
    left_bytes: u64,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() > FILES_MAX {
            return Err(DocumentError::Damaged { why: format!("{} parts", archive.len()) });
        }
        Ok(Self { archive, left_bytes: UNPACKED_MAX_BYTES })
    }

    /// A part's XML; `None` where there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, DocumentError> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(error)),
        };
        // What the archive says of a size is not believed: what comes out is counted.
        let mut bytes = Vec::new();
        file.take(self.left_bytes + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| DocumentError::Damaged { why: error.to_string() })?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > self.left_bytes {
            return Err(DocumentError::Bomb { limit_bytes: UNPACKED_MAX_BYTES });
        }
        self.left_bytes -= size;
        decode::decode(&bytes).map(|(xml, _)| Some(xml))
    }

    /// The part that the package's relationships name as the document (ISO/IEC 29500-2, 6.5).
    pub(super) fn main_part(&mut self) -> Result<Option<String>, DocumentError> {
        let Some(xml) = self.part("_rels/.rels")? else { return Ok(None) };
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event().map_err(broken)? {
                Event::Start(element) | Event::Empty(element) => {
                    let is_main = attribute(&element, "Type")
                        .is_some_and(|kind| kind.ends_with("/officeDocument"));
                    if is_main && let Some(target) = attribute(&element, "Target") {
                        return Ok(Some(target.trim_start_matches('/').to_owned()));
                    }
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }
}

fn damaged(error: ZipError) -> DocumentError {
    DocumentError::Damaged { why: error.to_string() }
}

/// XML that is not well-formed.
pub(super) fn broken(error: quick_xml::Error) -> DocumentError {
    DocumentError::Damaged { why: error.to_string() }
}
