//! Corrections of a reading: what holds for all of them, and what each does.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const REPORT: &str = "2031年甲州市政府工作报告\n各位代表：\n一、2030年工作回顾\n\
     建成口袋公园20个。\n二、2031年重点工作\n新建口袋公园30个，改造老旧管网35公里、\
     新增公共停车位6000个。完成体育中心主体工程。出台夜间经济促进办法。\n";

fn draft() -> Draft {
    let machine = MachineReading::of(&reader::read(REPORT));
    assert!(machine.promises.len() >= 4, "{machine:#?}");
    Draft::begin(machine, number(REPORT.chars().count()))
}

fn correction(change: Change) -> Correction {
    Correction { change, reason: None }
}

fn live(draft: &Draft) -> Vec<u32> {
    let numbered = (0..).zip(draft.promises());
    numbered.filter(|(_, it)| it.is_live).map(|(at, _)| at).collect()
}

#[test]
fn a_persons_word_wins_and_the_machines_stays_beside_it() {
    let mut draft = draft();
    let plan = (0..).zip(draft.figures()).find(|(_, it)| it.now.part == "plan");
    let (at, mut to) = plan.map(|(at, it)| (at, it.now.clone())).expect("the plan has figures");
    assert_eq!(to.target.subject, "口袋公园");
    "社区口袋公园".clone_into(&mut to.target.subject);
    draft.correct(7, correction(Change::Figure { figure: at, to })).expect("it is there");
    let made = draft.made("甲-2031");
    let (made, _) = &made[0];
    let target = &made.targets[0];
    assert_eq!(target.subject, "社区口袋公园");
    let origin = target.origin.as_ref().expect("it is told");
    assert_eq!(origin.checked, [7]);
    assert_eq!(origin.machine["subject"], "口袋公园");
    assert_eq!(made.origin.as_ref().map(Origin::is_checked), Some(false));
}

#[test]
fn a_split_gives_each_piece_its_figures_and_a_merge_takes_them_together() {
    let mut draft = draft();
    let text: Vec<char> = REPORT.chars().collect();
    let before = live(&draft).len();
    let (first, second) = (live(&draft)[1], live(&draft)[2]);
    let (start, end) =
        (draft.promises()[first as usize].now.span.0, draft.promises()[second as usize].now.span.1);
    let words = |from: u32, to: u32| text[from as usize..to as usize].iter().collect::<String>();
    let whole = Piece { span: (start, end), quote: words(start, end) };
    let merge = Change::Merge { promises: vec![first, second], whole };
    draft.correct(1, correction(merge)).expect("both are there");
    assert_eq!(live(&draft).len(), before - 1);
    let merged = draft.promises()[first as usize].now.clone();
    assert_eq!(merged.figures.len(), 2, "{merged:#?}");
    let middle = draft.figures()[merged.figures[1] as usize].now.number.0 - 3;
    let piece = |from, to| Piece { span: (from, to), quote: words(from, to) };
    let pieces = vec![piece(start, middle), piece(middle, end)];
    draft.correct(2, correction(Change::Split { promise: first, pieces })).expect("it fits");
    let parts: Vec<usize> =
        draft.promises().iter().rev().take(2).map(|it| it.now.figures.len()).collect();
    assert_eq!(parts, [1, 1]);
    assert_eq!(live(&draft).len(), before);
}

#[test]
fn what_is_gone_cannot_be_corrected_and_the_last_can_be_undone() {
    let mut draft = draft();
    let fresh = draft.clone();
    let drop = Change::Drop { item: Item::Promise(0) };
    draft.correct(3, correction(drop.clone())).expect("it is there");
    assert_eq!(draft.correct(4, correction(drop)), Err(CorrectionError::Gone(Item::Promise(0))));
    assert_eq!(draft.undo(4), Err(CorrectionError::NotLast(3)));
    assert_eq!(draft.undo(3), Ok(()));
    assert_eq!(draft, fresh);
    assert_eq!(draft.undo(3), Err(CorrectionError::NothingToUndo));
}

#[test]
fn offices_are_named_with_one_that_leads_and_are_published_with_the_promise() {
    let mut draft = draft();
    let mut to = draft.promises()[1].now.clone();
    to.supporting = vec!["garden-bureau".to_owned()];
    to.due = Some(date(2031, 6, 30));
    let change = |to: &PromiseRead| Change::Promise { promise: 1, to: to.clone() };
    assert_eq!(draft.correct(1, correction(change(&to))), Err(CorrectionError::NoLead));
    to.lead = Some("housing-bureau".to_owned());
    draft.correct(2, correction(change(&to))).expect("one leads");
    let published = draft.made("甲-2031");
    let assigned: Vec<&Assigned> = published.iter().filter_map(|(_, it)| it.as_ref()).collect();
    assert_eq!(assigned.len(), 1, "nobody was named for the others");
    assert_eq!((assigned[0].lead.as_str(), assigned[0].due), ("housing-bureau", to.due));
    assert_eq!(assigned[0].supporting, to.supporting);
}

#[test]
fn a_field_that_cannot_be_is_named() {
    let mut draft = draft();
    let mut to = draft.figures()[0].now.clone();
    "change".clone_into(&mut to.target.sense);
    let refused = draft.correct(1, correction(Change::Figure { figure: 0, to }));
    let bad = CorrectionError::BadValue { field: "direction", value: String::new() };
    assert_eq!(refused, Err(bad), "a change goes up or down");
}

#[test]
fn a_reading_is_stored_and_read_back() {
    let machine = draft().machine;
    assert_eq!(MachineReading::from_bytes(&machine.to_bytes()), Ok(machine));
    let correction = Correction {
        change: Change::Figure { figure: 0, to: draft().figures()[0].now.clone() },
        reason: Some("原文是这样写的".to_owned()),
    };
    let stored = serde_json::to_value(&correction).expect("it is plain data");
    assert_eq!(serde_json::from_value::<Correction>(stored).expect("it was just made"), correction);
}

/// Any change, mostly of things that are there, with spans anywhere.
fn changes() -> impl Strategy<Value = Change> {
    let item = || {
        (0_u32..9, any::<bool>())
            .prop_map(|(at, figure)| if figure { Item::Figure(at) } else { Item::Promise(at) })
    };
    let piece =
        || (0_u32..200, 0_u32..200).prop_map(|span| Piece { span, quote: "甲".to_owned() });
    prop_oneof![
        item().prop_map(|item| Change::Confirm { item }),
        item().prop_map(|item| Change::Drop { item }),
        (0_u32..9, 0_usize..4).prop_map(|(figure, from)| Change::Figure {
            figure,
            to: draft().figures()[from].now.clone(),
        }),
        (0_usize..4, proptest::option::of(0_u32..9)).prop_map(|(from, promise)| {
            Change::AddFigure { figure: draft().figures()[from].now.clone(), promise }
        }),
        (0_u32..9, 0_usize..4).prop_map(|(promise, from)| Change::Promise {
            promise,
            to: draft().promises()[from].now.clone(),
        }),
        (0_u32..9, proptest::collection::vec(piece(), 0..4))
            .prop_map(|(promise, pieces)| Change::Split { promise, pieces }),
        (proptest::collection::vec(0_u32..9, 0..4), piece())
            .prop_map(|(promises, whole)| Change::Merge { promises, whole }),
    ]
}

proptest! {
    #[test]
    fn a_refused_correction_changes_nothing_and_undo_leads_back(
        changes in proptest::collection::vec(changes(), 0..20),
    ) {
        let mut draft = draft();
        let mut states = vec![draft.clone()];
        for (entry, change) in (1..).zip(changes) {
            let before = draft.clone();
            match draft.correct(entry, correction(change)) {
                Ok(()) => states.push(draft.clone()),
                Err(_) => prop_assert_eq!(&draft, &before),
            }
            for (made, _) in draft.made("甲-2031") {
                prop_assert!(made.span.0 < made.span.1);
            }
        }
        states.pop();
        while let Some((last, _)) = draft.history().last() {
            let last = *last;
            draft.undo(last).expect("it is the last");
            prop_assert_eq!(&draft, &states.pop().expect("one state a correction"));
        }
        prop_assert!(states.is_empty());
    }
}
