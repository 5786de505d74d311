//! By how much an event moves the measures of a pack.
//!
//! A measure counts a record from when it enters one of the states it is counted in until it leaves
//! them. Each movement is one number for one (measure, place, office, day), so that totals are sums
//! of movements in any order: a measure is a commutative fold.

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
    /// How many records more (1) or fewer (−1).
    pub count: i64,
    /// How much more or less, in the measure's unit.
    pub amount: Decimal,
}

/// The movements that follow from a record having changed.
#[must_use]
pub fn counted(pack: &Pack, before: Option<&Record>, after: &Record) -> Vec<Moved> {
    let tallies = pack.measures.iter().filter_map(|(id, measure)| match &measure.fold {
        Fold::Records(tally) => Some((id, tally)),
        Fold::Measures(_) => None,
    });
    tallies
        .filter_map(|(id, tally)| {
            let was = before.is_some_and(|record| counts(tally, record));
            let is = counts(tally, after);
            let sign = match (was, is) {
                (false, true) => 1,
                (true, false) => -1,
                _ => return None,
            };
            Some(moved(pack, id, tally, after, sign))
        })
        .collect()
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

fn counts(tally: &Tally, record: &Record) -> bool {
    record.opened.procedure == tally.procedure
        && tally.counted_in.contains(&record.state)
        && tally.only.holds(|field| record.field(field))
}

fn moved(pack: &Pack, id: &str, tally: &Tally, record: &Record, sign: i64) -> Moved {
    let register = pack.registers.get(&record.opened.register);
    let role = |field: Option<&String>| {
        field.and_then(|field| record.field(field)).unwrap_or_default().to_owned()
    };
    let amount = match &tally.sum {
        None => Decimal::ONE,
        // Decide has let only numbers in; a field left empty adds nothing.
        Some(field) => record.field(field).and_then(|value| value.parse().ok()).unwrap_or_default(),
    };
    Moved {
        measure: format!("{}/{id}", pack.id),
        place: role(register.and_then(|register| register.place.as_ref())),
        office: role(register.and_then(|register| register.office.as_ref())),
        count: sign,
        amount: amount * Decimal::from(sign),
    }
}
