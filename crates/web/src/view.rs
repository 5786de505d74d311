//! What templates show of commitments and records: texts, addresses, shares; nothing left to
//! decide.

use account::{
    Commitment, Judgement, Measured, Observation, Origin, Target, TargetJudgement, TargetMade,
    Verdict,
};
use app::{App, Judged};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::portal::Frame;
use crate::text::Texts;

/// A commitment with what became of it.
pub(crate) struct CommitmentView {
    pub(crate) id: String,
    pub(crate) ordinal: u32,
    pub(crate) address: String,
    /// In the report's text.
    pub(crate) in_report: String,
    pub(crate) quote: String,
    pub(crate) path: Vec<String>,
    pub(crate) verdict: VerdictView,
    /// Why, in a sentence.
    pub(crate) reason: String,
    pub(crate) due: Option<String>,
    pub(crate) lead: Option<String>,
    pub(crate) supporting: Vec<String>,
    pub(crate) targets: Vec<TargetView>,
    pub(crate) statements: Vec<StatementView>,
    pub(crate) origin: Option<OriginView>,
    /// The entry by which a person said that it is no promise, and its address.
    pub(crate) struck: Option<(u64, String)>,
}

/// Who read some words: the machine, or a person who checked it.
pub(crate) struct OriginView {
    /// `machine` or `person`.
    pub(crate) name: &'static str,
    pub(crate) text: String,
    /// For each field that a person changed: its name, what the machine had read, what it is now.
    pub(crate) changed: Vec<(String, String, String)>,
    /// The entries by which persons corrected or confirmed it.
    pub(crate) entries: Vec<(u64, String)>,
}

/// A verdict as it is shown: never by colour alone.
#[derive(Clone)]
pub(crate) struct VerdictView {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) symbol: &'static str,
}

/// A target with what was reached of it.
pub(crate) struct TargetView {
    pub(crate) subject: String,
    pub(crate) promised: String,
    pub(crate) verdict: VerdictView,
    pub(crate) value: Option<String>,
    pub(crate) as_of: Option<String>,
    pub(crate) stale: bool,
    pub(crate) expected: Option<String>,
    pub(crate) forecast: Option<String>,
    /// Reached and expected, in percent of the target; only for values that grow over the year.
    pub(crate) meter: Option<Meter>,
    pub(crate) last: Option<LastView>,
    pub(crate) below_last: bool,
    pub(crate) measure: Option<MeasureLink>,
    pub(crate) observation: Option<ObservationView>,
    pub(crate) origin: Option<OriginView>,
    /// The entry by which a person said that it is no figure of the promise, and its address.
    pub(crate) struck: Option<(u64, String)>,
}

/// How far a value has come.
pub(crate) struct Meter {
    pub(crate) reached_percent: u32,
    pub(crate) expected_percent: u32,
}

/// What was last reached.
pub(crate) struct LastView {
    pub(crate) year: i16,
    pub(crate) value: String,
    pub(crate) quote: String,
    pub(crate) proposed: bool,
    pub(crate) entry: String,
}

/// The measure that answers a target.
pub(crate) struct MeasureLink {
    pub(crate) name: String,
    pub(crate) address: String,
    /// The file that proves its figure.
    pub(crate) proof: String,
    pub(crate) proposed: bool,
    pub(crate) tolerance_percent: u8,
    pub(crate) entry: String,
}

/// The observation that a value is.
pub(crate) struct ObservationView {
    pub(crate) office: String,
    pub(crate) source: String,
    pub(crate) entry: String,
}

/// What an office said.
pub(crate) struct StatementView {
    pub(crate) on: String,
    pub(crate) office: String,
    pub(crate) text: String,
    pub(crate) tag: &'static str,
    pub(crate) entry: String,
}

impl TargetView {
    /// Whether a measure, a last result or a value in its unit stands beside it.
    pub(crate) fn is_answered(&self) -> bool {
        self.measure.is_some() || self.last.is_some() || self.value.is_some()
    }
}

impl VerdictView {
    pub(crate) fn new(texts: &Texts, verdict: Verdict) -> Self {
        let symbol = match verdict {
            Verdict::Missed => "✗",
            Verdict::Silent => "∅",
            Verdict::Behind => "▼",
            Verdict::Unmeasured => "?",
            Verdict::OnCourse => "▲",
            Verdict::Kept => "✓",
        };
        Self { name: verdict.name(), text: texts.verdict(verdict), symbol }
    }
}

impl OriginView {
    /// `now` is what the fields say after all corrections.
    fn new(frame: &Frame, origin: &Origin, now: &[(&str, String)]) -> Self {
        let texts = frame.texts;
        let text = match origin.confidence {
            None if origin.machine.is_empty() => texts.get("read-added"),
            Some(percent) if !origin.is_checked() => {
                texts.with("read-by-machine", "percent", &percent.to_string())
            }
            _ => texts.get("read-checked"),
        };
        let changed = now.iter().filter_map(|(field, value)| {
            let before = origin.machine.get(*field).filter(|before| *before != value)?;
            let name = texts.get(&format!("field-{}", field.replace('_', "-")));
            Some((name, field_value(texts, field, before), field_value(texts, field, value)))
        });
        let entry = |index: &u64| (*index, frame.link(&format!("/entries/{index}")));
        Self {
            name: reader_of(origin),
            text,
            changed: changed.collect(),
            entries: origin.checked.iter().map(entry).collect(),
        }
    }
}

/// What a field of a reading says, in words.
fn field_value(texts: &Texts, field: &str, value: &str) -> String {
    if value.is_empty() {
        return "—".to_owned();
    }
    match field {
        "sense" => texts.get(&format!("sense-{value}")),
        "kind" => texts.get(&format!("promise-kind-{value}")),
        "relation" | "direction" => texts.get(&format!("{field}-name-{value}")),
        "value" | "value_high" => {
            value.parse().map_or_else(|_| value.to_owned(), |number| texts.number(number))
        }
        _ => value.to_owned(),
    }
}

/// Whether the machine alone read a commitment, or a person checked it. Who corrected one figure of
/// a promise has looked at it.
pub(crate) fn reader_of_all(commitment: &Commitment) -> &'static str {
    let targets = commitment.targets.iter().map(|target| &target.made.origin);
    let mut origins = targets.chain([&commitment.made.origin]).flatten();
    if origins.any(|origin| reader_of(origin) == "person") { "person" } else { "machine" }
}

/// Whether the machine alone read some words, or a person checked them.
fn reader_of(origin: &Origin) -> &'static str {
    if origin.is_checked() || origin.confidence.is_none() { "person" } else { "machine" }
}

impl CommitmentView {
    /// The figures that hold.
    pub(crate) fn figures(&self) -> impl Iterator<Item = &TargetView> {
        self.targets.iter().filter(|target| target.struck.is_none())
    }

    pub(crate) fn new(app: &App, frame: &Frame, judged: &Judged) -> Self {
        let Judged { commitment, judgement } = judged;
        let texts = frame.texts;
        let targets: Vec<TargetView> = commitment
            .targets
            .iter()
            .zip(&judgement.targets)
            .map(|(target, judged)| target_view(app, frame, target, judged))
            .collect();
        let owner = commitment.owner.as_ref();
        let report = format!("/reports/{}", commitment.made.report);
        let address = frame.link(&format!("/commitments/{}", commitment.id));
        let ordinal = commitment.made.ordinal;
        let selected = frame.place_on(&report).with("c", &ordinal.to_string());
        Self {
            id: commitment.id.clone(),
            ordinal,
            address,
            in_report: format!("{selected}#c-{ordinal}"),
            quote: commitment.made.quote.clone(),
            path: commitment.made.path.clone(),
            verdict: VerdictView::new(texts, judgement.verdict),
            reason: reason(frame, commitment, judgement),
            due: commitment.due().map(|due| texts.date(due)),
            lead: owner.map(|owner| frame.office(app, &owner.lead)),
            supporting: owner
                .map(|it| it.supporting.iter().map(|id| frame.office(app, id)).collect())
                .unwrap_or_default(),
            targets,
            statements: statements(app, frame, commitment),
            origin: commitment
                .made
                .origin
                .as_ref()
                .map(|origin| OriginView::new(frame, origin, &commitment.made.told())),
            struck: commitment
                .dropped
                .map(|entry| (entry, frame.link(&format!("/entries/{entry}")))),
        }
    }
}

fn statements(app: &App, frame: &Frame, commitment: &Commitment) -> Vec<StatementView> {
    let told = commitment.statements.iter().filter(|statement| statement.on <= frame.on);
    let view = |statement: &account::Statement| {
        let english = statement.text.en.as_deref();
        let (text, tag) = match (frame.texts.language, english) {
            (pack::Language::English, Some(english)) => (english, "en"),
            _ => (statement.text.zh.as_str(), "zh-CN"),
        };
        StatementView {
            on: frame.texts.date(statement.on),
            office: frame.office(app, &statement.office),
            text: text.to_owned(),
            tag,
            entry: frame.link(&format!("/entries/{}", statement.entry)),
        }
    };
    told.rev().map(view).collect()
}

fn target_view(app: &App, frame: &Frame, target: &Target, judged: &TargetJudgement) -> TargetView {
    let texts = frame.texts;
    let unit = &target.made.unit;
    let amount = |value: Decimal| texts.quantity(value, unit);
    let entry = |index: u64| frame.link(&format!("/entries/{index}"));
    let measured = judged.measured.as_ref();
    TargetView {
        subject: target.made.subject.clone(),
        promised: promised(texts, &target.made),
        verdict: VerdictView::new(texts, judged.verdict),
        value: measured.map(|measured| amount(measured.value)),
        as_of: measured.map(|measured| texts.date(measured.as_of)),
        stale: judged.stale,
        expected: judged.expected.map(|expected| amount(expected.round_dp(1))),
        forecast: judged.forecast.map(|forecast| {
            let (low, high) = (forecast.low.round(), forecast.high.round());
            texts.with2("forecast-range", ("low", "high"), &amount(low), &amount(high))
        }),
        meter: meter(target, judged),
        last: target.last.as_ref().map(|last| LastView {
            year: last.year,
            value: amount(last.value),
            quote: last.quote.clone(),
            proposed: last.proposed,
            entry: entry(last.entry),
        }),
        below_last: target.below_last(),
        measure: target.contract.as_ref().map(|contract| MeasureLink {
            name: measure_name(app, texts, &contract.measure),
            address: frame.link(&format!("/measures/{}", contract.measure)),
            proof: frame.link(&format!("/measures/{}/proof", contract.measure)),
            proposed: contract.proposed,
            tolerance_percent: contract.tolerance_percent,
            entry: entry(contract.entry),
        }),
        observation: observation(target, measured).map(|observation| ObservationView {
            office: frame.office(app, &observation.office),
            source: observation.source.clone(),
            entry: entry(observation.entry),
        }),
        origin: target
            .made
            .origin
            .as_ref()
            .map(|origin| OriginView::new(frame, origin, &target.made.told())),
        struck: target.dropped.map(|index| (index, entry(index))),
    }
}

fn observation<'a>(target: &'a Target, measured: Option<&Measured>) -> Option<&'a Observation> {
    let entry = measured?.observation?;
    target.observations.iter().find(|observation| observation.entry == entry)
}

fn meter(target: &Target, judged: &TargetJudgement) -> Option<Meter> {
    let (expected, measured) = (judged.expected?, judged.measured.as_ref()?);
    let percent = |value: Decimal| {
        let share = value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(target.made.value)?;
        share.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED).to_u32()
    };
    Some(Meter { reached_percent: percent(measured.value)?, expected_percent: percent(expected)? })
}

/// A target in words: `≥ 1000亿元`, `下降 1.2%`.
pub(crate) fn promised(texts: &Texts, made: &TargetMade) -> String {
    let mut value = texts.quantity(made.value, &made.unit);
    if let Some(high) = made.value_high {
        value = format!("{}–{}", texts.number(made.value), texts.quantity(high, &made.unit));
    }
    let related = match made.relation.as_str() {
        "eq" => value,
        relation => texts.with(&format!("relation-{relation}"), "value", &value),
    };
    match made.direction.as_str() {
        "" => related,
        direction => texts.with(&format!("direction-{direction}"), "value", &related),
    }
}

/// What a measure is called.
pub(crate) fn measure_name(app: &App, texts: &Texts, name: &str) -> String {
    let words = |(pack, _): (&pack::Pack, &pack::Measure)| {
        let id = name.split_once('/').map_or(name, |(_, id)| id);
        pack.message(texts.language, &format!("measure.{id}")).to_owned()
    };
    app.measure(name).map_or_else(|_| name.to_owned(), words)
}

/// Why the verdict is what it is, by the target that decides it.
fn reason(frame: &Frame, commitment: &Commitment, judgement: &Judgement) -> String {
    let texts = frame.texts;
    let deciding = commitment
        .targets
        .iter()
        .zip(&judgement.targets)
        .find(|(_, judged)| judged.verdict == judgement.verdict && judged.measured.is_some());
    let Some((target, judged)) = deciding else {
        let has_figure = commitment.targets.iter().any(|target| target.dropped.is_none());
        let key = match (judgement.verdict, has_figure) {
            (Verdict::Silent, _) => "reason-silent",
            (_, false) => "reason-no-number",
            (_, true) => "reason-no-measure",
        };
        return texts.get(key);
    };
    let measured = judged.measured.as_ref().expect("the deciding target was found by its value");
    let value = texts.quantity(measured.value, &target.made.unit);
    let date = texts.date(measured.as_of);
    let reached = texts.with2("reason-reached", ("date", "value"), &date, &value);
    let compared = match judged.expected {
        Some(expected) if !matches!(judgement.verdict, Verdict::Kept | Verdict::Missed) => {
            let expected = texts.quantity(expected.round_dp(1), &target.made.unit);
            texts.with("reason-expected", "value", &expected)
        }
        _ => texts.with("reason-promised", "value", &promised(texts, &target.made)),
    };
    format!("{reached}{compared}")
}
