//! Text as quotes are matched in it: no markup, no white space, and the way back to the text as
//! given.

use std::ops::Range;

/// Characters without markup and white space, each with its place in the text as given.
pub(super) struct Squeezed {
    characters: Vec<char>,
    origins: Vec<usize>,
}

impl Squeezed {
    pub(super) fn new(text: &str) -> Self {
        let given: Vec<char> = text.chars().collect();
        let mut squeezed = Self { characters: Vec::new(), origins: Vec::new() };
        let mut at = 0;
        while at < given.len() {
            if let Some(length) = tag_length(&given[at..]) {
                at += length;
                continue;
            }
            if !is_space(given[at]) {
                squeezed.characters.push(given[at]);
                squeezed.origins.push(at);
            }
            at += 1;
        }
        squeezed
    }

    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    pub(super) fn characters(&self) -> &[char] {
        &self.characters
    }

    /// The character's place in the text as given.
    pub(super) fn origin(&self, place: usize) -> usize {
        self.origins[place]
    }

    /// Where a quote, squeezed in its turn, stands first from a place on.
    pub(super) fn find(&self, quote: &str, from: usize) -> Option<Range<usize>> {
        let quote = Self::new(quote).characters;
        let rest = self.characters.get(from..)?;
        if quote.is_empty() || quote.len() > rest.len() {
            return None;
        }
        let start = from + rest.windows(quote.len()).position(|window| window == quote)?;
        Some(start..start + quote.len())
    }
}

/// A text without markup and white space.
pub(super) fn squeeze(text: &str) -> String {
    Squeezed::new(text).characters.into_iter().collect()
}

/// The length of the tag (`<b>`, `</b>`) that a text begins with.
fn tag_length(text: &[char]) -> Option<usize> {
    let inner = text.strip_prefix(&['<'])?;
    let name = inner.strip_prefix(&['/']).unwrap_or(inner);
    if !name.first()?.is_ascii_alphabetic() {
        return None;
    }
    let end = inner.iter().position(|c| matches!(c, '<' | '>'))?;
    (inner[end] == '>').then_some(end + 2)
}

/// White space, with the separators of old data files that Unicode does not count to it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_white_space_are_left_out() {
        assert_eq!(squeeze("新 建<b>步道</b>\u{3000}12\n公里"), "新建步道12公里");
        assert_eq!(squeeze("a<3, <1>, <b"), "a<3,<1>,<b");
    }

    #[test]
    fn a_quote_is_found_with_its_place_in_the_text_as_given() {
        let text = Squeezed::new("<p>新 建步道，新建</p>公园");
        let first = text.find("新建", 0).unwrap();
        let second = text.find("新 建", first.end).unwrap();
        assert_eq!((first.clone(), second.clone()), (0..2, 5..7));
        assert_eq!((text.origin(first.start), text.origin(second.start)), (3, 9));
        assert_eq!(text.find("新建", 6), None);
        assert_eq!(text.find("", 0), None);
        assert_eq!(text.find("新建", 99), None);
    }
}
