//! Numbers with their units and bounds: the tokens from which figures are made.

use std::ops::Range;

use rust_decimal::Decimal;

use super::name;
use super::rank::{rank, ranks};
use crate::Relation;
use crate::lexicon::{Unit, lexicon};
use crate::numeral::{self, Numeral, Script};
use crate::words::{contains, ends_with, starts_with};

/// A number that counts or measures something.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quantity {
    /// Number, unit and bounds that follow (`5000余户以上`).
    pub(crate) range: Range<usize>,
    pub(crate) value: Decimal,
    pub(crate) high: Option<Decimal>,
    /// As written, without scale; empty where there is none.
    pub(crate) unit: String,
    pub(crate) kind: Kind,
    /// A bound told by the number itself or the words after it.
    pub(crate) bound: Option<Relation>,
}

/// What sort of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// With a unit of measure.
    Measure,
    /// With a length of time.
    Time,
    /// With a measure word.
    Counter,
    /// A percentage or other proportion.
    Share,
    /// A multiple (`1.8倍`, `翻一番`).
    Multiple,
    /// Percentage points.
    Points,
    /// A place in an order.
    Rank,
    /// A scaled number without unit (`1000亿投资`).
    Bare,
}

/// What was found in a stretch of text.
#[derive(Debug, Default)]
pub(crate) struct Quantities {
    pub(crate) found: Vec<Quantity>,
    /// Numbers that are too large to be held exactly.
    pub(crate) too_large: Vec<Range<usize>>,
}

/// All quantities of a clause.
pub(crate) fn scan(text: &[char], clause: Range<usize>) -> Quantities {
    let mut quantities = Quantities::default();
    let mut at = clause.start;
    while at < clause.end {
        if let Some(quantity) = wordy(text, at, &clause) {
            at = quantity.range.end;
            quantities.found.push(quantity);
            continue;
        }
        let Some(numeral) = numeral::at(&text[..clause.end], at) else {
            at += 1;
            continue;
        };
        let end = numeral.range.end;
        match quantity(text, &numeral, &clause) {
            Read::Quantity(quantity) => {
                at = quantity.range.end;
                quantities.found.push(quantity);
            }
            Read::TooLarge => {
                quantities.too_large.push(numeral.range);
                at = end;
            }
            Read::NoFigure => at = end,
        }
    }
    quantities
}

pub(super) enum Read {
    Quantity(Quantity),
    TooLarge,
    NoFigure,
}

/// Numbers told without digits: 过半, 一半, 首位, 翻番, 实现倍增.
fn wordy(text: &[char], at: usize, clause: &Range<usize>) -> Option<Quantity> {
    let rest = &text[at..clause.end];
    // Most characters begin no such word.
    if !matches!(
        rest[0],
        '过' | '一' | '首' | '榜' | '翻' | '倍' | '十' | '百' | '千' | '万' | '亿'
    ) {
        return None;
    }
    let before = &text[clause.start..at];
    let make = |length: usize, value: i64, unit: &str, kind, bound| Quantity {
        range: at..at + length,
        value: Decimal::from(value),
        high: None,
        unit: unit.to_owned(),
        kind,
        bound,
    };
    if starts_with(rest, "过半") && !name::is_slogan_of_half(before, rest) {
        return Some(make(2, 50, "%", Kind::Share, Some(Relation::Gt)));
    }
    if starts_with(rest, "一半") {
        let (bound, length) = suffix(&rest[2..]);
        return Some(make(2 + length, 50, "%", Kind::Share, bound));
    }
    if starts_with(rest, "首位") && !starts_with(rest, "首位度") && ranks(before) {
        return Some(make(2, 1, "位", Kind::Rank, None));
    }
    if rest[0] == '首'
        && let Some(unit) = first_of_all(&rest[1..], before)
    {
        return Some(make(1 + unit.chars().count(), 1, unit, Kind::Rank, None));
    }
    if starts_with(rest, "榜首") && "登居列位".chars().any(|verb| before.contains(&verb)) {
        return Some(make(2, 1, "", Kind::Rank, None));
    }
    if starts_with(rest, "翻番") && !ends_with(before, "个") && rest.get(2) != Some(&'”') {
        return Some(make(2, 2, "倍", Kind::Multiple, None));
    }
    if starts_with(rest, "倍增") && doubles(before, &rest[2..]) {
        return Some(make(2, 2, "倍", Kind::Multiple, None));
    }
    bare_scale(rest, before).map(|(length, value, unit, bound)| Quantity {
        unit,
        ..make(length, value, "", Kind::Measure, bound)
    })
}

/// 全国首条, 全省首个: the first of its sort in a place, and the unit.
fn first_of_all(after: &[char], before: &[char]) -> Option<&'static str> {
    const PLACES: [&str; 15] = [
        "全国", "全省", "全区", "全市", "全球", "世界", "国内", "省内", "西部", "中部", "东部",
        "西北", "西南", "东北", "领域",
    ];
    let unit = ["个", "条", "家", "座", "台", "艘"].iter().find(|unit| starts_with(after, unit))?;
    // 全球首台25兆瓦机组: the number says which one it is.
    let is_measured = numeral::at(after, unit.chars().count())
        .is_some_and(|number| lexicon().units.starts(&after[number.range.end..]).is_some());
    (!is_measured && PLACES.iter().any(|place| ends_with(before, place))).then_some(unit)
}

/// 实现倍增: something doubled, where 倍增行动 is a name.
fn doubles(before: &[char], after: &[char]) -> bool {
    let is_told = ["实现", "翻番", "成功", "规模", "总量", "均"];
    is_end(after) && is_told.iter().any(|word| ends_with(before, word))
}

/// A scale without a number before it, as what is reached: 突破百亿元, 达到千万千瓦以上. Before the
/// name of a thing (超亿元项目) it only says of which sort that is.
fn bare_scale(rest: &[char], before: &[char]) -> Option<(usize, i64, String, Option<Relation>)> {
    const SCALES: [(&str, i64); 9] = [
        ("十万", 100_000),
        ("百万", 1_000_000),
        ("千万", 10_000_000),
        ("十亿", 1_000_000_000),
        ("百亿", 10_000_000_000),
        ("千亿", 100_000_000_000),
        ("万亿", 1_000_000_000_000),
        ("万", 10_000),
        ("亿", 100_000_000),
    ];
    const REACHED: [&str; 10] =
        ["突破", "达到", "超过", "超", "过", "达", "破", "跨上", "迈上", "站上"];
    let is_reached = REACHED.iter().any(|word| ends_with(before, word));
    let (word, value) = SCALES.iter().find(|(word, _)| starts_with(rest, word))?;
    let scale = word.chars().count();
    let unit = lexicon().units.starts(&rest[scale..]);
    let end = scale + unit.map_or(0, |unit| unit.length);
    let (bound, length) = suffix(&rest[end..]);
    let behind = &rest[end + length..];
    let is_near = ["近", "约"].iter().any(|word| ends_with(before, word));
    if !is_reached && !is_near {
        return None;
    }
    let is_end = behind.first().is_none_or(|c| "，、；。和及".contains(*c))
        || LANDMARKS.iter().any(|landmark| starts_with(behind, landmark));
    // 连续三年破百亿: money without its unit.
    let is_measure = match unit {
        Some(unit) => matches!(unit.section, Unit::Measure | Unit::Counter),
        None => *value >= 1_000_000_000,
    };
    const PASSED: [&str; 4] = ["过", "破", "超", "突破"];
    let passes = PASSED.iter().any(|word| ends_with(before, word));
    let bound = bound.or(passes.then_some(Relation::Gt));
    let written: String = rest[scale..end].iter().collect();
    // 近千万家庭: 家 begins the noun.
    if is_near && starts_with(&rest[scale..], "家庭") {
        return Some((scale, *value, String::new(), None));
    }
    let is_end = is_end || is_near && unit.is_some_and(|unit| unit.section == Unit::Counter);
    (is_end && is_measure).then_some((end + length, *value, written, bound))
}

/// What a round number is called when it is passed.
pub(super) const LANDMARKS: [&str; 4] = ["大关", "台阶", "关口", "门槛"];

fn quantity(text: &[char], numeral: &Numeral, clause: &Range<usize>) -> Read {
    let before = &text[clause.start..numeral.range.start];
    let after = &text[numeral.range.end..clause.end];
    if let Some(rank) = rank(numeral, before, after) {
        return rank;
    }
    if name::is_before_number(before) || name::is_enclosed(text, &numeral.range, clause) {
        return Read::NoFigure;
    }
    if let Some(length) = ratio(numeral, before, after) {
        let (bound, more) = suffix(&after[length..]);
        let Some(value) = numeral.value else { return Read::TooLarge };
        return Read::Quantity(Quantity {
            range: numeral.range.start..numeral.range.end + length + more,
            value: value.normalize(),
            high: None,
            unit: String::new(),
            kind: Kind::Bare,
            bound,
        });
    }
    let unit = shared_unit(text, numeral, clause).or_else(|| unit(numeral, before, after));
    let Some(unit) = unit else {
        return range_start(text, numeral, clause);
    };
    let Some(value) = numeral.value else {
        return Read::TooLarge;
    };
    if name::is_name(numeral, before, after, &unit) {
        return Read::NoFigure;
    }
    let value = if unit.kind == Kind::Multiple && unit.doubles { doubled(value) } else { value };
    let value = if unit.tenths { value * Decimal::TEN } else { value };
    let value = if is_negative(before) { -value } else { value };
    let end = numeral.range.end + unit.length;
    if let Some(range) = upper_end(text, numeral, &unit, end, clause) {
        return range;
    }
    let (bound, length) = suffix(&text[end..clause.end]);
    let bound = bound.or(numeral.more.then_some(Relation::Gt));
    Read::Quantity(Quantity {
        range: numeral.range.start..end + length,
        value: value.normalize(),
        high: None,
        unit: unit.written,
        kind: unit.kind,
        bound,
    })
}

/// `收入比缩小到2.3:1`, `收入比降至2.3`: the length of what is compared with one.
fn ratio(numeral: &Numeral, before: &[char], after: &[char]) -> Option<usize> {
    const RATIOS: [&str; 2] = ["收入比", "倍差"];
    if matches!(after, [':' | '：' | '∶', '1', rest @ ..] if is_end(&rest[suffix(rest).1..])) {
        return before.contains(&'比').then_some(2);
    }
    let is_bare = numeral.script == Script::Arabic && !numeral.scaled && is_end(after);
    (is_bare && RATIOS.iter().any(|ratio| contains(before, ratio))).then_some(0)
}

/// `增长-2.6%`: a sign, not a dash.
fn is_negative(before: &[char]) -> bool {
    let Some((sign, rest)) = before.split_last() else {
        return false;
    };
    matches!(sign, '-' | '－')
        && ["增长", "为", "增速", "达"].iter().any(|word| ends_with(rest, word))
}

/// 翻一番 doubles, 翻两番 doubles twice; more than a few times is no report's claim.
fn doubled(times: Decimal) -> Decimal {
    let mut value = Decimal::ONE;
    let mut left = times.min(Decimal::TEN);
    while left >= Decimal::ONE {
        value *= Decimal::TWO;
        left -= Decimal::ONE;
    }
    value
}

/// The unit after a number.
#[derive(Debug)]
pub(super) struct FoundUnit {
    pub(super) written: String,
    pub(super) length: usize,
    pub(super) kind: Kind,
    /// 成: tenths, told as per cent.
    tenths: bool,
    /// 番: doublings.
    doubles: bool,
    pub(super) table: Option<Unit>,
}

fn unit(numeral: &Numeral, before: &[char], after: &[char]) -> Option<FoundUnit> {
    let plain = |kind, written: &str, length| {
        let written = written.to_owned();
        Some(FoundUnit { written, length, kind, tenths: false, doubles: false, table: None })
    };
    if numeral.share {
        return plain(Kind::Share, "%", 0);
    }
    let is_class = numeral.scaled && after.first() == Some(&'级');
    // 突破20亿大关: 大 is no unit there.
    let is_landmark = LANDMARKS.iter().any(|landmark| starts_with(after, landmark));
    // 惠及30万家庭: 家 begins the noun.
    let is_noun = ["人口", "人民", "家庭"].iter().any(|noun| starts_with(after, noun));
    let is_noun = is_noun || is_class || is_landmark;
    let hit = lexicon().units.starts(after).filter(|_| !is_noun);
    let Some(hit) = hit else {
        let is_noun = after
            .first()
            .is_some_and(|c| !c.is_ascii() && !"，、。；（）”—－–～至和与".contains(*c));
        if numeral.script == Script::Arabic && ends_with(before, "指数") && is_end(after) {
            return plain(Kind::Bare, "", 0);
        }
        let is_bare = numeral.scaled
            && !name::is_people(after)
            && numeral.script == Script::Arabic
            && (is_noun || is_end(after));
        // 500亿级产业集群: a class that is told by a number.
        let length = usize::from(is_class);
        return if is_bare { plain(Kind::Bare, "", length) } else { None };
    };
    let written: String = after[..hit.length].iter().collect();
    let kind = match (written.as_str(), hit.section) {
        ("%" | "‰", _) => Kind::Share,
        ("成", _) => {
            let is_tenths = name::is_tenths(before, after);
            return is_tenths
                .then(|| plain(Kind::Share, "%", 1))
                .flatten()
                .map(|unit| FoundUnit { tenths: true, ..unit });
        }
        ("番", _) => {
            return plain(Kind::Multiple, "倍", 1).map(|unit| FoundUnit { doubles: true, ..unit });
        }
        ("倍", _) => Kind::Multiple,
        // 二十年或五十年一遇: the unit in full stands after the last number.
        ("年", _) if after.get(1) == Some(&'或') && is_return_period(&after[2..]) => {
            return plain(Kind::Measure, "年一遇", 1);
        }
        ("个百分点" | "百分点" | "个千分点" | "个点" | "个基点" | "基点", _) => {
            Kind::Points
        }
        (_, Unit::Time) => Kind::Time,
        (_, Unit::Measure) => Kind::Measure,
        (_, Unit::Counter | Unit::Vague) => Kind::Counter,
    };
    let table = Some(hit.section);
    Some(FoundUnit { written, length: hit.length, kind, tenths: false, doubles: false, table })
}

/// `五十年一遇`.
fn is_return_period(words: &[char]) -> bool {
    numeral::at(words, 0).is_some_and(|next| starts_with(&words[next.range.end..], "年一遇"))
}

/// `高4.2和0.7个百分点`, `1409万、1305万人次`, `72、43微克/立方米`: the unit stands after the last
/// number only.
fn shared_unit(text: &[char], numeral: &Numeral, clause: &Range<usize>) -> Option<FoundUnit> {
    let mark = numeral.range.end;
    if !text[mark..clause.end].first().is_some_and(|c| "、和与".contains(*c)) {
        return None;
    }
    let next = numeral::at(&text[..clause.end], mark + 1)?;
    let after = &text[next.range.end..clause.end];
    // 20.9、36.2、54个百分点: the last of several.
    let unit = shared_unit(text, &next, clause).or_else(|| unit(&next, &[], after))?;
    let is_told_alike = match unit.kind {
        Kind::Share | Kind::Points => true,
        Kind::Measure => numeral.scaled == next.scaled,
        Kind::Counter => numeral.scaled && next.scaled,
        _ => false,
    };
    // 地块2、3万平方米: a number of one digit is more like a name.
    let is_shared = is_told_alike && (numeral.range.len() > 1 || unit.kind != Kind::Measure);
    is_shared.then_some(FoundUnit { length: 0, ..unit })
}

/// `13.5万—14万`, `5%—6%`, `2-3家`: one figure with two ends.
fn upper_end(
    text: &[char],
    low: &Numeral,
    unit: &FoundUnit,
    end: usize,
    clause: &Range<usize>,
) -> Option<Read> {
    let second = second_end(text, end, clause)?;
    let high_unit = self::unit(&second, &[], &text[second.range.end..clause.end])?;
    if high_unit.written != unit.written || second.value? <= low.value? {
        return None;
    }
    Some(ranged(text, low, &second, high_unit, clause))
}

/// A range whose lower end has no unit of its own; without it, the number is no figure.
fn range_start(text: &[char], low: &Numeral, clause: &Range<usize>) -> Read {
    let before = &text[clause.start..low.range.start];
    let second = second_end(text, low.range.end, clause);
    let Some(second) = second.or_else(|| end_after_to(text, low, clause)) else {
        return Read::NoFigure;
    };
    let after = &text[second.range.end..clause.end];
    let Some(unit) = unit(&second, before, after) else {
        return Read::NoFigure;
    };
    if name::is_name(&second, before, after, &unit) || second.value <= low.value {
        return Read::NoFigure;
    }
    ranged(text, low, &second, unit, clause)
}

fn second_end(text: &[char], end: usize, clause: &Range<usize>) -> Option<Numeral> {
    let dash = text[end..clause.end].iter().take_while(|c| "-－–—~～至".contains(**c)).count();
    if !(1..=2).contains(&dash) {
        return None;
    }
    numeral::at(&text[..clause.end], end + dash).filter(|found| found.script == Script::Arabic)
}

/// `2到3个`, where 从2到3 would be a change.
fn end_after_to(text: &[char], low: &Numeral, clause: &Range<usize>) -> Option<Numeral> {
    let departs = text[clause.start..low.range.start].last().is_some_and(|c| "从由".contains(*c));
    if departs || low.script != Script::Arabic || text.get(low.range.end) != Some(&'到') {
        return None;
    }
    numeral::at(&text[..clause.end], low.range.end + 1)
        .filter(|found| found.script == Script::Arabic)
}

fn ranged(
    text: &[char],
    low: &Numeral,
    high: &Numeral,
    unit: FoundUnit,
    clause: &Range<usize>,
) -> Read {
    let (Some(mut low_value), Some(high_value)) = (low.value, high.value) else {
        return Read::TooLarge;
    };
    if high.scaled && !low.scaled {
        low_value = same_scale(text, low_value, high).unwrap_or(low_value);
    }
    let end = high.range.end + unit.length;
    let (bound, length) = suffix(&text[end..clause.end]);
    Read::Quantity(Quantity {
        range: low.range.start..end + length,
        value: low_value.normalize(),
        high: Some(high_value.normalize()),
        unit: unit.written,
        kind: unit.kind,
        bound,
    })
}

/// In `13-14万人` the scale is of both ends.
fn same_scale(text: &[char], low: Decimal, high: &Numeral) -> Option<Decimal> {
    let digits: String =
        text[high.range.clone()].iter().take_while(|c| c.is_ascii_digit() || **c == '.').collect();
    let bare = Decimal::from_str_exact(&digits).ok()?;
    let factor = high.value?.checked_div(bare)?;
    low.checked_mul(factor)
}

/// Whether the clause, or the item of a list, is over.
pub(super) fn is_end(after: &[char]) -> bool {
    after.first().is_none_or(|c| "、，；。（和及与".contains(*c))
}

/// Words after a number that bound it, and their length.
fn suffix(after: &[char]) -> (Option<Relation>, usize) {
    const SUFFIXES: [(&str, Relation); 12] = [
        ("及以上", Relation::Ge),
        ("（含）以上", Relation::Ge),
        ("以上", Relation::Ge),
        ("及以下", Relation::Le),
        ("以下", Relation::Le),
        ("以内", Relation::Le),
        ("之内", Relation::Le),
        ("左右", Relation::Approx),
        ("上下", Relation::Approx),
        ("有余", Relation::Gt),
        ("余", Relation::Gt),
        ("多", Relation::Gt),
    ];
    for (word, relation) in SUFFIXES {
        let is_start_of_word = matches!(word, "多" | "余") && !is_end(&after[1.min(after.len())..]);
        if starts_with(after, word) && !is_start_of_word {
            return (Some(relation), word.chars().count());
        }
    }
    (None, 0)
}
