//! Comparing stretches of characters with words.

/// Whether a text begins with a word.
pub(crate) fn starts_with(words: &[char], prefix: &str) -> bool {
    prefix.chars().count() <= words.len() && prefix.chars().zip(words).all(|(a, b)| a == *b)
}

/// Whether a text ends with a word.
pub(crate) fn ends_with(words: &[char], suffix: &str) -> bool {
    let length = suffix.chars().count();
    length <= words.len() && starts_with(&words[words.len() - length..], suffix)
}

/// Whether a text holds a word.
pub(crate) fn contains(words: &[char], part: &str) -> bool {
    (0..words.len()).any(|at| starts_with(&words[at..], part))
}

/// Where a word first stands in a text.
pub(crate) fn find(words: &[char], part: &str) -> Option<usize> {
    (0..words.len()).find(|&at| starts_with(&words[at..], part))
}

/// Where a word last stands in a text.
pub(crate) fn find_last(words: &[char], part: &str) -> Option<usize> {
    (0..words.len()).rev().find(|&at| starts_with(&words[at..], part))
}
