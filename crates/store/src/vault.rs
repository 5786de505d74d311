//! The vault's storage: sealed values that are not in the log, and the wrapped keys that open them.
//!
//! Nothing here is folded from the journal, and nothing of it can be made anew: what is erased is
//! gone. The store never sees a value, a key or a secret: they are sealed, wrapped and hashed.

use journal::Hash;

use crate::StoreError;

/// One matter as the vault keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedMatter {
    /// Its name, `matter/` with 32 hexadecimal digits.
    pub matter: String,
    /// The record that it belongs to.
    pub record: String,
    /// The SHA-256 of the secret in the link of the person concerned; the secret is never stored.
    pub link: Option<Hash>,
    /// The wrapped key; `None` once the matter is erased.
    pub key: Option<Vec<u8>>,
    /// The sealed values by field, in the order of fields; none once the matter is erased.
    pub values: Vec<(String, Vec<u8>)>,
}

/// Which matter is asked for.
#[derive(Debug, Clone, Copy)]
pub enum MatterBy<'a> {
    /// The one of that name.
    Name(&'a str),
    /// The one whose link has the secret of this SHA-256.
    Link(&'a Hash),
}

/// What an act does to the vault, in the transaction of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultChange {
    /// A matter is kept.
    Keep(SealedMatter),
    /// Key and values of the matter of that name are destroyed; name, record and link stay.
    Erase(String),
}

/// Wraps a key anew: given the matter's name and its wrapped key.
pub type Rewrap<'a> = dyn FnMut(&str, &[u8]) -> Result<Vec<u8>, String> + 'a;

/// Storage of the vault.
pub trait Vault: Send + Sync {
    /// A matter, erased or not.
    fn matter(&self, by: MatterBy<'_>) -> Result<Option<SealedMatter>, StoreError>;

    /// Matters that are not erased, in the order of names, after that name, at most `limit`.
    fn living_matters(&self, after: &str, limit: usize) -> Result<Vec<SealedMatter>, StoreError>;

    /// Destroys keys and values of matters; those that are not there or erased already are passed
    /// over. As after [`VaultChange::Erase`] the bytes MUST NOT be left in the store's files where
    /// the engine can help it; what it cannot help, the store's own documentation says.
    fn erase_matters(&self, matters: &[String]) -> Result<(), StoreError>;

    /// Wraps the key of every living matter anew, in one transaction. Returns how many there are.
    ///
    /// # Errors
    /// [`StoreError::Vault`] where `rewrap` fails; nothing is changed then.
    fn rewrap_keys(&self, rewrap: &mut Rewrap<'_>) -> Result<u64, StoreError>;
}
