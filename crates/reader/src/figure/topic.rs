//! What a clause without numbers is about, for the clause after it.

use std::ops::Range;

use super::left::verb_length;
use super::trim;
use crate::lexicon::lexicon;
use crate::words::{find_last, starts_with};

/// Verbs that tell what came of the thing before them.
const TELLS: [&str; 19] = [
    "实现",
    "突破",
    "达到",
    "跻身",
    "荣获",
    "获得",
    "获评",
    "入选",
    "位居",
    "跃居",
    "稳居",
    "保持",
    "取得",
    "成为",
    "得到",
    "迈上",
    "迈入",
    "成效",
    "从无到有",
];

/// The noun phrase that a clause is about: its object, else its subject.
pub(super) fn of(text: &[char], clause: Range<usize>) -> Option<Range<usize>> {
    let mut start = clause.start;
    loop {
        start += trim::lead(&text[start..clause.end], &mut None);
        let Some(length) = verb_length(&text[start..clause.end]) else {
            break;
        };
        if start + length >= clause.end {
            break;
        }
        start += length;
    }
    let words = &text[start..clause.end];
    let end = (2..words.len())
        .find(|&at| {
            let rest = &words[at..];
            if rest[0] == '是' && !"凡特就都但正国而总老若".contains(words[at - 1]) {
                // 增速是综合指标: of what something is said.
                return !super::left::in_brackets(&words[..at]);
            }
            // 粮食产量实现丰收: what came of it is no part of its name.
            let tells = TELLS.iter().any(|verb| starts_with(rest, verb));
            if tells && rest.len() > 3 && !rest.contains(&'、') {
                return !super::left::in_brackets(&words[..at]);
            }
            let is_adverb = lexicon().adverbs.starts(rest).is_some_and(|hit| hit.length >= 2);
            let is_noun = lexicon().nouns.starts(rest).is_some();
            is_adverb && !is_noun && !super::left::in_brackets(&words[..at])
        })
        .unwrap_or(words.len());
    let mut from = start;
    if let Some(of) = find_last(&text[start..start + end], "”的")
        && of + 4 <= end
    {
        from = start + of + 2;
    }
    let noun = trim::noun(text, trim::particle(text, from..start + end));
    (!noun.is_empty()).then_some(noun)
}
