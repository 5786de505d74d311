//! Numbers that are no figures: dates, names, slogans, idioms.

use std::ops::Range;

use rust_decimal::Decimal;

use super::left::{holds_object, in_brackets};
use super::quantity::{FoundUnit, Kind, LANDMARKS};
use crate::lexicon::{Name, Predicate, Unit, Verb, lexicon};
use crate::numeral::{self, Numeral, Script};
use crate::words::{contains, ends_with, find, starts_with};

/// The longest quotation that is a slogan rather than speech.
const SLOGAN_MAX: usize = 14;

/// Whether the words before a number make it part of a name (`PM2.5`, `第16届`, `1+3`).
pub(super) fn is_before_number(before: &[char]) -> bool {
    let Some(&last) = before.last() else {
        return false;
    };
    let is_joined = before.len() > 1
        && matches!(last, '.' | '-' | '－' | '/' | '∶' | '：' | '︰')
        && before[before.len() - 2].is_ascii_alphanumeric();
    let is_pair = before.len() > 1
        && before[before.len() - 2].is_ascii_digit()
        && "主横纵环轴带核心翼极廊圈片".contains(last);
    // 2×30万千瓦: two of that size.
    let is_product = last == '×' && before.len() > 1 && before[before.len() - 2].is_ascii_digit();
    // 2个甲产业+1个乙产业: counted things that are added up.
    let adds = last == '+'
        && before.iter().any(char::is_ascii_digit)
        && before.iter().rev().nth(1).is_some_and(|c| !c.is_ascii());
    if is_product || adds {
        return false;
    }
    is_joined
        || is_pair
        || lexicon().names.ends(before).is_some_and(|hit| hit.section == Name::Before)
}

/// Whether a number stands in a short quotation or in the title of a document.
pub(super) fn is_enclosed(text: &[char], number: &Range<usize>, clause: &Range<usize>) -> bool {
    let before = &text[clause.start..number.start];
    let after = &text[number.end..clause.end];
    let within = |open: char, close: char, longest: usize| {
        let opened = before.iter().rposition(|c| *c == open);
        let closed = before.iter().rposition(|c| *c == close);
        let Some(opened) = opened.filter(|opened| closed.is_none_or(|closed| closed < *opened))
        else {
            return false;
        };
        let Some(end) = after.iter().position(|c| *c == close) else {
            return false;
        };
        before.len() - opened + number.len() + end <= longest
    };
    within('“', '”', SLOGAN_MAX) || within('《', '》', usize::MAX) || within('‘', '’', SLOGAN_MAX)
}

/// Whether number and unit belong to a date, a name or a slogan.
pub(super) fn is_name(
    numeral: &Numeral,
    before: &[char],
    after: &[char],
    unit: &FoundUnit,
) -> bool {
    let rest = &after[unit.length..];
    let named = lexicon().names.starts(after).filter(|hit| hit.section == Name::After);
    let is_class = unit.kind == Kind::Bare && unit.length > 0;
    let is_named = !is_class
        && !LANDMARKS.iter().any(|landmark| starts_with(rest, landmark))
        && unit.written != "年一遇"
        && named.is_some_and(|hit| hit.length >= unit.length)
        && !(unit.kind == Kind::Time
            && (is_span_of_life(before) || ends_span(before))
            && !is_calendar_year(numeral));
    is_named
        || numeral.script == Script::Chinese && !is_chinese_count(numeral, before, rest, unit)
        || unit.table == Some(Unit::Vague)
        || unit.kind == Kind::Time && !is_limit(before, rest, &unit.written)
        || unit.kind == Kind::Counter && is_set(numeral, before, rest, &unit.written)
        || unit.kind == Kind::Bare && !is_class && is_loose(rest)
        || rest.first().is_some_and(|c| c.is_ascii_digit() && unit.kind == Kind::Bare)
        || is_dated(before, &unit.written)
        || ends_with(before, "分") && matches!(unit.written.as_str(), "批" | "期" | "类" | "次")
        // 四批次43个事项: in how many parts they came.
        || unit.written == "批次" && rest.first().is_some_and(char::is_ascii_digit)
        || starts_with(rest, "制") && matches!(unit.written.as_str(), "人" | "年" | "小时" | "级")
        || unit.kind == Kind::Counter && is_field_of_rank(rest)
}

/// `居全国168个重点城市第2名`: the field in which a place is held.
fn is_field_of_rank(rest: &[char]) -> bool {
    const FIELDS: [&str; 9] =
        ["城市", "省份", "省区市", "市州", "县区", "县市", "地市", "开发区", "经开区"];
    // 增至67条、居城市第一位: behind a mark another thought begins.
    let is_one_thought = |words: &[char]| !words.iter().any(|c| "、，居".contains(*c));
    find(rest, "第").is_some_and(|at| {
        at <= 14
            && is_one_thought(&rest[..at])
            && FIELDS.iter().any(|field| contains(&rest[..at], field))
    })
}

fn is_calendar_year(numeral: &Numeral) -> bool {
    let years = Decimal::from(1900)..=Decimal::from(2100);
    numeral.value.is_some_and(|value| years.contains(&value))
}

/// `平均受教育年限9.6年`, `预期寿命`: years that are a result.
fn is_span_of_life(before: &[char]) -> bool {
    ["年限", "寿命", "期限"].iter().any(|word| contains(before, word))
}

/// `延长到三年`, `压缩至两天`: what a span became.
fn ends_span(before: &[char]) -> bool {
    let Some(('到' | '至' | '为', verb)) = before.split_last() else { return false };
    ["扩大", "延长", "放宽", "缩短", "压缩", "压减"].iter().any(|word| ends_with(verb, word))
}

/// A length of time counts where it limits something or is what was reached.
fn is_limit(before: &[char], rest: &[char], unit: &str) -> bool {
    const LIMITS: [&str; 24] = [
        "压缩",
        "缩短",
        "控制",
        "不超过",
        "天数",
        "延长",
        "时间",
        "时限",
        "期限",
        "年限",
        "寿命",
        "时长",
        "增加",
        "减少",
        "提速",
        "工期",
        "周期",
        "耗时",
        "用时",
        "限时",
        "提前",
        "平均",
        "不超",
        "优良天",
    ];
    const NAMES: [&str; 16] = [
        "圈",
        "免签",
        "热线",
        "便民",
        "图书馆",
        "自助",
        "不打烊",
        "营业",
        "值班",
        "值守",
        "在线",
        "随身",
        "提供",
        "服务",
        "交办",
        "无人",
    ];
    if NAMES.iter().any(|name| find(rest, name).is_some_and(|at| at <= 8)) {
        return false;
    }
    let is_year = matches!(unit, "年" | "个月" | "周" | "个年头" | "个季度");
    let limits = LIMITS.iter().any(|word| contains(before, word));
    // 同比增长9天: how many more days something was so.
    let limits = limits || ends_with(before, "增长");
    let within = ["以内", "内", "之内"].iter().any(|word| starts_with(rest, word));
    if is_year {
        return is_span_of_life(before)
            || ["缩短", "压缩", "延长", "期限", "工期"].iter().any(|word| contains(before, word))
            || ends_span(before);
    }
    let is_hours = matches!(unit, "小时" | "个小时" | "分钟" | "秒" | "秒钟");
    limits || within || is_hours || matches!(unit, "学时" | "课时" | "个学时" | "个工作日")
}

/// Policies and points that are called by their number. 十件实事 is a name; works told in digits
/// (12项惠民工程) were counted.
fn is_set(numeral: &Numeral, before: &[char], rest: &[char], unit: &str) -> bool {
    if !matches!(unit, "个" | "项" | "条" | "件" | "大") {
        return false;
    }
    const HEADS: [&str; 2] = ["方面", "关键小事"];
    let is_policy = lexicon().names.starts(rest).is_some_and(|hit| {
        let (name, after) = rest.split_at(hit.length);
        let is_work = ["工程", "实事", "任务", "经验"].iter().any(|work| ends_with(name, work));
        let is_counted = is_work && numeral.script == Script::Arabic && unit != "大";
        hit.section == Name::Set && is_noun_end(after) && !is_counted
    });
    // 21条升级举措: rules by their number.
    const RULES: [&str; 3] = ["举措", "措施", "政策"];
    let is_rules = |rule: &&str| find(rest, rule).is_some_and(|at| at <= 4);
    is_policy
        || unit == "条" && (is_policies_name(before) || RULES.iter().any(is_rules))
        || HEADS.iter().any(|head| find(rest, head).is_some_and(|at| at <= 4))
}

/// 出台暖企惠民25条: a set of policies by its name, where 出台政策25条 counts them.
fn is_policies_name(before: &[char]) -> bool {
    const COUNTED: [&str; 10] =
        ["政策", "措施", "举措", "办法", "意见", "规定", "条例", "细则", "制度", "标准"];
    let thought = before.iter().rposition(|c| *c == '、').map_or(before, |at| &before[at..]);
    let is_issued = ["出台", "印发"].iter().any(|verb| contains(before, verb));
    is_issued && thought.len() > 2 && !COUNTED.iter().any(|word| ends_with(thought, word))
}

/// Whether a noun ends here: at a mark, or before a verb or an adverb.
fn is_noun_end(after: &[char]) -> bool {
    after.first().is_none_or(|c| "，、。；：（和及与”".contains(*c))
        || lexicon().verbs.starts(after).is_some_and(|hit| hit.section != Verb::Effect)
        || lexicon().predicates.starts(after).is_some_and(|hit| hit.length >= 2)
        || lexicon().adverbs.starts(after).is_some_and(|hit| hit.length >= 2)
}

/// A scaled number without unit counts what follows, unless that is a size or a class.
fn is_loose(rest: &[char]) -> bool {
    const CLASSES: [&str; 8] =
        ["规模", "产业集群", "集群", "产业", "俱乐部", "企业", "园区", "增量"];
    !starts_with(rest, "产业项目") && CLASSES.iter().any(|word| starts_with(rest, word))
}

/// 十四亿中国人民: all of a people is no count of anything.
pub(super) fn is_people(rest: &[char]) -> bool {
    ["中国人", "中国人民", "人民", "各族人民", "中华儿女", "儿女", "父老乡亲", "同胞"]
        .iter()
        .any(|people| starts_with(rest, people))
}

fn is_dated(before: &[char], unit: &str) -> bool {
    matches!(unit, "日" | "天")
        && (before.last() == Some(&'月') || ends_with(before, "连续") || ends_with(before, "每"))
}

/// Chinese digits are mostly speech; these are counting.
fn is_chinese_count(numeral: &Numeral, before: &[char], rest: &[char], unit: &FoundUnit) -> bool {
    if numeral.share || matches!(unit.kind, Kind::Share | Kind::Points) {
        return true;
    }
    if unit.kind == Kind::Multiple {
        return true;
    }
    if unit.kind == Kind::Time && ends_span(before) {
        return true;
    }
    const COUNTS: [&str; 19] = [
        "年一遇",
        "批次",
        "家",
        "座",
        "所",
        "亩",
        "公里",
        "吨",
        "套",
        "栋",
        "台",
        "辆",
        "元",
        "公顷",
        "条",
        "名",
        "场",
        "部",
        "处",
    ];
    let value = numeral.value.unwrap_or_default();
    let unit = unit.written.as_str();
    if value == Decimal::ONE {
        let is_listed = COUNTS.contains(&unit) && joins_counted(before);
        return is_listed || matches!(unit, "次" | "场") && is_held(before);
    }
    let is_speech = value < Decimal::ONE
        // 十亿元级: a class, which no one counted.
        || starts_with(rest, "级")
        || ends_with(before, "第")
        || matches!(unit, "家" | "户") && numeral.scaled
        || matches!(unit, "条" | "部" | "处" | "场") && is_abstract(rest);
    let counts = COUNTS.contains(&unit)
        || unit == "个" && is_countable(rest)
        || unit == "次" && is_change_of(rest);
    counts && !is_speech && !starts_with(rest, "”")
}

/// 三条园区道路和一座地道桥: one more thing, beside others that were counted.
fn joins_counted(before: &[char]) -> bool {
    let Some(('、' | '和' | '及', counted)) = before.split_last() else { return false };
    !in_brackets(counted)
        && counted.iter().any(|c| *c != '一' && numeral::digit_value(*c).is_some())
}

/// 开展一次推介活动: one of what is held counts; 一次性 and 最多跑一次 are speech.
fn is_held(before: &[char]) -> bool {
    ["开展", "举办", "召开", "组织", "举行"].iter().any(|verb| ends_with(before, verb))
}

/// 两次下调税率: how often something was moved.
fn is_change_of(rest: &[char]) -> bool {
    let adverb = lexicon().adverbs.starts(rest).map_or(0, |hit| hit.length);
    let words = &rest[adverb..];
    lexicon().predicates.starts(words).is_some_and(|hit| {
        let is_change = matches!(hit.section, Predicate::Up | Predicate::Down);
        let has_object = words.len() >= hit.length + 2 || holds_object(&words[..hit.length]);
        is_change && hit.length >= 2 && has_object
    })
}

/// 四条战线, 三部委: what is spoken of rather than counted.
fn is_abstract(rest: &[char]) -> bool {
    const ABSTRACT: [&str; 11] =
        ["战线", "路径", "线", "丝路", "委", "门", "道路自信", "工作", "仗", "战", "出路"];
    ABSTRACT.iter().any(|word| find(rest, word).is_some_and(|at| at <= 6))
}

/// Whether the noun of a number told in Chinese digits is a thing or a round number that is passed
/// (两个万亿元大关) and no way of speaking (两个大局).
fn is_countable(rest: &[char]) -> bool {
    const THINGS: [&str; 17] = [
        "大关",
        "片区",
        "集群",
        "项目",
        "基地",
        "园区",
        "示范区",
        "试验区",
        "实验区",
        "集中区",
        "县",
        "乡镇",
        "村",
        "社区",
        "学校",
        "医院",
        "公园",
    ];
    let end = rest.iter().position(|c| "，、。；：（”和及".contains(*c)).unwrap_or(rest.len());
    let is_thing = |at: usize| THINGS.iter().any(|word| ends_with(&rest[..at], word));
    (2..=end.min(14)).any(|at| is_thing(at) && is_noun_end(&rest[at..end]))
}

/// Whether 成 counts tenths (七成) rather than beginning a word (成立, 成果).
pub(super) fn is_tenths(before: &[char], after: &[char]) -> bool {
    let next = after.get(1).copied().unwrap_or('。');
    !"立为果效员功绩本就熟都长品分交群了套型片色不对家人年形文".contains(next)
        && !ends_with(before, "第")
}

/// 时间过半、任务过半 and 双过半 are slogans.
pub(super) fn is_slogan_of_half(before: &[char], rest: &[char]) -> bool {
    ["时间", "任务", "双", "“", "日程", "行程"].iter().any(|word| ends_with(before, word))
        || rest.get(2) == Some(&'”')
}
