//! Sealing: XChaCha20-Poly1305, with all that a value is of bound in.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::hash::length;
use crate::key::{ID_BYTES, MasterKey, MatterKey};
use crate::{About, KEY_BYTES, NONCE_BYTES};

/// A value as it was kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The value.
    pub value: Zeroizing<String>,
    /// What was hashed with it.
    pub salt: [u8; KEY_BYTES],
}

/// Why something sealed cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Another master key wrapped it.
    #[error("it was sealed under the vault key {needed}, and this is {given}")]
    WrongKey {
        /// The id of the key that wrapped it.
        needed: String,
        /// The id of the key given.
        given: String,
    },
    /// It is not as it was sealed, or stands in another place.
    #[error("a sealed value or key was changed, or moved from another record")]
    Changed,
}

/// Wraps a matter's key by the master key. `nonce` must be fresh.
#[must_use]
pub fn wrap(
    master: &MasterKey,
    matter: &str,
    key: &MatterKey,
    nonce: [u8; NONCE_BYTES],
) -> Vec<u8> {
    let mut wrapped = master.id().to_vec();
    wrapped.extend(encrypt(master.bytes(), nonce, matter.as_bytes(), key.0.as_ref()));
    wrapped
}

/// Unwraps a matter's key.
///
/// # Errors
/// Where another master key wrapped it, or it was changed or is another matter's.
pub fn unwrap(master: &MasterKey, matter: &str, wrapped: &[u8]) -> Result<MatterKey, SealError> {
    let (id, sealed) = wrapped.split_first_chunk::<ID_BYTES>().ok_or(SealError::Changed)?;
    if *id != master.id() {
        let needed = id.iter().map(|byte| format!("{byte:02x}")).collect();
        return Err(SealError::WrongKey { needed, given: master.id_text() });
    }
    let key = decrypt(master.bytes(), matter.as_bytes(), sealed)?;
    let key = key.as_slice().try_into().map_err(|_| SealError::Changed)?;
    Ok(MatterKey::new(key))
}

/// Seals a value with its salt. `salt` and `nonce` must be fresh.
#[must_use]
pub fn seal(
    key: &MatterKey,
    about: &About<'_>,
    value: &str,
    salt: &[u8; KEY_BYTES],
    nonce: [u8; NONCE_BYTES],
) -> Vec<u8> {
    let mut plain = Zeroizing::new(salt.to_vec());
    plain.extend_from_slice(value.as_bytes());
    encrypt(&key.0, nonce, &bound(about), &plain)
}

/// Opens a sealed value.
///
/// # Errors
/// Where it was changed, was sealed under another key, or is of something else.
pub fn open(key: &MatterKey, about: &About<'_>, sealed: &[u8]) -> Result<Opened, SealError> {
    let plain = decrypt(&key.0, &bound(about), sealed)?;
    let (salt, value) = plain.split_first_chunk::<KEY_BYTES>().ok_or(SealError::Changed)?;
    let value = str::from_utf8(value).map_err(|_| SealError::Changed)?;
    Ok(Opened { value: Zeroizing::new(value.to_owned()), salt: *salt })
}

/// What a value is of, as bytes that no other place has.
fn bound(about: &About<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in [about.matter, about.record, about.field] {
        bytes.extend(length(part).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

/// The nonce and then the ciphertext with its tag.
fn encrypt(key: &[u8; KEY_BYTES], nonce: [u8; NONCE_BYTES], aad: &[u8], msg: &[u8]) -> Vec<u8> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg, aad });
    let mut out = nonce.to_vec();
    out.extend(sealed.expect("what is sealed is far shorter than the cipher's limit"));
    out
}

fn decrypt(
    key: &[u8; KEY_BYTES],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (nonce, msg) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Changed)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let plain = cipher.decrypt(&XNonce::from(*nonce), Payload { msg, aad });
    plain.map(Zeroizing::new).map_err(|_| SealError::Changed)
}

impl std::fmt::Debug for Opened {
    /// Never the value: what is debugged ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opened")
    }
}
