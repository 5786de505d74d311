//! One report's score: what was read beside what is labelled.

use std::ops::Range;

use super::row::{Field, Labels, Row, place};
use super::squeezed::Squeezed;

/// What was labelled, what was read, and which is which.
pub(crate) struct Sheet {
    /// Of the label file, without its ending.
    pub(super) name: String,
    pub(super) gold: Vec<Row>,
    pub(super) found: Vec<Row>,
    /// Indices of a labelled figure and of the one that was read for it.
    pub(super) pairs: Vec<(usize, usize)>,
}

/// Precision, recall and their harmonic mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rate {
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(crate) f1: f64,
}

/// The bands of confidence, in percent, surest first.
pub(super) const BANDS: [(&str, Range<u8>); 3] =
    [("90 to 99", 90..100), ("75 to 89", 75..90), ("below 75", 0..75)];

/// The figures of one band.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Band {
    pub(super) count: usize,
    /// Right in every strict field.
    pub(super) strict: usize,
    /// Right in every field.
    pub(super) right: usize,
}

impl Sheet {
    /// Matches what was read in the text with its labels.
    pub(super) fn new(name: &str, labels: Labels, mut found: Vec<Row>, text: &Squeezed) -> Self {
        place(&mut found, text);
        let Labels { rows: gold, region } = labels;
        if let Some(region) = region.filter(|region| *region != (0..text.len())) {
            let begins_within =
                |row: &Row| row.span.as_ref().is_some_and(|span| region.contains(&span.start));
            found.retain(begins_within);
        }
        let pairs = pair(&gold, &found);
        Self { name: name.to_owned(), gold, found, pairs }
    }

    pub(super) fn detection(&self) -> Rate {
        rate(self.pairs.len(), self.gold.len(), self.found.len())
    }

    pub(super) fn strict(&self) -> Rate {
        rate(self.count_right(Field::strict()), self.gold.len(), self.found.len())
    }

    /// Detection and strict F1 of several reports together.
    pub(crate) fn together(sheets: &[Self]) -> [f64; 2] {
        let sum = |count: fn(&Self) -> usize| -> usize { sheets.iter().map(count).sum() };
        let gold = sum(|sheet| sheet.gold.len());
        let found = sum(|sheet| sheet.found.len());
        let hits =
            [sum(|sheet| sheet.pairs.len()), sum(|sheet| sheet.count_right(Field::strict()))];
        hits.map(|hits| rate(hits, gold, found).f1)
    }

    /// How many of the matched figures are right in those fields.
    pub(super) fn count_right(&self, fields: &[Field]) -> usize {
        let right = |&&(gold, found): &&(usize, usize)| {
            self.gold[gold].agrees_in(&self.found[found], fields)
        };
        self.pairs.iter().filter(right).count()
    }

    /// What was read, by confidence; what is not labelled at all counts as wrong.
    pub(super) fn bands(&self) -> [Band; 3] {
        BANDS.map(|(_, percents)| {
            let mut band = Band::default();
            for (index, found) in self.found.iter().enumerate() {
                if !found.confidence.is_some_and(|percent| percents.contains(&percent)) {
                    continue;
                }
                band.count += 1;
                if let Some((gold, _)) = self.pairs.iter().find(|pair| pair.1 == index) {
                    let gold = &self.gold[*gold];
                    band.strict += usize::from(gold.agrees_in(found, Field::strict()));
                    band.right += usize::from(gold.agrees_in(found, &Field::ALL));
                }
            }
            band
        })
    }
}

/// Precision, recall and F1 of so many hits.
pub(crate) fn rate(hits: usize, gold: usize, found: usize) -> Rate {
    let share = |of: usize| if of == 0 { 0.0 } else { hits as f64 / of as f64 };
    let (precision, recall) = (share(found), share(gold));
    let sum = precision + recall;
    let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
    Rate { precision, recall, f1 }
}

/// Pairs each labelled figure with the one of the same value that agrees with it in most strict
/// fields, and then shares most of its quote.
fn pair(gold: &[Row], found: &[Row]) -> Vec<(usize, usize)> {
    let mut taken = vec![false; found.len()];
    let mut pairs = Vec::new();
    for (gold_index, wanted) in gold.iter().enumerate() {
        let mut best = None;
        for (index, row) in found.iter().enumerate() {
            if taken[index] || !wanted.has_value_of(row) {
                continue;
            }
            let shared = shared(wanted, row);
            if shared == 0 {
                continue;
            }
            let agreeing = Field::strict().iter().filter(|&&it| wanted.agrees(row, it)).count();
            let rank = (agreeing, shared);
            if best.is_none_or(|(_, best_rank)| rank > best_rank) {
                best = Some((index, rank));
            }
        }
        if let Some((index, _)) = best {
            taken[index] = true;
            pairs.push((gold_index, index));
        }
    }
    pairs
}

/// How many characters two quotes have in common.
fn shared(a: &Row, b: &Row) -> usize {
    let (Some(a), Some(b)) = (&a.span, &b.span) else {
        return 0;
    };
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_nothing_is_nought() {
        assert_eq!(rate(0, 0, 0).f1, 0.0);
        let rate = rate(2, 4, 2);
        assert_eq!((rate.precision, rate.recall), (1.0, 0.5));
        assert!((rate.f1 - 2.0 / 3.0).abs() < 1e-12);
    }
}
