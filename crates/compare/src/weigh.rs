//! How much of one phrase's words stand in another: pairs of characters, the rare ones weighing
//! more.

use std::collections::BTreeMap;

/// Two neighbouring characters. A phrase of one character has that character twice.
type Pair = (char, char);

/// The pairs of a text, each once, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pairs(Vec<Pair>);

impl Pairs {
    pub(crate) fn of(text: &str) -> Self {
        let mut pairs = Vec::new();
        let mut before = None;
        for c in text.chars() {
            // Pairs do not reach over what is no word.
            if !c.is_alphanumeric() {
                before = None;
                continue;
            }
            if let Some(before) = before {
                pairs.push((before, c));
            }
            before = Some(c);
        }
        if let (true, Some(only)) = (pairs.is_empty(), text.chars().find(|c| c.is_alphanumeric())) {
            pairs.push((only, only));
        }
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Pair> + '_ {
        self.0.iter().copied()
    }

    fn holds(&self, pair: Pair) -> bool {
        self.0.binary_search(&pair).is_ok()
    }

    /// The pairs that are not in another text.
    pub(crate) fn without(&self, other: &Self) -> Self {
        Self(self.iter().filter(|pair| !other.holds(*pair)).collect())
    }
}

/// How much each pair weighs: the fewer phrases have it, the more.
pub(crate) struct Weights {
    phrases: u32,
    counts: BTreeMap<Pair, u32>,
}

impl Weights {
    pub(crate) fn of<'a>(phrases: impl IntoIterator<Item = &'a Pairs>) -> Self {
        let mut weights = Self { phrases: 0, counts: BTreeMap::new() };
        for phrase in phrases {
            weights.phrases += 1;
            for pair in phrase.iter() {
                *weights.counts.entry(pair).or_default() += 1;
            }
        }
        weights
    }

    /// Whole numbers, so that every machine finds the same.
    pub(crate) fn weight(&self, pair: Pair) -> u32 {
        let count = self.counts.get(&pair).copied().unwrap_or(1).max(1);
        2 + (self.phrases / count).max(1).ilog2()
    }

    /// The weight of all pairs together.
    pub(crate) fn total(&self, pairs: &Pairs) -> u32 {
        pairs.iter().map(|pair| self.weight(pair)).sum()
    }

    /// How much of `pairs` stands in the places, in thousandths; what stands in several counts for
    /// the first of them. A place is what is there, and how many thousandths it counts for.
    pub(crate) fn cover(&self, pairs: &Pairs, places: &[(&Pairs, u32)]) -> u32 {
        let total = self.total(pairs);
        if total == 0 {
            return 0;
        }
        let found = pairs.iter().map(|pair| {
            let place = places.iter().find(|(place, _)| place.holds(pair));
            place.map_or(0, |(_, counts_for)| self.weight(pair) * counts_for)
        });
        found.sum::<u32>() / total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_weigh_more_and_a_far_place_counts_less() {
        let phrases = ["公厕项目", "公园项目", "步道项目", "夜校项目"].map(Pairs::of);
        let weights = Weights::of(&phrases);
        let (toilet, project) = (Pairs::of("公厕"), Pairs::of("项目"));
        assert!(weights.total(&toilet) > weights.total(&project));
        assert_eq!(weights.cover(&phrases[0], &[(&phrases[0], 1000)]), 1000);
        assert!(weights.cover(&phrases[0], &[(&phrases[1], 1000)]) < 500);
        assert_eq!(weights.cover(&toilet, &[(&project, 1000), (&toilet, 400)]), 400);
    }

    #[test]
    fn a_phrase_of_one_character_is_a_phrase() {
        assert!(!Pairs::of("路").is_empty());
        assert!(Pairs::of("—、").is_empty());
    }
}
