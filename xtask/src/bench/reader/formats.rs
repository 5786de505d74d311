//! The same report in every format that cities publish, as simply as each can be written.

use std::fmt::Write as _;

/// How a report's file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileFormat {
    Utf8,
    Utf16,
    Gb18030,
    Html,
    Docx,
    Pdf,
}

impl FileFormat {
    pub(super) const ALL: [Self; 6] =
        [Self::Utf8, Self::Utf16, Self::Gb18030, Self::Html, Self::Docx, Self::Pdf];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "text, UTF-8",
            Self::Utf16 => "text, UTF-16",
            Self::Gb18030 => "text, GB18030",
            Self::Html => "HTML",
            Self::Docx => "DOCX",
            Self::Pdf => "PDF",
        }
    }

    /// The text as a file of this format.
    pub(super) fn write(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf16 => {
                let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
                units.flat_map(u16::to_le_bytes).collect()
            }
            Self::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
            Self::Html => html(text).into_bytes(),
            Self::Docx => docx(text),
            Self::Pdf => pdf(text),
        }
    }
}

fn html(text: &str) -> String {
    let mut page = "<!DOCTYPE html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\">\
                    <style>p { text-indent: 2em }</style></head>\n<body>\n"
        .to_owned();
    for paragraph in paragraphs(text) {
        page.push_str("<p>");
        push_escaped(&mut page, paragraph);
        page.push_str("</p>\n");
    }
    page.push_str("</body></html>\n");
    page
}

fn docx(text: &str) -> Vec<u8> {
    let mut document = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
        <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
        <w:body>"
        .to_owned();
    for paragraph in paragraphs(text) {
        document.push_str("<w:p><w:r><w:t xml:space=\"preserve\">");
        push_escaped(&mut document, paragraph);
        document.push_str("</w:t></w:r></w:p>");
    }
    document.push_str("</w:body></w:document>");
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
        <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
        <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-\
        officedocument.wordprocessingml.document.main+xml\"/></Types>";
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ])
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Adds a text in which markup means nothing, nor do characters that XML does not have.
fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}

/// An archive of files as they are, not compressed (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and
/// 4.3.16).
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let length = |length: usize| u32::try_from(length).expect("a report is far below 4 GiB");
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        // Version, flags, method, time and date, as both headers have them.
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend(checksum(content).to_le_bytes());
        common.extend(length(content.len()).to_le_bytes());
        common.extend(length(content.len()).to_le_bytes());
        common.extend(u16::try_from(name.len()).expect("names are short").to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        // No comment, first disk and no attributes, before the place of the file.
        directory.extend([0; 10]);
        directory.extend(length(archive.len()).to_le_bytes());
        directory.extend(name.as_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(*content);
    }
    let place = length(archive.len());
    let count = u16::try_from(files.len()).expect("there are two files").to_le_bytes();
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00");
    archive.extend(count);
    archive.extend(count);
    archive.extend(length(directory.len()).to_le_bytes());
    archive.extend(place.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// CRC-32 as archives have it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes
        .iter()
        .fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

/// Pages of 16-point lines in a font that is named and not embedded, as offices print them: codes
/// are UCS-2 by the predefined map UniGB-UCS2-H (ISO 32000-1, 9.7.5.2).
fn pdf(text: &str) -> Vec<u8> {
    const COLUMNS: usize = 28;
    const LINES: usize = 22;
    let mut lines: Vec<Vec<u16>> = Vec::new();
    for paragraph in paragraphs(text) {
        let units: Vec<u16> =
            "\u{3000}\u{3000}".encode_utf16().chain(paragraph.encode_utf16()).collect();
        lines.extend(units.chunks(COLUMNS).map(<[u16]>::to_vec));
    }
    let pages: Vec<&[Vec<u16>]> = lines.chunks(LINES).collect();
    // Catalogue, pages and three objects of the font come first, then two objects for each page.
    let page_number = |index: usize| 6 + 2 * index;
    let mut kids = String::new();
    for index in 0..pages.len() {
        write!(kids, "{} 0 R ", page_number(index)).expect("a string takes whatever is written");
    }
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H \
         /DescendantFonts [4 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry \
         (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /ItalicAngle 0 /Ascent 859 /Descent \
         -141 /CapHeight 683 /StemV 80 /FontBBox [-8 -145 1000 859] >>"
            .to_owned(),
    ];
    for (index, lines) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << \
             /Font << /F1 3 0 R >> >> >>",
            page_number(index) + 1
        ));
        let content = page_content(lines);
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    pdf_file(&objects)
}

fn page_content(lines: &[Vec<u16>]) -> String {
    let mut content = "BT\n/F1 16 Tf\n".to_owned();
    for (index, line) in lines.iter().enumerate() {
        let y = 760 - 30 * index;
        write!(content, "1 0 0 1 70 {y} Tm <").expect("a string takes whatever is written");
        for unit in line {
            write!(content, "{unit:04x}").expect("a string takes whatever is written");
        }
        content.push_str("> Tj\n");
    }
    content.push_str("ET");
    content
}

/// The objects, numbered from 1, with the table of their places (ISO 32000-1, 7.5).
fn pdf_file(objects: &[String]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f\r\n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        write!(table, "{:010} 00000 n\r\n", file.len()).expect("a string takes what is written");
        file.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let place = file.len();
    let size = objects.len() + 1;
    file.extend(table.bytes());
    file.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{place}\n%%EOF\n").bytes(),
    );
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_that_of_archives() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn the_encodings_are_told_by_their_content() {
        let text = "2031年甲州市政府工作报告\n新建步道12公里。\n";
        for format in [FileFormat::Utf8, FileFormat::Utf16, FileFormat::Gb18030] {
            assert_eq!(documents::read(&format.write(text)).unwrap().text, text, "{format:?}");
        }
    }

    #[test]
    fn markup_of_the_text_is_no_markup_of_the_page() {
        assert!(html("a < b & c").contains("<p>a &lt; b &amp; c</p>"));
    }

    #[test]
    fn a_printed_report_tells_where_its_objects_are() {
        let file = pdf(&"新建步道12公里。\n".repeat(50));
        let text = String::from_utf8_lossy(&file);
        let table = text.split("xref\n").nth(1).unwrap();
        let places = table.lines().filter_map(|line| line.strip_suffix(" 00000 n"));
        for (number, place) in (1..).zip(places) {
            let place: usize = place.parse().unwrap();
            assert!(file[place..].starts_with(format!("{number} 0 obj").as_bytes()), "{number}");
        }
        assert_eq!(text.matches("/Type /Page ").count(), 3);
    }
}
