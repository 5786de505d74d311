//! Documents as word processors write them.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{BinaryKind, DocumentError, Format};

const NAMESPACE: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// An archive of parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its text");
    }
    writer.finish().expect("an archive").into_inner()
}

fn document(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

fn lines(parts: &[(&str, &str)]) -> Vec<String> {
    let read = crate::read(&archive(parts)).expect("the document is read");
    assert_eq!(read.format, Format::Docx);
    read.text.lines().map(str::to_owned).collect()
}

fn lines_of(body: &str) -> Vec<String> {
    lines(&[("word/document.xml", &document(body))])
}

#[test]
fn paragraphs_runs_and_references_are_read() {
    let body = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>新建公园</w:t></w:r><w:r><w:t>12个 &amp; \
                &#x4e8c;处</w:t><w:tab/><w:t>。</w:t></w:r></w:p><w:p/>";
    assert_eq!(lines_of(body), ["新建公园12个 & 二处\t。"]);
}

#[test]
fn what_was_deleted_and_codes_of_fields_are_left_out() {
    let body = "<w:p><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r>\
                <w:t>新</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText><w:t>字</w:t></w:r>\
                </w:p>";
    assert_eq!(lines_of(body), ["新字"]);
}

#[test]
fn numbers_of_lists_are_counted_anew() {
    let numbering = format!(
        "<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId=\"7\">\
         <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/>\
         <w:lvlText w:val=\"%1、\"/></w:lvl>\
         <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/>\
         <w:lvlText w:val=\"（%2）\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>"
    );
    let styles = format!(
        "<w:styles {NAMESPACE}><w:style w:styleId=\"h2\"><w:pPr><w:numPr><w:ilvl w:val=\"1\"/>\
         <w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>"
    );
    let numbered = |text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let styled = |text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"h2\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = [numbered("回顾"), styled("工业"), styled("农业"), numbered("部署"), styled("工业")]
        .concat();
    let parts = [
        ("word/document.xml", document(&body)),
        ("word/numbering.xml", numbering),
        ("word/styles.xml", styles),
    ];
    let parts: Vec<(&str, &str)> =
        parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(lines(&parts), ["一、回顾", "（一）工业", "（二）农业", "二、部署", "（一）工业"]);
}

#[test]
fn tables_boxes_and_notes_are_read_in_order() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let body = format!(
        "{}<w:tbl><w:tr>{}{}</w:tr></w:tbl><w:p><w:r><w:t>外</w:t>\
         <w:txbxContent>{}</w:txbxContent></w:r></w:p>",
        paragraph("前"),
        cell("公园"),
        cell("12个"),
        paragraph("内"),
    );
    let notes = format!(
        "<w:footnotes {NAMESPACE}><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p/></w:footnote>\
         <w:footnote w:id=\"1\"><w:p><w:r><w:footnoteRef/><w:t>三城同创：指三件事。</w:t></w:r>\
         </w:p></w:footnote></w:footnotes>"
    );
    let parts = [("word/document.xml", document(&body)), ("word/footnotes.xml", notes)];
    let parts: Vec<(&str, &str)> =
        parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(lines(&parts), ["前", "公园\t12个", "外", "内", "1.三城同创：指三件事。"]);
}

#[test]
fn numbers_of_printed_pages_are_dropped() {
    let body = [paragraph("前半句"), paragraph("— 12 —"), paragraph("后半句")].concat();
    assert_eq!(lines_of(&body), ["前半句", "后半句"]);
}

#[test]
fn an_archive_that_is_no_document_is_named() {
    let refused = crate::read(&archive(&[("a.txt", "文")])).expect_err("no document");
    assert!(matches!(refused, DocumentError::Binary { kind: BinaryKind::Zip }));
    let broken = crate::read(b"PK\x03\x04 and nothing").expect_err("no archive");
    assert!(matches!(broken, DocumentError::Damaged { .. }));
}

#[test]
fn what_unpacks_without_end_is_refused() {
    let blanks = " ".repeat(70 * 1024 * 1024);
    let bytes = archive(&[("word/document.xml", &blanks)]);
    assert!(bytes.len() < 1024 * 1024, "the bomb is small");
    assert!(matches!(crate::read(&bytes), Err(DocumentError::Bomb { .. })));
}

#[test]
fn elements_nested_without_end_are_refused() {
    let body = "<w:p>".repeat(100_000);
    let bytes = archive(&[("word/document.xml", &document(&body))]);
    assert!(matches!(
        crate::read(&bytes),
        Err(DocumentError::TooDeep | DocumentError::Damaged { .. })
    ));
}

proptest! {
    #[test]
    fn damaged_documents_are_read_or_refused(at in 0_usize..2_000, byte in any::<u8>()) {
        let table = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>".to_owned();
        let body = [paragraph("新建公园3个。"), table];
        let mut bytes = archive(&[("word/document.xml", &document(&body.concat()))]);
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = crate::read(&bytes);
    }

    #[test]
    fn any_xml_is_read_or_refused(pieces in proptest::collection::vec(
        prop_oneof![
            Just("<w:p>"), Just("</w:p>"), Just("<w:t>"), Just("</w:t>"), Just("<w:tr>"),
            Just("</w:tr>"), Just("<w:tc>"), Just("</w:tc>"), Just("<w:br/>"), Just("文"),
            Just("<w:footnoteRef/>"), Just("&lt;"), Just("&x;"), Just("<w:sym w:char=\"F0B7\"/>"),
        ], 0..40,
    )) {
        let _ = crate::read(&archive(&[("word/document.xml", &document(&pieces.concat()))]));
    }
}
