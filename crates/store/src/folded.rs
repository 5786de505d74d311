//! What many changes come to, so that a store writes each row once and in the order of its keys.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{Change, Contribution, RecordRow, Total};

/// What many changes come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// Records as the last change left them, by id.
    pub records: BTreeMap<String, RecordRow>,
    /// Contributions in the order of the changes.
    pub contributions: Vec<Contribution>,
    /// By how much the cells rise or fall.
    pub cells: BTreeMap<Cell, Total>,
}

/// The key of a cell: the finest sum that a store keeps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The measure, `works/tourist_toilets`.
    pub measure: String,
    /// The civil day.
    pub day: Date,
    /// The code of the place, or empty.
    pub place: String,
    /// The office responsible, or empty.
    pub office: String,
}

impl Folded {
    /// What these changes come to.
    #[must_use]
    pub fn of(changes: &[Change]) -> Self {
        let mut folded = Self::default();
        for change in changes {
            folded.add(change.clone());
        }
        folded
    }

    /// Takes in one more change.
    pub fn add(&mut self, change: Change) {
        match change {
            Change::Record(row) => {
                self.records.insert(row.id.clone(), row);
            }
            Change::Count(contribution) => {
                let cell = Cell {
                    measure: contribution.measure.clone(),
                    day: contribution.day,
                    place: contribution.place.clone(),
                    office: contribution.office.clone(),
                };
                let total = self.cells.entry(cell).or_default();
                total.count += contribution.count;
                total.amount = total.amount + contribution.amount;
                self.contributions.push(contribution);
            }
        }
    }
}
