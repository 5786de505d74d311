//! Leads within the paragraph of a numbered heading (`（一）兴产业。做强工业。…发展现代农业。…`):
//! what stood in bold or began a line where the report was published.
//!
//! A short sentence alone tells nothing. They are leads where most numbered headings of a half of
//! the report have several of them, each with text of its own behind it.

use std::ops::Range;

use super::heading::{Heading, Style};
use super::lead;
use super::parallel::sentences;
use crate::words::{contains, starts_with};

/// The longest lead, in characters.
const LENGTH_MAX: usize = 16;
/// A paragraph as long as this may hold leads.
const PARAGRAPH_MIN: usize = 200;
/// The longest lead of two clauses, in characters.
const PAIR_MAX: usize = 26;
/// The shortest clause of such a lead.
const CLAUSE_MIN: usize = 4;
/// The longest lead that is told by others of its length alone.
const ALIKE_MAX: usize = 8;
/// How many leads stand under most of those that have others under them, at least.
const UNDER_MIN: usize = 2;
/// How much text stands under a lead up to the next, at least.
const TEXT_MIN: usize = 50;
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

/// A sentence that may be a lead.
struct Title {
    range: Range<usize>,
    /// A sentence of some length follows.
    is_followed: bool,
}

/// The short sentences of a paragraph that have text of their own behind them.
fn leads(plain: &[char], text: Range<usize>) -> Vec<Heading> {
    let sentences = sentences(plain, text.clone());
    let titles: Vec<&Range<usize>> =
        sentences.iter().filter(|sentence| is_title(plain, sentence)).collect();
    let is_one = |range: &Range<usize>| {
        let is_first = range.start == text.start && titles.len() > 1 && is_short(plain, range);
        let is_title = is_title(plain, range) || is_first;
        is_title || is_alike(plain, range, &titles) || is_pair(plain, range)
    };
    let with_next = sentences.iter().enumerate().filter(|(_, sentence)| is_one(sentence));
    let all: Vec<Title> = with_next
        .map(|(index, range)| {
            let is_followed =
                sentences.get(index + 1).is_some_and(|next| next.len() >= lead::NEXT_MIN);
            Title { range: range.clone(), is_followed }
        })
        .collect();
    nested(plain, &all, text.end).unwrap_or_else(|| {
        let is_flat = |title: &Title| !plain[title.range.clone()].contains(&'，');
        let flat: Vec<Title> = all.into_iter().filter(is_flat).collect();
        let with_room = flat.iter().zip(rooms(&flat, text.end));
        with_room
            .filter(|(title, room)| title.is_followed && *room > TEXT_MIN)
            .map(|(title, _)| heading(title, Style::Lead))
            .collect()
    })
}

fn heading(title: &Title, style: Style) -> Heading {
    let lead = lead::heading(title.range.start, title.range.len(), false);
    Heading { is_inside: true, style, ..lead }
}

/// How much text stands under each title up to the next.
fn rooms(titles: &[Title], end: usize) -> Vec<usize> {
    let next = titles.iter().skip(1).map(|next| next.range.start).chain([end]);
    titles.iter().zip(next).map(|(title, next)| next - title.range.end).collect()
}

/// Leads with others under them (`改造老城，建设新区。…修缮老街。…补种行道树。…`): those of two
/// clauses, or those built like one that little stands under before the next.
fn nested(plain: &[char], titles: &[Title], end: usize) -> Option<Vec<Heading>> {
    let words = |title: &Title| &plain[title.range.clone()];
    let rooms = rooms(titles, end);
    let mut rows = titles.iter().zip(&rooms);
    let pairs = titles.iter().filter(|title| words(title).contains(&'，')).count();
    let brief = rows.find(|(title, room)| title.is_followed && **room <= TEXT_MIN);
    let is_outer = |title: &Title| match brief {
        _ if pairs > 1 => words(title).contains(&'，'),
        Some((brief, _)) => shares_frame(words(title), words(brief)),
        None => false,
    };
    let stands = |(title, room): &(&Title, &usize)| {
        title.is_followed && (is_outer(title) || **room > TEXT_MIN && !words(title).contains(&'，'))
    };
    let found: Vec<Heading> = titles
        .iter()
        .zip(&rooms)
        .filter(stands)
        .map(|(title, _)| heading(title, if is_outer(title) { Style::Lead } else { Style::Under }))
        .collect();
    let groups = found.chunk_by(|_, next| next.style == Style::Under);
    let opens = found.first().is_some_and(|first| first.style == Style::Lead);
    let outer = groups.clone().count();
    let holding = groups.filter(|group| group.len() > UNDER_MIN).count();
    (opens && holding > 1 && holding * 2 > outer).then_some(found)
}

/// Whether two titles say the same of different things (`打好蓝天保卫战`, `打好净土保卫战`).
fn shares_frame(title: &[char], other: &[char]) -> bool {
    let ends_alike = title[title.len() - 2..] == other[other.len() - 2..];
    let verbs = |words: &[char]| [[words[0], words[1]], [words[2], words[3]]];
    ends_alike && verbs(title).iter().any(|verb| verbs(other).contains(verb))
}

fn is_title(plain: &[char], sentence: &Range<usize>) -> bool {
    let title = &plain[sentence.clone()];
    is_short(plain, sentence)
        && !DEEDS.iter().any(|word| starts_with(title, word))
        && (lead::begins_deed(title) || STATES.iter().any(|word| contains(title, word)))
}

fn is_short(plain: &[char], sentence: &Range<usize>) -> bool {
    let title = &plain[sentence.clone()];
    title.len() <= LENGTH_MAX
        && is_worded(plain, sentence)
        && !title.iter().any(|c| "，、：等".contains(*c))
}

fn is_worded(plain: &[char], sentence: &Range<usize>) -> bool {
    let title = &plain[sentence.clone()];
    plain[sentence.end] == '。' && lead::is_lead(title) && !lead::is_opening(title)
}

/// Whether a short sentence is as long as two titles or more
/// (`改造提升一批`, `签约引进一批`).
fn is_alike(plain: &[char], sentence: &Range<usize>, titles: &[&Range<usize>]) -> bool {
    let is_like = |title: &&&Range<usize>| title.len() == sentence.len();
    sentence.len() <= ALIKE_MAX
        && is_short(plain, sentence)
        && titles.iter().filter(is_like).count() > 1
}

/// Whether a sentence names two deeds, as leads over others do.
fn is_pair(plain: &[char], sentence: &Range<usize>) -> bool {
    let title = &plain[sentence.clone()];
    let mut clauses = title.split(|c| *c == '，');
    title.len() <= PAIR_MAX
        && clauses.clone().count() == 2
        && clauses.all(|clause| clause.len() >= CLAUSE_MIN && lead::begins_deed(clause))
        && is_worded(plain, sentence)
        && !title.iter().any(|c| "、：等".contains(*c))
}
