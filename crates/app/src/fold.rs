//! What follows from an entry for lists and totals.

mod rebuild;

use hall::{Contributed, Event, Record};
use journal::Entry;
use pack::Pack;
use store::{Amount, Change, Contribution, Read, RecordRow, StoredEntry};

use crate::{Definitions, Error};

pub(crate) use rebuild::rebuild;

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
    let pack_of = |record: &Record| {
        let (pack, version) = (&record.opened.pack, record.version);
        let found = definitions.pack_of(record);
        found.ok_or_else(|| format!("version {version} of pack `{pack}` is not loaded"))
    };
    let was = before.as_ref().map(|it| Ok::<_, String>(hall::adding(pack_of(it)?, it)));
    let was = was.transpose()?.unwrap_or_default();
    let after = apply(definitions, before, index, entry)?;
    let pack = pack_of(&after)?;
    let day = definitions.city.day(entry.at);
    let record = &after.id;
    let counted = hall::counted(pack, &was, &after)
        .into_iter()
        .map(|moved| Contributed { moved, entry: index, record: record.clone(), day })
        .collect();
    let opened = after.history.first().map(|it| definitions.city.moment(it.at));
    followed(pack, &after, opened.unwrap_or(entry.at).as_second(), counted)
}

/// What follows from an event, given the version of the pack that the record goes by after it, and
/// when the record was opened.
fn followed(
    pack: &Pack,
    after: &Record,
    opened_s: i64,
    counted: Vec<Contributed>,
) -> Result<Vec<Change>, String> {
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
        category: field(register.and_then(|register| register.category.as_ref())),
        point: field(register.and_then(|register| register.point.as_ref())),
        opened_s,
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
    let event = Event::from_body(&entry.kind, &entry.body).map_err(|error| error.to_string())?;
    let at = definitions.city.local(entry.at);
    Record::apply(before, &entry.subject, event, &entry.by.office, at, index)
        .map_err(|error| error.to_string())
}
