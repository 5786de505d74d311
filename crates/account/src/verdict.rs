//! What became of a commitment on a date, by a rule that a page can print.
//!
//! The rule, in full. A target whose value grows over the year (a count of works) is *kept* as
//! soon as the value reaches it; until its due day it is *on course* while the value is no more
//! than the tolerance below what the course expects by now, and *behind* otherwise; if the due day
//! passes without the target reached it is *missed*, whatever is done later. A rate, or an upper
//! bound (控制在…以内), is on course or behind by its latest value, and kept or missed by the
//! value that covers the due day. With no value (after the due day: none that covers it) it is
//! *unmeasured*; if the due day has passed with no value at all and no office has said a word,
//! *silent*.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::commitment::{Commitment, Course, Observation, Target};

/// Observations older than this many days on the date of judging are shown as stale: a quarter and
/// the days that an office needs to release it.
const FRESH_DAYS: i32 = 125;

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The due day has passed and the target was not reached.
    Missed,
    /// The due day has passed, nothing was measured and nobody said a word.
    Silent,
    /// Below what was expected by now.
    Behind,
    /// No measure and no observation.
    Unmeasured,
    /// As far as was expected by now.
    OnCourse,
    /// Reached.
    Kept,
}

/// A commitment judged on a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Of the whole commitment: the worst of its measured targets.
    pub verdict: Verdict,
    /// Of each target, in order.
    pub targets: Vec<TargetJudgement>,
}

/// A target judged on a date.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetJudgement {
    /// What became of it.
    pub verdict: Verdict,
    /// The value that it rests on.
    pub measured: Option<Measured>,
    /// What the course expects by the date; only for values that grow over the year.
    pub expected: Option<Decimal>,
    /// Where the year is likely to end.
    pub forecast: Option<Forecast>,
    /// The value is older than it should be.
    pub stale: bool,
}

/// A value with the evidence behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// In the target's unit.
    pub value: Decimal,
    /// The last day that it covers.
    pub as_of: Date,
    /// How many separate acts it was counted from; 0 for an observation.
    pub acts: u64,
    /// The entry of the observation that it is, where it is one.
    pub observation: Option<u64>,
}

/// Where a value is likely to stand on the due day: nine times in ten between `low` and `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// Lower end; never less than what was already reached.
    pub low: Decimal,
    /// The value if the year goes on along its course.
    pub middle: Decimal,
    /// Upper end.
    pub high: Decimal,
}

impl Verdict {
    /// All of them, gravest first.
    pub const ALL: [Self; 6] =
        [Self::Missed, Self::Silent, Self::Behind, Self::Unmeasured, Self::OnCourse, Self::Kept];

    /// Its name in addresses, data and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Silent => "silent",
            Self::Behind => "behind",
            Self::Unmeasured => "unmeasured",
            Self::OnCourse => "on-course",
            Self::Kept => "kept",
        }
    }

    /// The verdict of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

/// Judges a commitment at the end of the day `on`. A target that was struck out counts for nothing.
///
/// `measured` gives the value of a measure up to the end of a day; it is asked for each target that
/// has a contract. Without a contract the latest observation counts.
pub fn judge(
    commitment: &Commitment,
    on: Date,
    mut measured: impl FnMut(&str, Date) -> Option<Measured>,
) -> Judgement {
    let due = commitment.due();
    let ended = due.is_some_and(|due| on >= due);
    let said = commitment.statements.iter().any(|statement| statement.on <= on);
    let without_value = if ended && !said { Verdict::Silent } else { Verdict::Unmeasured };
    let targets: Vec<TargetJudgement> = commitment
        .targets
        .iter()
        .map(|target| {
            if target.dropped.is_some() {
                return TargetJudgement::without_value(without_value, None);
            }
            // What is done after the due day no longer counts for the verdict.
            let counted = due.map_or(on, |due| due.min(on));
            let value = match &target.contract {
                Some(contract) => measured(&contract.measure, counted),
                None => latest(&target.observations, on, counted),
            };
            match (value, due) {
                (Some(value), Some(due)) => judge_target(target, value, on, due),
                (value, _) => TargetJudgement::without_value(without_value, value),
            }
        })
        .collect();
    let verdict = targets
        .iter()
        .filter(|target| target.measured.is_some())
        .map(|target| target.verdict)
        .min()
        .unwrap_or(without_value);
    Judgement { verdict, targets }
}

fn judge_target(target: &Target, measured: Measured, on: Date, due: Date) -> TargetJudgement {
    let ended = on >= due;
    let reached = is_reached(target, measured.value);
    let grows = target.made.accumulates() && !target.made.is_upper_bound();
    let stale = measured.observation.is_some() && days_between(measured.as_of, on) > FRESH_DAYS;
    // The year's last figures are released after the year: until then nothing can be said.
    if ended && measured.as_of < due && !(grows && reached) {
        let unknown = TargetJudgement::without_value(Verdict::Unmeasured, Some(measured));
        return TargetJudgement { stale, ..unknown };
    }
    if !grows {
        let verdict = match (ended, reached) {
            (true, true) => Verdict::Kept,
            (true, false) => Verdict::Missed,
            (false, true) => Verdict::OnCourse,
            (false, false) => Verdict::Behind,
        };
        return TargetJudgement {
            verdict,
            measured: Some(measured),
            expected: None,
            forecast: None,
            stale,
        };
    }
    let course = target.contract.as_ref().map_or(Course::EVEN, |contract| contract.course);
    let tolerance = target.contract.as_ref().map_or(10, |contract| contract.tolerance_percent);
    // An observation is compared with what was expected by the last day it covers, not by today.
    let share = course.share_until(measured.as_of.min(on), due);
    let expected = target.made.value * share;
    let allowed = expected * Decimal::from(100 - tolerance.min(100)) / Decimal::ONE_HUNDRED;
    let verdict = match (reached, ended) {
        (true, _) => Verdict::Kept,
        (false, true) => Verdict::Missed,
        (false, false) if measured.value >= allowed => Verdict::OnCourse,
        (false, false) => Verdict::Behind,
    };
    let forecast = (!ended).then(|| forecast(&measured, share)).flatten();
    TargetJudgement { verdict, measured: Some(measured), expected: Some(expected), forecast, stale }
}

/// Whether a value is as the target's words ask.
fn is_reached(target: &Target, value: Decimal) -> bool {
    let wanted = target.made.value;
    match target.made.relation.as_str() {
        "gt" => value > wanted,
        "le" => value <= wanted,
        "lt" => value < wanted,
        // 左右 and 约 leave room: a twentieth of the figure.
        "approx" => value * Decimal::from(20) >= wanted * Decimal::from(19),
        _ if target.made.sense == "rank" => value <= wanted,
        _ => value >= wanted,
    }
}

/// The year's end if acts go on along the course. Acts are taken to come independently of each
/// other (a Poisson count), so that the count of n acts is known to within 1.64·√n nine times in
/// ten.
fn forecast(measured: &Measured, share: Decimal) -> Option<Forecast> {
    if measured.acts < 3 || share < Decimal::new(1, 1) {
        return None;
    }
    let middle = measured.value / share;
    let hundred_roots = measured.acts.checked_mul(10_000)?.isqrt();
    let half = middle * Decimal::from(164) / Decimal::from(hundred_roots);
    Some(Forecast { low: (middle - half).max(measured.value), middle, high: middle + half })
}

/// The observation that covers the most of the year up to `until`, among those told by `on`; the
/// later told wins, as it corrects the earlier.
fn latest(observations: &[Observation], on: Date, until: Date) -> Option<Measured> {
    let best = observations
        .iter()
        .filter(|observation| observation.on <= on && observation.to <= until)
        .max_by_key(|observation| (observation.to, observation.entry))?;
    Some(Measured { value: best.value, as_of: best.to, acts: 0, observation: Some(best.entry) })
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

impl TargetJudgement {
    fn without_value(verdict: Verdict, measured: Option<Measured>) -> Self {
        Self { verdict, measured, expected: None, forecast: None, stale: false }
    }
}

#[cfg(test)]
mod tests;
