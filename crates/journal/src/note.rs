//! Signed notes (C2SP `signed-note`, Ed25519): a text and the names of the keys that vouch for it.

mod key;
#[cfg(test)]
mod tests;

use thiserror::Error;

use crate::text::{base64_decode, base64_encode};

pub use key::{Cosigner, KeyError, Signer, Verifier};

/// The longest note that is read, in bytes.
pub const BYTES_MAX: usize = 1_000_000;

/// The most signatures that a note is read with. The standard asks for at least 16.
pub const SIGNATURES_MAX: usize = 100;

/// What begins the line of a signature: an em dash and a space.
const SIGNATURE_PREFIX: &str = "— ";

/// Signs a text, which MUST end in a newline and hold no other control character.
///
/// One signature line is added for each signer, in their order.
pub fn sign(text: &str, signers: &[&Signer]) -> Result<String, NoteError> {
    check_characters(text)?;
    if !text.ends_with('\n') {
        return Err(NoteError::NoNewline);
    }
    let mut note = format!("{text}\n");
    for signer in signers {
        note.push_str(&line(&signer.verifier(), &signer.sign(text.as_bytes())));
    }
    Ok(note)
}

/// The signature line that vouches for a note's text at a time, in seconds since 1970 UTC. It is
/// appended to the note; whether the text deserves it is for the caller to say.
pub fn cosign(note: &str, cosigner: &Cosigner, at_s: u64) -> Result<String, NoteError> {
    let text = text_of(note)?;
    Ok(line(&cosigner.verifier(), &cosigner.cosign(text.as_bytes(), at_s)))
}

/// The text of a note, of which nothing was checked but its form.
pub fn text_of(note: &str) -> Result<&str, NoteError> {
    parts(note).map(|(text, _)| text)
}

fn line(key: &Verifier, signature: &[u8]) -> String {
    let signature = base64_encode(&[&key.id().to_be_bytes()[..], signature].concat());
    format!("{SIGNATURE_PREFIX}{} {signature}\n", key.name())
}

/// A note that at least one known key has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedNote<'a> {
    /// The text, with its last newline.
    pub text: &'a str,
    /// The known keys that signed it, each once, in the order of the note.
    pub signed_by: Vec<Signature<'a>>,
    /// The signatures of keys that are not known, which say nothing.
    pub unknown: Vec<UnknownSignature<'a>>,
}

/// A signature that fits the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature<'a> {
    /// The key that made it.
    pub key: &'a Verifier,
    /// When it was made, in seconds since 1970 UTC, as a cosigner says.
    pub at_s: Option<u64>,
}

/// A signature that no known key could have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownSignature<'a> {
    /// The name that the signature claims.
    pub name: &'a str,
    /// The key identifier that it claims.
    pub id: u32,
}

/// Reads a note and checks every signature that claims to be of a known key.
///
/// Fails if one of them does not fit the text, or if there is none.
pub fn open<'a>(note: &'a str, known: &'a [Verifier]) -> Result<OpenedNote<'a>, NoteError> {
    let (text, signatures) = parts(note)?;
    let lines = signatures.strip_suffix('\n').ok_or(NoteError::NoNewline)?;
    let mut opened = OpenedNote { text, signed_by: Vec::new(), unknown: Vec::new() };
    for (position, line) in lines.split('\n').enumerate() {
        if position == SIGNATURES_MAX {
            return Err(NoteError::TooManySignatures);
        }
        let malformed = || NoteError::SignatureLine { line: line.to_owned() };
        let (name, id, signature) = signature_line(line).ok_or_else(malformed)?;
        let mut named = known.iter().filter(|key| key.name() == name && key.id() == id);
        let Some(key) = named.next() else {
            opened.unknown.push(UnknownSignature { name, id });
            continue;
        };
        if named.any(|other| other != key) {
            return Err(NoteError::AmbiguousKey { name: name.to_owned(), id });
        }
        let Some(fits) = key.verify(text.as_bytes(), &signature) else {
            return Err(NoteError::BadSignature { name: name.to_owned(), id });
        };
        if opened.signed_by.iter().all(|earlier| earlier.key != key) {
            opened.signed_by.push(Signature { key, at_s: fits.at_s });
        }
    }
    if opened.signed_by.is_empty() { Err(NoteError::NoKnownKey) } else { Ok(opened) }
}

/// Why a text cannot be signed, or a note cannot be believed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoteError {
    /// The note is longer than is read.
    #[error("the note has {bytes} bytes, above the limit of {BYTES_MAX}")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The bytes are not UTF-8.
    #[error("the note is not UTF-8 text")]
    Encoding,
    /// A control character other than newline.
    #[error("the text has a control character at byte {offset}; only newlines may be in a note")]
    Control {
        /// The place of the first such character, in bytes from 0.
        offset: usize,
    },
    /// The text or the last signature is not a whole line.
    #[error("the last line does not end in a newline: the note is cut, or add one before signing")]
    NoNewline,
    /// There is no empty line with signatures after it.
    #[error("the note has no signatures")]
    NoSignatures,
    /// More signatures than are read.
    #[error("the note has more than {SIGNATURES_MAX} signatures")]
    TooManySignatures,
    /// A line among the signatures is none.
    #[error("{line:?} is not a signature line")]
    SignatureLine {
        /// The line found.
        line: String,
    },
    /// Two different known keys have the same name and identifier.
    #[error("two known keys are both named {name}+{id:08x}: give only the right one")]
    AmbiguousKey {
        /// The name that they share.
        name: String,
        /// The identifier that they share.
        id: u32,
    },
    /// A signature of a known key does not fit the text.
    #[error("the signature of {name}+{id:08x} does not fit: the text or the signature was changed")]
    BadSignature {
        /// The name of the key.
        name: String,
        /// The identifier of the key.
        id: u32,
    },
    /// Nobody who signed is known.
    #[error("no known key has signed the note: check that you gave the log's verifier key")]
    NoKnownKey,
}

/// The text of a note and its signature lines.
fn parts(note: &str) -> Result<(&str, &str), NoteError> {
    if note.len() > BYTES_MAX {
        return Err(NoteError::TooLong { bytes: note.len() });
    }
    check_characters(note)?;
    // The last empty line ends the text: it may hold empty lines itself.
    let end = note.rfind("\n\n").ok_or(NoteError::NoSignatures)? + 1;
    Ok((&note[..end], &note[end + 1..]))
}

fn check_characters(text: &str) -> Result<(), NoteError> {
    match text.bytes().position(|byte| byte < 0x20 && byte != b'\n') {
        Some(offset) => Err(NoteError::Control { offset }),
        None => Ok(()),
    }
}

/// The name, the key identifier and the signature proper of a signature line.
fn signature_line(line: &str) -> Option<(&str, u32, Vec<u8>)> {
    let (name, encoded) = line.strip_prefix(SIGNATURE_PREFIX)?.split_once(' ')?;
    let bytes = base64_decode(encoded)?;
    let (id, signature) = bytes.split_first_chunk()?;
    let valid = key::is_name(name) && !signature.is_empty();
    valid.then(|| (name, u32::from_be_bytes(*id), signature.to_vec()))
}
