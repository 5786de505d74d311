//! Files in: the text of a report as a city publishes it.
//!
//! Plain text in UTF-8, in UTF-16 (saved by a word processor) and in GB18030 (GB 18030-2022, which
//! holds GBK and GB2312), web pages, DOCX and PDF. What a file is, is told by its content, never by
//! its name. What cannot be read is refused with what to do about it, in Chinese and in English.

mod clean;
mod decode;
mod docx;
mod error;
mod file;
mod html;
mod kind;
mod pdf;

pub use error::{DocumentError, Language};
pub use file::{load, read_file};
pub use kind::BinaryKind;

/// The largest document that is read: 32 MiB, some four hundred times the longest report.
pub const SIZE_MAX_BYTES: u64 = 32 * 1024 * 1024;

/// A document's text, and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The characters, paragraphs on lines of their own, without byte order mark.
    pub text: String,
    /// What sort of file it was.
    pub format: Format,
    /// What could not be recovered, in the order of the file; empty where nothing was lost.
    pub notes: Vec<Note>,
}

/// What sort of file a document is, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Plain text, or text with stray markup.
    Text(Encoding),
    /// A web page, or a piece of one.
    Html(Encoding),
    /// Office Open XML (ISO/IEC 29500), as Word and WPS write it.
    Docx,
    /// Portable Document Format with a text layer.
    Pdf {
        /// How many pages it has.
        pages: usize,
    },
}

/// Something of a document that could not be recovered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A page of a PDF has no text that can be recovered: it is a picture, or its font does not
    /// tell which characters its glyphs are.
    PageNotRecovered {
        /// The page, from 1.
        page: usize,
    },
}

/// How a text file's characters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16, low byte first, with or without byte order mark.
    Utf16Le,
    /// UTF-16, high byte first, with or without byte order mark.
    Utf16Be,
    /// GB18030 and with it GBK and GB2312.
    Gb18030,
}

/// Reads a document that is in memory.
///
/// # Errors
///
/// [`DocumentError::Empty`] where there is nothing but white space, [`DocumentError::TooLarge`],
/// [`DocumentError::Binary`] where the bytes are of a kind that is not read,
/// [`DocumentError::NotDecodable`] where they are in no encoding that is known, and for PDF the
/// errors whose names begin with `Pdf`.
pub fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > SIZE_MAX_BYTES {
        return Err(DocumentError::TooLarge { size_bytes: size });
    }
    let document = match kind::of(bytes) {
        Some(BinaryKind::Zip) => docx::read(bytes)?,
        Some(BinaryKind::Pdf) => pdf::read(bytes)?,
        Some(kind) => return Err(DocumentError::Binary { kind }),
        None if html::is_page(bytes) => {
            let (text, encoding) = html::read(bytes)?;
            Document { text, format: Format::Html(encoding), notes: Vec::new() }
        }
        None => {
            let (text, encoding) = decode::decode(bytes)?;
            Document { text, format: Format::Text(encoding), notes: Vec::new() }
        }
    };
    let is_blank = document.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
    if is_blank { Err(DocumentError::Empty) } else { Ok(document) }
}

impl Format {
    /// The one word by which a format is known in files and addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Html(_) => "html",
            Self::Docx => "docx",
            Self::Pdf { .. } => "pdf",
        }
    }
}

#[cfg(test)]
mod tests;
