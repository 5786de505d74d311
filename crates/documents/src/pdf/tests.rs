//! PDFs as Chinese office tools write them, made here object by object.

use encoding_rs::{GB18030, GBK};
use proptest::prelude::*;

use super::*;
use crate::Language;

mod bounds;

const SENTENCE: &str = "新建口袋公园12个，改造管网30公里。";

/// A PDF of raw objects, numbered from 1; the first is the catalogue. Readers find the objects
/// without a table of their places.
fn write(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    for (index, object) in objects.iter().enumerate() {
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    file.extend(b"trailer\n<</Root 1 0 R>>\n%%EOF\n");
    file
}

fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries} /Length {}>>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

/// A file of pages that share the font F1. Objects 3 to 5 are the font, its descendant and a
/// stream that they may use; further ones follow.
fn file(font: [Vec<u8>; 3], pages: &[String]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|index| format!("{} 0 R ", 6 + 2 * index)).collect();
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        format!("<</Type /Pages /Kids [{kids}] /Count {}>>", pages.len()).into_bytes(),
    ];
    objects.extend(font);
    for (index, page) in pages.iter().enumerate() {
        let page_entries = format!(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources <</Font <</F1 3 0 R>> /XObject <</X1 5 0 R>>>>>>",
            7 + 2 * index
        );
        objects.push(page_entries.into_bytes());
        objects.push(stream("", page.as_bytes()));
    }
    write(&objects)
}

/// A composite font, not embedded.
fn font(encoding: &str, ordering: &str, to_unicode: Option<&str>) -> [Vec<u8>; 3] {
    let link = if to_unicode.is_some() { "/ToUnicode 5 0 R" } else { "" };
    [
        format!(
            "<</Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /{encoding} \
             /DescendantFonts [4 0 R] {link}>>"
        )
        .into_bytes(),
        format!(
            "<</Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo \
             <</Registry (Adobe) /Ordering ({ordering}) /Supplement 2>> /DW 1000>>"
        )
        .into_bytes(),
        stream("", to_unicode.unwrap_or("").as_bytes()),
    ]
}

fn unicode_font() -> [Vec<u8>; 3] {
    font("UniGB-UCS2-H", "GB1", None)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// A line of 10-point text at a place.
fn at(x: u32, y: u32, text: &str) -> String {
    format!("BT /F1 10 Tf {x} {y} Td <{}> Tj ET\n", hex(&utf16(text)))
}

fn text_of(file: &[u8]) -> String {
    super::read(file).expect("the file has text").text
}

#[test]
fn fonts_of_office_tools_are_read_without_a_map_of_their_own() {
    let encoded = [
        ("GBK-EUC-H", GBK.encode(SENTENCE).0.into_owned()),
        ("GB-EUC-H", GBK.encode(SENTENCE).0.into_owned()),
        ("GBK2K-H", GB18030.encode(SENTENCE).0.into_owned()),
        ("UniGB-UCS2-H", utf16(SENTENCE)),
        ("UniGB-UTF16-H", utf16(SENTENCE)),
    ];
    for (encoding, bytes) in encoded {
        let page = format!("BT /F1 10 Tf 50 700 Td <{}> Tj ET", hex(&bytes));
        let document = super::read(&file(font(encoding, "GB1", None), &[page])).expect(encoding);
        assert_eq!(document.text, format!("{SENTENCE}\n"), "{encoding}");
        assert_eq!(document.format, Format::Pdf { pages: 1 });
        assert_eq!(document.notes, []);
    }
}

#[test]
fn a_map_of_the_font_tells_its_glyphs() {
    let map = "/CIDInit /ProcSet findresource begin begincmap\n\
               1 begincodespacerange <0000> <ffff> endcodespacerange\n\
               3 beginbfchar <0001> <516c> <0002> <2f42> <0003> <2ea0> endbfchar endcmap";
    let page = "BT /F1 10 Tf 50 700 Td <000100020003> Tj ET".to_owned();
    // The radicals U+2F42 and U+2EA0 share their glyphs with words.
    let bytes = file(font("Identity-H", "Identity", Some(map)), &[page]);
    assert_eq!(text_of(&bytes), "公文民\n");
}

#[test]
fn glyphs_that_the_file_does_not_tell_are_not_guessed() {
    let mute = font("Identity-H", "Identity", None);
    let page = "BT /F1 10 Tf 50 700 Td <00010002> Tj ET".to_owned();
    let error = super::read(&file(mute, &[page])).expect_err("no text");
    assert!(matches!(error, DocumentError::PdfWithoutText { pages: 1 }));
    assert!(error.message(Language::Chinese).contains("OCR"));
}

#[test]
fn a_page_without_its_text_is_named() {
    // A form that draws itself comes to no end.
    let mut parts = unicode_font();
    let entries = "/Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X1 5 0 R>>>>";
    parts[2] = stream(entries, b"/X1 Do");
    let pages = [at(50, 700, SENTENCE), "/X1 Do".to_owned(), "".to_owned()];
    let document = super::read(&file(parts, &pages)).expect("one page has text");
    assert_eq!(document.text, format!("{SENTENCE}\n"));
    assert_eq!(document.notes, [Note::PageNotRecovered { page: 2 }]);
}

#[test]
fn forms_are_read_to_a_depth() {
    // Form 5 draws form 8, that draws form 9, and the last one shows the text.
    let nested = |depth: usize| {
        let mut parts = unicode_font();
        let form = |next: usize| {
            let resources = format!(
                "/Subtype /Form /BBox [0 0 9 9] \
                 /Resources <</Font <</F1 3 0 R>> /XObject <</X1 {next} 0 R>>>>"
            );
            let is_last = next == 7 + depth;
            let shown = if is_last { at(50, 700, SENTENCE) } else { "/X1 Do ".to_owned() };
            stream(&resources, shown.as_bytes())
        };
        parts[2] = form(8);
        let mut bytes = file(parts, &["/X1 Do ".to_owned()]);
        let trailer = bytes.windows(7).rposition(|w| w == b"trailer").expect("a trailer");
        let end = bytes.split_off(trailer);
        for number in 8..7 + depth {
            bytes.extend(format!("{number} 0 obj\n").bytes());
            bytes.extend(form(number + 1));
            bytes.extend(b"\nendobj\n");
        }
        super::read(&[bytes, end].concat())
    };
    assert_eq!(nested(8).expect("eight forms are read").text, format!("{SENTENCE}\n"));
    assert!(matches!(nested(20), Err(DocumentError::PdfWithoutText { .. })));
}

/// A full line of forty characters.
fn full(mark: char) -> String {
    mark.to_string().repeat(40)
}

#[test]
fn wrapped_lines_are_joined_and_indents_begin_paragraphs() {
    let mut page = at(120, 760, &"一".repeat(38));
    for (row, mark) in ['二', '三', '四', '五', '六', '七'].into_iter().enumerate() {
        page += &at(100, 745 - 15 * u32::try_from(row).unwrap(), &full(mark));
    }
    page += &at(120, 655, "另起一段。");
    let text = text_of(&file(unicode_font(), &[page]));
    let paragraphs: Vec<&str> = text.lines().collect();
    assert_eq!(paragraphs.len(), 2, "{text}");
    assert!(paragraphs[0].ends_with('七') && paragraphs[1] == "另起一段。");
}

#[test]
fn heads_and_page_numbers_go_and_paragraphs_run_over_pages() {
    let pages: Vec<String> = (1..=4)
        .map(|number| {
            let mut page = at(250, 810, "甲州市政府工作报告");
            for row in 0..10 {
                page += &at(100, 740 - 15 * row, &full('山'));
            }
            page + &at(280, 30, &format!("— {number} —"))
        })
        .collect();
    assert_eq!(text_of(&file(unicode_font(), &pages)), format!("{}\n", full('山').repeat(40)));
}

#[test]
fn page_numbers_among_the_lines_interrupt_no_paragraph() {
    let lines = |from: u32| -> String {
        (0..8).map(|row| at(100, from - 15 * row, &full('山'))).collect()
    };
    let page = lines(740) + &at(280, 620, "— 1 —") + &lines(605);
    assert_eq!(text_of(&file(unicode_font(), &[page])), format!("{}\n", full('山').repeat(16)));
}

#[test]
fn columns_are_read_one_after_the_other() {
    let mut page = at(200, 780, "两栏之上的标题横跨两栏之间的空白");
    for row in 0..12 {
        page += &at(50, 740 - 15 * row, &"左".repeat(22));
        page += &at(310, 740 - 15 * row, &"右".repeat(22));
    }
    let text = text_of(&file(unicode_font(), &[page]));
    let first_right = text.find('右').expect("the right column");
    assert_eq!(text.rfind('左').expect("the left column") + '左'.len_utf8(), first_right);
}

#[test]
fn rows_of_a_table_keep_their_cells() {
    let page = [("指标", "数值"), ("公园", "12"), ("管网", "30")]
        .iter()
        .enumerate()
        .map(|(row, (name, value))| {
            let y = 700 - 20 * u32::try_from(row).unwrap();
            at(100, y, name) + &at(300, y, value)
        })
        .collect();
    assert_eq!(text_of(&file(unicode_font(), &[page])), "指标\t数值\n公园\t12\n管网\t30\n");
}

#[test]
fn rotated_text_is_left_out() {
    let page = at(50, 700, SENTENCE) + "BT /F1 10 Tf 0 1 -1 0 20 20 Tm <6c346c34> Tj ET";
    assert_eq!(text_of(&file(unicode_font(), &[page])), format!("{SENTENCE}\n"));
}

#[test]
fn simple_fonts_are_read_by_encoding_and_glyph_name() {
    let simple = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding \
                   <</BaseEncoding /WinAnsiEncoding /Differences [1 /percent /uni516C]>>>>";
    let parts = [simple.to_vec(), b"null".to_vec(), stream("", b"")];
    let page = "BT /F1 10 Tf 50 700 Td <47445020350102> Tj ET".to_owned();
    assert_eq!(text_of(&file(parts, &[page])), "GDP 5%公\n");
}

#[test]
fn fonts_that_stand_within_the_page_are_told_apart() {
    let simple = |name: &str| {
        format!("<</Type /Font /Subtype /Type1 /Encoding <</Differences [1 /{name}]>>>>")
    };
    let fonts = format!("/F1 {} /F2 {}", simple("A"), simple("B"));
    let bytes = file(
        [b"null".to_vec(), b"null".to_vec(), stream("", b"")],
        &["BT /F1 10 Tf 50 700 Td <01> Tj /F2 10 Tf <01> Tj /F1 10 Tf <01> Tj ET".to_owned()],
    );
    let whole = String::from_utf8(bytes).expect("it is ASCII");
    assert_eq!(text_of(whole.replace("/F1 3 0 R", &fonts).as_bytes()), "ABA\n");
}

#[test]
fn a_page_that_has_lost_a_part_of_its_contents_is_named() {
    let whole = file(unicode_font(), &[at(50, 700, SENTENCE), at(50, 600, "另一页。")]);
    let whole = String::from_utf8(whole).expect("it is ASCII");
    let read = |contents: &str| {
        super::read(whole.replace("/Contents 7 0 R", contents).as_bytes()).expect("a page is read")
    };
    // An object that the file does not have is nothing; one that is no stream is a loss.
    assert_eq!(read("/Contents [99 0 R 7 0 R]").notes, []);
    let document = read("/Contents [7 0 R 3 0 R]");
    assert_eq!(document.notes, [Note::PageNotRecovered { page: 1 }]);
    assert_eq!(document.text, "另一页。\n");
}

#[test]
fn an_encrypted_or_broken_file_says_so() {
    let broken = super::read(b"%PDF-1.7\nnothing of it").expect_err("broken");
    assert!(matches!(broken, DocumentError::PdfBroken));
    let mut encrypted = file(unicode_font(), &[at(50, 700, SENTENCE)]);
    let keys = format!(
        "trailer\n<</Root 1 0 R /ID [<00> <00>] /Encrypt <</Filter /Standard /V 1 /R 2 /P -4 \
         /O <{0}> /U <{0}>>>>>\n%%EOF\n",
        "00".repeat(32)
    );
    let trailer = encrypted.windows(7).position(|w| w == b"trailer").expect("a trailer");
    encrypted.truncate(trailer);
    encrypted.extend(keys.bytes());
    let error = super::read(&encrypted).expect_err("encrypted");
    assert!(matches!(error, DocumentError::PdfEncrypted), "{error:?}");
    assert!(error.message(Language::English).contains("password"));
}

#[test]
fn every_beginning_of_a_file_is_read_or_refused() {
    let whole = file(unicode_font(), &[at(50, 700, SENTENCE)]);
    for length in (0..whole.len()).step_by(7) {
        if let Ok(document) = super::read(&whole[..length]) {
            assert!(SENTENCE.starts_with(document.text.trim()), "{}", document.text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_change_of_a_file_is_read_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)
    ) {
        let mut bytes = file(unicode_font(), &[at(50, 700, SENTENCE), at(50, 600, SENTENCE)]);
        for (index, byte) in changes {
            let place = index.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = super::read(&bytes);
    }
}
