//! Proposals by the machine: which measure answers a target, and what was last reached of it.
//!
//! A proposal is made only where one candidate is clearly best; a doubtful one is left to a person.

use crate::draft::FigureRead;
use crate::event::{Compared, TargetMade};

/// A measure with the words by which it says what it can answer.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The measure, `works/tourist_toilets`.
    pub measure: &'a str,
    /// What targets call the thing that it counts.
    pub subjects: &'a [String],
    /// The units in which targets give it.
    pub units: &'a [String],
}

/// The measure that answers a target: its unit is the same, and its longest word stands in the
/// target's subject. `None` where none does, or two do equally well.
#[must_use]
pub fn answering<'a>(target: &TargetMade, candidates: &[Candidate<'a>]) -> Option<&'a str> {
    if target.sense != "level" {
        return None;
    }
    let fit = |candidate: &Candidate<'a>| {
        let same_unit = candidate.units.contains(&target.unit);
        let words = candidate.subjects.iter().filter(|word| target.subject.contains(word.as_str()));
        let longest = words.map(|word| word.chars().count()).max()?;
        same_unit.then_some((longest, candidate.measure))
    };
    let fits: Vec<(usize, &str)> = candidates.iter().filter_map(fit).collect();
    let best = fits.iter().map(|(length, _)| *length).max()?;
    let mut winners = fits.iter().filter(|(length, _)| *length == best);
    let winner = winners.next()?.1;
    winners.next().is_none().then_some(winner)
}

/// What the same report's review tells of the thing that a target promises: the figure of the year
/// before with the same unit and sense whose subject is nearest, where it is near enough.
#[must_use]
pub fn last_result<'a>(
    index: usize,
    target: &TargetMade,
    figures: impl Iterator<Item = &'a FigureRead>,
    year: i16,
) -> Option<Compared> {
    let last_year = year - 1;
    let comparable = |figure: &&FigureRead| {
        let told = &figure.target;
        figure.part == "review"
            && figure.year == Some(last_year)
            && told.value_high.is_none()
            && told.unit == target.unit
            && told.sense == target.sense
            && told.direction == target.direction
    };
    let mut scored: Vec<(u32, &FigureRead)> = figures
        .filter(comparable)
        .map(|figure| (likeness(&figure.target.subject, &target.subject), figure))
        .filter(|(score, _)| *score >= 75)
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let (best, figure) = *scored.first()?;
    let tied = scored.get(1).is_some_and(|(score, _)| *score == best);
    (!tied).then(|| Compared {
        target: index,
        value: figure.target.value,
        year: last_year,
        quote: figure.quote.clone(),
        proposed: true,
    })
}

/// How like two noun phrases are, 0 to 100: twice their common characters by all of them
/// (Dice's coefficient over characters with repetition).
fn likeness(a: &str, b: &str) -> u32 {
    let mut rest: Vec<char> = b.chars().collect();
    let (length_a, length_b) = (a.chars().count(), rest.len());
    if length_a + length_b == 0 {
        return 0;
    }
    let common = a
        .chars()
        .filter(|c| {
            let found = rest.iter().position(|other| other == c);
            found.map(|at| rest.swap_remove(at)).is_some()
        })
        .count();
    u32::try_from(200 * common / (length_a + length_b)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(subject: &str, unit: &str) -> TargetMade {
        TargetMade {
            subject: subject.into(),
            action: String::new(),
            value: 30.into(),
            value_high: None,
            unit: unit.into(),
            sense: "level".into(),
            direction: String::new(),
            relation: "eq".into(),
            span: (0, 1),
            origin: None,
        }
    }

    #[test]
    fn the_longest_word_wins_and_a_tie_is_left_to_a_person() {
        let words =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let (toilet, tourist) = (words(&["公厕"]), words(&["旅游公厕"]));
        let unit = words(&["座"]);
        let candidates = [
            Candidate { measure: "w/toilets", subjects: &toilet, units: &unit },
            Candidate { measure: "w/tourist", subjects: &tourist, units: &unit },
        ];
        assert_eq!(answering(&target("旅游公厕", "座"), &candidates), Some("w/tourist"));
        assert_eq!(answering(&target("城市公厕", "座"), &candidates), Some("w/toilets"));
        assert_eq!(answering(&target("旅游公厕", "个"), &candidates), None, "another unit");
        let twice = [candidates[0], Candidate { measure: "w/other", ..candidates[0] }];
        assert_eq!(answering(&target("公厕", "座"), &twice), None, "a tie");
    }

    #[test]
    fn likeness_is_symmetric_and_bounded() {
        assert_eq!(likeness("旅游公厕", "旅游公厕"), 100);
        assert_eq!(likeness("", ""), 0);
        assert_eq!(likeness("绿道", "小绿道"), likeness("小绿道", "绿道"));
        assert!(likeness("绿道", "公厕") == 0);
    }
}
