//! Offices asked side by side, clocks that take steps, records that are handed up, and hours.

mod stage;

use hall::{Deadline, Refusal, asked, held, run_out};
use stage::{Stage, at};

/// The plan of a lead office, on which others are asked.
const CONSULTING: &str = "
id = 'demo'
version = 1
roles = 'clerk'
[registers.thing]
title = 'name'
fields.name = { type = 'text', required = true }
fields.asked = { type = 'office', many = true }
fields.agreed = { type = 'code', codes = ['answered', 'deemed'] }
[procedures.review]
register = 'thing'
start = 'filed'
opened_by = 'clerk'
[procedures.review.states]
filed = {}
consulting = {}
paused = {}
gathered = {}
done = { final = true }
[procedures.review.clocks.opinion]
working_days = 5
basis = 'our own rule'
runs_in = 'consulting'
stands_in = 'paused'
each_of = 'asked'
warn = 1
[procedures.review.steps.ask]
from = ['filed', 'gathered']
to = 'consulting'
role = 'clerk'
fills = 'asked'
[procedures.review.steps.ask_others]
from = 'consulting'
role = 'clerk'
fills = 'asked'
[procedures.review.steps.opine]
from = 'consulting'
to = 'gathered'
role = 'clerk'
each_of = 'asked'
sets = { agreed = 'answered' }
[procedures.review.steps.deem]
from = 'consulting'
to = 'gathered'
by_clock = 'opinion'
sets = { agreed = 'deemed' }
[procedures.review.steps.pause]
from = 'consulting'
to = 'paused'
role = 'clerk'
[procedures.review.steps.resume]
from = 'paused'
to = 'consulting'
role = 'clerk'
[procedures.review.steps.finish]
from = 'gathered'
to = 'done'
role = 'clerk'
";

fn consulting(asked: &str) -> Stage {
    let mut stage = Stage::new(CONSULTING, "2020-06-01T10:00");
    stage.open("bureau", &[("name", "a")]);
    assert_eq!(stage.take("bureau", "ask", &[("asked", asked)]).as_deref(), Ok("consulting"));
    stage
}

fn day(text: &str) -> Deadline {
    Deadline::Day(text.parse().expect("a day"))
}

/// Who was asked and has not answered.
fn open(stage: &Stage) -> Vec<String> {
    let asked = asked(&stage.pack.procedures["review"], stage.record(), "asked").into_iter();
    asked.filter(|it| it.answered.is_none()).map(|it| it.office).collect()
}

#[test]
fn the_record_goes_on_when_the_last_of_several_offices_has_answered_in_any_order() {
    for order in [["bureau", "street"], ["street", "bureau"]] {
        let mut stage = consulting("bureau, street，bureau");
        assert_eq!(stage.record().field("asked"), Some("bureau,street"), "each once");
        let watch = stage.take("watch", "opine", &[]);
        let refused = Refusal::NotAsked {
            step: "opine".to_owned(),
            asked: "bureau,street".to_owned(),
            given: "watch".to_owned(),
        };
        assert_eq!(watch, Err(refused));
        assert_eq!(stage.take(order[0], "opine", &[]).as_deref(), Ok("consulting"));
        // A second click, or a second officer of the same office.
        let again = stage.take(order[0], "opine", &[]);
        assert_eq!(again, Err(Refusal::Answered { office: order[0].to_owned() }));
        assert_eq!(open(&stage), [order[1]]);
        assert_eq!(stage.take(order[1], "opine", &[]).as_deref(), Ok("gathered"));
        assert_eq!(stage.take(order[1], "opine", &[]).map_err(|it| it.name()), Err("wrong-state"));
        assert_eq!(stage.record().field("agreed"), Some("answered"));
        assert_eq!(stage.pass("2020-12-01T10:00"), Vec::<String>::new(), "nothing is left to deem");
    }
}

#[test]
fn each_office_has_a_clock_of_its_own_from_when_it_was_asked_until_it_answers() {
    let mut stage = consulting("bureau,street");
    stage.pass("2020-06-03T10:00");
    stage.take("bureau", "ask_others", &[("asked", "bureau,street,district")]).expect("asks");
    stage.take("street", "opine", &[]).expect("answers");
    let told = |stage: &Stage| -> Vec<String> {
        let clocks = stage.clocks().into_iter();
        clocks.map(|(office, due, standing)| format!("{office} {due} {standing}")).collect()
    };
    let expected: Vec<String> =
        ["bureau 2020-06-08 runs", "street 2020-06-08 ended", "district 2020-06-10 runs"]
            .map(str::to_owned)
            .into();
    assert_eq!(told(&stage), expected);
    stage.pass("2020-06-09T10:00");
    let late: Vec<String> = told(&stage);
    assert_eq!(late[0], "bureau 2020-06-08 late");
    assert_eq!(late[2], "district 2020-06-10 near");
}

#[test]
fn what_is_not_answered_when_the_last_clock_is_out_is_deemed_and_the_entry_names_who() {
    let mut stage = consulting("bureau,street,district");
    stage.take("street", "opine", &[]).expect("answers");
    let refused = stage.take("bureau", "deem", &[]).map_err(|refusal| refusal.name());
    assert_eq!(refused, Err("by-clock"));
    assert_eq!(stage.pass("2020-06-08T23:59"), Vec::<String>::new(), "the last day is in time");
    assert_eq!(stage.pass("2020-06-09T10:00"), ["deem 2020-06-09T00:00:00"]);
    assert_eq!(stage.record().state, "gathered");
    assert_eq!(stage.record().field("agreed"), Some("deemed"));
    let last = stage.record().history.last().and_then(|it| it.step()).expect("a step");
    let clock = last.clock.as_ref().expect("a clock took it");
    assert_eq!((clock.clock.as_str(), clock.due.as_str()), ("opinion", "2020-06-08"));
    assert_eq!((clock.basis.as_str(), clock.calendar.as_str()), ("our own rule", "china 1"));
    assert_eq!(clock.offices, ["bureau", "district"]);
    assert_eq!(run_out(stage.setting(), stage.record()), Ok(None), "once");
}

#[test]
fn a_clock_that_stands_takes_nothing_and_answers_of_before_hold() {
    let mut stage = consulting("bureau,street");
    stage.take("street", "opine", &[]).expect("answers");
    stage.pass("2020-06-03T10:00");
    stage.take("bureau", "pause", &[]).expect("pauses");
    assert_eq!(stage.pass("2020-07-01T10:00"), Vec::<String>::new());
    stage.take("bureau", "resume", &[]).expect("resumes");
    assert_eq!(open(&stage), ["bureau"], "the street has answered");
    // Two of five working days were used by 3 June.
    assert_eq!(stage.clocks()[0].1, day("2020-07-06"));
    assert_eq!(stage.pass("2020-07-31T10:00"), ["deem 2020-07-07T00:00:00"]);
}

#[test]
fn asked_again_all_answer_again_and_an_office_that_is_gone_is_left_out_by_asking_anew() {
    let mut stage = consulting("street");
    stage.take("street", "opine", &[]).expect("answers");
    stage.take("bureau", "ask", &[("asked", "street,district")]).expect("asks again");
    assert_eq!(open(&stage), ["street", "district"]);
    stage.take("street", "opine", &[]).expect("answers again");
    // The district's office is dissolved: nobody answers for it, and the lead asks without it.
    stage.city.offices.retain(|office| office.id != "district");
    let gone = stage.take("bureau", "ask_others", &[("asked", "street,district")]);
    assert!(matches!(gone, Err(Refusal::BadValue { .. })), "{gone:?}");
    let joined = stage.take("bureau", "ask_others", &[("asked", "street")]);
    assert_eq!(joined.as_deref(), Ok("gathered"), "all that are left have answered");
}

/// A matter that is tried in the community first, and handed up when a level does not settle it.
const LADDER: &str = "
id = 'demo'
version = 1
roles = 'clerk'
[registers.thing]
title = 'name'
fields.name = { type = 'text', required = true }
fields.holder = { type = 'office', required = true }
fields.late = { type = 'flag' }
[procedures.loops]
register = 'thing'
start = 'micro'
opened_by = 'clerk'
[procedures.loops.states]
micro = {}
small = {}
large = {}
settled = { final = true }
[procedures.loops.clocks.micro]
working_hours = 8
basis = 'our own rule'
runs_in = 'micro'
warn = 2
[procedures.loops.clocks.small]
hours = 24
basis = 'our own rule'
runs_in = 'small'
[procedures.loops.clocks.large]
days = 3
basis = 'our own rule'
runs_in = 'large'
[procedures.loops.steps.settle]
from = ['micro', 'small', 'large']
to = 'settled'
role = 'clerk'
office = 'holder'
[procedures.loops.steps.to_street]
from = 'micro'
to = 'small'
by_clock = 'micro'
lifts = 'holder'
[procedures.loops.steps.to_district]
from = 'small'
to = 'large'
by_clock = 'small'
lifts = 'holder'
[procedures.loops.steps.mark_late]
from = 'large'
by_clock = 'large'
sets = { late = 'true' }
";

fn ladder() -> Stage {
    let mut stage = Stage::new(LADDER, "2020-07-02T15:00");
    stage.open("community", &[("name", "a"), ("holder", "community")]);
    stage
}

#[test]
fn a_matter_is_handed_up_level_by_level_with_the_time_spent_at_each() {
    let mut stage = ladder();
    // Eight working hours of which four pass until 20:00; offices open again at 10:00.
    let due = Deadline::Instant(at("2020-07-03T14:00"));
    assert_eq!(stage.clocks(), [("micro".to_owned(), due, "runs")]);
    assert_eq!(due.to_string(), "2020-07-03T14:00");
    stage.pass("2020-07-03T12:00");
    assert_eq!(stage.clocks()[0].2, "near");
    assert_eq!(stage.pass("2020-07-03T14:00"), Vec::<String>::new(), "the instant is in time");
    let taken = stage.pass("2020-07-31T10:00");
    let expected = [
        "to_street 2020-07-03T14:00:01",
        "to_district 2020-07-04T14:00:02",
        // Three days from Saturday, 4 July: the whole of Tuesday is in time.
        "mark_late 2020-07-08T00:00:00",
    ];
    assert_eq!(taken, expected);
    assert_eq!(stage.record().state, "large");
    assert_eq!(stage.record().field("late"), Some("true"));
    let levels: Vec<_> = held(stage.record(), "holder")
        .into_iter()
        .map(|it| (it.office, it.from.date().to_string(), it.to.map(|to| to.date().to_string())))
        .collect();
    let level = |office: &str, from: &str, to: Option<&str>| {
        (office.to_owned(), from.to_owned(), to.map(str::to_owned))
    };
    let expected = [
        level("community", "2020-07-02", Some("2020-07-03")),
        level("street", "2020-07-03", Some("2020-07-04")),
        level("district", "2020-07-04", None),
    ];
    assert_eq!(levels, expected);
    let street = stage.take("street", "settle", &[]).map_err(|refusal| refusal.name());
    assert_eq!(street, Err("wrong-office"), "the district has it now");
    assert_eq!(stage.take("district", "settle", &[]).as_deref(), Ok("settled"));
}

#[test]
fn a_program_that_was_down_takes_the_step_later_and_says_when_it_fell_due() {
    let mut stage = ladder();
    stage.now = at("2020-07-10T09:00");
    let step = run_out(stage.setting(), stage.record()).expect("can be taken").expect("fell due");
    assert_eq!(step.clock.as_ref().map(|it| it.due.as_str()), Some("2020-07-03T14:00"));
    // The next level's time begins when it has the matter, and not when it should have had it.
    assert_eq!(
        stage.pass("2020-07-12T09:00"),
        ["to_street 2020-07-10T09:00:00", "to_district 2020-07-11T09:00:01"]
    );
}

#[test]
fn a_matter_that_nobody_is_above_stays_where_it_is_and_says_why() {
    let mut stage = ladder();
    stage.city.offices.retain(|office| office.id != "street" && office.id != "district");
    stage.now = at("2020-07-10T09:00");
    let refused = run_out(stage.setting(), stage.record()).expect_err("two bureaus are above");
    assert_eq!(refused, Refusal::NoUpper { office: "community".to_owned() });
    // The community's office itself was dissolved.
    stage.city.offices.retain(|office| office.id != "community");
    let refused = run_out(stage.setting(), stage.record()).expect_err("it is gone");
    assert_eq!(refused.name(), "no-upper");
}

#[test]
fn a_calendar_with_a_hole_takes_no_step_and_a_changed_one_moves_the_end() {
    let mut stage = ladder();
    let hole = stage.calendar.clone();
    stage.calendar = calendar::Calendar::parse(calendar::CHINA).expect("without office hours");
    assert_eq!(stage.pass("2020-07-10T09:00"), Vec::<String>::new());
    let told = hall::clocks(&stage.pack, &stage.calendar, stage.record(), stage.now);
    let why = told[0].1.as_ref().expect_err("no hours").to_string();
    assert!(why.contains("add `[[hours]]`"), "{why}");
    // A notice comes after the record was opened: 3 July is off, and the end moves on.
    stage.calendar = hole;
    stage.now = at("2020-07-02T16:00");
    let off = calendar::CHINA.replace("\"2020-06-25..2020-06-27\"", "\"2020-07-03\"");
    let hours = "[[hours]]\nfrom = '05-01'\nsource = 'x'\n\
        sessions = ['10:00..14:00', '16:00..20:00']\n";
    stage.calendar =
        calendar::Calendar::parse(&format!("{}{hours}", off)).expect("a changed calendar");
    assert_eq!(stage.clocks()[0].1, Deadline::Instant(at("2020-07-06T14:00")));
}
