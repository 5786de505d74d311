//! Reports and what became of their promises.

use account::{Commitment, Judgement, Observation, Statement, Target, TargetJudgement};
use jiff::civil::Date;

use super::table::{Kind, Sheet, Value};
use super::{ExportError, Sink, Source};
use crate::Report;

/// The source of what follows by the rule that the portal prints.
const RULE: &str = "rule";

const VERDICTS: [&str; 2] = [
    "判定：kept 已兑现，on-course 进度正常，behind 进度滞后，missed 未兑现，\
     unmeasured 尚未计量，silent 无人回应",
    "What became of it: kept, on-course, behind, missed, unmeasured or silent",
];

/// A commitment with what became of it.
type Judged<'a> = (&'a Commitment, Judgement);

/// One figure of a commitment.
struct Figure<'a> {
    commitment: &'a str,
    number: u64,
    target: &'a Target,
    judged: &'a TargetJudgement,
}

pub(super) fn tables(source: &Source<'_>, sink: &mut dyn Sink) -> Result<(), ExportError> {
    let accounts = &source.accounts;
    reports().write_all(sink, accounts.reports.values())?;
    let mut all: Vec<Judged<'_>> = Vec::new();
    for commitment in accounts.reports.keys().flat_map(|report| accounts.commitments_of(report)) {
        all.push((commitment, source.figures().judged(commitment, source.on)?));
    }
    let on = source.on;
    commitments(on).write(sink, |out| all.iter().try_for_each(out))?;
    targets().write_all(sink, all.iter().flat_map(figures))?;
    let observed = all.iter().flat_map(figures).flat_map(|it| {
        it.target.observations.iter().map(move |told| (it.commitment, it.number, told))
    });
    observations().write_all(sink, observed)?;
    let said =
        all.iter().flat_map(|(it, _)| it.statements.iter().map(|said| (it.id.as_str(), said)));
    statements().write_all(sink, said)
}

fn figures<'a>((it, judgement): &'a Judged<'_>) -> impl Iterator<Item = Figure<'a>> {
    let both = (0..).zip(&it.targets).zip(&judgement.targets);
    both.map(|((number, target), judged)| Figure { commitment: &it.id, number, target, judged })
}

fn reports<'a>() -> Sheet<'a, &'a Report> {
    let (text, from) = (Kind::Text, "report.taken");
    let what = ["已公布的报告，按编号", "Published reports, by id"];
    Sheet::<&'a Report>::new("reports", what)
        .column(("report", text), ["编号", "Id"], from, |it| (&it.id).into())
        .column(("title", text), ["标题", "Title"], from, |it| (&it.taken.title).into())
        .column(("place", text), ["地方", "The place whose government reports"], from, |it| {
            (&it.taken.place).into()
        })
        .column(("year", Kind::Integer), ["年份", "Year in which it was given"], from, |it| {
            Value::Integer(it.taken.year.into())
        })
        .column(("taken_on", Kind::Date), ["录入日期", "The day it was taken in"], from, |it| {
            it.on.into()
        })
        .column(("entry", Kind::Integer), ["日志序号", "Index of the entry"], from, |it| {
            it.entry.into()
        })
        .column(
            ("sha256", text),
            ["正文的SHA-256", "SHA-256 of its text, one of the documents"],
            from,
            |it| (&it.taken.sha256).into(),
        )
}

fn commitments<'a>(on: Date) -> Sheet<'a, Judged<'a>> {
    let (text, from) = (Kind::Text, "commitment.assigned");
    let lead = ["牵头单位", "The office that leads"];
    let supporting = ["配合单位，以空格隔开", "Offices that support it, between spaces"];
    let is_promise = [
        "是否承诺：经人核对不是承诺的为否",
        "Whether it is one: no where a person said that it is none",
    ];
    worded()
        .column(("lead", text), lead, from, |(it, _)| {
            it.owner.as_ref().map(|owner| &owner.lead).into()
        })
        .column(("supporting", text), supporting, from, |(it, _)| {
            it.owner.as_ref().map(|owner| owner.supporting.join(" ")).into()
        })
        .column(("due", Kind::Date), ["期限", "By when it is to be kept"], from, |(it, _)| {
            it.due().into()
        })
        .column(("is_promise", Kind::Flag), is_promise, "commitment.corrected", |(it, _)| {
            it.dropped.is_none().into()
        })
        .column(("on", Kind::Date), ["判定日期", "The day of the verdict"], RULE, move |_| {
            on.into()
        })
        .column(("verdict", text), VERDICTS, RULE, |(it, judged)| {
            it.dropped.is_none().then(|| judged.verdict.name()).into()
        })
}

/// What the text says.
fn worded<'a>() -> Sheet<'a, Judged<'a>> {
    let (text, integer, from) = (Kind::Text, Kind::Integer, "commitment.made");
    let what = ["承诺，按报告和文中顺序", "Promises, by report and in the order of its text"];
    let begins = [
        "在报告正文中的起点：第几个字符，从0起",
        "Where it begins in the report's text: characters before it",
    ];
    Sheet::<Judged<'a>>::new("commitments", what)
        .column(("commitment", text), ["编号", "Id"], from, |(it, _)| (&it.id).into())
        .column(("report", text), ["报告", "The report"], from, |(it, _)| {
            (&it.made.report).into()
        })
        .column(("quote", text), ["原文", "Its own words"], from, |(it, _)| {
            (&it.made.quote).into()
        })
        .column(("action", text), ["动作", "The verb"], from, |(it, _)| (&it.made.action).into())
        .column(("object", text), ["事项", "What is acted upon"], from, |(it, _)| {
            (&it.made.object).into()
        })
        .column(("begins_at", integer), begins, from, |(it, _)| u64::from(it.made.span.0).into())
        .column(("entry", integer), ["日志序号", "Index of the entry"], from, |(it, _)| {
            it.entries.first().copied().into()
        })
}

fn targets<'a>() -> Sheet<'a, Figure<'a>> {
    let (decimal, bound, last) = (Kind::Decimal, "commitment.bound", "commitment.compared");
    let proposed = [
        "指标由机器提出、尚未经人确认",
        "Whether the machine proposed the measure and no person has confirmed it",
    ];
    let tolerance = ["容许落后进度的百分数", "How far it may fall short of its course, in percent"];
    let expected =
        ["按进度此时应达到，保留六位小数", "What its course expects, rounded to six places"];
    promised()
        .column(("measure", Kind::Text), ["计量指标", "The measure of it"], bound, |it| {
            it.target.contract.as_ref().map(|it| &it.measure).into()
        })
        .column(("is_proposed", Kind::Flag), proposed, bound, |it| {
            it.target.contract.as_ref().map(|it| it.proposed).into()
        })
        .column(("tolerance", Kind::Integer), tolerance, bound, |it| {
            it.target.contract.as_ref().map(|it| u64::from(it.tolerance_percent)).into()
        })
        .column(("last_value", decimal), ["上次实绩", "What was last reached"], last, |it| {
            it.target.last.as_ref().map(|it| it.value).into()
        })
        .column(("last_year", Kind::Integer), ["上次实绩的年份", "Its year"], last, |it| {
            it.target.last.as_ref().map(|it| Value::Integer(it.year.into())).into()
        })
        .column(("measured", decimal), ["实际值", "The value of the verdict"], RULE, |it| {
            it.judged.measured.as_ref().map(|it| it.value).into()
        })
        .column(("as_of", Kind::Date), ["实际值截至", "The last day it covers"], RULE, |it| {
            it.judged.measured.as_ref().map(|it| it.as_of).into()
        })
        .column(("expected", decimal), expected, RULE, |it| {
            it.judged.expected.map(|it| it.round_dp(6)).into()
        })
        .column(("verdict", Kind::Text), VERDICTS, RULE, |it| it.judged.verdict.name().into())
}

/// What the text says of a figure.
fn promised<'a>() -> Sheet<'a, Figure<'a>> {
    let (text, decimal, from) = (Kind::Text, Kind::Decimal, "commitment.made");
    let what = ["承诺中的数字，按承诺和文中顺序", "Figures of promises, in the text's order"];
    let sense =
        ["含义：level 总量，change 变化，share 比率，rank 位次", "level, change, share or rank"];
    let relation = [
        "关系：eq 等于，approx 约，ge 不低于，gt 超过，le 不超过，lt 低于",
        "eq (exactly), approx, ge (at least), gt (more than), le (at most) or lt (less than)",
    ];
    Sheet::<Figure<'a>>::new("targets", what)
        .column(("commitment", text), ["承诺", "The promise"], from, |it| it.commitment.into())
        .column(
            ("target", Kind::Integer),
            ["第几个数字，从0起", "Which, from 0"],
            from,
            |it| it.number.into(),
        )
        .column(("subject", text), ["对象", "What is counted or measured"], from, |it| {
            (&it.target.made.subject).into()
        })
        .column(("value", decimal), ["数值", "The value promised"], from, |it| {
            it.target.made.value.into()
        })
        .column(
            ("value_high", decimal),
            ["范围的上限", "The upper end of a range"],
            from,
            |it| it.target.made.value_high.into(),
        )
        .column(("unit", text), ["单位", "Its unit"], from, |it| (&it.target.made.unit).into())
        .column(("sense", text), sense, from, |it| (&it.target.made.sense).into())
        .column(("direction", text), ["升降：up、down", "Up, down or none"], from, |it| {
            (&it.target.made.direction).into()
        })
        .column(("relation", text), relation, from, |it| (&it.target.made.relation).into())
}

fn observations<'a>() -> Sheet<'a, (&'a str, u64, &'a Observation)> {
    let (text, date, from) = (Kind::Text, Kind::Date, "observation.made");
    Sheet::<(&'a str, u64, &'a Observation)>::new(
        "observations",
        ["有关单位发布的数值，按承诺", "Values that offices released, by promise"],
    )
    .column(("commitment", text), ["承诺", "The promise"], from, |it| it.0.into())
    .column(("target", Kind::Integer), ["第几个数字", "Which of its figures"], from, |it| {
        it.1.into()
    })
    .column(("from", date), ["起", "First day"], from, |it| it.2.from.into())
    .column(("to", date), ["止", "Last day"], from, |it| it.2.to.into())
    .column(
        ("value", Kind::Decimal),
        ["数值，单位同承诺", "The value, in the target's unit"],
        from,
        |it| it.2.value.into(),
    )
    .column(("source", text), ["出处", "Where it comes from"], from, |it| (&it.2.source).into())
    .column(("office", text), ["发布单位", "The office that told it"], from, |it| {
        (&it.2.office).into()
    })
    .column(("entry", Kind::Integer), ["日志序号", "Index of the entry"], from, |it| {
        it.2.entry.into()
    })
}

fn statements<'a>() -> Sheet<'a, (&'a str, &'a Statement)> {
    let (text, from) = (Kind::Text, "statement.made");
    Sheet::<(&'a str, &'a Statement)>::new(
        "statements",
        ["单位就承诺所作的说明，按承诺", "What offices said, by promise"],
    )
    .column(("commitment", text), ["承诺", "The promise"], from, |it| it.0.into())
    .column(("on", Kind::Date), ["日期", "The day"], from, |it| it.1.on.into())
    .column(("office", text), ["单位", "Who said it"], from, |it| (&it.1.office).into())
    .column(("text_zh", text), ["中文", "In Chinese"], from, |it| (&it.1.text.zh).into())
    .column(("text_en", text), ["英文", "In English"], from, |it| it.1.text.en.as_ref().into())
    .column(("entry", Kind::Integer), ["日志序号", "Index of the entry"], from, |it| {
        it.1.entry.into()
    })
}
