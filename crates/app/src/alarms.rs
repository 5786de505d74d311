//! What happens by itself when a clock of a record has run out.
//!
//! When that is follows from records, packs and calendar, and is stored nowhere: it is worked out
//! for all records that wait for a clock when it is first asked for, and again for each record of
//! which an entry tells something new. So nothing is lost while no program runs, and a changed
//! calendar needs no more than a new start.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use hall::{Event, Record};
use jiff::civil::DateTime;
use pack::{Pack, Step, Taker};
use store::RecordFilter;

use crate::ledger::{Attached, Pending};
use crate::{App, Error};

/// When which record's clock takes a step.
#[derive(Debug, Default)]
pub(crate) struct Alarms {
    /// How many entries are taken into account; `None` before the first look.
    seen: Option<u64>,
    by_time: BTreeSet<(DateTime, String)>,
    by_record: BTreeMap<String, DateTime>,
}

/// What the clocks did at a look.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rung {
    /// The entries of the steps that were taken.
    pub taken: Vec<u64>,
    /// The records whose step fell due and cannot be taken, and why; each is told once, and looked
    /// at again when something happens to it or the program is started anew.
    pub stuck: Vec<(String, hall::Refusal)>,
}

impl Alarms {
    fn set(&mut self, record: String, at: Option<DateTime>) {
        if let Some(before) = self.by_record.remove(&record) {
            self.by_time.remove(&(before, record.clone()));
        }
        if let Some(at) = at {
            self.by_time.insert((at, record.clone()));
            self.by_record.insert(record, at);
        }
    }
}

impl App {
    /// When the next clock takes a step if nothing else happens before, by the city's time; `None`
    /// where none does.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn next_alarm(&self) -> Result<Option<DateTime>, Error> {
        let mut alarms = self.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        self.bring_up_to_date(&mut alarms)?;
        Ok(alarms.by_time.first().map(|(at, _)| *at))
    }

    /// Takes the steps that have fallen due by a clock, each once, in the order in which they did,
    /// and at most so many: the rest is left to the next call, so that whoever calls is not kept
    /// from other things. To be called again and again by the process that writes for the city.
    ///
    /// # Errors
    /// Where the store fails; what was not taken then is taken by the next call.
    pub fn run_clocks(&self, most: usize) -> Result<Rung, Error> {
        let mut rung = Rung::default();
        let mut alarms = self.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        while rung.taken.len() < most {
            self.bring_up_to_date(&mut alarms)?;
            let now = self.city().local(self.clock.now());
            let Some((_, record)) = alarms.by_time.first().filter(|(at, _)| *at <= now).cloned()
            else {
                break;
            };
            match self.ring(&record) {
                Ok(Some(entry)) => rung.taken.push(entry),
                // Somebody was quicker: the entry that says so sets the alarm anew.
                Ok(None) => alarms.set(record, None),
                Err(Error::Refused(refusal)) => {
                    alarms.set(record.clone(), None);
                    rung.stuck.push((record, refusal));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(rung)
    }

    /// Takes the step of a record that has fallen due by a clock; `None` where none has any more.
    fn ring(&self, id: &str) -> Result<Option<u64>, Error> {
        let turn = self.turn(id)?;
        let record = self.record_of(id)?;
        let Some(step) = hall::run_out(self.setting(self.pack_of(&record)?), &record)? else {
            return Ok(None);
        };
        let event = Event::Stepped(step);
        let pending = Pending::new(event.kind(), id, event.to_body());
        let pending = Pending { before: Some(record), ..pending };
        let recorded = self.record(turn, &crate::program(), vec![pending], Attached::default())?;
        Ok(recorded.first().copied())
    }

    fn bring_up_to_date(&self, alarms: &mut Alarms) -> Result<(), Error> {
        let waiting: Vec<&Pack> = self
            .packs()
            .keys()
            .flat_map(|pack| self.definitions.versions_of(pack))
            .filter(|pack| by_clock(pack).next().is_some())
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let size = self.store.log_size()?;
        match alarms.seen {
            None => self.look_at_all(alarms, &waiting)?,
            Some(seen) if seen < size => {
                let told = self.store.entries_of(&Event::KINDS, seen)?;
                let mut subjects = BTreeSet::new();
                for stored in told {
                    let entry = journal::Entry::decode(&stored.bytes).map_err(|error| {
                        Error::Journal { index: stored.index, why: error.to_string() }
                    })?;
                    subjects.insert(entry.subject);
                }
                let is_of = |id: &String| {
                    waiting.iter().any(|pack| id.split('/').next() == Some(pack.id.as_str()))
                };
                for id in subjects.into_iter().filter(is_of) {
                    let record = self.record_of(&id)?;
                    alarms.set(id, self.alarm_of(&record));
                }
            }
            Some(_) => {}
        }
        // What has come since was not looked at, and is the next time.
        alarms.seen = Some(size);
        Ok(())
    }

    /// Sets the alarms of all records in states from which a clock may take them.
    fn look_at_all(&self, alarms: &mut Alarms, waiting: &[&Pack]) -> Result<(), Error> {
        let states: BTreeSet<(&str, &str)> = waiting
            .iter()
            .flat_map(|pack| {
                let states = by_clock(pack).flat_map(|step| &step.from);
                states.map(|state| (pack.id.as_str(), state.as_str()))
            })
            .collect();
        for (pack, state) in states {
            let (pack, state) = (Some(pack.to_owned()), Some(state.to_owned()));
            let filter = RecordFilter { pack, state, ..RecordFilter::default() };
            self.each_record(&filter, |record| {
                let at = self.alarm_of(&record);
                alarms.set(record.id, at);
            })?;
        }
        Ok(())
    }

    /// When a clock takes the record's next step; `None` where none does, or where this process
    /// does not know the version that it goes by.
    fn alarm_of(&self, record: &Record) -> Option<DateTime> {
        let pack = self.pack_of(record).ok()?;
        hall::next_run_out(self.setting(pack), record)
    }
}

/// The steps of a pack that clocks take.
fn by_clock(pack: &Pack) -> impl Iterator<Item = &Step> {
    let steps = pack.procedures.values().flat_map(|procedure| &procedure.steps);
    steps.filter(|step| matches!(step.taker, Taker::Clock(_)))
}
