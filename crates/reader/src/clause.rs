//! Sentences and clauses.

use std::ops::Range;

use crate::numeral;
use crate::outline::Outline;
use crate::text::Text;
use crate::words::contains;

/// A stretch between commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Where it stands, without the comma after it.
    pub(crate) range: Range<usize>,
    /// The sentence it is part of, without the full stop.
    pub(crate) sentence: Range<usize>,
    /// The mark that ends it.
    pub(crate) mark: char,
}

/// The longest clause with numbers, in characters; those of reports have up to 270. What reads a
/// number may look back over all of its clause, so that the time for a text without commas would
/// grow with its square.
const CLAUSE_MAX: usize = 300;
/// How much of a clause that is already longer is kept after its first number.
const AFTER_NUMBER_MAX: usize = 30;
/// The longest clause without numbers. It is kept whole so far, as a promise too long to be taken
/// in is better refused than taken in by pieces.
const WORDS_MAX: usize = 40_000;

/// All clauses in the order of the text. Headings are sentences of their own.
pub(crate) fn split(text: &Text, outline: &Outline) -> Vec<Clause> {
    let plain = text.plain();
    let mut clauses = Vec::new();
    for sentence in sentences(text, outline) {
        let mut start = sentence.start;
        let mut depth = 0_usize;
        let mut number = None;
        for at in sentence.clone() {
            depth = next_depth(depth, plain[at]);
            if depth == 0
                && is_comma(plain, at, sentence.end)
                && !is_listed(plain, start..at, sentence.end)
            {
                push(&mut clauses, start..at, &sentence, plain[at]);
                (start, number) = (at + 1, None);
            } else if is_too_long(start..at, number) && !is_within_number(plain, at) {
                push(&mut clauses, start..at, &sentence, '，');
                (start, number) = (at, None);
            }
            if counts(plain[at]) {
                number.get_or_insert(at);
            }
        }
        push(&mut clauses, start..sentence.end, &sentence, '。');
    }
    clauses
}

/// Whether a clause is cut here, with its first number where it has one.
fn is_too_long(clause: Range<usize>, number: Option<usize>) -> bool {
    match number {
        Some(number) => clause.len() >= CLAUSE_MAX && clause.end - number >= AFTER_NUMBER_MAX,
        None => clause.len() >= WORDS_MAX,
    }
}

/// Whether a cut before a character would part a number, or a number from its unit.
fn is_within_number(plain: &[char], at: usize) -> bool {
    let (before, here) = (plain[at - 1], plain[at]);
    if before == '，' {
        return here.is_ascii_digit() && !is_comma(plain, at - 1, plain.len());
    }
    let is_digit = numeral::digit_value(here).is_some();
    let begins_another = is_digit && before.is_ascii_digit() != here.is_ascii_digit();
    counts(before) && !begins_another
}

/// Whether a character is part of a number in either script.
fn counts(character: char) -> bool {
    numeral::digit_value(character).is_some()
        || matches!(character, '十' | '百' | '千' | '万' | '亿')
}

fn push(clauses: &mut Vec<Clause>, range: Range<usize>, sentence: &Range<usize>, mark: char) {
    if !range.is_empty() {
        clauses.push(Clause { range, sentence: sentence.clone(), mark });
    }
}

/// Depth of brackets and quotation marks: a comma inside them parts no clauses.
fn next_depth(depth: usize, character: char) -> usize {
    match character {
        '（' | '“' | '《' | '〔' | '【' | '「' => depth + 1,
        '）' | '”' | '》' | '〕' | '】' | '」' => depth.saturating_sub(1),
        _ => depth,
    }
}

/// 分别提高19%，15%: whether the comma at the end of a clause stands within its numbers.
fn is_listed(plain: &[char], clause: Range<usize>, end: usize) -> bool {
    let words = &plain[clause.clone()];
    let rest = &plain[clause.end + 1..end];
    let digits = rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
    let is_whole = rest.get(digits + 1).is_none_or(|c| "，；。".contains(*c));
    let is_share = |c: Option<&char>| c == Some(&'%');
    digits > 0
        && is_share(words.last())
        && is_share(rest.get(digits))
        && is_whole
        && contains(&words[words.len().saturating_sub(20)..], "分别")
}

fn is_comma(plain: &[char], at: usize, end: usize) -> bool {
    match plain[at] {
        '；' | '①'..='⑳' => true,
        '，' | '：' => {
            let before = at > 0 && plain[at - 1].is_ascii_digit();
            let digits = plain[at + 1..end].iter().take_while(|c| c.is_ascii_digit()).count();
            !(before && (digits == 3 || plain[at] == '：' && digits > 0))
        }
        _ => false,
    }
}

/// Sentences end at full stops, at the ends of headings, and at line ends that are no mere
/// page-width breaks.
fn sentences(text: &Text, outline: &Outline) -> Vec<Range<usize>> {
    let plain = text.plain();
    let mut cuts: Vec<usize> = Vec::new();
    for heading in &outline.headings {
        cuts.extend([heading.start, heading.end]);
    }
    cuts.extend(paragraph_starts(text));
    cuts.push(plain.len());
    cuts.sort_unstable();
    cuts.dedup();
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut next_cut = 0;
    for at in 0..=plain.len() {
        while cuts.get(next_cut).is_some_and(|&cut| cut < at) {
            next_cut += 1;
        }
        let is_cut = cuts.get(next_cut) == Some(&at);
        let is_stop = at < plain.len() && matches!(plain[at], '。' | '！' | '？' | '!' | '?');
        if (is_cut || is_stop) && start < at {
            sentences.push(start..at);
        }
        if is_cut {
            start = at;
        }
        if is_stop {
            start = at + 1;
        }
    }
    sentences
}

/// Line starts that begin a new thought: the line before is finished or too short to be broken
/// by the width of a page.
fn paragraph_starts(text: &Text) -> Vec<usize> {
    const PAGE_WIDTH_MIN: usize = 16;
    let plain = text.plain();
    let lines = text.line_starts();
    lines
        .windows(2)
        .map(|pair| pair[0]..pair[1])
        .filter(|line| {
            let last = plain[line.end - 1];
            line.len() < PAGE_WIDTH_MIN || "。！？；：…”）!?".contains(last)
        })
        .map(|line| line.end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, expected: &[&str]) {
        let text = Text::new(given);
        let outline = crate::outline::read(&text);
        let clauses = split(&text, &outline);
        let found: Vec<String> = clauses.iter().map(|c| text.quote(c.range.clone())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn commas_in_quotation_marks_and_numbers_part_nothing() {
        check(
            "落实“少跑路，多办事”要求，新建步道1,200米；完工。",
            &["落实“少跑路，多办事”要求", "新建步道1,200米", "完工"],
        );
    }

    #[test]
    fn a_line_broken_by_the_page_is_one_sentence() {
        check(
            "我们将在城区新建口袋公园和街头绿地并改造\n老旧步道。完工。",
            &["我们将在城区新建口袋公园和街头绿地并改造老旧步道", "完工"],
        );
    }
}
