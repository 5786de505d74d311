//! A report as a visitor or a program sends it: a file of any kind that is read, or its text.

use app::Upload;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;

/// The largest file that is taken, in bytes; with room for the form around it.
pub(crate) const UPLOAD_LIMIT_BYTES: usize = 33 * 1024 * 1024;

/// How the text is got out of a file. The program that serves the site brings it along, as the site
/// knows nothing of formats.
pub type ReadFile = fn(&[u8]) -> Result<Upload, Unreadable>;

/// Why the text of a file could not be got out, and what to do, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What the form of an upload sends.
#[derive(Debug, Default)]
pub(crate) struct UploadForm {
    /// The file's bytes; empty where none was chosen.
    pub(crate) file: Vec<u8>,
    /// The text that was pasted instead.
    pub(crate) text: String,
    /// The report's year as typed.
    pub(crate) year: String,
}

impl UploadForm {
    /// Reads the parts of a form; parts that it does not have are left out.
    pub(crate) async fn read(mut parts: Multipart) -> Result<Self, MultipartError> {
        let mut form = Self::default();
        while let Some(part) = parts.next_field().await? {
            match part.name() {
                Some("file") => form.file = part.bytes().await?.to_vec(),
                Some("text") => form.text = part.text().await?,
                Some("year") => form.year = part.text().await?,
                _ => {}
            }
        }
        Ok(form)
    }
}
