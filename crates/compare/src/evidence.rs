//! What speaks for two figures telling of the same thing, and what keeps them from being compared.

use reader::{Dimension, Direction, Sense};

use crate::phrase::{Level, Phrase};
use crate::view::{Measured, View};
use crate::weigh::{Pairs, Weights};
use crate::words::{holds, words};
use crate::{Difference, Report};

/// That a result may answer a promise.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    /// Place among the promises.
    pub(crate) plan: usize,
    /// Place among the results.
    pub(crate) result: usize,
    /// Which member of a joint result it is.
    pub(crate) slot: usize,
    /// How like the two are, in thousandths.
    pub(crate) likeness: u32,
    /// Why they cannot be held against each other; empty where they can.
    pub(crate) differences: Vec<Difference>,
    /// Both measure the same in the same words, or in words that the tables hold to be the same.
    pub(crate) is_same_key: bool,
}

/// From so many thousandths on two figures are taken to be of one thing, where they can be
/// compared.
const LIKE: u32 = 600;
/// The same where both have one name: what else is told of them may differ more.
const LIKE_IN_NAME: u32 = 560;
/// The same for growth and shares, whose names differ in few characters.
const LIKE_OF_RATES: u32 = 780;
/// The same where they cannot be compared: what is told must then be clear.
const LIKE_BUT_INCOMPARABLE: u32 = 800;
/// How much of a result's name must stand in the promise's, in thousandths.
const SHARED: u32 = 400;
/// Where what is measured says little: how like the contexts must be too.
const LIKE_IN_CONTEXT: u32 = 450;

/// The evidence for a pair, where there is enough of it.
pub(crate) fn evidence(
    (plan_at, plan): (usize, &View),
    (result_at, result): (usize, &View),
    weights: &Weights,
    report: &Report,
) -> Option<Evidence> {
    if plan.is_gap() != result.is_gap() || !may_be_of_year(result, report) {
        return None;
    }
    let mut best: Option<Evidence> = None;
    for measured in &plan.measures {
        for (slot, told) in result.measures.iter().enumerate() {
            let Some((likeness, is_same_key)) = likeness(plan, measured, result, told, weights)
            else {
                continue;
            };
            let differences = differences(plan, measured, result, told, slot);
            let is_rate = matches!(plan.figure.sense, Sense::Change | Sense::Share);
            let least = match (differences.is_empty(), is_rate) {
                (true, _) if is_same_key => LIKE_IN_NAME,
                (true, true) => LIKE_OF_RATES,
                (true, false) => LIKE,
                (false, _) => LIKE_BUT_INCOMPARABLE,
            };
            let is_better = best.as_ref().is_none_or(|it| {
                (differences.is_empty(), likeness) > (it.differences.is_empty(), it.likeness)
            });
            if likeness >= least && is_better {
                best = Some(Evidence {
                    plan: plan_at,
                    result: result_at,
                    slot,
                    likeness,
                    differences,
                    is_same_key,
                });
            }
        }
    }
    best
}

/// A base of five years ago answers nothing.
fn may_be_of_year(result: &View, report: &Report) -> bool {
    match (result.figure.year, report.year) {
        (Some(told), Some(year)) => told >= year - 1,
        _ => true,
    }
}

/// How like two figures are in what they measure, in thousandths; none where their names say that
/// they are of two things.
fn likeness(
    plan: &View,
    measured: &Measured,
    result: &View,
    told: &Measured,
    weights: &Weights,
) -> Option<(u32, bool)> {
    let (a, b) = (&measured.phrase, &told.phrase);
    if contradict(a, b) || verbs_contradict(plan, result) {
        return None;
    }
    if !plan.qualifiers.is_empty()
        && !result.qualifiers.is_empty()
        && !plan.qualifiers.iter().any(|it| result.qualifiers.contains(it))
    {
        return None;
    }
    let is_same_key = a.key == b.key && a.owner == b.owner;
    let (plan_words, result_words) = (&measured.pairs, &told.pairs);
    let mut likeness = if is_same_key {
        1000
    } else if is_part_of(a, b) {
        LIKE_BUT_INCOMPARABLE
    } else if is_short_for(plan, a, result, b) {
        return Some((LIKE, false));
    } else {
        likeness_of_names(plan, measured, result, told, weights)?
    };
    if (a.is_generic() && a.owner.is_none()) || (b.is_generic() && b.owner.is_none()) {
        let context = mean(
            weights.cover(&plan.context, &[(&result.context, 1000), (&result.item_pairs, 900)]),
            weights.cover(&result.context, &[(&plan.context, 1000), (&plan.item_pairs, 900)]),
        );
        if context < LIKE_IN_CONTEXT {
            return None;
        }
        likeness = likeness * (700 + context * 300 / 1000) / 1000;
    }
    let promised = rest(weights, &plan.tail, plan_words, result);
    let reached = rest(weights, &result.tail, result_words, plan);
    likeness = likeness * (1000 - promised * 700 / 1000) / 1000;
    likeness = likeness * (1000 - reached * 150 / 1000) / 1000;
    Some((likeness, is_same_key))
}

/// Whether a result calls things counted by the end of the name that was promised
/// (`民生实事` for `群众急难愁盼民生实事`).
fn is_short_for(plan: &View, long: &Phrase, result: &View, short: &Phrase) -> bool {
    plan.base.dimension == Dimension::Count
        && plan.figure.unit == result.figure.unit
        && plan.figure.sense == result.figure.sense
        && short.key.chars().count() >= 4
        && long.key.ends_with(&short.key)
}

/// The last two characters of a name: what sort of thing it is.
fn head(key: &str) -> Pairs {
    let start = key.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    Pairs::of(&key[start..])
}

/// How like two names are that are not the same.
fn likeness_of_names(
    plan: &View,
    measured: &Measured,
    result: &View,
    told: &Measured,
    weights: &Weights,
) -> Option<u32> {
    let (plan_words, result_words) = (&measured.pairs, &told.pairs);
    // What two names have in common must be more than what the sentences have. Most pairs end here.
    if weights.cover(result_words, &[(plan_words, 1000)]) < SHARED {
        return None;
    }
    let head = head(&measured.phrase.key);
    if weights.cover(&head, &[(result_words, 1000), (&result.item_pairs, 1000)]) == 0 {
        return None;
    }
    let of_plan = weights.cover(
        plan_words,
        &[(result_words, 1000), (&result.item_pairs, 850), (&result.context, 500)],
    );
    let of_result = weights
        .cover(result_words, &[(plan_words, 1000), (&plan.item_pairs, 850), (&plan.context, 400)]);
    Some(mean(of_plan, of_result))
}

/// Whether the narrower thing is told with the wider one (`造林` with `营造林`).
fn is_part_of(narrow: &Phrase, wide: &Phrase) -> bool {
    let parts = words().wider.iter().find(|(wider, _)| *wider == wide.key);
    parts.is_some_and(|(_, parts)| parts.contains(&narrow.key.as_str()))
}

/// How much of what a figure tells beside its subject the other does not tell, in thousandths of
/// all that it tells.
fn rest(weights: &Weights, tail: &Pairs, subject: &Pairs, other: &View) -> u32 {
    if tail.is_empty() {
        return 0;
    }
    let places = [(&other.measures[0].pairs, 1000), (&other.item_pairs, 1000)];
    let missing = 1000 - weights.cover(tail, &places);
    let (tail, subject) = (weights.total(tail), weights.total(subject));
    missing * tail / (tail + subject).max(1)
}

/// The harmonic mean: both must be high.
fn mean(a: u32, b: u32) -> u32 {
    (2 * a * b).checked_div(a + b).unwrap_or(0)
}

/// Whether two names are of different levels, or of town and country.
fn contradict(a: &Phrase, b: &Phrase) -> bool {
    let levels = match (a.level, b.level) {
        (Level::Named { rank: a, .. }, Level::Named { rank: b, .. })
        | (Level::Named { rank: a, .. }, Level::Whole(b))
        | (Level::Whole(a), Level::Named { rank: b, .. })
        | (Level::Whole(a), Level::Whole(b)) => a != b,
        _ => false,
    };
    levels || (a.area.is_some() && b.area.is_some() && a.area != b.area)
}

/// Whether one makes new things and the other mends what there is.
fn verbs_contradict(plan: &View, result: &View) -> bool {
    plan.figure.sense == Sense::Level
        && result.figure.sense == Sense::Level
        && (plan.makes && !plan.mends && result.mends && !result.makes
            || plan.mends && !plan.makes && result.makes && !result.mends)
}

/// Why a result cannot be held against a promise.
fn differences(
    plan: &View,
    measured: &Measured,
    result: &View,
    told: &Measured,
    slot: usize,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let (a, b) = (&measured.phrase, &told.phrase);
    if a.share_of.is_some() != b.share_of.is_some() {
        found.push(Difference::ShareOfAnother);
    }
    if plan.figure.sense != result.figure.sense {
        found.push(Difference::Sense);
    } else if !have_one_unit(plan, result) {
        found.push(Difference::Unit);
    }
    if a.is_yearly_average != b.is_yearly_average {
        found.push(Difference::YearlyAverage);
    } else if is_of_several_years(result) && !is_of_several_years(plan) {
        found.push(Difference::SeveralYears);
    }
    match (a.level, b.level) {
        (Level::Unnamed, Level::Named { .. }) => found.push(Difference::Narrower),
        (Level::Named { .. }, Level::Unnamed) => found.push(Difference::Wider),
        (Level::Named { and_above: a, .. }, Level::Named { and_above: b, .. }) if a != b => {
            found.push(if b { Difference::Wider } else { Difference::Narrower });
        }
        _ => {}
    }
    if is_part_of(a, b) {
        found.push(Difference::Wider);
    }
    if result.is_inner && !plan.is_inner && !plan.may_be_inner {
        found.push(Difference::Narrower);
    }
    let parts = plan.measures.len() != result.measures.len();
    if slot > 0 && result.is_total() && parts {
        found.push(Difference::Total);
    }
    // Things told without a verb are those that there are.
    let is_told_bare = result.figure.action.is_empty()
        && matches!(result.base.dimension, Dimension::Count | Dimension::Households);
    if is_stock(plan) && is_flow(result) || is_flow(plan) && (is_stock(result) || is_told_bare) {
        found.push(Difference::StockAndFlow);
    }
    found
}

/// Whether two amounts can be held against each other.
fn have_one_unit(plan: &View, result: &View) -> bool {
    let (a, b) = (&plan.base, &result.base);
    // What stands in brackets is another name (`套（间）`).
    let bare = |unit: &'_ str| unit.split('（').next().unwrap_or_default().to_owned();
    if a.dimension == b.dimension && bare(&a.unit) == bare(&b.unit) {
        return true;
    }
    // Firms and shops are counted by 户 and 家 alike.
    let firms = ["企业", "主体", "商户", "个体", "公司"];
    let counts_firms = holds(&plan.phrase().key, &firms) || holds(&result.phrase().key, &firms);
    match (a.dimension, b.dimension) {
        (Dimension::Count, Dimension::Count) => counters(&a.unit) && counters(&b.unit),
        (Dimension::Households, Dimension::Count) | (Dimension::Count, Dimension::Households) => {
            counts_firms
        }
        _ => false,
    }
}

/// Measure words that count whole things, any of which may stand for another.
fn counters(unit: &str) -> bool {
    const COUNTERS: [&str; 15] = [
        "个",
        "家",
        "处",
        "座",
        "所",
        "项",
        "条",
        "批",
        "",
        "件",
        "家（次）",
        "支",
        "对",
        "块",
        "片",
    ];
    COUNTERS.contains(&unit)
}

/// Whether a figure sums up several years.
fn is_of_several_years(view: &View) -> bool {
    let words = words();
    if holds(&view.item, &words.cumulative) {
        return true;
    }
    // A state at the end of the years is that of the last year; a sum of deeds is not.
    let is_state = matches!(view.figure.sense, Sense::Share | Sense::Rank)
        || (view.figure.sense == Sense::Level && (view.figure.action.is_empty() || is_stock(view)));
    view.is_of_years && !is_state
}

/// Whether it tells how many there are.
fn is_stock(view: &View) -> bool {
    view.figure.sense == Sense::Level
        && words().stock.contains(&view.figure.action.as_str())
        && !is_flow(view)
}

/// Whether it tells how many came new.
fn is_flow(view: &View) -> bool {
    view.figure.sense == Sense::Level && holds(&view.figure.action, &words().flow)
}

/// The value of a result in the promise's direction.
pub(crate) fn is_opposite(plan: Option<Direction>, result: Option<Direction>) -> bool {
    matches!(
        (plan, result),
        (Some(Direction::Up), Some(Direction::Down)) | (Some(Direction::Down), Some(Direction::Up))
    )
}
