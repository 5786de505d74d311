//! What a city must be after each step, told by code that shares nothing with the city's own: a
//! table of the procedure, a copy of the log, and counting by going through it.

use std::collections::{BTreeMap, BTreeSet};

use app::App;
use hall::City;
use jiff::Timestamp;
use jiff::civil::Date;
use journal::tree::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
use journal::{Checkpoint, Entry, Frontier, Hash, Nodes, leaf_hash};
use rust_decimal::Decimal;
use store::{Read, StoreError};

use crate::city::{Act, BUILDER, PERSON};
use crate::matters::Matters;

/// A step of the works pack's procedure: its name, from where, to where, whose, and by whom not.
type Rule =
    (&'static str, &'static [&'static str], &'static str, &'static str, &'static [&'static str]);

const RULES: [Rule; 7] = [
    ("begin", &["registered"], "under_way", "builder", &[]),
    ("report", &["under_way"], "reported", "builder", &[]),
    ("return", &["reported"], "under_way", "inspector", &["report"]),
    ("accept", &["reported"], "accepted", "inspector", &["report"]),
    ("confirm", &["accepted"], "confirmed", "resident", &["report", "accept"]),
    ("reopen", &["accepted"], "under_way", "supervisor", &["accept"]),
    ("drop", &["registered", "under_way"], "dropped", "supervisor", &[]),
];

/// The states in which a work counts.
const COUNTED: [&str; 2] = ["accepted", "confirmed"];

/// Measures of the works pack: of which kind, and whether they count works or add up a field.
const MEASURES: [(&str, &str, Adds); 5] = [
    ("works/tourist_toilets", "tourist_toilet", Adds::Quantity),
    ("works/greenways", "greenway", Adds::Quantity),
    ("works/greenway_length", "greenway", Adds::Length),
    ("works/old_compounds", "old_compound", Adds::Works),
    ("works/old_compound_households", "old_compound", Adds::Quantity),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Adds {
    Works,
    Quantity,
    Length,
}

/// A work as the log tells it.
#[derive(Debug, Clone, Default)]
struct Work {
    state: String,
    /// Which office took each step last.
    taken_by: BTreeMap<String, String>,
}

/// What is known of the city from outside.
#[derive(Default)]
pub struct Model {
    bytes: Vec<Vec<u8>>,
    entries: Vec<Entry>,
    frontier: Frontier,
    checkpoints: Vec<Checkpoint>,
    works: BTreeMap<String, Work>,
    pub(crate) matters: Matters,
    reports: BTreeSet<String>,
}

/// What is wrong, in words.
pub type Wrong = String;

impl Model {
    /// The time of the last entry.
    #[must_use]
    pub fn last_at(&self) -> Timestamp {
        self.entries.last().map_or(Timestamp::MIN, |entry| entry.at)
    }

    /// How many entries the log has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    /// Whether the rules allow an act now.
    #[must_use]
    pub fn allows(&self, act: &Act) -> bool {
        let subject = act.subject();
        match act {
            Act::Open { .. } => !self.works.contains_key(&subject),
            Act::Look { matter, .. } | Act::Erase { matter, .. } => {
                self.matters.get(matter).is_some_and(|known| !known.is_erased)
            }
            Act::Report { .. } => !self.reports.contains(&subject),
            Act::State { year } => self.reports.contains(&format!("urumqi-{year}")),
            Act::Step { step, office, role, .. } => {
                let rule = RULES.iter().find(|(name, ..)| name == step);
                let Some((work, (_, from, _, needed, not_by))) = self.works.get(&subject).zip(rule)
                else {
                    return false;
                };
                let is_other = |earlier: &&str| {
                    work.taken_by.get(*earlier).is_none_or(|taken| taken != office)
                };
                from.contains(&work.state.as_str())
                    && role == needed
                    && (*role != "builder" || *office == BUILDER)
                    && not_by.iter().all(is_other)
            }
        }
    }

    /// The steps that lead on from where a work stands.
    pub fn next_steps(&self, subject: &str) -> Vec<(&'static str, &'static str)> {
        let state = self.works.get(subject).map(|work| work.state.as_str()).unwrap_or_default();
        let leads_on = |rule: &&Rule| rule.1.contains(&state);
        RULES.iter().filter(leads_on).map(|(step, _, _, role, _)| (*step, *role)).collect()
    }

    /// Takes up what was appended since, and checks that it continues what was there.
    ///
    /// # Errors
    /// What is wrong.
    pub fn follow(&mut self, app: &App) -> Result<Vec<(u64, Entry)>, Wrong> {
        let store = app.store();
        let first = u64::try_from(self.entries.len()).expect("small");
        let size = store.log_size().map_err(failed)?;
        if size < first {
            return Err(format!("the log has {size} entries, and {first} were there already"));
        }
        let appended = store.entries(first, usize::MAX >> 1).map_err(failed)?;
        let mut new = Vec::new();
        for (stored, index) in appended.into_iter().zip(first..) {
            same("an entry's index", &stored.index, &index)?;
            let entry = Entry::decode(&stored.bytes).map_err(failed)?;
            if entry.at < self.last_at() {
                return Err(format!("entry {index} is of {}, before the one before it", entry.at));
            }
            if String::from_utf8_lossy(&stored.bytes).contains(PERSON) {
                return Err(format!("entry {index} names a person"));
            }
            self.frontier.append(leaf_hash(&stored.bytes));
            self.learn(&entry);
            self.bytes.push(stored.bytes);
            self.entries.push(entry.clone());
            new.push((index, entry));
        }
        self.check_checkpoint(app)?;
        Ok(new)
    }

    /// Checks totals on a day against a count of all there is.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check_totals(&self, app: &App, on: Date) -> Result<(), Wrong> {
        let counted = self.counted(app.city(), on);
        for (measure, kind, adds) in MEASURES {
            let expected: Decimal = counted
                .iter()
                .filter(|entry| field(entry, "kind") == kind)
                .map(|entry| match adds {
                    Adds::Works => Decimal::ONE,
                    Adds::Quantity => field(entry, "quantity").parse().unwrap_or_default(),
                    Adds::Length => field(entry, "length").parse().unwrap_or_default(),
                })
                .sum();
            let told = app.measured(measure, on).map_err(failed)?.value;
            same(&format!("{measure} on {on}"), &told, &expected)?;
            let by_place = app.measured_by_place(measure, on).map_err(failed)?;
            let sum: Decimal = by_place.iter().map(|(_, value)| *value).sum();
            same(&format!("{measure} on {on} by place"), &sum, &expected)?;
        }
        Ok(())
    }

    /// Checks that the reports and commitments in memory are those of the log, each folded from all
    /// entries about it.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check_accounts(&self, app: &App) -> Result<(), Wrong> {
        let accounts = app.accounts();
        let reports: BTreeSet<String> = accounts.reports.keys().cloned().collect();
        same("the reports", &reports, &self.reports)?;
        let mut expected: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for (index, entry) in (0..).zip(&self.entries) {
            let about = entry.subject.split_once('/');
            if about.is_some_and(|(report, _)| self.reports.contains(report)) {
                expected.entry(&entry.subject).or_default().push(index);
            }
        }
        let commitments = reports.iter().flat_map(|report| accounts.commitments_of(report));
        let told = commitments.map(|it| (it.id.as_str(), it.entries.clone())).collect();
        same("what commitments are folded from", &told, &expected)
    }

    /// Checks all that was ever acknowledged: each entry's bytes, and that the tree continues the
    /// one under each checkpoint.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check_all(&self, app: &App) -> Result<(), Wrong> {
        let stored = app.store().entries(0, usize::MAX >> 1).map_err(failed)?;
        same("how many entries there are", &stored.len(), &self.bytes.len())?;
        for (stored, known) in stored.iter().zip(&self.bytes) {
            if stored.bytes != *known {
                return Err(format!("entry {} was changed", stored.index));
            }
        }
        self.checkpoints.iter().try_for_each(|old| self.check_consistent(app, old))?;
        self.check_proofs(app)?;
        let works = app.records(&store::RecordFilter::default(), 0, usize::MAX >> 1);
        let (rows, count) = works.map_err(failed)?;
        same("how many works are counted", &count, &(self.works.len() as u64))?;
        for row in rows {
            let known = self.works.get(&row.id).map(|work| work.state.as_str());
            same(&format!("the state of {}", row.id), &Some(row.state.as_str()), &known)?;
        }
        match app.rebuild() {
            Ok(true) => Ok(()),
            Ok(false) => Err("lists or totals were not the fold of the journal".to_owned()),
            Err(error) => Err(failed(error)),
        }
    }

    /// Checks that the proof of each entry about a person holds, whatever was erased since.
    fn check_proofs(&self, app: &App) -> Result<(), Wrong> {
        let root = self.frontier.root();
        let size = self.frontier.size();
        for (index, entry) in (0..).zip(&self.entries) {
            if !entry.kind.starts_with("personal.") {
                continue;
            }
            let proof = inclusion_proof(index, size, &Stored(app.store())).map_err(failed)?;
            let leaf = leaf_hash(&self.bytes[usize::try_from(index).map_err(failed)?]);
            verify_inclusion(&leaf, index, size, &proof, &root)
                .map_err(|error| format!("the proof of entry {index} does not hold: {error}"))?;
        }
        Ok(())
    }

    fn learn(&mut self, entry: &Entry) {
        self.matters.learn(entry);
        let id = entry.subject.clone();
        match (entry.kind.as_str(), entry.body.get("step").and_then(|it| it.as_str())) {
            ("record.opened", _) => {
                self.works.insert(id, Work { state: "registered".to_owned(), ..Work::default() });
            }
            ("record.stepped", Some(step)) => {
                let work = self.works.entry(id).or_default();
                if let Some((_, _, to, ..)) = RULES.iter().find(|(name, ..)| *name == step) {
                    work.state = (*to).to_owned();
                }
                work.taken_by.insert(step.to_owned(), entry.by.office.clone());
            }
            ("report.taken", _) => {
                self.reports.insert(id);
            }
            _ => {}
        }
    }

    /// The openings of the works that count at the end of a day.
    fn counted(&self, city: &City, on: Date) -> Vec<&Entry> {
        let mut states: BTreeMap<&str, (&str, &Entry)> = BTreeMap::new();
        for entry in self.entries.iter().take_while(|entry| city.day(entry.at) <= on) {
            match (entry.kind.as_str(), entry.body.get("step").and_then(|it| it.as_str())) {
                ("record.opened", _) => {
                    states.insert(&entry.subject, ("registered", entry));
                }
                ("record.stepped", Some(step)) => {
                    let rule = RULES.iter().find(|(name, ..)| *name == step);
                    if let Some((work, rule)) = states.get_mut(entry.subject.as_str()).zip(rule) {
                        work.0 = rule.2;
                    }
                }
                _ => {}
            }
        }
        let counts = |(state, _): &(&str, &Entry)| COUNTED.contains(state);
        states.into_values().filter(counts).map(|(_, opening)| opening).collect()
    }

    fn check_checkpoint(&mut self, app: &App) -> Result<(), Wrong> {
        let Some((_, head)) = app.head().map_err(failed)? else {
            return same("an empty log's entries", &self.entries.len(), &0);
        };
        same("the checkpoint's size", &head.size, &self.frontier.size())?;
        same("the checkpoint's root", &head.root, &self.frontier.root())?;
        if self.checkpoints.last() != Some(&head) {
            if let Some(last) = self.checkpoints.last() {
                self.check_consistent(app, last)?;
            }
            self.checkpoints.push(head);
        }
        Ok(())
    }

    fn check_consistent(&self, app: &App, old: &Checkpoint) -> Result<(), Wrong> {
        let size = self.frontier.size();
        let proof = consistency_proof(old.size, size, &Stored(app.store())).map_err(failed)?;
        verify_consistency(old.size, size, &proof, &old.root, &self.frontier.root())
            .map_err(|error| format!("the tree does not continue that of {}: {error}", old.size))
    }
}

/// The tree as the store answers for it.
pub struct Stored<'a>(pub &'a dyn Read);

impl Nodes for Stored<'_> {
    type Error = StoreError;

    fn node(&self, level: u8, index: u64) -> Result<Hash, StoreError> {
        let found = self.0.node(level, index)?;
        found.ok_or_else(|| StoreError::Damaged(format!("tree node {level}/{index} is missing")))
    }
}

fn field<'a>(opening: &'a Entry, name: &str) -> &'a str {
    let fields = opening.body.get("fields");
    fields.and_then(|fields| fields.get(name)?.as_str()).unwrap_or_default()
}

/// An error with its causes.
pub(crate) fn failed(error: impl std::error::Error) -> Wrong {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        told = format!("{told}: {next}");
        cause = next.source();
    }
    told
}

/// That two things that must be equal are.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), Wrong> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: found {found:?}, expected {expected:?}"))
}
