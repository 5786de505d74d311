//! Keys: the city's master key as a line of text, and the key of a matter.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::KEY_BYTES;

/// How many bytes of a key's hash tell it from others.
pub(crate) const ID_BYTES: usize = 8;

/// Begins the text of a master key.
const PREFIX: &str = "cityhall-vault-key";

/// The key that wraps the keys of all matters of a city. It lies in a file of its own.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; KEY_BYTES]>);

/// The key that seals the values of one matter.
#[derive(Clone)]
pub struct MatterKey(pub(crate) Zeroizing<[u8; KEY_BYTES]>);

/// A text is no master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a vault key is one line like {PREFIX}+0123456789abcdef+BASE64, whole and unchanged")]
pub struct NotAKey;

impl MasterKey {
    /// A key of fresh random bytes.
    #[must_use]
    pub fn new(random: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(random))
    }

    /// Reads a key's text. Its id is checked, so that a slip is told and not taken for a key.
    ///
    /// # Errors
    /// Where the text is not what [`MasterKey::to_text`] writes.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        let mut parts = text.trim().split('+');
        let (prefix, id) = (parts.next(), parts.next().ok_or(NotAKey)?);
        // Base64 has the plus sign too.
        let secret = parts.collect::<Vec<_>>().join("+");
        let bytes = Zeroizing::new(STANDARD.decode(secret).map_err(|_| NotAKey)?);
        let key = Self::new(bytes.as_slice().try_into().map_err(|_| NotAKey)?);
        let fits = prefix == Some(PREFIX) && id == key.id_text();
        if fits { Ok(key) } else { Err(NotAKey) }
    }

    /// The key as one line of text, to be kept in a file that nobody else can read.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}+{}+{}", self.id_text(), STANDARD.encode(self.0.as_ref())))
    }

    /// What tells this key from others and says nothing else of it, in hexadecimal.
    #[must_use]
    pub fn id_text(&self) -> String {
        self.id().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn id(&self) -> [u8; ID_BYTES] {
        let mut digest = Sha256::new();
        digest.update(b"cityhall vault key id\n");
        digest.update(self.0.as_ref());
        let hash: [u8; KEY_BYTES] = digest.finalize().into();
        *hash.first_chunk().expect("an id is shorter than a hash")
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

impl MatterKey {
    /// A key of fresh random bytes.
    #[must_use]
    pub fn new(random: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(random))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id_text())
    }
}

impl fmt::Debug for MatterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MatterKey")
    }
}
