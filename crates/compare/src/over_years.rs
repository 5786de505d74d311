//! What stands beside a promise in its own report and in the plan of the next year.

use reader::{Figure, Part, Sense, Span};

use crate::echo::Echoes;
use crate::judge::wants_less;
use crate::link::Sides;
use crate::phrase::Phrase;
use crate::{Report, Verdict};

/// What was last reached of a thing that is promised, as the same report's review tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Last {
    /// The promise, an index into the report's figures.
    pub plan: usize,
    /// What was last reached, likewise.
    pub result: usize,
    /// Less is promised than was already reached.
    pub is_promise_less: bool,
}

/// What became of a promise in the plan of the next year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Promised again: a figure of the next plan. Whether the number is the same.
    Again {
        /// Index into the later report's figures.
        figure: usize,
        /// The same number in the same unit.
        is_same: bool,
    },
    /// Spoken of without a number: the sentence.
    InWords(Span),
    /// Not spoken of.
    Gone,
}

/// For each figure of the plan that has one, the last result of the same thing in the review of the
/// same report; where the two can be compared.
#[must_use]
pub fn last_results(report: &Report) -> Vec<Last> {
    let sides = Sides::of((report, Part::Plan), (report, Part::Review));
    let linked = sides.link().into_iter().flatten();
    linked
        .filter(|evidence| evidence.differences.is_empty())
        .map(|evidence| {
            let (plan, result) = (&sides.plans[evidence.plan], &sides.results[evidence.result]);
            let (promised, reached) = (plan.base.value, result.base.value);
            let is_turned = plan.figure.direction != result.figure.direction;
            let is_less = if wants_less(plan) { promised > reached } else { promised < reached };
            Last { plan: plan.index, result: result.index, is_promise_less: is_less && !is_turned }
        })
        .collect()
}

/// What became of each figure of the earlier report's plan in the later one's plan.
#[must_use]
pub fn carried(earlier: &Report, later: &Report) -> Vec<(usize, Course)> {
    let sides = Sides::of((earlier, Part::Plan), (later, Part::Plan));
    let linked = sides.link();
    let echoes = Echoes::of(later, Part::Plan);
    let courses = sides.plans.iter().enumerate().map(|(at, plan)| {
        let again = linked[at].as_ref().filter(|evidence| evidence.differences.is_empty());
        let course = match again {
            Some(evidence) => {
                let next = &sides.results[evidence.result];
                Course::Again { figure: next.index, is_same: next.base == plan.base }
            }
            None => echoes.of_figure(plan).map_or(Course::Gone, Course::InWords),
        };
        (plan.index, course)
    });
    courses.collect()
}

/// The promises without a number, as indices into the earlier report's commitments, each with the
/// sentence of the next review that speaks of the same thing, where there is one.
#[must_use]
pub fn unnumbered(earlier: &Report, later: &Report) -> Vec<(usize, Option<Span>)> {
    let echoes = Echoes::of(later, Part::Review);
    let promises = earlier.reading.commitments.iter().enumerate();
    promises
        .filter(|(_, promise)| promise.figures.is_empty())
        .map(|(at, promise)| (at, echoes.of_commitment(promise)))
        .collect()
}

/// The name by which a figure's thing is the same in all years: what it measures in normal form,
/// how it is meant, and its unit.
#[must_use]
pub fn indicator(figure: &Figure) -> (String, Sense, String) {
    (Phrase::of(&figure.subject).key, figure.sense, figure.base_amount().unit)
}

impl Verdict {
    /// Whether promise and result were held against each other.
    #[must_use]
    pub fn is_judged(self) -> bool {
        matches!(self, Self::Kept | Self::Missed)
    }
}
