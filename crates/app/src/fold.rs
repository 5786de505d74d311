//! What follows from an entry for lists and totals.

use std::collections::BTreeMap;

use hall::figure::Refold;
use hall::{Contributed, Event, Record};
use journal::{Entry, Hash};
use pack::Pack;
use store::{Amount, Change, Contribution, Read, RecordRow, Store, StoreError, StoredEntry};

use crate::definitions::DEFINING;
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
    let after = apply(definitions, before.clone(), index, entry)?;
    let pack = definitions.packs.get(&after.opened.pack);
    let pack = pack.ok_or_else(|| format!("pack `{}` is not loaded", after.opened.pack))?;
    let day = definitions.city.day(entry.at);
    let record = &after.id;
    let counted = hall::counted(pack, before.as_ref(), &after)
        .into_iter()
        .map(|moved| Contributed { moved, entry: index, record: record.clone(), day })
        .collect();
    followed(pack, &after, counted)
}

/// What follows from an event, given the pack in force and the record before and after.
fn followed(pack: &Pack, after: &Record, counted: Vec<Contributed>) -> Result<Vec<Change>, String> {
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
    for Contributed { moved, entry, record, day } in counted {
        changes.push(Change::Count(Contribution {
            measure: moved.measure,
            entry,
            record,
            place: moved.place,
            office: moved.office,
            day,
            count: moved.count,
            amount: Amount::from_decimal(moved.amount).map_err(|error| error.to_string())?,
        }));
    }
    Ok(changes)
}

/// Folds all lists and totals anew, by the definitions that the journal names, each from the entry
/// on that brought it in, as whoever audits the city does. Every record is kept in memory as it is
/// so far, so that the store is not asked for its earlier entries again and again.
pub(crate) fn rebuild(store: &dyn Store, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
    let size = store.log_size()?;
    // Read before, since nothing else is asked of a store while it is folded anew.
    let documents = named_documents(store)?;
    let document = |sha256: &str| {
        let found = documents.get(sha256).cloned();
        found.ok_or_else(|| format!("the document {sha256} is missing"))
    };
    let mut refold = Refold::default();
    store.rebuild(&mut |page| {
        let mut changes = Vec::new();
        for StoredEntry { index, bytes } in page {
            let failed = |why: String| StoreError::Fold { index: *index, why };
            let entry = Entry::decode(bytes).map_err(|error| failed(error.to_string()))?;
            let counted = refold.apply(*index, &entry, document).map_err(failed)?;
            if !Event::KINDS.contains(&entry.kind.as_str()) {
                continue;
            }
            let after = refold.record(&entry.subject).expect("the entry was about this record");
            let pack = refold.pack(&after.opened.pack).expect("the entry was folded by this pack");
            changes.extend(followed(pack, after, counted).map_err(failed)?);
        }
        progress(page.last().map_or(size, |last| last.index + 1), size);
        Ok(changes)
    })?;
    Ok(())
}

/// The documents of all definitions that a journal names, by their SHA-256 in hexadecimal.
fn named_documents(store: &dyn Read) -> Result<BTreeMap<String, String>, Error> {
    let mut documents = BTreeMap::new();
    for StoredEntry { index, bytes } in store.entries_of(&DEFINING, 0)? {
        let failed = |why: String| Error::Journal { index, why };
        let entry = Entry::decode(&bytes).map_err(|error| failed(error.to_string()))?;
        let named = entry.body.get("sha256").and_then(|it| it.as_str());
        let hash = named.and_then(Hash::from_hex);
        let hash = hash.ok_or_else(|| failed("it names no document".to_owned()))?;
        if let Some(bytes) = store.document(&hash)? {
            let text = String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?;
            documents.insert(hash.to_string(), text);
        }
    }
    Ok(documents)
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
