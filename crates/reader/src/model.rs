//! What a reading consists of: the types that others build on.

use rust_decimal::Decimal;

/// A stretch of the text as given, counted in characters (Unicode scalar values), end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// What a report says, as far as it could be read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The report's title line, without markup; empty where none was recognised.
    pub title: String,
    /// The place whose government reports, as its title names it (`乌鲁木齐市`).
    pub place: Option<String>,
    /// The year in which the report was given: its plan is for this year, its review of the one
    /// before.
    pub year: Option<i16>,
    /// Headings in the order of the text; sections refer to their parent by index.
    pub outline: Vec<Section>,
    /// Figures in the order of the text.
    pub figures: Vec<Figure>,
    /// Commitments of the plan in the order of the text.
    pub commitments: Vec<Commitment>,
    /// What the reader was unsure of.
    pub diagnostics: Vec<Diagnostic>,
}

/// Which half of the report a piece of text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Part {
    /// What was done or reached: the past year, and look-backs over several years.
    Review,
    /// What is to be done or reached.
    Plan,
    /// Greeting, closing words, glossary.
    #[default]
    Other,
}

/// A heading with the text that it governs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 1 for parts of the report (`2020年主要工作`), 2 for `一、`, 3 for `（一）`, 4 for run-in
    /// headings.
    pub level: u8,
    /// The heading as written, without its numbering and markup.
    pub title: String,
    /// The part it stands in.
    pub part: Part,
    /// The heading itself.
    pub heading: Span,
    /// Heading and everything under it, subsections included.
    pub span: Span,
    /// Index of the enclosing section in [`Reading::outline`].
    pub parent: Option<usize>,
}

/// A number of the report with what it measures and how it is meant.
///
/// The fields follow the labelling guide that readers of such reports are scored by.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Review, plan or neither.
    pub part: Part,
    /// The smallest clause that holds the figure and what it is about, without white space and
    /// markup.
    pub quote: String,
    /// Where the quote stands in the text as given.
    pub span: Span,
    /// What is counted or measured, the shortest complete noun phrase of the text.
    pub subject: String,
    /// The bare verb that governs it (`新建`), or empty.
    pub action: String,
    /// In base units: 万 and 亿 multiplied out, percentages as the number before the sign.
    pub value: Decimal,
    /// The upper end of a range.
    pub value_high: Option<Decimal>,
    /// As written, without 万 and 亿: `元`, `人`, `%`, `座`; empty where there is none.
    pub unit: String,
    /// Amount, change, share or rank.
    pub sense: Sense,
    /// For [`Sense::Change`] only.
    pub direction: Option<Direction>,
    /// Exactly, about, at least, at most …
    pub relation: Relation,
    /// The year the figure is of; the end year of a span; unknown where the text does not tell.
    pub year: Option<i16>,
    /// Index of the innermost section in [`Reading::outline`].
    pub section: Option<usize>,
}

/// How a number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sense {
    /// An amount or count.
    Level,
    /// Growth or fall against an earlier period.
    Change,
    /// A rate or proportion that stands for itself.
    Share,
    /// A place in an order.
    Rank,
}

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Growth.
    Up,
    /// Fall.
    Down,
}

/// How the text bounds a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// 达到, or nothing said.
    Eq,
    /// 左右, 约, 近.
    Approx,
    /// 以上, 不低于.
    Ge,
    /// 超过, 突破, 余, 多.
    Gt,
    /// 以内, 不超过, 控制在.
    Le,
    /// 低于, 不足.
    Lt,
}

/// One promise of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    /// Names of the enclosing headings, outermost first.
    pub path: Vec<String>,
    /// The sentence it stands in.
    pub sentence: Span,
    /// The promise itself: the clause, or the item of a list.
    pub span: Span,
    /// The promise's own words, white space and markup removed.
    pub quote: String,
    /// The bare verb (`新建`), or empty.
    pub action: String,
    /// What is acted upon.
    pub object: String,
    /// Its targets, indices into [`Reading::figures`].
    pub figures: Vec<usize>,
    /// The year it is due, where the text tells.
    pub year: Option<i16>,
    /// Index of the innermost section in [`Reading::outline`].
    pub section: Option<usize>,
}

/// Something the reader was unsure of, for the person who checks its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is about.
    pub span: Span,
    /// Which kind: the name by which messages in each language are found.
    pub code: DiagnosticCode,
}

/// The kinds of [`Diagnostic`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiagnosticCode {
    /// No heading of a plan part was found: commitments cannot be told from results.
    NoPlanPart,
    /// No heading of a review part was found.
    NoReviewPart,
    /// The title does not tell the year of the report.
    NoYear,
    /// A number is too large to be held exactly and was left out.
    NumberTooLarge,
    /// The text has no Chinese sentence.
    NotChinese,
}
