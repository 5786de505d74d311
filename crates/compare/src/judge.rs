//! Whether a promise was kept, by a rule that a page can print.
//!
//! *At least* and *more than*: reached or passed. *At most* and *less than*: stayed within. A plain
//! number: reached or passed the way it was promised. *About*: the same, or within a twentieth of
//! it; where a growth rate was promised, within half a percentage point.

use reader::{Dimension, Direction, Relation, Sense};
use rust_decimal::Decimal;

use crate::Margin;
use crate::evidence::is_opposite;
use crate::view::View;
use crate::words::{holds, words};

/// Whether the result is as was promised, and by how much it is more or less.
///
/// Both must be comparable.
pub(crate) fn judge(plan: &View, result: &View) -> (bool, Margin) {
    let wants_less = wants_less(plan);
    let reached = {
        let value = result.base.value;
        let is_turned = is_opposite(plan.figure.direction, result.figure.direction);
        if is_turned { -value } else { value }
    };
    let wanted = match plan.base.value_high {
        // Of a range the end that is easier to reach.
        Some(high) if wants_less => high,
        _ => plan.base.value,
    };
    let over = reached - wanted;
    let short = if wants_less { over } else { -over };
    let is_kept = short <= room(plan, wanted);
    let percent = (plan.figure.sense == Sense::Level && !wanted.is_zero())
        .then(|| over.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(wanted))
        .flatten()
        .map(|percent| percent.round_dp(1).normalize());
    let unit = match plan.base.dimension {
        Dimension::Share => "个百分点".to_owned(),
        _ => plan.base.unit.clone(),
    };
    (is_kept, Margin { by: over.normalize(), unit, percent })
}

/// How much a result may fall short and still be what was promised.
fn room(plan: &View, wanted: Decimal) -> Decimal {
    let is_rate = matches!(plan.base.dimension, Dimension::Share | Dimension::Points);
    match plan.figure.relation {
        Relation::Approx if plan.figure.sense == Sense::Change && is_rate => Decimal::new(5, 1),
        Relation::Approx => wanted.abs() / Decimal::from(20),
        _ => Decimal::ZERO,
    }
}

/// Whether the lower the better.
pub(crate) fn wants_less(plan: &View) -> bool {
    let figure = plan.figure;
    match figure.relation {
        Relation::Le | Relation::Lt => return figure.direction != Some(Direction::Down),
        Relation::Ge | Relation::Gt => return false,
        Relation::Eq | Relation::Approx => {}
    }
    if figure.sense == Sense::Rank {
        return true;
    }
    if figure.direction == Some(Direction::Down) {
        return false;
    }
    let lowers = ["降", "压", "减", "控制", "缩短"];
    holds(&figure.action, &lowers) || holds(&plan.phrase().key, &words().ceiling)
}
