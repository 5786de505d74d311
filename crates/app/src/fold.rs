//! What follows from an entry for lists and totals.

use std::collections::BTreeMap;

use hall::{Event, Record};
use journal::Entry;
use store::{Amount, Change, Contribution, Read, RecordRow, Store, StoreError, StoredEntry};

use crate::{Definitions, Error};

/// A record as its entries tell it; `None` where there is none of that id.
pub(crate) fn record(
    definitions: &Definitions,
    store: &dyn Read,
    id: &str,
) -> Result<Option<Record>, Error> {
    fold_records(definitions, &store.entries_about(id)?, id)
}

/// The changes that follow from a new entry, given the record that it is about as it was before.
pub(crate) fn changes(
    definitions: &Definitions,
    before: Option<Record>,
    index: u64,
    entry: &Entry,
) -> Result<Vec<Change>, String> {
    if !Event::KINDS.contains(&entry.kind.as_str()) {
        return Ok(Vec::new());
    }
    apply_with_changes(definitions, before, index, entry).map(|(_, changes)| changes)
}

/// The record with an event, and what follows from that.
fn apply_with_changes(
    definitions: &Definitions,
    before: Option<Record>,
    index: u64,
    entry: &Entry,
) -> Result<(Record, Vec<Change>), String> {
    let after = apply(definitions, before.clone(), index, entry)?;
    let pack = definitions
        .packs
        .get(&after.opened.pack)
        .ok_or_else(|| format!("pack `{}` is not loaded", after.opened.pack))?;
    let register = pack.registers.get(&after.opened.register);
    let field = |name: Option<&String>| {
        name.and_then(|name| after.field(name)).unwrap_or_default().to_owned()
    };
    let mut changes = vec![Change::Record(RecordRow {
        id: after.id.clone(),
        pack: after.opened.pack.clone(),
        register: after.opened.register.clone(),
        state: after.state.clone(),
        since: after.since,
        title: field(register.map(|register| &register.title)),
        place: field(register.and_then(|register| register.place.as_ref())),
        office: field(register.and_then(|register| register.office.as_ref())),
    })];
    for moved in hall::counted(pack, before.as_ref(), &after) {
        changes.push(Change::Count(Contribution {
            measure: moved.measure,
            entry: index,
            record: after.id.clone(),
            place: moved.place,
            office: moved.office,
            day: definitions.city.day(entry.at),
            count: moved.count,
            amount: Amount::from_decimal(moved.amount).map_err(|error| error.to_string())?,
        }));
    }
    Ok((after, changes))
}

/// Folds all lists and totals anew. Every record is kept in memory as it is so far, so that the
/// store is not asked for its earlier entries again and again.
pub(crate) fn rebuild(
    definitions: &Definitions,
    store: &dyn Store,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Error> {
    let size = store.log_size()?;
    let mut records = BTreeMap::new();
    store.rebuild(&mut |page| {
        let mut followed = Vec::new();
        for StoredEntry { index, bytes } in page {
            let failed = |why: String| StoreError::Fold { index: *index, why };
            let entry = Entry::decode(bytes).map_err(|error| failed(error.to_string()))?;
            if !Event::KINDS.contains(&entry.kind.as_str()) {
                continue;
            }
            let before = records.remove(&entry.subject);
            let (after, changes) =
                apply_with_changes(definitions, before, *index, &entry).map_err(failed)?;
            followed.extend(changes);
            records.insert(entry.subject, after);
        }
        progress(page.last().map_or(size, |last| last.index + 1), size);
        Ok(followed)
    })?;
    Ok(())
}

fn fold_records(
    definitions: &Definitions,
    entries: &[StoredEntry],
    id: &str,
) -> Result<Option<Record>, Error> {
    let mut record: Option<Record> = None;
    for stored in entries {
        let failed = |why: String| Error::Journal { index: stored.index, why };
        let entry = Entry::decode(&stored.bytes).map_err(|error| failed(error.to_string()))?;
        debug_assert_eq!(entry.subject, id, "the store was asked for entries about one subject");
        if Event::KINDS.contains(&entry.kind.as_str()) {
            record = Some(apply(definitions, record.take(), stored.index, &entry).map_err(failed)?);
        }
    }
    Ok(record)
}

fn apply(
    definitions: &Definitions,
    before: Option<Record>,
    index: u64,
    entry: &Entry,
) -> Result<Record, String> {
    let event =
        Event::from_body(&entry.kind, entry.body.clone()).map_err(|error| error.to_string())?;
    let on = definitions.city.day(entry.at);
    Record::apply(before, &entry.subject, event, &entry.by.office, on, index)
        .map_err(|error| error.to_string())
}
