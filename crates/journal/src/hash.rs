//! The hash of a leaf, a node or a whole tree.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::text::{base64_decode, base64_encode, hex_encode};

/// A SHA-256 hash. `Display` writes lower-case hexadecimal, as most tools print hashes; the stored
/// formats use [`Hash::base64`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The number of bytes of a hash.
    pub const BYTES: usize = 32;

    /// The SHA-256 hash of the parts, one after another.
    pub(crate) fn of(parts: &[&[u8]]) -> Hash {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Hash(hasher.finalize().into())
    }

    /// The hash as standard base64 (44 characters), as checkpoints and proofs hold it.
    pub fn base64(&self) -> String {
        base64_encode(&self.0)
    }

    /// Reads what [`Hash::base64`] writes; `None` if the text is anything else.
    pub fn from_base64(text: &str) -> Option<Hash> {
        base64_decode(text)?.try_into().ok().map(Hash)
    }

    /// The hash as lower-case hexadecimal (64 characters).
    pub fn hex(&self) -> String {
        hex_encode(&self.0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.hex())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Hash({self})")
    }
}
