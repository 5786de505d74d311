//! The vault: how values that must not be in the log are kept, and what the log holds instead.
//!
//! Whatever a record has of a person belongs to one **matter**, which has a random name and a key
//! of its own. A value is sealed under that key together with a random salt; the log holds the
//! [`salted_hash`] of the value. Whoever has value and salt can prove what was kept; without the
//! salt the hash says nothing, not even to somebody who tries every telephone number. The key of a
//! matter is stored wrapped by the [`MasterKey`], which lies apart from the database. Erasing a
//! matter is destroying its wrapped key: its values and salts are gone then, and every proof of
//! the log stays as it was.
//!
//! Nothing here draws randomness: keys, salts and nonces are arguments, and each MUST be fresh from
//! a secure source.

mod hash;
mod key;
mod seal;

pub use hash::salted_hash;
pub use key::{MasterKey, MatterKey, NotAKey};
pub use seal::{Opened, SealError, open, seal, unwrap, wrap};

/// What a value is of: bound into its seal and its hash, so that neither can be moved elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// The matter, `matter/` with 32 hexadecimal digits.
    pub matter: &'a str,
    /// The record, `works/W-2020-0001`.
    pub record: &'a str,
    /// The field of the record's register.
    pub field: &'a str,
}

/// How long a nonce is: XChaCha20's, long enough to be drawn at random.
pub const NONCE_BYTES: usize = 24;

/// How long keys, salts and hashes are.
pub const KEY_BYTES: usize = 32;

#[cfg(test)]
mod tests;
