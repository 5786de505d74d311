//! DOCX: the text of a document of Word or WPS (Office Open XML, ISO/IEC 29500-1).
//!
//! Numbers of headings are not in the text of such a file: they are counted anew from its lists.
//! Notes at the foot are put behind the text, as a glossary often stands in them. What was deleted
//! with tracked changes is left out.

mod body;
mod numbering;
mod package;

use crate::{BinaryKind, Document, DocumentError, Format, clean};

/// The part in which the text stands, unless the package says otherwise.
const MAIN_PART: &str = "word/document.xml";

/// Reads a ZIP archive that should be a DOCX.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut package = package::Package::open(bytes)?;
    let main = package.main_part()?.unwrap_or_else(|| MAIN_PART.to_owned());
    let Some(text) = package.part(&main)? else {
        return Err(DocumentError::Binary { kind: BinaryKind::Zip });
    };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut beside = |name: &str| package.part(&format!("{folder}/{name}"));
    let styles = beside("styles.xml")?.unwrap_or_default();
    let lists = beside("numbering.xml")?.unwrap_or_default();
    let notes = [beside("footnotes.xml")?, beside("endnotes.xml")?];
    let numbering = numbering::Numbering::read(&lists, &styles)?;
    let mut lines = body::lines(&text, numbering)?;
    for notes in notes.into_iter().flatten() {
        lines.extend(body::notes(&notes)?);
    }
    // Files that were made from a printed document have its page numbers as paragraphs.
    lines.retain(|line| !clean::is_page_number(line));
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    Ok(Document { text, format: Format::Docx, notes: Vec::new() })
}

#[cfg(test)]
mod tests;
