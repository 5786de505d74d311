//! Known kinds of files that hold no plain text, told by their first bytes.

/// A kind of file that is no plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BinaryKind {
    /// Portable Document Format (ISO 32000).
    Pdf,
    /// A ZIP archive: DOCX, XLSX, PPTX, OFD, WPS or an archive proper.
    Zip,
    /// The compound file of old DOC, XLS, PPT and WPS.
    OldOffice,
    /// A picture, such as a scanned page.
    Image,
    /// Rich Text Format.
    RichText,
    /// RAR, 7z or gzip.
    Archive,
    /// Bytes that are no text of any kind known here.
    Unknown,
}

/// The first bytes of each kind.
const MAGIC: [(&[u8], BinaryKind); 15] = [
    (b"%PDF-", BinaryKind::Pdf),
    (b"PK\x03\x04", BinaryKind::Zip),
    (b"PK\x05\x06", BinaryKind::Zip),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", BinaryKind::OldOffice),
    (b"\x89PNG\r\n\x1A\n", BinaryKind::Image),
    (b"\xFF\xD8\xFF", BinaryKind::Image),
    (b"GIF87a", BinaryKind::Image),
    (b"GIF89a", BinaryKind::Image),
    (b"II*\0", BinaryKind::Image),
    (b"MM\0*", BinaryKind::Image),
    (b"RIFF", BinaryKind::Image),
    (b"{\\rtf", BinaryKind::RichText),
    (b"Rar!\x1A\x07", BinaryKind::Archive),
    (b"7z\xBC\xAF\x27\x1C", BinaryKind::Archive),
    (b"\x1F\x8B", BinaryKind::Archive),
];

/// The kind of a file that is known to be no text.
pub(crate) fn of(bytes: &[u8]) -> Option<BinaryKind> {
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind)
}
