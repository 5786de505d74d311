//! What a reading consists of: the types that others build on.

use rust_decimal::Decimal;

use crate::dimension::{self, BaseAmount};

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
    /// The body it was given to (`甲州市第十七届人民代表大会第四次会议`).
    pub body: Option<String>,
    /// The day it was given, where the lines under its title tell.
    pub date: Option<Day>,
    /// Who gave it: name as written, office left out.
    pub speaker: Option<String>,
    /// Headings in the order of the text; sections refer to their parent by index.
    pub outline: Vec<Section>,
    /// Figures in the order of the text.
    pub figures: Vec<Figure>,
    /// Commitments of the plan in the order of the text.
    pub commitments: Vec<Commitment>,
    /// Terms that the report's glossary (名词解释) explains, in its order.
    pub glossary: Vec<Term>,
    /// What the reader was unsure of.
    pub diagnostics: Vec<Diagnostic>,
}

/// A day of the civil calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

/// A term with the explanation that the report's glossary gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The term, without its number and quotation marks.
    pub term: String,
    /// What it means, in the report's words, white space and markup removed.
    pub explanation: String,
    /// The whole entry.
    pub span: Span,
    /// Where the report's text uses the term, before the glossary.
    pub uses: Vec<Span>,
}

/// How sure a reading is.
///
/// Calibrated: of the figures given at 90 percent or more, at least nine in ten are right in every
/// field. `docs/reader-accuracy.md` says how that was measured. Those of commitments were set by
/// labels of nine stretches of eight reports, on which nine in ten were right too; on stretches
/// labelled later too few reach 90 percent to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidence(u8);

impl Confidence {
    /// From so many percent on a reading is sure; what is below is to be checked first.
    pub const SURE_PERCENT: u8 = 90;

    /// Of so many percent, at most 99: the machine is never certain.
    pub(crate) fn of_percent(percent: u8) -> Self {
        Self(percent.min(99))
    }

    /// 0 to 99.
    #[must_use]
    pub fn percent(self) -> u8 {
        self.0
    }

    /// Whether it is at least [`Confidence::SURE_PERCENT`].
    #[must_use]
    pub fn is_sure(self) -> bool {
        self.0 >= Self::SURE_PERCENT
    }
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
    /// 1 for the parts of the report (`2020年主要工作`), and one more for each step inwards,
    /// however the steps are numbered: most reports have 2 for `（一）`, 3 for run-in headings.
    pub level: u8,
    /// The heading as written, without its numbering and markup.
    pub title: String,
    /// The part that its heading stands in. What stands under a heading that looks both back and
    /// ahead (`“十三五”成就和“十四五”目标`) can be plan where this is review.
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
    /// Where the number stands, with its unit and the bounds glued to it (`5000余户`).
    pub number: Span,
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
    /// How sure the reading is.
    pub confidence: Confidence,
}

impl Figure {
    /// The amount in the base unit of what it measures, for comparing with other figures.
    #[must_use]
    pub fn base_amount(&self) -> BaseAmount {
        dimension::base_amount(self)
    }
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
    /// What sort of thing is promised.
    pub kind: CommitmentKind,
    /// Where it is to be done, as far as its words tell.
    pub places: Vec<Span>,
    /// By when or how long, as far as its words tell (`6月底前`, `年内`).
    pub times: Vec<Span>,
    /// The office that is to do it, where the text names one (`由市水务局牵头`).
    pub owner: Option<String>,
    /// The list that it was split from, where it is one of several items; its siblings have the
    /// same.
    pub list: Option<Span>,
    /// What its words leave out.
    pub lacks: Vec<Lack>,
    /// How sure the reading is.
    pub confidence: Confidence,
}

impl Commitment {
    /// Whether it can be measured as worded: what is to be reached and by when are told.
    ///
    /// That no office is named keeps nobody from measuring.
    #[must_use]
    pub fn is_measurable(&self) -> bool {
        !self.lacks.iter().any(|lack| matches!(lack, Lack::Number | Lack::Date))
    }
}

/// What sort of thing a commitment promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommitmentKind {
    /// A state of the city: growth, incomes, air (成果).
    Outcome,
    /// So many things done (产出).
    Output,
    /// Something is built, rebuilt or opened (工程).
    Works,
    /// Money raised or spent (资金).
    Money,
    /// A plan, a rule or a list is issued (制度).
    Rule,
    /// Something is offered to people (服务).
    Service,
    /// A body or a mechanism is set up (机构).
    Institution,
    /// Something is held once (活动).
    Event,
}

/// What the words of a commitment leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// Nothing tells how much, or when it is done.
    Number,
    /// No date and no year.
    Date,
    /// No office.
    Owner,
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
