//! Texts in every encoding that offices use, and what is no text.

use proptest::prelude::*;

use super::*;

const SAMPLE: &str = "甲州市政府工作报告\n2031年，新建口袋公园12个，改造管网30公里。的确如此。\n";

fn utf16(text: &str, swap: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if swap { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

fn check(bytes: &[u8], encoding: Encoding) {
    let document = read(bytes).expect("the text is readable");
    assert_eq!((document.text.as_str(), document.format), (SAMPLE, Format::Text(encoding)));
}

#[test]
fn every_encoding_is_told_by_its_content() {
    check(SAMPLE.as_bytes(), Encoding::Utf8);
    check(&[b"\xEF\xBB\xBF", SAMPLE.as_bytes()].concat(), Encoding::Utf8);
    check(&utf16(SAMPLE, false), Encoding::Utf16Le);
    check(&utf16(SAMPLE, true), Encoding::Utf16Be);
    check(&[b"\xFF\xFE".to_vec(), utf16(SAMPLE, false)].concat(), Encoding::Utf16Le);
    check(&[b"\xFE\xFF".to_vec(), utf16(SAMPLE, true)].concat(), Encoding::Utf16Be);
    check(&encoding_rs::GB18030.encode(SAMPLE).0, Encoding::Gb18030);
}

#[test]
fn what_is_no_text_is_named() {
    let kind = |bytes: &[u8]| match read(bytes) {
        Err(DocumentError::Binary { kind }) => kind,
        other => panic!("expected a binary, got {other:?}"),
    };
    assert_eq!(kind(b"\x89PNG\r\n\x1A\n"), BinaryKind::Image);
    assert_eq!(kind(&[0, 1, 2, 3, 0, 255, 254, 7, 0, 9]), BinaryKind::Unknown);
}

#[test]
fn nothing_is_empty() {
    for bytes in [&b""[..], b" \n\t", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        assert!(matches!(read(bytes), Err(DocumentError::Empty)), "{bytes:?}");
    }
}

#[test]
fn broken_text_says_where() {
    let bytes = [SAMPLE.as_bytes(), b"\xFF\xFF\xFF\xFF"].concat();
    let error = read(&bytes).expect_err("broken");
    assert!(matches!(error, DocumentError::NotDecodable { offset } if offset == SAMPLE.len()));
}

#[test]
fn files_are_measured_before_they_are_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("large.txt");
    let file = std::fs::File::create(&path).expect("a file");
    file.set_len(SIZE_MAX_BYTES + 1).expect("a sparse file");
    assert!(matches!(read_file(&path), Err(DocumentError::TooLarge { .. })));
    assert!(matches!(read_file(folder.path()), Err(DocumentError::NotAFile)));
    assert!(matches!(read_file(&folder.path().join("none")), Err(DocumentError::NotFound)));
}

#[test]
fn every_error_says_what_to_do_in_both_languages() {
    let error = DocumentError::Binary { kind: BinaryKind::RichText };
    assert!(error.message(Language::English).contains("save it as plain text"));
    assert!(error.message(Language::Chinese).contains("另存为纯文本"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }
}
