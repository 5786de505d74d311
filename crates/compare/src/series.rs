//! Which reports of a pile can be set beside each other, and what is wrong with the rest.

use std::collections::BTreeMap;

use reader::{DiagnosticCode, Part, Reading};

/// What must be known of a report to find its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The place that reports.
    pub place: Option<String>,
    /// The year it was given in.
    pub year: Option<i16>,
    /// The same for two files that hold the same text.
    pub digest: u64,
    /// What is wrong with the report itself.
    pub faults: Vec<Fault>,
}

/// What is wrong with a report itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It has no Chinese sentence.
    NotChinese,
    /// It seems to end in the middle.
    LooksCutOff,
    /// Its review looks back over several years: what it tells of the last one may be little.
    ReviewsYears,
}

/// What keeps reports from being set beside each other, or should be known of those that are. The
/// numbers are places in the pile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remark {
    /// The text tells no place, and nothing else does.
    NoPlace(usize),
    /// The same for the year.
    NoYear(usize),
    /// The second holds the same text as the first and is left out.
    SameTwice(usize, usize),
    /// Two texts for one place and year: the first is taken.
    TwoOfOneYear(usize, usize),
    /// Between the two, years are missing; they are not set beside each other.
    YearsMissing(usize, usize),
    /// The place is called otherwise in the second.
    Renamed(usize, usize),
    /// There is no other report of its place.
    Alone(usize),
    /// Something is wrong with it.
    Fault(usize, Fault),
}

/// Pairs of places in a pile: each report with that of the next year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chains {
    /// By place, then by year.
    pub pairs: Vec<(usize, usize)>,
    /// Reports after which there is none: what they promise is not answered yet. By place and year.
    pub open: Vec<usize>,
    /// In the order of the pile.
    pub remarks: Vec<Remark>,
}

/// Looks at a report by itself. What it does not tell of place and year the caller may know.
#[must_use]
pub fn survey(text: &str, reading: &Reading) -> Survey {
    let has = |code| reading.diagnostics.iter().any(|it| it.code == code);
    let mut faults = Vec::new();
    if has(DiagnosticCode::NotChinese) {
        faults.push(Fault::NotChinese);
    } else if looks_cut_off(text, reading) {
        faults.push(Fault::LooksCutOff);
    }
    if crate::view::reviews_years(text, reading) {
        faults.push(Fault::ReviewsYears);
    }
    Survey { place: reading.place.clone(), year: reading.year, digest: digest(text), faults }
}

/// Whether a report ends without the end of a sentence, or before its plan.
fn looks_cut_off(text: &str, reading: &Reading) -> bool {
    let last = text.trim_end().chars().next_back();
    let is_ended = last.is_none_or(|c| !c.is_alphanumeric() && !"、，,；;：:—（“《".contains(c));
    let has_plan = reading.outline.iter().any(|section| section.part == Part::Plan);
    let has_review = reading.outline.iter().any(|section| section.part == Part::Review);
    // A glossary or a table at the end has no full stop.
    (!is_ended && reading.glossary.is_empty()) || (has_review && !has_plan)
}

/// FNV-1a of the text without white space: no protection, and none is needed.
fn digest(text: &str) -> u64 {
    let bytes = text.split_whitespace().flat_map(str::bytes);
    bytes.fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Finds for each report the one of the next year.
#[must_use]
pub fn chain(pile: &[Survey]) -> Chains {
    let mut chains = Chains::default();
    let mut first_with: BTreeMap<u64, usize> = BTreeMap::new();
    let mut by_place: BTreeMap<&str, BTreeMap<i16, usize>> = BTreeMap::new();
    for (at, survey) in pile.iter().enumerate() {
        chains.remarks.extend(survey.faults.iter().map(|fault| Remark::Fault(at, *fault)));
        if let Some(first) = first_with.get(&survey.digest) {
            chains.remarks.push(Remark::SameTwice(*first, at));
            continue;
        }
        first_with.insert(survey.digest, at);
        let (Some(place), Some(year)) = (survey.place.as_deref(), survey.year) else {
            if survey.faults.contains(&Fault::NotChinese) {
                continue;
            }
            let no_place = survey.place.is_none().then_some(Remark::NoPlace(at));
            let no_year = survey.year.is_none().then_some(Remark::NoYear(at));
            chains.remarks.extend(no_place.into_iter().chain(no_year));
            continue;
        };
        let years = by_place.entry(stem(place)).or_default();
        if let Some(first) = years.get(&year) {
            chains.remarks.push(Remark::TwoOfOneYear(*first, at));
        } else {
            years.insert(year, at);
        }
    }
    for years in by_place.values() {
        chain_place(years, pile, &mut chains);
    }
    chains.remarks.sort_unstable_by_key(|remark| (remark.of(), *remark));
    chains
}

fn chain_place(years: &BTreeMap<i16, usize>, pile: &[Survey], chains: &mut Chains) {
    if let (1, Some(only)) = (years.len(), years.values().next()) {
        chains.remarks.push(Remark::Alone(*only));
    }
    chains.open.extend(years.values().next_back());
    for ((year, earlier), (next, later)) in years.iter().zip(years.iter().skip(1)) {
        if pile[*earlier].place != pile[*later].place {
            chains.remarks.push(Remark::Renamed(*earlier, *later));
        }
        if *next == year + 1 {
            chains.pairs.push((*earlier, *later));
        } else {
            chains.remarks.push(Remark::YearsMissing(*earlier, *later));
            chains.open.push(*earlier);
        }
    }
}

/// A place's name without what it is: a county that became a district or a city is the same place.
fn stem(place: &str) -> &str {
    let stem = ["县", "区", "市"].iter().find_map(|end| place.strip_suffix(end));
    stem.filter(|stem| stem.chars().count() >= 2 && !stem.ends_with("自治")).unwrap_or(place)
}

impl Remark {
    /// The report that it is about.
    #[must_use]
    pub fn of(self) -> usize {
        match self {
            Self::NoPlace(at) | Self::NoYear(at) | Self::Alone(at) | Self::Fault(at, _) => at,
            Self::SameTwice(_, at)
            | Self::TwoOfOneYear(_, at)
            | Self::YearsMissing(at, _)
            | Self::Renamed(_, at) => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pile(reports: &[(&str, i16)]) -> Vec<Survey> {
        let survey = |(at, (place, year)): (usize, &(&str, i16))| Survey {
            place: (!place.is_empty()).then(|| (*place).to_owned()),
            year: (*year > 0).then_some(*year),
            digest: u64::try_from(at).expect("few"),
            faults: Vec::new(),
        };
        reports.iter().enumerate().map(survey).collect()
    }

    #[test]
    fn each_report_goes_with_that_of_the_next_year() {
        let pile = pile(&[("甲市", 2032), ("乙县", 2031), ("甲市", 2031), ("甲市", 2033)]);
        let chains = chain(&pile);
        assert_eq!(chains.pairs, [(2, 0), (0, 3)]);
        assert_eq!(chains.remarks, [Remark::Alone(1)]);
    }

    #[test]
    fn a_missing_year_is_not_bridged() {
        let chains = chain(&pile(&[("甲州市", 2031), ("甲州市", 2033)]));
        assert!(chains.pairs.is_empty());
        assert_eq!(chains.remarks, [Remark::YearsMissing(0, 1)]);
        assert_eq!(chains.open, [1, 0]);
    }

    #[test]
    fn a_county_that_became_a_district_is_one_place_and_a_province_another() {
        let chains = chain(&pile(&[("甲州县", 2031), ("甲州区", 2032), ("甲州省", 2033)]));
        assert_eq!(chains.pairs, [(0, 1)]);
        assert_eq!(chains.remarks, [Remark::Renamed(0, 1), Remark::Alone(2)]);
    }

    #[test]
    fn of_two_reports_of_one_year_the_first_is_taken_and_the_same_file_once() {
        let mut two = pile(&[("甲州市", 2031), ("甲州市", 2031), ("甲州市", 2032), ("", 0)]);
        assert_eq!(chain(&two).pairs, [(0, 2)]);
        let nothing = [Remark::TwoOfOneYear(0, 1), Remark::NoPlace(3), Remark::NoYear(3)];
        assert_eq!(chain(&two).remarks, nothing);
        two[1].digest = two[0].digest;
        assert_eq!(chain(&two).remarks[0], Remark::SameTwice(0, 1));
    }
}
