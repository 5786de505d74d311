//! Finding words again that a person quotes from a report.

use crate::Span;
use crate::text::Text;

/// Where words stand in a report's text, in order; matches do not overlap.
///
/// White space and markup are skipped in both, and full-width digits and signs equal plain ones, so
/// that what somebody copied from a page or typed is found. No words stand nowhere.
#[must_use]
pub fn locate(text: &str, words: &str) -> Vec<Span> {
    let (text, words) = (Text::new(text), Text::new(words));
    let plain: String = text.plain().iter().collect();
    let sought: String = words.plain().iter().collect();
    if sought.is_empty() {
        return Vec::new();
    }
    let (mut byte, mut character) = (0, 0);
    let mut spans = Vec::new();
    for (at, _) in plain.match_indices(&sought) {
        character += plain[byte..at].chars().count();
        byte = at;
        spans.push(text.span(character..character + words.len()));
    }
    spans
}

/// The words that stand at a span, without white space and markup.
#[must_use]
pub fn words_at(text: &str, span: Span) -> String {
    let length = span.end.saturating_sub(span.start);
    let inside: String = text.chars().skip(span.start).take(length).collect();
    let inside = Text::new(&inside);
    inside.quote(0..inside.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_over_line_ends_markup_and_full_width_digits() {
        let text = "今年，新建\n口袋公园<b>１２</b>个；明年新建口袋公园12个。";
        let spans = locate(text, " 新建口袋公园12个 ");
        let found: Vec<String> = spans.iter().map(|&span| words_at(text, span)).collect();
        assert_eq!(found, ["新建口袋公园１２个", "新建口袋公园12个"]);
        assert_eq!(spans[0].start, 3);
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert_eq!(locate("新建公园12个。", "改建"), []);
        assert_eq!(locate("新建公园12个。", " \n"), []);
        assert_eq!(words_at("短", Span { start: 5, end: 9 }), "");
    }
}
