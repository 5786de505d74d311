//! The account of a report: its commitments beside what was measured of them, on a date.
//!
//! A [`Commitment`] is a fold of its own journal entries ([`Event`]); nothing else is known of it.
//! [`judge`] sets it beside measured values and says what became of it, by a rule that a page can
//! print. A [`Draft`] is what comes before: the machine's reading of a report with the corrections
//! of persons, until it is published. [`link`] proposes which measure answers a promise and what
//! was last reached of it; a person's word, which is an entry too, wins.

mod commitment;
mod draft;
mod event;
pub mod link;
mod verdict;

pub use commitment::{
    Commitment, Contract, Course, LastResult, Observation, Owner, Statement, Target,
};
pub use draft::{
    Change, Correction, CorrectionError, Draft, Drafted, FigureRead, Item, MachineReading,
    PROMISE_KINDS, Piece, PromiseRead,
};
pub use event::{
    Assigned, Bound, CommitmentChange, Compared, Corrected, Event, EventError, Made, Observed,
    Origin, Stated, TargetMade, Wording,
};
pub use verdict::{Forecast, Judgement, Measured, TargetJudgement, Verdict, judge};
