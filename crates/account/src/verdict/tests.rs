//! Cases of the rule: what became of promises on given days.

use jiff::civil::date;

use super::*;
use crate::{
    Assigned, Bound, CommitmentChange, Corrected, Event, Made, Observed, Piece, Stated, TargetMade,
    Wording,
};

fn promise(value: i64, unit: &str, sense: &str, relation: &str) -> Commitment {
    let target = TargetMade {
        subject: "公厕".into(),
        action: "新建".into(),
        value: value.into(),
        value_high: None,
        unit: unit.into(),
        sense: sense.into(),
        direction: String::new(),
        relation: relation.into(),
        span: (0, 5),
        origin: None,
    };
    let made = Made {
        report: "r".into(),
        ordinal: 1,
        path: vec![],
        sentence: (0, 5),
        span: (0, 5),
        quote: "新建公厕".into(),
        action: "新建".into(),
        object: "公厕".into(),
        year: Some(2020),
        kind: None,
        targets: vec![target],
        origin: None,
    };
    Commitment::begin("r/1", made, 0)
}

fn bound(mut commitment: Commitment, course: [u8; 12]) -> Commitment {
    let bound = Bound {
        target: 0,
        measure: "works/toilets".into(),
        course,
        tolerance_percent: 10,
        proposed: false,
    };
    commitment.apply(Event::Bound(bound), "duchashi", date(2020, 1, 20), 1).expect("applies");
    commitment
}

fn value(value: i64, acts: u64, as_of: Date) -> Option<Measured> {
    Some(Measured { value: value.into(), as_of, acts, observation: None })
}

#[track_caller]
fn verdict_of(commitment: &Commitment, on: Date, count: i64) -> Verdict {
    judge(commitment, on, |_, on| value(count, count.unsigned_abs(), on)).verdict
}

#[test]
fn works_are_on_course_behind_kept_and_missed() {
    let thirty = bound(promise(30, "座", "level", "eq"), Course::EVEN.percent());
    let june = date(2020, 6, 30);
    assert_eq!(verdict_of(&thirty, june, 15), Verdict::OnCourse);
    assert_eq!(verdict_of(&thirty, june, 14), Verdict::OnCourse, "within the tolerance of 10%");
    assert_eq!(verdict_of(&thirty, june, 13), Verdict::Behind);
    assert_eq!(verdict_of(&thirty, june, 30), Verdict::Kept, "kept before the year ends");
    assert_eq!(verdict_of(&thirty, date(2020, 12, 30), 29), Verdict::OnCourse);
    assert_eq!(verdict_of(&thirty, date(2020, 12, 31), 29), Verdict::Missed);
    assert_eq!(verdict_of(&thirty, date(2020, 12, 31), 30), Verdict::Kept);
}

#[test]
fn a_course_of_a_cold_city_expects_nothing_in_winter() {
    let course = [0, 0, 0, 5, 15, 30, 50, 70, 85, 95, 100, 100];
    let thirty = bound(promise(30, "座", "level", "eq"), course);
    assert_eq!(verdict_of(&thirty, date(2020, 3, 31), 0), Verdict::OnCourse);
    assert_eq!(verdict_of(&thirty, date(2020, 7, 31), 10), Verdict::Behind);
}

#[test]
fn a_due_day_within_the_year_compresses_the_course() {
    let mut thirty = bound(promise(30, "座", "level", "eq"), Course::EVEN.percent());
    let due = Some(date(2020, 6, 30));
    let assigned = Assigned { lead: "a".into(), supporting: vec![], due, reason: None };
    thirty.apply(Event::Assigned(assigned), "duchashi", date(2020, 1, 20), 2).expect("applies");
    assert_eq!(verdict_of(&thirty, date(2020, 3, 31), 15), Verdict::OnCourse);
    assert_eq!(verdict_of(&thirty, date(2020, 3, 31), 12), Verdict::Behind);
    assert_eq!(verdict_of(&thirty, date(2020, 6, 30), 29), Verdict::Missed);
}

#[test]
fn an_upper_bound_is_judged_by_the_latest_value() {
    let mut jobless = promise(5, "%", "share", "le");
    let told = |value: i64, month: i8| {
        Event::Observed(Observed {
            target: 0,
            from: date(2020, 1, 1),
            to: date(2020, month, 28),
            value: value.into(),
            source: "released".into(),
        })
    };
    jobless.apply(told(6, 3), "stats", date(2020, 4, 10), 1).expect("applies");
    jobless.apply(told(4, 6), "stats", date(2020, 7, 10), 2).expect("applies");
    let on = |day| judge(&jobless, day, |_, _| None);
    assert_eq!(on(date(2020, 4, 9)).verdict, Verdict::Unmeasured, "not told yet");
    assert_eq!(on(date(2020, 4, 10)).verdict, Verdict::Behind);
    assert_eq!(on(date(2020, 7, 10)).verdict, Verdict::OnCourse);
    assert!(on(date(2020, 12, 1)).targets[0].stale, "June's value is old in December");
    assert_eq!(on(date(2020, 12, 31)).verdict, Verdict::Unmeasured, "the year's figure is not out");
    let whole = Observed {
        target: 0,
        from: date(2020, 1, 1),
        to: date(2020, 12, 31),
        value: 4.into(),
        source: "released".into(),
    };
    jobless.apply(Event::Observed(whole), "stats", date(2021, 1, 20), 3).expect("applies");
    let on = |day| judge(&jobless, day, |_, _| None);
    assert_eq!(on(date(2021, 1, 19)).verdict, Verdict::Unmeasured);
    assert_eq!(on(date(2021, 1, 20)).verdict, Verdict::Kept);
}

#[test]
fn what_is_done_after_the_due_day_does_not_make_it_kept() {
    let thirty = bound(promise(30, "座", "level", "eq"), Course::EVEN.percent());
    let late = |_: &str, until: Date| {
        let count = if until > date(2020, 12, 31) { 30 } else { 29 };
        value(count, 29, until)
    };
    assert_eq!(judge(&thirty, date(2021, 2, 1), late).verdict, Verdict::Missed);
}

#[test]
fn silence_is_told_from_a_word_without_a_number() {
    let mut commitment = promise(1, "个", "level", "eq");
    let end = date(2020, 12, 31);
    assert_eq!(judge(&commitment, date(2020, 12, 30), |_, _| None).verdict, Verdict::Unmeasured);
    assert_eq!(judge(&commitment, end, |_, _| None).verdict, Verdict::Silent);
    let word = Stated { text: Wording { zh: "正在推进。".into(), en: None } };
    commitment.apply(Event::Stated(word), "a", date(2020, 5, 1), 1).expect("applies");
    assert_eq!(judge(&commitment, end, |_, _| None).verdict, Verdict::Unmeasured);
}

#[test]
fn the_forecast_covers_what_is_reached_and_narrows_with_acts() {
    let hundred = bound(promise(100, "个", "level", "eq"), Course::EVEN.percent());
    let june = date(2020, 6, 30);
    let few =
        judge(&hundred, june, |_, _| value(40, 4, june)).targets[0].forecast.expect("forecast");
    let many =
        judge(&hundred, june, |_, _| value(40, 40, june)).targets[0].forecast.expect("forecast");
    assert_eq!(few.middle, Decimal::from(80));
    assert!(few.low >= Decimal::from(40));
    assert!(many.high - many.low < few.high - few.low);
    assert_eq!(judge(&hundred, june, |_, _| value(40, 2, june)).targets[0].forecast, None);
}

#[test]
fn a_promise_below_the_last_result_is_seen() {
    let mut fewer = promise(13, "人", "level", "eq");
    let last = |value: i64| {
        Event::Compared(crate::Compared {
            target: 0,
            value: value.into(),
            year: 2019,
            quote: "去年".into(),
            proposed: true,
        })
    };
    fewer.apply(last(14), "duchashi", date(2020, 1, 20), 1).expect("applies");
    assert!(fewer.targets[0].below_last());
    fewer.apply(last(12), "duchashi", date(2020, 1, 21), 2).expect("applies");
    assert!(!fewer.targets[0].below_last());
    let mut cap = promise(5, "%", "share", "le");
    cap.apply(last(3), "duchashi", date(2020, 1, 20), 1).expect("applies");
    assert!(cap.targets[0].below_last(), "a higher cap asks for less");
}

/// How good a verdict is for a promise that more is better for.
fn rank(verdict: Verdict) -> usize {
    Verdict::ALL.iter().position(|it| *it == verdict).expect("one of all")
}

proptest::proptest! {
    /// More done is never worse, and a day later never asks for less.
    #[test]
    fn verdicts_rise_with_the_value_and_fall_with_time(
        target in 1_i64..500,
        done in 0_i64..600,
        more in 0_i64..100,
        day in 1_i16..366,
        later in 0_i16..100,
    ) {
        let promise = bound(promise(target, "个", "level", "ge"), Course::EVEN.percent());
        let on = |day: i16| date(2020, 1, 1).saturating_add(jiff::ToSpan::days(i64::from(day - 1)));
        let (today, then) = (on(day), on((day + later).min(366)));
        let verdict = |on, value| rank(verdict_of(&promise, on, value));
        proptest::prop_assert!(verdict(today, done + more) >= verdict(today, done));
        proptest::prop_assert!(verdict(then, done) <= verdict(today, done));
    }
}

#[test]
fn a_figure_that_was_struck_out_counts_for_nothing_until_it_is_put_back() {
    let mut thirty = bound(promise(30, "座", "level", "eq"), Course::EVEN.percent());
    let june = date(2020, 6, 30);
    let correct = |commitment: &mut Commitment, change, entry| {
        let corrected = Event::Corrected(Corrected { change, reason: "举例而已".into() });
        commitment.apply(corrected, "duchashi", date(2020, 2, 1), entry).expect("applies");
    };
    correct(&mut thirty, CommitmentChange::DropTarget { target: 0 }, 2);
    assert_eq!(verdict_of(&thirty, june, 30), Verdict::Unmeasured);
    assert_eq!(thirty.targets[0].dropped, Some(2), "it stays to be seen");
    assert!(thirty.corrected_since(2));
    correct(&mut thirty, CommitmentChange::RestoreTarget { target: 0 }, 3);
    assert_eq!(verdict_of(&thirty, june, 30), Verdict::Kept);
    let none = CommitmentChange::DropTarget { target: 1 };
    let none = Event::Corrected(Corrected { change: none, reason: "没有".into() });
    assert!(thirty.apply(none, "duchashi", june, 4).is_err(), "there is no second figure");
}

#[test]
fn words_and_kind_are_corrected_and_the_first_reading_stays_beside_them() {
    let mut toilets = promise(30, "座", "level", "eq");
    let correct = |commitment: &mut Commitment, kind: &str, words, entry| {
        let change = CommitmentChange::Promise {
            action: "改建".into(),
            object: "公厕".into(),
            year: Some(2020),
            kind: Some(kind.into()),
            words,
        };
        let corrected = Event::Corrected(Corrected { change, reason: "原文如此".into() });
        commitment.apply(corrected, "duchashi", date(2020, 2, 1), entry)
    };
    let words = Piece { span: (0, 8), quote: "改建公厕三十座".into() };
    correct(&mut toilets, "works", Some(words), 2).expect("applies");
    assert_eq!((toilets.made.span, toilets.made.kind.as_deref()), ((0, 8), Some("works")));
    correct(&mut toilets, "output", None, 3).expect("applies");
    assert_eq!(toilets.made.quote, "改建公厕三十座", "words that are not told stay");
    let origin = toilets.made.origin.clone().expect("it is told");
    assert_eq!(
        (origin.machine["quote"].as_str(), origin.machine["kind"].as_str()),
        ("新建公厕", "")
    );
    let before = toilets.clone();
    assert!(correct(&mut toilets, "wish", None, 4).is_err(), "no such kind");
    let nothing = Piece { span: (3, 3), quote: String::new() };
    assert!(correct(&mut toilets, "works", Some(nothing), 4).is_err());
    assert_eq!(toilets, before, "what is refused changes nothing");
}

#[test]
fn a_figure_in_another_unit_must_be_measured_anew() {
    let mut thirty = bound(promise(30, "座", "level", "eq"), Course::EVEN.percent());
    let correct = |commitment: &mut Commitment, value: i64, unit: &str, entry| {
        let made = commitment.targets[0].made.clone();
        let to = TargetMade { value: value.into(), unit: unit.into(), ..made };
        let change = CommitmentChange::Target { target: 0, to: Box::new(to) };
        let corrected = Event::Corrected(Corrected { change, reason: "原文如此".into() });
        commitment.apply(corrected, "duchashi", date(2020, 2, 1), entry).expect("applies");
    };
    correct(&mut thirty, 31, "座", 2);
    assert_eq!(verdict_of(&thirty, date(2020, 6, 30), 31), Verdict::Kept, "the measure still fits");
    correct(&mut thirty, 31, "公里", 3);
    assert_eq!(verdict_of(&thirty, date(2020, 6, 30), 31), Verdict::Unmeasured);
}
