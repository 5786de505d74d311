//! The words directly before a number, taken off from the end: bounds, verb, references.

use std::ops::Range;

use super::{Left, holds_object, verb_length};
use crate::Relation;
use crate::figure::trim;
use crate::lexicon::{Adverb, Bound, Hit, Predicate, Verb, lexicon};
use crate::outline::preamble::year_at;
use crate::words::{ends_with, find_last, starts_with};

/// Takes off all that bounds the number, governs it or compares it; gives the end of the rest.
pub(super) fn strip(text: &[char], range: Range<usize>, left: &mut Left) -> usize {
    // 超过全国一半: a part of the whole and no distance from it.
    left.is_part = starts_with(&text[range.end..], "一半");
    let mut end = strip_words(text, range.clone(), left);
    let is_rank = matches!(text.get(range.end), Some('第' | '前' | '首'));
    if is_rank && let Some((cut, verb)) = field_of_rank(&text[range.start..end]) {
        left.action.get_or_insert(range.start + cut..range.start + cut + verb);
        left.predicate.get_or_insert(Predicate::Reach);
        end = strip_words(text, range.start..range.start + cut, left);
    }
    let is_field = RANKED.iter().any(|field| text[range.start..end].ends_with(field));
    if is_rank && is_field && end - range.start <= RANKED_MAX {
        // 全国城市第二、省会城市第一: only the field is told anew.
        return range.start;
    }
    if is_rank && let Some(cut) = before_contest(&text[range.start..end]) {
        end = strip_words(text, range.start..range.start + cut, left);
    }
    if let Some(cut) = comparison(&text[range.start..end]) {
        let words = &text[range.start + cut..end];
        if is_gap(words) {
            left.predicate = Some(Predicate::Gap);
        } else if let Some(change) = change_since(words).filter(|_| left.predicate.is_none()) {
            left.predicate = Some(change);
            left.action = Some(end - 1..end);
        }
        end = strip_words(text, range.start..range.start + cut, left);
    }
    end
}

/// Among whom a place is held.
const RANKED: [&[char]; 6] =
    [&['城', '市'], &['省', '份'], &['市', '州'], &['县', '市'], &['区', '县'], &['地', '市']];
/// The longest name of a field with a mark before it (、副省级城市).
const RANKED_MAX: usize = 6;

fn strip_words(text: &[char], range: Range<usize>, left: &mut Left) -> usize {
    let mut end = range.end;
    while let Some(shorter) = strip_word(text, range.start..end, left) {
        end = shorter;
    }
    end
}

/// Takes one word off the end and remembers what it says.
fn strip_word(text: &[char], range: Range<usize>, left: &mut Left) -> Option<usize> {
    let words = &text[range.clone()];
    if let Some(hit) = lexicon().bounds.ends(words)
        && let Some(end) = bound(hit, &range, words, left)
    {
        return Some(end);
    }
    if let Some(length) = year_phrase(words, left) {
        return Some(range.end - length);
    }
    if let Some(length) = scope(words) {
        left.is_beside_scope = true;
        return Some(range.end - length);
    }
    if ends_with(words, "的") {
        left.is_owned = true;
        return reference(words, &range, left);
    }
    if left.predicate.is_none() {
        let end = predicate(words, &range, left);
        if end.is_some() || left.relation.is_none() {
            return end;
        }
    }
    let hit = lexicon().adverbs.ends(words)?;
    let is_word = hit.length >= 2 && hit.length < words.len();
    is_word.then(|| range.end - hit.length)
}

/// A word that bounds the number or says nothing of it.
fn bound(hit: Hit<Bound>, range: &Range<usize>, words: &[char], left: &mut Left) -> Option<usize> {
    let start = range.end - hit.length;
    match hit.section {
        Bound::Noun => return None,
        Bound::Filler => {
            let word = &words[words.len() - hit.length..];
            if word == ['比'] && ends_with(words, "收入比") && left.reference_year.is_none() {
                // 城乡居民收入比降至2.1, where 收入比2030年增长 compares.
                return None;
            }
            left.distributes |= word == ['分', '别'];
            if matches!(word, ['比'] | ['较']) {
                // 比2025年增加9天: the year is what it is compared with.
                left.reference_year = None;
            }
        }
        Bound::Is(Relation::Gt | Relation::Lt) if left.is_beside_scope && !left.is_part => {
            left.predicate = Some(Predicate::Gap);
            left.action = Some(start..range.end);
        }
        Bound::Is(relation) => {
            left.relation.get_or_insert(relation);
            let word = &words[words.len() - hit.length..];
            let is_verb = matches!(relation, Relation::Gt | Relation::Approx) && hit.length == 2;
            if is_verb || word == ['超'] {
                left.bounded.get_or_insert(start..range.end);
            }
        }
    }
    Some(start)
}

/// 全省, 全国 at the end.
fn scope(words: &[char]) -> Option<usize> {
    if ends_with(words, "全球") && words.len() > 2 {
        return Some(2);
    }
    let hit = lexicon().adverbs.ends(words).filter(|hit| hit.section == Adverb::Scope)?;
    let is_whole = starts_with(&words[words.len() - hit.length..], "全");
    (is_whole && hit.length < words.len()).then_some(hit.length)
}

/// `2014年的`, `2025年`, `上年的` at the end, and its length.
fn year_phrase(words: &[char], left: &mut Left) -> Option<usize> {
    let tail = usize::from(ends_with(words, "的"));
    let bare = &words[..words.len() - tail];
    for middle in ["年末", "年底", "年"] {
        let length = middle.chars().count();
        if ends_with(bare, middle)
            && let Some(at) = bare.len().checked_sub(length + 4)
            && let Some(year) = year_at(bare, at)
        {
            left.reference_year = Some(year);
            return Some(length + 4 + tail);
        }
    }
    ["上年同期", "上年末", "上年底", "上年", "去年", "同期"]
        .iter()
        .find(|word| tail == 1 && ends_with(bare, word))
        .map(|word| word.chars().count() + 1)
}

/// `占一般公共预算支出的71.4%`, `完成年度计划的120%`, `是2017年的1.8倍`: what stands between is a
/// reference.
fn reference(words: &[char], range: &Range<usize>, left: &mut Left) -> Option<usize> {
    for word in ["占", "完成", "不低于", "不超过", "超过", "相当于", "是", "为", "达"]
    {
        let Some(at) = find_last(words, word) else {
            continue;
        };
        let is_share = word == "占";
        let verb_end = at + word.chars().count();
        if word == "完成" && !is_plan(&words[verb_end..words.len() - 1]) {
            continue;
        }
        if words.len() - at > 24 || words[verb_end..].contains(&'、') && !is_share {
            continue;
        }
        if let Some(Hit { section: Bound::Is(relation), .. }) =
            lexicon().bounds.ends(&words[..verb_end])
        {
            left.relation.get_or_insert(relation);
        }
        left.is_share_of = is_share;
        left.is_multiple_of = !is_share;
        if !starts_with(&words[at..], "不") {
            left.action = Some(range.start + at..range.start + verb_end);
        }
        left.predicate = Some(Predicate::Reach);
        return Some(range.start + at);
    }
    Some(range.end - 1)
}

/// 省定任务, 年度计划: what was to be done, by which something else is measured.
fn is_plan(words: &[char]) -> bool {
    words.len() <= 4 && ["任务", "目标", "计划"].iter().any(|plan| ends_with(words, plan))
}

/// The verb directly before the number.
fn predicate(words: &[char], range: &Range<usize>, left: &mut Left) -> Option<usize> {
    let hit = lexicon().predicates.ends(words)?;
    if matches!(hit.section, Predicate::State | Predicate::Act | Predicate::Deed) {
        return closing_deed(words, range, hit, left);
    }
    if is_part_of_noun(words, hit) {
        return None;
    }
    let lead = trim::lead(words, &mut None);
    let whole = verb_length(&words[lead..]).filter(|length| lead + length == words.len());
    let is_change = matches!(hit.section, Predicate::Up | Predicate::Down);
    let word = &words[words.len() - hit.length..];
    let passes = PASSED.iter().any(|passed| starts_with(word, passed));
    if whole.is_some_and(|length| length > hit.length || !is_change && !passes) {
        return None;
    }
    let goes_to = hit.length > 1 && matches!(word[hit.length - 1], '到' | '至' | '为' | '在');
    let goes_to = goes_to && word != ['达', '到'];
    let at = range.end - hit.length;
    // 恢复拓展至: two verbs side by side are one.
    let pair = if goes_to { verb_before(&words[..words.len() - hit.length]) } else { 0 };
    let at = at - pair;
    left.is_whole = whole.is_some();
    left.departs |= matches!(word, ['由'] | ['从']);
    left.controls |= starts_with(word, "控制");
    left.arrives |= goes_to && word[hit.length - 1] != '在' || matches!(word, ['到'] | ['至']);
    if passes && matches!(word.last(), Some('过' | '越')) {
        // 跨过3万亿元, where 迈上3万亿元台阶 only stands on it.
        left.relation.get_or_insert(Relation::Gt);
    }
    let is_verb = !matches!(word, ['由'] | ['从'] | ['到'] | ['至'] | ['较'] | ['比'])
        && !starts_with(word, "不")
        && !starts_with(word, "至少");
    if is_verb {
        // 同比增长: the verb is 增长.
        let start = at + if starts_with(word, "同比") { 2 } else { 0 };
        left.action = Some(start..range.end - usize::from(goes_to));
    }
    // 跃上到: where the verb before 到 is no word of the table, the number is what is reached.
    let is_reached = left.arrives && hit.length == 1;
    left.predicate = Some(if is_reached { Predicate::Reach } else { hit.section });
    Some(at)
}

/// 中央投资安排6400亿元, 住房建成772万套: a deed between the thing and its number, unless a verb at
/// the head of the words governs both (推动企业上市5家).
fn closing_deed(
    words: &[char],
    range: &Range<usize>,
    hit: Hit<Predicate>,
    left: &mut Left,
) -> Option<usize> {
    let before = &words[..words.len() - hit.length];
    let lead = trim::lead(before, &mut None);
    let noun = lexicon().nouns.ends(words).map_or(0, |noun| noun.length);
    let bound = lexicon().bounds.ends(words).filter(|tail| tail.section == Bound::Noun);
    let is_named = before.len() >= lead + 2 && !before.ends_with(&['的']);
    // 聚焦新兴领域遴选10个项目: an attitude governs nothing.
    let head = verb_length(&before[lead..]);
    let is_stance = head.is_some()
        && lexicon().verbs.starts(&before[lead..]).is_some_and(|hit| hit.section == Verb::Stance);
    let is_free = is_stance || head.is_none() && !before.contains(&'、');
    let is_verb = hit.length >= 2
        && noun <= hit.length
        && bound.is_none_or(|tail| tail.length <= hit.length)
        // 资金投入超过3亿元: where the bound is a verb, the deed names what it bounds.
        && !(left.bounded.is_some() && ends_with(words, "投入"))
        && (before.ends_with(&['新']) || !NOMINAL.iter().any(|deed| ends_with(words, deed)));
    if !is_named || !is_free || !is_verb || left.action.is_some() {
        return None;
    }
    let at = range.end - hit.length;
    let at = at - usize::from(before.ends_with(&['新']));
    left.action = Some(at..range.end);
    left.predicate = Some(Predicate::Reach);
    left.closes = true;
    let small = text_end(&words[..at - range.start]);
    Some(range.start + small)
}

/// Where words end without the small adverbs before a verb (投资[拟]安排).
fn text_end(words: &[char]) -> usize {
    words.iter().rposition(|c| !"拟再已共将又可".contains(*c)).map_or(0, |at| at + 1)
}

/// Deeds that name what is counted when they stand before its number (职业技能培训3万人次).
const NOMINAL: [&str; 29] = [
    "融资", "储备", "授信", "安置", "搬迁", "救助", "资助", "脱贫", "上线", "转移", "建设", "实施",
    "推进", "运行", "运营", "交付", "达标", "开放", "启动", "服务", "支持", "帮扶", "参与", "并网",
    "承担", "参加", "牵头", "转型", "进行",
];

/// Verbs that join the one after them rather than end a noun (签约服务扩大到).
const PAIRED: [&str; 6] = ["恢复", "整合", "调整", "优化", "培育", "新增"];

/// The length of a verb that ends words which also name a thing.
fn verb_before(words: &[char]) -> usize {
    let is_named = |length: usize| words.len() >= length + 2;
    let noun = lexicon().nouns.ends(words).map_or(0, |noun| noun.length);
    lexicon()
        .verbs
        .ends(words)
        .map(|verb| verb.length)
        .filter(|&length| length == 2 && noun < length && is_named(length))
        .filter(|_| PAIRED.iter().any(|verb| ends_with(words, verb)))
        .unwrap_or(0)
}

/// Verbs that reach or pass a round number (跨上3万亿元台阶).
const PASSED: [&str; 9] = ["跨上", "迈上", "站上", "跃上", "登上", "迈过", "跨过", "跨越", "突破"];

/// Whether what looks like a verb is the end of a noun (研发投入, 占比) or a preposition.
fn is_part_of_noun(words: &[char], hit: Hit<Predicate>) -> bool {
    let noun = lexicon().nouns.ends(words).map_or(0, |noun| noun.length);
    let tail = lexicon().bounds.ends(words).filter(|tail| tail.section == Bound::Noun);
    // 为450户家庭: a preposition, not a verb.
    let is_preposition = matches!(words, ['为' | '由' | '从']);
    // 林分优化提升200万亩: with another verb before it, 提升 names what is done.
    let before = &words[..words.len() - hit.length];
    let names_deed = ends_with(words, "提升")
        && lexicon().verbs.ends(before).is_some_and(|verb| verb.length >= 2);
    // 带动群众增收2亿元: with another verb at the head, 增收 names what is brought about.
    let head = &words[trim::lead(words, &mut None)..];
    let is_brought = holds_object(&words[words.len() - hit.length..])
        && verb_length(head).is_some_and(|length| length + hit.length < head.len());
    noun > hit.length
        || names_deed
        || is_brought
        || tail.is_some_and(|tail| tail.length > hit.length)
        || is_preposition
}

/// Where a comparison begins that is no part of the subject (`较上年`, `比2015年`, `高于全省`).
fn comparison(words: &[char]) -> Option<usize> {
    let gap = (0..words.len()).rev().find(|&at| {
        // 柳河镇、高于岭镇: the name of a place.
        let is_listed = at > 1 && words[at - 1] == '、' || words[at..].contains(&'、');
        // 达到或优于Ⅱ类水体比例: the distance is part of what is measured.
        let is_rate = ["比例", "占比", "比率", "率"].iter().any(|rate| ends_with(words, rate));
        is_gap(&words[at..]) && !is_listed && !is_rate
            || ["超出", "同比"].iter().any(|word| starts_with(&words[at..], word))
    });
    let than = (0..words.len()).rev().find(|&at| {
        let refers =
            words.get(at + 1).is_some_and(|c| "上去同全“预计原".contains(*c) || c.is_ascii_digit())
                || words.get(at + 2..at + 4) == Some(&['年', '前']);
        let is_free = at == 0 || !"对占同环相".contains(words[at - 1]);
        words[at] == '较' || words[at] == '比' && refers && is_free
    });
    than.filter(|&at| words.len() - at <= 20).into_iter().chain(gap).min()
}

/// 比上年低, 比2030年高: a change, as what it is compared with is the same thing before.
fn change_since(words: &[char]) -> Option<Predicate> {
    let is_past = words.get(1).is_some_and(|c| matches!(c, '上' | '去') || c.is_ascii_digit());
    match words.last().filter(|_| is_past)? {
        '高' | '多' => Some(Predicate::Up),
        '低' | '少' => Some(Predicate::Down),
        _ => None,
    }
}

/// 高于, 快于 …: a distance from a reference.
fn is_gap(words: &[char]) -> bool {
    lexicon().predicates.starts(words).is_some_and(|hit| {
        hit.section == Predicate::Gap && !starts_with(words, "多于") && !starts_with(words, "少于")
    })
}

/// Where the contest begins in which a place is won (热线[在全省评估中]位列第二), or the field
/// among which it is won ([在100个城市中]排第二).
fn before_contest(words: &[char]) -> Option<usize> {
    const FIELDS: [&str; 7] = ["城市", "省份", "省区市", "市州", "县市", "区县", "地市"];
    let at = words.iter().rposition(|c| *c == '在');
    let is_within = matches!(words.last(), Some('中' | '上' | '里'));
    let field = if is_within { &words[..words.len() - 1] } else { words };
    if FIELDS.iter().any(|word| ends_with(field, word)) && words.iter().any(char::is_ascii_digit) {
        return at.or(Some(0));
    }
    at.filter(|&at| at >= 2 && is_within)
}

/// Where the verb begins whose object is the field in which a place is held (居副省级城市第1位),
/// and the length of the verb without 到 or 至.
fn field_of_rank(words: &[char]) -> Option<(usize, usize)> {
    const VERBS: [&str; 28] = [
        "分居",
        "分列",
        "居",
        "位居",
        "列",
        "位列",
        "名列",
        "排在",
        "排",
        "排名",
        "跃居",
        "稳居",
        "保持",
        "升至",
        "升到",
        "提升至",
        "提升到",
        "上升至",
        "上升到",
        "跃升至",
        "跃升到",
        "晋升至",
        "前移至",
        "前移到",
        "跃至",
        "进入",
        "跻身",
        "进位至",
    ];
    const FIELD_MAX: usize = 14;
    let from = words.len().saturating_sub(FIELD_MAX + 3);
    // The longest verb at the first place that is followed by no other.
    let (at, verb) = (from..words.len()).rev().find_map(|end| {
        let verb = VERBS.iter().filter(|verb| ends_with(&words[..=end], verb));
        let length = verb.map(|verb| verb.chars().count()).max()?;
        Some((end + 1 - length, length))
    })?;
    let field = &words[at + verb..];
    // 水土保持考核: there 保持 is no verb.
    let is_noun = lexicon().nouns.starts(&words[at..]).is_some()
        || starts_with(&words[at..], "保持") && words[..at].ends_with(&['水', '土']);
    let goes_to = matches!(words[at + verb - 1], '至' | '到' | '在');
    (field.len() <= FIELD_MAX && !field.contains(&'、') && !is_noun)
        .then_some((at, verb - usize::from(goes_to)))
}
