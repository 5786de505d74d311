//! Reads a city's annual work report (政府工作报告): text in; outline, figures and commitments out.
//!
//! Reading never fails and never panics. Every fact cites a [`Span`] of the text as given, so that
//! a page can mark it and a reader can check it. What could not be read well is a [`Diagnostic`].
//!
//! The words by which the reader knows verbs, units and names are tables in `words/`, one file a
//! kind, which someone who knows Chinese and no Rust can extend; `suite/` holds sentences with
//! what is to be read in them.

mod clause;
mod commitment;
mod diagnostic;
mod dimension;
mod figure;
mod glossary;
pub mod layout;
mod lexicon;
mod locate;
mod model;
mod numeral;
mod outline;
mod text;
mod words;

pub use dimension::{BaseAmount, Dimension};
pub use locate::{locate, words_at};
pub use model::{
    Commitment, CommitmentKind, Confidence, Day, Diagnostic, DiagnosticCode, Direction, Figure,
    Lack, Part, Reading, Relation, Section, Sense, Span, Term,
};

/// The version of this reader: another version may read the same text differently.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Reads a report.
///
/// The same text always gives the same reading. Text that is no report gives an empty reading and
/// [diagnostics](Reading::diagnostics) that say so.
pub fn read(text: &str) -> Reading {
    let text = text::Text::new(text);
    let outline = outline::read(&text);
    let clauses = clause::split(&text, &outline);
    let (figures, too_large) = figure::read(&text, &outline, &clauses);
    let commitments = commitment::read(&text, &outline, &clauses, &figures);
    let diagnostics = diagnostic::collect(&text, &outline, too_large);
    Reading {
        title: outline.preamble.title,
        place: outline.preamble.place,
        year: outline.year,
        body: outline.preamble.body,
        date: outline.preamble.date,
        speaker: outline.preamble.speaker,
        outline: outline.sections,
        figures: figures.into_iter().map(|found| found.figure).collect(),
        commitments,
        glossary: glossary::read(&text),
        diagnostics,
    }
}
