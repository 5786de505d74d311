//! A report's characters without white space and markup, each with its place in the text as given.

use std::ops::Range;

use crate::Span;

/// The length of a Chinese character in UTF-8.
const CHINESE_BYTES: usize = '中'.len_utf8();

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
    /// Drops white space, tags and characters without a shape, remembering where each of the others
    /// stood.
    pub(crate) fn new(given: &str) -> Self {
        let length = given.len() / CHINESE_BYTES;
        let mut text = Self {
            written: Vec::with_capacity(length),
            plain: Vec::with_capacity(length),
            origin: Vec::with_capacity(length),
            line_starts: vec![0],
        };
        let mut rest = given.chars();
        let mut at = 0;
        while let Some(character) = rest.next() {
            let here = at;
            at += 1;
            if character == '<'
                && let Some(tag) = tag(rest.as_str())
            {
                if is_block(tag) {
                    text.begin_line();
                }
                at += tag.chars().count() + 1;
                rest = rest.as_str()[tag.len() + 1..].chars();
            } else if is_line_end(character)
                || character == '\u{3000}' && rest.as_str().starts_with('\u{3000}')
            {
                text.begin_line();
            } else if !character.is_whitespace() && !is_shapeless(character) {
                text.written.push(character);
                text.plain.push(plain(character));
                text.origin.push(here);
            }
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
        let mut quote = String::with_capacity(range.len() * CHINESE_BYTES);
        quote.extend(&self.written[range]);
        quote
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

/// The inside of a tag such as `<strong>` or `</p>`, where the text after a `<` is one.
fn tag(rest: &str) -> Option<&str> {
    let name = rest.strip_prefix('/').unwrap_or(rest);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = rest.find(['<', '>'])?;
    rest[end..].starts_with('>').then_some(&rest[..end])
}

/// Whether a tag of HTML begins or ends a paragraph, a heading, a cell or a line.
fn is_block(tag: &str) -> bool {
    const BLOCKS: [&str; 13] =
        ["p", "br", "div", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "section"];
    let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
    name.is_some_and(|name| BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block)))
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Characters that show nothing and may stand inside a word or a number copied from a page: soft
/// hyphens, zero-width blanks and joiners, directions of writing, variation selectors, controls.
fn is_shapeless(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    ) || character.is_control()
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
    fn characters_without_a_shape_are_dropped_and_places_kept() {
        let given = "\u{feff}新\u{200b}建12\u{202c}\u{0}个";
        let text = Text::new(given);
        assert_eq!(text.quote(0..text.len()), "新建12个");
        let span = text.span(0..text.len());
        assert_eq!((span.start, span.end), (1, given.chars().count()));
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
