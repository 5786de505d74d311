//! What a record's page says of time: by when it must move on, which clocks run, who was asked and
//! has answered, and how long each level has had it.

use hall::{Deadline, Happened, Record, RunOut, Stood, Timed, Unsettled};
use jiff::civil::DateTime;
use pack::{Budget, Clock, Pack};
use rust_decimal::Decimal;

use super::personal::field_name;
use crate::portal::{Frame, Portal};

/// When the record must move on.
pub(crate) struct DueView {
    pub(crate) on: String,
    pub(crate) basis: String,
    pub(crate) late: bool,
}

/// A clock that has started.
pub(crate) struct ClockView {
    pub(crate) name: String,
    pub(crate) basis: String,
    /// Told as a class of the page: `runs`, `near`, `late`, `over`, `stands`, `ended` or
    /// `unknown`.
    pub(crate) standing: &'static str,
    pub(crate) told: String,
    /// When and by which entry it stood still.
    pub(crate) stood: Vec<StoodView>,
}

/// A time for which a clock stood still.
pub(crate) struct StoodView {
    pub(crate) told: String,
    /// Why, as the step said that stopped it.
    pub(crate) reason: String,
    pub(crate) entry: u64,
    pub(crate) entry_address: String,
}

/// Offices that were asked side by side.
pub(crate) struct AskedView {
    /// What they were asked as: the field's name.
    pub(crate) name: String,
    pub(crate) offices: Vec<AnswerView>,
}

/// One office that was asked.
pub(crate) struct AnswerView {
    pub(crate) office: String,
    pub(crate) since: String,
    /// When it answered, with the entry and its address.
    pub(crate) answered: Option<(String, u64, String)>,
}

/// One level that has, or had, the record.
pub(crate) struct LevelView {
    pub(crate) office: String,
    pub(crate) place: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// How long.
    pub(crate) time: String,
}

/// The limit of the state that the record is in.
pub(crate) fn due(portal: &Portal, frame: &Frame, pack: &Pack, record: &Record) -> Option<DueView> {
    let now = portal.app.setting(pack).now;
    match hall::due(pack, portal.app.calendar(), record) {
        Ok(due) => due.map(|due| DueView {
            on: frame.texts.deadline(due.by),
            basis: due.basis,
            late: due.by.is_over(now),
        }),
        // Without the calendar's year there is no due day to tell, and none is made up.
        Err(unsettled) => Some(DueView {
            on: match &unsettled {
                Unsettled::Year(unknown) => {
                    frame.texts.with("due-unknown", "year", &unknown.year.to_string())
                }
                Unsettled::Hours { .. } => frame.t("due-no-hours"),
            },
            basis: unsettled.to_string(),
            late: false,
        }),
    }
}

/// What ends first of all that runs: the limit of its state, or a clock. With an office, its own
/// clocks only where each has its own.
pub(crate) fn first_due(
    portal: &Portal,
    pack: &Pack,
    record: &Record,
    office: &str,
) -> Option<Deadline> {
    let (calendar, now) = (portal.app.calendar(), portal.app.setting(pack).now);
    let limit = hall::due(pack, calendar, record).ok().flatten().map(|due| due.by);
    let clocks = hall::clocks(pack, calendar, record, now).into_iter();
    let running = clocks.filter_map(|(_, timed)| timed.ok()).filter(|timed| {
        let is_its = timed.office.as_deref().is_none_or(|of| of == office);
        is_its && timed.ended.is_none() && !timed.stands() && !timed.is_wait
    });
    limit.into_iter().chain(running.map(|timed| timed.due)).min_by_key(|due| due.over_from())
}

/// The clocks that have started. Without the calendar's year there is no end to tell, and none is
/// made up.
pub(crate) fn clocks(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Vec<ClockView> {
    let now = portal.app.setting(pack).now;
    let view = |(clock, timed): (&Clock, Result<Timed<'_>, Unsettled>)| {
        let name = clock_name(frame, pack, record, &clock.id);
        let basis = clock.limit.basis.clone();
        let timed = match timed {
            Ok(timed) => timed,
            Err(unsettled) => {
                let told = unknown(frame, &unsettled);
                return ClockView { name, basis, standing: "unknown", told, stood: Vec::new() };
            }
        };
        let name = match &timed.office {
            Some(office) => format!("{name} · {}", frame.office(&portal.app, office)),
            None => name,
        };
        let (standing, told) = standing(frame, &timed, now);
        let stood = timed.stood.iter().map(|it| stood(frame, clock, record, it)).collect();
        ClockView { name, basis, standing, told, stood }
    };
    hall::clocks(pack, portal.app.calendar(), record, now).into_iter().map(view).collect()
}

/// Which calendar the ends follow from: with another version they may be other days.
pub(crate) fn calendar(portal: &Portal, frame: &Frame) -> String {
    let calendar = portal.app.calendar();
    let names = ("calendar", "version");
    frame.texts.with2("clocks-calendar", names, &calendar.id, &calendar.version.to_string())
}

fn clock_name(frame: &Frame, pack: &Pack, record: &Record, clock: &str) -> String {
    let key = format!("clock.{}.{clock}", record.opened.procedure);
    pack.message(frame.texts.language, &key).to_owned()
}

fn unknown(frame: &Frame, unsettled: &Unsettled) -> String {
    match unsettled {
        Unsettled::Year(unknown) => {
            frame.texts.with("clock-unknown", "year", &unknown.year.to_string())
        }
        Unsettled::Hours { .. } => frame.t("clock-no-hours"),
    }
}

/// An instant as a clock of this kind tells it: days where it counts days.
fn instant(frame: &Frame, clock: &Clock, at: DateTime) -> String {
    match clock.limit.budget {
        Budget::WorkingHours(_) | Budget::Hours(_) => frame.texts.moment(at),
        Budget::WorkingDays(_) | Budget::Days(_) | Budget::Months(_) => frame.texts.date(at.date()),
    }
}

fn standing(frame: &Frame, timed: &Timed<'_>, now: DateTime) -> (&'static str, String) {
    let due = frame.texts.deadline(timed.due);
    let ended = timed.ended.map(|at| instant(frame, timed.clock, at));
    match ended {
        Some(on) if timed.is_late(now) => {
            ("late", frame.texts.with2("clock-ended-late", ("on", "due"), &on, &due))
        }
        Some(on) => ("ended", frame.texts.with2("clock-ended", ("on", "due"), &on, &due)),
        None if timed.stands() => ("stands", frame.t("clock-stands")),
        None if timed.is_over(now) && timed.is_wait => {
            ("over", frame.texts.with("clock-over", "due", &due))
        }
        None if timed.is_late(now) => ("late", frame.texts.with("clock-late", "due", &due)),
        None if timed.is_near(now) => ("near", frame.texts.with("clock-near", "due", &due)),
        None => ("runs", frame.texts.with("clock-runs", "due", &due)),
    }
}

fn stood(frame: &Frame, clock: &Clock, record: &Record, stood: &Stood) -> StoodView {
    let happened = record.history.iter().find(|it| it.entry == stood.entry);
    let step = happened.and_then(Happened::step);
    let from = instant(frame, clock, stood.from);
    StoodView {
        told: match stood.to.map(|to| instant(frame, clock, to)) {
            Some(to) => frame.texts.with2("clock-stood", ("from", "to"), &from, &to),
            None => frame.texts.with("clock-stands-since", "from", &from),
        },
        reason: step.and_then(|it| it.reason.clone()).unwrap_or_default(),
        entry: stood.entry,
        entry_address: frame.link(&format!("/entries/{}", stood.entry)),
    }
}

/// Who was asked last by each field of several offices, and has answered.
pub(crate) fn asked(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Vec<AskedView> {
    let Some(procedure) = pack.procedures.get(&record.opened.procedure) else {
        return Vec::new();
    };
    let mut fields: Vec<&String> =
        procedure.steps.iter().filter_map(|step| step.each_of.as_ref()).collect();
    fields.sort_unstable();
    fields.dedup();
    let answer = |it: hall::Asked| AnswerView {
        office: frame.office(&portal.app, &it.office),
        since: frame.texts.date(it.at.date()),
        answered: it.answered.map(|(at, entry)| {
            let address = frame.link(&format!("/entries/{entry}"));
            (frame.texts.date(at.date()), entry, address)
        }),
    };
    let view = |field: &String| AskedView {
        name: field_name(frame.texts.language, pack, record, field),
        offices: hall::asked(procedure, record, field).into_iter().map(answer).collect(),
    };
    fields.into_iter().map(view).filter(|asked| !asked.offices.is_empty()).collect()
}

/// The levels that have had a record which is handed up, with the time that it spent at each.
pub(crate) fn levels(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Vec<LevelView> {
    let (app, now) = (&portal.app, portal.app.setting(pack).now);
    let procedure = pack.procedures.get(&record.opened.procedure);
    let mut steps = procedure.map_or(&[][..], |it| &it.steps).iter();
    let Some(field) = steps.find_map(|step| step.lifts.as_ref()) else {
        return Vec::new();
    };
    // Where it is at its end nobody has it any more.
    let is_closed = procedure.and_then(|it| it.state(&record.state)).is_some_and(|it| it.is_final);
    let until = if is_closed { record.came_at() } else { now };
    let view = |it: hall::Held| {
        let to = it.to.unwrap_or(until);
        LevelView {
            place: match app.city().office(&it.office) {
                Some(office) => frame.place(app, &office.place),
                None => String::new(),
            },
            office: frame.office(app, &it.office),
            from: frame.texts.moment(it.from),
            to: match it.to {
                None if !is_closed => String::new(),
                _ => frame.texts.moment(to),
            },
            time: lasted(frame, it.from, to),
        }
    };
    hall::held(record, field).into_iter().map(view).collect()
}

/// A length of time: in hours up to two days, then in days.
fn lasted(frame: &Frame, from: DateTime, to: DateTime) -> String {
    let hours = from.duration_until(to).as_hours();
    let (count, unit) = if hours < 48 { (hours, "小时") } else { (hours / 24, "天") };
    frame.texts.quantity(Decimal::from(count), unit)
}

/// What is told of a step that a clock took: names and values.
pub(crate) fn ran_out(
    portal: &Portal,
    frame: &Frame,
    (pack, record): (&Pack, &Record),
    run_out: &RunOut,
) -> Vec<(String, String)> {
    let due = match (run_out.due.parse(), run_out.due.parse::<DateTime>()) {
        (Ok(day), _) if run_out.due.len() == 10 => frame.texts.deadline(Deadline::Day(day)),
        (_, Ok(at)) => frame.texts.deadline(Deadline::Instant(at)),
        _ => run_out.due.clone(),
    };
    let clock = clock_name(frame, pack, record, &run_out.clock);
    let told = frame.texts.with2("by-clock-told", ("clock", "due"), &clock, &due);
    let mut said = vec![
        (frame.t("by-clock"), told),
        (frame.t("by-clock-basis"), run_out.basis.clone()),
        (frame.t("by-clock-calendar"), run_out.calendar.clone()),
    ];
    if !run_out.offices.is_empty() {
        let names = run_out.offices.iter().map(|office| frame.office(&portal.app, office));
        let names = names.collect::<Vec<_>>().join(&frame.t("list-comma"));
        said.push((frame.t("by-clock-silent"), names));
    }
    said
}
