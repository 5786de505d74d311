//! The contracts of what an operator does with a whole store.

use std::fmt::Debug;

use journal::Hash;
use store::{
    Credential, Operate, Read, RecordFilter, RecordRow, SealedMatter, Standing, StoreError, Total,
    Vault, VaultChange, Write,
};

use crate::Place;
use crate::sample::{LAST_DAY, MEASURE, batch, matter};

/// However long it is kept, and whatever is written meanwhile.
pub fn a_snapshot_stands_still_and_keeps_nobody_waiting<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 40)).expect("appends");
    let snapshot = store.snapshot().expect("takes one");
    let (digest, checkpoint) = (store.digest().expect("reads"), store.checkpoint().expect("reads"));
    store.append(&batch(40, 5)).expect("appends beside it");
    let inspector = Credential { office: "station".into(), role: "inspector".into() };
    store.put_credential(&Hash([1; 32]), &inspector).expect("writes beside it");
    assert_eq!(snapshot.log_size().expect("reads"), 40);
    assert_eq!(snapshot.digest().expect("reads"), digest);
    assert_eq!(snapshot.checkpoint().expect("reads"), checkpoint);
    assert_eq!(snapshot.entries_of(&["record.opened"], 0).expect("reads").len(), 10);
    assert_eq!(snapshot.credentials(None, 9).expect("reads"), []);
    assert_eq!(store.credentials(None, 9).expect("reads").len(), 1);
    assert!(snapshot.append(&batch(40, 1)).is_err(), "it is there to be read");
}

/// Whatever the size of the pages, each thing comes once and in order.
pub fn everything_is_found_page_by_page<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    let mut batch = batch(0, 40);
    batch.documents = (0..7).map(|number| (Hash([number; 32]), vec![number; 3])).collect();
    batch.vault = (0..12).map(|number| VaultChange::Keep(matter(number))).collect();
    store.append(&batch).expect("appends");
    store.erase_matters(&[matter(4).matter]).expect("erases");
    for number in 0..5 {
        let credential = Credential { office: format!("office {number}"), role: "owner".into() };
        store.put_credential(&Hash([number; 32]), &credential).expect("writes");
    }
    let documents =
        pages(|after, limit| store.documents(after.map(|(hash, _): &(Hash, _)| hash), limit));
    assert_eq!(documents, batch.documents);
    let credentials =
        pages(|after, limit| store.credentials(after.map(|(hash, _): &(Hash, _)| hash), limit));
    let offices: Vec<&str> = credentials.iter().map(|(_, it)| it.office.as_str()).collect();
    assert_eq!(offices, ["office 0", "office 1", "office 2", "office 3", "office 4"]);
    let matters = pages(|after, limit| {
        store.matters(after.map_or("", |matter: &SealedMatter| &matter.matter), limit)
    });
    let (mut kept, erased) = ((0..12).map(matter).collect::<Vec<_>>(), &matters[4]);
    assert!(erased.key.is_none() && erased.values.is_empty(), "what is erased is listed too");
    kept[4] = erased.clone();
    assert_eq!(matters, kept);
    let records =
        pages(|after, limit| store.all_records(after.map_or("", |row: &RecordRow| &row.id), limit));
    assert_eq!(records, store.records(&RecordFilter::default(), 0, 1_000).expect("reads"));
    assert_eq!(records.len(), 3);
    let contributions = pages(|after, limit| store.all_contributions(after, limit));
    assert_eq!(contributions, store.contributions(MEASURE, LAST_DAY).expect("reads"));
    let cells = pages(|after, limit| store.cells(after.map(|(cell, _)| cell), limit));
    let sum = cells.iter().fold(Total::default(), |sum, (_, total)| Total {
        count: sum.count + total.count,
        amount: sum.amount + total.amount,
    });
    assert!(cells.is_sorted_by_key(|(cell, _)| cell.clone()) && cells.len() > 3);
    assert_eq!(sum, store.total(MEASURE, LAST_DAY).expect("reads"));
}

/// Neither a half of a city is opened, nor one that went elsewhere.
pub fn a_store_that_is_no_citys_is_refused<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    store.append(&batch(0, 2)).expect("appends");
    assert_eq!(store.standing().expect("reads"), Standing::Open);
    let filling = Standing::Filling { from: "elsewhere".into() };
    store.set_standing(&filling).expect("writes");
    assert_eq!(store.standing().expect("reads"), filling);
    let refused = place.open_to_read().err();
    assert!(matches!(refused, Some(StoreError::Unfinished { .. })), "{refused:?}");
    let moved = Standing::Moved { to: "elsewhere".into() };
    store.set_standing(&moved).expect("writes");
    let reader = place.open_to_read().expect("what was there can be read");
    assert_eq!(reader.log_size().expect("reads"), 2);
    drop((store, reader));
    let Err(StoreError::Moved { to, .. }) = place.open() else {
        panic!("a city that has moved is not opened to write");
    };
    assert_eq!(to, "elsewhere");
}

/// All that is listed, in pages of one, two and a thousand; they must agree.
fn pages<T: Clone + Debug + PartialEq>(
    list: impl Fn(Option<&T>, usize) -> Result<Vec<T>, StoreError>,
) -> Vec<T> {
    let listed = [1, 2, 1_000].map(|limit| {
        let mut all: Vec<T> = Vec::new();
        loop {
            let page = list(all.last(), limit).expect("reads");
            assert!(page.len() <= limit);
            if page.is_empty() {
                break all;
            }
            all.extend(page);
        }
    });
    assert!(listed[0] == listed[1] && listed[1] == listed[2], "{listed:?}");
    let [all, ..] = listed;
    all
}
