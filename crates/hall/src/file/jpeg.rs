//! JPEG without its metadata (ITU-T T.81, annex B: markers and segments).

/// The segments that are needed to show a picture, by their markers; all others are left out.
fn is_needed(marker: u8, data: &[u8]) -> bool {
    match marker {
        // Frames, tables, scans, and how often restart markers come.
        0xC0..=0xCF | 0xDA..=0xDD => true,
        // JFIF; the colours of Adobe's, without which a picture in CMYK has wrong ones.
        0xE0 => data.starts_with(b"JFIF\0"),
        0xEE => data.starts_with(b"Adobe"),
        // A colour profile.
        0xE2 => data.starts_with(b"ICC_PROFILE\0"),
        _ => false,
    }
}

/// The picture alone; nothing where it is not whole. Of EXIF only which side is up is kept.
pub(super) fn bare(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut rest = &bytes[2..];
    let mut has_scan = false;
    loop {
        // Markers may be filled up with FF.
        let filled = rest.iter().take_while(|byte| **byte == 0xFF).count();
        if filled == 0 {
            return None;
        }
        let marker = *rest.get(filled)?;
        rest = &rest[filled + 1..];
        if marker == 0xD9 {
            // The end; what is behind it belongs to no picture.
            out.extend([0xFF, 0xD9]);
            return has_scan.then_some(out);
        }
        let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
        let data = rest.get(2..length)?;
        if is_needed(marker, data) {
            out.extend([0xFF, marker]);
            out.extend(&rest[..length]);
        } else if marker == 0xE1
            && let Some(side @ 2..=8) = orientation(data)
        {
            out.extend(upright(side));
        }
        rest = &rest[length..];
        if marker == 0xDA {
            has_scan = true;
            let scan = scan_length(rest)?;
            out.extend(&rest[..scan]);
            rest = &rest[scan..];
        }
    }
}

/// The length of a scan's data, up to the next marker that is not part of it.
fn scan_length(data: &[u8]) -> Option<usize> {
    data.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7))
}

/// Which side is up, by EXIF: tag 0x0112 of the first directory.
fn orientation(data: &[u8]) -> Option<u8> {
    let tiff = data.strip_prefix(b"Exif\0\0")?;
    let is_big = match tiff.get(..2)? {
        b"MM" => true,
        b"II" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let long = |at: usize| {
        let four: [u8; 4] = tiff.get(at..at + 4)?.try_into().ok()?;
        Some(if is_big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let count = usize::from(short(directory)?);
    let entries = (0..count).map(|index| directory + 2 + index * 12);
    let mut sides = entries.filter(|at| short(*at) == Some(0x0112));
    u8::try_from(short(sides.next()? + 8)?).ok()
}

/// An EXIF segment that says which side is up, and nothing else.
fn upright(side: u8) -> Vec<u8> {
    let mut out = vec![0xFF, 0xE1, 0x00, 0x22];
    out.extend(b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01");
    out.extend([0x01, 0x12, 0x00, 0x03, 0, 0, 0, 1, 0, side, 0, 0, 0, 0, 0, 0]);
    out
}
