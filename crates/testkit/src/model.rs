//! What a store must answer, said in the plainest way: everything in memory, every question a walk
//! through all there is.

use std::collections::BTreeMap;

use jiff::civil::Date;
use proptest::prelude::*;
use store::{Amount, Batch, Change, Contribution, NewEntry, RecordFilter, RecordRow, Total};

/// All that was appended.
#[derive(Debug, Default)]
pub struct Model {
    /// The entries, in order.
    pub entries: Vec<NewEntry>,
    records: BTreeMap<String, RecordRow>,
    contributions: Vec<Contribution>,
}

impl Model {
    /// Takes a batch in.
    pub fn append(&mut self, batch: &Batch) {
        self.entries.extend(batch.entries.iter().cloned());
        for change in &batch.changes {
            match change.clone() {
                Change::Record(row) => {
                    self.records.insert(row.id.clone(), row);
                }
                Change::Count(contribution) => self.contributions.push(contribution),
            }
        }
    }

    /// The records that fit, by id.
    #[must_use]
    pub fn records(&self, filter: &RecordFilter) -> Vec<RecordRow> {
        let fits = |wanted: &Option<String>, value: &String| {
            wanted.as_ref().is_none_or(|wanted| wanted == value)
        };
        let rows = self.records.values().filter(|row| {
            fits(&filter.pack, &row.pack)
                && fits(&filter.state, &row.state)
                && fits(&filter.place, &row.place)
                && fits(&filter.office, &row.office)
        });
        rows.cloned().collect()
    }

    /// What a measure was counted from.
    #[must_use]
    pub fn contributions(&self, measure: &str, until: Date) -> Vec<Contribution> {
        let counted = self.contributions.iter().filter(|it| it.measure == measure);
        counted.filter(|it| it.day <= until).cloned().collect()
    }

    /// Totals by place.
    #[must_use]
    pub fn totals_by_place(&self, measure: &str, until: Date) -> Vec<(String, Total)> {
        let mut totals = BTreeMap::<String, Total>::new();
        for counted in self.contributions(measure, until) {
            let total = totals.entry(counted.place).or_default();
            total.count += counted.count;
            total.amount = total.amount + counted.amount;
        }
        totals.into_iter().collect()
    }

    /// The total of a measure.
    #[must_use]
    pub fn total(&self, measure: &str, until: Date) -> Total {
        let mut sum = Total::default();
        for (_, total) in self.totals_by_place(measure, until) {
            sum.count += total.count;
            sum.amount = sum.amount + total.amount;
        }
        sum
    }
}

/// Measures that random batches move.
pub const MEASURES: [&str; 2] = ["a/b", "a/B"];

/// A random number of batches that follow on each other, with words that sort differently by bytes
/// than by any language.
pub fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let word = || prop::sample::select(vec!["", "a", "B", "é", "公", "a b", "a'%_\\"]);
    let entry = (word(), word(), word(), word(), any::<[u8; 3]>(), 0_i8..60, -3_i64..4);
    let batch = prop::collection::vec(entry, 1..60);
    prop::collection::vec(batch, 1..12).prop_map(|batches| {
        let mut first = 0;
        let mut made = Vec::new();
        for rows in batches {
            let mut batch = Batch { first, ..Batch::default() };
            for (index, (id, state, place, office, bytes, day, count)) in (first..).zip(rows) {
                let day = Date::constant(2020, 1 + later_month(day), 1 + day % 28);
                batch.entries.push(NewEntry {
                    bytes: bytes.to_vec(),
                    kind: state.to_owned(),
                    subject: id.to_owned(),
                    at_s: index.cast_signed() - 9,
                });
                let (id, place, office) = (id.to_owned(), place.to_owned(), office.to_owned());
                batch.changes.push(Change::Count(Contribution {
                    measure: MEASURES[usize::from(count % 2 == 0)].to_owned(),
                    entry: index,
                    record: id.clone(),
                    place: place.clone(),
                    office: office.clone(),
                    day,
                    count,
                    amount: Amount::from_millionths(count * 1_234_567),
                }));
                batch.changes.push(Change::Record(RecordRow {
                    id,
                    pack: "a".into(),
                    register: office.clone(),
                    state: state.to_owned(),
                    since: day,
                    title: format!("{place}{office}"),
                    place,
                    office,
                    category: state.to_owned(),
                    point: String::new(),
                    opened_s: count,
                }));
            }
            first += batch.entries.len() as u64;
            batch.checkpoint = format!("checkpoint of {first}");
            made.push(batch);
        }
        made
    })
}

/// Two months, so that days of both are before and after the middle.
fn later_month(day: i8) -> i8 {
    i8::from(day >= 28)
}
