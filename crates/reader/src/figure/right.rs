//! The words after a number: the thing counted, and what became of it.

mod head;

use std::ops::Range;

use super::left::{new_deed, verb_length};
use super::quantity::{Kind, LANDMARKS, Quantity};
use super::trim;
use crate::lexicon::{Adverb, Predicate, lexicon};
use crate::numeral;
use crate::words::{contains, ends_with, find, starts_with};

/// The thing counted by a number that stands before it.
#[derive(Debug, Clone)]
pub(super) struct Right {
    pub(super) noun: Range<usize>,
    /// What became of it (建成投产), where the text says so.
    pub(super) action: Option<Range<usize>>,
}

/// Reads the words after a number. `None` where no noun follows it directly.
///
/// `is_needed` tells that the words before the number have no noun: then a noun that begins
/// like a verb is believed. `governs` tells that a verb stands before the number, `causes` that it
/// says others are to do something (支持, 推动).
pub(super) fn read(
    text: &[char],
    range: Range<usize>,
    quantity: &Quantity,
    is_needed: bool,
    [governs, causes]: [bool; 2],
) -> Option<Right> {
    let mut start = range.start;
    if text[range.clone()].first() == Some(&'（') {
        let close = text[range.clone()].iter().position(|c| *c == '）')?;
        start += close + 1;
    }
    if start < range.end && text[start] == '的' {
        start += 1;
    }
    if is_needed
        && quantity.unit == "元"
        && let Some(length) = spent_on(&text[start..range.end])
    {
        // 投入2亿元改善办学条件: money is for what is done with it.
        start += length;
    }
    let mut words = &text[start..range.end];
    let (all, all_start) = (words, start);
    if is_capacity(quantity)
        && let Some(mark) = words.iter().position(|c| "、及".contains(*c)).filter(|&at| at >= 2)
    {
        // 110千伏变电站、西河大桥等项目: the next member is another project.
        words = &words[..mark];
    }
    if let Some(of) = quality(words) {
        start += of;
        words = &words[of..];
    }
    let first = *words.first()?;
    if starts_with(words, "实现") && matches!(&*quantity.unit, "人" | "户" | "名") {
        // 6户9人实现脱贫: it is what they came to.
        let noun = trim::counted(text, start + 2..range.end);
        let is_short = (2..=6).contains(&noun.len()) && !text[noun.clone()].contains(&'“');
        return is_short.then_some(Right { noun, action: Some(start..start + 2) });
    }
    // 2亿元人民币: the currency is no thing.
    let is_currency = quantity.unit == "元" && starts_with(words, "人民币");
    if is_landmark(words)
        || is_currency
        || "、，：；和及与至到—（）”》等".contains(first) && lexicon().nouns.starts(words).is_none()
        || is_predicate(words, is_needed)
        || quantity.kind == Kind::Share && is_deed(words)
        || quantity.kind == Kind::Counter && is_attained(words)
    {
        return None;
    }
    let (length, mut action) = cut(words, governs, causes);
    if words.len() < all.len() && action.is_none() && !governs {
        // What became of the last project of the list became of all.
        let before = start - all_start;
        action = closing(all)
            .filter(|(at, _)| *at > before + words.len())
            .map(|(at, length)| (at - before, length));
    }
    let noun = trim::counted(text, start..start + length);
    let noun = head::of(text, noun, quantity);
    let noun = trim::closed(text, trim::without_deed(text, noun));
    let noun = without_adverbs(text, noun);
    if noun.is_empty() {
        return None;
    }
    let action = action.map(|(at, length)| start + at..start + at + length);
    Some(Right { noun, action })
}

/// 新台阶, 万亿元台阶: what is passed is no thing that is counted.
fn is_landmark(words: &[char]) -> bool {
    let words = words.strip_prefix(&['新']).unwrap_or(words);
    let scale = words.iter().take_while(|c| "百千万亿".contains(**c)).count();
    let words = if scale > 0 { &words[scale..] } else { words };
    let words = words.strip_prefix(&['元']).filter(|_| scale > 0).unwrap_or(words);
    LANDMARKS.iter().any(|landmark| starts_with(words, landmark))
}

/// The length of what is done with money, up to what it is done to.
fn spent_on(words: &[char]) -> Option<usize> {
    let verb = if starts_with(words, "进行") { Some(2) } else { verb_length(words) };
    let mut length = verb?;
    length += usize::from(words.get(length) == Some(&'了'));
    length += usize::from(words.get(length) == Some(&'的'));
    // 办好的35件实事: how many there are is told by the way.
    if let Some(number) = numeral::at(words, length) {
        let unit = lexicon().units.starts(&words[number.range.end..]).map_or(0, |unit| unit.length);
        length = number.range.end + unit;
    }
    (length < words.len()).then_some(length)
}

/// The verbs that close a text.
fn closing(words: &[char]) -> Option<(usize, usize)> {
    let start = (2..words.len().saturating_sub(1)).find(|&at| {
        let rest = &words[at..];
        let hit = lexicon().predicates.starts(rest).filter(|hit| hit.section == Predicate::State);
        hit.is_some_and(|hit| joined(rest, hit.length) == rest.len())
    })?;
    Some((start, words.len() - start))
}

/// A noun without the adverbs of a verb that another number took (收入[全部]).
fn without_adverbs(text: &[char], noun: Range<usize>) -> Range<usize> {
    let words = &text[noun.clone()];
    let adverb = lexicon()
        .adverbs
        .ends(words)
        .filter(|hit| matches!(hit.section, Adverb::Manner | Adverb::Time) && hit.length == 2);
    let is_noun = lexicon().nouns.ends(words).is_some();
    const ALL: [&str; 6] = ["全部", "分别", "均已", "已经", "成功", "率先"];
    let is_all = ALL.iter().any(|word| ends_with(words, word));
    match adverb.filter(|hit| is_all && !is_noun && hit.length + 2 <= words.len()) {
        Some(hit) => noun.start..noun.end - hit.length,
        None => noun,
    }
}

/// Units in which the capacity of a work is told.
pub(super) fn is_capacity(quantity: &Quantity) -> bool {
    const CAPACITIES: [&str; 12] = [
        "吨",
        "万吨",
        "吨/年",
        "吨/日",
        "千瓦",
        "兆瓦",
        "千伏",
        "GW",
        "MW",
        "千升",
        "立方米",
        "立方米/日",
    ];
    CAPACITIES.contains(&quantity.unit.as_str())
}

/// Where the thing is named after what is told of it (1个[具有竞争力的]产业集群).
fn quality(words: &[char]) -> Option<usize> {
    const QUALITIES: [&str; 11] =
        ["已", "具有", "具备", "拥有", "符合", "涉及", "事关", "带有", "制约", "影响", "一档"];
    let has = QUALITIES.iter().any(|word| starts_with(words, word));
    let of = words.iter().position(|c| *c == '的')?;
    // 以县城为载体的试点: what it is built on.
    let is_based = words[0] == '以' && words[..of].contains(&'为');
    // 特色鲜明、效益好的产业: the first of what it is like.
    const TRAITS: [&str; 8] = ["领先", "突出", "鲜明", "明显", "显著", "先进", "强", "优"];
    let first = words[..of].iter().position(|c| *c == '、');
    let is_described =
        first.is_some_and(|mark| TRAITS.iter().any(|like| ends_with(&words[..mark], like)));
    // 达到二级标准的中心: what those counted do stands before 的.
    let is_told = starts_with(words, "达到") || starts_with(words, "面向");
    ((has || is_based || is_described || is_told) && of + 2 < words.len()).then_some(of + 1)
}

/// 九成以上实行备案管理: a verb with what it is done to, of a share.
fn is_deed(words: &[char]) -> bool {
    let deed = lexicon().predicates.starts(words).filter(|hit| hit.section == Predicate::Act);
    let verb = verb_length(words).filter(|_| starts_with(words, "实行") || deed.is_some());
    verb.is_some_and(|length| length >= 2 && length + 2 <= words.len())
}

/// 3条获评最美街巷, 5户实现脱贫: what those counted, who are named elsewhere, became.
fn is_attained(words: &[char]) -> bool {
    const ATTAINED: [&str; 9] =
        ["实现", "完成", "获评", "荣获", "入选", "入围", "纳入", "列入", "通过"];
    let verb = ATTAINED.iter().any(|verb| starts_with(words, verb));
    verb && words.len() >= 4 && !ends_with(words, "率") && !words.contains(&'的')
}

/// Whether the words after the number are a verb rather than a noun.
fn is_predicate(words: &[char], is_needed: bool) -> bool {
    if lexicon().nouns.starts(words).is_some() {
        return false;
    }
    const THINGS: [&str; 5] = ["补贴", "补助", "贷款", "奖励", "救助"];
    if THINGS.iter().any(|thing| words.len() == 2 && starts_with(words, thing)) {
        return false;
    }
    let is_particle = "由用占比较为是被均都也将以并再已因".contains(words[0])
        || words[0] == '居' && holds_place(words);
    let verb = verb_length(words).filter(|&length| length >= 2);
    let predicate = lexicon().predicates.starts(words).filter(|hit| {
        hit.length >= 2 && (hit.section != Predicate::Deed || hit.length == words.len())
    });
    let longest = verb.unwrap_or(0).max(predicate.map_or(0, |hit| hit.length));
    if is_needed {
        return longest == words.len() || is_particle && words[0] != '已';
    }
    let is_adverb = adverb_length(words).is_some_and(|length| {
        let rest = &words[length..];
        let deed = lexicon().predicates.starts(rest);
        verb_length(rest).is_some() || deed.is_some_and(|hit| hit.section != Predicate::Deed)
    });
    is_particle || longest > 0 || is_adverb
}

/// Where the noun ends, and the verb after it.
fn cut(words: &[char], governs: bool, causes: bool) -> (usize, Option<(usize, usize)>) {
    let mut next = lexicon().nouns.starts(words).map_or(1, |noun| noun.length);
    if let Some(length) = new_deed(words) {
        // 27条新开工道路: what is new of them.
        next = next.max(length);
    }
    while next < words.len() {
        let at = next;
        let rest = &words[at..];
        next += lexicon().nouns.starts(rest).map_or(1, |noun| noun.length);
        let is_quoted = starts_with(rest, "“") && rest.last() == Some(&'”') && rest.len() > 3;
        if is_quoted && at >= 2 && !(governs && is_named_thing(rest)) {
            // 90个事项“跨区通办”, where a governed 甲业“灯塔工厂” is a name.
            return (at, Some((at + 1, rest.len() - 2)));
        }
        if inside_quotes(&words[..at]) || lexicon().nouns.starts(rest).is_some() {
            continue;
        }
        if at >= 2 && rest[0] == '占' {
            // 14个产业产值占工业的80%: what part those counted take.
            return (at, None);
        }
        if let Some((adverb, length)) = adverbial_deed(rest) {
            return (at, Some((at + adverb, length)));
        }
        let is_not = ["不出现", "不发生", "不再"].iter().any(|word| starts_with(rest, word));
        if is_not && at >= 2 || starts_with(rest, "不") && lexicon().bounds.starts(rest).is_some()
        {
            return (at, None);
        }
        if holds_place(rest) && at >= 2 {
            let length = if rest[0] == '居' || rest[0] == '列' { 1 } else { 2 };
            return (at, Some((at, length)));
        }
        if at >= 2 && words[at - 1] != '为' && MEANS.iter().any(|word| starts_with(rest, word)) {
            // 9个集镇按照县城标准建设: by what rule or with what help.
            return (at, closing_deed(words, at).filter(|_| !governs));
        }
        if rest[0] == '被' {
            return (at, passive(rest).map(|(from, length)| (at + from, length)));
        }
        if let Some(place) = deed_at_place(words, at) {
            return (at, place.filter(|_| !governs));
        }
        if !governs && let Some(length) = deed_of_topic(words, at) {
            return (at, Some((at, joined(rest, length))));
        }
        if at >= 2 && joins_others(&words[..at], rest) {
            let verb = met(rest).map(|verb| (at + verb, 2));
            return (at, verb.or(closing_deed(words, at)).filter(|_| !governs));
        }
        if causes && at >= 2 && is_caused(words, at) {
            return (at, None);
        }
        if at >= 2 && acts(&words[..at], rest) {
            return (at, closing_deed(words, at).filter(|_| !governs));
        }
        if let Some(length) = deed_length(rest, false, governs) {
            return (at, Some((at, joined(rest, length))));
        }
    }
    (words.len(), None)
}

/// Whether what stands in quotation marks is the name of a thing rather than a deed.
fn is_named_thing(quoted: &[char]) -> bool {
    let last = quoted.len().checked_sub(2).map(|at| quoted[at]);
    last.is_some_and(|last| {
        "厂店站园区城县镇村社馆坊屋网楼点带街院校榜人心台库团廊圈港".contains(last)
    })
}

/// 支持7个城区做强数字经济: what those counted are to do is no part of their name.
fn is_caused(words: &[char], at: usize) -> bool {
    const NOMINAL: [&str; 8] = ["发展", "建设", "改造", "治理", "创新", "示范", "提升", "应用"];
    const ACTORS: &str = "县市区镇乡村院校所园户家司位构企业队社";
    let rest = &words[at..];
    let is_actor = ACTORS.contains(words[at - 1]);
    let is_nominal = NOMINAL.iter().any(|verb| starts_with(rest, verb));
    is_actor && !is_nominal && deed_of_topic(words, at).is_some()
}

/// 6个县与医院开展协作, 9个事项让群众少跑腿: whom those counted meet, or what they bring about.
fn joins_others(name: &[char], rest: &[char]) -> bool {
    let brings =
        rest[0] == '让' && lexicon().nouns.starts(rest).is_none() && !name.ends_with(&['转']);
    let begins = rest[0] == '以'
        && !rest.get(1).is_some_and(|c| "上下内外及来前后色".contains(*c))
        && !name.last().is_some_and(|c| "所可难予加给".contains(*c));
    met(rest).is_some() || brings || begins && rest.len() > 6
}

/// Where the verb stands that tells what is done together (与医院[建立]协作关系).
fn met(rest: &[char]) -> Option<usize> {
    const TOGETHER: [&str; 8] = ["建立", "开展", "共建", "结对", "合作", "协作", "对接", "签约"];
    let with = rest.strip_prefix(&['与'])?;
    TOGETHER.iter().find_map(|word| find(with, word)).map(|at| at + 1)
}

/// Words that open how something is done, behind what it is done to or who does it.
const MEANS: [&str; 8] = ["按照", "根据", "依托", "围绕", "参照", "对照", "结合", "借助"];

/// The verb that closes words, behind the noun that ends at a character.
fn closing_deed(words: &[char], noun: usize) -> Option<(usize, usize)> {
    let verb = lexicon().verbs.ends(words).map(|hit| hit.length);
    let deed = lexicon().predicates.ends(words).map(|hit| hit.length);
    let length = verb.into_iter().chain(deed).max().filter(|&length| length >= 2);
    length
        .filter(|length| noun + length + 2 <= words.len())
        .map(|length| (words.len() - length, length))
}

/// 5家企业建设示范工厂: what those who are counted are to do is no part of their name.
fn acts(name: &[char], rest: &[char]) -> bool {
    const ACTORS: [&str; 8] = ["企业", "公司", "单位", "高校", "学校", "医院", "行业", "部门"];
    const DEEDS: [&str; 7] = ["建设", "实施", "开展", "完成", "创建", "打造", "淘汰"];
    const NAMES: [&str; 7] = ["项目", "工程", "任务", "工作", "行动", "试点", "方案"];
    let object = DEEDS.iter().find(|deed| starts_with(rest, deed)).map(|_| &rest[2..]);
    let is_deed = object.is_some_and(|object| {
        object.len() >= 3 && !NAMES.iter().any(|name| starts_with(object, name))
    });
    is_deed && ACTORS.iter().any(|actor| ends_with(name, actor))
}

/// 居全国第一, 位列全省前三: a place that is held.
fn holds_place(words: &[char]) -> bool {
    const VERBS: [&str; 6] = ["居", "位居", "位列", "跃居", "稳居", "列"];
    const SCOPES: [&str; 8] = ["全国", "全省", "全市", "全区", "全疆", "世界", "全球", "西部"];
    VERBS.iter().any(|verb| {
        starts_with(words, verb)
            && SCOPES.iter().any(|scope| starts_with(&words[verb.chars().count()..], scope))
    })
}

/// 被认定为…, 被部委集中推广: where the verb without 为 stands, and its length.
fn passive(rest: &[char]) -> Option<(usize, usize)> {
    let verb = rest.strip_prefix(&['被']).filter(|verb| verb.len() >= 2)?;
    let until = verb.iter().take(4).position(|c| *c == '为').filter(|&at| at >= 2);
    let hit = until.or(lexicon().verbs.starts(verb).map(|hit| hit.length));
    let last = lexicon().verbs.ends(rest).map(|hit| (rest.len() - hit.length, hit.length));
    hit.map(|length| (1, length)).or(last)
}

/// 28个实验室[在川布局]: the place ends the noun, the verb after it tells what became of it.
fn deed_at_place(words: &[char], at: usize) -> Option<Option<(usize, usize)>> {
    let rest = &words[at..];
    let is_place = rest[0] == '在' && lexicon().nouns.starts(rest).is_none();
    if at < 2 || !is_place || is_verb_noun(words[at - 1]) {
        return None;
    }
    // 在评估中获评甲等: the verb behind the place; else the one that closes the clause.
    let within = (2..rest.len().saturating_sub(1)).find_map(|end| {
        let verb = lexicon().predicates.starts(&rest[end..])?;
        let noun = lexicon().nouns.starts(&rest[end..]).map_or(0, |noun| noun.length);
        let is_verb = matches!(verb.section, Predicate::State | Predicate::Act);
        (is_verb && verb.length >= 2 && noun < verb.length).then_some((at + end, verb.length))
    });
    Some(within.or(closing_deed(words, at)))
}

/// 存在, 所在, 现在, 潜在: 在 closes a word.
fn is_verb_noun(before: char) -> bool {
    "存所现潜内外实正".contains(before)
}

/// A verb with those right after it, where they close the clause (揭牌运行, 竣工投产).
fn joined(rest: &[char], length: usize) -> usize {
    let mut end = length;
    while end < rest.len() {
        let deed = lexicon().predicates.starts(&rest[end..]);
        let is_done = deed
            .is_some_and(|hit| hit.section == Predicate::State || hit.section == Predicate::Act);
        if !is_done && !starts_with(&rest[end..], "落实") {
            return length;
        }
        end += deed.map_or(2, |hit| hit.length);
    }
    end
}

/// Where no verb stands before the number, the next verb tells what the things counted do
/// (60个社区开办食堂).
fn deed_of_topic(words: &[char], at: usize) -> Option<usize> {
    let rest = &words[at..];
    if at < 2 {
        return None;
    }
    // 500家企业与平台开展合作: what they do, and with whom.
    let acts = ["合作", "签约", "签订", "对接", "联盟"];
    if rest[0] == '与' && acts.iter().any(|word| contains(rest, word)) {
        return Some(1);
    }
    let length = verb_length(rest).filter(|&length| length >= 2 && rest.len() >= length + 2)?;
    // 6个装置建设有力推进: the verb behind the adverb tells it.
    let is_furthered = adverbial_deed(&rest[length..]).is_some()
        && adverb_length(&rest[length..]).is_some_and(|adverb| adverb >= 2);
    // 8家企业上市工作有序推进: the verb that closes the clause tells it.
    let is_furthered = is_furthered
        || (length + 1..rest.len().saturating_sub(3)).any(|from| {
            let words = &rest[from..];
            adverb_length(words) >= Some(2)
                && adverbial_deed(words).is_some_and(|(at, length)| at + length == words.len())
        });
    let is_noun = is_furthered || is_compound(rest);
    (!is_noun).then_some(length)
}

/// Whether a verb is part of a longer name (军民[融合产业园]项目, 征收[安置问题]).
pub(super) fn is_compound(rest: &[char]) -> bool {
    const NOMINAL: [&str; 43] = [
        "融合", "利用", "对接", "安置", "改造", "治理", "管理", "整治", "培育", "合作", "应用",
        "保护", "修复", "处理", "运输", "加工", "制造", "生产", "开发", "研发", "创新", "培训",
        "示范", "服务", "登记", "检测", "监测", "采购", "销售", "招商", "推介", "配套", "分类",
        "储备", "救助", "补助", "供应", "养殖", "种植", "改革", "评价", "评估", "调度",
    ];
    const HEADS: [&str; 29] = [
        "项目",
        "问题",
        "任务",
        "工程",
        "基地",
        "平台",
        "中心",
        "园",
        "园区",
        "企业",
        "机构",
        "体系",
        "产业",
        "设施",
        "产品",
        "队伍",
        "试点",
        "事项",
        "活动",
        "标准",
        "单位",
        "系统",
        "数字化转型",
        "签约",
        "改革",
        "示范区",
        "公司",
        "线",
        "站",
    ];
    let is_nominal = NOMINAL.iter().any(|verb| starts_with(rest, verb));
    is_nominal && HEADS.iter().any(|head| ends_with(rest, head) || contains(rest, head))
}

fn inside_quotes(words: &[char]) -> bool {
    words.iter().filter(|c| **c == '“').count() > words.iter().filter(|c| **c == '”').count()
}

/// The lengths of adverbs and of the verb after them (持续推进).
fn adverbial_deed(words: &[char]) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(length) = adverb_length(&words[at..]) {
        at += length;
        let noun = lexicon().nouns.starts(&words[at..]).map_or(0, |hit| hit.length);
        if let Some(deed) = deed_length(&words[at..], true, false).filter(|&deed| noun <= deed) {
            return Some((at, joined(&words[at..], deed)));
        }
    }
    None
}

/// The length of one adverb of manner or time.
fn adverb_length(words: &[char]) -> Option<usize> {
    lexicon()
        .adverbs
        .starts(words)
        .filter(|hit| matches!(hit.section, Adverb::Manner | Adverb::Time))
        .map(|hit| hit.length)
}

/// The length of a verb that ends the noun before it.
fn deed_length(words: &[char], after_adverb: bool, governs: bool) -> Option<usize> {
    let hit = lexicon().predicates.starts(words)?;
    let is_whole = hit.length == words.len();
    let is_long = hit.length >= 2 || after_adverb || words[0] == '获';
    let ends_noun = match hit.section {
        Predicate::State => {
            hit.length >= 4
                || after_adverb
                || is_whole
                || joined(words, hit.length) == words.len()
                || !is_nominal(words)
        }
        Predicate::Act | Predicate::Reach => !is_compound(words) && !starts_with(words, "不"),
        Predicate::Deed => is_whole && !governs || after_adverb,
        Predicate::Up | Predicate::Down | Predicate::Gap => after_adverb,
    };
    (is_long && ends_noun).then_some(hit.length)
}

/// Verbs that are often part of a noun (建设项目, 实施方案).
fn is_nominal(words: &[char]) -> bool {
    ["建设", "实施", "推进", "运行", "运营", "交付", "上市", "达标", "开放", "完成", "启动"]
        .iter()
        .any(|word| starts_with(words, word))
}
