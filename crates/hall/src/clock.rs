//! How long a record may stand where it stands, and the clocks that run over several states:
//! derived from the pack, the calendar and what happened, never stored.
//!
//! A day counts where the clock ran when the day began. So the day of the start does not count
//! (民法典 art. 201), the day on which the clock stops does, and the day on which it goes on does
//! not. A period in days or months that would end on a day off ends on the next working day
//! (art. 203). A period in hours begins at once, and its last instant is still in time.

mod deadline;

use calendar::{Calendar, Unsettled};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Span, ToSpan};
use pack::{Budget, Clock, Pack, Procedure};

use crate::asked::{Asked, asked};
use crate::record::Record;

pub use deadline::Deadline;

/// When a record must move on, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day or instant.
    pub by: Deadline,
    /// Law and article, or whose rule it is.
    pub basis: String,
}

/// When a record must move on; `None` where its state has no limit.
///
/// # Errors
/// Where the calendar does not know a year that the clock runs through, or no office hours.
pub fn due(pack: &Pack, calendar: &Calendar, record: &Record) -> Result<Option<Due>, Unsettled> {
    let state = pack
        .procedures
        .get(&record.opened.procedure)
        .and_then(|procedure| procedure.state(&record.state));
    let Some(limit) = state.and_then(|state| state.limit.as_ref()) else {
        return Ok(None);
    };
    let by = last(calendar, limit.budget, record.came_at(), &[], record.came_at())?;
    Ok(Some(Due { by, basis: limit.basis.clone() }))
}

/// A clock of a record's procedure that has started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed<'a> {
    /// As the pack declares it.
    pub clock: &'a Clock,
    /// The office that it runs for, where each that was asked has its own.
    pub office: Option<String>,
    /// When it started.
    pub started: DateTime,
    /// The entry that started it.
    pub entry: u64,
    /// When and for what it stood still, oldest first.
    pub stood: Vec<Stood>,
    /// When it ended; `None` while it runs or stands.
    pub ended: Option<DateTime>,
    /// Its end. While the clock stands still that moves on with time: it is then what would be the
    /// end if the clock went on now.
    pub due: Deadline,
    /// From when on it warns.
    pub warns: Option<DateTime>,
    /// Whether it is waited for: a time that must pass, and is over and not late when it has.
    pub is_wait: bool,
}

/// A time for which a clock stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// When it stopped; of a clock in days, the last day that counts.
    pub from: DateTime,
    /// When it went on; of a clock in days, the last day that does not count. `None` while it
    /// stands.
    pub to: Option<DateTime>,
    /// The entry that stopped it: it tells who, and why.
    pub entry: u64,
}

impl Timed<'_> {
    /// Whether it stands still.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.ended.is_none() && self.stood.last().is_some_and(|stood| stood.to.is_none())
    }

    /// Whether its end has passed, or had when it was ended.
    #[must_use]
    pub fn is_late(&self, now: DateTime) -> bool {
        !self.is_wait && !self.stands() && self.due.is_over(self.ended.unwrap_or(now))
    }

    /// Whether its end has passed while it ran.
    #[must_use]
    pub fn is_over(&self, now: DateTime) -> bool {
        self.ended.is_none() && !self.stands() && self.due.is_over(now)
    }

    /// Whether it warns: it still runs, and its end is near.
    #[must_use]
    pub fn is_near(&self, now: DateTime) -> bool {
        let runs = self.ended.is_none() && !self.stands() && !self.is_over(now);
        runs && self.warns.is_some_and(|warns| warns <= now)
    }
}

/// The clocks of a record's procedure that have started, in the order of the pack; one for each
/// office where each that was asked has its own. One that runs through a year that the calendar
/// does not know says which.
pub fn clocks<'a>(
    pack: &'a Pack,
    calendar: &Calendar,
    record: &Record,
    now: DateTime,
) -> Vec<(&'a Clock, Result<Timed<'a>, Unsettled>)> {
    let Some(procedure) = pack.procedures.get(&record.opened.procedure) else {
        return Vec::new();
    };
    let runs_for = |clock: &&Clock| clock.only.holds(|field| record.field(field));
    let mut timed = Vec::new();
    for clock in procedure.clocks.iter().filter(runs_for) {
        let runs = runs(procedure, clock, record);
        let is_wait = procedure.is_wait(&clock.id);
        timed.extend(runs.map(|run| (clock, run.timed(clock, calendar, now, is_wait))));
    }
    timed
}

/// The last run of a clock over a record's states.
struct Run {
    office: Option<String>,
    started: DateTime,
    entry: u64,
    stood: Vec<Stood>,
    ended: Option<DateTime>,
}

/// The last run of a clock; of each office that was asked last where each has its own.
fn runs<'a>(
    procedure: &Procedure,
    clock: &'a Clock,
    record: &'a Record,
) -> impl Iterator<Item = Run> + use<'a> {
    let asked = clock.each_of.as_ref().map(|field| asked(procedure, record, field));
    let offices = match asked {
        None => vec![None],
        Some(asked) => asked.into_iter().map(Some).collect(),
    };
    offices.into_iter().filter_map(|office| run(clock, record, office.as_ref()))
}

/// What happens to a clock over the states that a record went through. That of an office begins
/// when it was asked and ends when it answers.
fn run(clock: &Clock, record: &Record, of: Option<&Asked>) -> Option<Run> {
    let mut run: Option<Run> = None;
    let mut state = &record.opened.state;
    for happened in &record.history {
        if let Some(step) = happened.step() {
            state = &step.to;
        }
        let (at, entry) = (happened.at, happened.entry);
        let counts = of.is_none_or(|of| of.entry <= entry && !of.has_answered_by(entry));
        let runs = counts && clock.runs_in.contains(state);
        let stands = counts && clock.stands_in.contains(state);
        match run.as_mut().filter(|run| run.ended.is_none()) {
            None if runs => {
                let office = of.map(|of| of.office.clone());
                let stood = Vec::new();
                run = Some(Run { office, started: at, entry, stood, ended: None });
            }
            None => {}
            Some(run) => {
                let still = run.stood.last_mut().filter(|stood| stood.to.is_none());
                match still {
                    Some(_) if stands => {}
                    Some(still) => still.to = Some(at),
                    None if stands => run.stood.push(Stood { from: at, to: None, entry }),
                    None => {}
                }
                if !runs && !stands {
                    run.ended = Some(at);
                }
            }
        }
    }
    run
}

impl Run {
    fn timed<'a>(
        self,
        clock: &'a Clock,
        calendar: &Calendar,
        now: DateTime,
        is_wait: bool,
    ) -> Result<Timed<'a>, Unsettled> {
        let Self { office, started, entry, stood, ended } = self;
        let budget = clock.limit.budget;
        let due = last(calendar, budget, started, &stood, ended.unwrap_or(now))?;
        let warns = clock.warn.map(|warn| warning(calendar, budget, due, warn)).transpose()?;
        Ok(Timed { clock, office, started, entry, stood, ended, due, warns, is_wait })
    }
}

/// The end of a period, later by what the clock stood still on the way.
fn last(
    calendar: &Calendar,
    budget: Budget,
    started: DateTime,
    stood: &[Stood],
    now: DateTime,
) -> Result<Deadline, Unsettled> {
    let stood = stood.iter().map(|stood| (stood.from, stood.to.unwrap_or(now).max(stood.from)));
    let days = || stood.clone().map(|(from, to)| (from.date(), to.date()));
    let on_a_workday = |length| {
        let last = after(started.date(), length, days());
        Ok(Deadline::Day(calendar.end_on_workday(last)?))
    };
    match budget {
        Budget::WorkingDays(count) => {
            // What is left when the clock stops is counted from the day on which it goes on.
            let (mut from, mut left) = (started.date(), count);
            for (stopped, went_on) in days() {
                let used = calendar.working_days_between(from, stopped)?.unsigned_abs();
                if used >= left {
                    break;
                }
                (from, left) = (went_on, left - used);
            }
            Ok(Deadline::Day(calendar.add_working_days(from, left)?))
        }
        Budget::Days(count) => on_a_workday(i64::from(count).days()),
        Budget::Months(count) => on_a_workday(i64::from(count).months()),
        Budget::WorkingHours(count) => {
            let (mut from, mut left) = (started, hours(count));
            for (stopped, went_on) in stood {
                let used = calendar.working_time_between(from, stopped)?;
                if used >= left {
                    break;
                }
                (from, left) = (went_on, left - used);
            }
            Ok(Deadline::Instant(calendar.add_working_time(from, left)?))
        }
        Budget::Hours(count) => {
            let mut last = started.saturating_add(hours(count));
            for (stopped, went_on) in stood {
                if stopped < last {
                    last = last.saturating_add(stopped.duration_until(went_on));
                }
            }
            Ok(Deadline::Instant(last))
        }
    }
}

fn hours(count: u32) -> SignedDuration {
    SignedDuration::from_hours(count.into())
}

/// The day so long after another, later by the days for which the clock stood still on the way.
fn after(started: Date, length: Span, stood: impl Iterator<Item = (Date, Date)>) -> Date {
    let mut last = started.saturating_add(length);
    for (stopped, went_on) in stood {
        if stopped < last {
            last = last.saturating_add(went_on - stopped);
        }
    }
    last
}

/// From when on a clock warns: so much of its kind is left when it ends.
fn warning(
    calendar: &Calendar,
    budget: Budget,
    due: Deadline,
    warn: u32,
) -> Result<DateTime, Unsettled> {
    match (due, budget) {
        (Deadline::Day(due), Budget::WorkingDays(_)) => {
            Ok(calendar.subtract_working_days(due, warn)?.at(0, 0, 0, 0))
        }
        (Deadline::Day(due), _) => Ok(due.saturating_sub(i64::from(warn).days()).at(0, 0, 0, 0)),
        (Deadline::Instant(due), Budget::WorkingHours(_)) => {
            calendar.subtract_working_time(due, hours(warn))
        }
        (Deadline::Instant(due), _) => Ok(due.saturating_sub(hours(warn))),
    }
}

#[cfg(test)]
mod tests;
