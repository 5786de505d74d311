//! Numbers as reports write them: `1,302.5`, `7511.5万`, `1.2万亿`, `三千五`, `百分之六点五`.

use std::ops::Range;

use rust_decimal::Decimal;

/// A number in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numeral {
    /// Where it stands, with its 万 or 亿 and a 余 or 多.
    pub(crate) range: Range<usize>,
    /// Multiplied out. `None` where it is too large to be held exactly.
    pub(crate) value: Option<Decimal>,
    /// How it is written.
    pub(crate) script: Script,
    /// 余 or 多: somewhat more than the value.
    pub(crate) more: bool,
    /// Written as a share (百分之六, 三分之一): the value is a percentage.
    pub(crate) share: bool,
    /// 万 or 亿 was multiplied out.
    pub(crate) scaled: bool,
}

/// The digits a number is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// 0 to 9.
    Arabic,
    /// 一 to 九.
    Chinese,
}

/// The number that begins at a character, if one does.
pub(crate) fn at(text: &[char], start: usize) -> Option<Numeral> {
    let first = *text.get(start)?;
    if first.is_ascii_digit() {
        return arabic(text, start);
    }
    if let Some(found) = proportion(text, start) {
        return Some(found);
    }
    chinese(text, start)
}

/// A number in digits with thousands commas, decimals, scale and 余 or 多.
fn arabic(text: &[char], start: usize) -> Option<Numeral> {
    let mut written = String::new();
    let mut has_point = false;
    let mut at = start;
    while let Some(&character) = text.get(at) {
        if character.is_ascii_digit() {
            written.push(character);
            at += 1;
        } else if character == '，' && !has_point && is_thousands(text, start, at) {
            at += 1;
        } else if character == '.'
            && !has_point
            && text.get(at + 1).is_some_and(char::is_ascii_digit)
        {
            written.push('.');
            has_point = true;
            at += 1;
        } else {
            break;
        }
    }
    if is_fraction(text, at) {
        return fraction(text, start, at, written.parse().ok()?);
    }
    if let Some(found) = slashed(text, start, at) {
        return Some(found);
    }
    let mut more = false;
    if matches!(text.get(at), Some('余' | '多')) && scale(text, at + 1).is_some() {
        more = true;
        at += 1;
    }
    let mut value = exact(&written);
    let mut scaled = false;
    while let Some(factor) = scale(text, at) {
        value = value.and_then(|value| value.checked_mul(factor));
        scaled = true;
        at += 1;
        // 3万多亿: the scale goes on after 多.
        let goes_on = matches!(text.get(at), Some('余' | '多')) && scale(text, at + 1).is_some();
        more |= goes_on;
        at += usize::from(goes_on);
    }
    if matches!(text.get(at), Some('余' | '多')) {
        more = true;
        at += 1;
    }
    if scaled
        && let Some(rest) = lower_part(text, at)
        && let (Some(upper), Some(lower)) = (value, rest.value)
    {
        value = upper.checked_add(lower);
        more |= rest.more;
        at = rest.range.end;
    }
    let value = value.map(|value| value.normalize());
    Some(Numeral { range: start..at, value, script: Script::Arabic, more, share: false, scaled })
}

/// The part after 万 in `2万5千`, after 亿 in `1亿3千多万`: a scaled number below it.
fn lower_part(text: &[char], at: usize) -> Option<Numeral> {
    let is_digit = text.get(at).is_some_and(char::is_ascii_digit);
    let above = unit_of(*text.get(at.checked_sub(1)?)?);
    let lower = if is_digit {
        arabic(text, at)?
    } else {
        return None;
    };
    (lower.scaled && lower.value.is_some_and(|value| value < above)).then_some(lower)
}

/// Whether a comma parts thousands: one to three digits before, exactly three after.
fn is_thousands(text: &[char], start: usize, comma: usize) -> bool {
    let after = &text[comma + 1..];
    let digits = after.iter().take_while(|c| c.is_ascii_digit()).count();
    let before = text[start..comma].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    digits == 3 && (1..=3).contains(&before) && text[start] != '0'
}

/// Parses digits; `None` where they do not fit without rounding.
fn exact(written: &str) -> Option<Decimal> {
    Decimal::from_str_exact(written).ok()
}

/// The factor of a scale word, unless it begins a unit (千瓦) or another word (百姓).
fn scale(text: &[char], at: usize) -> Option<Decimal> {
    let next = text.get(at + 1).copied().unwrap_or('。');
    match *text.get(at)? {
        '万' if !matches!(next, '众' | '向' | '物') => Some(Decimal::from(10_000)),
        '亿' => Some(Decimal::from(100_000_000)),
        '千' if !matches!(next, '瓦' | '米' | '伏' | '克' | '卡' | '升' | '赫' | '分') => {
            Some(Decimal::from(1000))
        }
        '百' if !matches!(next, '分' | '姓' | '货' | '强' | '家') => Some(Decimal::from(100)),
        _ => None,
    }
}

/// `1/4`: one small number over another, neither part of a name (`2031/6`, `A1/3`).
fn slashed(text: &[char], start: usize, slash: usize) -> Option<Numeral> {
    let is_alone = start == 0 || !text[start - 1].is_ascii_alphanumeric() && text[start - 1] != '/';
    let small = |at: usize| text.get(at).and_then(|c| c.to_digit(10)).filter(|&digit| digit > 0);
    let is_tenth = text.get(slash + 1..slash + 3) == Some(&['1', '0']);
    let end = slash + 2 + usize::from(is_tenth);
    let is_pair = slash == start + 1
        && text.get(slash) == Some(&'/')
        && text.get(end).is_none_or(|c| !c.is_ascii_alphanumeric() && *c != '/');
    let (part, whole) = small(start).zip(small(slash + 1))?;
    let whole = if is_tenth { 10 } else { whole };
    (is_alone && is_pair && part < whole).then(|| {
        let value = (Decimal::ONE_HUNDRED * Decimal::from(part) / Decimal::from(whole)).round_dp(4);
        Numeral {
            range: start..end,
            value: Some(value.normalize()),
            script: Script::Arabic,
            more: false,
            share: true,
            scaled: false,
        }
    })
}

fn is_fraction(text: &[char], at: usize) -> bool {
    text[at..].starts_with(&['分', '之'])
}

/// `三分之一`: the share in per cent.
fn fraction(text: &[char], start: usize, at: usize, whole: Decimal) -> Option<Numeral> {
    let from = at + 2;
    let (part, end) = plain_number(text, from)?;
    let value = Decimal::ONE_HUNDRED.checked_mul(part)?.checked_div(whole)?;
    let value = Some(value.round_dp(4).normalize());
    let range = start..end;
    Some(Numeral { range, value, script: Script::Chinese, more: false, share: true, scaled: false })
}

/// `百分之六点五`, `百分之6.5`.
fn proportion(text: &[char], start: usize) -> Option<Numeral> {
    let rest = &text[start..];
    let factor = if rest.starts_with(&['百', '分', '之']) {
        Decimal::ONE
    } else if rest.starts_with(&['千', '分', '之']) {
        Decimal::new(1, 1)
    } else {
        return None;
    };
    let (value, end) = plain_number(text, start + 3)?;
    let value = value.checked_mul(factor).map(|value| value.normalize());
    let range = start..end;
    Some(Numeral { range, value, script: Script::Chinese, more: false, share: true, scaled: false })
}

/// A bare number in either script and where it ends.
fn plain_number(text: &[char], start: usize) -> Option<(Decimal, usize)> {
    if text.get(start)?.is_ascii_digit() {
        let length = text[start..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
        let written: String = text[start..start + length].iter().collect();
        return Some((exact(written.trim_end_matches('.'))?, start + length));
    }
    let (value, end) = chinese_value(text, start)?;
    Some((value?, end))
}

/// A number in Chinese digits.
fn chinese(text: &[char], start: usize) -> Option<Numeral> {
    if !matches!(text[start], '十') && digit(text[start]).is_none() {
        return None;
    }
    let (value, mut end) = chinese_value(text, start)?;
    if is_fraction(text, end) {
        return fraction(text, start, end, value?);
    }
    let scaled = text[start..end].iter().any(|c| matches!(c, '万' | '亿'));
    let more = matches!(text.get(end), Some('余' | '多'));
    if more {
        end += 1;
    }
    let range = start..end;
    Some(Numeral { range, value, script: Script::Chinese, more, share: false, scaled })
}

/// The value of one digit in either script.
pub(crate) fn digit_value(character: char) -> Option<i16> {
    let value = match character.to_digit(10) {
        Some(value) => i64::from(value),
        None => digit(character)?,
    };
    i16::try_from(value).ok()
}

fn digit(character: char) -> Option<i64> {
    Some(match character {
        '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The value of a Chinese number and where it ends; the value is `None` where it overflows.
fn chinese_value(text: &[char], start: usize) -> Option<(Option<Decimal>, usize)> {
    let length = text[start..]
        .iter()
        .take_while(|&&c| digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万' | '亿'))
        .count();
    if length == 0 {
        return None;
    }
    let mut end = start + length;
    let mut value = whole(&text[start..end]);
    if text.get(end) == Some(&'点') {
        let decimals: Vec<i64> = text[end + 1..].iter().map_while(|&c| digit(c)).collect();
        if !decimals.is_empty() {
            end += 1 + decimals.len();
            value = with_decimals(value, &decimals);
        }
    }
    Some((value, end))
}

fn with_decimals(whole: Option<Decimal>, decimals: &[i64]) -> Option<Decimal> {
    let mut value = whole?;
    let mut place = Decimal::ONE;
    for &decimal in decimals {
        place = place.checked_div(Decimal::TEN)?;
        value = value.checked_add(place.checked_mul(Decimal::from(decimal))?)?;
    }
    Some(value.normalize())
}

/// `三千二百零五`, `三千五` (3500), `二〇二〇` (2020), `两万`.
fn whole(digits: &[char]) -> Option<Decimal> {
    let is_row = digits.iter().all(|&c| digit(c).is_some());
    if is_row && digits.len() > 1 {
        let written: String =
            digits.iter().filter_map(|&c| digit(c)).map(|d| d.to_string()).collect();
        return exact(&written);
    }
    let mut total = Decimal::ZERO;
    let mut section = Decimal::ZERO;
    let mut pending: Option<Decimal> = None;
    let mut last_unit = Decimal::ONE;
    let mut after_zero = false;
    for &character in digits {
        if let Some(value) = digit(character) {
            after_zero = value == 0;
            pending = Some(Decimal::from(value));
            if after_zero {
                last_unit = Decimal::ONE;
            }
            continue;
        }
        let unit = unit_of(character);
        if unit < Decimal::from(10_000) {
            section =
                section.checked_add(pending.take().unwrap_or(Decimal::ONE).checked_mul(unit)?)?;
        } else {
            section = section.checked_add(pending.take().unwrap_or(Decimal::ZERO))?;
            if unit > Decimal::from(10_000) {
                section = section.checked_add(total)?;
                total = Decimal::ZERO;
            }
            total = total.checked_add(section.max(Decimal::ONE).checked_mul(unit)?)?;
            section = Decimal::ZERO;
        }
        last_unit = unit;
    }
    let rest = pending.unwrap_or(Decimal::ZERO);
    let rest = if last_unit > Decimal::TEN && !after_zero {
        rest.checked_mul(last_unit)?.checked_div(Decimal::TEN)?
    } else {
        rest
    };
    Some(total.checked_add(section)?.checked_add(rest)?.normalize())
}

fn unit_of(character: char) -> Decimal {
    match character {
        '十' => Decimal::TEN,
        '百' => Decimal::ONE_HUNDRED,
        '千' => Decimal::ONE_THOUSAND,
        '万' => Decimal::from(10_000),
        _ => Decimal::from(100_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, value: &str, length: usize) {
        let text: Vec<char> = text.chars().collect();
        let found = at(&text, 0).expect("a number");
        let written = found.value.map_or("too large".to_owned(), |value| value.to_string());
        assert_eq!((written.as_str(), found.range.len()), (value, length), "{text:?}");
    }

    #[test]
    fn arabic_numbers_are_multiplied_out() {
        check("1302.5吨", "1302.5", 6);
        check("1，302.5吨", "1302.5", 7);
        check("7511.5万人次", "75115000", 7);
        check("1.2万亿元", "1200000000000", 5);
        check("8千万元", "80000000", 3);
        check("9700万千瓦", "97000000", 5);
        check("1000千伏", "1000", 4);
        check("300多家", "300", 4);
        check("5万余平方米", "50000", 3);
        check("1000多万元", "10000000", 6);
        check("3万多亿元", "3000000000000", 4);
        check("2万5千公里", "25000", 4);
        check("1亿3千多万", "130000000", 6);
    }

    #[test]
    fn chinese_numbers_have_values() {
        check("三千五", "3500", 3);
        check("三千零五家", "3005", 4);
        check("十二家", "12", 2);
        check("两万三千亩", "23000", 4);
        check("一百二十万", "1200000", 5);
        check("二零二零", "2020", 4);
        check("六点五", "6.5", 3);
    }

    #[test]
    fn shares_are_percentages() {
        check("百分之六点五", "6.5", 6);
        check("百分之90以上", "90", 5);
        check("三分之一", "33.3333", 4);
        check("千分之五", "0.5", 4);
    }

    #[test]
    fn what_cannot_be_held_exactly_is_no_value() {
        check("99999999999999999999999999999999", "too large", 32);
        check("9亿亿亿亿亿", "too large", 6);
    }
}
