//! Headings, the halves of the report, its title, place and year.

mod heading;
pub(crate) mod preamble;

use std::ops::Range;

use crate::text::Text;
use crate::{Part, Section};

/// The report's outline.
pub(crate) struct Outline {
    pub(crate) title: String,
    pub(crate) place: Option<String>,
    pub(crate) year: Option<i16>,
    /// Headings in the order of the text.
    pub(crate) sections: Vec<Section>,
    /// For each section, its heading and everything under it, in squeezed characters.
    pub(crate) ranges: Vec<Range<usize>>,
    /// For each section, its heading alone.
    pub(crate) headings: Vec<Range<usize>>,
    /// Where a section that both looks back and ahead turns to what is planned.
    turns: Vec<Range<usize>>,
}

impl Outline {
    /// The innermost section that holds a character.
    pub(crate) fn section_at(&self, at: usize) -> Option<usize> {
        let after = self.ranges.partition_point(|range| range.start <= at);
        (0..after).rev().find(|&index| self.ranges[index].contains(&at))
    }

    /// The half of the report that a character stands in.
    pub(crate) fn part_at(&self, at: usize) -> Part {
        if self.turns.iter().any(|turn| turn.contains(&at)) {
            return Part::Plan;
        }
        self.section_at(at).map_or(Part::Other, |section| self.sections[section].part)
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

    /// Whether any section stands in a part.
    pub(crate) fn has(&self, part: Part) -> bool {
        self.sections.iter().any(|section| section.part == part)
    }
}

/// Reads headings and preamble.
pub(crate) fn read(text: &Text) -> Outline {
    let found = heading::find(text);
    let levels = levels(&found);
    let mut outline = Outline {
        title: preamble::title(text),
        place: preamble::place(text),
        year: preamble::year(text, &found),
        sections: Vec::with_capacity(found.len()),
        ranges: Vec::with_capacity(found.len()),
        headings: found.iter().map(|heading| heading.range.clone()).collect(),
        turns: Vec::new(),
    };
    let mut part = Part::Other;
    let mut open: Vec<usize> = Vec::new();
    for (index, heading) in found.iter().enumerate() {
        let level = levels[index];
        part = heading.part.unwrap_or(part);
        open.retain(|&above| outline.sections[above].level < level);
        let end = (index + 1..found.len())
            .find(|&later| levels[later] <= level)
            .map_or(text.len(), |later| found[later].range.start);
        let range = heading.range.start..end;
        outline.sections.push(Section {
            level,
            title: text.quote(heading.title.clone()),
            part,
            heading: text.span(heading.range.clone()),
            span: text.span(range.clone()),
            parent: open.last().copied(),
        });
        outline.turns.extend(heading::turn(text, heading, range.end));
        outline.ranges.push(range);
        open.push(index);
    }
    outline
}

/// The level of each heading: 1 for parts and their siblings, 2 for `一、` below an unnumbered
/// part, 3 for `（一）`, 4 for the rest.
fn levels(found: &[heading::Heading]) -> Vec<u8> {
    let parts_are_numbered = found
        .iter()
        .any(|heading| heading.part.is_some() && heading.numbering == heading::Numbering::Comma);
    found
        .iter()
        .map(|heading| match heading.numbering {
            _ if heading.part.is_some() => 1,
            heading::Numbering::Comma if parts_are_numbered => 1,
            heading::Numbering::Comma => 2,
            heading::Numbering::Brackets => 3,
            heading::Numbering::Digits | heading::Numbering::None => 4,
        })
        .collect()
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
