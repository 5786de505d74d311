//! Telling the encoding of a text and decoding it.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::{BinaryKind, DocumentError, Encoding};

/// Characters with how they were written.
pub(crate) type Decoded = (String, Encoding);

/// Decodes bytes: by byte order mark, else UTF-8, else UTF-16 by its pattern, else GB18030.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, DocumentError> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest).ok_or(DocumentError::NotDecodable { offset: valid_up_to(rest) + 3 });
    }
    for (mark, encoding) in [(b"\xFF\xFE", Encoding::Utf16Le), (b"\xFE\xFF", Encoding::Utf16Be)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return utf16(rest, encoding).ok_or(DocumentError::NotDecodable { offset: 2 });
        }
    }
    let is_without_zeros = !bytes.contains(&0);
    if is_without_zeros && let Some(text) = utf8(bytes) {
        return readable(text).ok_or(DocumentError::Binary { kind: BinaryKind::Unknown });
    }
    if let Some(text) = unmarked_utf16(bytes) {
        return Ok(text);
    }
    if !is_without_zeros {
        return Err(DocumentError::Binary { kind: BinaryKind::Unknown });
    }
    gb18030(bytes).ok_or_else(|| refusal(bytes))
}

fn utf8(bytes: &[u8]) -> Option<Decoded> {
    let text = UTF_8.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some((text.into_owned(), Encoding::Utf8))
}

fn valid_up_to(bytes: &[u8]) -> usize {
    std::str::from_utf8(bytes).err().map_or(bytes.len(), |error| error.valid_up_to())
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Option<Decoded> {
    let codec = if encoding == Encoding::Utf16Le { UTF_16LE } else { UTF_16BE };
    let text = codec.decode_without_bom_handling_and_without_replacement(bytes)?;
    readable((text.into_owned(), encoding))
}

/// UTF-16 without a mark: the reading in which the text is mostly Chinese.
fn unmarked_utf16(bytes: &[u8]) -> Option<Decoded> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    [Encoding::Utf16Le, Encoding::Utf16Be]
        .into_iter()
        .filter_map(|encoding| utf16(bytes, encoding))
        .find(|text| is_mostly_chinese(&text.0))
}

fn gb18030(bytes: &[u8]) -> Option<Decoded> {
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    readable((text.into_owned(), Encoding::Gb18030)).filter(|text| is_mostly_chinese(&text.0))
}

/// Text has no control characters but those of layout.
fn readable(text: Decoded) -> Option<Decoded> {
    let controls = text
        .0
        .chars()
        .filter(|c| {
            c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}')
        })
        .count();
    (controls * 100 <= text.0.chars().count()).then_some(text)
}

/// Whether most characters are those of a Chinese text: common ideographs, their punctuation,
/// ASCII. Wrongly decoded bytes give rare ideographs and signs of many scripts instead.
fn is_mostly_chinese(text: &str) -> bool {
    let mut known = 0_usize;
    let mut ideographs = 0_usize;
    let mut all = 0_usize;
    for character in text.chars() {
        all += 1;
        let is_ideograph = ('\u{4e00}'..='\u{9fff}').contains(&character);
        let is_mark = character.is_ascii()
            || ('\u{3000}'..='\u{303f}').contains(&character)
            || ('\u{ff00}'..='\u{ffef}').contains(&character)
            || "“”‘’—…·％".contains(character);
        ideographs += usize::from(is_ideograph);
        known += usize::from(is_ideograph || is_mark);
    }
    // Both byte orders can give ideographs; only the right one gives the marks of every text.
    let marks = text.chars().filter(|c| "，。、：；的\n\r ".contains(*c)).count();
    ideographs > 0 && known * 10 >= all * 9 && (marks * 50 >= all || all < 20)
}

fn refusal(bytes: &[u8]) -> DocumentError {
    let controls = bytes.iter().filter(|byte| **byte < 9).count();
    if controls * 50 > bytes.len() {
        DocumentError::Binary { kind: BinaryKind::Unknown }
    } else {
        DocumentError::NotDecodable { offset: valid_up_to(bytes) }
    }
}
