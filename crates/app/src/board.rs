//! A report's commitments judged on a date.

use std::sync::{Arc, PoisonError};

use account::{Commitment, Judgement, Measured, Verdict};
use jiff::civil::Date;
use rust_decimal::Decimal;
use store::{Contribution, Total};

use crate::{App, Error, Report};

/// How many boards are kept; a board is made anew when the log has grown.
const BOARDS_KEPT: usize = 16;

/// A report's commitments judged at the end of a day.
#[derive(Debug)]
pub struct Board {
    /// The report.
    pub report: Report,
    /// The day.
    pub on: Date,
    /// Its commitments in the order of its text.
    pub commitments: Vec<Judged>,
    /// What the machine took for promises and a person said is none: no verdict counts, but who
    /// looks for one finds it.
    pub dropped: Vec<Judged>,
}

/// A commitment with what became of it.
#[derive(Debug)]
pub struct Judged {
    /// The commitment.
    pub commitment: Commitment,
    /// What became of it.
    pub judgement: Judgement,
}

impl Board {
    /// How many commitments have each verdict, gravest first.
    #[must_use]
    pub fn counts(&self) -> Vec<(Verdict, usize)> {
        let of =
            |verdict| self.commitments.iter().filter(|it| it.judgement.verdict == verdict).count();
        Verdict::ALL.into_iter().map(|verdict| (verdict, of(verdict))).collect()
    }

    /// The commitment of that id, also where a person said that it is none.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Judged> {
        let dropped = || self.dropped.iter().find(|judged| judged.commitment.id == id);
        self.commitment(id).or_else(dropped)
    }

    /// The commitment of that id.
    #[must_use]
    pub fn commitment(&self, id: &str) -> Option<&Judged> {
        self.commitments.iter().find(|judged| judged.commitment.id == id)
    }
}

impl App {
    /// Judges a report's commitments at the end of a day.
    ///
    /// # Errors
    /// Where there is no such report, or the store fails.
    pub fn board(&self, report: &str, on: Date) -> Result<Arc<Board>, Error> {
        let key = (report.to_owned(), on);
        if let Some(board) = self.boards.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(board));
        }
        let accounts = self.accounts();
        let found = accounts.reports.get(report);
        let report = found.ok_or_else(|| Error::NotFound(format!("report {report}")))?.clone();
        let (dropped, promised): (Vec<_>, Vec<_>) =
            accounts.commitments_of(&report.id).partition(|it| it.dropped.is_some());
        let judged = |commitments: Vec<&Commitment>| {
            let judged = commitments.into_iter().map(|it| self.judged(it, on));
            judged.collect::<Result<Vec<_>, Error>>()
        };
        let (commitments, dropped) = (judged(promised)?, judged(dropped)?);
        let board = Arc::new(Board { report, on, commitments, dropped });
        // Kept only if nothing was recorded meanwhile: the accounts are replaced when something is.
        if Arc::ptr_eq(&accounts, &self.accounts()) {
            let mut boards = self.boards.lock().unwrap_or_else(PoisonError::into_inner);
            if boards.len() >= BOARDS_KEPT {
                boards.pop_first();
            }
            boards.insert(key, Arc::clone(&board));
        }
        Ok(board)
    }

    /// The total of a measure up to the end of a day, in its unit: a sum, or how many records.
    ///
    /// # Errors
    /// Where there is no such measure, or the store fails.
    pub fn measured(&self, name: &str, on: Date) -> Result<Measured, Error> {
        self.figures().measured(name, on)
    }

    /// The same by place, in the order of place codes; places without any are left out.
    ///
    /// # Errors
    /// As [`App::measured`].
    pub fn measured_by_place(&self, name: &str, on: Date) -> Result<Vec<(String, Decimal)>, Error> {
        let mut by_place = std::collections::BTreeMap::<String, Decimal>::new();
        for part in self.parts(name)? {
            for (place, total) in self.store.totals_by_place(&part, on)? {
                *by_place.entry(place).or_default() += self.value(&part, total);
            }
        }
        Ok(by_place.into_iter().collect())
    }

    /// What a measure was counted from up to the end of a day, in the order of entries.
    ///
    /// # Errors
    /// As [`App::measured`].
    pub fn evidence(&self, name: &str, on: Date) -> Result<Vec<Contribution>, Error> {
        let mut evidence = Vec::new();
        for part in self.parts(name)? {
            evidence.extend(self.store.contributions(&part, on)?);
        }
        evidence.sort_by_key(|contribution| contribution.entry);
        Ok(evidence)
    }

    fn judged(&self, commitment: &Commitment, on: Date) -> Result<Judged, Error> {
        let judgement = self.figures().judged(commitment, on)?;
        Ok(Judged { commitment: commitment.clone(), judgement })
    }

    /// The names of the measures that one is the sum of.
    pub(crate) fn parts(&self, name: &str) -> Result<Vec<String>, Error> {
        self.figures().parts(name)
    }

    /// Whether a measure adds amounts up; otherwise it counts records.
    pub(crate) fn sums(&self, part: &str) -> bool {
        self.figures().sums(part)
    }

    fn value(&self, part: &str, total: Total) -> Decimal {
        self.figures().value(part, total)
    }
}
