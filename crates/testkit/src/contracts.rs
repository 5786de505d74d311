//! The contracts, each a test that any store must pass.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use jiff::civil::{Date, date};
use journal::{Frontier, Hash, leaf_hash};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::{
    Change, Credential, Folded, Lately, Read, RecordFilter, StoreError, StoredEntry, Write,
};

use crate::model::{MEASURES, Model, batches};
use crate::sample::{LAST_DAY, MEASURE, batch, bytes, folded, rebuild};
use crate::{Fault, Place, Tampering};

pub use crate::vault::*;

/// An acknowledged batch survives the end of the process.
pub fn what_was_appended_is_there_after_opening_again<P: Place>() {
    let place = P::new();
    {
        let store = place.open().expect("opens");
        assert_eq!(store.log_size().expect("reads"), 0);
        assert_eq!(store.checkpoint().expect("reads"), None);
        store.append(&batch(0, 5)).expect("appends");
        store.append(&batch(5, 2)).expect("appends");
    }
    let store = place.open().expect("opens again");
    assert_eq!(store.log_size().expect("reads"), 7);
    assert_eq!(store.entry(6).expect("reads"), Some(bytes(6)));
    assert_eq!(store.entry(7).expect("reads"), None);
    assert_eq!(store.checkpoint().expect("reads"), Some("checkpoint of 7".into()));
    assert_eq!(store.contributions(MEASURE, LAST_DAY).expect("reads").len(), 7);
    store.append(&batch(7, 1)).expect("goes on");
}

/// The length of the log is the sequencer's to say, and never the store's.
pub fn a_batch_for_another_length_is_refused_and_leaves_nothing<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 2)).expect("appends");
    let digest = store.digest().expect("reads");
    for first in [0, 1, 3] {
        let refused = store.append(&batch(first, 2));
        let Err(StoreError::Conflict { expected, actual }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!((expected, actual), (first, 2));
    }
    assert_eq!(store.log_size().expect("reads"), 2);
    assert_eq!(store.digest().expect("reads"), digest);
}

/// With room made, the same batch goes in.
pub fn a_full_disk_is_told_and_leaves_nothing<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 2)).expect("appends");
    let digest = store.digest().expect("reads");
    place.inject(&store, Fault::Full);
    let mut large = batch(2, 3);
    let document = Hash([1; 32]);
    large.documents.push((document, vec![7; 1_000_000]));
    let refused = store.append(&large);
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    assert_eq!(store.log_size().expect("reads"), 2);
    assert_eq!(store.document(&document).expect("reads"), None);
    assert_eq!(store.digest().expect("reads"), digest);
    place.inject(&store, Fault::Room);
    store.append(&large).expect("with room made, the same batch goes in");
}

/// There is one writer, as long as it lives.
pub fn a_second_writer_is_refused_and_a_reader_is_not<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 1)).expect("appends");
    let second = place.open();
    let refused = matches!(second, Err(StoreError::InUse { .. } | StoreError::Elsewhere { .. }));
    assert!(refused, "{:?}", second.err());
    let reader = place.open_to_read().expect("reads beside the writer");
    assert_eq!(reader.log_size().expect("reads"), 1);
    drop(store);
    place.open().expect("free again");
}

/// Whoever opened a store to read cannot append.
pub fn a_reader_never_appends<P: Place>() {
    let place = P::new();
    drop(place.open().expect("makes the tables"));
    let reader = place.open_to_read().expect("opens");
    assert!(reader.append(&batch(0, 1)).is_err());
    assert_eq!(reader.log_size().expect("reads"), 0);
}

/// A batch is there as a whole or not at all, whenever one looks.
pub fn readers_see_whole_batches_only<P: Place>() {
    const BATCH: u64 = 5;
    let place = P::new();
    let store = place.open().expect("opens");
    let reader = place.open_to_read().expect("opens");
    let has_ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut looks = 0;
            while !has_ended.load(Ordering::SeqCst) || looks < 10 {
                let entries = reader.entries(0, 1_000).expect("reads").len() as u64;
                assert!(entries.is_multiple_of(BATCH), "{entries} entries");
                let counted = reader.contributions(MEASURE, LAST_DAY).expect("reads").len() as u64;
                assert!(counted.is_multiple_of(BATCH) && counted >= entries, "{counted} counted");
                let total = reader.total(MEASURE, LAST_DAY).expect("reads").count;
                assert!(total.cast_unsigned() >= counted, "{total} in all");
                looks += 1;
            }
        });
        for round in 0..40 {
            store.append(&batch(round * BATCH, BATCH)).expect("appends");
        }
        has_ended.store(true, Ordering::SeqCst);
        looking.join().expect("every look was whole");
    });
}

/// While lists and totals are folded anew and replaced, readers go on, and see what was there
/// before or what comes after.
pub fn a_reader_does_not_wait_for_a_writer<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 6_000)).expect("appends");
    let right = store.digest().expect("reads");
    place.tamper(&store, Tampering::EmptyLists).expect("nothing guards lists");
    let wrong = store.digest().expect("reads");
    let reader = place.open_to_read().expect("opens");
    let has_ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut seen = vec![reader.digest().expect("reads")];
            while !has_ended.load(Ordering::SeqCst) {
                seen.push(reader.digest().expect("reads"));
            }
            seen
        });
        assert!(!rebuild(&store).expect("rebuilds"));
        has_ended.store(true, Ordering::SeqCst);
        let seen = looking.join().expect("nobody waits");
        assert!(seen.iter().all(|digest| [right, wrong].contains(digest)));
    });
    assert_eq!(reader.digest().expect("reads"), right);
}

/// The database itself refuses to change the journal.
pub fn entries_cannot_be_changed_even_by_hand<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 1)).expect("appends");
    assert!(place.tamper(&store, Tampering::ChangeEntry).is_err());
    assert!(place.tamper(&store, Tampering::DeleteEntry).is_err());
    assert_eq!(store.entry(0).expect("reads"), Some(bytes(0)));
}

/// An older program does not touch what it does not understand.
pub fn a_store_of_a_newer_program_is_refused_by_name<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    place.inject(&store, Fault::Newer);
    drop(store);
    for opened in [place.open(), place.open_to_read()] {
        let refused = matches!(opened, Err(StoreError::Newer { found: 99, known: 2.., .. }));
        assert!(refused, "{:?}", opened.err());
    }
}

/// Damage is told as such, and never given out as hashes.
pub fn a_cut_tile_is_named_as_damage<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 300)).expect("appends");
    place.inject(&store, Fault::CutTile);
    let told = store.hashes(0, 0, 256);
    assert!(matches!(told, Err(StoreError::Damaged(_))), "{told:?}");
}

/// Every node that is complete is there, however the log grew.
pub fn the_tree_is_the_same_while_a_tile_fills_and_after<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    let mut frontier = Frontier::new();
    let mut nodes = Vec::new();
    let mut first = 0;
    for count in [1, 200, 54, 1, 1, 255, 700, 80] {
        store.append(&batch(first, count)).expect("appends");
        nodes.extend((first..first + count).flat_map(|it| frontier.append(leaf_hash(&bytes(it)))));
        first += count;
        // Every 37th meets every level and both ends of tiles.
        for node in nodes.iter().step_by(37) {
            let stored = store.node(node.level, node.index).expect("reads");
            assert_eq!(stored, Some(node.hash), "{}/{} of {first}", node.level, node.index);
        }
        assert_eq!(store.node(0, first).expect("reads"), None);
    }
    assert_eq!(store.hashes(0, 250, 20).expect("reads").len(), 6, "to the end of its tile");
    assert_eq!(store.hashes(0, 1_290, 256).expect("reads").len(), 2, "to the end of the log");
    assert_eq!(store.hashes(1, 0, 256).expect("reads").len(), 5, "as many as are full");
    assert_eq!(store.hashes(2, 0, 256).expect("reads"), []);
}

/// In order, from where one asks on, and no more than one asks for.
pub fn entries_are_found_by_index_subject_and_kind<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 10)).expect("appends");
    let indices = |found: Result<Vec<StoredEntry>, StoreError>| -> Vec<u64> {
        let found = found.expect("reads");
        assert!(found.iter().all(|it| it.bytes == bytes(it.index)));
        found.into_iter().map(|it| it.index).collect()
    };
    assert_eq!(indices(store.entries(7, 2)), [7, 8]);
    assert_eq!(indices(store.entries(8, 100)), [8, 9]);
    assert_eq!(indices(store.entries_about("works/1")), [1, 4, 7]);
    assert_eq!(indices(store.entries_about("works/")), [0_u64; 0]);
    assert_eq!(indices(store.entries_of(&["record.opened"], 1)), [4, 8]);
    assert_eq!(indices(store.entries_of(&["step.taken", "record.opened"], 7)), [7, 8, 9]);
    assert_eq!(indices(store.entries_of(&[], 0)), [0_u64; 0]);
}

/// Every subject's entries come with its first one, whole and once.
pub fn a_history_comes_with_its_first_entry<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 10)).expect("appends");
    let indices = |found: Result<Vec<Vec<StoredEntry>>, StoreError>| -> Vec<Vec<u64>> {
        let found = found.expect("reads");
        assert!(found.iter().flatten().all(|it| it.bytes == bytes(it.index)));
        found.iter().map(|history| history.iter().map(|it| it.index).collect()).collect()
    };
    assert_eq!(indices(store.histories(0..10)), [vec![0, 3, 6, 9], vec![1, 4, 7], vec![2, 5, 8]]);
    assert_eq!(indices(store.histories(1..2)), [[1, 4, 7]]);
    assert_eq!(indices(store.histories(2..100)), [[2, 5, 8]]);
    assert_eq!(indices(store.histories(3..10)), [[0_u64; 0]; 0]);
}

/// A document that is there already is no fault.
pub fn documents_are_kept_by_their_hash<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    let (one, other) = (Hash([1; 32]), Hash([2; 32]));
    for first in 0..2 {
        let mut with = batch(first, 1);
        with.documents = vec![(one, vec![0, 159, 146, 150])];
        store.append(&with).expect("appends");
    }
    assert_eq!(store.document(&one).expect("reads"), Some(vec![0, 159, 146, 150]));
    assert_eq!(store.document(&other).expect("reads"), None);
}

/// Pages follow each other in the order of ids, and the count says how many there are in all.
pub fn records_are_listed_by_filter_and_page<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 9)).expect("appends");
    let all = RecordFilter::default();
    assert_eq!(store.count_records(&all).expect("counts"), 3);
    assert_eq!(store.records(&all, 1, 1).expect("lists")[0].id, "works/1");
    assert_eq!(store.records(&all, 3, 9).expect("lists"), []);
    let at = RecordFilter { place: Some("650102".into()), ..RecordFilter::default() };
    let listed = store.records(&at, 0, 10).expect("lists");
    assert!(!listed.is_empty() && listed.iter().all(|row| row.place == "650102"));
    assert_eq!(listed.len() as u64, store.count_records(&at).expect("counts"));
}

/// The latest come first; category, states and time leave out what does not fit.
pub fn records_are_listed_latest_first<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 9)).expect("appends");
    let all = Lately { pack: "works".into(), register: "work".into(), ..Lately::default() };
    let listed = store.latest_records(&all, 10).expect("lists");
    assert_eq!(listed.len(), 3);
    assert!(listed.is_sorted_by(|one, next| one.opened_s >= next.opened_s), "{listed:?}");
    assert_eq!(store.latest_records(&all, 1).expect("lists"), listed[..1]);
    let middle = &listed[1];
    let some = |lately: Lately| store.latest_records(&lately, 10).expect("lists");
    let at = Some(middle.opened_s);
    assert_eq!(some(Lately { from_s: at, to_s: at, ..all.clone() }), listed[1..2]);
    let category = Some(middle.category.clone());
    let of_kind = some(Lately { category, ..all.clone() });
    assert!(of_kind.contains(middle) && of_kind.len() < 3, "{of_kind:?}");
    let states = |states: &[&str]| Some(states.iter().map(|it| (*it).to_owned()).collect());
    let (both, none) = (states(&["state-0", "state-1"]), states(&["state"]));
    assert_eq!(some(Lately { states: both, ..all.clone() }).len(), 3);
    assert_eq!(some(Lately { states: none, ..all.clone() }), []);
    assert_eq!(some(Lately { register: "other".into(), ..all }), []);
}

/// A total up to a day is what all contributions up to it come to, in all and place by place.
pub fn totals_are_the_sums_of_contributions<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 40)).expect("appends");
    for day in [1, 7, 28] {
        let until = date(2020, 1, day);
        let evidence = store.contributions(MEASURE, until).expect("reads");
        assert!(evidence.is_sorted_by_key(|it| it.entry));
        let total = store.total(MEASURE, until).expect("reads");
        assert_eq!(total.count, evidence.iter().map(|it| it.count).sum::<i64>());
        let sum: i64 = evidence.iter().map(|it| it.amount.millionths()).sum();
        assert_eq!(total.amount.millionths(), sum);
        let by_place = store.totals_by_place(MEASURE, until).expect("reads");
        assert_eq!(by_place.iter().map(|(_, total)| total.count).sum::<i64>(), total.count);
    }
    assert_eq!(store.total("works/none", LAST_DAY).expect("reads").count, 0);
}

/// Whatever lists and totals hold, a rebuild tells whether it is what the journal says, and makes
/// it that.
pub fn a_rebuild_puts_right_what_was_wrong<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    let empty = store.digest().expect("reads");
    assert!(rebuild(&store).expect("there is nothing to fold"));
    for first in [0, 1_000, 2_000, 3_000] {
        store.append(&batch(first, 1_000)).expect("appends");
    }
    let digest = store.digest().expect("reads");
    assert!(rebuild(&store).expect("rebuilds"), "however many batches it came in");
    assert_eq!(store.digest().expect("reads"), digest);
    place.tamper(&store, Tampering::EmptyLists).expect("nothing guards lists");
    assert_eq!(store.digest().expect("reads"), empty);
    assert!(!rebuild(&store).expect("rebuilds"));
    assert_eq!(store.digest().expect("reads"), digest);
    let listed = store.count_records(&RecordFilter::default()).expect("counts");
    assert_eq!(listed, 3);
    store.append(&batch(4_000, 1)).expect("goes on");
    assert_ne!(store.digest().expect("reads"), digest);
}

/// What was folded is there after opening again, and nothing in use depends on it.
pub fn a_rebuild_goes_on_where_it_was_broken_off<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 2_000)).expect("appends");
    let digest = store.digest().expect("reads");
    assert_eq!(store.refolded("the sample").expect("reads"), 0);
    store.refold("the sample", 0..20, &folded(0..20)).expect("folds");
    store.refold("the sample", 20..30, &folded(20..30)).expect("folds");
    store.refold("the sample", 20..30, &folded(20..30)).expect("is there already");
    drop(store);
    let store = place.open().expect("opens again");
    assert_eq!(store.refolded("the sample").expect("reads"), 30);
    assert_eq!(store.digest().expect("reads"), digest);
    let early = store.adopt("the sample");
    let is_early = matches!(early, Err(StoreError::Conflict { expected: 2_000, actual: 30 }));
    assert!(is_early, "{early:?}");
    let beyond = store.refold("the sample", 40..50, &folded(40..50));
    let is_beyond = matches!(beyond, Err(StoreError::Conflict { expected: 40, actual: 30 }));
    assert!(is_beyond, "{beyond:?}");
    assert!(rebuild(&store).expect("goes on"));
    assert_eq!(store.digest().expect("reads"), digest);
    assert_eq!(store.refolded("the sample").expect("reads"), 0, "nothing is left of it");
}

/// What was folded by another name is never mixed in.
pub fn a_rebuild_by_another_name_begins_anew<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 50)).expect("appends");
    let digest = store.digest().expect("reads");
    store.refold("another", 0..40, &folded(3..9)).expect("folds");
    assert_eq!(store.refolded("the sample").expect("reads"), 0);
    let mixed = store.refold("the sample", 40..50, &folded(40..50));
    let is_mixed = matches!(mixed, Err(StoreError::Conflict { expected: 40, actual: 0 }));
    assert!(is_mixed, "{mixed:?}");
    assert_eq!(store.refolded("another").expect("reads"), 40, "what is refused changes nothing");
    assert!(rebuild(&store).expect("rebuilds"));
    assert_eq!(store.refolded("another").expect("reads"), 0);
    assert_eq!(store.digest().expect("reads"), digest);
}

/// Only hashes of tokens are known, and the last word on one holds.
pub fn a_token_admits_until_it_is_replaced<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    let token = Hash([3; 32]);
    assert_eq!(store.credential(&token).expect("reads"), None);
    for role in ["inspector", "builder"] {
        let credential = Credential { office: "station".into(), role: role.into() };
        store.put_credential(&token, &credential).expect("writes");
        assert_eq!(store.credential(&token).expect("reads"), Some(credential));
    }
}

/// Whatever is appended in whatever batches, every question is answered as the model answers it.
pub fn random_batches_read_back_as_from_a_model<P: Place>() {
    let mut runner = TestRunner::new(Config { cases: 12, ..Config::default() });
    let ran = runner.run(&batches(), |batches| {
        let place = P::new();
        let store = place.open().expect("opens");
        let mut model = Model::default();
        for batch in &batches {
            store.append(batch).expect("appends");
            model.append(batch);
        }
        compare(&store, &model);
        let digest = store.digest().expect("reads");
        let changes: Vec<Change> = batches.iter().flat_map(|it| it.changes.clone()).collect();
        let size = model.entries.len() as u64;
        store.refold("the model", 0..size, &Folded::of(&changes)).expect("folds");
        prop_assert!(store.adopt("the model").expect("compares"));
        prop_assert_eq!(store.digest().expect("reads"), digest);
        Ok(())
    });
    if let Err(failed) = ran {
        panic!("{failed}");
    }
}

fn compare(store: &impl Read, model: &Model) {
    let count = model.entries.len();
    assert_eq!(store.log_size().expect("reads"), count as u64);
    let stored = store.entries(0, count + 1).expect("reads");
    assert!(stored.iter().map(|it| &it.bytes).eq(model.entries.iter().map(|it| &it.bytes)));
    let words: BTreeSet<&str> = model.entries.iter().map(|it| it.subject.as_str()).collect();
    for word in words {
        let about = store.entries_about(word).expect("reads");
        let expected = model.entries.iter().filter(|it| it.subject == word);
        assert!(about.iter().map(|it| &it.bytes).eq(expected.map(|it| &it.bytes)), "{word:?}");
        let some = || Some(word.to_owned());
        for filter in [
            RecordFilter { state: some(), ..RecordFilter::default() },
            RecordFilter { place: some(), pack: Some("a".into()), ..RecordFilter::default() },
            RecordFilter { office: some(), ..RecordFilter::default() },
            RecordFilter::default(),
        ] {
            let expected = model.records(&filter);
            assert_eq!(store.records(&filter, 0, 100).expect("reads"), expected);
            assert_eq!(store.count_records(&filter).expect("reads"), expected.len() as u64);
        }
    }
    let middle: Date = date(2020, 1, 15);
    for (measure, until) in MEASURES.into_iter().flat_map(|it| [(it, middle), (it, LAST_DAY)]) {
        let evidence = store.contributions(measure, until).expect("reads");
        assert_eq!(evidence, model.contributions(measure, until));
        assert_eq!(store.total(measure, until).expect("reads"), model.total(measure, until));
        let by_place = store.totals_by_place(measure, until).expect("reads");
        assert_eq!(by_place, model.totals_by_place(measure, until));
    }
}
