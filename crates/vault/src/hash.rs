//! What the log holds in place of a value.

use sha2::{Digest, Sha256};

use crate::{About, KEY_BYTES};

/// Begins what is hashed, so that no hash of another purpose can be taken for one of a value.
const PURPOSE: &[u8] = b"cityhall personal value 1\n";

/// The salted hash of a value (`docs/reference/journal-format.md`, "Values that are not in the
/// log"): SHA-256 of the purpose, the salt, and matter, record, field and value, each after its
/// length in bytes as a 32-bit big-endian number.
#[must_use]
pub fn salted_hash(about: &About<'_>, value: &str, salt: &[u8; KEY_BYTES]) -> [u8; KEY_BYTES] {
    let mut digest = Sha256::new();
    digest.update(PURPOSE);
    digest.update(salt);
    for part in [about.matter, about.record, about.field, value] {
        digest.update(length(part).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

/// Texts of a record have a few thousand characters at most.
pub(crate) fn length(part: &str) -> u32 {
    u32::try_from(part.len()).expect("a part of a value's hash is shorter than 4 GiB")
}
