//! Cutting a noun phrase out of the words around it.

use std::ops::Range;

use super::left::new_deed;
use crate::lexicon::lexicon;
use crate::outline::preamble::year_at;
use crate::words::{ends_with, starts_with};

/// How many characters at the head say only when, where, how or "and".
pub(crate) fn lead(words: &[char], year: &mut Option<i16>) -> usize {
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        if let Some(length) = adverb(rest).filter(|length| *length > 1) {
            // 再次 before 再.
            at += length;
        } else if "、，：；—和或及与并再也又已".contains(rest[0]) && !is_noun(rest) {
            at += 1;
        } else if let Some(length) = date(rest, year).or_else(|| adverb(rest)) {
            at += length;
        } else {
            break;
        }
    }
    at
}

fn is_noun(words: &[char]) -> bool {
    lexicon().nouns.starts(words).is_some()
}

fn adverb(words: &[char]) -> Option<usize> {
    let hit = lexicon().adverbs.starts(words)?;
    let bounds = ["超", "近", "约", "逾", "达到"].iter().any(|word| starts_with(words, word));
    if bounds && hit.length <= 2 && hit.length < words.len() && !words[hit.length].is_ascii_digit()
    {
        // 超聚变: what bounds a number stands right before it.
        return None;
    }
    let noun = lexicon().nouns.starts(words).map_or(0, |hit| hit.length);
    let verb = lexicon().verbs.starts(words).map_or(0, |hit| hit.length);
    let verb = verb.max(new_deed(words).unwrap_or(0));
    // 预期性指标: how something is, and not how it is done.
    let is_kind = matches!(words.get(hit.length), Some('性' | '型')) && hit.length > 1;
    if noun >= hit.length || verb > hit.length || is_kind {
        return None;
    }
    // 加快 is an adverb before a verb (加快建设) and a verb before a noun (加快项目建设).
    let rest = &words[hit.length..];
    let is_before_verb = lexicon().verbs.starts(rest).is_some()
        || lexicon().predicates.starts(rest).is_some()
        || lexicon().adverbs.starts(rest).is_some();
    let is_manner = verb < hit.length && !starts_with(words, "免费") && words[0] != '先';
    (is_manner || is_before_verb).then_some(hit.length)
}

/// `到2025年`, `截至2024年底`, `“十四五”时期`, `五年来`.
fn date(words: &[char], year: &mut Option<i16>) -> Option<usize> {
    let lead = ["截至", "截止", "到", "至", "自", "从", "较", "力争到"]
        .iter()
        .find(|word| starts_with(words, word))
        .map_or(0, |word| word.chars().count());
    let rest = &words[lead..];
    if let Some(found) = year_at(rest, 0) {
        if !starts_with(words, "较") {
            *year = Some(found);
        }
        let tail = ["底前", "底", "末", "前", "以来", "内", "初", "起", "全年", "的"]
            .iter()
            .find(|word| starts_with(&rest[5..], word))
            .map_or(0, |word| word.chars().count());
        return Some(lead + 5 + tail);
    }
    if starts_with(rest, "“十") {
        let close = rest.iter().take(7).position(|c| *c == '”')?;
        let tail = ["时期", "期间", "以来", "期末", "末"]
            .iter()
            .find(|word| starts_with(&rest[close + 1..], word))?;
        return Some(lead + close + 1 + tail.chars().count());
    }
    let years = if starts_with(rest, "连续第") { &rest[3..] } else { rest };
    let lead = words.len() - years.len();
    let digits =
        years.iter().take_while(|c| "一二三四五六七八九十两0123456789".contains(**c)).count();
    let tail = ["年来", "年间", "年共", "年累计", "年时间", "年", "月份"]
        .iter()
        .find(|word| digits > 0 && starts_with(&years[digits..], word))?;
    let is_count = *tail != "年" || starts_with(rest, "连续");
    is_count.then_some(lead + digits + tail.chars().count())
}

/// Drops 将, 把, 对 … at the head of a noun phrase.
pub(super) fn particle(text: &[char], range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let is_particle =
        words.len() > 2 && "将把对使让为向在从由按以令".contains(words[0]) && !is_noun(words);
    range.start + usize::from(is_particle)..range.end
}

/// A noun phrase without list heads (`甲、乙等`), loose marks and trailing particles.
pub(super) fn noun(text: &[char], range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    let mut end = range.end;
    while start < end
        && "、，：；的和及与”）等—".contains(text[start])
        && !is_noun(&text[start..end])
    {
        start += 1;
    }
    while start < end && "、，：；的和及与“（—共已约为等达只仅".contains(text[end - 1])
    {
        end -= 1;
    }
    if ends_with(&text[start..end], "现行") && end - start > 3 {
        end -= 2;
    }
    if let Some(cut) = after_examples(&text[start..end]) {
        start += cut;
    }
    balanced(text, start..end)
}

/// Where the noun begins after `甲、乙等`.
pub(super) fn after_examples(words: &[char]) -> Option<usize> {
    let at = (1..words.len().saturating_sub(1)).rev().find(|&at| {
        words[at] == '等'
            && !"高初中同平对优相劣均何上下头一二三特".contains(words[at - 1])
            && !"级次额距同于待候".contains(words[at + 1])
            && depth_at(words, at) == 0
    })?;
    // 戏曲进校园等活动: a general noun alone says too little; behind a name it says what that is.
    let is_general = words.len() - at <= 3 && !words[..at].iter().any(|c| matches!(c, '、' | '”'));
    // 甲、乙等增幅, 甲、乙等行业: it is theirs, or they are what it is.
    let is_theirs = matches!(
        words[at + 1..],
        ['增' | '降', '幅' | '速'] | ['占', '比'] | ['比', '重'] | ['行', '业']
    );
    (!is_general && !is_theirs).then_some(at + 1)
}

fn depth_at(words: &[char], at: usize) -> usize {
    words[..at].iter().fold(0_usize, |depth, c| match c {
        '“' | '（' | '《' => depth + 1,
        '”' | '）' | '》' => depth.saturating_sub(1),
        _ => depth,
    })
}

/// Cuts off brackets that open or close outside.
fn balanced(text: &[char], range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    for (open, close) in [('“', '”'), ('（', '）'), ('《', '》')] {
        let opens = words.iter().filter(|c| **c == open).count();
        let closes = words.iter().filter(|c| **c == close).count();
        if opens > closes
            && let Some(at) = words.iter().rposition(|c| *c == open)
        {
            return if at * 2 > words.len() {
                range.start..range.start + at
            } else {
                range.start + at + 1..range.end
            };
        }
        if closes > opens
            && let Some(at) = words.iter().position(|c| *c == close)
        {
            return range.start + at + 1..range.end;
        }
    }
    range
}

/// A noun phrase that follows its number: as [`noun`], but 甲等乙 keeps its head.
pub(super) fn counted(text: &[char], range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let end = ["以及", "等的", "等设施"]
        .iter()
        .filter_map(|word| crate::words::find(words, word))
        .filter(|&at| at >= 2)
        .min()
        .unwrap_or(words.len());
    let mut end = range.start + end;
    while range.start < end && "、，：；的和及与“（—等".contains(text[end - 1]) {
        end -= 1;
    }
    balanced(text, range.start..end)
}

/// A noun phrase without the particles that a cut left at its end (三聚氰胺等, 达标率达).
pub(super) fn closed(text: &[char], range: Range<usize>) -> Range<usize> {
    const PARTICLES: [&str; 11] =
        ["予以", "不变", "等", "达", "在", "的", "超", "逾", "约", "已", "近"];
    const WORDS: [&str; 19] = [
        "节约", "合约", "公约", "赶超", "高等", "中等", "初等", "平等", "均等", "同等", "优等",
        "对等", "发达", "到达", "现在", "存在", "附近", "邻近", "临近",
    ];
    let mut end = range.end;
    loop {
        let words = &text[range.start..end];
        let particle = PARTICLES.iter().find(|particle| ends_with(words, particle));
        let is_word = WORDS.iter().any(|word| ends_with(words, word));
        match particle {
            Some(particle) if !is_word && words.len() > particle.chars().count() + 1 => {
                end -= particle.chars().count();
            }
            _ => return range.start..end,
        }
    }
}

/// Words that close a noun phrase by saying what is done to the thing (`道路提升改造`).
const DEEDS: [&str; 26] = [
    "弱电入地",
    "雨污分流",
    "集中带量采购",
    "带量采购",
    "集中采购",
    "提升改造",
    "改造提升",
    "维修改造",
    "升级改造",
    "改造升级",
    "整改落实",
    "建设",
    "改造",
    "整治",
    "治理",
    "修复",
    "维修",
    "编制",
    "扩建",
    "新建",
    "成果",
    "提升",
    "升级",
    "整改",
    "铺设",
    "发展",
];

/// The noun after a number without the deed that closes it.
pub(super) fn without_deed(text: &[char], range: Range<usize>) -> Range<usize> {
    let deed_before = |end: usize| {
        let words = &text[range.start..end];
        DEEDS
            .iter()
            .find(|deed| {
                let before = words.len().saturating_sub(deed.chars().count());
                // 靓化成果, where 科技成果 is the thing.
                let is_deed = **deed != "成果" || before > 0 && words[before - 1] == '化';
                ends_with(words, deed) && before >= 2 && is_deed
            })
            .map(|deed| end - deed.chars().count())
    };
    let mut end = joint_deed(&text[range.clone()]).map_or(range.end, |at| range.start + at);
    // 整治任务, 铺设工作: the task is the deed.
    let words = &text[range.start..end];
    let is_task = ["任务", "工作"].iter().any(|word| ends_with(words, word)) && words.len() > 4;
    if is_task && deed_before(end - 2).is_some() {
        end -= 2;
    }
    while let Some(shorter) = deed_before(end) {
        end = shorter;
    }
    range.start..end
}

/// Where one of several deeds begins (楼体[亮化和设施改造]).
fn joint_deed(words: &[char]) -> Option<usize> {
    const SIDE_DEEDS: [&str; 8] = ["亮化", "绿化", "美化", "硬化", "净化", "改造", "维修", "整治"];
    (2..words.len()).find(|&at| {
        SIDE_DEEDS.iter().any(|deed| {
            starts_with(&words[at..], deed)
                && words.get(at + 2).is_some_and(|c| matches!(c, '和' | '及' | '、'))
        })
    })
}
