//! Checks that a record can reach every state of its procedure, and an end from there.

use std::collections::BTreeSet;

use crate::diagnostic::DiagnosticCode;
use crate::document::{Faults, Part};
use crate::model::{Pack, Procedure, Step, Taker};

/// Adds a fault for each state and step that leads nowhere or comes from nowhere.
pub(crate) fn check(pack: &Pack, faults: &mut Faults<'_>) {
    for (id, procedure) in &pack.procedures {
        check_states(id, procedure, faults);
        check_order(id, procedure, faults);
        check_after(id, procedure, faults);
        check_clocks(id, procedure, faults);
        check_waits(id, procedure, faults);
    }
}

/// The states that a record can come to from a state, itself included.
fn reach<'a>(procedure: &'a Procedure, from: &'a str) -> BTreeSet<&'a str> {
    reach_by(procedure, from, |_| true)
}

/// The same by some of the steps only.
fn reach_by<'a>(
    procedure: &'a Procedure,
    from: &'a str,
    may: impl Fn(&Step) -> bool,
) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([from]);
    let mut fresh = vec![from];
    while let Some(state) = fresh.pop() {
        let leaving = procedure.steps.iter().filter(|step| step.from.iter().any(|s| s == state));
        for step in leaving.filter(|step| may(step)) {
            if let Some(to) = &step.to
                && reached.insert(to)
            {
                fresh.push(to);
            }
        }
    }
    reached
}

fn check_states(id: &str, procedure: &Procedure, faults: &mut Faults<'_>) {
    let reached = reach(procedure, &procedure.start);
    // Where the start is a misspelt name, nothing can be said of what follows from it.
    let started = procedure.state(&procedure.start).is_some();
    for state in &procedure.states {
        let path = ["procedures", id, "states", &state.id];
        let name = || state.id.clone();
        if started && !reached.contains(state.id.as_str()) {
            faults.add(&path, Part::Key, DiagnosticCode::UnreachableState { state: name() });
        }
        let leaves = |step: &&Step| step.to.is_some() && step.from.contains(&state.id);
        let mut leaving = procedure.steps.iter().filter(leaves);
        if !state.is_final && leaving.next().is_none() {
            faults.add(&path, Part::Key, DiagnosticCode::DeadEnd { state: name() });
        }
    }
    for step in &procedure.steps {
        for (index, from) in step.from.iter().enumerate() {
            if procedure.state(from).is_some_and(|state| state.is_final) {
                let path = ["procedures", id, "steps", &step.id, "from", &index.to_string()];
                let code =
                    DiagnosticCode::LeavesFinal { step: step.id.clone(), state: from.clone() };
                faults.add(&path, Part::Value, code);
            }
        }
    }
}

/// A step can only be closed to the taker of another if the other can come first.
fn check_order(id: &str, procedure: &Procedure, faults: &mut Faults<'_>) {
    for step in &procedure.steps {
        for (index, other) in step.not_by.iter().enumerate() {
            let Some(other) = procedure.step(other) else {
                continue;
            };
            let after = other.leads_to().flat_map(|state| reach(procedure, state));
            let after: BTreeSet<&str> = after.collect();
            if !step.from.iter().any(|from| after.contains(from.as_str())) {
                let path = ["procedures", id, "steps", &step.id, "not_by", &index.to_string()];
                let code =
                    DiagnosticCode::NeverBefore { step: step.id.clone(), other: other.id.clone() };
                faults.add(&path, Part::Value, code);
            }
        }
    }
}

/// A step can only wait for another that can be taken where it waits.
fn check_after(id: &str, procedure: &Procedure, faults: &mut Faults<'_>) {
    for step in &procedure.steps {
        for (index, other) in step.after.iter().enumerate() {
            let Some(other) = procedure.step(other) else { continue };
            if !other.leads_to().any(|state| step.from.contains(state)) {
                let path = ["procedures", id, "steps", &step.id, "after", &index.to_string()];
                let (step, other) = (step.id.clone(), other.id.clone());
                faults.add(&path, Part::Value, DiagnosticCode::NeverBefore { step, other });
            }
        }
    }
}

/// A clock runs or stands, not both, and has an end.
fn check_clocks(id: &str, procedure: &Procedure, faults: &mut Faults<'_>) {
    for clock in &procedure.clocks {
        for (index, state) in clock.stands_in.iter().enumerate() {
            if clock.runs_in.contains(state) {
                let at = index.to_string();
                let path = ["procedures", id, "clocks", &clock.id, "stands_in", &at];
                let (clock, state) = (clock.id.clone(), state.clone());
                faults.add(&path, Part::Value, DiagnosticCode::RunsAndStands { clock, state });
            }
        }
        let known = clock.runs_in.iter().filter(|state| procedure.state(state).is_some());
        let mut reached = known.flat_map(|state| reach(procedure, state)).peekable();
        let goes_on =
            |state: &str| clock.runs_in.iter().chain(&clock.stands_in).any(|other| other == state);
        if reached.peek().is_some() && reached.all(goes_on) {
            let path = ["procedures", id, "clocks", &clock.id];
            let clock = clock.id.clone();
            faults.add(&path, Part::Key, DiagnosticCode::EndlessClock { clock });
        }
    }
}

/// A step that a clock takes waits where that clock runs, and a clock of several offices where they
/// answer: else it would wait for ever.
fn check_waits(id: &str, procedure: &Procedure, faults: &mut Faults<'_>) {
    for step in &procedure.steps {
        let Taker::Clock(clock) = &step.taker else { continue };
        let Some(clock) = procedure.clocks.iter().find(|it| it.id == *clock) else { continue };
        for (index, state) in step.from.iter().enumerate() {
            if procedure.state(state).is_some() && !clock.runs_in.contains(state) {
                let path = ["procedures", id, "steps", &step.id, "from", &index.to_string()];
                let (clock, state) = (clock.id.clone(), state.clone());
                faults.add(&path, Part::Value, DiagnosticCode::IdleClock { clock, state });
            }
        }
    }
    for clock in procedure.clocks.iter().filter(|clock| clock.each_of.is_some()) {
        for (index, state) in clock.runs_in.iter().enumerate() {
            let answers = |step: &Step| step.each_of == clock.each_of && step.from.contains(state);
            if procedure.state(state).is_some() && !procedure.steps.iter().any(answers) {
                let at = index.to_string();
                let path = ["procedures", id, "clocks", &clock.id, "runs_in", &at];
                let (clock, state) = (clock.id.clone(), state.clone());
                faults.add(&path, Part::Value, DiagnosticCode::NobodyAnswers { clock, state });
            }
        }
    }
}

/// Whether every way to one of these states passes a step that must write the field.
pub(crate) fn filled_before(procedure: &Procedure, field: &str, states: &[String]) -> bool {
    let leaves_open = |step: &Step| !step.must_write(field);
    let reached = reach_by(procedure, &procedure.start, leaves_open);
    !states.iter().any(|state| reached.contains(state.as_str()))
}
