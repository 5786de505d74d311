//! Headings, the halves of the report, and what stands over its first line.
//!
//! [Paragraphs](paragraph) are found first, then [headings](heading) that numbers, marks or lines
//! of their own show, then [lead sentences](lead) that serve as headings; [levels](level) follow
//! from how they nest, and the [halves](part) from what they say.

mod glued;
mod heading;
mod lead;
mod level;
mod paragraph;
mod parallel;
mod part;
pub(crate) mod preamble;
mod run_in;

use std::ops::Range;

use crate::text::Text;
use crate::{Part, Section};
use preamble::Preamble;

/// The report's outline.
pub(crate) struct Outline {
    pub(crate) preamble: Preamble,
    pub(crate) year: Option<i16>,
    /// Headings in the order of the text.
    pub(crate) sections: Vec<Section>,
    /// For each section, its heading and everything under it, in squeezed characters.
    pub(crate) ranges: Vec<Range<usize>>,
    /// For each section, its heading alone.
    pub(crate) headings: Vec<Range<usize>>,
    /// Where each part begins, in order; before the first the text belongs to none.
    parts: Vec<(usize, Part)>,
}

impl Outline {
    /// The innermost section that holds a character.
    pub(crate) fn section_at(&self, at: usize) -> Option<usize> {
        let after = self.ranges.partition_point(|range| range.start <= at);
        (0..after).rev().find(|&index| self.ranges[index].contains(&at))
    }

    /// The half of the report that a character stands in.
    pub(crate) fn part_at(&self, at: usize) -> Part {
        part::at(&self.parts, at)
    }

    /// The headings over a section, outermost first, its own included.
    pub(crate) fn path(&self, section: Option<usize>) -> Vec<String> {
        let mut path = Vec::new();
        let mut next = section;
        while let Some(index) = next {
            path.push(self.sections[index].title.clone());
            next = self.sections[index].parent;
        }
        path.reverse();
        path
    }

    /// The year that the plan of a section is for: of the report, or the last of its period.
    pub(crate) fn plan_year(&self, section: Option<usize>) -> Option<i16> {
        let path = self.path(section);
        let period = path.first().and_then(|title| period_end(title));
        period.filter(|end| self.year.is_none_or(|year| *end >= year)).or(self.year)
    }

    /// Whether any text stands in a part.
    pub(crate) fn has(&self, part: Part) -> bool {
        self.parts.iter().any(|(_, begun)| *begun == part)
    }
}

/// Reads headings and preamble.
pub(crate) fn read(text: &Text) -> Outline {
    let paragraphs = paragraph::split(text);
    let mut found = heading::find(text.plain(), &paragraphs);
    lead::add(text.plain(), &paragraphs, &mut found);
    part::settle_years(text.plain(), &mut found);
    let levels = level::of(text.plain(), &paragraphs, &found);
    let mut ranges: Vec<Range<usize>> = (0..found.len())
        .map(|index| {
            let end = (index + 1..found.len())
                .find(|&later| levels[later] <= levels[index])
                .map_or(text.len(), |later| found[later].range.start);
            found[index].range.start..end
        })
        .collect();
    let mut parts = part::begin(text.plain(), &paragraphs, &found, &ranges);
    for at in part::add_closings(text.plain(), &mut parts) {
        for range in ranges.iter_mut().filter(|range| range.contains(&at)) {
            range.end = at;
        }
    }
    let mut sections: Vec<Section> = Vec::with_capacity(found.len());
    let mut open: Vec<usize> = Vec::new();
    for (index, heading) in found.iter().enumerate() {
        open.retain(|&above| sections[above].level < levels[index]);
        sections.push(Section {
            level: levels[index],
            title: text.quote(heading.title.clone()),
            part: part::at(&parts, heading.range.start),
            heading: text.span(heading.range.clone()),
            span: text.span(ranges[index].clone()),
            parent: open.last().copied(),
        });
        open.push(index);
    }
    let preamble = preamble::read(text);
    let year = preamble.year(text.plain(), &found);
    let headings = found.into_iter().map(|heading| heading.range).collect();
    Outline { preamble, year, sections, ranges, headings, parts }
}

/// The last year of the five-year plan that a heading names without a year of its own.
fn period_end(title: &str) -> Option<i16> {
    const PLANS: [(&str, i16); 5] = [
        ("“十二五”", 2015),
        ("“十三五”", 2020),
        ("“十四五”", 2025),
        ("“十五五”", 2030),
        ("“十六五”", 2035),
    ];
    let names_year = title.chars().any(|c| c.is_ascii_digit());
    PLANS.iter().rfind(|(name, _)| !names_year && title.contains(name)).map(|(_, end)| *end)
}

#[cfg(test)]
mod tests;
