//! PNG without its metadata (W3C PNG, third edition: chunks).

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The chunks that are needed to show a picture in its colours; all others are left out.
const NEEDED: [&[u8]; 10] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"];

/// The picture alone; nothing where it is not whole.
pub(super) fn bare(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = SIGNATURE.to_vec();
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut has_data = false;
    loop {
        let length: [u8; 4] = rest.get(..4)?.try_into().ok()?;
        let length = usize::try_from(u32::from_be_bytes(length)).ok()?;
        let kind = rest.get(4..8)?;
        // Length, kind and checksum stand around the data.
        let whole = length.checked_add(12)?;
        let chunk = rest.get(..whole)?;
        if NEEDED.contains(&kind) {
            out.extend(chunk);
        }
        has_data |= kind == b"IDAT";
        if kind == b"IEND" {
            return has_data.then_some(out);
        }
        rest = &rest[whole..];
    }
}
