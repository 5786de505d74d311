//! A DOCX around a document's XML, so that what is tried is the XML and not the archive's sums.

const NAME: &[u8] = b"word/document.xml";

/// The smallest archive that holds `word/document.xml`: stored, not compressed (APPNOTE.TXT 6.3.10,
/// sections 4.3.7, 4.3.12 and 4.3.16).
pub fn docx(document: &[u8]) -> Vec<u8> {
    let size = u32::try_from(document.len()).expect("the fuzzer makes no such large input");
    let name_length = u16::try_from(NAME.len()).expect("the name is short");
    // Version, flags, method, time and date, as both headers have them.
    let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    common.extend(checksum(document).to_le_bytes());
    common.extend(size.to_le_bytes());
    common.extend(size.to_le_bytes());
    common.extend(name_length.to_le_bytes());
    common.extend([0, 0]);

    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(&common);
    archive.extend(NAME);
    archive.extend(document);
    let directory = u32::try_from(archive.len()).expect("the fuzzer makes no such large input");
    archive.extend(b"PK\x01\x02\x14\x00");
    archive.extend(&common);
    // No comment, first disk, no attributes, and the file at the archive's beginning.
    archive.extend([0; 14]);
    archive.extend(NAME);
    let length = u32::try_from(archive.len()).expect("the fuzzer makes no such large input");
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00");
    archive.extend((length - directory).to_le_bytes());
    archive.extend(directory.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// CRC-32 as archives have it.
fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = sum & 1;
            sum >>= 1;
            if carry == 1 {
                sum ^= 0xedb8_8320;
            }
        }
    }
    !sum
}
