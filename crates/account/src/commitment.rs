//! A commitment: what the plan promises, who answers for it, and what has been said of it since.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::draft::{CorrectionError, PROMISE_KINDS, Piece, one_of};
use crate::event::{CommitmentChange, Event, EventError, Made, Origin, TargetMade, Wording};

/// A promise of a report's plan, as its entries tell it.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    /// Its name everywhere: the report's id and its place in the order of the text,
    /// `urumqi-2020/17`.
    pub id: String,
    /// What the text says.
    pub made: Made,
    /// Its figures, each with its contract and last result.
    pub targets: Vec<Target>,
    /// Who answers for it; nobody yet where empty.
    pub owner: Option<Owner>,
    /// The entry by which a person said that it is no promise; the machine had misread it.
    pub dropped: Option<u64>,
    /// What offices said of it, oldest first.
    pub statements: Vec<Statement>,
    /// The entries it is folded from, oldest first.
    pub entries: Vec<u64>,
}

/// One figure of a commitment.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What the text says of it.
    pub made: TargetMade,
    /// How it is measured; unmeasured where empty.
    pub contract: Option<Contract>,
    /// What was last reached of the same thing.
    pub last: Option<LastResult>,
    /// The entry by which a person said that it is no figure of the promise.
    pub dropped: Option<u64>,
    /// Values told by an office that releases them, oldest first.
    pub observations: Vec<Observation>,
}

/// The offices that answer for a commitment: exactly one leads (牵头单位).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The office that leads.
    pub lead: String,
    /// The offices that support it (配合单位).
    pub supporting: Vec<String>,
    /// A due date set by the supervision office within the report's year.
    pub due: Option<Date>,
    /// The entry that says so.
    pub entry: u64,
}

/// How a target is measured: agreed when the commitment was accepted, printed beside the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// The measure that answers it, `works/tourist_toilets`.
    pub measure: String,
    /// What is expected by when.
    pub course: Course,
    /// By how much it may fall short of the course and still be on it, in percent of the course.
    pub tolerance_percent: u8,
    /// Proposed by the machine and not yet confirmed by a person.
    pub proposed: bool,
    /// The entry that says so.
    pub entry: u64,
}

/// What part of a target is expected to be reached by the end of each month, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course([u8; 12]);

/// What was last reached of the thing that a target promises.
#[derive(Debug, Clone, PartialEq)]
pub struct LastResult {
    /// The value, in the target's unit.
    pub value: Decimal,
    /// The year it is of.
    pub year: i16,
    /// The words that tell it, in the report's review.
    pub quote: String,
    /// Linked by the machine and not yet confirmed by a person.
    pub proposed: bool,
    /// The entry that says so.
    pub entry: u64,
}

/// A value told by the office that releases it, for a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub to: Date,
    /// The day it was told.
    pub on: Date,
    /// The value, in the target's unit.
    pub value: Decimal,
    /// Where it comes from.
    pub source: String,
    /// The office that told it.
    pub office: String,
    /// The entry that says so.
    pub entry: u64,
}

/// An office's word on its commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The day it was said.
    pub on: Date,
    /// Who said it.
    pub office: String,
    /// What was said.
    pub text: Wording,
    /// The entry that says so.
    pub entry: u64,
}

impl Commitment {
    /// Begins a commitment with the entry that made it.
    #[must_use]
    pub fn begin(id: &str, made: Made, entry: u64) -> Self {
        let targets = made.targets.iter().cloned().map(Target::begin).collect();
        Self {
            id: id.to_owned(),
            made,
            targets,
            owner: None,
            dropped: None,
            statements: Vec::new(),
            entries: vec![entry],
        }
    }

    /// Folds a later entry in. `office` is who made it, `on` the civil day on which it was made.
    ///
    /// # Errors
    /// Where the entry makes the commitment a second time or names a target that it does not have;
    /// the commitment is then as it was.
    pub fn apply(
        &mut self,
        event: Event,
        office: &str,
        on: Date,
        entry: u64,
    ) -> Result<(), EventError> {
        match event {
            Event::Made(_) => return Err(EventError::MadeTwice(self.id.clone())),
            Event::Assigned(assigned) => {
                self.owner = Some(Owner {
                    lead: assigned.lead,
                    supporting: assigned.supporting,
                    due: assigned.due,
                    entry,
                });
            }
            Event::Bound(bound) => {
                let course = Course::new(bound.course).ok_or(EventError::BadCourse)?;
                self.target(bound.target)?.contract = Some(Contract {
                    measure: bound.measure,
                    course,
                    tolerance_percent: bound.tolerance_percent,
                    proposed: bound.proposed,
                    entry,
                });
            }
            Event::Compared(compared) => {
                self.target(compared.target)?.last = Some(LastResult {
                    value: compared.value,
                    year: compared.year,
                    quote: compared.quote,
                    proposed: compared.proposed,
                    entry,
                });
            }
            Event::Observed(observed) => {
                self.target(observed.target)?.observations.push(Observation {
                    from: observed.from,
                    to: observed.to,
                    on,
                    value: observed.value,
                    source: observed.source,
                    office: office.to_owned(),
                    entry,
                });
            }
            Event::Stated(stated) => self.statements.push(Statement {
                on,
                office: office.to_owned(),
                text: stated.text,
                entry,
            }),
            Event::Corrected(corrected) => self.correct(corrected.change, entry)?,
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Whether a person has corrected it by an entry from the given one on.
    #[must_use]
    pub fn corrected_since(&self, entry: u64) -> bool {
        let targets = self.targets.iter().map(|target| target.made.origin.as_ref());
        let mut origins = targets.chain([self.made.origin.as_ref()]).flatten();
        origins.any(|origin| origin.checked.last().is_some_and(|last| *last >= entry))
    }

    /// The day by which it is to be kept: the one set for it, or the last of its year.
    #[must_use]
    pub fn due(&self) -> Option<Date> {
        let set = self.owner.as_ref().and_then(|owner| owner.due);
        set.or_else(|| Date::new(self.made.year?, 12, 31).ok())
    }

    /// A person's reading takes the place of the machine's, which stays beside it.
    fn correct(&mut self, change: CommitmentChange, entry: u64) -> Result<(), EventError> {
        match change {
            CommitmentChange::Target { target, to } => {
                to.check()?;
                self.target(target)?.correct(*to, entry);
            }
            CommitmentChange::Promise { action, object, year, kind, words } => {
                if let Some(kind) = &kind {
                    one_of("kind", kind, &PROMISE_KINDS)?;
                }
                if words.as_ref().is_some_and(Piece::is_empty) {
                    return Err(CorrectionError::BadSpan.into());
                }
                let before = self.made.told();
                let made = &mut self.made;
                (made.action, made.object, made.year) = (action, object, year);
                made.kind = kind.or_else(|| made.kind.take());
                if let Some(Piece { span, quote }) = words {
                    (made.span, made.quote) = (span, quote);
                }
                let changed = Origin::differing(&before, &made.told());
                self.check_words(entry, changed);
            }
            CommitmentChange::DropTarget { target } => {
                self.check_target(target, entry)?.dropped = Some(entry);
            }
            CommitmentChange::RestoreTarget { target } => {
                self.check_target(target, entry)?.dropped = None;
            }
            CommitmentChange::Drop => {
                self.check_words(entry, BTreeMap::new());
                self.dropped = Some(entry);
            }
            CommitmentChange::Restore => {
                self.check_words(entry, BTreeMap::new());
                self.dropped = None;
            }
        }
        Ok(())
    }

    /// Notes that a person looked at the promise's words; `changed` is how they were read before.
    fn check_words(&mut self, entry: u64, changed: BTreeMap<String, String>) {
        self.made.origin.get_or_insert_default().correct(entry, changed);
    }

    /// Notes that a person looked at a target.
    fn check_target(&mut self, index: usize, entry: u64) -> Result<&mut Target, EventError> {
        let target = self.target(index)?;
        target.made.origin.get_or_insert_default().correct(entry, BTreeMap::new());
        Ok(target)
    }

    fn target(&mut self, index: usize) -> Result<&mut Target, EventError> {
        let had = self.targets.len();
        self.targets.get_mut(index).ok_or(EventError::NoSuchTarget { index, had })
    }
}

impl Target {
    fn begin(made: TargetMade) -> Self {
        Self { made, contract: None, last: None, dropped: None, observations: Vec::new() }
    }

    /// A person's reading takes the place of the machine's. What was agreed and told in another
    /// unit or sense answers it no more: that must be said anew.
    fn correct(&mut self, to: TargetMade, entry: u64) {
        let mut origin = self.made.origin.take().unwrap_or_default();
        origin.correct(entry, Origin::differing(&self.made.told(), &to.told()));
        if (&self.made.unit, &self.made.sense) != (&to.unit, &to.sense) {
            (self.contract, self.last) = (None, None);
            self.observations.clear();
        }
        self.made = TargetMade { origin: Some(origin), ..to };
    }

    /// Whether the promise asks for less than was already reached.
    ///
    /// For an upper bound (控制在…以内) less is more: a higher bound than the last result asks for
    /// less. What was struck out promises nothing.
    #[must_use]
    pub fn below_last(&self) -> bool {
        let (None, Some(last)) = (self.dropped, &self.last) else { return false };
        if self.made.is_upper_bound() {
            self.made.value > last.value
        } else {
            self.made.value < last.value
        }
    }
}

impl Course {
    /// The course of work that can go on all year: a twelfth a month.
    pub const EVEN: Self = Self([8, 17, 25, 33, 42, 50, 58, 67, 75, 83, 92, 100]);

    /// A course from the percentages expected by the end of January … December; `None` where they
    /// fall, or do not end at 100.
    #[must_use]
    pub fn new(percent: [u8; 12]) -> Option<Self> {
        let rises = percent.windows(2).all(|pair| pair[0] <= pair[1]);
        (rises && percent[11] == 100).then_some(Self(percent))
    }

    /// The percentages by the end of January … December.
    #[must_use]
    pub fn percent(&self) -> [u8; 12] {
        self.0
    }

    /// The part expected by the end of a day of the year, between 0 and 1: straight lines between
    /// the ends of months.
    #[must_use]
    pub fn share(&self, on: Date) -> Decimal {
        let month = usize::from(on.month().unsigned_abs()) - 1;
        let before = if month == 0 { 0 } else { self.0[month - 1] };
        let rise = Decimal::from(self.0[month] - before);
        let passed = Decimal::from(on.day()) / Decimal::from(on.days_in_month());
        (Decimal::from(before) + rise * passed) / Decimal::ONE_HUNDRED
    }

    /// The same course compressed so that all of it is expected by `due`, for a commitment whose
    /// due day is not the last of the year. Nothing is expected before the year begins.
    #[must_use]
    pub fn share_until(&self, on: Date, due: Date) -> Decimal {
        if on >= due {
            return Decimal::ONE;
        }
        if on.year() < due.year() {
            return Decimal::ZERO;
        }
        let whole = self.share(due);
        if whole.is_zero() { Decimal::ONE } else { self.share(on) / whole }
    }
}
