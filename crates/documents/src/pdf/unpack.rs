//! Streams to bytes, within limits that hold while they are unpacked.
//! ISO 32000-2, 7.4 (filters).

use std::io::Read;

use flate2::read::DeflateDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Stream};

/// The most bytes of a stream. A page of text has some ten thousand, a drawing a million.
const STREAM_MAX_BYTES: u64 = 16 * 1024 * 1024;
/// The most bytes, while packed, of a stream that the library unpacks: it knows no limit, and LZW
/// makes up to 2,560 bytes of one.
pub(crate) const FOREIGN_MAX_BYTES: usize = 64 * 1024;

/// A stream's bytes; none where they are too many, broken, or packed more than once.
pub(crate) fn unpacked(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let filters = stream.filters();
    let is_packing = |filter: &&Filter| {
        !matches!(filter, Filter::AsciiHexDecode | Filter::Ascii85Decode | Filter::Crypt)
    };
    let packed = stream.raw_data();
    match (filters.as_slice(), filters.iter().filter(is_packing).count()) {
        ([], _) => (packed.len() as u64 <= STREAM_MAX_BYTES).then(|| packed.into_owned()),
        ([Filter::FlateDecode], _) if !is_predicted(stream.dict()) => inflated(&packed),
        (_, 0 | 1) if packed.len() <= FOREIGN_MAX_BYTES => {
            stream.decoded_data().ok().map(std::borrow::Cow::into_owned)
        }
        _ => None,
    }
}

/// Whether bytes are told by their difference from others, as those of pictures are.
fn is_predicted(dict: &Dict<'_>) -> bool {
    dict.contains_key(b"DecodeParms") || dict.contains_key(b"DP")
}

/// What Deflate made of bytes (RFC 1950 and 1951); none where it is too much or broken.
fn inflated(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut decoder = DeflateDecoder::new(without_header(packed)).take(STREAM_MAX_BYTES + 1);
    let ended = decoder.read_to_end(&mut bytes);
    // A length that is told some bytes too short is common, and readers of PDF pass over it.
    let is_cut = ended.is_err_and(|error| error.kind() != std::io::ErrorKind::UnexpectedEof);
    (!is_cut && bytes.len() as u64 <= STREAM_MAX_BYTES).then_some(bytes)
}

/// How many bytes Deflate made of those at the head of these, counted up to a limit.
pub(crate) fn inflated_size(packed: &[u8], limit: u64) -> u64 {
    let mut decoder = DeflateDecoder::new(without_header(packed)).take(limit);
    let mut buffer = [0; 16 * 1024];
    let mut size = 0;
    // What is broken from here on is nothing that could be unpacked.
    while let Ok(read @ 1..) = decoder.read(&mut buffer) {
        size += read as u64;
    }
    size
}

/// The bytes behind a header of zlib, if there is one. The sum at their end is not looked at, as
/// no reader of PDF does.
fn without_header(packed: &[u8]) -> &[u8] {
    match packed {
        [method, flags, rest @ ..]
            if method & 0x0f == 8
                && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0
                && flags & 0x20 == 0 =>
        {
            rest
        }
        _ => packed,
    }
}
