//! The word tables of `words/`, made ready for longest-match look-up.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Relation;

/// What a verb that opens a clause promises; the sections of `words/verbs.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// A deed that can be seen to be done.
    Act,
    /// Furthering something.
    Push,
    /// An attitude or a guide to action.
    Stance,
    /// What is hoped to follow.
    Effect,
}

/// What a verb says of the number beside it; the sections of `words/predicates.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Predicate {
    /// Growth.
    Up,
    /// Fall.
    Down,
    /// Distance from a reference.
    Gap,
    /// What is reached or held.
    Reach,
    /// What became of the things counted.
    State,
    /// Another deed told of them.
    Act,
    /// A deed that stands before the number of the things it was done to.
    Deed,
}

/// Words that say nothing of what is counted; the sections of `words/adverbs.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adverb {
    /// How.
    Manner,
    /// When.
    Time,
    /// Where.
    Scope,
    /// Joined to what.
    Link,
}

/// Kinds of units; the sections of `words/units.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Length, area, mass, energy, money, signs of proportion.
    Measure,
    /// A length of time: a figure only where it is a limit or a result.
    Time,
    /// A measure word, often with the thing counted after it.
    Counter,
    /// A measure word of names and slogans: a figure only beside other evidence.
    Vague,
}

/// What words directly before a number say; the sections of `words/bounds.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// They bound the number.
    Is(Relation),
    /// They say nothing of it.
    Filler,
    /// They end like such a word and are none.
    Noun,
}

/// Words that mark what is no figure; the sections of `words/names.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// After a number: it belongs to a name (`1号线`).
    After,
    /// Before a number: it belongs to a name (`第16届`).
    Before,
    /// After number and unit: a set of policies or points, not things counted (`36条措施`).
    Set,
}

/// All tables.
pub(crate) struct Lexicon {
    pub(crate) verbs: Table<Verb>,
    pub(crate) predicates: Table<Predicate>,
    pub(crate) adverbs: Table<Adverb>,
    pub(crate) nouns: Table<()>,
    pub(crate) units: Table<Unit>,
    pub(crate) names: Table<Name>,
    pub(crate) bounds: Table<Bound>,
    creed: Table<()>,
}

impl Lexicon {
    /// Whether a clause speaks of conviction or ceremony.
    pub(crate) fn creed(&self, words: &[char]) -> bool {
        (0..words.len()).any(|at| self.creed.starts(&words[at..]).is_some())
    }
}

/// The tables, read once.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon {
        verbs: Table::parse(
            include_str!("../words/verbs.txt"),
            &[
                ("act", Verb::Act),
                ("push", Verb::Push),
                ("stance", Verb::Stance),
                ("effect", Verb::Effect),
            ],
        ),
        predicates: Table::parse(
            include_str!("../words/predicates.txt"),
            &[
                ("up", Predicate::Up),
                ("down", Predicate::Down),
                ("gap", Predicate::Gap),
                ("reach", Predicate::Reach),
                ("state", Predicate::State),
                ("act", Predicate::Act),
                ("deed", Predicate::Deed),
            ],
        ),
        adverbs: Table::parse(
            include_str!("../words/adverbs.txt"),
            &[
                ("manner", Adverb::Manner),
                ("time", Adverb::Time),
                ("scope", Adverb::Scope),
                ("link", Adverb::Link),
            ],
        ),
        nouns: Table::parse(include_str!("../words/nouns.txt"), &[("", ())]),
        units: Table::parse(
            include_str!("../words/units.txt"),
            &[
                ("measure", Unit::Measure),
                ("time", Unit::Time),
                ("counter", Unit::Counter),
                ("vague", Unit::Vague),
            ],
        ),
        names: Table::parse(
            include_str!("../words/names.txt"),
            &[("after", Name::After), ("before", Name::Before), ("set", Name::Set)],
        ),
        bounds: Table::parse(
            include_str!("../words/bounds.txt"),
            &[
                ("ge", Bound::Is(Relation::Ge)),
                ("le", Bound::Is(Relation::Le)),
                ("gt", Bound::Is(Relation::Gt)),
                ("lt", Bound::Is(Relation::Lt)),
                ("approx", Bound::Is(Relation::Approx)),
                ("filler", Bound::Filler),
                ("noun", Bound::Noun),
            ],
        ),
        creed: Table::parse(include_str!("../words/creed.txt"), &[("", ())]),
    });
    &LEXICON
}

/// Words of one table, each with the section it stands in.
pub(crate) struct Table<S> {
    /// By first character.
    forward: Index<S>,
    /// By last character.
    backward: Index<S>,
}

/// Words by the character at one end of them.
///
/// Every character of a report is looked up in most tables, and begins no word of them mostly. So
/// a character leads to its words by two steps and no search.
struct Index<S> {
    /// For each block of 256 characters, which of the blocks of `slots` is its own; 0 is of all
    /// characters that no word has there.
    blocks: Vec<u16>,
    /// For each character of a block, its group; 0 is the empty one.
    slots: Vec<u16>,
    /// Words with the same character, longest first.
    groups: Vec<Vec<(Vec<char>, S)>>,
}

/// Characters of a block.
const BLOCK: usize = 256;

impl<S: Copy> Index<S> {
    fn new(words: &BTreeMap<Vec<char>, S>, end: fn(&[char]) -> char) -> Self {
        let mut index = Self { blocks: vec![], slots: vec![0; BLOCK], groups: vec![vec![]] };
        for (word, section) in words {
            let slot = index.slot(end(word));
            index.groups[slot].push((word.clone(), *section));
        }
        for group in &mut index.groups {
            group.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        index
    }

    /// The group of a character, made where there is none.
    fn slot(&mut self, character: char) -> usize {
        let next = |length: usize| u16::try_from(length).expect("a table has thousands of words");
        let code = character as usize;
        if self.blocks.len() <= code / BLOCK {
            self.blocks.resize(code / BLOCK + 1, 0);
        }
        let block = &mut self.blocks[code / BLOCK];
        if *block == 0 {
            *block = next(self.slots.len() / BLOCK);
            self.slots.extend([0; BLOCK]);
        }
        let slot = &mut self.slots[usize::from(*block) * BLOCK + code % BLOCK];
        if *slot == 0 {
            *slot = next(self.groups.len());
            self.groups.push(vec![]);
        }
        usize::from(*slot)
    }

    fn words(&self, character: char) -> &[(Vec<char>, S)] {
        let code = character as usize;
        let block = self.blocks.get(code / BLOCK).copied().map_or(0, usize::from);
        &self.groups[usize::from(self.slots[block * BLOCK + code % BLOCK])]
    }
}

/// A word found in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit<S> {
    /// Its length in characters.
    pub(crate) length: usize,
    /// The section it stands in.
    pub(crate) section: S,
}

impl<S: Copy> Table<S> {
    /// Reads a table: words parted by blanks, `# comment` lines, `[section]` lines.
    ///
    /// A word told twice keeps its first section. A section that the code does not know is a
    /// mistake of the table and caught by a test.
    pub(crate) fn parse(source: &str, sections: &[(&str, S)]) -> Self {
        let mut section = sections[0].1;
        let mut words: BTreeMap<Vec<char>, S> = BTreeMap::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = sections
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, section)| *section)
                    .expect("word tables use the sections that their heading comment names");
                continue;
            }
            for word in line.split_whitespace() {
                words.entry(word.chars().collect()).or_insert(section);
            }
        }
        Self::of(&words)
    }

    fn of(words: &BTreeMap<Vec<char>, S>) -> Self {
        let forward = Index::new(words, |word| word[0]);
        Self { forward, backward: Index::new(words, |word| word[word.len() - 1]) }
    }

    /// Both tables as one; a word that both tell keeps this table's section.
    pub(crate) fn or(self, other: Self) -> Self {
        let words = other.forward.groups.into_iter().chain(self.forward.groups).flatten().collect();
        Self::of(&words)
    }

    /// The longest word that begins the text.
    pub(crate) fn starts(&self, text: &[char]) -> Option<Hit<S>> {
        let words = self.forward.words(*text.first()?);
        let (word, section) = words.iter().find(|(word, _)| begins(text.iter(), word.iter()))?;
        Some(Hit { length: word.len(), section: *section })
    }

    /// The longest word that ends the text.
    pub(crate) fn ends(&self, text: &[char]) -> Option<Hit<S>> {
        let words = self.backward.words(*text.last()?);
        let (word, section) =
            words.iter().find(|(word, _)| begins(text.iter().rev(), word.iter().rev()))?;
        Some(Hit { length: word.len(), section: *section })
    }
}

/// Whether a text begins with a word. Most words differ in the second character, so that a loop is
/// faster than comparing slices.
fn begins<'a>(
    mut text: impl Iterator<Item = &'a char>,
    mut word: impl Iterator<Item = &'a char>,
) -> bool {
    word.all(|c| text.next() == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let text: Vec<char> = "新建改扩建学校".chars().collect();
        assert_eq!(lexicon().verbs.starts(&text).map(|hit| hit.length), Some(5));
    }

    #[test]
    fn nouns_that_begin_like_verbs_are_known() {
        let text: Vec<char> = "服务业增加值".chars().collect();
        assert_eq!(lexicon().nouns.starts(&text).map(|hit| hit.length), Some(3));
    }

    #[test]
    fn words_are_found_from_the_end() {
        let text: Vec<char> = "失业率控制在".chars().collect();
        assert_eq!(
            lexicon().predicates.ends(&text),
            Some(Hit { length: 3, section: Predicate::Reach })
        );
    }
}
