//! A chart of a target over its year: what was reached, day by day, beside what was expected.

use std::fmt::Write;

use account::{Contract, Course};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 200.0;

/// The chart's shapes, in a box of 640 by 200.
pub(crate) struct Chart {
    /// The expected course, as an SVG path.
    pub(crate) course: String,
    /// What was reached, as an SVG path of steps.
    pub(crate) reached: String,
    /// Where the target's value lies.
    pub(crate) target_y: String,
    /// Where the date shown lies.
    pub(crate) on_x: String,
    /// Where each month begins, with its number.
    pub(crate) months: Vec<(String, i8)>,
}

/// Draws a target's year. `moves` are by how much the value rose or fell, in the order of days.
pub(crate) fn draw(
    contract: &Contract,
    target: Decimal,
    due: Date,
    on: Date,
    moves: &[(Date, Decimal)],
) -> Chart {
    let year = due.year();
    let highest = moves.iter().map(|(_, amount)| *amount).sum::<Decimal>().max(target);
    let top = highest.to_f64().filter(|top| *top > 0.0).unwrap_or(1.0) * 1.08;
    let x = |day: Date| f64::from(day.day_of_year() - 1) / f64::from(day.days_in_year()) * WIDTH;
    let y = |value: Decimal| HEIGHT - value.to_f64().unwrap_or(0.0) / top * HEIGHT;
    let mut reached = format!("M0 {:.1}", y(Decimal::ZERO));
    let mut value = Decimal::ZERO;
    for (day, amount) in moves.iter().filter(|(day, _)| day.year() == year && *day <= on) {
        value += amount;
        write!(reached, "H{:.1}V{:.1}", x(*day), y(value)).expect("a text takes all");
    }
    let shown = on.clamp(date(year, 1, 1), date(year, 12, 31));
    write!(reached, "H{:.1}", x(shown)).expect("a text takes all");
    Chart {
        course: course(contract.course, target, due, x, y),
        reached,
        target_y: format!("{:.1}", y(target)),
        on_x: format!("{:.1}", x(shown)),
        months: (1..=12).map(|month| (format!("{:.1}", x(date(year, month, 1))), month)).collect(),
    }
}

fn course(
    course: Course,
    target: Decimal,
    due: Date,
    x: impl Fn(Date) -> f64,
    y: impl Fn(Decimal) -> f64,
) -> String {
    let mut path = format!("M0 {:.1}", y(Decimal::ZERO));
    for month in 1..=12 {
        let end = date(due.year(), month, 1).last_of_month();
        let share = course.share_until(end, due);
        write!(path, "L{:.1} {:.1}", x(end), y(target * share)).expect("a text takes all");
    }
    path
}
