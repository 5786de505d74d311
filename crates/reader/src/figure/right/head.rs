//! The thing itself in the words after a number.

use std::ops::Range;

use crate::Relation;
use crate::figure::quantity::{Kind, Quantity};
use crate::words::{contains, find};

/// 80个村生活垃圾处理: villages are counted, and not what is done there.
fn is_village(words: &[char]) -> bool {
    let next = words.get(1);
    let first = words.first().copied().unwrap_or('。');
    first == '村' && next.is_none_or(|c| !"庄级镇寨民落卫集屯社组小（".contains(*c))
        || first == '县' && next.is_some_and(|c| !"城域级区乡道市（直属".contains(*c))
}

/// In a project named by its capacity the product; behind a threshold the thing it bounds.
pub(super) fn of(text: &[char], noun: Range<usize>, quantity: &Quantity) -> Range<usize> {
    const PROJECT: [&str; 12] = [
        "产业",
        "智能化",
        "升级",
        "生产线",
        "项目",
        "基地",
        "工程",
        "加工",
        "扩建",
        "技改",
        "一体化",
        "装置技术",
    ];
    const BOUNDED: [&str; 10] = [
        "村寨",
        "企业",
        "婴幼儿",
        "大班额",
        "旱地",
        "自然村",
        "老年人",
        "儿童",
        "项目",
        "产业项目",
    ];
    let words = &text[noun.clone()];
    let ends_at = |words: &[char], list: &[&str], keep: bool| {
        list.iter()
            .filter_map(|word| {
                let at = find(words, word)?;
                Some(if keep { at + word.chars().count() } else { at })
            })
            .filter(|&at| at >= 2)
            .min()
    };
    const COUNTED: [&str; 9] = [
        "脱贫县",
        "贫困县",
        "县区",
        "行政村",
        "贫困村",
        "县（市、区）",
        "县（市）",
        "县市区",
        "省份",
    ];
    if quantity.unit == "个" && is_village(words) {
        return noun.start..noun.start + 1;
    }
    if quantity.unit == "个"
        && let Some(at) = ends_at(words, &COUNTED, true)
    {
        return noun.start..noun.start + at;
    }
    let is_capacity = quantity.kind != Kind::Share
        && ["吨", "条", "千瓦", "兆瓦", "千升", "立方米"].contains(&quantity.unit.as_str())
        && ["项目", "生产线", "升级", "技改"].iter().any(|word| contains(words, word))
        && (quantity.unit != "条" || contains(words, "生产线"));
    if is_capacity && let Some(at) = ends_at(words, &PROJECT, false) {
        return noun.start..noun.start + at;
    }
    let bounds = matches!(quantity.bound, Some(Relation::Ge | Relation::Le));
    if bounds
        && quantity.kind != Kind::Share
        && let Some(at) = ends_at(words, &BOUNDED, true)
    {
        return noun.start..noun.start + at;
    }
    noun
}
