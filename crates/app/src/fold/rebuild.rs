//! All lists and totals folded anew from the journal, on all cores.
//!
//! A record is folded as a whole where the log first speaks of it, so that nothing of it need be
//! known before or kept after: memory does not grow with the log, records are folded side by side,
//! and one number says how far it is. What is folded is saved again and again beside the lists in
//! use; whoever was broken off goes on from there.

use std::ops::{ControlFlow, Range};

use hall::figure::InForce;
use hall::{Event, Record};
use journal::in_order::in_order;
use journal::{Entry, Hash};
use store::{Change, Folded, Read, Store, StoreError, StoredEntry};

use super::followed;
use crate::Error;
use crate::definitions::DEFINING;

/// How many entries a core looks at for records that they begin.
const PAGE: usize = 512;

/// After how many entries what is folded is saved.
const SAVED: u64 = 8_192;

/// Folds all lists and totals anew, by the definitions that the journal names, each record by the
/// version that it went by, as whoever audits the city does; then puts them in the place of those
/// in use where they differ. Says whether these were what they must be.
pub(crate) fn rebuild(
    store: &dyn Store,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<bool, Error> {
    let size = store.log_size()?;
    let timeline = Timeline::read(store)?;
    // What another program folded, or from another log, may not fit together.
    let by = format!("cityhall {}, {size} entries", env!("CARGO_PKG_VERSION"));
    let mut saved = store.refolded(&by)?;
    progress(saved, size);
    let pages = (saved..size).step_by(PAGE).map(|first| first..size.min(first + PAGE as u64));
    let mut folded = Folded::default();
    let mut take = |end: u64, changes: Vec<Change>| {
        changes.into_iter().for_each(|change| folded.add(change));
        if end - saved >= SAVED || end == size {
            store.refold(&by, saved..end, &std::mem::take(&mut folded))?;
            saved = end;
        }
        progress(end, size);
        Ok::<_, StoreError>(())
    };
    let mut outcome = Ok(());
    in_order(
        pages,
        |page| (page.end, begun_in(page, store, &timeline)),
        |(end, changes)| {
            outcome = changes.and_then(|changes| take(end, changes));
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    outcome?;
    Ok(store.adopt(&by)?)
}

/// What follows from all entries about the records that are first spoken of in these.
fn begun_in(
    entries: Range<u64>,
    store: &dyn Store,
    timeline: &Timeline,
) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for history in store.histories(entries)? {
        changes.extend(fold(&history, timeline)?);
    }
    Ok(changes)
}

/// What follows from all entries about one subject.
fn fold(history: &[StoredEntry], timeline: &Timeline) -> Result<Vec<Change>, StoreError> {
    let (mut in_force, mut last) = (timeline.at(0), 0);
    let (mut record, mut counted) = (None::<Record>, Vec::new());
    let mut opened_s = None;
    for StoredEntry { index, bytes } in history {
        let failed = |why: String| StoreError::Fold { index: *index, why };
        let entry = Entry::decode(bytes).map_err(|error| failed(error.to_string()))?;
        if !Event::KINDS.contains(&entry.kind.as_str()) {
            continue;
        }
        if let Some(other) = record.as_ref().filter(|record| record.id != entry.subject) {
            let why =
                format!("it is about {} and kept among those about {}", entry.subject, other.id);
            return Err(failed(why));
        }
        opened_s.get_or_insert(entry.at.as_second());
        (in_force, last) = (timeline.at(*index), *index);
        let (after, contributed) = in_force.step(record, *index, &entry).map_err(failed)?;
        counted.extend(contributed);
        record = Some(after);
    }
    let Some(record) = record else { return Ok(Vec::new()) };
    let pack = in_force.pack_of(&record).expect("its last entry was folded by this pack");
    let opened_s = opened_s.unwrap_or_default();
    followed(pack, &record, opened_s, counted).map_err(|why| StoreError::Fold { index: last, why })
}

/// What the journal says of the city and its packs, entry by entry.
struct Timeline(Vec<(u64, InForce)>);

impl Timeline {
    fn read(store: &dyn Read) -> Result<Self, Error> {
        let mut in_force = InForce::default();
        let mut timeline = vec![(0, in_force.clone())];
        for StoredEntry { index, bytes } in store.entries_of(&DEFINING, 0)? {
            let failed = |why: String| Error::Journal { index, why };
            let entry = Entry::decode(&bytes).map_err(|error| failed(error.to_string()))?;
            let document = |sha256: &str| document(store, sha256);
            in_force.define(&entry, document).map_err(failed)?;
            timeline.push((index, in_force.clone()));
        }
        Ok(Self(timeline))
    }

    /// What is in force at an entry.
    fn at(&self, index: u64) -> &InForce {
        let until = self.0.partition_point(|(from, _)| *from <= index);
        &self.0[until.saturating_sub(1)].1
    }
}

/// A document by its SHA-256 in hexadecimal.
fn document(store: &dyn Read, sha256: &str) -> Result<String, String> {
    let hash = Hash::from_hex(sha256).ok_or_else(|| format!("{sha256:?} names no document"))?;
    let found = store.document(&hash).map_err(|error| error.to_string())?;
    let bytes = found.ok_or_else(|| format!("the document {hash} is missing"))?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
