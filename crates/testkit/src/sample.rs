//! Entries and what follows from them, made up from their index.

use std::ops::Range;

use jiff::civil::{Date, date};
use journal::Hash;
use store::{
    Amount, Batch, Change, Contribution, Folded, NewEntry, RecordRow, SealedMatter, Store,
    StoreError,
};

/// A day after all that happens here.
pub const LAST_DAY: Date = date(2020, 12, 31);

/// The only measure.
pub const MEASURE: &str = "works/toilets";

/// The bytes of an entry.
#[must_use]
pub fn bytes(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

/// A batch of `count` entries that follow on `first`, each moving a measure by its index.
#[must_use]
pub fn batch(first: u64, count: u64) -> Batch {
    let entries = (first..first + count).map(|index| NewEntry {
        bytes: bytes(index),
        kind: if index.is_multiple_of(4) { "record.opened" } else { "step.taken" }.into(),
        subject: format!("works/{}", index % 3),
        at_s: 0,
    });
    Batch {
        first,
        entries: entries.collect(),
        checkpoint: format!("checkpoint of {}", first + count),
        changes: (first..first + count).flat_map(changes).collect(),
        documents: Vec::new(),
        vault: Vec::new(),
    }
}

/// What follows from an entry.
#[must_use]
pub fn changes(index: u64) -> Vec<Change> {
    let day = date(2020, 1, 1 + i8::try_from(index % 28).expect("small"));
    let place = if index.is_multiple_of(2) { "650102" } else { "650103" };
    let record = RecordRow {
        id: format!("works/{}", index % 3),
        pack: "works".into(),
        register: "work".into(),
        state: format!("state-{}", index % 2),
        since: day,
        title: format!("公厕{index}"),
        place: place.into(),
        office: "housing".into(),
        category: format!("kind-{}", index % 2),
        point: "87.6,43.8".into(),
        opened_s: i64::try_from(index).expect("small") * 3_600,
    };
    let count = Contribution {
        measure: MEASURE.into(),
        entry: index,
        record: record.id.clone(),
        place: place.into(),
        office: "housing".into(),
        day,
        count: 1,
        amount: Amount::from_millionths(i64::try_from(index).expect("small") * 1_000_000),
    };
    vec![Change::Record(record), Change::Count(count)]
}

/// What entries come to.
#[must_use]
pub fn folded(entries: Range<u64>) -> Folded {
    Folded::of(&entries.flat_map(changes).collect::<Vec<_>>())
}

/// Folds a store's lists and totals anew, in several parts; whether they were right.
///
/// # Errors
/// Those of the store.
pub fn rebuild(store: &impl Store) -> Result<bool, StoreError> {
    let (by, size) = ("the sample", store.log_size()?);
    let mut from = store.refolded(by)?;
    while from < size {
        let to = size.min(from + 700);
        store.refold(by, from..to, &folded(from..to))?;
        from = to;
    }
    store.adopt(by)
}

/// A matter with bytes that no other has; those before the ninth have a link.
#[must_use]
pub fn matter(number: u32) -> SealedMatter {
    let link = u8::try_from(number).ok().filter(|number| *number < 9);
    SealedMatter {
        matter: format!("matter/{number:08}"),
        record: format!("works/W-{number}"),
        link: link.map(|number| Hash([number; 32])),
        key: Some(format!("key-of-{number:08}-{}", "k".repeat(40)).into_bytes()),
        values: ["contact", "street"]
            .map(|field| (field.to_owned(), format!("sealed-{field}-{number:08}").into_bytes()))
            .into(),
    }
}
