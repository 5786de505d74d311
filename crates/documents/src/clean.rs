//! Characters that no reader of a document sees.

/// Whether a character has no shape of its own and no meaning for the text: zero-width spaces and
/// joiners, marks of direction (Unicode UAX #9), the byte order mark, soft hyphens, and control
/// characters other than those of layout.
pub(crate) fn is_shapeless(character: char) -> bool {
    let is_layout = matches!(character, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}');
    character.is_control() && !is_layout
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

/// Whether a line is nothing but the number of a page, as printed documents have it: between dashes
/// (`— 3 —`), or in words (`第3页`).
pub(crate) fn is_page_number(line: &str) -> bool {
    let dash = |c: char| matches!(c, '-' | '–' | '—' | '－' | '─' | '―');
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let between = bare.strip_prefix(dash).and_then(|rest| rest.strip_suffix(dash));
    let between = between.map(|inner| inner.trim_matches(dash));
    let in_words = bare.strip_prefix('第').and_then(|rest| rest.strip_suffix('页'));
    let is_number = |text: &str| {
        (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    between.or(in_words).is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_are_told_from_headings_and_figures() {
        for line in ["— 1 —", "-12-", "－ 3 －", "第 4 页"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["12", "——2031年", "— —", "第4页的表", "1-2", "-十-"] {
            assert!(!is_page_number(line), "{line}");
        }
    }
}
