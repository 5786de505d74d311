//! The word tables by which promises are told: how far a verb binds, what a thing is.

use std::sync::LazyLock;

use crate::CommitmentKind;
use crate::lexicon::{Table, Verb, lexicon};
use crate::words::ends_with;

/// How far a verb binds whoever says it; the sections of `words/deeds.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Attitude and direction.
    Care,
    /// Something is helped along.
    Further,
    /// Something is made, done or given; when it is finished the verb does not tell.
    Make,
    /// On some day it is done or not done.
    Finish,
}

/// What the word that ends the name of a thing says of it; the sections of `words/things.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    /// It names something, about which promises of this kind are made.
    Named(CommitmentKind),
    /// It tells what is done to the thing before it.
    Tail,
    /// It names nothing that could be there or not be there.
    Idle,
}

/// What a verb says of the kind of a promise; the sections of `words/kinds.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// It decides.
    Surely(CommitmentKind),
    /// It decides where the thing does not.
    Perhaps(CommitmentKind),
}

/// What the end of a name says of where a promise is kept; the sections of `words/places.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It ends the name of a place.
    Named,
    /// It ends like a place and names a class of places or none.
    Class,
}

pub(super) struct Tables {
    pub(super) deeds: Table<Strength>,
    pub(super) things: Table<Thing>,
    pub(super) kinds: Table<Says>,
    /// Fields of work and classes of things, which are no single thing.
    pub(super) fields: Table<()>,
    pub(super) places: Table<Place>,
    /// Times that are words of their own, and what ends a time after a number.
    pub(super) times: Table<()>,
    pub(super) time_ends: Table<()>,
}

const KINDS: [(&str, CommitmentKind); 8] = [
    ("works", CommitmentKind::Works),
    ("rule", CommitmentKind::Rule),
    ("institution", CommitmentKind::Institution),
    ("event", CommitmentKind::Event),
    ("service", CommitmentKind::Service),
    ("money", CommitmentKind::Money),
    ("outcome", CommitmentKind::Outcome),
    ("output", CommitmentKind::Output),
];

/// The tables, read once.
pub(super) fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> = LazyLock::new(|| {
        let mut things = KINDS.map(|(name, kind)| (name, Thing::Named(kind))).to_vec();
        things.extend([("tail", Thing::Tail), ("idle", Thing::Idle)]);
        let verbs = include_str!("../../words/kinds.txt");
        let (sure, rest) = verbs.split_once("[thing]\n").expect("the table has a line [thing]");
        let surely = KINDS.map(|(name, kind)| (name, Says::Surely(kind)));
        let perhaps = KINDS.map(|(name, kind)| (name, Says::Perhaps(kind)));
        Tables {
            deeds: Table::parse(
                include_str!("../../words/deeds.txt"),
                &[
                    ("finish", Strength::Finish),
                    ("make", Strength::Make),
                    ("further", Strength::Further),
                    ("care", Strength::Care),
                ],
            ),
            things: Table::parse(include_str!("../../words/things.txt"), &things),
            kinds: Table::parse(sure, &surely).or(Table::parse(rest, &perhaps)),
            fields: Table::parse(include_str!("../../words/fields.txt"), &[("", ())]),
            places: Table::parse(
                include_str!("../../words/places.txt"),
                &[("place", Place::Named), ("class", Place::Class)],
            ),
            times: Table::parse(include_str!("../../words/times.txt"), &[("", ())]),
            time_ends: Table::parse(include_str!("../../words/time-ends.txt"), &[("", ())]),
        }
    });
    &TABLES
}

/// The verb at the head of a text with how far it binds: the longest that any table knows, unless
/// a noun begins there. `None` too for what opens an attitude or a hope (坚持, 围绕).
pub(super) fn verb(words: &[char]) -> Option<(usize, Strength)> {
    let deed = tables().deeds.starts(words);
    let known = lexicon().verbs.starts(words);
    let length = deed.map_or(0, |hit| hit.length).max(known.map_or(0, |hit| hit.length));
    let noun = lexicon().nouns.starts(words).map_or(0, |hit| hit.length);
    let is_told = deed.is_some_and(|hit| hit.length == length);
    if length < 2 || noun > length || noun == length && !is_told {
        return None;
    }
    if let Some(deed) = deed.filter(|hit| hit.length == length) {
        return Some((length, deed.section));
    }
    match known?.section {
        Verb::Act => Some((length, Strength::Make)),
        Verb::Push => Some((length, Strength::Care)),
        Verb::Stance | Verb::Effect => None,
    }
}

/// What the end of a name says of the thing, words after it that tell only what is done to it left
/// out (甲桥建设工程, 乙园区等项目前期工作). What is built is a thing whatever its name.
pub(super) fn thing(words: &[char]) -> Option<Thing> {
    let mut words = unbracketed(words);
    let is_built = ends_with(words, "建设");
    while let Some((length, thing)) = ending(words) {
        if thing != Thing::Tail {
            return Some(thing);
        }
        words = unbracketed(&words[..words.len() - length]);
    }
    (is_built && words.len() >= 2).then_some(Thing::Named(CommitmentKind::Works))
}

/// A name without the remark in brackets at its end.
fn unbracketed(words: &[char]) -> &[char] {
    let open = words.iter().rposition(|&c| c == '（').filter(|_| words.ends_with(&['）']));
    open.map_or(words, |open| &words[..open])
}

/// The longest word of the table that ends a name; closing marks do not count.
pub(super) fn ending(words: &[char]) -> Option<(usize, Thing)> {
    let marks = words.iter().rev().take_while(|c| "”）》".contains(**c)).count();
    let bare = &words[..words.len() - marks];
    let hit = tables().things.ends(words).filter(|hit| hit.length > marks);
    if let Some(hit) = hit {
        return Some((hit.length, hit.section));
    }
    tables().things.ends(bare).map(|hit| (hit.length + marks, hit.section))
}

/// Whether the words are the name of a field of work or a class, and no more.
pub(super) fn is_field(words: &[char]) -> bool {
    tables().fields.starts(words).is_some_and(|hit| hit.length == words.len())
}

/// What the verb says: the whole of it, or its last or first word (规划建设, 探索建立).
pub(super) fn said(action: &[char]) -> Option<Says> {
    let whole = tables().kinds.starts(action).filter(|hit| hit.length == action.len());
    whole
        .or_else(|| tables().kinds.ends(action))
        .or_else(|| tables().kinds.starts(action))
        .map(|hit| hit.section)
}
