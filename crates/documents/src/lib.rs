//! Files in: the text of a report as a city publishes it.
//!
//! Chinese offices publish text in UTF-8, in UTF-16 (saved by a word processor) and in GB18030
//! (GB 18030-2022, which holds GBK and GB2312). The encoding is told by the content, never by the
//! name. What is no text is refused with what to do about it, in Chinese and in English.

mod decode;
mod error;
mod file;
mod kind;

pub use error::{DocumentError, Language};
pub use file::read_file;
pub use kind::BinaryKind;

/// The largest document that is read: 32 MiB, some four hundred times the longest report.
pub const SIZE_MAX_BYTES: u64 = 32 * 1024 * 1024;

/// A document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The characters, without byte order mark.
    pub text: String,
    /// How they were written.
    pub encoding: Encoding,
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

/// Reads the text of a document that is in memory.
///
/// # Errors
///
/// [`DocumentError::Empty`] where there is nothing but white space, [`DocumentError::TooLarge`],
/// [`DocumentError::Binary`] where the bytes are no text, [`DocumentError::NotDecodable`] where
/// they are in no encoding that is known.
pub fn text_from_bytes(bytes: &[u8]) -> Result<Text, DocumentError> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > SIZE_MAX_BYTES {
        return Err(DocumentError::TooLarge { size_bytes: size });
    }
    if let Some(kind) = kind::of(bytes) {
        return Err(DocumentError::Binary { kind });
    }
    let text = decode::decode(bytes)?;
    let is_blank = text.text.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
    if is_blank { Err(DocumentError::Empty) } else { Ok(text) }
}

#[cfg(test)]
mod tests;
