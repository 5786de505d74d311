//! What holds for every date, not only for those of the suite.

use calendar::{CHINA, Calendar, CalendarError, Unsettled, share_of_year};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn china() -> Calendar {
    Calendar::parse(CHINA).expect("the national calendar is one")
}

/// Any date of 2019 to 2025; the year after is known too.
fn any_date() -> impl Strategy<Value = Date> {
    (0_i64..2557).prop_map(|day| {
        let days = jiff::SignedDuration::from_hours(24 * day);
        date(2019, 1, 1).checked_add(days).expect("within seven years")
    })
}

/// The national calendar with the office hours of a city in the far west, and half days.
fn with_hours() -> Calendar {
    let hours = "\n[[hours]]\nfrom = '05-01'\nsource = 'a notice'\n\
        sessions = ['10:00..14:00', '16:00..20:00']\n\
        [[hours]]\nfrom = '10-01'\nsource = 'a notice'\n\
        sessions = ['10:00..14:00', '15:30..19:30']\n";
    let half = "[years.2020]\nhalf = ['2020-03-06', '2020-06-28']";
    Calendar::parse(&(CHINA.replacen("[years.2020]", half, 1) + hours)).expect("a calendar")
}

fn hours(hours: u32) -> SignedDuration {
    SignedDuration::from_hours(hours.into())
}

/// Any minute of 2019 to 2025.
fn any_minute() -> impl Strategy<Value = DateTime> {
    (any_date(), 0_i8..24, 0_i8..60).prop_map(|(day, hour, minute)| day.at(hour, minute, 0, 0))
}

proptest! {
    #[test]
    fn as_much_working_time_passes_as_was_added(from in any_minute(), h in 0_u32..300) {
        let (calendar, length) = (with_hours(), hours(h));
        let to = calendar.add_working_time(from, length).expect("2026 is known");
        prop_assert_eq!(calendar.working_time_between(from, to), Ok(length));
        // It ends while offices are open or as they close.
        let open = calendar.sessions(to.date()).expect("known");
        let within = open.iter().any(|it| it.opens < to.time() && to.time() <= it.closes);
        prop_assert!(h == 0 || within, "{}", to);
    }

    #[test]
    fn working_time_adds_up(from in any_minute(), a in 0_u32..100, b in 0_u32..100) {
        let calendar = with_hours();
        let parts = calendar.add_working_time(from, hours(a));
        let parts = parts.and_then(|mid| calendar.add_working_time(mid, hours(b)));
        prop_assert_eq!(parts, calendar.add_working_time(from, hours(a + b)));
    }

    #[test]
    fn who_starts_later_is_not_due_earlier(
        one in any_minute(),
        other in any_minute(),
        h in 1_u32..100,
    ) {
        let calendar = with_hours();
        let (first, second) = (one.min(other), one.max(other));
        let due = |from| calendar.add_working_time(from, hours(h)).expect("2026 is known");
        prop_assert!(due(first) <= due(second));
        prop_assert!(due(first) < calendar.add_working_time(first, hours(h + 1)).expect("known"));
    }

    #[test]
    fn what_is_taken_back_is_what_was_added(from in any_minute(), h in 1_u32..100) {
        let calendar = with_hours();
        let to = calendar.add_working_time(from, hours(h)).expect("2026 is known");
        let back = calendar.subtract_working_time(to, hours(h)).expect("known");
        prop_assert_eq!(calendar.working_time_between(back, to), Ok(hours(h)));
        prop_assert!(from <= back);
    }

    #[test]
    fn what_was_added_lies_between(from in any_date(), days in 0_u32..200) {
        let to = china().add_working_days(from, days).expect("2026 is known");
        prop_assert_eq!(china().working_days_between(from, to), Ok(days as i32));
        prop_assert!(days == 0 || china().is_workday(to) == Ok(true));
    }

    #[test]
    fn adding_in_two_parts_is_adding_at_once(from in any_date(), a in 0_u32..90, b in 0_u32..90) {
        let china = china();
        let parts = china.add_working_days(from, a).and_then(|mid| china.add_working_days(mid, b));
        prop_assert_eq!(parts, china.add_working_days(from, a + b));
    }

    #[test]
    fn a_period_in_days_ends_on_a_working_day_and_never_early(from in any_date(), n in 0_u32..200) {
        let to = china().add_days(from, n).expect("2026 is known");
        prop_assert_eq!(china().is_workday(to), Ok(true));
        let passed = from.duration_until(to).as_hours() / 24;
        prop_assert!(passed >= i64::from(n) && passed <= i64::from(n) + 10);
    }

    #[test]
    fn any_other_text_is_refused(text in ".*") {
        prop_assert!(Calendar::parse(&text).is_err());
    }
}

#[test]
fn a_missing_notice_says_what_to_add() {
    let error = china().is_workday(date(2031, 5, 1)).expect_err("2031 is not announced");
    let told = error.to_string();
    assert!(told.contains("china") && told.contains("[years.2031]"), "{told}");
    assert!(china().add_working_days(date(2026, 12, 1), 30).is_err());
}

#[test]
fn a_year_passes_by_days() {
    assert_eq!(share_of_year(date(2020, 12, 31)), Decimal::ONE);
    assert_eq!(share_of_year(date(2020, 7, 1)), Decimal::from(183) / Decimal::from(366));
}

#[test]
fn days_that_contradict_each_other_are_refused() {
    let parse = |year: &str, off: &str, work: &str| {
        Calendar::parse(&format!(
            "id = 'x'\nversion = 1\nregion = 'CN'\n\
             [years.{year}]\nsource = 'a notice'\noff = ['{off}']\nwork = ['{work}']\n"
        ))
    };
    let sunday = date(2020, 1, 19);
    assert!(parse("2020", "2020-01-01", "2020-01-19").is_ok());
    assert_eq!(
        parse("2020", "2020-01-19", "2020-01-19"),
        Err(CalendarError::Contradiction(sunday))
    );
    let monday = date(2020, 1, 20);
    assert_eq!(parse("2020", "2020-01-01", "2020-01-20"), Err(CalendarError::NotAWeekend(monday)));
    let range = "2020-02-02..2020-01-24";
    let refused = Err(CalendarError::BadRange(range.to_owned()));
    assert_eq!(parse("2020", range, "2020-01-19"), refused);
    let refused = Err(CalendarError::NotADate("2020-02-30".to_owned()));
    assert_eq!(parse("2020", "2020-02-30", "2020-01-19"), refused);
    let refused = Err(CalendarError::OtherYear { year: 2020, date: date(2021, 1, 1) });
    assert_eq!(parse("2020", "2021-01-01", "2020-01-19"), refused);
    assert_eq!(
        parse("next", "2020-01-01", "2020-01-19"),
        Err(CalendarError::NotAYear("next".into()))
    );
    assert!(parse("2019", "2018-12-30..2019-01-01", "2018-12-29").is_ok());
}

#[test]
fn working_hours_pass_while_offices_are_open() {
    let calendar = with_hours();
    let add = |from: &str, h| {
        let from: DateTime = from.parse().expect("an instant");
        calendar.add_working_time(from, hours(h)).expect("known").to_string()
    };
    // A Thursday in summer: the break from 14:00 to 16:00 does not count.
    assert_eq!(add("2020-07-02T13:00", 2), "2020-07-02T17:00:00");
    assert_eq!(add("2020-07-02T13:00", 1), "2020-07-02T14:00:00", "as offices close");
    // What comes in the evening begins to count as offices open.
    assert_eq!(add("2020-07-02T22:00", 1), "2020-07-03T11:00:00");
    // In winter the break is shorter, and a day's work ends at 19:30.
    assert_eq!(add("2020-12-03T13:00", 2), "2020-12-03T16:30:00");
    // 6 March 2020, a Friday, is a half day; a Monday comes after it.
    assert_eq!(add("2020-03-06T13:00", 2), "2020-03-09T11:00:00");
    // 28 June 2020, a Sunday, is worked after 端午, here until 14:00 only.
    assert_eq!(add("2020-06-24T19:00", 6), "2020-06-29T11:00:00");
}

#[test]
fn hours_that_nobody_told_are_an_error_that_says_what_to_add() {
    let noon = date(2020, 7, 2).at(12, 0, 0, 0);
    let error = china().add_working_time(noon, hours(1)).expect_err("none are told");
    assert_eq!(error, Unsettled::Hours { calendar: "china".to_owned() });
    assert!(error.to_string().contains("add `[[hours]]`"), "{error}");
    let late = date(2026, 12, 1).at(12, 0, 0, 0);
    let error = with_hours().add_working_time(late, hours(300)).expect_err("2027 is unknown");
    assert!(error.to_string().contains("[years.2027]"), "{error}");
}

#[test]
fn office_hours_that_cannot_be_are_refused() {
    let with = |from: &str, sessions: &str| {
        let hours = format!("[[hours]]\nfrom = '{from}'\nsource = 'x'\nsessions = {sessions}\n");
        Calendar::parse(&format!("{CHINA}\n{hours}"))
    };
    assert!(with("05-01", "['09:00..12:00', '12:00..17:00']").is_ok());
    let day = |text: &str| Err(CalendarError::NotADay(text.to_owned()));
    assert_eq!(with("5-1", "['09:00..12:00']"), day("5-1"));
    assert_eq!(with("02-30", "['09:00..12:00']"), day("02-30"));
    let bad = |text: &str| Err(CalendarError::BadSession(text.to_owned()));
    assert_eq!(with("05-01", "['12:00..09:00']"), bad("12:00..09:00"));
    assert_eq!(with("05-01", "['09:00..12:00', '11:00..17:00']"), bad("11:00..17:00"));
    assert_eq!(with("05-01", "['9..12']"), bad("9..12"));
    assert_eq!(with("05-01", "[]"), bad(""));
    let rests = CHINA.replacen("[years.2020]", "[years.2020]\nhalf = ['2020-01-25']", 1);
    let refused = Err(CalendarError::NotHalf(date(2020, 1, 25)));
    assert_eq!(Calendar::parse(&rests), refused);
}
