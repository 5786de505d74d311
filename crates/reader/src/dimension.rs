//! What units measure, and the same figure in the base unit: 150亩 and 10公顷 are one area.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::{Figure, Sense};

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// 元; each currency has its own base unit.
    Money,
    /// 米.
    Length,
    /// 平方米.
    Area,
    /// 立方米.
    Volume,
    /// 吨.
    Mass,
    /// 吨标准煤: energy told as the coal that would give it.
    CoalEquivalent,
    /// 千瓦时.
    Energy,
    /// 千瓦.
    Power,
    /// 千伏安.
    ApparentPower,
    /// 天, 工作日 or 月: none can be told in another without a calendar.
    Time,
    /// 人: each counted once.
    Persons,
    /// 人次: counted each time.
    PersonTimes,
    /// 户.
    Households,
    /// 户次.
    HouseholdTimes,
    /// %.
    Share,
    /// 个百分点.
    Points,
    /// 倍.
    Multiple,
    /// 位: a place in an order.
    Rank,
    /// 标准箱.
    Containers,
    /// GB.
    Data,
    /// PFLOPS.
    Computing,
    /// One unit by another (元/月), told as written.
    Rate,
    /// Things counted by their measure word (座, 家, 个), or without any.
    Count,
}

/// A figure's amount in the base unit of what it measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseAmount {
    /// In [`unit`](Self::unit).
    pub value: Decimal,
    /// The upper end of a range.
    pub value_high: Option<Decimal>,
    /// The base unit; for rates and counts the unit as written.
    pub unit: String,
    /// What is measured.
    pub dimension: Dimension,
}

/// The amount of a figure in the base unit of what it measures.
///
/// Amounts can be compared where dimension and base unit are the same. An amount too large to be
/// held in the base unit stays as written and is a [`Dimension::Count`] of its own unit.
pub(crate) fn base_amount(figure: &Figure) -> BaseAmount {
    let unit = figure.unit.as_str();
    let as_written = |dimension| BaseAmount {
        value: figure.value,
        value_high: figure.value_high,
        unit: unit.to_owned(),
        dimension,
    };
    if figure.sense == Sense::Rank {
        return BaseAmount { unit: "位".to_owned(), ..as_written(Dimension::Rank) };
    }
    let Some(known) = units().get(unit) else {
        let is_rate = unit.contains('/');
        return as_written(if is_rate { Dimension::Rate } else { Dimension::Count });
    };
    let convert = |value: Decimal| value.checked_mul(known.times)?.checked_div(known.by);
    let value = convert(figure.value);
    let value_high = figure.value_high.map(convert);
    match (value, value_high) {
        (None, _) | (_, Some(None)) => as_written(Dimension::Count),
        (Some(value), high) => BaseAmount {
            value: value.normalize(),
            value_high: high.flatten().map(|high| high.normalize()),
            unit: known.base.to_owned(),
            dimension: known.dimension,
        },
    }
}

/// A unit of `words/dimensions.txt`: one is `times / by` base units.
struct Unit {
    dimension: Dimension,
    base: &'static str,
    times: Decimal,
    by: Decimal,
}

fn units() -> &'static BTreeMap<&'static str, Unit> {
    static UNITS: LazyLock<BTreeMap<&'static str, Unit>> =
        LazyLock::new(|| parse(include_str!("../words/dimensions.txt")));
    &UNITS
}

/// Reads the table; mistakes in it are caught by the tests below.
fn parse(source: &'static str) -> BTreeMap<&'static str, Unit> {
    let mut units = BTreeMap::new();
    let mut list = None;
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let (name, base) = head.split_once(' ').expect("a list names dimension and base unit");
            list = Some((dimension(name), base));
            continue;
        }
        for word in line.split_whitespace() {
            let (dimension, base) = list.expect("a unit stands in a list");
            let (unit, factor) = word.split_once('=').expect("a unit is `unit=factor`");
            let (times, by) = factor.split_once('/').unwrap_or((factor, "1"));
            let number = |digits: &str| digits.parse().expect("factors are whole numbers");
            units.insert(unit, Unit { dimension, base, times: number(times), by: number(by) });
        }
    }
    units
}

fn dimension(name: &str) -> Dimension {
    match name {
        "money" => Dimension::Money,
        "length" => Dimension::Length,
        "area" => Dimension::Area,
        "volume" => Dimension::Volume,
        "mass" => Dimension::Mass,
        "coal" => Dimension::CoalEquivalent,
        "energy" => Dimension::Energy,
        "power" => Dimension::Power,
        "apparent-power" => Dimension::ApparentPower,
        "time" => Dimension::Time,
        "persons" => Dimension::Persons,
        "person-times" => Dimension::PersonTimes,
        "households" => Dimension::Households,
        "household-times" => Dimension::HouseholdTimes,
        "share" => Dimension::Share,
        "points" => Dimension::Points,
        "multiple" => Dimension::Multiple,
        "rank" => Dimension::Rank,
        "containers" => Dimension::Containers,
        "data" => Dimension::Data,
        "computing" => Dimension::Computing,
        _ => panic!("words/dimensions.txt names a dimension that is not known: {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(sentence: &str) -> BaseAmount {
        let report = format!("2031年甲州市政府工作报告\n一、2031年重点工作\n{sentence}\n");
        base_amount(&crate::read(&report).figures[0])
    }

    fn told(sentence: &str) -> (String, Dimension) {
        let base = first(sentence);
        (format!("{}{}", base.value.round_dp(2).normalize(), base.unit), base.dimension)
    }

    #[test]
    fn areas_of_three_units_are_one() {
        assert_eq!(told("新增绿地1.5平方公里。").0, "1500000平方米");
        assert_eq!(told("新增绿地150公顷。").0, "1500000平方米");
        assert_eq!(told("新增绿地2250亩。"), ("1500000平方米".to_owned(), Dimension::Area));
    }

    #[test]
    fn mass_money_and_energy_have_one_base_unit_each() {
        assert_eq!(told("储备粮食500公斤。").0, "0.5吨");
        assert_eq!(told("完成投资1.2亿元。"), ("120000000元".to_owned(), Dimension::Money));
        assert_eq!(told("新增装机2吉瓦。").0, "2000000千瓦");
    }

    #[test]
    fn persons_visits_and_households_are_kept_apart() {
        assert_eq!(told("培训农民3000人。").1, Dimension::Persons);
        assert_eq!(told("接待游客3000人次。").1, Dimension::PersonTimes);
        assert_eq!(told("惠及居民3000户。").1, Dimension::Households);
    }

    #[test]
    fn what_is_counted_keeps_its_measure_word() {
        assert_eq!(told("新建公厕30座。"), ("30座".to_owned(), Dimension::Count));
        assert_eq!(told("低保标准提高到每人800元/月。").1, Dimension::Rate);
    }
}
