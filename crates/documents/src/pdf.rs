//! PDF (ISO 32000-2) with a text layer: the text of its pages, in reading order.
//!
//! A glyph's character is what the file says it is: its `ToUnicode` map, else the encoding that the
//! font names. Where the file does not say, nothing is guessed: up to two glyphs in a hundred of a
//! page become U+FFFD, in their place; with more, the page is named as not recovered.

mod content;
mod encoding;
mod font;
mod guard;
mod inline;
mod layout;
mod maps;
mod paragraph;
mod unpack;
mod widths;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::{LoadPdfError, Pdf};

use crate::{Document, DocumentError, Format, Note};
use content::{Budget, PageContent};
use font::Fonts;
use layout::Line;

/// The most pages that are read, some twenty times the longest report.
pub(crate) const PAGES_MAX: usize = 2_000;

/// The glyphs in a hundred of a page that may stay unknown.
const UNKNOWN_MAX_PERCENT: usize = 2;

/// Reads a PDF. A panic of the parser is a broken file, not the end of the program.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    catch_unwind(AssertUnwindSafe(|| read_pages(bytes))).unwrap_or(Err(DocumentError::PdfBroken))
}

fn read_pages(bytes: &[u8]) -> Result<Document, DocumentError> {
    let pdf = Pdf::new(guard::checked(bytes)?).map_err(|error| refused(error, bytes))?;
    let pages = pdf.pages().len();
    match pages {
        0 => return Err(DocumentError::PdfBroken),
        1..=PAGES_MAX => {}
        _ => return Err(DocumentError::PdfTooManyPages { pages }),
    }
    let mut fonts = Fonts::default();
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    let mut notes = Vec::new();
    for (index, page) in pdf.pages().iter().enumerate() {
        let content = content::read(page, &mut fonts, &mut budget);
        let is_recovered = is_recovered(&content);
        let lines = if is_recovered { layout::lines(content.glyphs) } else { Vec::new() };
        if !is_recovered {
            notes.push(Note::PageNotRecovered { page: index + 1 });
        }
        let (_, height) = page.render_dimensions();
        sheets.push(Sheet { lines, height: f64::from(height) });
    }
    let text = paragraph::text(&sheets);
    if text.trim().is_empty() {
        return Err(DocumentError::PdfWithoutText { pages });
    }
    Ok(Document { text, format: Format::Pdf { pages }, notes })
}

/// A page as lines, from the top down.
#[derive(Debug)]
pub(crate) struct Sheet {
    lines: Vec<Line>,
    /// In points.
    height: f64,
}

/// A page is recovered if it was read to its end, its glyphs are known, and it is not a picture.
/// An empty page has lost nothing.
fn is_recovered(content: &PageContent) -> bool {
    if content.is_cut_short {
        return false;
    }
    if content.glyphs.is_empty() {
        return !content.has_marks;
    }
    content.unknown * 100 <= content.glyphs.len() * UNKNOWN_MAX_PERCENT
}

/// A file that names its encryption and cannot be opened is a locked one, not a broken one.
fn refused(error: LoadPdfError, bytes: &[u8]) -> DocumentError {
    let key = b"/Encrypt";
    let names_encryption = bytes.windows(key.len()).any(|window| window == key);
    match error {
        LoadPdfError::Decryption(_) => DocumentError::PdfEncrypted,
        LoadPdfError::Invalid if names_encryption => DocumentError::PdfEncrypted,
        LoadPdfError::Invalid => DocumentError::PdfBroken,
    }
}

#[cfg(test)]
mod tests;
