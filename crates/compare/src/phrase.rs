//! What is measured, put so that two reports' words for it can be compared.

use crate::words::{holds, words};

/// What a figure measures, in normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// The thing, without quotation marks, brackets, names of levels and words that narrow nothing.
    pub(crate) key: String,
    /// The level of government in its name; see [`Level`].
    pub(crate) level: Level,
    /// It is a mean over several years.
    pub(crate) is_yearly_average: bool,
    /// What it is a share of; empty where that is left out (`占比`).
    pub(crate) share_of: Option<String>,
    /// What it belongs to, where the thing itself says little.
    pub(crate) owner: Option<String>,
    /// It is told of towns, of the country, or of neither.
    pub(crate) area: Option<Area>,
}

/// The level of government that a name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// None is named.
    Unnamed,
    /// It is in the name of the thing (`省级`).
    Named {
        /// 0 world, 1 nation, 2 province, 3 city, 4 county.
        rank: u8,
        /// That level and those above it (`省级以上`).
        and_above: bool,
    },
    /// It may be in the name, or tell the whole of the place that reports (`全省`).
    Whole(u8),
}

/// Towns or country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    Town,
    Country,
}

impl Phrase {
    /// Reads a figure's subject.
    pub(crate) fn of(subject: &str) -> Self {
        let words = words();
        let bare = without_brackets(subject);
        let (is_yearly_average, bare) = without_any(&bare, &words.yearly_average);
        let named = words.whole.get(bare.as_str()).map(|name| (*name).to_owned());
        let named = named.unwrap_or_else(|| words.anywhere.replace(&bare));
        let (share_of, thing) = share(&named);
        let (level, thing) = level(&thing);
        let key = words.noise.replace(&thing);
        // What is left must still say something (`重点项目`).
        let says_little = |key: &str| key.is_empty() || words.generic.contains(&key);
        let key = if says_little(&key) && !says_little(&thing) { thing } else { key };
        let key = words.whole.get(key.as_str()).map_or(key, |name| (*name).to_owned());
        let key = words.anywhere.replace(&key);
        let area = match (holds(&key, &words.town), holds(&key, &words.country)) {
            (true, false) => Some(Area::Town),
            (false, true) => Some(Area::Country),
            _ => None,
        };
        let key = if key.is_empty() { named } else { key };
        Self { key, level, is_yearly_average, share_of, owner: None, area }
    }

    /// Whether it says little without its context.
    pub(crate) fn is_generic(&self) -> bool {
        words().generic.contains(&self.key.as_str())
    }
}

/// The members of a joint subject (`办结率、满意率`), where it is one; of rates by `和` too.
pub(crate) fn members(subject: &str, is_rate: bool) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in subject.char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            '、' if depth == 0 => {
                members.push(&subject[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    members.push(&subject[start..]);
    if is_rate {
        let split = |member| match str::split_once(member, '和') {
            Some((a, b)) if a.chars().count() > 3 && b.chars().count() > 3 => vec![a, b],
            _ => vec![member],
        };
        members = members.into_iter().flat_map(split).collect();
    }
    if members.len() == 1 { Vec::new() } else { members }
}

/// Brackets with what is in them, quotation marks and white space left out.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut bare = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            '“' | '”' | '"' | '‘' | '’' | '《' | '》' | '、' => {}
            c if depth > 0 || c.is_whitespace() => {}
            c => bare.push(c),
        }
    }
    // What is nothing but brackets stays.
    if bare.is_empty() { text.to_owned() } else { bare }
}

/// A text without the first of some words that it holds, and whether it held one.
fn without_any(text: &str, words: &[&str]) -> (bool, String) {
    match words.iter().find(|word| text.contains(**word)) {
        Some(word) => (true, text.replacen(word, "", 1)),
        None => (false, text.to_owned()),
    }
}

/// `甲占乙比重` is a share of 乙, in the thing 甲.
fn share(text: &str) -> (Option<String>, String) {
    const ENDS: [&str; 8] =
        ["的比重", "的比例", "的比率", "的占比", "比重", "比例", "比率", "占比"];
    let end = ENDS.iter().find_map(|end| text.strip_suffix(end));
    match (end, text.split_once('占')) {
        (_, Some((thing, rest))) if thing.chars().count() >= 2 => {
            let whole = ENDS.iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
            let whole = if whole == "比" { "" } else { whole };
            (Some(whole.to_owned()), thing.to_owned())
        }
        (Some(thing), _) if text.ends_with("占比") => (Some(String::new()), thing.to_owned()),
        _ => (None, text.to_owned()),
    }
}

/// The level that a name begins with, and the name without it.
fn level(text: &str) -> (Level, String) {
    for (word, level) in &words().levels {
        let Some(at) = text.find(word) else { continue };
        // A single character is a level at the front only (`省实验室`), and never all there is.
        let rest = &text[at + word.len()..];
        if (word.chars().count() < 2 && at > 0) || (at == 0 && rest.chars().count() < 2) {
            continue;
        }
        let after = rest.strip_prefix("以上").or_else(|| rest.strip_prefix("及以上"));
        let rank = level % 10;
        let named = match after {
            _ if *level >= 10 => Level::Whole(rank),
            after => Level::Named { rank, and_above: after.is_some() },
        };
        // What narrows beside the level stays (`省重点`).
        let kept = word.strip_prefix(['省', '市']).filter(|rest| ["重点", "控"].contains(rest));
        let kept = if *word == "国控" || *word == "国省" { Some("控") } else { kept };
        let kept = kept.unwrap_or_default();
        return (named, format!("{}{kept}{}", &text[..at], after.unwrap_or(rest)));
    }
    (Level::Unnamed, text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_of_one_thing_have_one_key() {
        let same = |a: &str, b: &str| assert_eq!(Phrase::of(a).key, Phrase::of(b).key);
        same("经济", "全市生产总值");
        same("规模以上工业增加值", "规上工业增加值");
        same("农村厕所", "户厕");
        same("市场主体", "各类经营主体");
        same("省级“专精特新”企业", "专精特新企业");
    }

    #[test]
    fn level_mean_and_share_are_told_apart_from_the_thing() {
        let phrase = Phrase::of("省级以上农业龙头企业");
        assert_eq!(phrase.key, "农业龙头企业");
        assert_eq!(phrase.level, Level::Named { rank: 2, and_above: true });
        assert!(Phrase::of("地区生产总值年均").is_yearly_average);
        let share = Phrase::of("工业投资占固定资产投资比重");
        assert_eq!(
            (share.key.as_str(), share.share_of.as_deref()),
            ("工业投资", Some("固定资产投资"))
        );
        assert_eq!(Phrase::of("民间投资占比").share_of.as_deref(), Some(""));
        assert_eq!(Phrase::of("覆盖率").share_of, None);
    }

    #[test]
    fn a_joint_subject_has_members() {
        assert_eq!(members("办结率、满意率", true), ["办结率", "满意率"]);
        assert!(members("站（点、亭）", false).is_empty());
    }
}
