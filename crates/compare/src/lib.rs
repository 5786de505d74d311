//! Two reports of one place, a year apart: what the later says of each promise of the earlier.
//!
//! [`compare`] links every figure of the plan with the figure of the next report's review that
//! tells of the same thing, where there is one, and says what became of the promise: *kept* or
//! *missed*, where both are of the same thing in the same sense, unit and scope; *incomparable*
//! where something is told that cannot be held against it; *silent* where nothing is. It gives its
//! reasons as [`Reason`]s; their words in each language are the caller's.
//!
//! Pairs are scored by what the figures measure, never by their values: that two numbers are equal
//! says nothing. Among all that could go together, the one-to-one assignment is taken whose
//! evidence weighs most. The words that stand for the same thing are tables in `words/`; `suite/`
//! holds sentences of two reports with what is to be found.

mod assign;
mod confidence;
mod echo;
mod evidence;
mod judge;
mod link;
mod over_years;
mod phrase;
pub mod series;
mod view;
mod weigh;
mod words;

use reader::{Reading, Span};
use rust_decimal::Decimal;

pub use link::compare;
pub use over_years::{Course, Last, carried, indicator, last_results, unnumbered};

/// A report with its reading.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The text that was read.
    pub text: &'a str,
    /// What was read in it.
    pub reading: &'a Reading,
    /// The year it was given in: its plan is for that year, its review of the one before.
    pub year: Option<i16>,
}

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The result is as was promised.
    Kept,
    /// It is not.
    Missed,
    /// Something is told, in another unit, scope or sense.
    Incomparable,
    /// The next report gives no figure.
    Silent,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Kept, Self::Missed, Self::Incomparable, Self::Silent];

    /// Its name in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Missed => "missed",
            Self::Incomparable => "incomparable",
            Self::Silent => "silent",
        }
    }
}

/// What the next report says of a figure of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The promise, an index into the figures of the earlier report.
    pub plan: usize,
    /// The result, an index into the figures of the later report.
    pub result: Option<usize>,
    /// What became of it.
    pub verdict: Verdict,
    /// By how much the result is more or less; only of what was kept or missed.
    pub margin: Option<Margin>,
    /// How sure that is, 0 to 99 percent.
    pub confidence: u8,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
    /// Of a silent promise: a sentence of the later review that speaks of the same thing without
    /// a figure that answers.
    pub echo: Option<Span>,
}

/// How far a result is from what was promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Margin {
    /// Result less promise, in [`unit`](Self::unit).
    pub by: Decimal,
    /// The base unit; percentage points for shares and growth.
    pub unit: String,
    /// The same in percent of the promise, where it is an amount.
    pub percent: Option<Decimal>,
}

/// Why a promise and a result were linked or not, and what keeps them from being compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Both name the same thing in the same words.
    SameWords(String),
    /// They name it in words that mean the same: the promise's, the result's.
    SameThing(String, String),
    /// They name it in words that are alike, in so many percent: the promise's, the result's.
    LikeWords(String, String, u8),
    /// Both are in one unit.
    SameUnit(String),
    /// The units were converted, or are measure words of the same thing.
    Converted(String, String),
    /// Both stand under headings that share words: the result's heading.
    SameSection(String),
    /// The state at the end of several years, told in a look-back.
    EndOfYears,
    /// What keeps them from being compared.
    Differs(Difference),
    /// The number tells the size of what is meant and is no promise itself.
    Threshold,
    /// It is due in a later year.
    DueLater(i16),
    /// The review has no figure of it.
    NothingTold,
}

/// What keeps a result from being held against a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Growth, level, share and rank are four things.
    Sense,
    /// The units measure different things (人 and 人次).
    Unit,
    /// A yearly mean over several years.
    YearlyAverage,
    /// A sum over several years, or since the plan began.
    SeveralYears,
    /// The result is of less than was promised.
    Narrower,
    /// The result is of more than was promised.
    Wider,
    /// One number for several things that were promised apart.
    Total,
    /// How many there are, against how many came new.
    StockAndFlow,
    /// A share of something, against the thing itself.
    ShareOfAnother,
    /// The promise is due in a later year.
    NotYetDue,
}
