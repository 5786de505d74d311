//! Clocks over what happened to a record, by the national calendar.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{CHINA, Calendar};
use jiff::civil::{Date, DateTime};
use pack::{Budget, Clock, Condition, Limit, Pack, Procedure};

use super::{Deadline, Timed, clocks};
use crate::personal::Matters;
use crate::record::{Event, Opened, Record, Stepped};

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn noon(text: &str) -> DateTime {
    day(text).at(12, 0, 0, 0)
}

/// When everything happens on a day.
fn at(text: &str) -> DateTime {
    day(text).at(10, 0, 0, 0)
}

/// The clocks that have started, by a calendar that knows their years.
fn started<'a>(pack: &'a Pack, china: &Calendar, record: &Record, today: &str) -> Vec<Timed<'a>> {
    let clocks = clocks(pack, china, record, noon(today)).into_iter();
    clocks.map(|(_, timed)| timed.expect("the years are known")).collect()
}

/// A procedure with one clock, which runs in `accepted` and stands still in `waiting`.
fn pack(budget: Budget) -> Pack {
    let clock = Clock {
        id: "whole".to_owned(),
        limit: Limit { budget, basis: "行政许可法 第四十二条".to_owned() },
        only: Condition::default(),
        runs_in: vec!["accepted".to_owned()],
        stands_in: vec!["waiting".to_owned()],
        warn: Some(3),
        each_of: None,
    };
    let procedure = Procedure {
        register: "application".to_owned(),
        start: "filed".to_owned(),
        opened_by: vec!["applicant".to_owned()],
        states: Vec::new(),
        steps: Vec::new(),
        clocks: vec![clock],
    };
    Pack {
        id: "approvals".to_owned(),
        version: 1,
        serves: Vec::new(),
        roles: Vec::new(),
        registers: BTreeMap::new(),
        procedures: [("approval".to_owned(), procedure)].into(),
        rules: BTreeMap::new(),
        measures: BTreeMap::new(),
        open311: None,
        messages: pack::Messages::default(),
    }
}

/// A record that was opened on the first of these days and came into each state on its day.
fn record(came: &[(&str, &str)]) -> Record {
    let opened = Opened {
        pack: "approvals".to_owned(),
        version: 1,
        register: "application".to_owned(),
        procedure: "approval".to_owned(),
        state: "filed".to_owned(),
        fields: BTreeMap::new(),
        warned: BTreeSet::new(),
        matters: Matters::default(),
    };
    let first = at(came[0].1);
    let id = "approvals/A-1";
    let mut record = Record::apply(None, id, Event::Opened(opened), "an office", first, 0);
    for (entry, (state, on)) in (1..).zip(came) {
        let stepped = Stepped { to: (*state).to_owned(), ..Stepped::default() };
        let before = Some(record.expect("folds"));
        record = Record::apply(before, id, Event::Stepped(stepped), "an office", at(on), entry);
    }
    record.expect("folds")
}

/// The clock as it stands on a day, and what it says then.
fn on(today: &str, budget: Budget, came: &[(&str, &str)]) -> Option<(Date, bool, bool, bool)> {
    let (pack, china) = (pack(budget), Calendar::parse(CHINA).expect("a calendar"));
    let found = started(&pack, &china, &record(came), today);
    let today = noon(today);
    let say = |timed: &Timed<'_>| {
        (timed.due.on(), timed.stands(), timed.is_near(today), timed.is_late(today))
    };
    found.first().map(say)
}

#[test]
fn a_clock_runs_from_the_day_after_it_started_over_holidays_and_make_up_days() {
    // 端午 of 2025 falls into it, 31 May to 2 June.
    let came = [("accepted", "2025-05-28")];
    let told = |today| on(today, Budget::WorkingDays(20), &came);
    let due = day("2025-06-26");
    assert_eq!(told("2025-05-29"), Some((due, false, false, false)));
    assert_eq!(told("2025-06-22"), Some((due, false, false, false)));
    assert_eq!(told("2025-06-23"), Some((due, false, true, false)), "three working days are left");
    assert_eq!(told("2025-06-26"), Some((due, false, true, false)), "the last day is not late");
    assert_eq!(told("2025-06-27"), Some((due, false, false, true)));
    assert_eq!(on("2025-05-29", Budget::WorkingDays(20), &[("filed", "2025-05-28")]), None);
}

#[test]
fn what_is_left_when_a_clock_stops_is_left_when_it_goes_on() {
    let came = [
        ("accepted", "2025-06-09"), // a Monday
        ("waiting", "2025-06-11"),  // two working days are used, this one the second
        ("accepted", "2025-06-18"),
    ];
    let told = on("2025-06-18", Budget::WorkingDays(5), &came);
    assert_eq!(told, Some((day("2025-06-23"), false, true, false)));
    // While it stands it is never late, and its last day moves on with the days.
    let waiting = |today| on(today, Budget::WorkingDays(5), &came[..2]);
    assert_eq!(waiting("2025-06-11"), Some((day("2025-06-16"), true, false, false)));
    assert_eq!(waiting("2025-06-30"), Some((day("2025-07-03"), true, false, false)));
}

#[test]
fn a_clock_that_stops_after_its_last_day_was_late_and_stays_so() {
    let came = [
        ("accepted", "2025-06-09"),
        ("waiting", "2025-06-16"), // the fifth working day is used up
        ("accepted", "2025-07-01"),
        ("decided", "2025-07-02"),
    ];
    let told = on("2025-08-01", Budget::WorkingDays(5), &came);
    assert_eq!(told, Some((day("2025-06-16"), false, false, true)));
}

#[test]
fn months_end_on_the_day_of_the_same_number_or_the_last_of_the_month_and_on_a_working_day() {
    let months =
        |from, months| on(from, Budget::Months(months), &[("accepted", from)]).map(|(due, ..)| due);
    assert_eq!(months("2025-02-05", 3), Some(day("2025-05-06")), "5 May 2025 is a day off");
    assert_eq!(months("2024-11-30", 3), Some(day("2025-02-28")));
    let came = [("accepted", "2025-02-05"), ("waiting", "2025-03-03"), ("accepted", "2025-03-13")];
    let told = on("2025-03-13", Budget::Months(3), &came).map(|(due, ..)| due);
    assert_eq!(told, Some(day("2025-05-15")), "ten days later");
    let days = on("2025-01-10", Budget::Days(20), &[("accepted", "2025-01-10")]);
    assert_eq!(days.map(|(due, ..)| due), Some(day("2025-02-05")), "30 January is 春节");
}

#[test]
fn a_clock_ends_once_and_starts_anew_when_the_record_comes_back() {
    let came = [("accepted", "2025-06-09"), ("decided", "2025-06-11"), ("accepted", "2025-07-01")];
    let (pack, china) = (pack(Budget::WorkingDays(5)), Calendar::parse(CHINA).expect("a calendar"));
    let ended = record(&came[..2]);
    let ended = started(&pack, &china, &ended, "2025-09-01");
    assert_eq!(ended[0].ended, Some(at("2025-06-11")));
    assert!(!ended[0].is_late(noon("2025-09-01")));
    let again = record(&came);
    let again = started(&pack, &china, &again, "2025-07-01");
    assert_eq!((again[0].started, again[0].ended), (at("2025-07-01"), None));
    assert_eq!(again[0].due, Deadline::Day(day("2025-07-08")));
}

#[test]
fn each_time_that_a_clock_stood_is_told_with_the_entry_that_stopped_it() {
    let came = [
        ("accepted", "2025-06-09"),
        ("waiting", "2025-06-10"),
        ("waiting", "2025-06-11"),
        ("accepted", "2025-06-12"),
        ("waiting", "2025-06-13"),
    ];
    let (pack, china) = (pack(Budget::WorkingDays(5)), Calendar::parse(CHINA).expect("a calendar"));
    let record = record(&came);
    let found = started(&pack, &china, &record, "2025-06-16");
    let stood: Vec<_> = found[0].stood.iter().map(|it| (it.from, it.to, it.entry)).collect();
    let (first, last) = (at("2025-06-10"), at("2025-06-13"));
    assert_eq!(stood, [(first, Some(at("2025-06-12")), 2), (last, None, 5)]);
}

#[test]
fn a_clock_runs_only_for_the_records_that_it_is_for() {
    let mut pack = pack(Budget::WorkingDays(5));
    let clock = &mut pack.procedures.get_mut("approval").expect("is there").clocks[0];
    clock.only.0.insert("kind".to_owned(), vec!["simple".to_owned()]);
    let china = Calendar::parse(CHINA).expect("a calendar");
    let mut record = record(&[("accepted", "2025-06-09")]);
    let count = |record: &Record| started(&pack, &china, record, "2025-06-10").len();
    assert_eq!(count(&record), 0);
    record.filled.insert("kind".to_owned(), "simple".to_owned());
    assert_eq!(count(&record), 1);
}

#[test]
fn a_year_without_its_notice_is_an_error_that_says_what_to_add() {
    let (pack, china) =
        (pack(Budget::WorkingDays(500)), Calendar::parse(CHINA).expect("a calendar"));
    let record = record(&[("accepted", "2025-12-01")]);
    let clocks = clocks(&pack, &china, &record, noon("2025-12-02"));
    let failed = clocks[0].1.as_ref().expect_err("2027 is unknown");
    assert!(failed.to_string().contains("add `[years.2027]`"), "{failed}");
}
