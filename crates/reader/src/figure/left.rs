//! The words before a number: subject, governing verb, bounds.

use std::ops::Range;

use super::trim;
use crate::Relation;
use crate::lexicon::{Adverb, Predicate, Verb, lexicon};
use crate::outline::preamble::year_at;
use crate::words::{contains, ends_with, find_last, starts_with};

/// What the words before a number say.
#[derive(Debug, Clone, Default)]
pub(super) struct Left {
    /// The pieces of the subject; empty where these words have none.
    pub(super) noun: Vec<Range<usize>>,
    /// The governing verb, as it stands in the text.
    pub(super) action: Option<Range<usize>>,
    /// The verb between subject and number.
    pub(super) predicate: Option<Predicate>,
    /// The verb that opens the words says growth or fall.
    pub(super) leads: Option<Predicate>,
    /// 到, 至 or 为: the number is where the change ends.
    pub(super) arrives: bool,
    pub(super) relation: Option<Relation>,
    /// A scope (全省) stood at the end: a comparison before it is with that scope.
    is_beside_scope: bool,
    /// A bound that the last of several numbers tells for all.
    pub(super) shared_bound: Option<Relation>,
    /// 控制: at most, where no other word bounds the number.
    pub(super) controls: bool,
    /// 分别: numbers and subjects go in pairs.
    pub(super) distributes: bool,
    /// 占…的: a share of what is named there.
    pub(super) is_share_of: bool,
    /// 是…的: a multiple of what is named there.
    pub(super) is_multiple_of: bool,
    /// 由 or 从: the number is where a change began.
    pub(super) departs: bool,
    /// 年均, 增速: what they are of is named elsewhere.
    pub(super) measures: Option<Range<usize>>,
    /// A year told directly before the number, which is of that number alone.
    pub(super) reference_year: Option<i16>,
    /// A year told at the head of these words, which holds for what follows too.
    pub(super) year: Option<i16>,
    /// The words end with 的: the number is of what they name.
    is_owned: bool,
    /// The words end with 等: the thing counted follows the number.
    pub(super) lists_examples: bool,
    /// Nothing but a verb that says growth or fall stands here: it may govern what follows.
    pub(super) is_whole: bool,
    /// Nothing but a verb stands here.
    pub(super) is_bare_verb: bool,
}

impl Left {
    /// Whether a verb stands before the number.
    pub(super) fn is_governed(&self) -> bool {
        self.action.is_some() || self.is_bare_verb
    }
}

/// Words directly before a number that bound it.
const BOUNDS: [(&str, Relation); 34] = [
    ("不得低于", Relation::Ge),
    ("不低于", Relation::Ge),
    ("不少于", Relation::Ge),
    ("不小于", Relation::Ge),
    ("不下", Relation::Ge),
    ("至少", Relation::Ge),
    ("不超过", Relation::Le),
    ("不超", Relation::Le),
    ("不高于", Relation::Le),
    ("不多于", Relation::Le),
    ("不大于", Relation::Le),
    ("至多", Relation::Le),
    ("最多", Relation::Le),
    ("超过", Relation::Gt),
    ("超出", Relation::Gt),
    ("突破", Relation::Gt),
    ("多于", Relation::Gt),
    ("大于", Relation::Gt),
    ("高于", Relation::Gt),
    ("逾", Relation::Gt),
    ("超", Relation::Gt),
    ("破", Relation::Gt),
    ("低于", Relation::Lt),
    ("不足", Relation::Lt),
    ("少于", Relation::Lt),
    ("不到", Relation::Lt),
    ("小于", Relation::Lt),
    ("接近", Relation::Approx),
    ("将近", Relation::Approx),
    ("大约", Relation::Approx),
    ("大概", Relation::Approx),
    ("逼近", Relation::Approx),
    ("约", Relation::Approx),
    ("近", Relation::Approx),
];
/// Words before a number that say nothing of it.
const FILLERS: [&str; 28] = [
    "可比",
    "双双",
    "分别",
    "拟按照",
    "拟按",
    "按照",
    "各",
    "均",
    "都",
    "也",
    "全部",
    "全",
    "再",
    "又",
    "共",
    "了",
    "每年",
    "：",
    "、",
    "，",
    "比",
    "较",
    "还要",
    "要",
    "将",
    "★",
    "还",
    "在",
];
/// Words that end like a bound and are none.
const NO_BOUNDS: [&str; 14] = [
    "节约", "集约", "契约", "合约", "公约", "预约", "条约", "附近", "邻近", "临近", "赶超", "打破",
    "爆破", "履约",
];

/// Reads the words before a number.
pub(super) fn read(text: &[char], range: Range<usize>) -> Left {
    let mut left = Left::default();
    let start = range.start;
    let mut end = range.end;
    while let Some(shorter) = strip_end(text, start..end, &mut left) {
        end = shorter;
    }
    if matches!(text.get(range.end), Some('第' | '前' | '首'))
        && let Some(cut) = place_in(&text[start..end])
    {
        end = start + cut;
        while let Some(shorter) = strip_end(text, start..end, &mut left) {
            end = shorter;
        }
    }
    if let Some(cut) = comparison(&text[start..end]) {
        let is_gap = ["高于", "低于", "快于", "慢于", "高出", "优于", "好于"]
            .iter()
            .any(|word| starts_with(&text[start + cut..end], word));
        if is_gap {
            left.predicate = Some(Predicate::Gap);
        }
        end = start + cut;
        while let Some(shorter) = strip_end(text, start..end, &mut left) {
            end = shorter;
        }
    }
    subject(text, start..end, &mut left);
    left
}

/// Takes one word off the end and remembers what it says.
fn strip_end(text: &[char], range: Range<usize>, left: &mut Left) -> Option<usize> {
    let words = &text[range.clone()];
    if words.is_empty() {
        return None;
    }
    if let Some((length, relation)) = bound(words) {
        if left.is_beside_scope && matches!(relation, Relation::Gt | Relation::Lt) {
            left.predicate = Some(Predicate::Gap);
            left.action = Some(range.end - length..range.end);
            return Some(range.end - length);
        }
        left.relation.get_or_insert(relation);
        if matches!(relation, Relation::Gt | Relation::Approx) && length == 2 {
            left.action.get_or_insert(range.end - length..range.end);
        }
        return Some(range.end - length);
    }
    if let Some(word) = FILLERS.iter().find(|word| ends_with(words, word)) {
        let is_part_of_noun = [
            "安全", "健全", "年均", "人均", "日均", "户均", "月均", "平均", "首都", "占比", "同比",
            "环比", "对比", "需要", "重要", "主要", "必要", "计较", "相比", "之比", "所在", "存在",
            "现在", "实在",
        ]
        .iter()
        .any(|noun| ends_with(words, noun));
        if !is_part_of_noun {
            left.distributes |= *word == "分别";
            if matches!(*word, "比" | "较") {
                // 比2025年增加9天: the year is what it is compared with.
                left.reference_year = None;
            }
            return Some(range.end - word.chars().count());
        }
    }
    if let Some(length) = year_phrase(words, left) {
        return Some(range.end - length);
    }
    for word in [
        "每人每月",
        "每人每年",
        "每人每天",
        "人均每月",
        "每月",
        "每年",
        "每户",
        "每人",
    ] {
        if ends_with(words, word) && words.len() > word.chars().count() {
            return Some(range.end - word.chars().count());
        }
    }
    if let Some(hit) = lexicon().adverbs.ends(words)
        && hit.section == Adverb::Scope
        && hit.length < words.len()
        && starts_with(&words[words.len() - hit.length..], "全")
    {
        left.is_beside_scope = true;
        return Some(range.end - hit.length);
    }
    if ends_with(words, "的") {
        left.is_owned = true;
        return reference(words, &range, left);
    }
    if left.predicate.is_none() {
        return predicate(words, &range, left);
    }
    let hit = lexicon().adverbs.ends(words)?;
    let is_word = hit.length >= 2 && hit.length < words.len();
    is_word.then(|| range.end - hit.length)
}

fn bound(words: &[char]) -> Option<(usize, Relation)> {
    if NO_BOUNDS.iter().any(|word| ends_with(words, word)) {
        return None;
    }
    BOUNDS
        .iter()
        .find(|(word, _)| ends_with(words, word))
        .map(|(word, relation)| (word.chars().count(), *relation))
}

/// `2014年的`, `2025年`, `上年的` at the end, and its length.
fn year_phrase(words: &[char], left: &mut Left) -> Option<usize> {
    let tail = usize::from(ends_with(words, "的"));
    let bare = &words[..words.len() - tail];
    for middle in ["年末", "年底", "年"] {
        let length = middle.chars().count();
        if ends_with(bare, middle) && bare.len() >= length + 4 {
            let at = bare.len() - length - 4;
            if let Some(year) = year_at(bare, at) {
                left.reference_year = Some(year);
                return Some(length + 4 + tail);
            }
        }
    }
    ["上年同期", "上年末", "上年底", "上年", "去年", "同期"]
        .iter()
        .find(|word| tail == 1 && ends_with(bare, word))
        .map(|word| word.chars().count() + 1)
}

/// `占一般公共预算支出的71.4%`, `是2017年的1.8倍`: what stands between is a reference.
fn reference(words: &[char], range: &Range<usize>, left: &mut Left) -> Option<usize> {
    const REFERENCES: [(&str, bool); 8] = [
        ("占", true),
        ("不低于", false),
        ("不超过", false),
        ("超过", false),
        ("相当于", false),
        ("是", false),
        ("为", false),
        ("达", false),
    ];
    for (word, is_share) in REFERENCES {
        let Some(at) = find_last(words, word) else {
            continue;
        };
        let length = word.chars().count();
        if words.len() - at > 24 || words[at + length..].contains(&'、') && !is_share {
            continue;
        }
        if let Some((_, relation)) = bound(&words[..at + length]) {
            left.relation.get_or_insert(relation);
        }
        left.is_share_of = is_share;
        left.is_multiple_of = !is_share;
        left.action = Some(range.start + at..range.start + at + length);
        left.predicate = Some(Predicate::Reach);
        return Some(range.start + at);
    }
    Some(range.end - 1)
}

/// The verb directly before the number.
fn predicate(words: &[char], range: &Range<usize>, left: &mut Left) -> Option<usize> {
    let hit = lexicon().predicates.ends(words)?;
    if matches!(hit.section, Predicate::State | Predicate::Act) {
        return None;
    }
    let noun = lexicon().nouns.ends(words).map_or(0, |hit| hit.length);
    if noun > hit.length {
        // 研发投入5亿元: the verb is the end of a noun.
        return None;
    }
    let word = &words[words.len() - hit.length..];
    let lead = trim::lead(words, &mut None);
    let whole = verb_length(&words[lead..]).filter(|length| lead + length == words.len());
    let is_change = matches!(hit.section, Predicate::Up | Predicate::Down);
    if whole.is_some_and(|length| length > hit.length || !is_change) {
        return None;
    }
    left.is_whole = whole.is_some();
    if hit.length == 1 && words.len() == 1 && matches!(word, ['为' | '由' | '从']) {
        // 为450户家庭: a preposition, not a verb.
        return None;
    }
    if hit.length == 1 && is_tail_of_noun(words) {
        return None;
    }
    let mut verb = hit.length;
    if verb > 1 && matches!(word[verb - 1], '到' | '至' | '在' | '为') && word != ['达', '到']
    {
        verb -= 1;
        left.arrives = matches!(word[hit.length - 1], '到' | '至' | '为');
    }
    if matches!(word, ['由'] | ['从']) {
        left.departs = true;
    }
    left.controls |= starts_with(word, "控制");
    let at = range.end - hit.length;
    let is_verb = !matches!(word, ['由'] | ['从'] | ['到'] | ['至'] | ['较'] | ['比']);
    if is_verb {
        left.action = Some(at..at + verb);
    }
    left.arrives |= matches!(word, ['到'] | ['至']);
    left.predicate = Some(hit.section);
    if left.arrives && hit.length == 1 {
        // 恢复到 and the like, where the verb before 到 is no word of the table.
        left.predicate = Some(Predicate::Reach);
    }
    Some(at)
}

/// One-character verbs that are more often the end of a noun (占比, 作为, 同比).
fn is_tail_of_noun(words: &[char]) -> bool {
    const TAILS: [&str; 28] = [
        "作为",
        "占比",
        "同比",
        "环比",
        "相比",
        "对比",
        "性价比",
        "节约",
        "集约",
        "行为",
        "理由",
        "自由",
        "缘由",
        "安排",
        "减排",
        "编排",
        "彩排",
        "系列",
        "中欧班列",
        "班列",
        "队列",
        "序列",
        "以上涨",
        "拥有",
        "所有",
        "国有",
        "新增",
        "倍增",
    ];
    TAILS.iter().any(|tail| ends_with(words, tail))
}

/// Where a comparison begins that is no part of the subject (`较上年`, `比2015年`, `高于全省`).
fn comparison(words: &[char]) -> Option<usize> {
    const GAPS: [&str; 9] = [
        "高于", "低于", "快于", "慢于", "高出", "优于", "好于", "超出", "同比",
    ];
    let gap = GAPS.iter().filter_map(|word| find_last(words, word)).max();
    let than = (0..words.len()).rev().find(|&at| {
        words[at] == '较'
            || words[at] == '比'
                && words
                    .get(at + 1)
                    .is_some_and(|c| "上去同全“预计原".contains(*c) || c.is_ascii_digit())
                && !(at > 0 && "对占同环相".contains(words[at - 1]))
    });
    let than = than.filter(|&at| words.len() - at <= 20);
    than.into_iter().chain(gap).min()
}

/// Where the field begins in which a place is held (居副省级城市第1位).
fn place_in(words: &[char]) -> Option<usize> {
    let at = words.iter().rposition(|c| "居列排在".contains(*c))?;
    let field = &words[at + 1..];
    let is_noun = lexicon().nouns.starts(&words[at..]).is_some();
    let is_short = field.len() <= 14 && !field.contains(&'、');
    let starts_at = at - usize::from(at > 0 && "位名稳跃".contains(words[at - 1]));
    (is_short && !is_noun).then_some(starts_at)
}

/// Splits what is left into leading words, verb and noun.
fn subject(text: &[char], range: Range<usize>, left: &mut Left) {
    let mut start = range.start;
    let end = range.end;
    loop {
        let lead = trim::lead(&text[start..end], &mut left.year);
        start += lead;
        let words = &text[start..end];
        let after_particle =
            has_particle(words) && words.len() > 3 && verb_length(&words[1..]).is_some();
        if after_particle && verb_length(words).is_none() {
            start += 1;
            continue;
        }
        let Some(length) = verb_length(words) else {
            break;
        };
        let is_compound = left.is_governed() && is_all_verbs(words) && length < words.len();
        if words.len() - length == 1 || is_compound {
            // 利用率, 救助款: one character more makes a noun of the verb; 完成造林绿化: two make one.
            break;
        }
        if length == words.len() && left.predicate.is_some() {
            // 进口增长5%: what looks like a verb is what grows.
            break;
        }
        let verb = start..start + length;
        left.leads = leading_change(&text[verb.clone()]).or(left.leads);
        let is_free = left.predicate.is_none()
            || left.predicate == Some(Predicate::Reach) && left.action.is_none();
        if is_free {
            left.action = Some(verb.clone());
        }
        if length == words.len() {
            left.is_bare_verb = true;
            start = end;
            break;
        }
        start = verb.end;
    }
    left.noun = noun(text, start..end, left);
}

/// Whether words are nothing but verbs.
fn is_all_verbs(words: &[char]) -> bool {
    let mut at = 0;
    while let Some(length) = lexicon().verbs.starts(&words[at..]).map(|hit| hit.length) {
        at += length;
    }
    at == words.len()
}

/// The length of a verb at the head of a text, unless a noun begins there.
pub(crate) fn verb_length(words: &[char]) -> Option<usize> {
    let hit = lexicon().verbs.starts(words)?;
    if matches!(hit.section, Verb::Stance | Verb::Effect) && hit.length == 1 {
        return None;
    }
    let noun = lexicon().nouns.starts(words).map_or(0, |hit| hit.length);
    if noun >= hit.length {
        return None;
    }
    // 获批建设用地: a noun that begins inside the verb takes its part back.
    let inner = (1..hit.length).find(|&at| {
        lexicon()
            .nouns
            .starts(&words[at..])
            .is_some_and(|noun| at + noun.length > hit.length)
    });
    match inner {
        Some(at) => lexicon().verbs.starts(&words[..at]).map(|verb| verb.length),
        None => Some(hit.length),
    }
}

/// Verbs that say growth or fall of what follows them (压减粮食作物3.5万亩).
pub(super) fn leading_change(verb: &[char]) -> Option<Predicate> {
    const DOWN: [&str; 10] = [
        "减少", "减轻", "压减", "减排", "降低", "下降", "压降", "削减", "缩减", "下调",
    ];
    const UP: [&str; 3] = ["净增", "增加", "净增加"];
    let is_one = |words: &[&str]| words.iter().any(|word| ends_with(verb, word));
    if is_one(&DOWN) {
        return Some(Predicate::Down);
    }
    is_one(&UP).then_some(Predicate::Up)
}

/// The noun between verb and number.
fn noun(text: &[char], mut range: Range<usize>, left: &mut Left) -> Vec<Range<usize>> {
    if let Some(at) = find_last(&text[range.clone()], "分别") {
        // 生猪、肉牛分别出栏 …: what follows 分别 is the verb.
        let verb = range.start + at + 2..range.end;
        if !verb.is_empty() && verb.len() <= 4 {
            left.action = Some(verb);
        }
        left.distributes = true;
        range.end = range.start + at;
    }
    let words = &text[range.clone()];
    left.lists_examples = words.last() == Some(&'等');
    if left.predicate.is_none()
        && !left.is_owned
        && let Some((verb, split)) = inner_verb(words)
    {
        let at = range.start + split;
        left.action = Some(at..at + verb);
        left.leads = leading_change(&text[at..at + verb]).or(left.leads);
        let object = trim::noun(text, at + verb..range.end);
        let before = trim::noun(text, range.start..at);
        let is_topic = !starts_with(words, "在") && !has_particle(words) && before.len() <= 12;
        left.is_bare_verb |= object.is_empty();
        return match (
            is_topic && !contains_digit(&text[before.clone()]),
            object.is_empty(),
        ) {
            (true, false) => vec![before, object],
            (true, true) => vec![before],
            (false, true) => vec![],
            (false, false) => vec![object],
        };
    }
    if let Some(at) = find_last(&text[range.clone()], "连续")
        && (text[range.clone()].ends_with(&['年']) || at + 2 == range.len())
    {
        range.end = range.start + at;
    }
    let words = &text[range.clone()];
    // 起征点从月销售额10万元提高到15万元: from where it rose is no part of the subject.
    let departs = (2..words.len()).find(|&at| {
        "从由".contains(words[at])
            && lexicon().nouns.starts(&words[at..]).is_none()
            && words[at - 1] != '自'
            && words[at - 1] != '理'
    });
    let range = range.start..departs.map_or(range.end, |at| range.start + at);
    let noun = trim::noun(text, trim::particle(text, range));
    let lead = trim::lead(&text[noun.clone()], &mut left.year);
    let noun = noun.start + lead..noun.end;
    if matches!(
        text[noun.clone()],
        ['年', '均'] | ['增', '速'] | ['增', '幅']
    ) {
        left.measures = Some(noun);
        return vec![];
    }
    if text[noun.clone()].first() == Some(&'占')
        && lexicon().nouns.starts(&text[noun.clone()]).is_none()
    {
        // 占全国60%: a share of what is named there.
        left.is_share_of = true;
        left.action = Some(noun.start..noun.start + 1);
        left.predicate = Some(Predicate::Reach);
        return vec![];
    }
    let is_particle = noun.len() == 1 && "将把对使让为向在从由".contains(text[noun.start]);
    let noun = if is_particle {
        noun.end..noun.end
    } else {
        noun
    };
    if noun.is_empty() { vec![] } else { vec![noun] }
}

fn contains_digit(words: &[char]) -> bool {
    words.iter().any(char::is_ascii_digit)
}

fn has_particle(words: &[char]) -> bool {
    words
        .first()
        .is_some_and(|c| "在为对将把向从由使让".contains(*c))
}

/// A verb inside the words (`为企业减少税费`, `毕业生实现就业`): its length and place.
fn inner_verb(words: &[char]) -> Option<(usize, usize)> {
    const INNER: [&str; 9] = [
        "实现", "完成", "新增", "达到", "获得", "获批", "减少", "争取", "减轻",
    ];
    let particle = has_particle(words);
    (1..words.len()).find_map(|at| {
        let rest = &words[at..];
        let is_inner = INNER.iter().any(|word| starts_with(rest, word));
        if !particle && !is_inner {
            return None;
        }
        let hit = lexicon()
            .verbs
            .starts(rest)
            .filter(|hit| hit.section == Verb::Act)?;
        let noun = lexicon().nouns.starts(rest).map_or(0, |hit| hit.length);
        let in_noun = ends_with(&words[..at], "“")
            || contains(&words[..at], "“") && !contains(&words[..at], "”");
        (hit.length >= 2 && noun < hit.length && !in_noun).then_some((hit.length, at))
    })
}

/// Whether a text leaves a bracket or quotation mark open.
pub(super) fn in_brackets(words: &[char]) -> bool {
    let depth = words.iter().fold(0_i32, |depth, c| match c {
        '“' | '（' | '《' => depth + 1,
        '”' | '）' | '》' => depth - 1,
        _ => depth,
    });
    depth > 0
}
