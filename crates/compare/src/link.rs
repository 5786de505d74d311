//! Links the promises of a plan with the results of the next review.

use reader::{Part, Span};

use crate::assign::{Edge, assign};
use crate::confidence;
use crate::echo::Echoes;
use crate::evidence::{Evidence, evidence};
use crate::judge::judge;
use crate::view::{View, views};
use crate::weigh::{Pairs, Weights};
use crate::{Answer, Difference, Reason, Report, Verdict};

/// Columns of the assignment that a result may have: one for each member of a joint subject.
const SLOTS: usize = 64;

/// What the later report says of each figure of the earlier one's plan, in the order of the text.
///
/// Both are of one place, and the later is of the next year; that is the caller's to see to.
#[must_use]
pub fn compare(earlier: &Report, later: &Report) -> Vec<Answer> {
    let sides = Sides::of((earlier, Part::Plan), (later, Part::Review));
    let chosen = sides.link();
    let echoes = Echoes::of(later, Part::Review);
    let answers = sides.plans.iter().enumerate().map(|(at, plan)| match &chosen[at] {
        Some(evidence) => linked(plan, &sides.results[evidence.result], evidence, earlier, later),
        None => {
            let nearest = nearest(plan, &sides.results, &sides.weights);
            silent(plan, nearest, echoes.of_figure(plan), earlier)
        }
    });
    answers.collect()
}

/// The figures of two parts that may be of the same things.
pub(crate) struct Sides<'a> {
    later: &'a Report<'a>,
    pub(crate) plans: Vec<View<'a>>,
    pub(crate) results: Vec<View<'a>>,
    weights: Weights,
}

impl<'a> Sides<'a> {
    pub(crate) fn of(
        (earlier, part): (&Report<'a>, Part),
        (later, told): (&'a Report<'a>, Part),
    ) -> Self {
        let (plans, results) = (views(earlier, part), views(later, told));
        let all = plans.iter().chain(&results);
        let weights = Weights::of(all.map(|view| &view.measures[0].pairs).collect::<Vec<&Pairs>>());
        Self { later, plans, results, weights }
    }

    /// For each figure of the first side the evidence for that of the second that goes with it.
    pub(crate) fn link(&self) -> Vec<Option<Evidence>> {
        let mut found = Vec::new();
        for plan in self.plans.iter().enumerate().filter(|(_, plan)| !plan.is_size) {
            for result in self.results.iter().enumerate() {
                if !result.1.is_size {
                    found.extend(evidence(plan, result, &self.weights, self.later));
                }
            }
        }
        choose(&found, &self.plans, &self.results, &self.weights)
    }
}

/// The evidence taken for each promise.
fn choose(
    found: &[Evidence],
    plans: &[View],
    results: &[View],
    weights: &Weights,
) -> Vec<Option<Evidence>> {
    let column = |it: &Evidence| it.result * SLOTS + it.slot.min(SLOTS - 1);
    let weight = |it: &Evidence| {
        let (plan, result) = (&plans[it.plan], &results[it.result]);
        let section = weights.cover(&plan.heading, &[(&result.heading, 1000)]);
        let context = weights.cover(&plan.context, &[(&result.context, 1000)]);
        let comparable = match it.differences.as_slice() {
            [] => 2000,
            differences if differences.contains(&Difference::Sense) => 0,
            _ => 200,
        };
        // An exact statement of this year before one of the state at the end of five.
        let of_year = if result.is_of_years { 0 } else { 40 };
        i64::from(it.likeness * 2 + comparable + section / 20 + context / 10 + of_year)
    };
    let edges: Vec<Edge> = found
        .iter()
        .map(|it| Edge { row: it.plan, column: column(it), weight: weight(it) })
        .collect();
    let assigned = assign(&edges);
    (0..plans.len())
        .map(|plan| {
            let of_plan = || found.iter().filter(|it| it.plan == plan);
            let column_taken = assigned.get(&plan);
            let taken = of_plan().find(|it| Some(&column(it)) == column_taken);
            // A promise that is made twice has one result.
            let again = || {
                let key = &plans[plan].phrase().key;
                let is_taken = |it: &&Evidence| {
                    let taken_by = |(row, to): (&usize, &usize)| {
                        *to == column(it) && plans[*row].phrase().key == *key
                    };
                    it.is_same_key && it.differences.is_empty() && assigned.iter().any(taken_by)
                };
                of_plan().find(is_taken)
            };
            // A result that was taken may still tell, of a wider thing or over several years, of
            // another promise too; it is never held against two.
            let rest = || of_plan().filter(|it| !it.differences.is_empty());
            let best = || rest().max_by_key(|it| (weight(it), std::cmp::Reverse(it.result)));
            taken.or_else(again).or_else(best).cloned()
        })
        .collect()
}

fn linked(
    plan: &View,
    result: &View,
    evidence: &Evidence,
    earlier: &Report,
    later: &Report,
) -> Answer {
    let mut differences = evidence.differences.clone();
    let due = plan.figure.year.zip(earlier.year).filter(|(due, year)| due > year);
    if (due.is_some() || plan.is_of_years) && differences.is_empty() {
        differences.push(Difference::NotYetDue);
    }
    let (verdict, margin) = if differences.is_empty() {
        let (is_kept, margin) = judge(plan, result);
        (if is_kept { Verdict::Kept } else { Verdict::Missed }, Some(margin))
    } else {
        (Verdict::Incomparable, None)
    };
    let mut reasons: Vec<Reason> = differences.iter().copied().map(Reason::Differs).collect();
    reasons.extend(due.map(|(due, _)| Reason::DueLater(due)));
    reasons.extend(why_linked(plan, result, evidence, later));
    Answer {
        plan: plan.index,
        result: Some(result.index),
        verdict,
        margin,
        confidence: confidence::of_link(plan, result, evidence),
        reasons,
        echo: None,
    }
}

fn why_linked(plan: &View, result: &View, evidence: &Evidence, later: &Report) -> Vec<Reason> {
    let (a, b) = (plan.figure.subject.clone(), result.figure.subject.clone());
    let percent = u8::try_from(evidence.likeness / 10).unwrap_or(100);
    let mut reasons = vec![match evidence.is_same_key {
        _ if a == b => Reason::SameWords(a),
        true => Reason::SameThing(a, b),
        false => Reason::LikeWords(a, b, percent),
    }];
    let (unit, told) = (&plan.figure.unit, &result.figure.unit);
    if unit == told {
        reasons.push(Reason::SameUnit(unit.clone()));
    } else if evidence.differences.is_empty() {
        reasons.push(Reason::Converted(unit.clone(), told.clone()));
    }
    let heading = result.figure.section.and_then(|at| later.reading.outline.get(at));
    let shares_words = plan.heading.without(&result.heading) != plan.heading;
    if let Some(heading) = heading.filter(|_| shares_words) {
        reasons.push(Reason::SameSection(heading.title.clone()));
    }
    if result.is_of_years && evidence.differences.is_empty() {
        reasons.push(Reason::EndOfYears);
    }
    reasons
}

fn silent(plan: &View, nearest: u32, echo: Option<Span>, earlier: &Report) -> Answer {
    let due = plan.figure.year.zip(earlier.year).filter(|(due, year)| due > year);
    let mut reasons = Vec::new();
    if plan.is_size {
        reasons.push(Reason::Threshold);
    }
    reasons.extend(due.map(|(due, _)| Reason::DueLater(due)));
    reasons.push(Reason::NothingTold);
    Answer {
        plan: plan.index,
        result: None,
        verdict: Verdict::Silent,
        margin: None,
        confidence: confidence::of_silence(plan, nearest),
        reasons,
        echo,
    }
}

/// How much of what is promised the nearest result names, in thousandths.
fn nearest(plan: &View, results: &[View], weights: &Weights) -> u32 {
    let words = &plan.measures[0].pairs;
    let near = results.iter().flat_map(|result| &result.measures);
    near.map(|told| weights.cover(words, &[(&told.pairs, 1000)])).max().unwrap_or(0)
}
