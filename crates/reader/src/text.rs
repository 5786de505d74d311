//! A report's characters without white space and markup, each with its place in the text as given.

use std::ops::Range;

use crate::Span;

/// A report made ready for reading.
///
/// Positions are counted in squeezed characters: white space and markup are gone, so that a word
/// broken over two lines is one word again. [`Text::span`] leads back to the text as given.
pub(crate) struct Text {
    /// The characters as written.
    written: Vec<char>,
    /// The same characters with full-width digits and signs made plain; used for matching.
    plain: Vec<char>,
    /// For each character, its index in the text as given.
    origin: Vec<usize>,
    /// Positions at which a line of the text as given begins, in order. An indent of two
    /// full-width blanks begins a line too, as it outlives line ends that were lost.
    line_starts: Vec<usize>,
}

impl Text {
    /// Drops white space and tags, remembering where each character stood.
    pub(crate) fn new(given: &str) -> Self {
        let given: Vec<char> = given.chars().collect();
        let mut text = Self {
            written: Vec::with_capacity(given.len()),
            plain: Vec::with_capacity(given.len()),
            origin: Vec::with_capacity(given.len()),
            line_starts: vec![0],
        };
        let mut at = 0;
        while at < given.len() {
            if let Some(end) = tag_end(&given, at) {
                if is_block(&given[at..end]) {
                    text.begin_line();
                }
                at = end;
                continue;
            }
            let character = given[at];
            if is_line_end(character) || given[at..].starts_with(&['\u{3000}', '\u{3000}']) {
                text.begin_line();
            } else if !is_space(character) {
                text.written.push(character);
                text.plain.push(plain(character));
                text.origin.push(at);
            }
            at += 1;
        }
        text.begin_line();
        text
    }

    fn begin_line(&mut self) {
        let here = self.written.len();
        if self.line_starts.last() != Some(&here) {
            self.line_starts.push(here);
        }
    }

    /// The number of squeezed characters.
    pub(crate) fn len(&self) -> usize {
        self.plain.len()
    }

    /// All characters, made plain.
    pub(crate) fn plain(&self) -> &[char] {
        &self.plain
    }

    /// Where a line of the text as given begins: line n is `starts[n]..starts[n + 1]`.
    pub(crate) fn line_starts(&self) -> &[usize] {
        &self.line_starts
    }

    /// The words of a range as written, without white space and markup.
    pub(crate) fn quote(&self, range: Range<usize>) -> String {
        self.written[range].iter().collect()
    }

    /// Where a range stands in the text as given. An empty range has an empty span.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        if range.is_empty() {
            let at = self.origin.get(range.start).copied().unwrap_or(0);
            return Span { start: at, end: at };
        }
        Span { start: self.origin[range.start], end: self.origin[range.end - 1] + 1 }
    }
}

/// The end of a tag such as `<strong>` or `</p>` that opens at a character, if one does.
fn tag_end(given: &[char], at: usize) -> Option<usize> {
    if given[at] != '<' {
        return None;
    }
    let mut next = at + 1;
    if given.get(next) == Some(&'/') {
        next += 1;
    }
    if !given.get(next)?.is_ascii_alphabetic() {
        return None;
    }
    let length = given[next..].iter().position(|&c| c == '<' || c == '>')?;
    (given[next + length] == '>').then_some(next + length + 1)
}

/// Whether a tag of HTML begins or ends a paragraph, a heading, a cell or a line.
fn is_block(tag: &[char]) -> bool {
    const BLOCKS: [&str; 13] =
        ["p", "br", "div", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "section"];
    let name: String = tag
        .iter()
        .skip_while(|c| matches!(c, '<' | '/'))
        .take_while(|c| c.is_ascii_alphanumeric())
        .map(char::to_ascii_lowercase)
        .collect();
    BLOCKS.contains(&name.as_str())
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// White space as Unicode knows it, with the four separators of ASCII.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// Full-width digits, letters and signs as their ASCII twins; other characters as they are.
fn plain(character: char) -> char {
    match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '．' => {
            char::from_u32(character as u32 - 0xFEE0).expect("the block mirrors ASCII")
        }
        '〇' | '○' => '零',
        '﹪' => '%',
        '，' | '、' | '；' | '：' => character,
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_white_space_are_dropped_and_places_kept() {
        let given = "新建<b>公厕</b>  30\n座 < 5";
        let text = Text::new(given);
        assert_eq!(text.quote(0..text.len()), "新建公厕30座<5");
        let span = text.span(2..7);
        let cut: String = given.chars().take(span.end).skip(span.start).collect();
        assert_eq!(cut, "公厕</b>  30\n座");
    }

    #[test]
    fn full_width_is_read_as_plain_and_quoted_as_written() {
        let text = Text::new("增长６．５％");
        assert_eq!(text.plain()[2..].iter().collect::<String>(), "6.5%");
        assert_eq!(text.quote(2..6), "６．５％");
    }

    #[test]
    fn paragraphs_of_a_web_page_are_lines() {
        let text = Text::new("<p>一<b>段</b></p><p>二段<br/>三段</p>");
        assert_eq!(text.line_starts(), [0, 2, 4, 6]);
    }

    #[test]
    fn an_unclosed_tag_is_text() {
        assert_eq!(Text::new("a <b c").quote(0..4), "a<bc");
    }
}
