//! A report's text laid out to be read: headings, paragraphs, and the words that are marked.
//! What a page makes of it is the page's own.

use crate::Section;

/// A heading or a paragraph.
#[derive(Debug)]
pub struct Block<M> {
    /// 0 for a paragraph, 2 to 4 for headings.
    pub level: u8,
    /// Its anchor on the page.
    pub id: String,
    /// Its text, in order.
    pub runs: Vec<Run<M>>,
}

/// A stretch of a block's text.
#[derive(Debug)]
pub struct Run<M> {
    /// Without stray markup and line breaks.
    pub text: String,
    /// Bold: a heading that runs into its paragraph.
    pub strong: bool,
    /// What it is marked as.
    pub mark: Option<M>,
}

/// Lays a text out: a block a line, cut where marks and run-in headings begin and end.
///
/// `marks` tells of each character what it is marked as; `mark` is asked for each run's.
///
/// # Panics
/// Where `marks` is shorter than the text.
#[must_use]
pub fn lay_out<K: Copy + PartialEq, M>(
    text: &str,
    outline: &[Section],
    title: &str,
    marks: &[Option<K>],
    mut mark: impl FnMut(K) -> M,
) -> Vec<Block<M>> {
    let text: Vec<char> = text.chars().collect();
    let levels = heading_levels(outline, text.len());
    let title: String = title.split_whitespace().collect();
    let mut above = 1;
    let mut blocks = Vec::new();
    for (start, end) in lines(&text) {
        let mut runs = Vec::new();
        let mut at = start;
        while at < end {
            let inside = marks[at];
            let strong = levels[at];
            let same = |&next: &usize| marks[next] == inside && levels[next] == strong;
            let stop = (at..end).take_while(same).last().map_or(end, |last| last + 1);
            let visible = visible(&text[at..stop]);
            if !visible.is_empty() {
                let mark = inside.map(&mut mark);
                runs.push(Run { text: visible, strong: strong.is_some(), mark });
            }
            at = stop;
        }
        // The title stands above the text already.
        let is_title = blocks.is_empty() && runs.iter().all(|run| run.text == title);
        if runs.is_empty() || is_title {
            continue;
        }
        // A line that is all heading is one; a heading that runs into its paragraph is bold.
        let whole = runs.iter().all(|run| run.strong && run.mark.is_none());
        let level = if whole { levels[start..end].iter().flatten().min().copied() } else { None };
        // No level is skipped, whatever the report does: the title is the first.
        let level = level.map_or(0, |level| level.min(above + 1));
        if level > 0 {
            above = level;
        }
        blocks.push(Block { level, id: format!("p-{}", blocks.len()), runs });
    }
    blocks
}

/// The headings: level, anchor, words.
#[must_use]
pub fn contents<M>(blocks: &[Block<M>]) -> Vec<(u8, String, String)> {
    let headings = blocks.iter().filter(|block| block.level > 0);
    headings
        .map(|block| {
            let text: String = block.runs.iter().map(|run| run.text.as_str()).collect();
            (block.level, block.id.clone(), text)
        })
        .collect()
}

/// Of each character, the level of the heading that it stands in, as HTML counts: 2 to 4.
fn heading_levels(outline: &[Section], length: usize) -> Vec<Option<u8>> {
    let mut levels = vec![None; length];
    for section in outline {
        let span = section.heading.start..section.heading.end;
        for level in levels.get_mut(span).into_iter().flatten() {
            *level = Some((section.level + 1).min(4));
        }
    }
    levels
}

fn lines(text: &[char]) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, character) in text.iter().chain(['\n'].iter()).enumerate() {
        if *character == '\n' {
            lines.push((start, at));
            start = at + 1;
        }
    }
    lines
}

/// What is read of a stretch: without stray markup, and without white space but between Latin
/// words.
fn visible(text: &[char]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(length) = markup(&text[at..]) {
            at += length;
            continue;
        }
        let character = text[at];
        let between = |side: Option<&char>| side.is_some_and(char::is_ascii_alphabetic);
        let kept = !character.is_whitespace()
            || (between(at.checked_sub(1).and_then(|before| text.get(before)))
                && between(text.get(at + 1)));
        if kept {
            out.push(character);
        }
        at += 1;
    }
    out
}

/// The length of a tag that the text begins with.
fn markup(text: &[char]) -> Option<usize> {
    let name = match text {
        ['<', '/', name, ..] | ['<', name, ..] => name,
        _ => return None,
    };
    if !name.is_ascii_alphabetic() {
        return None;
    }
    text.iter().position(|&character| character == '>').map(|end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_that_runs_into_the_last_line_is_bold() {
        let span = crate::Span { start: 3, end: 5 };
        let heading = Section {
            level: 3,
            title: "路桥".to_owned(),
            part: crate::Part::Plan,
            heading: span,
            span: crate::Span { start: 3, end: 9 },
            parent: None,
        };
        let text = "前言\n路桥。新建桥";
        let blocks = lay_out::<(), ()>(text, &[heading], "", &[None; 9], |()| ());
        let runs: Vec<_> = blocks[1].runs.iter().map(|it| (it.text.as_str(), it.strong)).collect();
        assert_eq!(runs, [("路桥", true), ("。新建桥", false)]);
    }

    #[test]
    fn stray_markup_and_spaces_are_not_shown() {
        let text: Vec<char> = "<strong>新建 30 座</strong>，PPP mode 1<2".chars().collect();
        assert_eq!(visible(&text), "新建30座，PPP mode1<2");
    }
}
