//! Runs `suite/china.case` on the national calendar.

use calendar::{CHINA, Calendar, UnknownYear};
use jiff::civil::Date;

const CASES: &str = include_str!("../suite/china.case");

#[test]
fn the_national_calendar_keeps_its_promises() {
    let china = Calendar::parse(CHINA).expect("the national calendar is one");
    let mut count = 0;
    for (index, line) in CASES.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        count += 1;
        let told = run(&china, line);
        assert_eq!(told, line, "suite/china.case, line {}", index + 1);
    }
    assert!(count > 30, "the suite has been read: {count} lines");
}

/// The line as the calendar would have it.
fn run(china: &Calendar, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        [year, "has", _, "working", "days"] => {
            let first: Date = format!("{year}-01-01").parse().expect("a year");
            let all =
                first.series(jiff::Span::new().days(1)).take_while(|d| d.year() == first.year());
            let days = all.filter(|d| china.is_workday(*d).expect("a known year")).count();
            format!("{year} has {days} working days")
        }
        [from, "+", n, "working", "days", "=", _] => {
            let end = china.add_working_days(date(from), n.parse().expect("a count"));
            format!("{from} + {n} working days = {}", end.expect("known years"))
        }
        [from, "+", n, "days", "=", _] => {
            let end = china.add_days(date(from), n.parse().expect("a count"));
            format!("{from} + {n} days = {}", end.expect("known years"))
        }
        [from, "..", to, "=", _] => {
            let days = china.working_days_between(date(from), date(to)).expect("known years");
            format!("{from} .. {to} = {days}")
        }
        [day, ..] => match china.is_workday(date(day)) {
            Ok(true) => format!("{day} works"),
            Ok(false) => format!("{day} rests"),
            Err(UnknownYear { year, .. }) => format!("{day} works: no notice for {year}"),
        },
        [] => unreachable!("empty lines are passed over"),
    }
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}
