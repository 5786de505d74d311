//! What a report aims at above all: the dozen figures by which its year will be judged.

use reader::{CommitmentKind, Figure, Part, Reading, Span};

use super::Report;

/// Words by which reports name these figures. `主要目标` comes second: it can be of five years.
const NAMES: [&str; 2] = ["预期目标", "主要目标"];
/// How many characters may stand between the name and the `是`, `为` or `：` before the figures.
const NEAR_CHARACTERS: usize = 6;
/// Where more figures than this stand under a heading, it is over half the report.
const TARGETS_MAX: usize = 40;

/// The main targets in the order of the text: the figures of the sentence that says what they are,
/// else of the section whose heading does, else of the outcomes that the plan promises.
pub(super) fn main_targets<'a>(report: &'a Report<'_>) -> Vec<&'a Figure> {
    let reading = &report.reading;
    let inside = |span: &Span| -> Vec<&Figure> {
        let within = |figure: &&Figure| (span.start..span.end).contains(&figure.number.start);
        reading.figures.iter().filter(|it| it.part == Part::Plan).filter(within).collect()
    };
    let sections = || {
        // The later of two is that of the year: before it may stand that of five years.
        let named = reading.outline.iter().rev().filter(|it| names_targets(&it.title));
        named.map(|section| section.span)
    };
    let places = sentences(&report.text).into_iter().chain(sections());
    let few = |figures: &Vec<_>| (2..=TARGETS_MAX).contains(&figures.len());
    places.map(|span| inside(&span)).find(few).unwrap_or_else(|| outcomes(reading))
}

fn names_targets(heading: &str) -> bool {
    NAMES.iter().any(|name| heading.contains(name))
}

/// What goes on `…目标是：` after a name, from the name to the end of the sentence and of its line:
/// a sentence can be broken by lines, and a list of targets be several sentences.
fn sentences(text: &str) -> Vec<Span> {
    let text: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for name in NAMES.map(|name| name.chars().collect::<Vec<char>>()) {
        let named = text.windows(name.len()).enumerate().filter(|(_, window)| *window == name);
        for (start, _) in named {
            let rest = &text[start + name.len()..];
            let mut near = rest.iter().take(NEAR_CHARACTERS).take_while(|c| **c != '。');
            if near.any(|character| matches!(character, '是' | '为' | '：' | ':')) {
                let before = |end| rest.iter().position(|&c| c == end).unwrap_or(rest.len());
                let length = before('。').max(before('\n'));
                found.push(Span { start, end: start + name.len() + length });
            }
        }
    }
    found
}

fn outcomes(reading: &Reading) -> Vec<&Figure> {
    let outcomes = reading.commitments.iter().filter(|one| one.kind == CommitmentKind::Outcome);
    outcomes.flat_map(|one| one.figures.iter().map(|&at| &reading.figures[at])).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn targets(plan: &str) -> Vec<String> {
        let text = format!(
            "2031年甲州市政府工作报告\n一、2030年工作回顾\n全年新建公园12个。\n\
             二、2031年主要目标和重点工作\n{plan}"
        );
        let reading = reader::read(&text);
        let (path, notes) = (Path::new("report.txt"), Vec::new());
        let report = Report { path, format: "text", notes, text, reading };
        main_targets(&report).iter().map(|figure| figure.value.to_string()).collect()
    }

    #[test]
    fn they_are_the_sentence_that_says_so() {
        let broken =
            "主要预期目标是：地区生产总值增长7%，\n城镇新增就业3万人。\n改造管网25公里。\n";
        assert_eq!(targets(broken), ["7", "30000"]);
        let two = "主要预期目标是：地区生产总值增长7%。城镇新增就业3万人。\n改造管网25公里。\n";
        assert_eq!(targets(two), ["7", "30000"]);
    }

    #[test]
    fn they_are_the_section_that_says_so_and_no_half_of_the_report() {
        let section =
            "（一）主要预期目标\n地区生产总值增长7%。城镇新增就业3万人。\n（二）城市建设\n";
        let works = "改造管网25公里。".repeat(TARGETS_MAX);
        assert_eq!(targets(&format!("{section}{works}\n")), ["7", "30000"]);
    }

    #[test]
    fn else_they_are_what_the_plan_says_of_the_state_of_the_city() {
        let works = "改造管网25公里。".repeat(TARGETS_MAX);
        assert_eq!(targets(&format!("（一）发展\n地区生产总值增长7%。{works}\n")), ["7"]);
    }
}
