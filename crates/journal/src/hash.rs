//! The hash of a leaf, a node or a whole tree.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::text::{base64_decode, base64_encode, hex_encode};

/// A SHA-256 hash. `Display` writes lower-case hexadecimal, as most tools print hashes; the stored
/// formats use [`Hash::base64`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// The SHA-256 of some bytes, as documents are named by it.
pub fn sha256(bytes: &[u8]) -> Hash {
    Hash::of(&[bytes])
}

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

    /// Reads what [`Hash::hex`] writes; `None` if the text is anything else.
    pub fn from_hex(text: &str) -> Option<Hash> {
        let mut bytes = [0; Self::BYTES];
        let lower = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 2 * Self::BYTES || !text.bytes().all(lower) {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = str::from_utf8(digits).ok()?;
            *byte = u8::from_str_radix(digits, 16).ok()?;
        }
        Some(Hash(bytes))
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
