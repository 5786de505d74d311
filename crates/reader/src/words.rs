//! Comparing stretches of characters with words.

/// Whether a text begins with a word.
pub(crate) fn starts_with(words: &[char], prefix: &str) -> bool {
    let mut words = words.iter();
    prefix.chars().all(|c| words.next() == Some(&c))
}

/// Whether a text ends with a word.
pub(crate) fn ends_with(words: &[char], suffix: &str) -> bool {
    let mut words = words.iter().rev();
    suffix.chars().rev().all(|c| words.next() == Some(&c))
}

/// Whether a text holds a word.
pub(crate) fn contains(words: &[char], part: &str) -> bool {
    find(words, part).is_some()
}

/// Where a word first stands in a text.
pub(crate) fn find(words: &[char], part: &str) -> Option<usize> {
    let first = part.chars().next()?;
    let fits = |(at, c): &(usize, &char)| **c == first && starts_with(&words[*at..], part);
    words.iter().enumerate().find(fits).map(|(at, _)| at)
}

/// Where a word last stands in a text.
pub(crate) fn find_last(words: &[char], part: &str) -> Option<usize> {
    let first = part.chars().next()?;
    (0..words.len()).rev().find(|&at| words[at] == first && starts_with(&words[at..], part))
}
