//! Files that the portal is sent: their text, by way of [`documents`].

use app::Upload;
use documents::Language;
use web::Unreadable;

/// Gets the text out of an uploaded file.
pub(crate) fn read_file(bytes: &[u8]) -> Result<Upload, Unreadable> {
    let document = documents::read(bytes).map_err(|error| Unreadable {
        zh: error.message(Language::Chinese),
        en: error.message(Language::English),
    })?;
    Ok(of_document(document, bytes))
}

/// A document with the file that it was read from. What was lost is told in Chinese: it goes into
/// the log beside a Chinese report.
pub(crate) fn of_document(document: documents::Document, bytes: &[u8]) -> Upload {
    Upload {
        format: document.format.name().to_owned(),
        notes: document.notes.iter().map(|note| note.message(Language::Chinese)).collect(),
        text: document.text,
        original: bytes.to_vec(),
        year: None,
    }
}
