//! The keys that sign notes and those that check them, with their text forms.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use thiserror::Error;

use crate::hash::Hash;
use crate::text::{base64_decode, base64_encode, has_control, hex_encode};

/// What a key's signatures vouch for; the signature type in key texts and key identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    /// Ed25519 over the text (C2SP `signed-note`).
    Note = 0x01,
    /// Ed25519 over the text and a time (C2SP `tlog-cosignature`, v1).
    Cosignature = 0x04,
}

/// What a secret key's text begins with.
const SECRET_PREFIX: &str = "PRIVATE+KEY+";

/// A key that checks signatures. `Display` and `FromStr` write and read its text, the "verifier
/// key" of the standard: `name+identifier+base64`. It is public.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: u32,
    scheme: Scheme,
    key: VerifyingKey,
}

/// What a signature that fits says besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fits {
    /// When it was made, in seconds since 1970 UTC, where its scheme tells.
    pub(super) at_s: Option<u64>,
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

    /// Whether its signatures are cosignatures: that a log's tree was seen at a time, and is
    /// consistent with all that was seen of that log before. A log's own key is none.
    pub fn is_cosigner(&self) -> bool {
        self.scheme == Scheme::Cosignature
    }

    /// What the signature says, if this key has made it for the text.
    pub(super) fn verify(&self, text: &[u8], signature: &[u8]) -> Option<Fits> {
        let (at_s, signature) = match self.scheme {
            Scheme::Note => (None, signature),
            Scheme::Cosignature => {
                let (at_s, signature) = signature.split_first_chunk()?;
                // A later time cannot be (C2SP `tlog-cosignature`, "Format").
                let at_s = u64::from_be_bytes(*at_s);
                i64::try_from(at_s).ok()?;
                (Some(at_s), signature)
            }
        };
        let message = at_s.map_or_else(|| text.to_vec(), |at_s| cosigned(text, at_s));
        let signature = Signature::from_slice(signature).ok()?;
        self.key.verify_strict(&message, &signature).ok()?;
        Some(Fits { at_s })
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = base64_encode(&typed(self.scheme, self.key.as_bytes()));
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
        let (name, id, scheme, public) = parse(text)?;
        let key = VerifyingKey::from_bytes(&public).map_err(|_| KeyError::NotAPoint)?;
        let verifier = Verifier::new(name, scheme, key);
        check_id(id, verifier.id)?;
        Ok(verifier)
    }
}

impl Verifier {
    fn new(name: &str, scheme: Scheme, key: VerifyingKey) -> Verifier {
        Verifier { name: name.to_owned(), id: key_id(name, scheme, key.as_bytes()), scheme, key }
    }
}

/// A key that signs as a log. Neither `Debug` nor `Display` shows the secret;
/// [`Signer::secret_text`] does.
#[derive(Clone)]
pub struct Signer(Secret);

/// A key that cosigns as a witness (C2SP `tlog-cosignature`, v1). It MUST be no log's key too.
#[derive(Clone)]
pub struct Cosigner(Secret);

#[derive(Clone)]
struct Secret {
    key: SigningKey,
    verifier: Verifier,
}

impl Secret {
    fn new(name: &str, scheme: Scheme, seed: [u8; 32]) -> Result<Secret, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name { name: name.to_owned() });
        }
        let key = SigningKey::from_bytes(&seed);
        let verifier = Verifier::new(name, scheme, key.verifying_key());
        Ok(Secret { key, verifier })
    }

    fn from_text(text: &str, wanted: Scheme) -> Result<Secret, KeyError> {
        let key = text.strip_prefix(SECRET_PREFIX).ok_or(KeyError::Form)?;
        let (name, id, scheme, seed) = parse(key)?;
        if scheme != wanted {
            return Err(KeyError::Use { wanted: wanted as u8, found: scheme as u8 });
        }
        let secret = Secret::new(name, scheme, seed)?;
        check_id(id, secret.verifier.id)?;
        Ok(secret)
    }

    fn text(&self) -> String {
        let Verifier { name, id, scheme, .. } = &self.verifier;
        let seed = base64_encode(&typed(*scheme, self.key.as_bytes()));
        format!("{SECRET_PREFIX}{name}+{id:08x}+{seed}")
    }
}

impl Signer {
    /// The signer of this name for the 32 secret bytes of RFC 8032, section 5.1.5, which MUST come
    /// from a cryptographic random source.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Signer, KeyError> {
        Secret::new(name, Scheme::Note, seed).map(Signer)
    }

    /// Reads what [`Signer::secret_text`] writes.
    pub fn from_secret_text(text: &str) -> Result<Signer, KeyError> {
        Secret::from_text(text, Scheme::Note).map(Signer)
    }

    /// The secret key as text, `PRIVATE+KEY+name+identifier+base64`, as Go's `sumdb/note` and the
    /// tools built on it write it. Whoever has it can sign as this log.
    pub fn secret_text(&self) -> String {
        self.0.text()
    }

    /// The key that checks what this one signs.
    pub fn verifier(&self) -> Verifier {
        self.0.verifier.clone()
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        self.0.verifier.name()
    }

    /// The key identifier: see [`Verifier::id`].
    pub fn id(&self) -> u32 {
        self.0.verifier.id()
    }

    pub(super) fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.0.key.sign(text).to_bytes()
    }
}

impl Cosigner {
    /// As [`Signer::from_seed`].
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Cosigner, KeyError> {
        Secret::new(name, Scheme::Cosignature, seed).map(Cosigner)
    }

    /// Reads what [`Cosigner::secret_text`] writes.
    pub fn from_secret_text(text: &str) -> Result<Cosigner, KeyError> {
        Secret::from_text(text, Scheme::Cosignature).map(Cosigner)
    }

    /// As [`Signer::secret_text`], with the signature type of cosignatures.
    pub fn secret_text(&self) -> String {
        self.0.text()
    }

    /// The key that checks what this one cosigns.
    pub fn verifier(&self) -> Verifier {
        self.0.verifier.clone()
    }

    /// The time and the signature, as a signature line holds them.
    pub(super) fn cosign(&self, text: &[u8], at_s: u64) -> Vec<u8> {
        let signature = self.0.key.sign(&cosigned(text, at_s)).to_bytes();
        [&at_s.to_be_bytes()[..], &signature].concat()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signer({}+{:08x})", self.name(), self.id())
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Verifier { name, id, .. } = &self.0.verifier;
        write!(out, "Cosigner({name}+{id:08x})")
    }
}

/// What a cosignature signs (C2SP `tlog-cosignature`, "Ed25519 signed message").
fn cosigned(text: &[u8], at_s: u64) -> Vec<u8> {
    [format!("cosignature/v1\ntime {at_s}\n").as_bytes(), text].concat()
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
    #[error("the key is of signature type {found:#04x}; only Ed25519 (0x01, 0x04) is known")]
    Type {
        /// The type found.
        found: u8,
    },
    /// A secret key is for the other use.
    #[error(
        "the key is of signature type {found:#04x}, but {wanted:#04x} is needed here: a log signs \
         with 0x01, a witness with 0x04, and no key does both"
    )]
    Use {
        /// The type needed.
        wanted: u8,
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

/// The name, the identifier, the scheme and the 32 bytes of a key's text.
fn parse(text: &str) -> Result<(&str, &str, Scheme, [u8; 32]), KeyError> {
    let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
    let (id, key) = rest.split_once('+').ok_or(KeyError::Form)?;
    if !is_name(name) {
        return Err(KeyError::Name { name: name.to_owned() });
    }
    let key = base64_decode(key).ok_or(KeyError::Form)?;
    let (&found, key) = key.split_first().ok_or(KeyError::Form)?;
    let scheme = match found {
        0x01 => Scheme::Note,
        0x04 => Scheme::Cosignature,
        _ => return Err(KeyError::Type { found }),
    };
    Ok((name, id, scheme, key.try_into().map_err(|_| KeyError::Form)?))
}

fn check_id(found: &str, expected: u32) -> Result<(), KeyError> {
    if found == hex_encode(&expected.to_be_bytes()) {
        Ok(())
    } else {
        Err(KeyError::Id { expected, found: found.to_owned() })
    }
}

fn key_id(name: &str, scheme: Scheme, public: &[u8; 32]) -> u32 {
    let hash = Hash::of(&[name.as_bytes(), b"\n", &typed(scheme, public)]);
    let (first, _) = hash.0.split_first_chunk().expect("a hash has more than four bytes");
    u32::from_be_bytes(*first)
}

/// A key with its signature type before it.
fn typed(scheme: Scheme, key: &[u8; 32]) -> Vec<u8> {
    [&[scheme as u8], &key[..]].concat()
}
