//! The quantities of a clause, each with the words that belong to it.

use std::ops::Range;

use super::carry;
use super::left::{self, Left, verb_length};
use super::quantity::{Kind, Quantity};
use super::right::{self, Right};
use super::trim;
use crate::Relation;
use crate::lexicon::{Predicate, Verb, lexicon};
use crate::words::{ends_with, starts_with};

/// A quantity with the words to both sides.
pub(super) struct Item<'a> {
    pub(super) quantity: &'a Quantity,
    pub(super) left: Left,
    pub(super) right: Option<Right>,
    /// Where the words that belong to it begin.
    pub(super) start: usize,
}

/// Shares the words of a clause out to its quantities, and gives what is told once to all that
/// it is told of.
pub(super) fn share_out<'q>(
    plain: &[char],
    clause: Range<usize>,
    quantities: &'q [Quantity],
) -> Vec<Item<'q>> {
    let mut items: Vec<Item<'q>> = Vec::with_capacity(quantities.len());
    let mut start = clause.start;
    for (position, quantity) in quantities.iter().enumerate() {
        let next = quantities.get(position + 1);
        let limit = next.map_or(clause.end, |next| next.range.start);
        let between = quantity.range.end..limit;
        let bounds_next = next.is_some() && bounds_a_rate(plain, quantity, between.clone());
        let is_whole = next.is_none() || bounds_next;
        // 15个承接平台完成项目20个: with nothing before the number, its noun follows.
        let is_first = start == quantity.range.start && quantity.kind == Kind::Counter;
        let words = &plain[between.clone()];
        let split = if is_whole { between.len() } else { split_between(words, is_first) };
        let reach = between.start..between.start + split;
        let is_listed = plain.get(start).is_some_and(|c| "、和及与".contains(*c));
        let is_governed = is_listed && items.last().is_some_and(|last| last.left.is_governed());
        let (mut left, mut right) = sides(plain, start, quantity, reach.clone(), is_governed);
        if is_listed && items.last().is_some_and(|last| last.quantity.kind == Kind::Rank) {
            drop_field(plain, quantity, &mut left);
        }
        let next_start = if bounds_next {
            start
        } else {
            let is_reached = lexicon().predicates.ends(&plain[reach.clone()]).is_some();
            let is_class = quantity.unit == "元" && left.is_bounded_alone() && is_reached;
            let told = told_with(plain, quantity, &left, is_class);
            next_start(plain, right.as_ref(), reach, start..limit, told)
        };
        if let Some(right) = &mut right
            && position == 0
            && plain[..quantity.range.start].last() == Some(&'、')
            && let Some(mark) = plain[right.noun.clone()].iter().position(|c| *c == '、')
        {
            // 渠道疏浚、3万亩农田建设、良种推广: the number is of its own member of the list.
            right.noun.end = right.noun.start + mark;
            right.noun = trim::without_deed(plain, right.noun.clone());
        }
        if let Some(right) = &mut right
            && quantity.kind == Kind::Counter
            && next.is_some_and(|next| next.range.start == right.noun.end)
            && let Some(measure) = extent(&plain[right.noun.clone()])
        {
            // 11个园区建成区面积135平方公里: what the next number measures of those counted.
            right.noun.end -= measure;
        }
        if let Some(right) = &mut right
            && (right.noun.start + 2..right.noun.end).contains(&next_start)
        {
            // 38个乡镇的清单1120项: each number counts its own side of 的.
            right.noun.end = next_start - 1;
        }
        items.push(Item { quantity, left, right, start });
        start = next_start;
    }
    carry::share(plain, &mut items);
    items
}

/// 居全省第五位、沿江四市第一位: behind a place that is held, among whom the next one is.
fn drop_field(plain: &[char], quantity: &Quantity, left: &mut Left) {
    let is_field = |noun: &Range<usize>| matches!(plain[noun.end - 1], '省' | '市' | '县');
    if quantity.kind == Kind::Rank && left.action.is_none() {
        left.noun.retain(|noun| !is_field(noun));
    }
}

/// Reads the words to both sides of a quantity.
fn sides(
    plain: &[char],
    start: usize,
    quantity: &Quantity,
    reach: Range<usize>,
    is_governed: bool,
) -> (Left, Option<Right>) {
    let mut left = left::read(plain, start..quantity.range.start);
    let has_no_noun = left.noun.is_empty() && (!is_change(&left) || left.is_whole);
    let pays = left.pays.is_some() && quantity.unit == "元";
    let closes = left.closes && (quantity.kind == Kind::Counter || quantity.unit == "元");
    let grades = left.noun.last().is_some_and(|noun| is_grade(&plain[noun.clone()]));
    let is_works = left.action.as_ref().is_none_or(|verb| is_works(&plain[verb.clone()]));
    let is_product = right::is_capacity(quantity) && is_works;
    let is_needed = left.lists_examples || has_no_noun || pays || closes || grades || is_product;
    let is_rate = matches!(quantity.kind, Kind::Share | Kind::Points | Kind::Multiple);
    if is_rate && left.predicate.is_none_or(|predicate| predicate == Predicate::Reach) {
        left.predicate = growth_after(&plain[reach.clone()]).or(left.predicate);
    }
    let is_bounded = left.is_only_bounded() && left.noun.is_empty();
    let governs = left.is_governed() && !is_bounded || is_governed;
    // 甲新区成为全省首个示范区: the place is held by what is named before.
    let becomes = left.noun.last().is_some_and(|noun| noun.len() > 2)
        && left.action.as_ref().is_some_and(|verb| ends_with(&plain[verb.clone()], "为"));
    let is_first = is_first_of_its_sort(plain, quantity) && !becomes;
    let is_needed = is_needed || is_first;
    let is_closed = quantity.kind == Kind::Rank && !is_first
        || quantity.kind == Kind::Share && is_share_of_noun(plain, &left, start, quantity, &reach)
        || is_change(&left) && !left.is_whole
        || quantity.kind == Kind::Time && !left.noun.is_empty();
    let right = if is_closed {
        moved_at_rate(plain, reach.clone())
    } else {
        const CAUSES: [&str; 8] = ["支持", "推动", "鼓励", "帮助", "促成", "引导", "带动", "指导"];
        let causes = left
            .action
            .as_ref()
            .is_some_and(|verb| CAUSES.iter().any(|cause| ends_with(&plain[verb.clone()], cause)));
        right::read(plain, reach.clone(), quantity, is_needed, [governs, causes])
    };
    if is_bounded && right.is_some() {
        // 为超6万名学生提供午餐: what bounds the number is no verb of the students.
        left.action = None;
    }
    if left.action.is_none() && right.is_none() {
        left.action = verb_after(plain, reach.clone());
    }
    let is_stance = left.action.as_ref().is_some_and(|verb| {
        let hit = lexicon().verbs.starts(&plain[verb.clone()]);
        hit.is_some_and(|hit| hit.section == Verb::Stance && hit.length >= 2)
    });
    if is_stance && right.as_ref().is_some_and(|right| right.action.is_some()) {
        // 坚持将七成财力用于民生: an attitude governs nothing.
        left.action = None;
    }
    let bounds = left.action.as_ref().is_some_and(|verb| verb.end == quantity.range.start);
    let measures = left.noun.last().is_some_and(|noun| is_measure(&plain[noun.clone()]));
    if bounds && measures && right.as_ref().is_some_and(|right| right.action.is_some()) {
        // 投资超20亿元的项目开工: what bounds the number governs nothing.
        left.action = None;
    }
    if left.is_whole && right.is_some() && is_countable(quantity) {
        // 提升12个景区水平: the verb governs what follows and tells no growth of the number.
        left.predicate = None;
        left.is_bare_verb = true;
        left.leads = left.action.clone().and_then(|verb| left::leading_change(&plain[verb]));
    }
    (left, right)
}

/// The length of what is measured of the things named before it.
fn extent(words: &[char]) -> Option<usize> {
    const EXTENTS: [&str; 8] = [
        "建成区面积",
        "主营业务收入",
        "营业收入",
        "总产值",
        "年产值",
        "建筑面积",
        "占地面积",
        "总里程",
    ];
    let length = EXTENTS.iter().find(|extent| ends_with(words, extent))?.chars().count();
    (words.len() >= length + 2).then_some(length)
}

/// Verbs whose object is a work, which may be named by who builds it (开工甲厂30万吨乙烯).
fn is_works(verb: &[char]) -> bool {
    ["开工", "加快", "推进", "建成"].iter().any(|word| starts_with(verb, word))
}

/// 全国首条: the place is held by what follows.
fn is_first_of_its_sort(plain: &[char], quantity: &Quantity) -> bool {
    let first = plain[quantity.range.clone()].first();
    quantity.kind == Kind::Rank && first == Some(&'首') && !matches!(&*quantity.unit, "位" | "")
}

/// 财政支出的70%以上用于民生, 提案20件全部办复: the verb stands after the number.
fn verb_after(plain: &[char], reach: Range<usize>) -> Option<Range<usize>> {
    let lead = trim::lead(&plain[reach.clone()], &mut None);
    let words = &plain[reach.start + lead..reach.end];
    let verb = lexicon().predicates.starts(words).filter(|verb| {
        let is_whole = verb.length == words.len();
        let is_told = match verb.section {
            Predicate::Act => lead == 0 || is_whole,
            Predicate::Deed | Predicate::State => is_whole,
            _ => false,
        };
        is_told && verb.length >= 2
    })?;
    let start = reach.start + lead;
    Some(start..start + verb.length)
}

/// 市定, 省级: a modifier of the noun behind the number.
pub(super) fn is_grade(words: &[char]) -> bool {
    words.len() <= 4 && words.len() >= 2 && words.last().is_some_and(|c| matches!(c, '级' | '定'))
}

/// 实现20%以上增长: the verb of change stands after the number.
fn growth_after(words: &[char]) -> Option<Predicate> {
    let words = words.strip_prefix(&['的']).unwrap_or(words);
    let rate = ["幅度", "速度"].iter().any(|word| starts_with(words, word));
    let words = if rate { &words[2..] } else { words };
    let hit = lexicon().predicates.starts(words)?;
    let is_end = rate || words.get(hit.length).is_none_or(|c| "、，和及".contains(*c));
    let is_change = matches!(hit.section, Predicate::Up | Predicate::Down);
    (is_end && is_change && hit.length >= 2).then_some(hit.section)
}

/// 按5%的幅度压减支出: what is moved stands behind the verb.
fn moved_at_rate(plain: &[char], reach: Range<usize>) -> Option<Right> {
    let words = plain[reach.clone()].strip_prefix(&['的'])?;
    let is_rate = ["幅度", "速度"].iter().any(|word| starts_with(words, word));
    let verb = lexicon().predicates.starts(words.get(2..)?).filter(|_| is_rate)?;
    let start = reach.start + 3;
    let noun = trim::counted(plain, start + verb.length..reach.end);
    (noun.len() >= 2).then_some(Right { noun, action: Some(start..start + verb.length) })
}

/// 自然村90%通硬化路: where a noun stands before a percentage, the share is of that noun.
fn is_share_of_noun(
    plain: &[char],
    left: &Left,
    start: usize,
    quantity: &Quantity,
    reach: &Range<usize>,
) -> bool {
    let before = &plain[start..quantity.range.start];
    let is_listed = before.last().is_none_or(|c| "、和及与".contains(*c));
    let is_owner = plain[reach.clone()].first() == Some(&'的');
    !left.noun.is_empty() && !is_listed && !is_owner
}

/// Whether a quantity with its bound says which things the next one counts (50户以上村寨120个,
/// 超10亿元企业达到49家); what 投资 measures (投资5亿元以上项目) is told by the way.
fn told_with(plain: &[char], quantity: &Quantity, left: &Left, is_class: bool) -> bool {
    let is_bound = quantity.bound.is_some_and(|bound| bound != Relation::Approx);
    let measures = left.noun.last().is_some_and(|noun| is_measure(&plain[noun.clone()]));
    (is_bound || is_class) && !measures
}

/// Where the words of the next quantity begin; `item` reaches from this one's words to the next
/// number. `is_told_with` tells that this quantity says which things the next one counts.
fn next_start(
    plain: &[char],
    right: Option<&Right>,
    reach: Range<usize>,
    item: Range<usize>,
    is_told_with: bool,
) -> usize {
    let Some(right) = right else {
        // 24小时响应率达90%: what follows the number is the next one's, up to a mark of the list.
        let is_marked = plain.get(reach.end).is_some_and(|c| "、，和及与".contains(*c));
        return if is_marked { reach.end } else { reach.start };
    };
    if reach.end < item.end {
        return reach.end;
    }
    let words = &plain[reach.clone()];
    let reaches_on = right.action.as_ref().is_none_or(|action| action.end + 1 >= item.end);
    if is_told_with && reaches_on && !words.contains(&'、') {
        return item.start;
    }
    if words.contains(&'占') {
        // 14个产业产值占工业的80%: a share of what is named there.
        return reach.start;
    }
    // 6座裸露荒山2万亩: the noun between two numbers is of both; 的 parts it.
    words.iter().rposition(|c| *c == '的').map_or(reach.start, |at| reach.start + at + 1)
}

/// `65岁以上老年人服务率达到40%`: the first number is part of what the second measures.
fn bounds_a_rate(plain: &[char], quantity: &Quantity, between: Range<usize>) -> bool {
    const RATES: [&str; 8] = ["率", "数", "占比", "比例", "比重", "面积", "均收入", "托位数"];
    let is_bound = matches!(quantity.bound, Some(Relation::Ge | Relation::Le));
    let words = &plain[between];
    let starts_list = words.first().is_none_or(|c| "、，：和及与".contains(*c));
    let noun = match lexicon().predicates.ends(words) {
        Some(hit) => &words[..words.len() - hit.length],
        None => words,
    };
    is_bound
        && quantity.kind != Kind::Share
        && !starts_list
        && !words.contains(&'、')
        && RATES.iter().any(|rate| ends_with(noun, rate))
}

/// Whether a verb of growth before the number can have what follows as its object.
fn is_countable(quantity: &Quantity) -> bool {
    !matches!(quantity.kind, Kind::Share | Kind::Points | Kind::Multiple)
}

/// Whether the verb before the number says growth, fall or distance.
pub(super) fn is_change(left: &Left) -> bool {
    matches!(left.predicate, Some(Predicate::Up | Predicate::Down | Predicate::Gap))
}

/// How much of the words between two numbers belongs to the first.
fn split_between(words: &[char], is_first: bool) -> usize {
    let is_noun = lexicon().nouns.starts(words).is_some();
    if words.first().is_none_or(|c| "、，：；和及与或—".contains(*c)) && !is_noun {
        return 0;
    }
    let bare_end = {
        let mut end = words.len();
        while end > 0 && "约近超达共逾".contains(words[end - 1]) {
            end -= 1;
        }
        end
    };
    if bare_end > 0 && "、和及与或+".contains(words[bare_end - 1]) {
        return words[..bare_end]
            .iter()
            .rposition(|c| !"、和及与或以+".contains(*c))
            .map_or(0, |at| at + 1);
    }
    let marks = (1..words.len()).filter(|&at| "、和及与".contains(words[at - 1]));
    for at in marks {
        let rest = &words[at..];
        let takes_part = rest[0] == '占' && lexicon().nouns.starts(rest).is_none();
        if verb_length(rest).is_some() || takes_part || starts_verb_after_lead(rest) {
            return at - 1;
        }
    }
    if let Some(mark) = last_member(&words[..bare_end]) {
        return mark;
    }
    // 141个重点帮扶村完成…: the verb right before the next number governs that.
    const DEEDS: [&str; 23] = [
        "完成", "实现", "新增", "建成", "新建", "引进", "培育", "创建", "实施", "开展", "举办",
        "签署", "签订", "发放", "成立", "获批", "获得", "荣获", "聘任", "招聘", "下达", "接待",
        "办理",
    ];
    let deed = lexicon().verbs.ends(&words[..bare_end]).filter(|hit| {
        hit.section == Verb::Act && DEEDS.iter().any(|deed| ends_with(&words[..bare_end], deed))
    });
    let noun = lexicon().nouns.ends(&words[..bare_end]).map_or(0, |noun| noun.length);
    if let Some(hit) = deed.filter(|hit| hit.length >= 2 && noun < hit.length)
        && bare_end > hit.length + 1
    {
        return bare_end - hit.length;
    }
    let mut at = if is_first { named(words) } else { 0 };
    while at < words.len() {
        let rest = &words[at..];
        let is_free = !left::in_brackets(&words[..at]);
        if is_free && verb_length(rest).is_some_and(|length| length >= 2) {
            return at;
        }
        at += named(rest);
    }
    words.len()
}

/// The length of the noun at the head of words, or of one character.
fn named(words: &[char]) -> usize {
    lexicon().nouns.starts(words).map_or(1, |noun| noun.length)
}

/// Where the member of a list begins that belongs to the next number: 47项甲、乙[、丙园48项], or
/// 2个甲项目[、乙厂等4个].
fn last_member(words: &[char]) -> Option<usize> {
    let is_mark = |at: &usize| "、和及与".contains(words[*at]) && !left::in_brackets(&words[..*at]);
    let first = (1..words.len()).find(is_mark)?;
    let last = (1..words.len()).rev().find(is_mark)?;
    // 甲厂和投资2亿元的乙厂: what the next number measures is named right before it.
    if is_measure(&words[last + 1..]) || sums_up(&words[last + 1..]) {
        return Some(last);
    }
    if words.last() == Some(&'等') {
        // 2亿元建设甲、乙等4个园区: what money is for is the whole list.
        return verb_length(words).is_none().then_some(first);
    }
    // 18所学校开设书法、篆刻班33个: the list is of what is done.
    let is_done = |at: usize| {
        let verb = verb_length(&words[at..first]).filter(|&length| length >= 2);
        verb.is_some_and(|length| at + length + 2 <= first)
            && !right::is_compound(&words[at..first])
    };
    if (2..first).any(is_done) {
        return None;
    }
    (first..=last).rev().find(|at| words[*at] == '、' && is_mark(at))
}

/// Names of what an amount of money measures, which say nothing of the thing it is told of.
pub(super) fn is_measure(words: &[char]) -> bool {
    const MEASURES: [&str; 22] = [
        "总规模",
        "认缴规模",
        "投资",
        "总投资",
        "计划投资",
        "计划总投资",
        "投资额",
        "总投资额",
        "年度投资",
        "年度计划投资",
        "年度计划总投资",
        "产值",
        "年产值",
        "营收",
        "年营收",
        "营业收入",
        "年营业收入",
        "主营业务收入",
        "年主营业务收入",
        "销售收入",
        "年销售收入",
        "年销售额",
    ];
    let words = words.strip_prefix(&['一', '批']).unwrap_or(words);
    MEASURES
        .iter()
        .any(|measure| words.len() == measure.chars().count() && starts_with(words, measure))
}

/// 总装机规模, 总里程: what is told of all the things before it together.
fn sums_up(words: &[char]) -> bool {
    const SUMS: [&str; 8] = ["规模", "里程", "面积", "长度", "产能", "金额", "建筑面积", "装机"];
    matches!(words, ['数' | '总', '量'])
        || words.first() == Some(&'总') && SUMS.iter().any(|sum| ends_with(words, sum))
}

/// Sums that are told of projects by the way.
pub(super) fn is_total(words: &[char]) -> bool {
    let is_sum = ["总", "年度", "计划"].iter().any(|word| starts_with(words, word));
    is_sum && is_measure(words)
}

fn starts_verb_after_lead(words: &[char]) -> bool {
    let lead = trim::lead(words, &mut None);
    lead > 0 && verb_length(&words[lead..]).is_some()
}

/// How many items from the first on are bare numbers in a row (3%、5%和7%).
pub(super) fn group_length(plain: &[char], items: &[Item]) -> usize {
    let distributes = items[0].left.distributes;
    // 分别增长3.8倍、80.2%: a rate and a multiple.
    let is_rate = |quantity: &Quantity| matches!(quantity.kind, Kind::Share | Kind::Multiple);
    row_length(plain, items, |first, next| {
        next.kind == first.kind && (next.unit == first.unit || distributes)
            || distributes && is_rate(first) && is_rate(next)
    })
}

/// How many items from the first on are bare counts in a row, whatever they count (185个、2家).
pub(super) fn count_length(plain: &[char], items: &[Item]) -> usize {
    let counts = |quantity: &Quantity| matches!(quantity.kind, Kind::Counter | Kind::Measure);
    row_length(plain, items, |first, next| counts(first) && counts(next))
}

/// How many items from the first on have nothing but marks between their numbers and are alike.
fn row_length(
    plain: &[char],
    items: &[Item],
    is_alike: impl Fn(&Quantity, &Quantity) -> bool,
) -> usize {
    let first = &items[0];
    if first.right.is_some() {
        return 1;
    }
    let mut length = 1;
    while let Some(next) = items.get(length) {
        let gap = items[length - 1].quantity.range.end..next.quantity.range.start;
        let is_bare =
            plain[gap.clone()].iter().all(|c| "、，和及与或约近超".contains(*c)) && !gap.is_empty();
        let is_next = next.right.is_none() && is_alike(first.quantity, next.quantity);
        if !(is_bare && is_next) {
            break;
        }
        length += 1;
    }
    length
}
