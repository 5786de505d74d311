//! Promises with what became of them, as records for programs.

use std::io::{self, Write};

use super::pair::{Next, Pair, Promise, Quoted, Told};
use super::say;
use crate::command::read::values::{self, Record, Value};
use crate::command::read::wire;

/// Of a promise with a number; what the issue calls a link.
const FIELDS: [&str; 36] = [
    "type",
    "place",
    "year",
    "plan_quote",
    "plan_sentence",
    "plan_path",
    "plan_start",
    "plan_end",
    "plan_subject",
    "plan_value",
    "plan_value_high",
    "plan_unit",
    "plan_sense",
    "plan_direction",
    "plan_relation",
    "plan_year",
    "result_quote",
    "result_sentence",
    "result_path",
    "result_start",
    "result_end",
    "result_subject",
    "result_value",
    "result_unit",
    "result_sense",
    "verdict",
    "by",
    "by_unit",
    "by_percent",
    "confidence",
    "reasons",
    "last_value",
    "last_quote",
    "below_last",
    "next",
    "echo",
];

/// The header line of CSV.
pub(super) fn write_header(out: &mut impl Write) -> io::Result<()> {
    write!(out, "{}\r\n", FIELDS.join(","))
}

/// One JSON object a promise.
pub(super) fn write_json(out: &mut impl Write, pair: &Pair) -> io::Result<()> {
    for record in records(pair) {
        writeln!(out, "{}", values::json(&record))?;
    }
    Ok(())
}

/// One CSV row a promise.
pub(super) fn write_csv(out: &mut impl Write, pair: &Pair) -> io::Result<()> {
    for record in records(pair) {
        write!(out, "{}\r\n", values::csv(&record))?;
    }
    Ok(())
}

fn records(pair: &Pair) -> Vec<Record> {
    let numbered = pair.promises.iter().map(|promise| record(pair, promise));
    let words = pair.unnumbered.iter().map(|(told, echo)| in_words(pair, told, echo.as_deref()));
    numbered.chain(words).collect()
}

fn record(pair: &Pair, promise: &Promise) -> Record {
    let plan = &promise.plan.figure;
    let result = promise.result.as_ref();
    let answer = promise.answer.as_ref();
    let margin = answer.and_then(|answer| answer.margin.as_ref());
    let number = |value: Option<_>| value.map_or(Value::Null, Value::Number);
    let of_result = |field: fn(&Quoted) -> Value| result.map_or(Value::Null, field);
    let last = promise.last.as_ref();
    let reasons = answer.iter().flat_map(|answer| &answer.reasons);
    let reasons = reasons.map(|it| say::reason_code(it).to_owned()).collect();
    let fields: [Value; FIELDS.len()] = [
        Value::from("figure"),
        Value::from(pair.place.as_str()),
        Value::from(Some(pair.year)),
        Value::from(promise.plan.told.quote.as_str()),
        Value::from(promise.plan.told.sentence.as_str()),
        Value::Texts(promise.plan.told.path.clone()),
        Value::from(plan.span.start),
        Value::from(plan.span.end),
        Value::from(plan.subject.as_str()),
        Value::Number(plan.value),
        number(plan.value_high),
        Value::from(plan.unit.as_str()),
        Value::from(wire::sense(plan.sense)),
        Value::from(wire::direction(plan.direction)),
        Value::from(wire::relation(plan.relation)),
        Value::from(plan.year),
        of_result(|it| Value::from(it.told.quote.as_str())),
        of_result(|it| Value::from(it.told.sentence.as_str())),
        of_result(|it| Value::Texts(it.told.path.clone())),
        of_result(|it| Value::from(it.told.span.start)),
        of_result(|it| Value::from(it.told.span.end)),
        of_result(|it| Value::from(it.figure.subject.as_str())),
        of_result(|it| Value::Number(it.figure.value)),
        of_result(|it| Value::from(it.figure.unit.as_str())),
        of_result(|it| Value::from(wire::sense(it.figure.sense))),
        answer.map_or(Value::Null, |answer| Value::from(answer.verdict.name())),
        number(margin.map(|margin| margin.by)),
        margin.map_or(Value::Null, |margin| Value::from(margin.unit.as_str())),
        number(margin.and_then(|margin| margin.percent)),
        answer.map_or(Value::Null, |answer| Value::from(usize::from(answer.confidence))),
        Value::Texts(reasons),
        number(last.map(|(figure, _)| figure.value)),
        last.map_or(Value::Null, |(figure, _)| Value::from(figure.quote.as_str())),
        Value::Flag(promise.is_below_last()),
        promise.next.as_ref().map_or(Value::Null, |next| Value::from(say::next(next).1)),
        match (&promise.echo, &promise.next) {
            (Some(echo), _) => Value::from(echo.as_str()),
            (None, Some(Next::InWords(words))) => Value::from(words.as_str()),
            _ => Value::Null,
        },
    ];
    FIELDS.into_iter().zip(fields).collect()
}

/// A promise without a number: quoted, never judged.
fn in_words(pair: &Pair, told: &Told, echo: Option<&str>) -> Record {
    let known = |field| match field {
        "type" => Value::from("words"),
        "place" => Value::from(pair.place.as_str()),
        "year" => Value::from(Some(pair.year)),
        "plan_quote" => Value::from(told.quote.as_str()),
        "plan_sentence" => Value::from(told.sentence.as_str()),
        "plan_path" => Value::Texts(told.path.clone()),
        "plan_start" => Value::from(told.span.start),
        "plan_end" => Value::from(told.span.end),
        "echo" => echo.map_or(Value::Null, Value::from),
        _ => Value::Null,
    };
    FIELDS.into_iter().map(|field| (field, known(field))).collect()
}
