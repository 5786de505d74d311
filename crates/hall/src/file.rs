//! Files that come with a command: what they are, told by their content, and pictures without what
//! tells of whoever took them.

mod jpeg;
mod png;

use std::collections::BTreeMap;
use std::fmt;

use journal::{Hash, sha256};
use pack::FileKind;

/// What stands before the hash of a file where a record names one.
pub const FILE_PREFIX: &str = "sha256:";

/// A file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it is.
    pub media: Media,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The files that come with a command, by what a field calls them ([`File::name`]).
pub type Files = BTreeMap<String, File>;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A picture, `image/jpeg`.
    Jpeg,
    /// A picture, `image/png`.
    Png,
    /// A document, `application/pdf`.
    Pdf,
}

/// Why a file cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// The field names a file that did not come with the command.
    NotSent,
    /// It is none of what is kept, whatever its name says.
    Unknown,
    /// It ends or breaks before it is whole.
    Damaged,
    /// The field takes another kind.
    WrongKind,
    /// It is larger than the field takes.
    TooLarge {
        /// The most that it takes, in megabytes.
        megabytes: u32,
    },
}

impl FileFault {
    /// Its kind as programs and messages name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not-sent",
            Self::Unknown => "unknown",
            Self::Damaged => "damaged",
            Self::WrongKind => "wrong-kind",
            Self::TooLarge { .. } => "too-large",
        }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent => write!(f, "send the file itself"),
            Self::Unknown => write!(f, "it is no JPEG, PNG or PDF"),
            Self::Damaged => write!(f, "it is not whole"),
            Self::WrongKind => write!(f, "the field takes files of another kind"),
            Self::TooLarge { megabytes } => write!(f, "it has more than {megabytes} MB"),
        }
    }
}

impl Media {
    /// What a file is, by its first bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            _ if bytes.starts_with(png::SIGNATURE) => Some(Self::Png),
            _ if bytes.starts_with(b"%PDF-") => Some(Self::Pdf),
            _ => None,
        }
    }

    /// All of them.
    const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// How the names of such files end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// Its kind in packs.
    #[must_use]
    pub fn kind(self) -> FileKind {
        match self {
            Self::Jpeg | Self::Png => FileKind::Photo,
            Self::Pdf => FileKind::Pdf,
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }
}

impl File {
    /// Takes in a file as it was sent. Of a picture only what is seen is kept: where, when and with
    /// which device it was taken is left out, and whatever hides behind its end.
    ///
    /// # Errors
    /// Where it is nothing that is kept, or not whole.
    pub fn take_in(bytes: Vec<u8>) -> Result<Self, FileFault> {
        let media = Media::of(&bytes).ok_or(FileFault::Unknown)?;
        let bytes = match media {
            Media::Jpeg => jpeg::bare(&bytes).ok_or(FileFault::Damaged)?,
            Media::Png => png::bare(&bytes).ok_or(FileFault::Damaged)?,
            Media::Pdf => {
                let tail = &bytes[bytes.len().saturating_sub(1024)..];
                let ends = tail.windows(5).any(|it| it == b"%%EOF");
                if ends { bytes } else { return Err(FileFault::Damaged) }
            }
        };
        Ok(Self { media, bytes })
    }

    /// What a field calls it: `sha256:`, its hash in hexadecimal, and what it is: `.jpg`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{FILE_PREFIX}{}.{}", sha256(&self.bytes), self.media.extension())
    }

    /// The hash of the file that a field names, and what it is.
    #[must_use]
    pub fn named(name: &str) -> Option<(Hash, Media)> {
        let (hash, extension) = name.strip_prefix(FILE_PREFIX)?.split_once('.')?;
        let media = Media::ALL.into_iter().find(|media| media.extension() == extension)?;
        Some((Hash::from_hex(hash)?, media))
    }
}

#[cfg(test)]
mod tests;
