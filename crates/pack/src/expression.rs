//! Conditions over the fields of a record: a subset of CEL in its syntax, with exact decimals.
//!
//! ```text
//! has(source) && funds >= cost * 0.2
//! kind in ["greenway", "footpath"] || paid <= approved * 1.1
//! finished - begun <= 30 && finished <= today
//! ```
//!
//! There are `||`, `&&`, `!`, one comparison at a time, `in` with a list, `+ - * /`, brackets,
//! `has(field)` and `today`; no functions besides, and no loops. A field that is empty makes
//! whatever is computed from it *missing*, and so do division by zero and what no decimal can hold.
//! `&&` is false where one side is false, and `||` true where one side is true, whatever the other
//! side is. A condition holds where it is true: what is missing never passes for true.

mod parse;

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

pub use parse::Wanted;
pub(crate) use parse::{Unexpected, parse};

/// A condition as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// Its text.
    pub source: String,
    pub(crate) root: Term,
}

/// A part of an expression, and where in its text it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) node: Node,
    pub(crate) at: Range<usize>,
}

/// What a part of an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Literal(Value),
    Field(String),
    Today,
    /// Whether a field is filled in.
    Has(String),
    Not(Box<Term>),
    Negative(Box<Term>),
    Both(Operator, Box<[Term; 2]>),
    In(Box<Term>, Vec<Term>),
}

/// What stands between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Over,
}

/// A value of a field or of a part of an expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// An exact number, in its unit.
    Number(Decimal),
    /// A civil date.
    Date(Date),
    /// A text, a code, or the code or id of a place or office.
    Text(String),
}

/// What an expression is asked of.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// What is written down in each field; `None` where that is nothing.
    pub field: &'a dyn Fn(&str) -> Option<Value>,
    /// The city's day; `None` where nothing may follow from it.
    pub today: Option<Date>,
}

impl Expression {
    /// What stands in the place of a faulty one.
    pub(crate) fn gap() -> Self {
        Self {
            source: String::new(),
            root: Term { node: Node::Literal(Value::Flag(true)), at: 0..0 },
        }
    }

    /// Whether it is true: not where it is false, nor where something is missing for it.
    #[must_use]
    pub fn holds(&self, scope: Scope<'_>) -> bool {
        self.root.value(scope) == Some(Value::Flag(true))
    }

    /// The fields that it speaks of, each once, in the order of its text.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut fields = Vec::new();
        self.root.each(&mut |term| {
            if let Node::Field(field) | Node::Has(field) = &term.node
                && !fields.contains(&field.as_str())
            {
                fields.push(field.as_str());
            }
        });
        fields
    }

    /// Whether it can hold only for a record that has this field.
    pub(crate) fn needs(&self, field: &str) -> bool {
        self.root.needs(field)
    }
}

impl Operator {
    /// As it is written.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Over => "/",
        }
    }
}

impl Term {
    /// Shows itself and all its parts, in the order of the text.
    pub(crate) fn each<'a>(&'a self, see: &mut dyn FnMut(&'a Self)) {
        see(self);
        match &self.node {
            Node::Literal(_) | Node::Field(_) | Node::Today | Node::Has(_) => {}
            Node::Not(inner) | Node::Negative(inner) => inner.each(see),
            Node::Both(_, sides) => sides.iter().for_each(|side| side.each(see)),
            Node::In(left, list) => {
                left.each(see);
                list.iter().for_each(|item| item.each(see));
            }
        }
    }

    /// Whether, as a condition, it can be true only where this field is filled in.
    fn needs(&self, field: &str) -> bool {
        match &self.node {
            Node::Has(name) => name == field,
            Node::Both(Operator::Or, sides) => sides.iter().all(|side| side.needs(field)),
            Node::Both(Operator::And, sides) => sides.iter().any(|side| side.needs(field)),
            _ => self.always_needs(field),
        }
    }

    /// Whether it is missing, and not merely false, without this field.
    fn always_needs(&self, field: &str) -> bool {
        match &self.node {
            Node::Literal(_) | Node::Today | Node::Has(_) => false,
            Node::Field(name) => name == field,
            Node::Not(inner) | Node::Negative(inner) => inner.always_needs(field),
            Node::Both(Operator::Or | Operator::And, sides) => {
                sides.iter().all(|side| side.always_needs(field))
            }
            Node::Both(_, sides) => sides.iter().any(|side| side.always_needs(field)),
            Node::In(left, _) => left.always_needs(field),
        }
    }

    fn value(&self, scope: Scope<'_>) -> Option<Value> {
        match &self.node {
            Node::Literal(value) => Some(value.clone()),
            Node::Field(field) => (scope.field)(field),
            Node::Today => scope.today.map(Value::Date),
            Node::Has(field) => Some(Value::Flag((scope.field)(field).is_some())),
            Node::Not(inner) => match inner.value(scope)? {
                Value::Flag(flag) => Some(Value::Flag(!flag)),
                _ => None,
            },
            Node::Negative(inner) => match inner.value(scope)? {
                Value::Number(number) => Some(Value::Number(-number)),
                _ => None,
            },
            Node::Both(operator, sides) => {
                let [left, right] = sides.as_ref();
                both(*operator, left.value(scope), right.value(scope))
            }
            Node::In(left, list) => {
                let left = left.value(scope);
                let equal = |item: &Term| both(Operator::Equal, left.clone(), item.value(scope));
                let start = Some(Value::Flag(false));
                list.iter().map(equal).fold(start, |found, it| both(Operator::Or, found, it))
            }
        }
    }
}

/// What two values come to; `None` is what is missing.
fn both(operator: Operator, left: Option<Value>, right: Option<Value>) -> Option<Value> {
    let decides = |flag: bool| [&left, &right].contains(&&Some(Value::Flag(flag)));
    match operator {
        Operator::Or if decides(true) => return Some(Value::Flag(true)),
        Operator::And if decides(false) => return Some(Value::Flag(false)),
        _ => {}
    }
    let (left, right) = (left?, right?);
    let flag = |flag| Some(Value::Flag(flag));
    match operator {
        Operator::Or => flag(false),
        Operator::And => flag(true),
        Operator::Equal => flag(left == right),
        Operator::Unequal => flag(left != right),
        Operator::Less => flag(left < right),
        Operator::LessOrEqual => flag(left <= right),
        Operator::Greater => flag(left > right),
        Operator::GreaterOrEqual => flag(left >= right),
        Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => {
            computed(operator, left, right)
        }
    }
}

/// What two numbers, a date and a number of days, or two dates come to.
fn computed(operator: Operator, left: Value, right: Value) -> Option<Value> {
    let days = |number: Decimal| {
        let whole = number.fract().is_zero().then(|| number.to_i64()).flatten()?;
        // Beyond all dates in any case; more would be refused by the span itself.
        (-4_000_000..=4_000_000).contains(&whole).then(|| whole.days())
    };
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match operator {
            Operator::Plus => left.checked_add(right),
            Operator::Minus => left.checked_sub(right),
            Operator::Times => left.checked_mul(right),
            _ => left.checked_div(right),
        }
        .map(Value::Number),
        (Value::Date(left), Value::Number(right)) => match operator {
            Operator::Plus => left.checked_add(days(right)?).ok(),
            _ => left.checked_sub(days(right)?).ok(),
        }
        .map(Value::Date),
        (Value::Date(left), Value::Date(right)) => {
            Some(Value::Number(Decimal::from((left - right).get_days())))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
