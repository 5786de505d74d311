//! The words before a number: subject, governing verb, bounds.

mod inner;
mod tail;

use std::ops::Range;

use super::trim;
use crate::Relation;
use crate::lexicon::{Predicate, Verb, lexicon};
use crate::numeral;
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
    /// It is 提高 or 上调, which also stand before what is made better.
    pub(super) raises: bool,
    /// 到, 至 or 为: the number is where the change ends.
    pub(super) arrives: bool,
    pub(super) relation: Option<Relation>,
    /// A scope (全省) stood at the end: a comparison before it is with that scope.
    is_beside_scope: bool,
    /// The number is a part of something (一半).
    is_part: bool,
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
    /// 投资, 筹资 and nothing else: the money is for what follows it.
    pub(super) pays: Option<Range<usize>>,
    /// A deed stands between a thing or whoever acts and the number (中央财政安排100亿元资金).
    pub(super) closes: bool,
    /// 超, 突破: a verb only where no other governs the number.
    bounded: Option<Range<usize>>,
}

impl Left {
    /// Whether what bounds the number is all that stands for a verb.
    pub(super) fn is_only_bounded(&self) -> bool {
        self.bounded.is_some() && self.action == self.bounded
    }

    /// Whether a bound that is no verb (超) is all that stands before the number.
    pub(super) fn is_bounded_alone(&self) -> bool {
        self.bounded.is_some() && self.action.is_none() && self.noun.is_empty()
    }

    /// The governing verb; 累计超过 has its own before the number.
    pub(super) fn verb(&self, text: &[char]) -> Option<Range<usize>> {
        let sums =
            |verb: &Range<usize>| matches!(text[verb.clone()], ['累' | '共' | '合' | '总', '计']);
        let bounded = self.bounded.clone().filter(|_| self.action.as_ref().is_some_and(sums));
        bounded.or_else(|| self.action.clone())
    }

    /// Whether a verb stands before the number.
    pub(super) fn is_governed(&self) -> bool {
        self.action.is_some() || self.is_bare_verb
    }
}

/// Reads the words before a number.
pub(super) fn read(text: &[char], range: Range<usize>) -> Left {
    let mut left = Left::default();
    let end = tail::strip(text, range.clone(), &mut left);
    subject(text, range.start..end, &mut left);
    if left.action.is_none() {
        left.action = left.bounded.clone();
    }
    left
}

/// Splits what is left into leading words, verb and noun.
fn subject(text: &[char], range: Range<usize>, left: &mut Left) {
    let mut start = range.start;
    let end = range.end;
    loop {
        let lead = trim::lead(&text[start..end], &mut left.year);
        if contains(&text[start..start + lead], "至少") {
            // 至少建成3个: the bound stands before the verb.
            left.relation.get_or_insert(Relation::Ge);
        }
        // 分别完成投资3亿元、5亿元: told ahead of the verb.
        left.distributes |= contains(&text[start..start + lead], "分别");
        start += lead;
        let words = &text[start..end];
        let after_particle =
            has_particle(words) && words.len() > 3 && verb_length(&words[1..]).is_some();
        if after_particle && verb_length(words).is_none() {
            start += 1;
            continue;
        }
        let Some(length) = opening_verb(words) else {
            break;
        };
        let is_compound = left.is_governed() && is_all_verbs(words) && length < words.len();
        if words.len() - length == 1 || is_compound {
            // 利用率, 救助款: one character more makes a noun of the verb; 完成造林绿化: two make
            // one.
            break;
        }
        let governs = left.action.as_ref().is_some_and(|verb| verb.start < start);
        let is_noun = governs && NOUN_HEADS.iter().any(|head| starts_with(words, head));
        if is_noun && length < words.len() {
            // 新增上市企业, 举办招商推介会: what looks like a verb begins the noun.
            break;
        }
        if length == words.len() && left.action.as_ref().is_some_and(|verb| is_done(text, verb)) {
            // 完成造林3万亩: what was done is what is counted.
            break;
        }
        let changes = matches!(left.predicate, Some(Predicate::Up | Predicate::Down));
        if changes && counts(&words[length..]) {
            // 检查频次下降5%: how often it was done.
            break;
        }
        if changes && words[0] == '新' && length + 2 <= words.len() {
            // 新登记企业增长5%: what is new of them is part of what grows.
            break;
        }
        if length == words.len() && left.predicate.is_some() {
            // 进口增长5%: what looks like a verb is what grows.
            break;
        }
        let verb = start..start + length;
        left.leads = leading_change(&text[verb.clone()]).or(left.leads);
        if matches!(text[verb.clone()], ['提', '高'] | ['上', '调']) && verb.end < end {
            (left.leads, left.raises) = (Some(Predicate::Up), true);
        }
        let is_free = left.predicate.is_none()
            || left.predicate == Some(Predicate::Reach) && left.action.is_none();
        if is_free {
            left.action = Some(joined(text, left.action.take(), verb.clone()));
        }
        if length == words.len() {
            left.is_bare_verb = true;
            start = end;
            break;
        }
        start = verb.end + usize::from(text[verb.end] == '了');
    }
    left.noun = noun(text, start..end, left);
}

/// Whether words tell only how much or how often something was done.
fn counts(words: &[char]) -> bool {
    const COUNTS: [&str; 10] =
        ["总量", "总数", "数量", "频次", "次数", "人次", "规模", "强度", "时限", "成本"];
    words.len() == 2 && COUNTS.iter().any(|count| starts_with(words, count))
}

/// The length of the verb that opens the words, with 好 behind it (组织实施好).
fn opening_verb(words: &[char]) -> Option<usize> {
    let length = verb_length(words)?;
    let rest = &words[length..];
    let is_well = rest.len() > 2 && rest[0] == '好' && lexicon().nouns.starts(rest).is_none();
    Some(length + usize::from(is_well))
}

/// Verbs that begin a noun when another verb governs it.
const NOUN_HEADS: [&str; 14] = [
    "上市", "招商", "监测", "装配", "培训", "配售", "检测", "调度", "补贴", "补助", "救助", "养殖",
    "种植", "销售",
];

/// Whether a verb only says that what follows was done.
fn is_done(text: &[char], verb: &Range<usize>) -> bool {
    ["完成", "实施", "开展"].iter().any(|done| ends_with(&text[verb.clone()], done))
}

/// A verb with the one before it, where they stand side by side and are one deed (培育引进,
/// 恢复和新增). 实现 and its like only say that it was done.
fn joined(text: &[char], first: Option<Range<usize>>, verb: Range<usize>) -> Range<usize> {
    const LIGHT: [&str; 22] = [
        "实现", "推进", "推动", "争取", "支持", "加快", "完成", "帮助", "鼓励", "带动", "促进",
        "探索", "加强", "落实", "筹备", "开展", "组织", "确保", "通过", "做好", "抓好", "引导",
    ];
    let is_deed = |verb: &Range<usize>| {
        let hit = lexicon().verbs.starts(&text[verb.clone()]);
        let forms = text[verb.clone()] == ['形', '成'];
        let makes = |section| matches!(section, Verb::Act | Verb::Push);
        verb.len() >= 2 && hit.is_some_and(|hit| makes(hit.section) || forms)
    };
    // What bounds the number stands behind: 接待游客突破3亿人次.
    let Some(first) = first.filter(|first| first.end <= verb.start) else { return verb };
    let gap = &text[first.end..verb.start];
    let is_beside = gap.is_empty() || matches!(gap, ['、' | '和' | '或' | '及']);
    let is_light = text[first.end - 1] == '好'
        || LIGHT.iter().any(|light| ends_with(&text[first.clone()], light));
    let is_pair = is_beside && !is_light && is_deed(&first) && is_deed(&verb);
    if is_pair && leading_change(&text[verb.clone()]).is_none() {
        first.start..verb.end
    } else {
        verb
    }
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
    if let Some(length) = new_deed(words) {
        return Some(length);
    }
    let hit = lexicon().verbs.starts(words)?;
    if matches!(hit.section, Verb::Stance | Verb::Effect) && hit.length == 1 {
        return None;
    }
    if makes_noun(&words[hit.length..]) {
        return None;
    }
    let noun = lexicon().nouns.starts(words).map_or(0, |hit| hit.length);
    // 建成区域性中心: what looks like a longer noun is cut off by the next one.
    let is_cut = noun == hit.length + 1
        && lexicon()
            .nouns
            .starts(&words[hit.length..])
            .is_some_and(|next| hit.length + next.length > noun);
    if noun >= hit.length && !is_cut && !starts_with(words, "新增就业") {
        return None;
    }
    // 获批建设用地: a noun that begins inside the verb takes its part back.
    let inner = (1..hit.length).find(|&at| {
        lexicon().nouns.starts(&words[at..]).is_some_and(|noun| at + noun.length > hit.length)
    });
    match inner {
        Some(at) => lexicon().verbs.starts(&words[..at]).map(|verb| verb.length),
        None => Some(hit.length),
    }
}

/// Whether what follows a verb makes a noun of it, as it does of every verb (解决率, 服务性).
fn makes_noun(rest: &[char]) -> bool {
    const WORDS: [&str; 12] = [
        "率先", "性能", "额度", "额外", "额头", "额尔", "量子", "量化", "业务", "业主", "业态",
        "费用",
    ];
    rest.first().is_some_and(|c| "率性型额量者费业".contains(*c))
        && !WORDS.iter().any(|word| starts_with(rest, word))
}

/// 新 with the verb after it (新投放, 新打造), unless a noun begins there (新建筑, 新上市公司).
pub(super) fn new_deed(words: &[char]) -> Option<usize> {
    let rest = words.strip_prefix(&['新'])?;
    let verb = lexicon().verbs.starts(rest).filter(|hit| hit.section == Verb::Act)?;
    let noun = lexicon().nouns.starts(words).map_or(0, |hit| hit.length);
    let inner = lexicon().nouns.starts(rest).map_or(0, |hit| hit.length);
    let told = lexicon().verbs.starts(words).map_or(0, |hit| hit.length);
    let length = verb.length + 1;
    // 新建改建, 新增设施: another verb or a noun begins inside.
    let follows = told >= 2 && lexicon().verbs.starts(&words[told..]).is_some_and(|v| v.length > 1);
    let overlaps = (2..length).any(|at| {
        lexicon().nouns.starts(&words[at..]).is_some_and(|noun| at + noun.length > length)
    });
    if follows || overlaps {
        return None;
    }
    (verb.length >= 2 && noun < length && inner <= verb.length && told <= length).then_some(length)
}

/// Verbs that say growth or fall of what follows them (压减粮食作物3.5万亩).
pub(super) fn leading_change(verb: &[char]) -> Option<Predicate> {
    const DOWN: [&str; 12] = [
        "减少", "减轻", "压减", "减排", "降低", "下降", "压降", "削减", "缩减", "下调", "减免",
        "调减",
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
        if (1..=4).contains(&verb.len()) && text[verb.clone()] != ['年', '均'] {
            left.action = Some(verb);
        }
        left.distributes = true;
        range.end = range.start + at;
    }
    left.lists_examples = text[range.clone()].last() == Some(&'等');
    if text[range.clone()].contains(&'为')
        && let Some(verb) = left.action.clone().filter(|verb| holds_object(&text[verb.clone()]))
    {
        // 为企业减税3亿元: whom it is done for is no subject.
        return vec![verb];
    }
    let is_free = left.predicate.is_none() && !left.is_owned;
    let is_governed = left.action.as_ref().is_some_and(|verb| {
        let hit = lexicon().verbs.starts(&text[verb.clone()]);
        // 围绕重点领域开展培训: an attitude governs nothing.
        verb.start < range.start && hit.is_none_or(|hit| hit.section != Verb::Stance)
    });
    if let Some(at) = taken(&text[range.clone()]) {
        range.start += at;
    }
    if is_free && let Some((length, at)) = deed_after_mark(&text[range.clone()]) {
        let verb = range.start + at..range.start + at + length;
        left.leads = leading_change(&text[verb.clone()]);
        left.action = Some(verb.clone());
        range.start = verb.end;
    }
    if is_free && let Some((length, at)) = inner::verb(&text[range.clone()], is_governed) {
        let verb = range.start + at..range.start + at + length;
        return around_verb(text, range, verb, left);
    }
    let range = before_circumstances(text, range);
    let range = before_goal(text, range);
    let noun = trim::closed(text, trim::noun(text, trim::particle(text, range)));
    let noun = noun.start + trim::lead(&text[noun.clone()], &mut left.year)..noun.end;
    let words = &text[noun.clone()];
    let years = span_of_years(words);
    if years > 0 && years == words.len() {
        // 实现两年翻番: how long it took.
        return vec![];
    }
    // 十年年均: how long, and by the year.
    let noun = noun.start + if words.len() == years + 2 { years } else { 0 }..noun.end;
    let words = &text[noun.clone()];
    if matches!(words, ['在' | '待', '建']) {
        // 建成大桥4座、在建8座: what is under way is named before.
        left.action = Some(noun);
        return vec![];
    }
    if matches!(words, ['剩' | '其', '余'] | ['余', '下'] | ['有']) {
        // 剩余12户, 有12户: of what is named elsewhere.
        return vec![];
    }
    if matches!(words, ['年' | '月' | '日' | '户', '均'] | ['增', '速' | '幅']) {
        left.measures = Some(noun);
        return vec![];
    }
    if words.first() == Some(&'占') && lexicon().nouns.starts(words).is_none() {
        // 占全国60%: a share of what is named there.
        left.is_share_of = true;
        let bounded = left.bounded.clone();
        left.action.get_or_insert(bounded.unwrap_or(noun.start..noun.start + 1));
        left.predicate = Some(Predicate::Reach);
        return vec![];
    }
    let is_told = left.predicate.is_some() || left.bounded.is_some();
    if matches!(words, ['投' | '筹' | '出', '资']) && !left.is_governed() && !is_told {
        left.pays = Some(noun.clone());
    }
    let is_particle = words.len() == 1 && has_particle(words);
    if noun.is_empty() || is_particle { vec![] } else { vec![noun] }
}

/// The length of a span such as `十年` or `5年` at the head of words; 0 where there is none.
fn span_of_years(words: &[char]) -> usize {
    let digits = words.iter().take_while(|c| numeral::digit_value(**c).is_some() || **c == '十');
    let digits = digits.count();
    if (1..=2).contains(&digits) && words.get(digits) == Some(&'年') { digits + 1 } else { 0 }
}

/// Where the thing begins that 把 takes (精简会议、坚决把[文件]).
fn taken(words: &[char]) -> Option<usize> {
    let at = words.iter().rposition(|c| *c == '把').filter(|at| *at > 0)?;
    let is_word =
        words[at - 1] == '一' || words.get(at + 1).is_none_or(|c| "握关手脉控".contains(*c));
    (!is_word && at + 2 < words.len()).then_some(at + 1)
}

/// A deed behind a mark or behind how it is done, after which another thought begins
/// (加大扶持力度、[举办]招聘会12场): its length and place.
fn deed_after_mark(words: &[char]) -> Option<(usize, usize)> {
    const DEEDS: [&str; 30] = [
        "举办", "承办", "打造", "新增", "新建", "建成", "引进", "培育", "获得", "获批", "完成",
        "实现", "发放", "签约", "签订", "成立", "建立", "设立", "认定", "招聘", "争取", "启动",
        "开行", "拆除", "推出", "制定", "出台", "实施", "开展", "组织",
    ];
    (2..words.len()).rev().find_map(|mark| {
        let is_mark = words[mark - 1] == '、' || ends_with(&words[..mark], "方式");
        if !is_mark || in_brackets(&words[..mark]) {
            return None;
        }
        let at = mark + trim::lead(&words[mark..], &mut None);
        let rest = &words[at..];
        let length = verb_length(rest).filter(|&length| length + 2 <= rest.len())?;
        // 新建、改造提升道路: two deeds of one thing.
        let is_pair = verb_length(&words[..mark - 1]) == Some(mark - 1);
        let is_deed = DEEDS.iter().any(|deed| starts_with(rest, deed));
        (is_deed && !is_pair && !rest.contains(&'、')).then_some((length, at))
    })
}

/// The longest name of who or what a verb in the middle is told of.
const TOPIC_MAX: usize = 16;

/// Whether a verb names what grows or falls itself.
pub(super) fn holds_object(verb: &[char]) -> bool {
    matches!(
        verb,
        ['减', '税' | '负' | '费' | '排'] | ['增', '收' | '产' | '效'] | ['降', '准' | '息']
    )
}

/// Subject and object of a verb in the middle (毕业生[实现]就业, 为企业[减少]税费).
fn around_verb(
    text: &[char],
    range: Range<usize>,
    verb: Range<usize>,
    left: &mut Left,
) -> Vec<Range<usize>> {
    let object = trim::noun(text, verb.end..range.end);
    let lead = trim::lead(&text[range.start..verb.start], &mut left.year);
    let before = trim::noun(text, range.start + lead..verb.start);
    left.leads = leading_change(&text[verb.clone()]).or(left.leads);
    left.action = Some(verb.clone());
    left.is_bare_verb |= object.is_empty();
    let is_done_by = inner::DONE_BY.iter().any(|word| ends_with(&text[verb.clone()], word))
        || text[verb.start] == '新' && !starts_with(&text[verb.clone()], "新增");
    let has_digit = text[before.clone()].iter().any(char::is_ascii_digit) || is_done_by;
    // 实施提升工程、新增车位: behind a mark another thought begins.
    let is_marked = text[verb.start - 1] == '、';
    let is_topic =
        !has_particle(&text[range]) && before.len() <= TOPIC_MAX && !has_digit && !is_marked;
    let pieces = if is_topic { vec![before, object] } else { vec![object] };
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect()
}

/// Where a thought begins that 、 joins to a finished one (实现全覆盖、网办率…).
fn finished_clause(words: &[char]) -> Option<usize> {
    const FINISHED: [&str; 12] = [
        "全覆盖",
        "落地",
        "到位",
        "建立",
        "达标",
        "清零",
        "见效",
        "完工",
        "竣工",
        "投产",
        "通车",
        "投用",
    ];
    let at = (1..words.len()).rev().find(|&at| {
        words[at] == '、' && FINISHED.iter().any(|word| ends_with(&words[..at], word))
    })?;
    Some(at + 1)
}

/// The words before 从… (起征点从月销售额10万元提高) and before 连续三年, which are no subject.
fn before_circumstances(text: &[char], mut range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    if let Some(at) = find_last(words, "连续")
        && (words.ends_with(&['年']) || at + 2 == words.len())
    {
        range.end = range.start + at;
    }
    range.start += finished_clause(&text[range.clone()]).unwrap_or(0);
    let words = &text[range.clone()];
    let departs = (2..words.len()).find(|&at| {
        "从由".contains(words[at])
            && lexicon().nouns.starts(&words[at..]).is_none()
            && !matches!(words[at - 1], '自' | '理')
    });
    range.start..departs.map_or(range.end, |at| range.start + at)
}

/// The words before the 向 of a goal (产业[向]500亿元级迈进).
fn before_goal(text: &[char], range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let is_goal = ends_with(words, "向")
        && words.len() > 2
        && !"方走面导动风趋取意投流朝去定".contains(words[words.len() - 2]);
    range.start..range.end - usize::from(is_goal)
}

fn has_particle(words: &[char]) -> bool {
    words.first().is_some_and(|c| "在为对将把向从由使让".contains(*c))
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
