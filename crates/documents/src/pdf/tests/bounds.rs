//! Files that would take all memory or all time.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use super::*;

fn deflated(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes.as_ref()).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

/// What Deflate makes of very many blanks after a text, put together from its codes (RFC 1951,
/// 3.2.6), as packing them would take long.
fn bomb(text: &str, blanks: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let mut code = |value: u32, length: u32| {
        bits.extend((0..length).rev().map(|at| value >> at & 1 == 1));
    };
    // The last block, of fixed codes; its kind is written from the lowest bit.
    code(0b110, 3);
    for byte in text.bytes().chain([b' ']) {
        assert!(byte < 144, "these have codes of eight bits");
        code(u32::from(byte) + 0b0011_0000, 8);
    }
    for _ in 0..blanks / 258 {
        // The length 258, and the distance 1.
        code(0b1100_0101, 8);
        code(0, 5);
    }
    code(0, 7);
    let byte = |bits: &[bool]| (0..8).map(|at| u8::from(bits.get(at) == Some(&true)) << at).sum();
    bits.chunks(8).map(byte).collect()
}

/// A file of one page with what stands in object 7 as its contents.
fn page_of(content: Vec<u8>) -> Vec<u8> {
    let whole = file(unicode_font(), &[String::new()]);
    let begin = whole.windows(8).position(|w| w == b"\n7 0 obj").expect("the page's contents");
    [&whole[..begin], b"\n7 0 obj\n", &content, b"\nendobj\ntrailer\n<</Root 1 0 R>>\n"].concat()
}

#[test]
fn contents_are_unpacked_up_to_a_limit() {
    let shown = at(50, 700, SENTENCE);
    let packed = deflated(&shown);
    let text = text_of(&page_of(stream("/Filter /FlateDecode", &packed)));
    assert_eq!(text, format!("{SENTENCE}\n"));
    let bomb = bomb(&shown, 17 * 1024 * 1024);
    let twice = deflated(bomb.clone());
    for (filter, packed) in [("/FlateDecode", bomb), ("[/FlateDecode /FlateDecode]", twice)] {
        let error = super::super::read(&page_of(stream(&format!("/Filter {filter}"), &packed)));
        assert!(matches!(error, Err(DocumentError::PdfWithoutText { .. })), "{filter}");
    }
}

#[test]
fn broken_contents_are_named_and_not_half_read() {
    let mut packed = deflated(at(50, 700, SENTENCE).repeat(50));
    let middle = packed.len() / 2;
    packed[middle..middle + 8].fill(0xff);
    let error = super::super::read(&page_of(stream("/Filter /FlateDecode", &packed)));
    assert!(matches!(error, Err(DocumentError::PdfWithoutText { .. })), "{error:?}");
}

/// A file whose pages are told in a stream of objects.
fn with_objects_in_a_stream(filter: &str, packed: &[u8]) -> Vec<u8> {
    write(&[
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"null".to_vec(),
        stream(&format!("/Type /ObjStm /N 1 /First 4 /Filter {filter}"), packed),
    ])
}

#[test]
fn streams_of_objects_are_measured_before_they_are_unpacked() {
    let read =
        |filter, packed: &[u8]| super::super::read(&with_objects_in_a_stream(filter, packed));
    let pages = "2 0 <</Type /Pages /Kids [] /Count 0>>";
    let large = bomb(pages, 129 * 1024 * 1024);
    let error = read("/Fl#61teDecode", &large);
    assert!(matches!(error, Err(DocumentError::Bomb { .. })), "{error:?}");
    // A file without a page, but not a bomb.
    let error = read("/FlateDecode", &deflated(pages));
    assert!(matches!(error, Err(DocumentError::PdfBroken)), "{error:?}");
    // What is packed twice cannot be measured and is not read.
    let error = read("[/FlateDecode /FlateDecode]", &deflated(&large));
    assert!(matches!(error, Err(DocumentError::PdfBroken)), "{error:?}");
}

#[test]
fn pictures_may_be_as_large_as_they_like() {
    let entries = "/Subtype /Image /Width 12000 /Height 12000 /Filter /FlateDecode";
    let mut parts = unicode_font();
    parts[2] = stream(entries, &bomb("", 140 * 1024 * 1024));
    // The name has all streams measured.
    let page = at(50, 700, SENTENCE) + "/X1 Do /ObjStm gs";
    assert_eq!(text_of(&file(parts, &[page])), format!("{SENTENCE}\n"));
}

#[test]
fn what_would_be_looked_at_over_and_over_is_refused() {
    // Each begins an object that ends only with the file, so that a search for objects takes as
    // many looks as the square of its size.
    for piece in ["<<% ", "1 0 obj (\n", "<</A ", "1 0 obj <</Type/ObjStm>> stream\n"] {
        let error = guard::checked(format!("%PDF-1.7\n{}", piece.repeat(20_000)).as_bytes());
        assert!(matches!(error, Err(DocumentError::PdfBroken)), "{piece}");
    }
    let whole = file(unicode_font(), &vec![at(50, 700, SENTENCE); 200]);
    assert_eq!(guard::checked(&whole).expect("nothing is looked at often"), whole);
}

#[test]
fn widths_that_are_told_over_and_over_come_to_an_end() {
    let mut parts = unicode_font();
    let widths = "0 65535 1000 ".repeat(50_000);
    let descendant = format!("<</Type /Font /Subtype /CIDFontType2 /DW 1000 /W [{widths}]>>");
    parts[1] = descendant.into_bytes();
    assert_eq!(text_of(&file(parts, &[at(50, 700, SENTENCE)])), format!("{SENTENCE}\n"));
}

#[test]
fn a_page_of_very_many_lines_is_read() {
    let line =
        |row: u32| format!("BT /F1 .12 Tf 50 {}.{:02} Td <6c34> Tj ET\n", row / 20, row % 20 * 5);
    let page = (0..20_000).map(line).collect();
    assert_eq!(text_of(&file(unicode_font(), &[page])).matches('水').count(), 20_000);
}

#[test]
fn pictures_within_the_contents_are_passed_over() {
    use super::super::inline::without_pictures;
    let cut = |content: &str| {
        String::from_utf8(without_pictures(content.as_bytes().to_vec())).expect("it is text")
    };
    let picture = "BI /W 1 /H 1 ID é EI é EI";
    assert_eq!(
        cut(&format!("q {picture} Q (BI) Tj /BI gs % BI\n{picture}")),
        "q  sh  Q (BI) Tj /BI gs % BI\n sh "
    );
    assert_eq!(cut("B#49 ID"), " sh ");
    let page = at(50, 700, SENTENCE) + picture + " " + &at(50, 600, "另一行。");
    assert_eq!(text_of(&file(unicode_font(), &[page])), format!("{SENTENCE}另一行。\n"));
    // Nothing of these takes the square of its size.
    for hard in ["BI ID ".repeat(100_000), format!("BI ID {}", "EI é ".repeat(100_000))] {
        assert_eq!(cut(&hard), " sh ");
    }
}

#[test]
fn operands_may_be_nested_without_end() {
    for piece in ["[", "<</A ", "[(a ", "(a ", "[% "] {
        let packed = deflated(at(50, 700, SENTENCE) + &piece.repeat(100_000));
        let text = text_of(&page_of(stream("/Filter /FlateDecode", &packed)));
        assert_eq!(text, format!("{SENTENCE}\n"), "{piece}");
    }
}
