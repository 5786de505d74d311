//! Places in an order: `第2位`, `前三名`, `第一、二、三位`.

use super::quantity::{Kind, Quantity, Read, is_end};
use crate::Relation;
use crate::numeral::{self, Numeral};
use crate::words::{ends_with, starts_with};

/// Whether the words before tell that a place in an order follows.
pub(super) fn ranks(before: &[char]) -> bool {
    [
        "全省",
        "全国",
        "全市",
        "全疆",
        "全区",
        "中部",
        "西部",
        "东部",
        "世界",
        "全球",
        "居",
        "列",
        "排名",
        "排",
        "省",
        "国",
        "升至",
        "升到",
        "进入",
        "前移至",
        "前移到",
        "位次",
        "地区",
        "城市",
        "州市",
        "地州市",
        "首府",
        "领域",
        "同类",
        "地级市",
        "县市",
        "地市",
        "区县",
        "百强县",
        "同行业",
        "行业",
        "首位",
        "省区",
        "考评",
        "考核",
    ]
    .iter()
    .any(|word| ends_with(before, word))
}

/// `第2位`, `前三名`, `全省第4`.
pub(super) fn rank(numeral: &Numeral, before: &[char], after: &[char]) -> Option<Read> {
    let is_first = before.last() == Some(&'前');
    let is_listed = follows_rank(before);
    // 居全国17位: without 第.
    let is_bare = after.first() == Some(&'位') && holds(before);
    let is_listed = is_listed || is_bare;
    let is_ordinal = before.last() == Some(&'第') || is_listed;
    if !is_first && !is_ordinal {
        return None;
    }
    if ends_with(before, "作为第") {
        // 把稳定作为第一位的任务: a way of speaking.
        return Some(Read::NoFigure);
    }
    let own = after.first().filter(|c| matches!(c, '位' | '名')).copied();
    let unit = own.or_else(|| unit_of_list(after));
    let outer = without_rank(&before[..before.len() - 1]);
    // 跻身全国前十行列, 前三荣誉: what those in front are or have.
    let is_front = is_first && ["行列", "荣誉"].iter().any(|word| starts_with(after, word));
    let is_told = is_end(after) || starts_with(after, "优势") || is_front;
    if unit.is_none() && !(ranks(outer) && is_told) {
        return is_ordinal.then_some(Read::NoFigure);
    }
    let Some(value) = numeral.value else {
        return Some(Read::NoFigure);
    };
    let length = usize::from(own.is_some());
    Some(Read::Quantity(Quantity {
        range: numeral.range.start - usize::from(!is_listed)..numeral.range.end + length,
        value,
        high: None,
        unit: unit.map(String::from).unwrap_or_default(),
        kind: Kind::Rank,
        bound: is_first.then_some(Relation::Le),
    }))
}

/// Whether words end with the verb that a place is held with (`居全国`, `排名`).
fn holds(before: &[char]) -> bool {
    const SCOPES: [&str; 4] = ["全国", "全省", "全市", "全区"];
    let scope = SCOPES.iter().any(|scope| ends_with(before, scope));
    let words = &before[..before.len() - if scope { 2 } else { 0 }];
    ["居", "列", "排", "排名"].iter().any(|verb| ends_with(words, verb))
}

/// `居全国第五和第六`: the words before the first of several places.
fn without_rank(before: &[char]) -> &[char] {
    let mut outer = before;
    while let Some((mark, rest)) = outer.split_last()
        && matches!(mark, '、' | '和' | '与')
    {
        let digits = rest.iter().rev().take_while(|c| numeral::digit_value(**c).is_some()).count();
        match rest[..rest.len() - digits].split_last() {
            Some(('第', earlier)) if digits > 0 => outer = earlier,
            _ => break,
        }
    }
    outer
}

/// `第一、二位`: whether a place in an order stands before, parted by a mark.
fn follows_rank(before: &[char]) -> bool {
    let mut before = before;
    while let Some((mark, rest)) = before.split_last() {
        let digits = rest.iter().rev().take_while(|c| numeral::digit_value(**c).is_some()).count();
        if !matches!(mark, '、' | '和') || digits == 0 {
            return false;
        }
        before = &rest[..rest.len() - digits];
        if before.ends_with(&['第']) {
            return true;
        }
    }
    false
}

/// `第一、二位`: the unit that stands after the last place only.
fn unit_of_list(after: &[char]) -> Option<char> {
    let mut after = after;
    loop {
        let rest = after.strip_prefix(&['、']).or(after.strip_prefix(&['和']))?;
        let rest = rest.strip_prefix(&['第']).unwrap_or(rest);
        let digits = rest.iter().take_while(|c| numeral::digit_value(**c).is_some()).count();
        after = rest.get(digits..).filter(|_| digits > 0)?;
        if let Some(unit @ ('位' | '名')) = after.first() {
            return Some(*unit);
        }
    }
}
