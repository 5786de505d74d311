//! By how much an event moves the measures of a pack.
//!
//! A measure counts a record from when it enters one of the states it is counted in until it leaves
//! them, with what is written down of it then: a step that writes another quantity moves it too.
//! Each movement is one number for one (measure, place, office, day), so that totals are sums of
//! movements in any order: a measure is a commutative fold.

use std::collections::{BTreeMap, BTreeSet};

use pack::{Fold, Measure, Pack, Tally};
use rust_decimal::Decimal;

use crate::record::Record;

/// A movement of one measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The measure, `works/tourist_toilets`.
    pub measure: String,
    /// The code of the record's place, or empty.
    pub place: String,
    /// The office responsible, or empty.
    pub office: String,
    /// How many records more (1) or fewer (−1); 0 where one and the same has another amount.
    pub count: i64,
    /// How much more or less, in the measure's unit.
    pub amount: Decimal,
}

/// What a record adds to each of the measures that count it as it is, in the measure's unit.
#[must_use]
pub fn adding<'a>(pack: &'a Pack, record: &Record) -> BTreeMap<&'a str, Decimal> {
    let tallies = pack.measures.iter().filter_map(|(id, measure)| match &measure.fold {
        Fold::Records(tally) => Some((id.as_str(), tally)),
        Fold::Measures(_) => None,
    });
    tallies
        .filter(|(_, tally)| counts(pack, tally, record))
        .map(|(id, tally)| (id, amount(tally, record)))
        .collect()
}

/// The movements that follow from a record having changed. `before` is what it was [`adding`];
/// nothing before it was opened.
#[must_use]
pub fn counted(pack: &Pack, before: &BTreeMap<&str, Decimal>, after: &Record) -> Vec<Moved> {
    let now = adding(pack, after);
    // The version that it went by before may have counted it by measures that this one lacks.
    let ids: BTreeSet<&str> = before.keys().chain(now.keys()).copied().collect();
    let moves = ids.into_iter().filter_map(|id| {
        let (was, is) = (before.get(id), now.get(id));
        let count = i64::from(is.is_some()) - i64::from(was.is_some());
        let amount = is.copied().unwrap_or_default() - was.copied().unwrap_or_default();
        let is_moved = count != 0 || !amount.is_zero();
        is_moved.then(|| moved(pack, id, after, count, amount))
    });
    moves.collect()
}

/// The measures of a pack that count records themselves and that this one is the sum of: itself, or
/// those that it adds, each once.
#[must_use]
pub fn parts<'a>(pack: &'a Pack, measure: &'a str) -> Vec<&'a str> {
    match pack.measures.get_key_value(measure) {
        None => Vec::new(),
        Some((id, Measure { fold: Fold::Records(_), .. })) => vec![id],
        Some((_, Measure { fold: Fold::Measures(added), .. })) => {
            // The pack's checker has refused cycles.
            let mut all: Vec<&str> = added.iter().flat_map(|part| parts(pack, part)).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
    }
}

fn counts(pack: &Pack, tally: &Tally, record: &Record) -> bool {
    record.opened.procedure == tally.procedure
        && tally.counted_in.contains(&record.state)
        && tally.only.holds(|field| record.field(field))
        && tally.warned.as_ref().is_none_or(|rule| record.warnings.contains_key(rule))
        && record.fits(pack, tally.given.as_ref(), None)
}

/// What a record that counts adds.
fn amount(tally: &Tally, record: &Record) -> Decimal {
    match &tally.sum {
        None => Decimal::ONE,
        // Decide has let only numbers in; a field left empty adds nothing.
        Some(field) => record.field(field).and_then(|value| value.parse().ok()).unwrap_or_default(),
    }
}

/// Booked at the record's place and office, which no step changes while it counts.
fn moved(pack: &Pack, id: &str, record: &Record, count: i64, amount: Decimal) -> Moved {
    let register = pack.registers.get(&record.opened.register);
    let role = |field: Option<&String>| {
        field.and_then(|field| record.field(field)).unwrap_or_default().to_owned()
    };
    Moved {
        measure: format!("{}/{id}", pack.id),
        place: role(register.and_then(|register| register.place.as_ref())),
        office: role(register.and_then(|register| register.office.as_ref())),
        count,
        amount,
    }
}
