//! What a report says of a thing without a figure that answers: quoted, and never judged.

use std::collections::BTreeMap;

use reader::{Commitment, Part, Span};

use crate::Report;
use crate::phrase::Phrase;
use crate::view::View;
use crate::weigh::{Pairs, Weights};
use crate::words::words;

/// How much of a thing's words a sentence must hold, in thousandths.
const HELD: u32 = 800;
/// A thing of fewer pairs of characters is named in passing too often.
const PAIRS_MIN: usize = 3;
/// The longest stretch that is quoted, in characters.
const QUOTE_MAX: usize = 160;

/// The sentences of one part of a report.
pub(crate) struct Echoes {
    sentences: Vec<Span>,
    /// Which sentences hold a pair of characters.
    index: BTreeMap<(char, char), Vec<usize>>,
    weights: Weights,
}

impl Echoes {
    pub(crate) fn of(report: &Report, part: Part) -> Self {
        let text: Vec<char> = report.text.chars().collect();
        let (mut sentences, table) = (Vec::new(), words());
        for span in stretches(report, part, text.len()) {
            for sentence in split(&text, span) {
                let words: String = text[sentence.start..sentence.end].iter().collect();
                let plain = words.replace(['“', '”', ' '], "");
                sentences.push((sentence, Pairs::of(&table.anywhere.replace(&plain))));
            }
        }
        let mut index: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, (_, pairs)) in sentences.iter().enumerate() {
            for pair in pairs.iter() {
                index.entry(pair).or_default().push(at);
            }
        }
        let weights = Weights::of(sentences.iter().map(|(_, pairs)| pairs));
        let sentences = sentences.into_iter().map(|(span, _)| span).collect();
        Self { sentences, index, weights }
    }

    /// The sentence that speaks of what a figure measures.
    pub(crate) fn of_figure(&self, view: &View) -> Option<Span> {
        self.find(&view.measures[0].pairs)
    }

    /// The sentence that speaks of what a promise acts upon.
    pub(crate) fn of_commitment(&self, commitment: &Commitment) -> Option<Span> {
        let thing =
            if commitment.object.is_empty() { &commitment.quote } else { &commitment.object };
        let plain = words().stop.replace(&Phrase::of(thing).key);
        self.find(&Pairs::of(&plain))
    }

    /// The sentence that holds most of the pairs; the first, where several do.
    fn find(&self, sought: &Pairs) -> Option<Span> {
        if sought.iter().count() < PAIRS_MIN {
            return None;
        }
        let mut held: BTreeMap<usize, u32> = BTreeMap::new();
        for pair in sought.iter() {
            for at in self.index.get(&pair).into_iter().flatten() {
                *held.entry(*at).or_default() += self.weights.weight(pair);
            }
        }
        let best = held.into_iter().max_by_key(|(at, held)| (*held, std::cmp::Reverse(*at)));
        let (at, held) = best?;
        (held * 1000 >= HELD * self.weights.total(sought)).then(|| self.sentences[at])
    }
}

/// Where a part stands: its outermost sections.
fn stretches(report: &Report, part: Part, length: usize) -> Vec<Span> {
    let outline = &report.reading.outline;
    let is_top = |at: &usize| {
        let parent = outline[*at].parent.and_then(|parent| outline.get(parent));
        outline[*at].part == part && parent.is_none_or(|it| it.part != part)
    };
    let tops = (0..outline.len()).filter(is_top).map(|at| outline[at].span);
    tops.map(|span| Span { start: span.start.min(length), end: span.end.min(length) }).collect()
}

/// The sentences of a stretch; a long one is cut at its commas.
fn split(text: &[char], span: Span) -> Vec<Span> {
    let mut sentences = Vec::new();
    let mut start = span.start;
    for (at, c) in text.iter().enumerate().take(span.end).skip(span.start) {
        let is_end = matches!(c, '。' | '；' | '！' | '？' | '\n')
            || (*c == '，' && at - start >= QUOTE_MAX / 2);
        if is_end || at + 1 == span.end {
            let end = if *c == '\n' { at } else { at + 1 };
            if end > start {
                sentences.push(Span { start, end });
            }
            start = at + 1;
        }
    }
    sentences
}
