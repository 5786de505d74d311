//! Accounts in the terminal: of two reports every promise, of more a line for each pair.

use std::collections::BTreeMap;
use std::io::{self, Write};

use compare::Verdict;

use super::pair::{Pair, Promise};
use super::say;
use crate::command::read::{table, told};
use crate::messages::{Key, Language};

/// Every promise with a number beside its result.
pub(super) fn write_pair(out: &mut impl Write, pair: &Pair, language: Language) -> io::Result<()> {
    let header = [Key::Verdict, Key::Promised, Key::Result, Key::By, Key::LastResult, Key::Sure];
    let row = |promise: &Promise| {
        let answer = promise.answer.as_ref();
        let verdict = answer.map_or("", |it| language.say(say::verdict(it.verdict)));
        let margin = answer.and_then(|answer| answer.margin.as_ref());
        let last = promise.last.as_ref().map(|(last, is_less)| {
            let below = if *is_less { language.say(Key::Below) } else { "" };
            format!("{} {below}", told::meant(last, language)).trim().to_owned()
        });
        vec![
            verdict.to_owned(),
            promise.plan.told.quote.clone(),
            promise.result.as_ref().map(|it| it.told.quote.clone()).unwrap_or_default(),
            margin.map(say::margin).unwrap_or_default(),
            last.unwrap_or_default(),
            answer.map(|answer| format!("{}%", answer.confidence)).unwrap_or_default(),
        ]
    };
    let shown = pair.promises.iter().filter(|promise| !promise.is_condition());
    let rows: Vec<Vec<String>> = shown.map(row).collect();
    let header = header.map(|key| language.say(key));
    table::write(out, &header, &rows, table::width())?;
    writeln!(out)
}

/// Counts of all pairs.
#[derive(Default)]
pub(super) struct Totals {
    pairs: Vec<(String, i16, [usize; 7])>,
    /// By indicator: how many were promised, kept and missed, and how it is called.
    indicators: BTreeMap<(String, String), [usize; 3]>,
}

/// How many indicators are shown, those promised most often.
const INDICATORS_SHOWN: usize = 15;

impl Totals {
    pub(super) fn add(&mut self, pair: &Pair) {
        let [kept, missed, incomparable, silent] = Verdict::ALL.map(|it| pair.count(it));
        let counts = [
            pair.promises.len(),
            kept,
            missed,
            incomparable,
            silent,
            pair.below_last(),
            pair.unnumbered.len(),
        ];
        self.pairs.push((pair.place.clone(), pair.year, counts));
        for promise in &pair.promises {
            let (key, sense, unit) = compare::indicator(&promise.plan.figure);
            let sense = crate::command::read::wire::sense(sense);
            let counts = self.indicators.entry((key, format!("{sense} {unit}"))).or_default();
            counts[0] += 1;
            counts[1] += usize::from(promise.verdict() == Some(Verdict::Kept));
            counts[2] += usize::from(promise.verdict() == Some(Verdict::Missed));
        }
    }

    pub(super) fn write(&self, out: &mut impl Write, language: Language) -> io::Result<()> {
        if self.pairs.is_empty() {
            return Ok(());
        }
        let keys = [
            Key::Place,
            Key::Year,
            Key::Promised,
            Key::Kept,
            Key::Missed,
            Key::Incomparable,
            Key::Silent,
            Key::Below,
            Key::NoNumber,
        ];
        let header = keys.map(|key| language.say(key));
        let row = |place: &str, year: String, counts: &[usize; 7]| {
            let mut row = vec![place.to_owned(), year];
            row.extend(counts.iter().map(usize::to_string));
            row
        };
        let mut rows: Vec<Vec<String>> = self
            .pairs
            .iter()
            .map(|(place, year, counts)| row(place, year.to_string(), counts))
            .collect();
        if self.pairs.len() > 1 {
            let sum = |at: usize| self.pairs.iter().map(|(_, _, counts)| counts[at]).sum();
            let total: [usize; 7] = std::array::from_fn(sum);
            rows.push(row(language.say(Key::Reports), String::new(), &total));
        }
        table::write(out, &header, &rows, table::width())?;
        if self.pairs.len() > 1 {
            self.write_indicators(out, language)?;
        }
        writeln!(out, "{}", language.say(Key::MachineJudges))
    }

    /// Who keeps what: the indicators promised most often.
    fn write_indicators(&self, out: &mut impl Write, language: Language) -> io::Result<()> {
        let often = self.indicators.iter().filter(|(_, counts)| counts[0] > 1);
        let mut often: Vec<_> = often.collect();
        often.sort_by_key(|(name, counts)| (std::cmp::Reverse(counts[0]), (*name).clone()));
        let row = |((key, _), counts): &(&(String, String), &[usize; 3])| {
            let mut row = vec![key.clone()];
            row.extend(counts.iter().map(usize::to_string));
            row
        };
        let rows: Vec<Vec<String>> = often.iter().take(INDICATORS_SHOWN).map(row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        let header = [Key::Indicator, Key::Promised, Key::Kept, Key::Missed];
        table::write(out, &header.map(|key| language.say(key)), &rows, table::width())?;
        writeln!(out)
    }
}

/// A promise's number as it is meant.
pub(super) fn amount(promise: &Promise, language: Language) -> String {
    told::meant(&promise.plan.figure, language)
}
