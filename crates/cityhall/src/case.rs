//! The lines of a scenario, `scenarios/*.case`, which a person who writes no Rust writes.
//!
//! ```text
//! # a remark
//! === what this part promises; it begins with an empty city
//! 2020-02-03
//! 市政府督查室 / coordinator : open suggestion S-1 title=修路 => filed
//! 市政府督查室 / coordinator : assign S-1 lead=市水务局 => assigned | clock answer = 2020-05-06
//! 市水务局 / handler : answer S-1 => refused missing-field
//! 2020-05-20
//! look S-1 => assigned | clock answer = 2020-05-06 late | field lead = 市交通运输局 | answered = 0
//! ```
//!
//! A date is the day of what follows, at ten in the morning, or with its time, `2020-02-03T16:30`;
//! what clocks do by themselves until then they have done. An act is who acts and as what, the step
//! and the record, and what comes with it as `name=value`, values without spaces; `evidence`,
//! `reason` and `note` among them. Offices and places go by their names; `社会公众` is whoever does
//! not sign in, as `public` or `reporter`. A file is one of `@before`, `@after` (pictures) and
//! `@paper` (a PDF). What comes of it is the state, or `refused` and the refusal's kind (`拒绝`
//! does as well); behind a bar each, what a clock, a field or a measure then says.

mod play;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

pub(crate) use play::{pass, play};

/// The hour of what happens on a day of which no hour is told.
const HOUR: i8 = 10;

/// A part of a scenario, played in a city of its own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// What it promises; empty where it does not say.
    pub(crate) title: String,
    pub(crate) lines: Vec<Line>,
}

/// A line that does or asks something.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number in the file, from 1.
    pub(crate) number: usize,
    /// When, by the city's time.
    pub(crate) at: DateTime,
    pub(crate) does: Does,
    pub(crate) comes: Comes,
    pub(crate) told: Vec<Told>,
}

/// What a line does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Does {
    /// Somebody acts.
    Act(Act),
    /// Nobody does; the record of this number is looked at.
    Look(String),
}

/// Somebody opens a record or takes a step.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Act {
    /// The office's name.
    pub(crate) office: String,
    pub(crate) role: String,
    /// The register of a record that is opened.
    pub(crate) opens: Option<String>,
    /// The step, or `open`.
    pub(crate) step: String,
    pub(crate) record: String,
    pub(crate) given: BTreeMap<String, String>,
}

/// What is to come of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Comes {
    State(String),
    Refused(String),
}

/// What is told afterwards.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// The end of a clock, and how it stands; of that of one office where each has its own.
    Clock {
        clock: String,
        office: Option<String>,
        /// As [`hall::Deadline`] tells it.
        due: String,
        standing: Option<String>,
    },
    Field {
        field: String,
        value: String,
    },
    Measure {
        measure: String,
        total: Decimal,
    },
}

/// Reads a scenario.
///
/// # Errors
/// The first line that cannot be read: its number, and what it should be like.
pub(crate) fn read(text: &str) -> Result<Vec<Part>, (usize, String)> {
    let mut parts: Vec<Part> = Vec::new();
    let mut time = None;
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(title) = line.strip_prefix("===") {
            parts.push(Part { title: title.trim().to_owned(), lines: Vec::new() });
        } else if let Ok(date) = line.parse::<Date>() {
            time = Some(date.at(HOUR, 0, 0, 0));
        } else if let Ok(at) = line.parse::<DateTime>() {
            time = Some(at);
        } else {
            let at = time.ok_or_else(|| {
                (number, "a line like 2020-02-03 must say on which day this is".to_owned())
            })?;
            let line = act_line(number, at, line).map_err(|why| (number, why))?;
            if parts.is_empty() {
                parts.push(Part { title: String::new(), lines: Vec::new() });
            }
            parts.last_mut().expect("one was put there").lines.push(line);
        }
    }
    Ok(parts)
}

fn act_line(number: usize, at: DateTime, line: &str) -> Result<Line, String> {
    let (does, expected) = line
        .split_once(" => ")
        .ok_or("say what comes of it behind ` => `, such as a state or `refused wrong-role`")?;
    let does = match does.strip_prefix("look ") {
        Some(record) => Does::Look(record.trim().to_owned()),
        None => Does::Act(act(does)?),
    };
    let mut expected = expected.split('|').map(str::trim);
    let first = expected.next().unwrap_or_default();
    let refused = first.strip_prefix("refused ").or_else(|| first.strip_prefix("拒绝 "));
    let comes = match refused {
        Some(kind) => Comes::Refused(kind.trim().to_owned()),
        None => Comes::State(first.to_owned()),
    };
    let told = expected.map(told).collect::<Result<_, _>>()?;
    Ok(Line { number, at, does, comes, told })
}

fn act(text: &str) -> Result<Act, String> {
    let (who, what) =
        text.split_once(" : ").ok_or("an act is `office / role : step record name=value …`")?;
    let (office, role) = who.split_once(" / ").ok_or("who acts is `office / role`")?;
    let mut words = what.split_whitespace();
    let step = words.next().ok_or("say which step is taken")?.to_owned();
    let opens = match step.as_str() {
        "open" => Some(words.next().ok_or("`open` needs the register and a number")?.to_owned()),
        _ => None,
    };
    let record = words.next().ok_or("say the record's number")?.to_owned();
    let given = words.map(|word| {
        let pair = word.split_once('=').ok_or(format!("`{word}` is no `name=value`"))?;
        Ok((pair.0.to_owned(), pair.1.to_owned()))
    });
    let given = given.collect::<Result<_, String>>()?;
    let (office, role) = (office.trim().to_owned(), role.trim().to_owned());
    Ok(Act { office, role, opens, step, record, given })
}

fn told(text: &str) -> Result<Told, String> {
    let (what, value) = text
        .split_once(" = ")
        .ok_or(format!("`{text}` is none of `clock …`, `field …` or a measure, each with ` = `"))?;
    let value = value.trim();
    if let Some(clock) = what.strip_prefix("clock ") {
        let (due, standing) = match value.split_once(' ') {
            Some((due, standing)) => (due, Some(standing.trim().to_owned())),
            None => (value, None),
        };
        let is_day = due.parse::<Date>().is_ok_and(|day| day.to_string() == due);
        if !is_day && due.parse::<DateTime>().is_err() {
            return Err(format!("`{due}` is no day like 2020-05-06, nor 2020-05-06T16:30"));
        }
        let (clock, office) = match clock.trim().split_once('/') {
            Some((clock, office)) => (clock.to_owned(), Some(office.to_owned())),
            None => (clock.trim().to_owned(), None),
        };
        return Ok(Told::Clock { clock, office, due: due.to_owned(), standing });
    }
    if let Some(field) = what.strip_prefix("field ") {
        return Ok(Told::Field { field: field.trim().to_owned(), value: value.to_owned() });
    }
    let total = value.parse().map_err(|_| format!("`{value}` is no number"))?;
    Ok(Told::Measure { measure: what.trim().to_owned(), total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_read_line_by_line() {
        let text = "# 说明\n=== 逾期会说\n2020-02-03\n\
            督查室 / coordinator : open suggestion S-1 title=修路 => filed\n\
            look S-1 => filed | clock answer = 2020-05-06 late | field lead = 甲 | answered = 1\n";
        let parts = read(text).expect("reads");
        assert_eq!((parts.len(), parts[0].title.as_str()), (1, "逾期会说"));
        let Does::Act(act) = &parts[0].lines[0].does else { panic!("an act") };
        assert_eq!((act.office.as_str(), act.opens.as_deref()), ("督查室", Some("suggestion")));
        assert_eq!(act.given["title"], "修路");
        let look = &parts[0].lines[1];
        assert_eq!((look.number, look.told.len()), (5, 3));
        assert_eq!(look.does, Does::Look("S-1".to_owned()));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_with_its_number_and_what_it_should_be() {
        for (text, line, why) in [
            ("甲 / x : open r 1 => s", 1, "on which day"),
            ("2020-02-03\n甲 / x : open r 1", 2, "what comes of it"),
            ("2020-02-03\n甲 : open r 1 => s", 2, "office / role"),
            ("2020-02-03\n甲 / x : open r 1 word => s", 2, "`word` is no"),
            ("2020-02-03\nlook 1 => s | clock c = soon", 2, "`soon` is no day"),
            ("2020-02-03\nlook 1 => s | m = many", 2, "`many` is no number"),
        ] {
            let (number, told) = read(text).expect_err(text);
            assert!(number == line && told.contains(why), "{text}: {number}: {told}");
        }
    }
}
