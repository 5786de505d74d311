//! The keys that sign notes and those that check them, with their text forms.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use thiserror::Error;

use crate::hash::Hash;
use crate::text::{base64_decode, base64_encode, has_control, hex_encode};

/// The signature type of Ed25519 in key texts and key identifiers.
const ED25519: u8 = 0x01;

/// What a secret key's text begins with.
const SECRET_PREFIX: &str = "PRIVATE+KEY+";

/// A key that checks signatures. `Display` and `FromStr` write and read its text, the "verifier
/// key" of the standard: `name+identifier+base64`. It is public.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl Verifier {
    /// The name of the key; for a log's own key, the origin of the log.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key identifier: the first four bytes of SHA-256 over the name, a newline, the signature
    /// type and the public key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Whether this key has made the signature for the text.
    pub(super) fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(text, &signature).is_ok())
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = base64_encode(&typed(self.key.as_bytes()));
        write!(out, "{}+{:08x}+{key}", self.name, self.id)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Verifier({self})")
    }
}

impl FromStr for Verifier {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Verifier, KeyError> {
        let (name, id, public) = parse(text)?;
        let key = VerifyingKey::from_bytes(&public).map_err(|_| KeyError::NotAPoint)?;
        let verifier = Verifier { name: name.to_owned(), id: key_id(name, &public), key };
        check_id(id, verifier.id)?;
        Ok(verifier)
    }
}

/// A key that signs. Neither `Debug` nor `Display` shows the secret; [`Signer::secret_text`] does.
#[derive(Clone)]
pub struct Signer {
    key: SigningKey,
    verifier: Verifier,
}

impl Signer {
    /// The signer of this name for the 32 secret bytes of RFC 8032, section 5.1.5, which MUST come
    /// from a cryptographic random source.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Signer, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name { name: name.to_owned() });
        }
        let key = SigningKey::from_bytes(&seed);
        let public = key.verifying_key();
        let id = key_id(name, public.as_bytes());
        let verifier = Verifier { name: name.to_owned(), id, key: public };
        Ok(Signer { key, verifier })
    }

    /// Reads what [`Signer::secret_text`] writes.
    pub fn from_secret_text(text: &str) -> Result<Signer, KeyError> {
        let (name, id, seed) = parse(text.strip_prefix(SECRET_PREFIX).ok_or(KeyError::Form)?)?;
        let signer = Signer::from_seed(name, seed)?;
        check_id(id, signer.id())?;
        Ok(signer)
    }

    /// The secret key as text, `PRIVATE+KEY+name+identifier+base64`, as Go's `sumdb/note` and the
    /// tools built on it write it. Whoever has it can sign as this log.
    pub fn secret_text(&self) -> String {
        let seed = base64_encode(&typed(self.key.as_bytes()));
        format!("{SECRET_PREFIX}{}+{:08x}+{seed}", self.name(), self.id())
    }

    /// The key that checks what this one signs.
    pub fn verifier(&self) -> Verifier {
        self.verifier.clone()
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// The key identifier: see [`Verifier::id`].
    pub fn id(&self) -> u32 {
        self.verifier.id()
    }

    pub(super) fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.key.sign(text).to_bytes()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signer({}+{:08x})", self.name(), self.id())
    }
}

/// Why a text is not a key, or a name cannot be a key's.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// A name is not empty and has no white space, plus or control character.
    #[error("{name:?} cannot name a key: use a text without spaces and plus, such as a URL")]
    Name {
        /// The name found.
        name: String,
    },
    /// The text does not have the parts of a key.
    #[error("the key is not of the form name+identifier+base64: copy it whole")]
    Form,
    /// The key is of a signature type other than Ed25519.
    #[error("the key is of signature type {found:#04x}; only Ed25519 (0x01) is known")]
    Type {
        /// The type found.
        found: u8,
    },
    /// The identifier is not that of the name and the key.
    #[error("the key says identifier {found}, but has {expected:08x}: it was changed or cut")]
    Id {
        /// The identifier that the name and the key have.
        expected: u32,
        /// The identifier found.
        found: String,
    },
    /// The 32 bytes are no public key.
    #[error("the key's bytes are no Ed25519 public key")]
    NotAPoint,
}

/// Whether a key may be so named (C2SP `signed-note`, "Format").
pub(super) fn is_name(name: &str) -> bool {
    let forbidden = |character: char| character.is_whitespace() || character == '+';
    !name.is_empty() && !name.contains(forbidden) && !has_control(name)
}

/// The name, the identifier and the 32 bytes of a key's text.
fn parse(text: &str) -> Result<(&str, &str, [u8; 32]), KeyError> {
    let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
    let (id, key) = rest.split_once('+').ok_or(KeyError::Form)?;
    if !is_name(name) {
        return Err(KeyError::Name { name: name.to_owned() });
    }
    let key = base64_decode(key).ok_or(KeyError::Form)?;
    match key.split_first() {
        Some((&ED25519, key)) => Ok((name, id, key.try_into().map_err(|_| KeyError::Form)?)),
        Some((&found, _)) => Err(KeyError::Type { found }),
        None => Err(KeyError::Form),
    }
}

fn check_id(found: &str, expected: u32) -> Result<(), KeyError> {
    if found == hex_encode(&expected.to_be_bytes()) {
        Ok(())
    } else {
        Err(KeyError::Id { expected, found: found.to_owned() })
    }
}

fn key_id(name: &str, public: &[u8; 32]) -> u32 {
    let hash = Hash::of(&[name.as_bytes(), b"\n", &typed(public)]);
    let (first, _) = hash.0.split_first_chunk().expect("a hash has more than four bytes");
    u32::from_be_bytes(*first)
}

/// A key with its signature type before it.
fn typed(key: &[u8; 32]) -> Vec<u8> {
    [&[ED25519], &key[..]].concat()
}
