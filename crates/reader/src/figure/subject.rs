//! Whose number it is: the subject in its own words, or in those of an item or clause before.

use std::ops::Range;

use super::carry::is_generic;
use super::distribute::{self, Pieces};
use super::item::{Item, count_length, group_length, is_change, is_grade, is_measure, is_total};
use super::left::{holds_object, verb_length};
use super::quantity::{Kind, Quantity};
use super::right::{Right, is_capacity};
use super::topic;
use super::trim;
use crate::lexicon::Predicate;
use crate::numeral;
use crate::words::{ends_with, starts_with};

/// A subject, and where the clause begins that names it.
pub(super) type Subject = (Pieces, usize);

/// The most pieces that a subject is put together from.
const PIECES_MAX: usize = 4;

/// How far before its clause a verb is looked for that tells what the number is of.
const REACH_MAX: usize = 100;

/// Where subjects are looked for.
pub(super) struct Finder<'a> {
    pub(super) plain: &'a [char],
    pub(super) clause: Range<usize>,
    /// The clause before in the same sentence.
    pub(super) before: Option<Range<usize>>,
    /// The clause after in the same sentence.
    pub(super) after: Option<Range<usize>>,
    /// Where the sentence begins.
    pub(super) sentence: usize,
    /// Subjects of the figures of the clauses before in the same sentence.
    pub(super) earlier: &'a [Subject],
}

impl Finder<'_> {
    /// The subject of each item; empty where there is none.
    pub(super) fn find(&self, items: &[Item]) -> Vec<Subject> {
        let mut subjects: Vec<Subject> = Vec::with_capacity(items.len());
        // The end of the last group whose numbers go in no pairs with subjects.
        let mut paired = 0;
        // How many of the last numbers went in pairs with subjects.
        let mut pairs_before = 0;
        while subjects.len() < items.len() {
            let position = subjects.len();
            let group = self.group_length(&items[position..]);
            let is_new = group > 1 && position >= paired;
            if is_new && group == pairs_before && items[position].left.noun.is_empty() {
                // 分别从2元、3元提高到4元、6元: the same subjects once more.
                subjects.extend_from_within(position - group..position);
                continue;
            }
            let pairs = if is_new { self.distribute(&items[position], group) } else { None };
            pairs_before = if pairs.is_some() { group } else { 0 };
            if let Some(pairs) = pairs {
                subjects.extend(pairs);
                continue;
            }
            paired = paired.max(position + group);
            let own = own_words(self.plain, items, position);
            let subject = own
                .map(|pieces| self.owned(pieces, &subjects))
                .or_else(|| {
                    let mut subject = self.inherited(items, position, &subjects)?;
                    // 年均增长5%、总量达到…: the measure was of that number alone.
                    let item = &items[position];
                    let is_own = item.left.predicate != Some(Predicate::Gap)
                        && item.left.action.as_ref().is_some_and(|verb| verb.start >= item.start);
                    if is_own {
                        self.drop_measure(&mut subject.0);
                    }
                    // A measure told again and again (年均 …、年均 …) is added once.
                    let has_room = subject.0.len() < PIECES_MAX;
                    let measure = items[position].left.measures.clone();
                    subject.0.extend(measure.filter(|_| has_room));
                    Some(subject)
                })
                .unwrap_or((vec![], self.clause.start));
            subjects.push(subject);
        }
        subjects
    }

    /// How many numbers in a row may go in pairs with subjects.
    fn group_length(&self, items: &[Item]) -> usize {
        let group = group_length(self.plain, items);
        let counts = count_length(self.plain, items);
        // 注册量、企业数突破185亿个、2万家: as many subjects as numbers.
        let is_paired =
            counts > group && distribute::split(self.plain, &items[0].left.noun, counts).is_some();
        if is_paired { counts } else { group }
    }

    /// Whether a piece of a subject says only how what stands before it grew.
    fn is_growth(&self, piece: &Range<usize>) -> bool {
        matches!(self.plain[piece.clone()], ['年', '均'] | ['增', '速' | '幅'])
    }

    /// Takes 年均 and its like off the end of a subject.
    fn drop_measure(&self, subject: &mut Pieces) {
        let is_piece = subject.len() > 1 && subject.last().is_some_and(|last| self.is_growth(last));
        if is_piece {
            subject.pop();
        } else if let Some(last) = subject.last_mut()
            && last.len() > 3
            && self.is_growth(&(last.end - 2..last.end))
            && self.plain[last.end - 2] == '年'
        {
            last.end -= 2;
        }
    }

    /// A noun that only tells how something is counted (总量, 数量) with what the figure before is
    /// of: 增加值增长6%、总量居全国首位.
    fn owned(&self, pieces: Pieces, so_far: &[Subject]) -> Subject {
        const COUNTS: [&str; 14] = [
            "总量",
            "总数",
            "数量",
            "规模",
            "总规模",
            "总额",
            "总值",
            "总里程",
            "增量",
            "占比",
            "入选数量",
            "排名",
            "位次",
            "综合排名",
        ];
        let [piece] = pieces.as_slice() else { return (pieces, self.clause.start) };
        let words = &self.plain[piece.clone()];
        if let Some(of) = so_far.last().or(self.earlier.last())
            && words.last() == Some(&'级')
            && is_grade(words)
            && let Some(thing) = of.0.last()
        {
            // 培育国家级企业5家、省级20家: the thing of that grade is named before.
            let named = &self.plain[thing.clone()];
            let grade = named.iter().position(|c| *c == '级').map_or(0, |at| at + 1);
            let grade = grade + if starts_with(&named[grade..], "以上") { 2 } else { 0 };
            if grade < named.len() && grade <= 5 {
                return (vec![piece.clone(), thing.start + grade..thing.end], of.1);
            }
        }
        if let Some((of, start)) = so_far.last().or(self.earlier.last())
            && let Some(pair) = self.counterpart(of, piece)
        {
            return (pair, (*start).min(self.clause.start));
        }
        let is_count = COUNTS
            .iter()
            .any(|count| words.len() == count.chars().count() && starts_with(words, count));
        // 经营主体增量提质，总量突破20万户: of what the clause before is about.
        let topic = self.topic().filter(|_| so_far.is_empty() && self.earlier.is_empty());
        let owner = so_far.last().or(self.earlier.last()).or(topic.as_ref());
        match owner.filter(|(of, _)| is_count && !of.is_empty() && of.len() < PIECES_MAX) {
            Some((of, start)) => {
                let own = of.iter().filter(|of| !self.is_growth(of));
                let pieces = own.cloned().chain([piece.clone()]).collect();
                (pieces, (*start).min(self.clause.start))
            }
            None => (pieces, self.clause.start),
        }
    }

    /// 地方预算收入增长2%、支出超过7亿元: the other side of the account that was just named.
    fn counterpart(&self, of: &Pieces, piece: &Range<usize>) -> Option<Pieces> {
        const SIDES: [[&str; 2]; 3] = [["收入", "支出"], ["存款", "贷款"], ["进口", "出口"]];
        let words = &self.plain[piece.clone()];
        let [first] = of.as_slice() else { return None };
        let named = &self.plain[first.clone()];
        let is_pair = |[one, other]: &[&str; 2]| {
            words.len() == 2 && ends_with(words, other) && ends_with(named, one) && named.len() > 2
        };
        SIDES.iter().find(|sides| is_pair(sides))?;
        Some(vec![first.start..first.end - 2, piece.clone()])
    }

    /// Subjects for numbers that go in pairs with them.
    fn distribute(&self, first: &Item, count: usize) -> Option<Vec<Subject>> {
        let back = self.spent_on_each(first, count).or_else(|| self.named_together(first, count));
        if back.is_some() {
            return back;
        }
        if !first.left.noun.is_empty() {
            let split = distribute::split(self.plain, &first.left.noun, count)?;
            return Some(split.into_iter().map(|pieces| (pieces, self.clause.start)).collect());
        }
        let refers = first.left.distributes || first.left.is_multiple_of || first.left.is_share_of;
        // 甲产业、乙集群从无到有，分别达2个、3个: what a clause before without numbers is about.
        let has_digit =
            |piece: &Range<usize>| self.plain[piece.clone()].iter().any(char::is_ascii_digit);
        let topic = self.topic().filter(|(topic, _)| !topic.iter().any(has_digit));
        let told = topic.and_then(|(topic, start)| {
            let split = distribute::split(self.plain, &topic, count)?;
            Some(split.into_iter().map(|pieces| (pieces, start)).collect())
        });
        let enough = refers && self.earlier.len() >= count;
        if enough && (told.is_none() || self.is_counted_on(&self.earlier.last().cloned())) {
            return Some(self.earlier[self.earlier.len() - count..].to_vec());
        }
        // 产值和税收比上年翻番，分别达到…: the joint subject of the clause before.
        let joint = self.earlier.last().and_then(|(pieces, start)| {
            Some((distribute::split(self.plain, pieces, count)?, *start))
        });
        if let Some((split, start)) = joint.filter(|_| first.left.distributes) {
            return Some(split.into_iter().map(|pieces| (pieces, start)).collect());
        }
        told
    }

    /// 3个甲项目、5个乙项目，分别完成投资…: what the money was for is told in the clause before.
    fn spent_on_each(&self, first: &Item, count: usize) -> Option<Vec<Subject>> {
        let noun = first.left.pays.as_ref().or(first.left.noun.last())?;
        let is_spent = first.left.distributes && is_measure(&self.plain[noun.clone()]);
        let before = self.before.as_ref().filter(|_| is_spent)?.start;
        let counted = self.earlier.iter().rev().take_while(|(_, start)| *start >= before).count();
        let things = &self.earlier[self.earlier.len() - counted..];
        let has_room = |(pieces, _): &Subject| !pieces.is_empty() && pieces.len() < PIECES_MAX;
        (counted == count && things.iter().all(has_room)).then(|| {
            let spent = |(pieces, start): &Subject| {
                (pieces.iter().chain([noun]).cloned().collect(), *start)
            };
            things.iter().map(spent).collect()
        })
    }

    /// 两项指标分别下降…: as many subjects as that, told before in the sentence.
    fn named_together(&self, first: &Item, count: usize) -> Option<Vec<Subject>> {
        let [noun] = first.left.noun.as_slice() else { return None };
        let words = &self.plain[noun.clone()];
        let number = numeral::at(words, 0).filter(|_| first.left.distributes)?;
        if !matches!(words[number.range.end..], ['项' | '个', '指', '标']) {
            return None;
        }
        let named = number.value.and_then(|value| usize::try_from(value).ok())?;
        let mut told: Vec<&Subject> = self.earlier.iter().collect();
        // A place that is held is told of the same thing once more.
        told.dedup_by(|later, earlier| later.0 == earlier.0);
        let from = told.len().checked_sub(named).filter(|_| named >= count)?;
        Some(told[from..from + count].iter().copied().cloned().collect())
    }

    /// What is done in the clause after money that ends a clause.
    fn paid_for(&self, end: usize) -> Option<Range<usize>> {
        let after = self.after.clone().filter(|_| end == self.clause.end)?;
        let words = &self.plain[after.clone()];
        let is_deed = verb_length(words).is_some() && !words.iter().any(char::is_ascii_digit);
        topic::of(self.plain, after).filter(|_| is_deed)
    }

    /// 连续发行建设债券，…，今年先发行20亿元: what the same verb was told of before in the
    /// sentence.
    fn object_before(&self, item: &Item) -> Option<Subject> {
        let verb = &self.plain[item.left.action.clone().filter(|_| item.quantity.unit == "元")?];
        let earlier = self.sentence.max(self.clause.start.saturating_sub(REACH_MAX));
        let words = &self.plain[earlier..self.clause.start];
        let at = words.windows(verb.len()).rposition(|words| words == verb)?;
        let start = earlier + at + verb.len();
        let ends = |c: &char| "，；：、".contains(*c);
        let length = self.plain[start..self.clause.start].iter().position(ends)?;
        let noun = trim::noun(self.plain, start..start + length);
        let is_name = noun.len() >= 2 && !self.plain[noun.clone()].iter().any(char::is_ascii_digit);
        is_name.then(|| (vec![noun], self.clause.start))
    }

    /// What the clause before is about.
    fn topic(&self) -> Option<Subject> {
        let before = self.before.clone()?;
        let topic = topic::of(self.plain, before.clone())?;
        Some((vec![topic], before.start))
    }

    /// Whether the clause before has figures of its own: what it counts is counted on.
    fn is_counted_on(&self, earlier: &Option<Subject>) -> bool {
        let before = self.before.as_ref().map_or(usize::MAX, |before| before.start);
        earlier.as_ref().is_some_and(|(_, start)| *start >= before)
    }

    /// The subject of an item that has no noun of its own.
    fn inherited(&self, items: &[Item], position: usize, so_far: &[Subject]) -> Option<Subject> {
        let here = self.clause.start;
        let item = &items[position];
        if let Some(money) = item.left.pays.clone().filter(|_| item.quantity.unit == "元") {
            // 投资2亿元，建设一座桥: what it is for is named behind.
            // 实施项目12个，投资3亿元，…: it is what those cost.
            let counts = |before: &Range<usize>| {
                self.earlier.last().is_some_and(|(_, start)| *start >= before.start)
            };
            let named = match &self.before {
                Some(before) if counts(before) => None,
                _ => self.paid_for(item.quantity.range.end),
            };
            return Some((vec![named.unwrap_or(money)], here));
        }
        let verb = item.left.action.clone().map(|verb| (vec![verb], here));
        let is_generic = is_generic(self.plain, &item.left);
        let is_countless = is_countless(item.quantity);
        let is_deed = item.left.is_bare_verb && !is_change(&item.left);
        if is_deed && is_countless && !is_generic {
            return self.object_before(item).or(verb);
        }
        let earlier = self.earlier.last().cloned();
        // 完成改革，累计减税2亿元: the verb names what grows or falls itself, unless a figure of
        // the clause before does.
        let names = |verb: &Subject| holds_object(&self.plain[verb.0[0].clone()]);
        if so_far.is_empty()
            && let Some(verb) = verb.clone().filter(names)
            && !self.is_counted_on(&earlier)
        {
            return Some(verb);
        }
        if let Some(last) = so_far.last() {
            // 产值超10亿元的达到20家: those are counted that the clause before is of.
            let is_of = |(pieces, _): &Subject| {
                pieces.iter().all(|piece| is_measure(&self.plain[piece.clone()]))
            };
            let counts = item.quantity.kind == Kind::Counter && is_of(last);
            return earlier.filter(|_| counts).or_else(|| Some(last.clone()));
        }
        let counts_things = item.left.is_bare_verb && (is_generic || !is_countless);
        if earlier.is_some() && (!counts_things || self.is_counted_on(&earlier)) {
            return earlier;
        }
        self.topic()
            .or(earlier)
            .or_else(|| verb.filter(|(pieces, _)| pieces.iter().all(|verb| verb.len() >= 2)))
    }
}

/// The noun beside the number, or beside the next one where both count the same.
fn own_words(plain: &[char], items: &[Item], position: usize) -> Option<Pieces> {
    let item = &items[position];
    if let Some(amount) = told_amount(plain, items, position) {
        return Some(vec![amount]);
    }
    if let Some(next) = items.get(position + 1)
        && let Some(amount) = told_amount(plain, items, position + 1)
        && item.right.as_ref().is_some_and(|right| right.noun == amount)
        && let Some(right) = &next.right
    {
        // 首个总量突破5亿元的县: the thing is named behind what is told of it.
        return Some(vec![right.noun.clone()]);
    }
    if let Some(thing) = measured_thing(plain, items, position) {
        return Some(vec![thing]);
    }
    if let Some(noun) = item.left.noun.last().filter(|noun| is_total(&plain[(*noun).clone()])) {
        // 计划总投资8亿元的电池项目: the sum is told of itself.
        return Some(vec![noun.clone()]);
    }
    if let Some(thing) = shared_work(plain, items, position) {
        return Some(vec![thing]);
    }
    if let Some(right) = &item.right
        && let [owner] = item.left.noun.as_slice()
        && item.quantity.kind == Kind::Share
        && ["税率", "费率", "比例", "比率"]
            .iter()
            .any(|rate| ends_with(&plain[right.noun.clone()], rate))
        && plain[item.quantity.range.end] == '的'
    {
        // 将甲行业现行5%的税率…: whose rate it is.
        return Some(vec![owner.clone(), right.noun.clone()]);
    }
    if let Some(right) = &item.right
        && (item.left.noun.is_empty() || !is_general(&plain[right.noun.clone()]))
    {
        return Some(graded(plain, items, position, right.noun.clone()));
    }
    let next = items.get(position + 1);
    let next = next.filter(|next| next.start == item.quantity.range.end);
    let is_sized = |next: &Item| {
        is_capacity(next.quantity) && next.quantity.range.start == item.quantity.range.end
    };
    if item.quantity.kind == Kind::Counter
        && let Some(right) = next.filter(|next| is_sized(next)).and_then(|n| n.right.as_ref())
    {
        // 甲电网3个110千伏变电站: it is what has that capacity which is counted.
        return Some(vec![right.noun.clone()]);
    }
    if !item.left.noun.is_empty() && item.left.pays.is_none() {
        return Some(item.left.noun.clone());
    }
    // 957个50户以上村寨: two numbers count the same noun.
    if let Some(next) = next.filter(|next| next.left.noun.is_empty())
        && let Some(right) = &next.right
    {
        return Some(vec![right.noun.clone()]);
    }
    // 投入1.86亿元实施40个项目: money is for what it pays.
    let pays = (item.left.is_bare_verb || item.left.pays.is_some()) && item.quantity.unit == "元";
    let paid = items[position + 1..].iter().find_map(|next| next.right.as_ref());
    paid.filter(|_| pays).map(|right| vec![right.noun.clone()])
}

/// 年收入超10亿元的企业: where 的 parts the amount from whose it is, it is of what it measures.
fn told_amount(plain: &[char], items: &[Item], position: usize) -> Option<Range<usize>> {
    const AMOUNTS: [&str; 8] = ["收入", "产值", "总量", "总值", "吞吐量", "销售额", "产量", "流量"];
    const GAP_MAX: usize = 4;
    let item = &items[position];
    let is_told = plain.get(item.quantity.range.end) == Some(&'的') && item.right.is_some();
    let before = position.checked_sub(1).and_then(|before| items[before].right.as_ref());
    let before = before.map(|right| &right.noun).filter(|noun| {
        noun.end <= item.quantity.range.start && item.quantity.range.start - noun.end <= GAP_MAX
    });
    let amount = item.left.noun.last().or(before).filter(|_| is_told)?;
    let words = &plain[amount.clone()];
    // 优良率保持100%的城市: likewise a rate.
    let is_rate = item.quantity.kind == Kind::Share
        && ["率", "占比", "比重", "比例"].iter().any(|rate| ends_with(words, rate));
    let is_amount = AMOUNTS.iter().any(|word| ends_with(words, word));
    (is_rate || is_amount && item.left.relation.is_some()).then(|| amount.clone())
}

/// 甲县3万千瓦和乙县5万千瓦光伏项目: the work whose capacity is told for each place is named behind
/// the last.
fn shared_work(plain: &[char], items: &[Item], position: usize) -> Option<Range<usize>> {
    let item = &items[position];
    let next = items.get(position + 1)?;
    let place = plain[item.left.noun.last()?.clone()].last()?;
    let is_place = matches!(place, '县' | '市' | '区' | '旗' | '镇' | '乡');
    let is_alike = is_capacity(item.quantity) && next.quantity.unit == item.quantity.unit;
    let right = next.right.as_ref().filter(|_| is_place && is_alike && item.right.is_none());
    right.map(|right| right.noun.clone())
}

/// 1个省级和2个市级园区: the thing of a grade is named behind the last one.
fn graded(plain: &[char], items: &[Item], position: usize, noun: Range<usize>) -> Pieces {
    // 6个甲级、7个乙级、9个丙级园区: behind the last of all.
    let rights = items[position + 1..].iter().map_while(|next| next.right.as_ref());
    let is_bare = |right: &&Right| is_grade(&plain[right.noun.clone()]);
    let next = rights.clone().find(|right| !is_bare(right));
    let grade = |noun: &Range<usize>| {
        plain[noun.clone()].iter().position(|c| *c == '级').map(|at| noun.start + at + 1)
    };
    let tail = next.and_then(|next| Some(grade(&next.noun)?..next.noun.end));
    let is_grade = is_grade(&plain[noun.clone()]) && grade(&noun) == Some(noun.end);
    match tail.filter(|tail| is_grade && !tail.is_empty()) {
        Some(tail) => vec![noun, tail],
        None => vec![noun],
    }
}

/// 3个投资超50亿元、100亿元的项目: the numbers bound one thing, which is named behind the last;
/// what they measure of it is no subject.
fn measured_thing(plain: &[char], items: &[Item], position: usize) -> Option<Range<usize>> {
    let item = &items[position];
    let named = item.right.as_ref().map(|right| right.noun.clone());
    let counts = named.as_ref().is_some_and(|noun| is_measure(&plain[noun.clone()]))
        || counts_ahead(plain, items, position);
    let is_first = item.quantity.unit == "元" && item.left.relation.is_some();
    let noun = item.left.noun.first().map_or(0..0, Range::clone);
    let measures = is_first && named.is_none() && is_measure(&plain[noun]);
    let is_last = is_first || item.quantity.bound.is_some();
    if !(counts || measures || is_last && position > 0 && named.is_none()) {
        return None;
    }
    for next in &items[position + 1..] {
        let has_no_name = |noun: &Range<usize>| is_measure(&plain[noun.clone()]);
        let is_alike = next.quantity.unit == "元"
            && next.left.noun.iter().all(has_no_name)
            && (counts || next.left.action.is_none() || next.start >= item.quantity.range.end);
        if !is_alike || next.left.is_bare_verb {
            return None;
        }
        if let Some(right) = &next.right {
            return Some(right.noun.clone());
        }
    }
    None
}

/// 抓好60个、投资20亿元以上的项目: what the first number counts is named behind what bounds it.
fn counts_ahead(plain: &[char], items: &[Item], position: usize) -> bool {
    let item = &items[position];
    let is_bare = item.left.noun.is_empty() && item.right.is_none();
    let at = item.quantity.range.end;
    let next = items.get(position + 1).filter(|_| plain.get(at) == Some(&'、'));
    let bounds = next.is_some_and(|next| {
        let noun = next.left.noun.first().map_or(0..0, Range::clone);
        next.quantity.bound.is_some() && is_measure(&plain[noun])
    });
    item.quantity.kind == Kind::Counter && is_bare && bounds
}

/// Nouns that say less than what stands before the number (扣除75%政策, 不到100万元的部分).
fn is_general(words: &[char]) -> bool {
    const GENERAL: [&str; 12] = [
        "部分", "政策", "标准", "目标", "水平", "比例", "任务", "要求", "速度", "大关", "台阶",
        "关口",
    ];
    GENERAL.iter().any(|noun| words.len() == 2 && starts_with(words, noun))
}

/// Units of people, land and money: their verb can be all that is said (迁入7.1万人).
fn is_countless(quantity: &Quantity) -> bool {
    quantity.kind == Kind::Measure
        || ["人", "人次", "户", "户次", "场", "场次", "次", "万人"]
            .contains(&quantity.unit.as_str())
}
