//! The text of a document's part: a line for each paragraph, a line for each row of a table.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::numbering::Numbering;
use super::package::broken;
use crate::{DocumentError, clean};

/// How deep elements may be nested; Word writes some dozens.
const DEPTH_MAX: usize = 1_000;

/// Elements whose contents are no text of the document: what was deleted, codes of fields, the
/// second form of what newer programs draw, how runs look, where tabs stop.
const SKIPPED: [&str; 7] = ["del", "moveFrom", "instrText", "delText", "Fallback", "rPr", "tabs"];

/// The lines of the main part.
pub(super) fn lines(xml: &str, numbering: Numbering) -> Result<Vec<String>, DocumentError> {
    let mut writer = Writer { numbering: Some(numbering), ..Writer::default() };
    walk(xml, &mut writer)?;
    Ok(writer.lines)
}

/// The lines of notes at the foot or the end, in their order, each with its number.
pub(super) fn notes(xml: &str) -> Result<Vec<String>, DocumentError> {
    let mut writer = Writer::default();
    walk(xml, &mut writer)?;
    Ok(writer.lines)
}

/// An attribute's value, whatever the prefix of its name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let found = attributes.find(|it| it.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// What is under way.
#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// Absent in notes, which are numbered by themselves.
    numbering: Option<Numbering>,
    /// Paragraphs that are open: a text box has its own within another's.
    paragraphs: Vec<Paragraph>,
    /// Rows that are open: the texts of their cells.
    rows: Vec<Vec<String>>,
    /// How many notes have begun.
    notes: usize,
    in_text: bool,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
    /// Texts of boxes that stand in it, for the lines behind.
    boxes: Vec<String>,
}

fn walk(xml: &str, writer: &mut Writer) -> Result<(), DocumentError> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    // How deep the walk is, and at which depth a part that is skipped began.
    let (mut depth, mut skipping) = (0_usize, None);
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(element) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(DocumentError::TooDeep);
                }
                let name = element.local_name();
                if skipping.is_none() && SKIPPED.contains(&name.as_ref()) {
                    skipping = Some(depth);
                }
                if skipping.is_none() {
                    writer.open(name.as_ref(), &element);
                }
            }
            Event::Empty(element) if skipping.is_none() => {
                let name = element.local_name();
                writer.open(name.as_ref(), &element);
                writer.close(name.as_ref());
            }
            Event::End(element) => {
                if skipping.is_none() {
                    writer.close(element.local_name().as_ref());
                }
                if skipping == Some(depth) {
                    skipping = None;
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) if skipping.is_none() => writer.push(&text.xml10_content()),
            Event::CData(text) if skipping.is_none() => writer.push(&text.xml10_content()),
            Event::GeneralRef(reference) if skipping.is_none() => {
                // References to characters and the five that XML knows; others stay unread.
                if let Ok(Some(character)) = reference.resolve_char_ref() {
                    writer.push(character.encode_utf8(&mut [0; 4]));
                } else {
                    let known =
                        [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'")];
                    let name = reference.xml10_content();
                    let found = known.iter().find(|(known, _)| *known == name);
                    writer.push(found.map_or("", |(_, text)| text));
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

impl Writer {
    fn open(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tr" => self.rows.push(Vec::new()),
            "tc" => {
                if let Some(row) = self.rows.last_mut() {
                    row.push(String::new());
                }
            }
            "t" => self.in_text = true,
            "tab" | "ptab" => self.put("\t"),
            "br" | "cr" => self.put("\n"),
            "noBreakHyphen" => self.put("-"),
            "sym" => self.put(&symbol(element)),
            // Separators are notes too, with types of their own.
            "footnote" | "endnote" if attribute(element, "type").is_none() => self.notes += 1,
            "footnoteRef" | "endnoteRef" => {
                let number = self.notes.to_string();
                self.put(&format!("{number}."));
            }
            "pStyle" => self.describe(|paragraph| paragraph.style = attribute(element, "val")),
            "numId" => self.describe(|paragraph| paragraph.list = attribute(element, "val")),
            "ilvl" => self.describe(|paragraph| {
                paragraph.level = attribute(element, "val").and_then(|level| level.parse().ok());
            }),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.end(paragraph);
                }
            }
            "tr" => {
                if let Some(row) = self.rows.pop() {
                    let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).collect();
                    self.line(cells.join("\t").trim_end().to_owned());
                }
            }
            _ => {}
        }
    }

    /// Text between the tags of a run; elsewhere it is layout of the file.
    fn push(&mut self, text: &str) {
        if self.in_text {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.extend(text.chars().filter(|it| !clean::is_shapeless(*it)));
        }
    }

    fn describe(&mut self, set: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            set(paragraph);
        }
    }

    fn end(&mut self, paragraph: Paragraph) {
        let Paragraph { text, style, list, level, boxes } = paragraph;
        let number = match &mut self.numbering {
            Some(numbering) if !text.trim().is_empty() => {
                numbering.next(style.as_deref(), list.as_deref(), level)
            }
            _ => None,
        };
        let text = format!("{}{text}", number.unwrap_or_default());
        // A paragraph within another is a text box: it is read behind the one that holds it.
        match self.paragraphs.last_mut() {
            Some(outer) => {
                outer.boxes.push(text);
                outer.boxes.extend(boxes);
            }
            None => {
                self.line(text);
                boxes.into_iter().for_each(|text| self.line(text));
            }
        }
    }

    /// A line of the text, or of the cell that is open.
    fn line(&mut self, text: String) {
        match self.rows.last_mut().and_then(|row| row.last_mut()) {
            Some(cell) => {
                if !cell.is_empty() && !text.trim().is_empty() {
                    cell.push(' ');
                }
                cell.push_str(text.trim());
            }
            None => {
                let lines = text.split('\n').map(str::trim_end);
                self.lines.extend(lines.filter(|line| !line.trim().is_empty()).map(str::to_owned));
            }
        }
    }
}

/// A character given by its place in a font of symbols; those that stand for nothing are left out.
fn symbol(element: &BytesStart<'_>) -> String {
    let code = attribute(element, "char").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
    // Fonts of symbols keep their signs in the private area; only what lies outside is a character.
    let character =
        code.and_then(char::from_u32).filter(|it| !('\u{e000}'..='\u{f8ff}').contains(it));
    character.map(String::from).unwrap_or_default()
}
