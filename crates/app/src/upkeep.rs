//! What an operator does with a whole city: checks that everything of it is there and fits, and
//! copies it from one store to another.
//!
//! Neither needs the city's folder or its key: the journal tells what the city is made of, and a
//! copy keeps the checkpoint that was signed.

mod check;
mod copy;

pub use check::{CheckError, Checked, check};
pub use copy::{CopyError, copy};

use journal::Entry;
use store::{Operate, Read, StoreError};

use crate::DefinitionsError;
use crate::definitions::CITY_DEFINED;

/// The id of the city whose journal a store holds.
///
/// # Errors
/// Where the journal does not tell it, or the store fails.
pub fn city_of(store: &dyn Read) -> Result<String, DefinitionsError> {
    let defined = store.entries_of(&[CITY_DEFINED], 0)?.pop();
    let entry = defined.and_then(|stored| Entry::decode(&stored.bytes).ok());
    entry
        .map(|entry| entry.subject)
        .ok_or_else(|| DefinitionsError::Journal("no entry says which city it is".to_owned()))
}

/// What takes its time, so that whoever waits can be told how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Entries are copied.
    Copy,
    /// Entries, the tree over them and documents are checked.
    Check,
    /// Lists and totals are folded anew.
    Fold,
}

/// Told how many of how many entries are done in a stage.
pub type Progress<'a> = dyn FnMut(Stage, u64, u64) + 'a;

/// How many entries are taken at a time: of the largest that there can be, 32 MiB.
const PAGE: usize = 512;

/// How many documents are held at a time: a report may have megabytes.
const DOCUMENTS_PAGE: usize = 8;

/// Calls `each` for every document with the hash that it is kept under.
pub(crate) fn each_document<E: From<StoreError>>(
    store: &dyn Operate,
    mut each: impl FnMut(&journal::Hash, Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let mut last = None;
    loop {
        let page = store.documents(last.as_ref(), DOCUMENTS_PAGE)?;
        let Some((hash, _)) = page.last() else { return Ok(()) };
        last = Some(*hash);
        for (hash, bytes) in page {
            each(&hash, bytes)?;
        }
    }
}

#[cfg(test)]
mod tests;
