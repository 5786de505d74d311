//! Checkpoints (C2SP `tlog-checkpoint`): how large a log is, and its root hash, signed.

#[cfg(test)]
mod tests;

use thiserror::Error;

use crate::hash::Hash;
use crate::note::{self, NoteError, Signature, Signer, Verifier};
use crate::text::{decimal, has_control};

/// The state of a log at one size.
///
/// Whoever signs one vouches never to sign another that is inconsistent with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log, which is also the name of its key: a URL without scheme, such as
    /// `example.com/journal`.
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root hash of the tree over them.
    pub root: Hash,
    /// Further lines, which the standard advises against. None is empty.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// The checkpoint as the text of a note.
    pub fn to_text(&self) -> Result<String, CheckpointError> {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.base64());
        for extension in &self.extensions {
            text.push_str(&format!("{extension}\n"));
        }
        let mut free_lines = std::iter::once(&self.origin).chain(&self.extensions);
        if let Some(line) = free_lines.find(|line| line.is_empty() || has_control(line)) {
            return Err(CheckpointError::Line { line: line.clone() });
        }
        Ok(text)
    }

    /// Reads the text of a note. It says nothing of who signed it: see [`Checkpoint::open`].
    pub fn from_text(text: &str) -> Result<Checkpoint, CheckpointError> {
        let lines = text.strip_suffix('\n').ok_or(CheckpointError::Cut)?;
        let mut lines = lines.split('\n');
        let mut next = || lines.next().ok_or(CheckpointError::Cut);
        let (origin, size, root) = (next()?.to_owned(), next()?, next()?);
        let size = decimal(size).ok_or_else(|| CheckpointError::Size { line: size.to_owned() })?;
        let root = Hash::from_base64(root)
            .ok_or_else(|| CheckpointError::Root { line: root.to_owned() })?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        let checkpoint = Checkpoint { origin, size, root, extensions };
        // What cannot be written was not read rightly: an empty origin or extension line.
        checkpoint.to_text()?;
        Ok(checkpoint)
    }

    /// The signed note of the checkpoint.
    ///
    /// The first signer SHOULD be the log's own key: [`Checkpoint::open`] asks for a signature by
    /// the name of the origin.
    pub fn sign(&self, signers: &[&Signer]) -> Result<String, CheckpointError> {
        Ok(note::sign(&self.to_text()?, signers)?)
    }

    /// Reads a signed note and checks that the log itself has signed it: a known key whose name is
    /// the checkpoint's origin. The signatures of witnesses alone do not make a checkpoint.
    pub fn open(note: &str, known: &[Verifier]) -> Result<Checkpoint, CheckpointError> {
        Checkpoint::open_signed(note, known).map(|(checkpoint, _)| checkpoint)
    }

    /// The same, with all the signatures of known keys: the log's own and those of witnesses.
    pub fn open_signed<'a>(
        note: &'a str,
        known: &'a [Verifier],
    ) -> Result<(Checkpoint, Vec<Signature<'a>>), CheckpointError> {
        let opened = note::open(note, known)?;
        let checkpoint = Checkpoint::from_text(opened.text)?;
        if opened.signed_by.iter().any(|signature| checkpoint.is_own(signature.key)) {
            Ok((checkpoint, opened.signed_by))
        } else {
            Err(CheckpointError::NotByOrigin { origin: checkpoint.origin })
        }
    }

    /// Reads a signed note without checking who signed it: only to know of which log it is said to
    /// be and how large that is.
    pub fn read_unchecked(note: &str) -> Result<Checkpoint, CheckpointError> {
        Checkpoint::from_text(note::text_of(note)?)
    }

    /// Those of some witnesses that have cosigned a note, each with the time that it says, in
    /// seconds since 1970 UTC. Fails if they are fewer than `needed`.
    pub fn cosigned<'a>(
        note: &'a str,
        witnesses: &'a [Verifier],
        needed: usize,
    ) -> Result<Vec<Signature<'a>>, CheckpointError> {
        let signed = match note::open(note, witnesses) {
            Ok(opened) => opened.signed_by,
            Err(NoteError::NoKnownKey) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let signed: Vec<Signature<'a>> =
            signed.into_iter().filter(|it| it.at_s.is_some()).collect();
        if signed.len() < needed {
            return Err(CheckpointError::Witnesses { found: signed.len(), needed });
        }
        Ok(signed)
    }

    /// Whether a key is the log's own, by its name and its kind.
    pub fn is_own(&self, key: &Verifier) -> bool {
        key.name() == self.origin && !key.is_cosigner()
    }
}

/// Why a checkpoint cannot be written, read or believed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CheckpointError {
    /// The text has fewer than three whole lines.
    #[error("the checkpoint is cut: it needs an origin, a size and a root hash, a line each")]
    Cut,
    /// The origin or an extension is empty or holds a control character.
    #[error("{line:?} cannot be a line of a checkpoint: it is empty or has a control character")]
    Line {
        /// The line found.
        line: String,
    },
    /// The second line is not a size.
    #[error("{line:?} is not a size: a decimal below 2^64 without leading zeroes")]
    Size {
        /// The line found.
        line: String,
    },
    /// The third line is not a root hash.
    #[error("{line:?} is not a root hash: 32 bytes in base64")]
    Root {
        /// The line found.
        line: String,
    },
    /// The note around the checkpoint cannot be believed.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Too few witnesses have cosigned.
    #[error("{found} of the witnesses that you named have cosigned the checkpoint; {needed} must")]
    Witnesses {
        /// How many have.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// None of the known keys that signed is the log's own.
    #[error("the checkpoint is of {origin:?}, but no known key of that name has signed it")]
    NotByOrigin {
        /// The origin that the checkpoint names.
        origin: String,
    },
}
