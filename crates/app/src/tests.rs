//! What the use cases promise when the store or the clock fails them.

mod alarms;
mod changes;
mod figure;
mod keys;
mod personal;
mod versions;
pub(crate) mod world;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use account::{Change, CommitmentChange, Corrected, Correction, Draft, FigureRead};
use hall::Actor;
use jiff::civil::{Date, date};
use journal::Signer;
use store::{Read, StoreError};

use crate::{App, Definitions, Error, ROLE_SUPERVISOR, Upload};
use world::{
    OWNER, REPORT, World, actor, definitions_with, open, open_work, step, verified_size, world,
};

#[test]
fn a_full_disk_loses_nothing_and_leaves_nothing_half_written() {
    let World { app, store, _folder } = world();
    open_work(&app, "W-1").expect("opens");
    let size = verified_size(&app);
    store.full.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        let refused = step(&app, "begin", OWNER, "builder");
        assert!(matches!(refused, Err(Error::Store(StoreError::Full))));
        let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
        assert!(app.take_in_report(&Upload::text(REPORT), &supervisor).is_err());
        assert_eq!(app.accounts().reports.len(), 0);
    }
    assert_eq!(verified_size(&app), size);
    assert_eq!(app.record_of("works/W-1").expect("reads").state, "registered");
    store.full.store(false, Ordering::SeqCst);
    step(&app, "begin", OWNER, "builder").expect("with room made it goes on");
    assert_eq!(verified_size(&app), size + 1);
}

#[test]
fn a_reopened_city_goes_on_where_it_was() {
    let World { app, store, _folder } = world();
    let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
    let report = app.take_in_report(&Upload::text(REPORT), &supervisor).expect("takes in");
    open_work(&app, "W-1").expect("opens");
    for (name, office, role) in [
        ("begin", OWNER, "builder"),
        ("report", OWNER, "builder"),
        ("accept", "quality-inspection-station", "inspector"),
    ] {
        step(&app, name, office, role).expect("steps");
    }
    let on = app.today();
    let board = |app: &App| format!("{:?}", app.board(&report, on).expect("judges").commitments);
    let (before, size) = (board(&app), verified_size(&app));
    drop(app);
    let app = open(&store).expect("opens again");
    assert_eq!(verified_size(&app), size, "definitions are journaled once");
    assert_eq!(board(&app), before);
    assert!(app.rebuild().expect("rebuilds"), "lists and totals are a fold of the journal");
    assert_eq!(board(&app), before);
    let toilets = &app.board(&report, on).expect("judges").commitments[0].judgement.targets[0];
    let measured = toilets.measured.as_ref().expect("it is measured");
    assert_eq!(measured.value, 1.into());
    let proven = app.prove(app.evidence("works/tourist_toilets", on).expect("reads")[0].entry);
    assert!(proven.expect("proves").is_proven());
}

#[test]
fn a_promise_too_long_for_an_entry_is_refused_and_nothing_of_its_report_is_there() {
    let World { app, _folder, .. } = world();
    let size = verified_size(&app);
    let long = "广".repeat(30_000);
    let report = format!("2020年某市政府工作报告\n2020年主要工作\n新建{long}公厕30座。\n");
    let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
    let refused = app.take_in_report(&Upload::text(report), &supervisor);
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(verified_size(&app), size);
}

#[test]
fn only_the_supervision_office_takes_reports_in_and_only_once() {
    let World { app, _folder, .. } = world();
    let builder = actor(OWNER, "builder");
    assert!(matches!(
        app.take_in_report(&Upload::text(REPORT), &builder),
        Err(Error::Forbidden { .. })
    ));
    let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
    app.take_in_report(&Upload::text(REPORT), &supervisor).expect("takes in");
    assert!(matches!(
        app.take_in_report(&Upload::text(REPORT), &supervisor),
        Err(Error::Exists(_))
    ));
}

#[test]
fn an_office_speaks_only_of_its_own_promises_and_binds_only_its_units() {
    let World { app, _folder, .. } = world();
    let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
    let report = app.take_in_report(&Upload::text(REPORT), &supervisor).expect("takes in");
    let id = format!("{report}/1");
    let said = || account::Stated {
        text: account::Wording { zh: "正在办理。".to_owned(), en: None },
    };
    let owner = actor(OWNER, "speaker");
    assert!(matches!(app.state(&id, said(), &owner), Err(Error::Forbidden { .. })));
    let seen = app.store().log_size().expect("a size");
    app.assign(&id, led_by(OWNER), seen, &supervisor).expect("assigns");
    app.state(&id, said(), &owner).expect("now it answers for it");
    let bound = |measure: &str| account::Bound {
        target: 0,
        measure: measure.to_owned(),
        course: account::Course::EVEN.percent(),
        tolerance_percent: 10,
        proposed: false,
    };
    let miles = app.bind(&id, bound("works/greenway_length"), &supervisor);
    assert!(matches!(miles, Err(Error::Invalid(_))), "toilets are not counted in km");
    assert!(matches!(app.bind(&id, bound("works/none"), &supervisor), Err(Error::NotFound(_))));
    app.bind(&id, bound("works/tourist_toilets"), &supervisor).expect("binds");
    let nobody = app.assign(&id, led_by("nobody"), seen, &supervisor);
    assert!(matches!(nobody, Err(Error::NotFound(_))));
}

/// Answered for by one office.
fn led_by(lead: &str) -> account::Assigned {
    account::Assigned { lead: lead.to_owned(), supporting: vec![], due: None, reason: None }
}

fn office(name: &str) -> Actor {
    actor(name, ROLE_SUPERVISOR)
}

/// The first figure of the plan, by its number.
fn planned(draft: &Draft) -> (u32, FigureRead) {
    let mut figures = (0..).zip(draft.figures());
    let found = figures.find(|(_, figure)| figure.is_live && figure.now.part == "plan");
    found.map(|(number, figure)| (number, figure.now.clone())).expect("the plan has figures")
}

fn renamed(draft: &Draft, subject: &str) -> Correction {
    let (figure, mut to) = planned(draft);
    subject.clone_into(&mut to.target.subject);
    Correction { change: Change::Figure { figure, to }, reason: Some("原文如此".to_owned()) }
}

#[test]
fn a_draft_is_corrected_and_published_and_tells_whose_reading_it_is() {
    let world = world();
    let (app, supervisor) = (&world.app, office("duchashi"));
    let id = app.receive_report(&Upload::text(REPORT), &supervisor).expect("is received");
    assert!(app.accounts().reports.is_empty(), "nothing is published yet");
    let (_, draft) = app.draft(&id).expect("is there");
    let seen = app.store().log_size().expect("a size");
    let entry =
        app.correct_draft(&id, renamed(&draft, "景区公厕"), seen, &supervisor).expect("fits");
    let second = app.correct_draft(&id, renamed(&draft, "乡村公厕"), seen, &supervisor);
    assert!(matches!(second, Err(Error::Changed(_))), "another officer was faster: {second:?}");
    app.publish_report(&id, &supervisor).expect("is published");
    let accounts = app.accounts();
    assert!(accounts.drafts.is_empty() && accounts.reports.contains_key(&id));
    let first = accounts.commitment(&format!("{id}/1")).expect("is published");
    assert_eq!(first.targets[0].made.subject, "景区公厕");
    let origin = first.targets[0].made.origin.as_ref().expect("is told");
    assert_eq!(
        (origin.checked.as_slice(), origin.machine["subject"].as_str()),
        ([entry].as_slice(), "旅游公厕")
    );
    assert!(app.rebuild().expect("rebuilds"));
    let again = open(&world.store).expect("opens again");
    let folded = again.accounts().commitment(&format!("{id}/1")).cloned();
    assert_eq!(folded.as_ref(), Some(first), "the fold of the log is the same");
}

#[test]
fn offices_and_a_due_day_named_in_a_draft_hold_once_it_is_published() {
    let World { app, _folder, .. } = world();
    let supervisor = office("duchashi");
    let id = app.receive_report(&Upload::text(REPORT), &supervisor).expect("is received");
    let (_, draft) = app.draft(&id).expect("is there");
    let seen = app.store().log_size().expect("a size");
    let named = |supporting: &str, due: Date| {
        let to = account::PromiseRead {
            lead: Some(OWNER.to_owned()),
            supporting: vec![supporting.to_owned()],
            due: Some(due),
            ..draft.promises()[0].now.clone()
        };
        Correction { change: Change::Promise { promise: 0, to }, reason: None }
    };
    let correct = |correction| app.correct_draft(&id, correction, seen, &supervisor);
    let nobody = correct(named("nobody", date(2020, 10, 1)));
    assert!(matches!(nobody, Err(Error::NotFound(_))), "{nobody:?}");
    let early = correct(named("finance-bureau", date(2019, 10, 1)));
    assert!(matches!(early, Err(Error::Correction(_))), "{early:?}");
    correct(named("finance-bureau", date(2020, 10, 1))).expect("fits");
    app.publish_report(&id, &supervisor).expect("is published");
    let accounts = app.accounts();
    let owner = accounts.commitment(&format!("{id}/1")).and_then(|it| it.owner.as_ref());
    let owner = owner.expect("somebody answers for it");
    assert_eq!((owner.lead.as_str(), owner.due), (OWNER, Some(date(2020, 10, 1))));
    assert_eq!(owner.supporting, ["finance-bureau"]);
}

#[test]
fn a_correction_can_be_undone_and_a_draft_given_up() {
    let world = world();
    let (app, supervisor) = (&world.app, office("duchashi"));
    let id = app.receive_report(&Upload::text(REPORT), &supervisor).expect("is received");
    let twice = app.receive_report(&Upload::text(REPORT), &supervisor);
    assert!(matches!(twice, Err(Error::Exists(_))), "{twice:?}");
    let (_, before) = app.draft(&id).expect("is there");
    let seen = app.store().log_size().expect("a size");
    let entry =
        app.correct_draft(&id, renamed(&before, "景区公厕"), seen, &supervisor).expect("fits");
    app.undo_correction(&id, entry, &supervisor).expect("is the last");
    assert_eq!(app.draft(&id).expect("is there").1, before);
    app.discard_draft(&id, &supervisor).expect("is there");
    assert!(matches!(app.publish_report(&id, &supervisor), Err(Error::NotFound(_))));
    app.take_in_report(&Upload::text(REPORT), &supervisor).expect("the year is free again");
}

#[test]
fn a_published_promise_is_corrected_with_a_reason_and_can_be_struck_out() {
    let world = world();
    let (app, supervisor) = (&world.app, office("duchashi"));
    let id = app.take_in_report(&Upload::text(REPORT), &supervisor).expect("is taken in");
    let promise = format!("{id}/1");
    let corrected =
        |reason: &str| Corrected { change: CommitmentChange::Drop, reason: reason.to_owned() };
    let seen = app.store().log_size().expect("a size");
    let bare = app.correct_commitment(&promise, corrected(" "), seen, &supervisor);
    assert!(matches!(bare, Err(Error::Invalid(_))), "{bare:?}");
    app.correct_commitment(&promise, corrected("只是举例"), seen, &supervisor).expect("fits");
    let late = app.correct_commitment(&promise, corrected("再来"), seen, &supervisor);
    assert!(matches!(late, Err(Error::Changed(_))), "{late:?}");
    let board = app.board(&id, app.today()).expect("a board");
    assert!(board.commitment(&promise).is_none(), "it is judged no more");
    assert!(board.find(&promise).is_some(), "it stays to be seen");
    let seen = app.store().log_size().expect("a size");
    let restored =
        Corrected { change: CommitmentChange::Restore, reason: "确为承诺".to_owned() };
    app.correct_commitment(&promise, restored, seen, &supervisor).expect("fits");
    let board = app.board(&id, app.today()).expect("a board");
    let judged = board.commitment(&promise).expect("it is judged again");
    let origin = judged.commitment.made.origin.as_ref().expect("is told");
    assert_eq!(origin.checked.len(), 2, "both who struck it out and who put it back have looked");
    let late = app.correct_commitment(&promise, corrected("再来"), seen, &supervisor);
    assert!(matches!(late, Err(Error::Changed(_))), "{late:?}");
}

#[test]
fn whoever_takes_a_promise_from_an_office_says_why_and_has_seen_who_had_it() {
    let World { app, _folder, .. } = world();
    let supervisor = office("duchashi");
    let id = app.take_in_report(&Upload::text(REPORT), &supervisor).expect("is taken in");
    let promise = format!("{id}/1");
    let size = || app.store().log_size().expect("a size");
    let seen = size();
    app.assign(&promise, led_by(OWNER), seen, &supervisor).expect("the first needs no reason");
    let with_reason = |lead: &str| account::Assigned {
        due: Some(date(2020, 10, 1)),
        reason: Some("职责调整".to_owned()),
        ..led_by(lead)
    };
    let late = app.assign(&promise, with_reason("finance-bureau"), seen, &supervisor);
    assert!(matches!(late, Err(Error::Changed(_))), "{late:?}");
    let bare = app.assign(&promise, led_by("finance-bureau"), size(), &supervisor);
    assert!(matches!(bare, Err(Error::Invalid(_))), "{bare:?}");
    let early =
        account::Assigned { due: Some(date(2019, 12, 31)), ..with_reason("finance-bureau") };
    let early = app.assign(&promise, early, size(), &supervisor);
    assert!(matches!(early, Err(Error::Correction(_))), "{early:?}");
    let entry = app.assign(&promise, with_reason("finance-bureau"), size(), &supervisor);
    let entry = entry.expect("fits");
    let accounts = app.accounts();
    let owner = accounts.commitment(&promise).and_then(|it| it.owner.as_ref()).expect("somebody");
    assert_eq!((owner.lead.as_str(), owner.entry), ("finance-bureau", entry));
}

#[test]
fn a_published_promise_keeps_to_the_words_of_its_report() {
    let World { app, store, _folder } = world();
    let supervisor = office("duchashi");
    let id = app.take_in_report(&Upload::text(REPORT), &supervisor).expect("is taken in");
    let promise = format!("{id}/1");
    let words = |text: &str, span: (u32, u32)| Corrected {
        change: CommitmentChange::Promise {
            action: "新建".to_owned(),
            object: "旅游公厕".to_owned(),
            year: Some(2020),
            kind: Some("works".to_owned()),
            words: Some(account::Piece { span, quote: text.to_owned() }),
        },
        reason: "原文如此".to_owned(),
    };
    let size = || app.store().log_size().expect("a size");
    let place = reader::locate(REPORT, "旅游公厕30座")[0];
    let span = |at: usize| u32::try_from(at).expect("a short report");
    let span = (span(place.start), span(place.end));
    for wrong in [words("旅游公厕31座", span), words("旅游公厕30座", (span.0 + 1, span.1 + 1))]
    {
        let refused = app.correct_commitment(&promise, wrong, size(), &supervisor);
        assert!(matches!(refused, Err(Error::Correction(_))), "{refused:?}");
    }
    app.correct_commitment(&promise, words("旅游公厕30座", span), size(), &supervisor)
        .expect("it stands there");
    let strike = Corrected {
        change: CommitmentChange::DropTarget { target: 0 },
        reason: "举例".to_owned(),
    };
    let struck = app.correct_commitment(&promise, strike, size(), &supervisor).expect("fits");
    let accounts = app.accounts();
    let folded = accounts.commitment(&promise).expect("is there");
    assert_eq!((folded.made.quote.as_str(), folded.made.span), ("旅游公厕30座", span));
    assert_eq!(folded.targets[0].dropped, Some(struck));
    let again = open(&store).expect("opens again");
    assert_eq!(again.accounts().commitment(&promise), Some(folded), "the log tells all of it");
}

#[test]
fn a_pack_that_was_changed_is_taken_with_a_new_version_only() {
    let world = world();
    drop(world.app);
    let changed = |version: &'static str| {
        definitions_with(|pack| {
            let pack = pack.replace("version = 2", version);
            pack.replace("working_days = 15", "working_days = 20")
        })
    };
    let open = |definitions: Definitions| {
        let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
        let (store, clock) = (Arc::clone(&world.store), Arc::clone(&world.store.clock));
        App::open(definitions, store as _, clock as _, signer)
    };
    let size = world.store.log_size().expect("reads");
    let refused = open(changed("version = 2")).err().expect("is told");
    assert!(refused.to_string().contains("raise `version`"), "{refused}");
    assert_eq!(world.store.log_size().expect("reads"), size, "nothing is recorded");
    drop(open(changed("version = 3")).expect("a new version is taken"));
    assert_eq!(world.store.log_size().expect("reads"), size + 1);
}
