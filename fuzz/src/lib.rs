//! What must hold of any file and of any text, for the targets in `fuzz_targets/`.

mod archive;

use reader::{Reading, Span};

pub use archive::docx;

/// Reads a file as the product does, and checks what was read in it. A file may be refused.
pub fn file(bytes: &[u8]) {
    if let Ok(document) = documents::read(bytes) {
        text(&document.text);
    }
}

/// Reads a text, and checks that every span lies within it and that all is in its order.
///
/// Spans count characters, so that none can cut one.
pub fn text(text: &str) {
    let reading = reader::read(text);
    let length = text.chars().count();
    let check = |span: Span| {
        assert!(span.start <= span.end && span.end <= length, "{span:?} of {length}");
    };
    check_figures(&reading, check);
    check_commitments(&reading, check);
    for (index, section) in reading.outline.iter().enumerate() {
        check(section.heading);
        check(section.span);
        assert!(section.parent.is_none_or(|parent| parent < index));
    }
    assert!(reading.outline.is_sorted_by_key(|section| section.heading.start));
    for term in &reading.glossary {
        check(term.span);
        term.uses.iter().copied().for_each(check);
    }
    for diagnostic in &reading.diagnostics {
        check(diagnostic.span);
    }
}

fn check_figures(reading: &Reading, check: impl Fn(Span)) {
    for figure in &reading.figures {
        check(figure.span);
        check(figure.number);
        assert!(figure.section.is_none_or(|section| section < reading.outline.len()));
        // That it can be compared must not depend on how large it is.
        let _ = figure.base_amount();
    }
    assert!(reading.figures.is_sorted_by_key(|figure| figure.number.start));
}

fn check_commitments(reading: &Reading, check: impl Fn(Span)) {
    for commitment in &reading.commitments {
        check(commitment.sentence);
        check(commitment.span);
        commitment.list.into_iter().for_each(&check);
        commitment.places.iter().chain(&commitment.times).copied().for_each(&check);
        assert!(commitment.figures.iter().all(|&figure| figure < reading.figures.len()));
        assert!(commitment.section.is_none_or(|section| section < reading.outline.len()));
    }
    assert!(reading.commitments.is_sorted_by_key(|commitment| commitment.span.start));
}
