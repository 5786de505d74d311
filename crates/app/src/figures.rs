//! What measures come to, and what becomes of commitments by them.

use std::collections::BTreeMap;

use account::{Commitment, Judgement, Measured, judge};
use jiff::civil::Date;
use pack::{Fold, Measure, Pack};
use rust_decimal::Decimal;
use store::{Read, Total};

use crate::{App, Error};

/// Measures as a city's packs declare them, over what its store has.
pub(crate) struct Figures<'a> {
    pub(crate) packs: &'a BTreeMap<String, Pack>,
    pub(crate) store: &'a dyn Read,
}

impl App {
    pub(crate) fn figures(&self) -> Figures<'_> {
        Figures { packs: self.packs(), store: self.store.as_ref() }
    }
}

impl<'a> Figures<'a> {
    /// A measure with the pack that declares it.
    pub(crate) fn measure(&self, name: &str) -> Result<(&'a Pack, &'a Measure), Error> {
        let unknown = || Error::NotFound(format!("measure {name}"));
        let (pack, measure) = name.split_once('/').ok_or_else(unknown)?;
        let pack = self.packs.get(pack).ok_or_else(unknown)?;
        Ok((pack, pack.measures.get(measure).ok_or_else(unknown)?))
    }

    /// The names of the measures that one is the sum of.
    pub(crate) fn parts(&self, name: &str) -> Result<Vec<String>, Error> {
        let (pack, _) = self.measure(name)?;
        let id = name.split_once('/').map_or(name, |(_, id)| id);
        Ok(hall::parts(pack, id).into_iter().map(|part| format!("{}/{part}", pack.id)).collect())
    }

    /// Whether a measure adds amounts up; otherwise it counts records.
    pub(crate) fn sums(&self, part: &str) -> bool {
        self.measure(part).is_ok_and(
            |(_, measure)| matches!(&measure.fold, Fold::Records(tally) if tally.sum.is_some()),
        )
    }

    /// A total in the measure's unit.
    pub(crate) fn value(&self, part: &str, total: Total) -> Decimal {
        if self.sums(part) { total.amount.to_decimal() } else { Decimal::from(total.count) }
    }

    /// The total up to the end of a day.
    pub(crate) fn measured(&self, name: &str, on: Date) -> Result<Measured, Error> {
        let mut total = Measured { value: Decimal::ZERO, as_of: on, acts: 0, observation: None };
        for part in self.parts(name)? {
            let found = self.store.total(&part, on)?;
            total.value += self.value(&part, found);
            total.acts += u64::try_from(found.count).unwrap_or(0);
        }
        Ok(total)
    }

    /// What became of a commitment by the end of a day.
    pub(crate) fn judged(&self, commitment: &Commitment, on: Date) -> Result<Judgement, Error> {
        let mut failed = None;
        let judgement = judge(commitment, on, |measure, until| {
            self.measured(measure, until).map_err(|error| failed = Some(error)).ok()
        });
        match failed {
            // A measure whose pack is no longer loaded measures nothing; a failing store is told.
            None | Some(Error::NotFound(_)) => Ok(judgement),
            Some(error) => Err(error),
        }
    }
}
