//! Pictures that stand within a content stream (ISO 32000-2, 8.9.7), taken out before the stream is
//! parsed: nobody asks for them here, and where one ends the library finds out in a time that grows
//! with the square of what follows.

use super::guard::{is_name, is_regular, length_until, string_length};

/// What stands in place of a picture: an operator that shows something, without operands.
const MARK: &[u8] = b" sh ";
/// How many bytes behind a picture must be text, as its own bytes can hold what looks like its end.
const TEXT_BEHIND: usize = 24;

/// A content stream without its pictures.
pub(crate) fn without_pictures(content: Vec<u8>) -> Vec<u8> {
    let mut kept = Vec::new();
    let (mut at, mut taken) = (0, 0);
    while let Some(byte) = content.get(at) {
        let rest = &content[at..];
        let length = match byte {
            b'(' => string_length(rest),
            b'%' => length_until(rest, |byte| matches!(byte, b'\r' | b'\n')),
            b'/' => 1 + length_until(&rest[1..], |byte| !is_regular(byte)),
            byte if is_regular(*byte) => length_until(rest, |byte| !is_regular(byte)),
            _ => 1,
        };
        if is_regular(*byte) && is_name(&rest[..length], b"BI") {
            kept.extend(&content[taken..at]);
            kept.extend(MARK);
            at += length + picture_length(&rest[length..]);
            taken = at;
        } else {
            at += length;
        }
    }
    if taken == 0 {
        return content;
    }
    kept.extend(&content[taken..]);
    kept
}

/// How far a picture goes behind the operator that begins it: to the first end that has text
/// behind it, else to the end of the stream.
fn picture_length(bytes: &[u8]) -> usize {
    let is_text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let is_end = |window: &[u8]| {
        window[1..3] == *b"EI" && window[0].is_ascii_whitespace() && !is_regular(window[3])
    };
    let mut ends = bytes.windows(4).enumerate().filter(|(_, window)| is_end(window));
    let end = ends.find(|(at, _)| {
        let behind = &bytes[at + 3..];
        behind[..behind.len().min(TEXT_BEHIND)].iter().all(is_text)
    });
    end.map_or(bytes.len(), |(at, _)| at + 3)
}
