//! What is asked of a file before a library parses it, as that knows no limits of its own: how
//! often it would look at the same bytes, and how large the streams are that it unpacks by itself.
//!
//! These are the streams of objects (ISO 32000-2, 7.5.7) and of cross-references (7.5.8). Which
//! stream is one of them is known only when the file is parsed, so all that could be are measured;
//! pictures and embedded fonts, which nobody asks for here, are made unreadable instead.

use super::unpack::{FOREIGN_MAX_BYTES, inflated_size};
use crate::DocumentError;

/// How often each byte of a file may be looked at, and how often of a small one. A file that was
/// written to be read comes to three or four.
const LOOKS_MAX: usize = 32;
const LOOKS_LEAST: usize = 8 * 1024 * 1024;
/// How deep the library follows what nests.
const DEPTH_MAX: usize = 512;
/// How far before a stream its dictionary is looked for.
const HEAD_MAX_BYTES: usize = 8 * 1024;
/// The most that all streams of a file unpack to, where the library may unpack them.
pub(crate) const UNPACKED_MAX_BYTES: u64 = 128 * 1024 * 1024;
/// The most bytes of encrypted streams of objects: they cannot be measured, and Deflate makes at
/// most 1,032 bytes of one.
const LOCKED_MAX_BYTES: usize = 256 * 1024;

/// The file as it may be parsed.
///
/// # Errors
/// [`DocumentError::PdfBroken`] where it would be read over and over, [`DocumentError::Bomb`] where
/// it unpacks to more than [`UNPACKED_MAX_BYTES`].
pub(crate) fn checked(file: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let streams = streams(file);
    let within = file.len().saturating_mul(LOOKS_MAX).max(LOOKS_LEAST);
    let searched: usize = streams.iter().map(|stream| stream.length).sum();
    if searched > within || looks(file, within) > within {
        return Err(DocumentError::PdfBroken);
    }
    let mut file = file.to_vec();
    if !has_name(&file, b"ObjStm") && !has_name(&file, b"W") {
        return Ok(file);
    }
    let is_locked = has_name(&file, b"Encrypt");
    let (mut unpacked, mut locked) = (0, 0);
    for stream in &streams {
        let packing = packing(&head(&file, stream.keyword));
        let is_known = match packing {
            Packing::None => true,
            Packing::Deflate { of_objects } if is_locked && of_objects => {
                locked += stream.length;
                true
            }
            Packing::Deflate { .. } => {
                unpacked += inflated_size(&file[stream.start..], UNPACKED_MAX_BYTES - unpacked);
                true
            }
            Packing::Other => stream.length <= FOREIGN_MAX_BYTES,
            Packing::Unneeded => false,
        };
        if !is_known {
            file[stream.keyword..stream.start].fill(b' ');
        }
        if unpacked >= UNPACKED_MAX_BYTES || locked > LOCKED_MAX_BYTES {
            return Err(DocumentError::Bomb { limit_bytes: UNPACKED_MAX_BYTES });
        }
    }
    Ok(file)
}

/// A stream of the file.
struct Stream {
    /// Where its keyword stands.
    keyword: usize,
    /// Where its bytes begin.
    start: usize,
    /// How many bytes there are to the next end of a stream, or of the file.
    length: usize,
}

/// Whatever could be a stream: the keyword with an end of line behind it.
fn streams(file: &[u8]) -> Vec<Stream> {
    const KEYWORD: &[u8] = b"stream";
    let mut streams = Vec::new();
    let mut next_end = file.len();
    for at in (0..file.len().saturating_sub(KEYWORD.len())).rev() {
        if file[at] != b's' || !file[at..].starts_with(KEYWORD) {
            continue;
        }
        let end_of_line = match &file[at + KEYWORD.len()..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        let start = at + KEYWORD.len() + end_of_line;
        if file[..at].ends_with(b"end") {
            next_end = at - 3;
        } else if end_of_line > 0 {
            let length = next_end.saturating_sub(start);
            streams.push(Stream { keyword: at, start, length });
        }
    }
    streams.reverse();
    streams
}

/// How many bytes the library would look at if it searched the whole file for objects, as it does
/// with a broken one: at each place where one could begin, it looks to its end. Counts up to a
/// little over `most`.
fn looks(file: &[u8], most: usize) -> usize {
    let mut looks = 0;
    for (at, byte) in file.iter().enumerate() {
        let is_start = match byte {
            b'<' => file[at..].starts_with(b"<<"),
            b'j' => file[..at].ends_with(b" ob"),
            _ => false,
        };
        if is_start {
            looks += extent(&file[if *byte == b'j' { at + 1 } else { at }..]);
        }
        if looks > most {
            break;
        }
    }
    looks
}

/// How far at most it must be looked to see where an object ends, or that it is none.
fn extent(bytes: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let length = match byte {
            b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => {
                at += 1;
                continue;
            }
            b'%' => {
                at += length_until(rest, |byte| matches!(byte, b'\r' | b'\n'));
                continue;
            }
            b'(' => string_length(rest),
            b'<' if rest.starts_with(b"<<") => 2,
            b'<' => length_until(rest, |byte| byte == b'>') + 1,
            b'>' if rest.starts_with(b">>") => 2,
            b'[' | b']' => 1,
            b'/' => 1 + length_until(&rest[1..], |byte| !is_regular(byte)),
            b'0'..=b'9' | b'+' | b'-' | b'.' => length_until(rest, |byte| !is_regular(byte)),
            _ => match ["true", "false", "null", "R"]
                .iter()
                .find(|word| rest.starts_with(word.as_bytes()))
            {
                Some(word) => word.len(),
                None => break,
            },
        };
        match (byte, length) {
            (b'[', _) | (b'<', 2) => depth += 1,
            (b']', _) | (b'>', _) => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += length;
        if depth == 0 || depth > DEPTH_MAX {
            break;
        }
    }
    at.min(bytes.len())
}

/// How many bytes there are before one of a kind; all where there is none.
pub(crate) fn length_until(bytes: &[u8], is_end: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| is_end(*byte)).unwrap_or(bytes.len())
}

/// How long a string in parentheses is.
pub(crate) fn string_length(bytes: &[u8]) -> usize {
    let (mut open, mut is_escaped) = (0_usize, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => open += 1,
            b')' if open == 1 => return at + 1,
            b')' => open -= 1,
            _ => {}
        }
    }
    bytes.len()
}

/// Whether a byte can be of a name, a number or an operator.
pub(crate) fn is_regular(byte: u8) -> bool {
    !matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' | b'(' | b')' | b'<' | b'>')
        && !matches!(byte, b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// How a stream is packed, as far as that can be told from the text before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Deflate {
        of_objects: bool,
    },
    /// In another way that the library unpacks.
    Other,
    /// Of no use here, or packed more than once.
    Unneeded,
}

/// The text before a stream in which its dictionary stands.
fn head(file: &[u8], keyword: usize) -> Vec<u8> {
    let before = &file[keyword.saturating_sub(HEAD_MAX_BYTES)..keyword];
    let begin = before.windows(4).rposition(|window| window == b" obj").unwrap_or(0);
    before[begin..].to_vec()
}

fn packing(head: &[u8]) -> Packing {
    let starts: Vec<&[u8]> = head.split(|byte| *byte == b'/').skip(1).collect();
    let count = |names: &[&str]| {
        let is_one = |start: &&&[u8]| names.iter().any(|name| is_name(start, name.as_bytes()));
        starts.iter().filter(is_one).count()
    };
    let deflates = count(&["FlateDecode", "Fl"]);
    let others = count(&["LZWDecode", "LZW", "RunLengthDecode", "RL"]);
    let is_unneeded = starts.windows(2).any(|pair| {
        let kinds = ["Image", "Type1C", "CIDFontType0C", "OpenType"];
        is_name(pair[0], b"Subtype") && kinds.iter().any(|kind| is_name(pair[1], kind.as_bytes()))
    });
    if is_unneeded || count(&["Length1"]) > 0 || deflates + others > 1 {
        return Packing::Unneeded;
    }
    let is_told = count(&["Filter", "F"]) == 0 || deflates + others == 1;
    let is_coded = count(&["ASCIIHexDecode", "AHx", "ASCII85Decode", "A85"]) > 0;
    match (is_told && !is_coded, deflates, others) {
        (true, 0, 0) => Packing::None,
        (true, 1, 0) => Packing::Deflate { of_objects: count(&["ObjStm"]) > 0 },
        _ => Packing::Other,
    }
}

/// Whether a text has a name, anywhere and however it is written.
fn has_name(text: &[u8], name: &[u8]) -> bool {
    let mut starts = text.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    starts.any(|(at, _)| is_name(&text[at + 1..], name))
}

/// Whether a text begins with a name, whose letters may be escaped (ISO 32000-2, 7.3.5).
pub(crate) fn is_name(text: &[u8], name: &[u8]) -> bool {
    let mut rest = text;
    for letter in name {
        rest = match rest {
            [byte, behind @ ..] if byte == letter => behind,
            [b'#', high, low, behind @ ..] if escaped(*high, *low) == Some(*letter) => behind,
            _ => return false,
        };
    }
    rest.first().is_none_or(|byte| !is_regular(*byte))
}

fn escaped(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
