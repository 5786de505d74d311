//! The word tables of `words/`, which someone who knows Chinese and no Rust can extend.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words, each with the one that stands for it, longest first where two begin alike.
pub(crate) struct Names(BTreeMap<char, Vec<(&'static str, &'static str)>>);

impl Names {
    fn new(pairs: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        let mut table: BTreeMap<char, Vec<_>> = BTreeMap::new();
        for (word, name) in pairs {
            let first = word.chars().next().expect("words are not empty");
            table.entry(first).or_default().push((word, name));
        }
        for words in table.values_mut() {
            words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Self(table)
    }

    /// The longest word that a text begins with, and the one that stands for it.
    pub(crate) fn starts(&self, text: &str) -> Option<(&'static str, &'static str)> {
        let words = self.0.get(&text.chars().next()?)?;
        words.iter().copied().find(|(word, _)| text.starts_with(word))
    }

    /// The text with every word replaced.
    pub(crate) fn replace(&self, text: &str) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            match self.starts(rest) {
                Some((word, name)) => {
                    replaced.push_str(name);
                    rest = &rest[word.len()..];
                }
                None => {
                    replaced.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        replaced
    }
}

/// A list of words.
pub(crate) type List = Vec<&'static str>;

/// All tables.
pub(crate) struct Words {
    /// Names of one thing within what is measured.
    pub(crate) anywhere: Names,
    /// Names of one thing that are all that is measured.
    pub(crate) whole: BTreeMap<&'static str, &'static str>,
    /// What takes in what: wider word, narrower words.
    pub(crate) wider: Vec<(&'static str, List)>,
    pub(crate) noise: Names,
    pub(crate) yearly_average: List,
    pub(crate) generic: List,
    pub(crate) ceiling: List,
    pub(crate) stock: List,
    pub(crate) flow: List,
    pub(crate) renewal: List,
    pub(crate) making: List,
    pub(crate) stop: Names,
    /// Level of government by its word: 0 world, 1 nation, 2 province, 3 city, 4 county; ten more
    /// where the word can also mean the whole of the place that reports.
    pub(crate) levels: Vec<(&'static str, u8)>,
    pub(crate) town: List,
    pub(crate) country: List,
    /// Parts of the place that reports.
    pub(crate) inner: List,
    pub(crate) years: List,
    pub(crate) ahead: List,
    pub(crate) this_year: List,
    pub(crate) year: List,
    pub(crate) cumulative: List,
    pub(crate) sized: List,
}

/// The tables, read once.
pub(crate) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(read);
    &WORDS
}

/// Reads the tables; mistakes in them are caught by the tests below.
fn read() -> Words {
    let same = sections(include_str!("../words/same.txt"));
    let pairs = |section: &str| {
        let lines = lines_of(&same, section);
        let pairs = lines.into_iter().flat_map(|line| {
            let name = line[0];
            line.into_iter().map(move |word| (word, name))
        });
        pairs.collect::<Vec<_>>()
    };
    let kinds = sections(include_str!("../words/kinds.txt"));
    let list = |section: &str| lines_of(&kinds, section).concat();
    let removed = |section| Names::new(list(section).into_iter().map(|word| (word, "")));
    let level = |word: &'static str| {
        let (word, level) = word.split_once('/').expect("a level is `word/number`");
        (word, level.parse().expect("a level is a number"))
    };
    let wider = sections(include_str!("../words/wider.txt"));
    Words {
        anywhere: Names::new(pairs("anywhere")),
        whole: pairs("whole").into_iter().collect(),
        wider: lines_of(&wider, "").into_iter().map(|line| (line[0], line[1..].to_vec())).collect(),
        noise: removed("noise"),
        yearly_average: list("yearly-average"),
        generic: list("generic"),
        ceiling: list("ceiling"),
        stock: list("stock"),
        flow: list("flow"),
        renewal: list("renewal"),
        making: list("making"),
        stop: removed("stop"),
        levels: list("level").into_iter().map(level).collect(),
        town: list("town"),
        country: list("country"),
        inner: list("inner"),
        years: list("years"),
        ahead: list("ahead"),
        this_year: list("this-year"),
        year: list("year"),
        cumulative: list("cumulative"),
        sized: list("sized"),
    }
}

/// The lines of a table's sections, comments left out; before any heading the section is ``.
fn sections(source: &'static str) -> BTreeMap<&'static str, Vec<List>> {
    let mut sections: BTreeMap<_, Vec<List>> = BTreeMap::new();
    let mut section = "";
    for line in source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(name) => section = name,
            None => sections.entry(section).or_default().push(line.split_whitespace().collect()),
        }
    }
    sections
}

fn lines_of(sections: &BTreeMap<&'static str, Vec<List>>, name: &str) -> Vec<List> {
    sections.get(name).cloned().expect("the table has the section")
}

/// Whether a text holds any of the words.
pub(crate) fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_there_and_the_longest_word_is_taken() {
        let words = words();
        assert_eq!(words.anywhere.replace("农村居民可支配收入"), "农村居民人均可支配收入");
        assert_eq!(words.anywhere.replace("国内生产总值能耗"), "地区生产总值能耗");
        assert_eq!(words.noise.replace("全市公厕总数"), "公厕");
        assert_eq!(words.whole.get("经济"), Some(&"地区生产总值"));
    }

    #[test]
    fn no_word_stands_for_two_things() {
        for section in ["anywhere", "whole"] {
            let lines = lines_of(&sections(include_str!("../words/same.txt")), section);
            let mut all: List = lines.concat();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count, "a word stands in [{section}] twice");
        }
    }
}
