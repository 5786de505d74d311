//! Faults that are planted in a city, so that whatever must find them is seen to find them.

use jiff::SignedDuration;
use journal::{Hash, sha256};
use store::{Amount, Batch, Change, SealedMatter, StoredEntry, VaultChange};

use crate::city::{Done, Outcome};

/// How many entries there are before a planted fault shows.
const SOUND: u64 = 30;

/// Something that the city or its store does wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Planted {
    /// The store never syncs.
    NeverSyncs,
    /// The store acknowledges a batch and keeps nothing of it.
    KeepsNothing,
    /// The store keeps a batch without its last entry.
    DropsEntry,
    /// The store keeps half of a batch that it refuses.
    KeepsHalf,
    /// The store changes a byte of an entry when it keeps it.
    ChangesByte,
    /// The store swaps the first two entries of a batch.
    SwapsEntries,
    /// The store gives an old entry out with a byte changed.
    RotsEntry,
    /// The store gives a hash of the tree out with a bit changed.
    RotsTree,
    /// The store forgets the last of the entries that are looked for by kind.
    ForgetsFound,
    /// The store does not list new records.
    LosesRow,
    /// The store lists every record as just opened.
    KeepsOldRow,
    /// The store counts a millionth more.
    Miscounts,
    /// The store counts at another place.
    Misplaces,
    /// The store's vault keeps what is erased.
    KeepsErased,
    /// The store keeps a second copy of what is in the vault.
    CopiesMatter,
    /// The store's vault does not keep what it is given.
    LosesMatter,
    /// An act tells the index after its entry's.
    TellsWrongIndex,
    /// An act that is refused says that it is done.
    HidesRefusals,
    /// The city's clock is a second ahead of what it was set to.
    RunsAhead,
}

impl Planted {
    /// How far the clock is ahead.
    pub(crate) fn ahead(self) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self == Self::RunsAhead))
    }

    /// What the store keeps of a batch; `None` where it is nothing.
    pub(crate) fn kept(self, batch: &Batch) -> Option<Batch> {
        let mut kept = batch.clone();
        if batch.first < SOUND {
            return Some(kept);
        }
        let entries = &mut kept.entries;
        match self {
            Self::KeepsNothing => return None,
            Self::DropsEntry => entries.truncate(entries.len() - 1),
            Self::ChangesByte => change(&mut entries[0].bytes),
            Self::SwapsEntries if entries.len() > 1 => entries.swap(0, 1),
            Self::LosesRow => {
                let is_new = |change: &Change| {
                    matches!(change, Change::Record(row)
                    if row.state == "registered")
                };
                kept.changes.retain(|change| !is_new(change));
            }
            Self::KeepsErased => kept.vault.retain(|it| !matches!(it, VaultChange::Erase(_))),
            Self::CopiesMatter => kept.documents.extend(batch.vault.iter().flat_map(copies)),
            Self::LosesMatter => kept.vault.retain(|it| !matches!(it, VaultChange::Keep(_))),
            _ => kept.changes.iter_mut().for_each(|change| self.spoil(change)),
        }
        Some(kept)
    }

    /// What the store keeps of a batch that it refuses.
    pub(crate) fn kept_of_refused(self, batch: &Batch) -> Option<Batch> {
        let mut kept = batch.clone();
        kept.entries.truncate(batch.entries.len().div_ceil(2));
        (self == Self::KeepsHalf && batch.first >= SOUND).then_some(kept)
    }

    fn spoil(self, change: &mut Change) {
        match (self, change) {
            (Self::KeepsOldRow, Change::Record(row)) => "registered".clone_into(&mut row.state),
            (Self::Miscounts, Change::Count(count)) => {
                count.amount = Amount::from_millionths(count.amount.millionths() + 1);
            }
            (Self::Misplaces, Change::Count(count)) => "650103".clone_into(&mut count.place),
            _ => {}
        }
    }

    /// What the store gives out of entries asked for by index.
    pub(crate) fn entries(self, mut found: Vec<StoredEntry>) -> Vec<StoredEntry> {
        let is_long = found.len() as u64 > SOUND;
        match found.first_mut() {
            Some(first) if self == Self::RotsEntry && is_long => change(&mut first.bytes),
            _ => {}
        }
        found
    }

    /// What the store gives out of entries asked for by kind.
    pub(crate) fn found(self, mut found: Vec<StoredEntry>) -> Vec<StoredEntry> {
        let is_late = found.last().is_some_and(|last| last.index >= SOUND);
        found.truncate(found.len() - usize::from(self == Self::ForgetsFound && is_late));
        found
    }

    /// What the store gives out of the tree.
    pub(crate) fn hashes(self, mut found: Vec<Hash>) -> Vec<Hash> {
        if self == Self::RotsTree && found.len() as u64 > SOUND {
            found[0].0[0] ^= 1;
        }
        found
    }

    /// What an act says that it came to.
    pub(crate) fn told(self, outcome: Outcome) -> Outcome {
        match outcome {
            Ok(done) if self == Self::TellsWrongIndex => {
                Ok(Done { entry: done.entry.map(|entry| entry + 1), ..done })
            }
            Err(app::Error::Refused(_)) if self == Self::HidesRefusals => Ok(Done::default()),
            outcome => outcome,
        }
    }
}

/// Wrapped key and sealed values of what is put into the vault, as if they were documents.
fn copies(change: &VaultChange) -> Vec<(Hash, Vec<u8>)> {
    let VaultChange::Keep(SealedMatter { key, values, .. }) = change else { return Vec::new() };
    let sealed = key.iter().chain(values.iter().map(|(_, sealed)| sealed));
    sealed.map(|bytes| (sha256(bytes), bytes.clone())).collect()
}

fn change(bytes: &mut [u8]) {
    // The year, so that the entry can still be read.
    if let Some(digit) = bytes.iter_mut().find(|byte| byte.is_ascii_digit()) {
        *digit ^= 1;
    }
}
