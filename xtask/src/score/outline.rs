//! Headings beside their labels.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use reader::Section;
use serde::Deserialize;

use super::row::part_name;
use super::sheet::{Rate, rate};

/// A heading as it is labelled, one a line.
#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Heading {
    level: u8,
    text: String,
    part: String,
}

/// How well the headings of one report were read.
pub(super) struct OutlineScore {
    pub(super) name: String,
    pub(super) gold: usize,
    pub(super) found: usize,
    /// Level, text and part agree.
    pub(super) full: Rate,
    /// The text agrees.
    pub(super) text: Rate,
}

/// Compares the headings that were read with those of a label file.
pub(super) fn score(name: &str, labels: &Path, outline: &[Section]) -> Result<OutlineScore> {
    let shown = labels.display();
    let content = fs::read_to_string(labels).with_context(|| format!("reading {shown}"))?;
    let read = |line: &str| -> Result<Heading> {
        let heading = serde_json::from_str::<Heading>(line);
        Ok(normalised(heading.with_context(|| format!("{shown}: {line}"))?))
    };
    let lines = content.lines().filter(|line| !line.trim().is_empty());
    let gold = lines.map(read).collect::<Result<Vec<_>>>()?;
    let found: Vec<Heading> = outline.iter().map(of_section).collect();
    Ok(OutlineScore {
        name: name.to_owned(),
        gold: gold.len(),
        found: found.len(),
        full: rate(common(&gold, &found, |a, b| a == b), gold.len(), found.len()),
        text: rate(common(&gold, &found, |a, b| a.text == b.text), gold.len(), found.len()),
    })
}

fn of_section(section: &Section) -> Heading {
    let part = part_name(section.part).to_owned();
    normalised(Heading { level: section.level, text: section.title.clone(), part })
}

/// White space, closing punctuation and the width of brackets do not matter.
fn normalised(heading: Heading) -> Heading {
    let text: String = heading.text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_end_matches(['。', '！', '：', '；', ':', ';', '.', '!']);
    Heading { text: text.replace('(', "（").replace(')', "）"), ..heading }
}

/// How many headings both have, each counted once.
fn common(gold: &[Heading], found: &[Heading], same: impl Fn(&Heading, &Heading) -> bool) -> usize {
    let mut rest: Vec<&Heading> = found.iter().collect();
    let mut common = 0;
    for heading in gold {
        if let Some(place) = rest.iter().position(|other| same(heading, other)) {
            rest.swap_remove(place);
            common += 1;
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_counts_once_and_without_its_punctuation() {
        let heading = |level, text: &str| {
            normalised(Heading { level, text: text.to_owned(), part: "plan".to_owned() })
        };
        let gold = [heading(1, "建 步道（一）"), heading(2, "办夜校"), heading(2, "办夜校")];
        let found = [heading(1, "建步道(一)。"), heading(3, "办夜校：")];
        assert_eq!(common(&gold, &found, |a, b| a == b), 1);
        assert_eq!(common(&gold, &found, |a, b| a.text == b.text), 2);
    }
}
