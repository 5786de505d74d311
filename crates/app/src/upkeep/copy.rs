//! Copying a city from one store to another, page by page, and going on where a copy was broken
//! off.

use journal::{Entry, Frontier, Hash};
use store::{Batch, MatterBy, NewEntry, Operate, Read, StoreError, StoredEntry, VaultChange};

use super::{PAGE, Progress, Stage, each_document};
use crate::ledger::Stored;

/// How many credentials or matters are held at a time.
const SMALL_PAGE: usize = 256;

/// Why a copy was not made; whatever is in the target stays, so that it can go on.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The target holds something else.
    #[error(
        "the target holds {found} entries that are not the first of this city's; \
         choose an empty place for it"
    )]
    Other {
        /// How many entries it holds.
        found: u64,
    },
    /// An entry of the source cannot be read.
    #[error("entry {index} of the source: {why}")]
    Entry {
        /// Its index.
        index: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A matter of the vault was sealed anew since an earlier attempt.
    #[error("{0} was wrapped anew since the copy began; empty the target and begin again")]
    Matter(String),
    /// One of the stores failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies entries, documents, credentials and what the vault keeps, sealed as it is. What the
/// target has already of the source's entries is kept. Lists and totals are not copied: they are
/// folded anew by [`super::check()`]. Until the last entry is there the target has a checkpoint
/// that says nothing.
///
/// # Errors
/// Where the target holds something else, or one of the stores fails.
pub fn copy(
    source: &dyn Operate,
    target: &dyn Operate,
    progress: &mut Progress<'_>,
) -> Result<(), CopyError> {
    let size = source.log_size()?;
    let mut first = target.log_size()?;
    if first > size || root(source, first)? != root(target, first)? {
        return Err(CopyError::Other { found: first });
    }
    each_document(source, |hash, bytes| {
        let documents = vec![(*hash, bytes)];
        let batch = Batch { first, documents, ..Batch::default() };
        target.append(&batch).map_err(CopyError::from)
    })?;
    copy_credentials(source, target)?;
    copy_matters(source, target, first)?;
    while first < size {
        progress(Stage::Copy, first, size);
        let page = source.entries(first, PAGE)?;
        let entries = page.iter().map(new_entry).collect::<Result<Vec<_>, _>>()?;
        if entries.is_empty() {
            return Err(CopyError::Entry { index: first, why: "it is missing".to_owned() });
        }
        let next = first + entries.len() as u64;
        target.append(&Batch { first, entries, ..Batch::default() })?;
        first = next;
    }
    progress(Stage::Copy, size, size);
    // The checkpoint comes last: with it the log is whole.
    let Some(checkpoint) = source.checkpoint()? else { return Ok(()) };
    Ok(target.append(&Batch { first, checkpoint, ..Batch::default() })?)
}

fn copy_credentials(source: &dyn Operate, target: &dyn Operate) -> Result<(), StoreError> {
    let mut last = None;
    loop {
        let page = source.credentials(last.as_ref(), SMALL_PAGE)?;
        let Some((token, _)) = page.last() else { return Ok(()) };
        last = Some(*token);
        for (token, credential) in page {
            target.put_credential(&token, &credential)?;
        }
    }
}

/// Copies what the vault keeps, sealed as it is. What was erased in the source since an earlier
/// attempt is erased in the target too.
fn copy_matters(source: &dyn Operate, target: &dyn Operate, first: u64) -> Result<(), CopyError> {
    let mut last = String::new();
    loop {
        let page = source.matters(&last, SMALL_PAGE)?;
        let Some(matter) = page.last() else { return Ok(()) };
        last = matter.matter.clone();
        let mut vault = Vec::new();
        for matter in page {
            match target.matter(MatterBy::Name(&matter.matter))? {
                None => vault.push(VaultChange::Keep(matter)),
                Some(there) if there == matter => {}
                Some(_) if matter.key.is_none() => vault.push(VaultChange::Erase(matter.matter)),
                Some(_) => return Err(CopyError::Matter(matter.matter)),
            }
        }
        target.append(&Batch { first, vault, ..Batch::default() })?;
    }
}

/// The root over the first entries of a log.
fn root(store: &dyn Read, size: u64) -> Result<Hash, StoreError> {
    Ok(Frontier::load(size, &Stored::new(store))?.root())
}

fn new_entry(stored: &StoredEntry) -> Result<NewEntry, CopyError> {
    let failed = |why: String| CopyError::Entry { index: stored.index, why };
    let entry = Entry::decode(&stored.bytes).map_err(|error| failed(error.to_string()))?;
    let (kind, subject, at_s) = (entry.kind, entry.subject, entry.at.as_second());
    Ok(NewEntry { bytes: stored.bytes.clone(), kind, subject, at_s })
}
