//! What holds for every date, not only for those of the suite.

use calendar::{CHINA, Calendar, CalendarError, share_of_year};
use jiff::civil::{Date, date};
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

proptest! {
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
