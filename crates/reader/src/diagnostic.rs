//! What the reader was unsure of.

use std::ops::Range;

use crate::outline::Outline;
use crate::text::Text;
use crate::{Diagnostic, DiagnosticCode, Part};

/// Says what a reading lacks.
pub(crate) fn collect(
    text: &Text,
    outline: &Outline,
    too_large: Vec<Range<usize>>,
) -> Vec<Diagnostic> {
    let whole = text.span(0..text.len());
    let mut codes = Vec::new();
    if !text.plain().iter().any(|c| ('\u{4e00}'..='\u{9fff}').contains(c)) {
        codes.push(DiagnosticCode::NotChinese);
    } else {
        if !outline.has(Part::Review) {
            codes.push(DiagnosticCode::NoReviewPart);
        }
        if !outline.has(Part::Plan) {
            codes.push(DiagnosticCode::NoPlanPart);
        }
        if outline.year.is_none() {
            codes.push(DiagnosticCode::NoYear);
        }
    }
    let numbers = too_large
        .into_iter()
        .map(|range| Diagnostic { span: text.span(range), code: DiagnosticCode::NumberTooLarge });
    codes.into_iter().map(|code| Diagnostic { span: whole, code }).chain(numbers).collect()
}
