//! Two reports of one place set beside each other: every promise with what became of it.

use std::collections::BTreeMap;

use compare::{Answer, Course, Last, Reason, Report, Verdict};
use reader::{Figure, Part, Reading, Span};

use super::pile::{Pile, text};
use crate::messages::Language;

/// A report of one year beside that of the next.
#[derive(Default)]
pub(super) struct Pair {
    pub(super) place: String,
    /// The year whose promises they are.
    pub(super) year: i16,
    pub(super) promises: Vec<Promise>,
    /// Promises without a number, each with what the next report says of the same thing.
    pub(super) unnumbered: Vec<(Told, Option<String>)>,
}

/// Words with the sentence that they stand in.
pub(super) struct Told {
    pub(super) quote: String,
    pub(super) sentence: String,
    /// Headings above them, outermost first.
    pub(super) path: Vec<String>,
    /// Where the words stand in the report, in characters.
    pub(super) span: Span,
}

/// A figure of a report with its words.
pub(super) struct Quoted {
    pub(super) figure: Figure,
    pub(super) told: Told,
}

/// A figure of a plan with what became of it.
pub(super) struct Promise {
    /// Its place among the figures of its report.
    at: usize,
    pub(super) plan: Quoted,
    pub(super) result: Option<Quoted>,
    /// None where there is no report of the next year.
    pub(super) answer: Option<Answer>,
    /// What was last reached before it was promised, and whether less is promised.
    pub(super) last: Option<(Figure, bool)>,
    pub(super) next: Option<Next>,
    /// A sentence of the next review on the same thing, where no figure answers.
    pub(super) echo: Option<String>,
}

/// What became of a promise in the next plan.
pub(super) enum Next {
    Same,
    Other,
    InWords(String),
    Gone,
}

/// A report that is held while it is compared.
struct Held {
    text: String,
    characters: Vec<char>,
    reading: Reading,
    year: Option<i16>,
}

impl Held {
    fn read(pile: &Pile, at: usize, language: Language) -> Result<Self, String> {
        let text = text(&pile.files[at], language)?;
        let reading = reader::read(&text);
        let year = pile.surveys[at].year;
        Ok(Self { characters: text.chars().collect(), text, reading, year })
    }

    fn report(&self) -> Report<'_> {
        Report { text: &self.text, reading: &self.reading, year: self.year }
    }

    fn words(&self, span: Span) -> String {
        let words = self.characters.get(span.start..span.end).unwrap_or_default().iter();
        words.filter(|c| !c.is_whitespace()).collect()
    }

    fn told(&self, quote: &str, span: Span, section: Option<usize>) -> Told {
        let mut path = Vec::new();
        let mut at = section;
        while let Some(section) = at.and_then(|at| self.reading.outline.get(at)) {
            path.insert(0, section.title.clone());
            at = section.parent;
        }
        let sentence = self.words(self.sentence(span));
        Told { quote: quote.to_owned(), sentence, path, span }
    }

    fn quoted(&self, at: usize) -> Quoted {
        let figure = self.reading.figures[at].clone();
        let told = self.told(&figure.quote, figure.span, figure.section);
        Quoted { figure, told }
    }

    /// The sentence around a stretch.
    fn sentence(&self, span: Span) -> Span {
        let is_end = |c: &char| matches!(c, '。' | '！' | '？' | '；' | '\n');
        let before = self.characters.get(..span.start).unwrap_or_default();
        let start = before.iter().rposition(is_end).map_or(0, |at| at + 1);
        let from = span.end.saturating_sub(1).max(start);
        let after = self.characters.get(from..).unwrap_or_default();
        let end = after.iter().position(is_end).map_or(self.characters.len(), |at| from + at + 1);
        Span { start, end }
    }
}

impl Pair {
    /// Reads both reports and compares them.
    ///
    /// # Errors
    /// In words for people, where a file can no longer be read.
    pub(super) fn of(
        pile: &Pile,
        earlier: usize,
        later: Option<usize>,
        language: Language,
    ) -> Result<Self, String> {
        let place = pile.surveys[earlier].place.clone().unwrap_or_default();
        let year = pile.surveys[earlier].year.unwrap_or_default();
        let earlier = Held::read(pile, earlier, language)?;
        let later = later.map(|later| Held::read(pile, later, language)).transpose()?;
        let lasts: BTreeMap<usize, Last> =
            compare::last_results(&earlier.report()).into_iter().map(|it| (it.plan, it)).collect();
        let mut pair = match &later {
            Some(later) => Self::answered(&earlier, later),
            None => Self::open(&earlier),
        };
        for promise in &mut pair.promises {
            promise.last = lasts
                .get(&promise.at)
                .map(|last| (earlier.reading.figures[last.result].clone(), last.is_promise_less));
        }
        Ok(Self { place, year, ..pair })
    }

    /// With the report of the next year.
    fn answered(earlier: &Held, later: &Held) -> Self {
        let courses = compare::carried(&earlier.report(), &later.report());
        let mut courses: BTreeMap<usize, Course> = courses.into_iter().collect();
        let answers = compare::compare(&earlier.report(), &later.report());
        let promises = answers.into_iter().map(|answer| {
            let next = match courses.remove(&answer.plan).unwrap_or(Course::Gone) {
                Course::Again { is_same: true, .. } => Next::Same,
                Course::Again { .. } => Next::Other,
                Course::InWords(span) => Next::InWords(later.words(span)),
                Course::Gone => Next::Gone,
            };
            Promise {
                result: answer.result.map(|at| later.quoted(at)),
                echo: answer.echo.map(|span| later.words(span)),
                next: Some(next),
                ..Promise::open(earlier, answer.plan).with(answer)
            }
        });
        let promises = promises.collect();
        let unnumbered = compare::unnumbered(&earlier.report(), &later.report());
        let unnumbered = unnumbered.into_iter().map(|(at, echo)| {
            let promise = &earlier.reading.commitments[at];
            let told = earlier.told(&promise.quote, promise.span, promise.section);
            (told, echo.map(|span| later.words(span)))
        });
        Self { unnumbered: unnumbered.collect(), promises, ..Self::default() }
    }

    /// Without one: the promises with what was last reached.
    fn open(earlier: &Held) -> Self {
        let figures = earlier.reading.figures.iter().enumerate();
        let plans = figures.filter(|(_, figure)| figure.part == Part::Plan);
        let promises = plans.map(|(at, _)| Promise::open(earlier, at)).collect();
        Self { promises, ..Self::default() }
    }

    /// How many promises have a verdict.
    pub(super) fn count(&self, verdict: Verdict) -> usize {
        self.promises.iter().filter(|promise| promise.verdict() == Some(verdict)).count()
    }

    /// How many promise less than was already reached.
    pub(super) fn below_last(&self) -> usize {
        self.promises.iter().filter(|promise| promise.is_below_last()).count()
    }
}

impl Promise {
    fn open(report: &Held, at: usize) -> Self {
        let plan = report.quoted(at);
        Self { at, plan, result: None, answer: None, last: None, next: None, echo: None }
    }

    fn with(self, answer: Answer) -> Self {
        Self { answer: Some(answer), ..self }
    }

    pub(super) fn verdict(&self) -> Option<Verdict> {
        self.answer.as_ref().map(|answer| answer.verdict)
    }

    pub(super) fn is_below_last(&self) -> bool {
        self.last.as_ref().is_some_and(|(_, is_less)| *is_less)
    }

    /// Whether its number is a condition and no promise.
    pub(super) fn is_condition(&self) -> bool {
        let reasons = self.answer.iter().flat_map(|answer| &answer.reasons);
        reasons.into_iter().any(|reason| *reason == Reason::Threshold)
    }
}
