//! Pieces of a clause that are promises of their own: numbered items, and deeds told one after
//! the other without a comma.

use std::ops::Range;

use super::promise::{self, Promise};
use super::tables::{self, Strength, Thing};
use crate::CommitmentKind;

/// The pieces of a clause in the order of the text; most clauses are one.
pub(super) fn cut(text: &[char], clause: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = clause.start;
    let mut depth = 0_usize;
    let mut at = clause.start;
    while at < clause.end {
        let number = number_length(&text[at..clause.end]);
        let is_mark = number > 0 || is_next_deed(text, start..at, at..clause.end);
        if depth == 0 && is_mark {
            pieces.push(start..at);
            // A number stays with its item, so that the item can be told from other clauses.
            start = if number > 0 { at } else { at + 1 };
            at += number.max(1);
            continue;
        }
        match text[at] {
            '（' | '“' | '《' => depth += 1,
            '）' | '”' | '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    pieces.push(start..clause.end);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// A numbered item that names works and no verb (⑴甲街南延): what a list of works promises.
pub(super) fn numbered(text: &[char], piece: Range<usize>) -> Option<Promise> {
    let number = number_length(&text[piece.clone()]);
    let range = piece.start + number..piece.end;
    let is_works = tables::thing(&text[range.clone()]) == Some(Thing::Named(CommitmentKind::Works));
    let action = range.start..range.start;
    (number > 0 && is_works).then_some(Promise {
        object: range.clone(),
        range,
        action,
        strength: Strength::Finish,
    })
}

/// How long the number of an item is that begins a text (⑴, （12）); 0 where none does.
pub(super) fn number_length(words: &[char]) -> usize {
    match words.first() {
        Some('⑴'..='⒇') => 1,
        Some('（') => {
            let digits = words[1..].iter().take_while(|c| c.is_ascii_digit()).count();
            let is_closed = words.get(1 + digits) == Some(&'）');
            if is_closed && (1..=2).contains(&digits) { digits + 2 } else { 0 }
        }
        _ => 0,
    }
}

/// Whether a mark of a list parts two deeds, each with its own thing (实施甲行动、新增乙5家).
fn is_next_deed(text: &[char], before: Range<usize>, after: Range<usize>) -> bool {
    let words = &text[after.clone()];
    if words[0] != '、' || before.len() < 4 {
        return false;
    }
    let next = tables::verb(&words[1..]);
    let is_deed = next.is_some_and(|(length, strength)| {
        strength >= Strength::Make
            && words.get(1 + length).is_some_and(|c| !"、，和及等工".contains(*c))
            && words.len() > length + 3
            && !matches!(
                tables::ending(&words[1..1 + length]),
                Some((told, Thing::Named(_))) if told == length
            )
    });
    is_deed
        && promise::read(text, before.clone())
            .is_some_and(|own| own.strength >= Strength::Make && own.object.end == before.end)
}
