//! A verb between who acts and what is counted (毕业生[实现]就业).

use super::{has_particle, new_deed, verb_length};
use crate::lexicon::{Verb, lexicon};
use crate::words::{contains, ends_with, starts_with};

/// Deeds of someone who is named before them (园区吸纳劳动力300人): what was done to is counted.
pub(super) const DONE_BY: [&str; 46] = [
    "实施", "达成", "审议", "淘汰", "安排", "服务", "开展", "举办", "投入", "进驻", "带动", "吸纳",
    "集聚", "聚集", "投放", "推介", "荣获", "斩获", "促成", "拉动", "撬动", "拆除", "兑付", "通达",
    "贡献", "发放", "查处", "化解", "破获", "输送", "揭牌", "引进", "解决", "办理", "受理", "加装",
    "增设", "下放", "接待", "交付", "吸引", "制定", "修订", "出台", "置换", "派出",
];

/// Whether words begin with a new deed and what it was done to (新设企业).
fn makes_anew(words: &[char]) -> bool {
    let verb = verb_length(words).unwrap_or(0);
    (2..=4).contains(&verb) && words.len() >= verb + 2
}

/// Whether words are 服务 and who is served.
fn serves(words: &[char]) -> bool {
    const SERVED: [&str; 7] = ["企业", "群众", "市民", "游客", "旅客", "农户", "居民"];
    SERVED
        .iter()
        .any(|served| starts_with(words, "服务") && words.len() == 4 && ends_with(words, served))
}

/// A verb inside the words (`为企业减少税费`, `毕业生实现就业`): its length and place.
pub(super) fn verb(words: &[char], is_governed: bool) -> Option<(usize, usize)> {
    const INNER: [&str; 12] = [
        "审议", "共建", "实现", "完成", "新增", "达到", "获得", "获批", "减少", "争取", "减轻",
        "置换",
    ];
    let particle = has_particle(words);
    // 占新建建筑比重: what stands there is what a share is of.
    let is_free = |at: usize| !is_within_noun(words, at) && words[at - 1] != '占';
    (1..words.len()).filter(|&at| is_free(at)).find_map(|at| {
        let rest = &words[at..];
        let is_new = rest[0] == '新'
            && !"高创更革最全一翻刷出焕维崭再换".contains(words[at - 1])
            && lexicon().nouns.ends(&words[..=at]).is_none();
        // 道路、电力等设施投入资金: the examples are told by the way.
        let examples = words[..at].iter().rposition(|c| *c == '等').map_or(0, |at| at + 1);
        // 甲馆、乙馆举办展览: those who act may be several.
        let mark = words[..at].iter().rposition(|c| *c == '、').map_or(0, |mark| mark + 1);
        let is_named = at >= examples.max(mark) + 2;
        let is_done = |word: &&&str| {
            starts_with(rest, word)
                && *word != &"服务"
                && (!matches!(**word, "投入" | "安排") || ends_with(rest, "资金"))
                && rest.len() >= word.chars().count() + 2
                && is_named
        };
        // 校企共建实验室: who builds it is part of its name.
        const BUILDERS: [&str; 6] = ["校企", "校地", "政企", "院企", "央地", "省部"];
        let is_name =
            starts_with(rest, "共建") && BUILDERS.iter().any(|pair| ends_with(&words[..at], pair));
        let is_inner = INNER.iter().any(|word| starts_with(rest, word)) && !is_name
            || !is_governed
                && (DONE_BY.iter().any(|word| is_done(&word))
                    || is_new && is_named && makes_anew(rest)
                    || is_named && serves(rest));
        if !particle && !is_inner {
            return None;
        }
        let told = lexicon().verbs.starts(rest);
        let told = told.filter(|hit| matches!(hit.section, Verb::Act | Verb::Push));
        let length = new_deed(rest).or(told.map(|hit| hit.length))?;
        let noun = lexicon().nouns.starts(rest).map_or(0, |hit| hit.length);
        let in_noun = ends_with(&words[..at], "“")
            || contains(&words[..at], "“") && !contains(&words[..at], "”");
        (length >= 2 && noun < length && !in_noun).then_some((length, at))
    })
}

/// Whether a noun of the table begins before a place and ends behind it (公[共建]筑).
fn is_within_noun(words: &[char], at: usize) -> bool {
    const NOUN_MAX: usize = 6;
    (at.saturating_sub(NOUN_MAX)..at).any(|from| {
        lexicon().nouns.starts(&words[from..]).is_some_and(|noun| from + noun.length > at)
    })
}
