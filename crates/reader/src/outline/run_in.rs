//! Leads within the paragraph of a numbered heading (`（一）兴产业。做强工业。…发展现代农业。…`):
//! what stood in bold or began a line where the report was published.
//!
//! A short sentence alone tells nothing. They are leads where most numbered headings of a half of
//! the report have several of them, each with text of its own behind it.

use std::ops::Range;

use super::heading::{Heading, Style, is_stop};
use super::lead;
use crate::words::{contains, starts_with};

/// The longest lead, in characters.
const LENGTH_MAX: usize = 16;
/// A paragraph as long as this may hold leads.
const PARAGRAPH_MIN: usize = 200;
/// How much text stands under a lead up to the next, at least.
const TEXT_MIN: usize = 50;
/// How long the first sentence under a lead is, at least.
const NEXT_MIN: usize = 16;
/// How many leads a half of the report has at least.
const LEADS_MIN: usize = 6;
/// Words by which a lead tells how things stand.
const STATES: [&str; 30] = [
    "更加",
    "更具",
    "更有",
    "更优",
    "更实",
    "更好",
    "进一步",
    "持续",
    "不断",
    "明显",
    "显著",
    "稳步",
    "加快",
    "有力",
    "有效",
    "全面",
    "扎实",
    "深入",
    "快速",
    "日益",
    "升级",
    "增强",
    "改善",
    "提速",
    "向好",
    "齐升",
    "成效",
    "壮大",
    "见效",
    "突出",
];

/// Openings of sentences that tell one deed or its end, where a lead tells what many are about.
const DEEDS: [&str; 9] = ["完成", "承办", "举办", "召开", "成功", "挂牌", "引进", "获批", "开工"];

/// What was found so far in a half of the report.
#[derive(Debug, Default)]
pub(super) struct RunIn {
    /// How many paragraphs could hold leads.
    looked_at: usize,
    /// The leads of each that does.
    found: Vec<Vec<Heading>>,
}

impl RunIn {
    /// Looks at the text that follows a numbered heading in its own paragraph, up to the next
    /// heading.
    pub(super) fn look(
        &mut self,
        plain: &[char],
        paragraphs: &[Range<usize>],
        heading: &Heading,
        end: usize,
    ) {
        let is_numbered = matches!(heading.style, Style::Comma | Style::Brackets | Style::Digits);
        let at = paragraphs.partition_point(|paragraph| paragraph.end <= heading.range.start);
        let Some(paragraph) = paragraphs.get(at).filter(|_| is_numbered && !heading.is_alone)
        else {
            return;
        };
        let text = heading.range.end..paragraph.end.min(end);
        if text.len() < PARAGRAPH_MIN {
            return;
        }
        self.looked_at += 1;
        let leads = leads(plain, text);
        if leads.len() > 1 {
            self.found.push(leads);
        }
    }

    /// The leads, where this half is built with them.
    pub(super) fn leads(self) -> Vec<Heading> {
        let paragraphs = self.found.len();
        let leads: Vec<Heading> = self.found.into_iter().flatten().collect();
        let is_habit = leads.len() >= LEADS_MIN && paragraphs * 2 >= self.looked_at;
        if is_habit { leads } else { Vec::new() }
    }
}

/// The short sentences of a paragraph that have text of their own behind them.
fn leads(plain: &[char], text: Range<usize>) -> Vec<Heading> {
    let mut sentences = Vec::new();
    let mut start = text.start;
    for at in text.clone().filter(|&at| is_stop(plain[at])) {
        sentences.push(start..at);
        start = at + 1;
    }
    let titles: Vec<usize> =
        (0..sentences.len()).filter(|&index| is_title(plain, &sentences[index])).collect();
    titles
        .iter()
        .enumerate()
        .filter(|&(position, &index)| {
            let next = titles.get(position + 1).map_or(text.end, |&next| sentences[next].start);
            let is_followed = sentences.get(index + 1).is_some_and(|it| it.len() >= NEXT_MIN);
            is_followed && next - sentences[index].end > TEXT_MIN
        })
        .map(|(_, &index)| Heading {
            is_inside: true,
            ..lead::heading(sentences[index].start, sentences[index].len(), false)
        })
        .collect()
}

fn is_title(plain: &[char], sentence: &Range<usize>) -> bool {
    let title = &plain[sentence.clone()];
    title.len() <= LENGTH_MAX
        && plain[sentence.end] == '。'
        && lead::is_lead(title)
        && !lead::is_opening(title)
        && !title.iter().any(|c| "，、：等".contains(*c))
        && !DEEDS.iter().any(|word| starts_with(title, word))
        && (lead::begins_deed(title) || STATES.iter().any(|word| contains(title, word)))
}
