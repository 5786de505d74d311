//! How long a record may stand where it stands, and the clocks that run over several states:
//! derived from the pack, the calendar and what happened, never stored.
//!
//! A day counts where the clock ran when the day began. So the day of the start does not count
//! (民法典 art. 201), the day on which the clock stops does, and the day on which it goes on does
//! not. A period in days or months that would end on a day off ends on the next working day
//! (art. 203).

use calendar::{Calendar, UnknownYear};
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use pack::{Budget, Clock, Pack};

use crate::record::Record;

/// When a record must move on, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub on: Date,
    /// Law and article, or whose rule it is.
    pub basis: String,
}

/// When a record must move on; `None` where its state has no limit.
///
/// # Errors
/// Where the calendar does not know a year that the clock runs through.
pub fn due(pack: &Pack, calendar: &Calendar, record: &Record) -> Result<Option<Due>, UnknownYear> {
    let state = pack
        .procedures
        .get(&record.opened.procedure)
        .and_then(|procedure| procedure.state(&record.state));
    let Some(limit) = state.and_then(|state| state.limit.as_ref()) else {
        return Ok(None);
    };
    let on = last_day(calendar, limit.budget, record.since, &[], record.since)?;
    Ok(Some(Due { on, basis: limit.basis.clone() }))
}

/// A clock of a record's procedure that has started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed<'a> {
    /// As the pack declares it.
    pub clock: &'a Clock,
    /// The day on which it started.
    pub started: Date,
    /// When and for what it stood still, oldest first.
    pub stood: Vec<Stood>,
    /// The day on which it ended; `None` while it runs or stands.
    pub ended: Option<Date>,
    /// The last day. While the clock stands still it moves on day by day: it is then the last day
    /// if the clock went on today.
    pub due: Date,
    /// The day from which on it warns.
    pub warns: Option<Date>,
    /// Whether it is waited for: a time that must pass, and is over and not late when it has.
    pub is_wait: bool,
}

/// A time for which a clock stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// The day on which it stopped, the last that counts.
    pub from: Date,
    /// The day on which it went on, the last that does not count; `None` while it stands.
    pub to: Option<Date>,
    /// The entry that stopped it: it tells who, and why.
    pub entry: u64,
}

impl Timed<'_> {
    /// Whether it stands still.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.ended.is_none() && self.stood.last().is_some_and(|stood| stood.to.is_none())
    }

    /// Whether its last day has passed, or had when it ended.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        !self.is_wait && !self.stands() && self.ended.unwrap_or(today) > self.due
    }

    /// Whether its last day has passed while it ran.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        self.ended.is_none() && !self.stands() && today > self.due
    }

    /// Whether it warns: it still runs, and its end is near.
    #[must_use]
    pub fn is_near(&self, today: Date) -> bool {
        let runs = self.ended.is_none() && !self.stands() && !self.is_over(today);
        runs && self.warns.is_some_and(|warns| warns <= today)
    }
}

/// The clocks of a record's procedure that have started, in the order of the pack; one that runs
/// through a year that the calendar does not know says which.
pub fn clocks<'a>(
    pack: &'a Pack,
    calendar: &Calendar,
    record: &Record,
    today: Date,
) -> Vec<(&'a Clock, Result<Timed<'a>, UnknownYear>)> {
    let procedure = pack.procedures.get(&record.opened.procedure);
    let declared = procedure.map_or(&[][..], |procedure| &procedure.clocks);
    let runs_for = |clock: &&Clock| clock.only.holds(|field| record.field(field));
    let started = declared.iter().filter(runs_for);
    let started = started.filter_map(|clock| Some((clock, run(clock, record)?)));
    let is_wait = |clock: &Clock| procedure.is_some_and(|it| it.is_wait(&clock.id));
    let timed = |(clock, run): (_, Run)| (clock, run.timed(clock, calendar, today, is_wait(clock)));
    started.map(timed).collect()
}

/// The last run of a clock over a record's states.
struct Run {
    started: Date,
    stood: Vec<Stood>,
    ended: Option<Date>,
}

/// What happens to a clock over the states that a record went through.
fn run(clock: &Clock, record: &Record) -> Option<Run> {
    let mut run: Option<Run> = None;
    let mut state = &record.opened.state;
    for happened in &record.history {
        if let Some(step) = happened.step() {
            state = &step.to;
        }
        let (on, entry) = (happened.at.date(), happened.entry);
        let (runs, stands) = (clock.runs_in.contains(state), clock.stands_in.contains(state));
        match run.as_mut().filter(|run| run.ended.is_none()) {
            None if runs => run = Some(Run { started: on, stood: Vec::new(), ended: None }),
            None => {}
            Some(run) => {
                let still = run.stood.last_mut().filter(|stood| stood.to.is_none());
                match still {
                    Some(_) if stands => {}
                    Some(still) => still.to = Some(on),
                    None if stands => run.stood.push(Stood { from: on, to: None, entry }),
                    None => {}
                }
                if !runs && !stands {
                    run.ended = Some(on);
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
        today: Date,
        is_wait: bool,
    ) -> Result<Timed<'a>, UnknownYear> {
        let Self { started, stood, ended } = self;
        let budget = clock.limit.budget;
        let due = last_day(calendar, budget, started, &stood, today)?;
        let warns = match clock.warn {
            Some(warn) => Some(warning(calendar, budget, due, warn)?),
            None => None,
        };
        Ok(Timed { clock, started, stood, ended, due, warns, is_wait })
    }
}

/// The last day of a period that stood still meanwhile; what stands still goes on today.
fn last_day(
    calendar: &Calendar,
    budget: Budget,
    started: Date,
    stood: &[Stood],
    today: Date,
) -> Result<Date, UnknownYear> {
    let stood = stood.iter().map(|stood| (stood.from, stood.to.unwrap_or(today).max(stood.from)));
    match budget {
        Budget::WorkingDays(days) => {
            // What is left when the clock stops is counted from the day on which it goes on.
            let (mut from, mut left) = (started, days);
            for (stopped, went_on) in stood {
                let used = calendar.working_days_between(from, stopped)?.unsigned_abs();
                if used >= left {
                    break;
                }
                (from, left) = (went_on, left - used);
            }
            calendar.add_working_days(from, left)
        }
        Budget::Days(days) => {
            calendar.end_on_workday(after(started, i64::from(days).days(), stood))
        }
        Budget::Months(months) => {
            calendar.end_on_workday(after(started, i64::from(months).months(), stood))
        }
    }
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

/// The day from which on a clock warns: so many days of its kind are left when it ends.
fn warning(calendar: &Calendar, budget: Budget, due: Date, warn: u32) -> Result<Date, UnknownYear> {
    match budget {
        Budget::WorkingDays(_) => calendar.subtract_working_days(due, warn),
        Budget::Days(_) | Budget::Months(_) => Ok(due.saturating_sub(i64::from(warn).days())),
    }
}

#[cfg(test)]
mod tests;
