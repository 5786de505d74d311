//! What is read: published reports where they are beside the project, made-up ones where not.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::root;
use crate::score::{STANDARD_FOLDER, files};

/// What a long report of a city has.
const CHARACTERS: usize = 23_000;
/// How many reports are made up.
const MADE_UP: usize = 20;
/// Sentences of our own, each beginning with the half of a report that it is for.
const SUITE: &str = "crates/reader/suite/figures.case";

/// A report.
pub(super) struct Text {
    pub(super) name: String,
    pub(super) text: String,
}

/// All reports to be read.
pub(super) fn all() -> Result<Vec<Text>> {
    let folder = root().join(STANDARD_FOLDER).join("reports");
    if !folder.is_dir() {
        return made_up();
    }
    let read = |(name, path): (String, PathBuf)| {
        let text = fs::read_to_string(&path);
        Ok(Text { name, text: text.with_context(|| format!("reading {}", path.display()))? })
    };
    files(&folder, ".txt")?.into_iter().map(read).collect()
}

/// The one whose length is nearest to that of a city's long report.
pub(super) fn nearest_to_a_report(texts: &[Text]) -> &Text {
    let distance = |text: &&Text| text.text.chars().count().abs_diff(CHARACTERS);
    texts.iter().min_by_key(distance).expect("there is a text")
}

fn made_up() -> Result<Vec<Text>> {
    let suite =
        fs::read_to_string(root().join(SUITE)).with_context(|| format!("reading {SUITE}"))?;
    let of_half = |half: &str| -> Vec<&str> {
        suite.lines().filter_map(|line| line.strip_prefix(half)).map(str::trim).collect()
    };
    let [review, plan] = [of_half("回顾 "), of_half("计划 ")];
    Ok((0..MADE_UP)
        .map(|number| {
            let mut text = "2031年甲州市政府工作报告\n各位代表：\n一、2030年工作回顾\n".to_owned();
            fill(&mut text, &review, number, CHARACTERS / 2);
            text.push_str("二、2031年重点工作\n");
            fill(&mut text, &plan, number, CHARACTERS);
            Text { name: format!("made up {}", number + 1), text }
        })
        .collect())
}

/// Adds paragraphs under headings until the text has so many characters.
fn fill(text: &mut String, sentences: &[&str], offset: usize, characters: usize) {
    const PER_PARAGRAPH: usize = 8;
    const PER_SECTION: usize = 40;
    let mut length = text.chars().count();
    for (index, sentence) in sentences.iter().cycle().skip(offset).enumerate() {
        if length >= characters {
            break;
        }
        if index % PER_SECTION == 0 {
            let number = index / PER_SECTION + 1;
            write!(text, "\n{number}．办好身边小事。").expect("a string takes whatever is written");
        } else if index % PER_PARAGRAPH == 0 {
            text.push('\n');
        }
        text.push_str(sentence);
        length += sentence.chars().count();
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_report_reads_as_one() {
        let texts = made_up().unwrap();
        assert_eq!(texts.len(), MADE_UP);
        let report = nearest_to_a_report(&texts);
        let characters = report.text.chars().count();
        assert!(characters.abs_diff(CHARACTERS) < 1000, "{characters}");
        let reading = reader::read(&report.text);
        assert!(reading.figures.len() > 500, "{}", reading.figures.len());
        assert!(reading.figures.iter().any(|figure| figure.part == reader::Part::Review));
        assert!(reading.figures.iter().any(|figure| figure.part == reader::Part::Plan));
    }
}
