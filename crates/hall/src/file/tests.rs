//! What is kept of files, and what is not.

use super::*;

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).expect("a short segment").to_be_bytes();
    [&[0xFF, marker], &length[..], data].concat()
}

/// A picture of one scan with these segments before it.
fn jpeg(before: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    out.extend(before.concat());
    out.extend(segment(0xDB, &[0; 65]));
    out.extend(segment(0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]));
    out.extend(segment(0xDA, &[1, 1, 0, 0, 63, 0]));
    out.extend([0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0xD9]);
    out
}

/// EXIF with a side that is up, a device and a place.
fn exif(side: u8) -> Vec<u8> {
    let mut tiff = b"Exif\0\0II\x2A\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x10, 0x01, 2, 0, 6, 0, 0, 0, 0x26, 0, 0, 0]);
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, side, 0, 0, 0]);
    tiff.extend(b"\0\0\0\0Phone\0GPS 43.82663 87.61688");
    segment(0xE1, &tiff)
}

fn has(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|it| it == words.as_bytes())
}

#[test]
fn a_picture_is_kept_without_what_tells_of_whoever_took_it() {
    let sent = jpeg(&[
        segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
        exif(6),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>Phone</x>"),
        segment(0xFE, b"taken by somebody"),
    ]);
    let sent = [sent, b"a film behind the picture".to_vec()].concat();
    let file = File::take_in(sent).expect("a picture");
    assert_eq!(file.media, Media::Jpeg);
    for words in ["Phone", "GPS", "somebody", "film", "adobe"] {
        assert!(!has(&file.bytes, words), "{words}");
    }
    assert!(has(&file.bytes, "JFIF") && file.bytes.ends_with(&[0x56, 0xFF, 0xD9]));
    // Which side is up is seen, so it stays.
    let again = jpeg::bare(&file.bytes).expect("a picture");
    assert_eq!(again, file.bytes, "what is bare stays as it is");
    assert!(has(&file.bytes, "Exif"));
    let upright = File::take_in(jpeg(&[exif(1)])).expect("a picture");
    assert!(!has(&upright.bytes, "Exif"));
}

#[test]
fn a_png_is_kept_without_its_texts() {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [&length[..], kind, data, &[0; 4]].concat()
    };
    let mut sent = png::SIGNATURE.to_vec();
    sent.extend(chunk(b"IHDR", &[0; 13]));
    sent.extend(chunk(b"tEXt", b"Author\0somebody"));
    sent.extend(chunk(b"eXIf", b"MM GPS"));
    sent.extend(chunk(b"IDAT", &[1, 2, 3]));
    sent.extend(chunk(b"IEND", &[]));
    sent.extend(b"behind the end");
    let file = File::take_in(sent.clone()).expect("a picture");
    for words in ["somebody", "GPS", "behind"] {
        assert!(!has(&file.bytes, words), "{words}");
    }
    assert!(has(&file.bytes, "IDAT") && has(&file.bytes, "IEND"));
    assert_eq!(File::take_in(sent[..50].to_vec()), Err(FileFault::Damaged));
}

#[test]
fn a_file_is_what_its_content_says() {
    let pdf = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n".to_vec();
    let file = File::take_in(pdf).expect("a document");
    assert_eq!((file.media.media_type(), file.media.kind()), ("application/pdf", FileKind::Pdf));
    assert_eq!(File::named(&file.name()), Some((sha256(&file.bytes), Media::Pdf)));
    assert_eq!(File::named("sha256:00.jpg"), None);
    for (bytes, fault) in [
        (&b"<html><script>"[..], FileFault::Unknown),
        (b"GIF89a", FileFault::Unknown),
        (b"", FileFault::Unknown),
        (b"%PDF-1.7\n1 0 obj", FileFault::Damaged),
        (b"\xFF\xD8\xFF\xE0\x00", FileFault::Damaged),
        (b"\xFF\xD8\xFF\xD9", FileFault::Damaged),
    ] {
        assert_eq!(File::take_in(bytes.to_vec()), Err(fault), "{bytes:?}");
    }
}

#[test]
fn a_picture_cut_off_anywhere_is_refused_and_never_panics() {
    let whole = jpeg(&[exif(8)]);
    for length in 0..whole.len() {
        assert!(File::take_in(whole[..length].to_vec()).is_err(), "{length} bytes");
    }
}
