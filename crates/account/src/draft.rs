//! A report between upload and publication: what the machine read, and what persons made of it.
//!
//! A [`Draft`] is the machine's reading with all [corrections](Correction) folded over it, in the
//! order in which they were made. A person's word wins; what the machine had read stays beside it.
//! Figures and promises are named by their place in the reading; what a person adds, or a split
//! makes, takes the next number.

mod reading;

use serde::{Deserialize, Serialize};

use crate::event::{Assigned, Made, Origin, TargetMade};

pub use reading::{FigureRead, MachineReading, PROMISE_KINDS, PromiseRead};

/// A person's correction of a reading: the body of a `reading.corrected` entry, version 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// What is changed.
    pub change: Change,
    /// Why, in the corrector's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a correction changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// The figure or promise was read rightly.
    Confirm {
        /// Which.
        item: Item,
    },
    /// A figure means something else.
    Figure {
        /// Which.
        figure: u32,
        /// What it means.
        to: FigureRead,
    },
    /// A figure was missed.
    AddFigure {
        /// What it means.
        figure: FigureRead,
        /// The promise that it is a target of.
        promise: Option<u32>,
    },
    /// A promise says something else; its figures stay.
    Promise {
        /// Which.
        promise: u32,
        /// What it says.
        to: PromiseRead,
    },
    /// A promise was missed.
    AddPromise {
        /// What it says.
        promise: PromiseRead,
    },
    /// What was read is no figure, or no promise.
    Drop {
        /// Which.
        item: Item,
    },
    /// One promise is several, each with words of its own.
    Split {
        /// Which.
        promise: u32,
        /// The words of each, in the order of the text.
        pieces: Vec<Piece>,
    },
    /// Several promises are one. It takes verb, object and number of the first.
    Merge {
        /// Which, at least two.
        promises: Vec<u32>,
        /// The words of all.
        whole: Piece,
    },
}

/// A figure or a promise of a draft, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A figure.
    Figure(u32),
    /// A promise.
    Promise(u32),
}

/// A stretch of the report's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// First and one past the last character.
    pub span: (u32, u32),
    /// Its words, without white space and markup.
    pub quote: String,
}

/// Why a correction cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionError {
    /// The figure or promise was never there, or was dropped, split or merged.
    #[error("{0:?} is not there any more: somebody changed it; look at the draft again")]
    Gone(Item),
    /// The words marked are read already.
    #[error("these words are read already as {0:?}; correct that")]
    Twice(Item),
    /// A span that is empty or reaches beyond the text, or a piece outside of what is split.
    #[error("the words marked are not where they should be; mark them again")]
    BadSpan,
    /// A field has a value that it cannot have.
    #[error("`{field}` cannot be `{value}`")]
    BadValue {
        /// The field.
        field: &'static str,
        /// The value given.
        value: String,
    },
    /// Offices that support, or a due day, without an office that leads.
    #[error("name the office that leads; others can only support it")]
    NoLead,
    /// A split into one, or a merge of one.
    #[error("a split or a merge needs at least two parts")]
    TooFew,
    /// Nothing is left to undo.
    #[error("there is no correction to undo")]
    NothingToUndo,
    /// Something other than the last correction is to be undone.
    #[error("only the last correction can be undone, and that is entry {0} now")]
    NotLast(u64),
}

/// A report's reading with its corrections.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    machine: MachineReading,
    /// How many characters the report's text has.
    characters: u32,
    figures: Vec<Drafted<FigureRead>>,
    promises: Vec<Drafted<PromiseRead>>,
    /// Corrections that hold, oldest first, each with its entry.
    history: Vec<(u64, Correction)>,
}

/// A figure or a promise of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Drafted<T> {
    /// As it is now.
    pub now: T,
    /// The entries by which persons corrected or confirmed it, oldest first.
    pub checked: Vec<u64>,
    /// False where it was dropped, or became others by a split or a merge.
    pub is_live: bool,
}

impl Draft {
    /// Begins with what the machine read of a text of so many characters.
    #[must_use]
    pub fn begin(machine: MachineReading, characters: u32) -> Self {
        let figures = machine.figures.iter().cloned().map(|it| Drafted::new(it, None)).collect();
        let promises = machine.promises.iter().cloned().map(|it| Drafted::new(it, None)).collect();
        Self { machine, characters, figures, promises, history: Vec::new() }
    }

    /// Folds a correction in.
    ///
    /// # Errors
    /// Where it does not fit what is there; the draft is then as it was.
    pub fn correct(&mut self, entry: u64, correction: Correction) -> Result<(), CorrectionError> {
        self.apply(entry, &correction.change)?;
        self.history.push((entry, correction));
        Ok(())
    }

    /// Takes the last correction back; `corrected` is its entry.
    ///
    /// # Errors
    /// Where there is none, or the last is another one.
    pub fn undo(&mut self, corrected: u64) -> Result<(), CorrectionError> {
        let (last, _) = self.history.last().ok_or(CorrectionError::NothingToUndo)?;
        if *last != corrected {
            return Err(CorrectionError::NotLast(*last));
        }
        let mut history = std::mem::take(&mut self.history);
        history.pop();
        *self = Self::begin(self.machine.clone(), self.characters);
        for (entry, correction) in history {
            self.correct(entry, correction).expect("it was folded over the same draft before");
        }
        Ok(())
    }

    /// Figures by number, those dropped included.
    #[must_use]
    pub fn figures(&self) -> &[Drafted<FigureRead>] {
        &self.figures
    }

    /// Promises by number, those dropped, split or merged included.
    #[must_use]
    pub fn promises(&self) -> &[Drafted<PromiseRead>] {
        &self.promises
    }

    /// Corrections that hold, oldest first, each with its entry.
    #[must_use]
    pub fn history(&self) -> &[(u64, Correction)] {
        &self.history
    }

    /// What the machine had read.
    #[must_use]
    pub fn machine(&self) -> &MachineReading {
        &self.machine
    }

    /// The entry by which an item was last corrected or confirmed.
    #[must_use]
    pub fn touched(&self, item: Item) -> Option<u64> {
        match item {
            Item::Figure(at) => self.figures.get(at as usize)?.checked.last().copied(),
            Item::Promise(at) => self.promises.get(at as usize)?.checked.last().copied(),
        }
    }

    /// The promises as they are published, in the order of the text, each with the offices that a
    /// person made answer for it.
    #[must_use]
    pub fn made(&self, report: &str) -> Vec<(Made, Option<Assigned>)> {
        let mut live: Vec<(u32, &Drafted<PromiseRead>)> =
            (0..).zip(&self.promises).filter(|(_, promise)| promise.is_live).collect();
        live.sort_by_key(|(number, promise)| (promise.now.span, *number));
        (1..)
            .zip(live)
            .map(|(ordinal, (number, promise))| {
                let now = &promise.now;
                let targets = now.figures.iter().map(|&at| at as usize);
                let made = Made {
                    report: report.to_owned(),
                    ordinal,
                    path: now.path.clone(),
                    sentence: now.sentence,
                    span: now.span,
                    quote: now.quote.clone(),
                    action: now.action.clone(),
                    object: now.object.clone(),
                    year: now.year,
                    kind: Some(now.kind.clone()),
                    targets: targets
                        .filter(|&at| self.figures[at].is_live)
                        .map(|at| self.target(at))
                        .collect(),
                    origin: Some(self.promise_origin(number as usize)),
                };
                (made, now.assigned())
            })
            .collect()
    }

    fn target(&self, at: usize) -> TargetMade {
        let figure = &self.figures[at];
        let machine = self.machine.figures.get(at);
        let origin = Origin {
            confidence: machine.map(|it| it.confidence),
            checked: figure.checked.clone(),
            machine: machine
                .map(|it| Origin::differing(&it.target.told(), &figure.now.target.told()))
                .unwrap_or_default(),
        };
        TargetMade { origin: Some(origin), ..figure.now.target.clone() }
    }

    fn promise_origin(&self, at: usize) -> Origin {
        let promise = &self.promises[at];
        let machine = self.machine.promises.get(at);
        Origin {
            confidence: machine.map(|it| it.confidence),
            checked: promise.checked.clone(),
            machine: machine
                .map(|it| Origin::differing(&it.told(), &promise.now.told()))
                .unwrap_or_default(),
        }
    }

    fn apply(&mut self, entry: u64, change: &Change) -> Result<(), CorrectionError> {
        match change {
            Change::Confirm { item } => self.touch(*item, entry, true),
            Change::Drop { item } => self.touch(*item, entry, false),
            Change::Figure { figure, to } => {
                self.check_figure(to)?;
                let found = self.live_figure(*figure)?;
                found.now = to.clone();
                found.checked.push(entry);
                Ok(())
            }
            Change::AddFigure { figure, promise } => {
                self.check_figure(figure)?;
                let is_there =
                    |it: &Drafted<FigureRead>| it.is_live && it.now.number == figure.number;
                if let Some(at) = self.figures.iter().position(is_there) {
                    return Err(CorrectionError::Twice(Item::Figure(number(at))));
                }
                let number = number(self.figures.len());
                if let Some(promise) = promise {
                    let promise = self.live_promise(*promise)?;
                    promise.now.figures.push(number);
                    promise.checked.push(entry);
                }
                self.figures.push(Drafted::new(figure.clone(), Some(entry)));
                Ok(())
            }
            Change::Promise { promise, to } => {
                self.check_promise(to)?;
                let found = self.live_promise(*promise)?;
                let figures = std::mem::take(&mut found.now.figures);
                found.now = PromiseRead { figures, ..to.clone() };
                found.checked.push(entry);
                Ok(())
            }
            Change::AddPromise { promise } => {
                self.check_promise(promise)?;
                let is_there =
                    |it: &Drafted<PromiseRead>| it.is_live && it.now.span == promise.span;
                if let Some(at) = self.promises.iter().position(is_there) {
                    return Err(CorrectionError::Twice(Item::Promise(number(at))));
                }
                let promise = PromiseRead { figures: Vec::new(), ..promise.clone() };
                self.promises.push(Drafted::new(promise, Some(entry)));
                Ok(())
            }
            Change::Split { promise, pieces } => self.split(entry, *promise, pieces),
            Change::Merge { promises, whole } => self.merge(entry, promises, whole),
        }
    }

    fn touch(&mut self, item: Item, entry: u64, keep: bool) -> Result<(), CorrectionError> {
        let (checked, is_live) = match item {
            Item::Figure(at) => {
                let figure = self.live_figure(at)?;
                (&mut figure.checked, &mut figure.is_live)
            }
            Item::Promise(at) => {
                let promise = self.live_promise(at)?;
                (&mut promise.checked, &mut promise.is_live)
            }
        };
        checked.push(entry);
        *is_live = keep;
        Ok(())
    }

    /// Each piece becomes a promise with the figures whose numbers stand in it; figures that stand
    /// in none go to the first.
    fn split(&mut self, entry: u64, at: u32, pieces: &[Piece]) -> Result<(), CorrectionError> {
        if pieces.len() < 2 {
            return Err(CorrectionError::TooFew);
        }
        let whole = self.live_promise(at)?.now.clone();
        let mut end = whole.span.0;
        for piece in pieces {
            let is_next = piece.span.0 >= end && piece.span.1 <= whole.span.1;
            if !is_next || piece.span.0 >= piece.span.1 {
                return Err(CorrectionError::BadSpan);
            }
            end = piece.span.1;
        }
        let home = |figure: &u32| {
            let (start, _) = self.figures[*figure as usize].now.number;
            let holds = |piece: &Piece| piece.span.0 <= start && start < piece.span.1;
            pieces.iter().position(holds).unwrap_or(0)
        };
        let homes: Vec<usize> = whole.figures.iter().map(home).collect();
        for (index, piece) in pieces.iter().enumerate() {
            let own = whole.figures.iter().zip(&homes).filter(|(_, home)| **home == index);
            let promise = PromiseRead {
                span: piece.span,
                quote: piece.quote.clone(),
                object: piece.quote.clone(),
                figures: own.map(|(figure, _)| *figure).collect(),
                ..whole.clone()
            };
            self.promises.push(Drafted::new(promise, Some(entry)));
        }
        self.touch(Item::Promise(at), entry, false)
    }

    fn merge(
        &mut self,
        entry: u64,
        promises: &[u32],
        whole: &Piece,
    ) -> Result<(), CorrectionError> {
        let [first, rest @ ..] = promises else { return Err(CorrectionError::TooFew) };
        if rest.is_empty() {
            return Err(CorrectionError::TooFew);
        }
        self.check_span(whole.span)?;
        let mut figures = Vec::new();
        let mut sentence = (u32::MAX, 0);
        for (position, &at) in promises.iter().enumerate() {
            let is_twice = promises[..position].contains(&at);
            let promise = self.live_promise(at)?;
            let (start, end) = promise.now.span;
            if is_twice || start < whole.span.0 || end > whole.span.1 {
                return Err(CorrectionError::BadSpan);
            }
            let (from, to) = promise.now.sentence;
            sentence = (sentence.0.min(from), sentence.1.max(to));
            figures.extend_from_slice(&promise.now.figures);
        }
        for &at in rest {
            self.touch(Item::Promise(at), entry, false)?;
        }
        let merged = self.live_promise(*first)?;
        merged.now.span = whole.span;
        merged.now.sentence = sentence;
        merged.now.quote.clone_from(&whole.quote);
        merged.now.figures = figures;
        merged.checked.push(entry);
        Ok(())
    }

    fn live_figure(&mut self, at: u32) -> Result<&mut Drafted<FigureRead>, CorrectionError> {
        let found = self.figures.get_mut(at as usize).filter(|it| it.is_live);
        found.ok_or(CorrectionError::Gone(Item::Figure(at)))
    }

    fn live_promise(&mut self, at: u32) -> Result<&mut Drafted<PromiseRead>, CorrectionError> {
        let found = self.promises.get_mut(at as usize).filter(|it| it.is_live);
        found.ok_or(CorrectionError::Gone(Item::Promise(at)))
    }

    fn check_span(&self, span: (u32, u32)) -> Result<(), CorrectionError> {
        let is_right = span.0 < span.1 && span.1 <= self.characters;
        if is_right { Ok(()) } else { Err(CorrectionError::BadSpan) }
    }

    fn check_figure(&self, figure: &FigureRead) -> Result<(), CorrectionError> {
        self.check_span(figure.number)?;
        self.check_span(figure.target.span)?;
        one_of("part", &figure.part, &["review", "plan", "other"])?;
        figure.target.check()
    }

    fn check_promise(&self, promise: &PromiseRead) -> Result<(), CorrectionError> {
        self.check_span(promise.span)?;
        self.check_span(promise.sentence)?;
        one_of("kind", &promise.kind, &PROMISE_KINDS)?;
        if promise.quote.is_empty() {
            return Err(CorrectionError::BadValue { field: "quote", value: String::new() });
        }
        let names_others = !promise.supporting.is_empty() || promise.due.is_some();
        if promise.lead.is_none() && names_others {
            return Err(CorrectionError::NoLead);
        }
        Ok(())
    }
}

impl Piece {
    /// Whether it holds no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.span.0 >= self.span.1 || self.quote.is_empty()
    }
}

impl Change {
    /// The figures and promises that must be there for it.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        match self {
            Self::Confirm { item } | Self::Drop { item } => vec![*item],
            Self::Figure { figure, .. } => vec![Item::Figure(*figure)],
            Self::AddFigure { promise, .. } => {
                promise.iter().map(|promise| Item::Promise(*promise)).collect()
            }
            Self::Promise { promise, .. } | Self::Split { promise, .. } => {
                vec![Item::Promise(*promise)]
            }
            Self::AddPromise { .. } => Vec::new(),
            Self::Merge { promises, .. } => {
                promises.iter().map(|promise| Item::Promise(*promise)).collect()
            }
        }
    }
}

impl<T> Drafted<T> {
    fn new(now: T, entry: Option<u64>) -> Self {
        Self { now, checked: entry.into_iter().collect(), is_live: true }
    }
}

impl TargetMade {
    /// Whether the fields have values that they can have, together.
    ///
    /// # Errors
    /// Names the field that has not.
    pub fn check(&self) -> Result<(), CorrectionError> {
        one_of("sense", &self.sense, &["level", "change", "share", "rank"])?;
        one_of("relation", &self.relation, &["eq", "approx", "ge", "gt", "le", "lt"])?;
        let directions: &[&str] = if self.sense == "change" { &["up", "down"] } else { &[""] };
        one_of("direction", &self.direction, directions)?;
        match self.value_high {
            Some(high) if high <= self.value => {
                Err(CorrectionError::BadValue { field: "value_high", value: high.to_string() })
            }
            _ => Ok(()),
        }
    }
}

pub(crate) fn one_of(
    field: &'static str,
    value: &str,
    known: &[&str],
) -> Result<(), CorrectionError> {
    if known.contains(&value) {
        return Ok(());
    }
    Err(CorrectionError::BadValue { field, value: value.to_owned() })
}

fn number(length: usize) -> u32 {
    u32::try_from(length).expect("a report has fewer than 2^32 figures")
}

#[cfg(test)]
mod tests;
