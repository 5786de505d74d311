//! What happens by itself when a clock has run out: a step that the pack leaves to the clock and to
//! nobody else.
//!
//! It follows from the record, the pack and the calendar alone, so that it comes out the same
//! whenever it is asked for: a program that was down takes it when it is started again, and says
//! when it fell due. It is taken once in a run of its clock.

use calendar::Unsettled;
use jiff::civil::DateTime;
use pack::{Step, Taker};

use crate::clock::{Deadline, Timed, clocks};
use crate::decide::{Refusal, Setting, lifted};
use crate::record::{Happened, Record, RunOut, Stepped};

/// A step that a clock takes, and when.
struct Ripening<'a> {
    step: &'a Step,
    due: Deadline,
    basis: &'a str,
    /// The offices that have not answered, where each that was asked has its own clock.
    offices: Vec<String>,
}

/// When the next step falls due that a clock takes if nothing else happens before; `None` where
/// there is none, or where the calendar cannot tell.
#[must_use]
pub fn next_run_out(setting: Setting<'_>, record: &Record) -> Option<DateTime> {
    next(setting, record).map(|ripening| ripening.due.over_from())
}

/// The step that a clock takes now; `None` where none has fallen due.
///
/// # Errors
/// A [`Refusal`] where the step cannot be taken: no office is above the one that has the record.
pub fn run_out(setting: Setting<'_>, record: &Record) -> Result<Option<Stepped>, Refusal> {
    let fell_due = |it: &Ripening<'_>| it.due.is_over(setting.now);
    let Some(Ripening { step, due, basis, offices }) = next(setting, record).filter(fell_due)
    else {
        return Ok(None);
    };
    let mut fields = step.sets.clone();
    fields.extend(lifted(setting.city, record, step)?);
    let Taker::Clock(clock) = &step.taker else { return Ok(None) };
    let run_out = RunOut {
        clock: clock.clone(),
        due: due.to_string(),
        basis: basis.to_owned(),
        calendar: format!("{} {}", setting.calendar.id, setting.calendar.version),
        offices,
    };
    Ok(Some(Stepped {
        step: step.id.clone(),
        to: step.to.clone().unwrap_or_else(|| record.state.clone()),
        fields,
        clock: Some(Box::new(run_out)),
        ..Stepped::default()
    }))
}

/// The first step to fall due; of several at one instant, the first in the pack.
fn next<'a>(setting: Setting<'a>, record: &Record) -> Option<Ripening<'a>> {
    let Setting { pack, calendar, now, .. } = setting;
    let procedure = pack.procedures.get(&record.opened.procedure)?;
    let waits = |step: &&Step| {
        matches!(step.taker, Taker::Clock(_))
            && step.from.contains(&record.state)
            && step.only.holds(|field| record.field(field))
            && step.after.iter().all(|step| record.has_taken(step))
    };
    let mut waiting = procedure.steps.iter().filter(waits).peekable();
    waiting.peek()?;
    let clocks: Vec<_> = clocks(pack, calendar, record, now);
    let ripening = |step: &'a Step| ripening(step, &clocks, record);
    waiting.filter_map(ripening).min_by_key(|it| it.due.over_from())
}

/// When a clock takes a step: when it has run out, or the last of them where each office that was
/// asked has its own.
fn ripening<'a>(
    step: &'a Step,
    clocks: &[(&'a pack::Clock, Result<Timed<'a>, Unsettled>)],
    record: &Record,
) -> Option<Ripening<'a>> {
    let Taker::Clock(clock) = &step.taker else { return None };
    let mut running: Vec<&Timed<'a>> = Vec::new();
    for (_, timed) in clocks.iter().filter(|(found, _)| found.id == *clock) {
        // Without the calendar's year nobody can tell when it falls due.
        let timed = timed.as_ref().ok()?;
        if timed.ended.is_none() {
            running.push(timed);
        }
    }
    let began = running.iter().map(|timed| timed.entry).max()?;
    let is_taken =
        |it: &Happened| it.entry > began && it.step().is_some_and(|taken| taken.step == step.id);
    if running.iter().any(|timed| timed.stands()) || record.history.iter().any(is_taken) {
        return None;
    }
    let last = running.iter().max_by_key(|timed| timed.due.over_from())?;
    let (due, basis) = (last.due, last.clock.limit.basis.as_str());
    let offices = running.iter().filter_map(|timed| timed.office.clone()).collect();
    Some(Ripening { step, due, basis, offices })
}

/// How long each office has held a record that is handed up from level to level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The office.
    pub office: String,
    /// From when.
    pub from: DateTime,
    /// Until when; `None` while it holds it.
    pub to: Option<DateTime>,
}

/// Which offices an office field has named, oldest first.
#[must_use]
pub fn held(record: &Record, field: &str) -> Vec<Held> {
    let mut held: Vec<Held> = Vec::new();
    let opened = record.opened.fields.get(field).map(String::as_str);
    for happened in &record.history {
        let written = match happened.step() {
            Some(step) => step.fields.get(field).map(String::as_str),
            None => opened.filter(|_| held.is_empty()),
        };
        let Some(office) = written else { continue };
        let at = happened.at;
        if let Some(last) = held.last_mut() {
            if last.office == office {
                continue;
            }
            last.to = Some(at);
        }
        held.push(Held { office: office.to_owned(), from: at, to: None });
    }
    held
}
