//! The contracts of the vault's storage.

use journal::Hash;
use store::{Batch, MatterBy, Read, SealedMatter, StoreError, Vault, VaultChange, Write};

use crate::Place;
use crate::sample::matter;

/// Keeps matters, a batch each.
///
/// # Panics
/// Where the store refuses one.
pub fn keep(store: &dyn Write, matters: impl Iterator<Item = u32>) {
    for number in matters {
        append(store, vec![VaultChange::Keep(matter(number))]).expect("keeps");
    }
}

fn append(store: &dyn Write, vault: Vec<VaultChange>) -> Result<(), StoreError> {
    store.append(&Batch { vault, checkpoint: "note".to_owned(), ..Batch::default() })
}

fn named(store: &dyn Vault, number: u32) -> Option<SealedMatter> {
    store.matter(MatterBy::Name(&matter(number).matter)).expect("reads")
}

/// What a matter leaves behind.
fn erased(number: u32) -> SealedMatter {
    SealedMatter { key: None, values: Vec::new(), ..matter(number) }
}

/// A matter is one row for its name and its link.
pub fn a_matter_is_found_by_name_and_by_link_and_survives_opening<P: Place>() {
    let place = P::new();
    keep(&place.open().expect("opens"), 1..4);
    let store = place.open().expect("opens again");
    assert_eq!(named(&store, 2), Some(matter(2)));
    let by_link = |byte: u8| store.matter(MatterBy::Link(&Hash([byte; 32]))).expect("reads");
    assert_eq!((by_link(2), by_link(7)), (Some(matter(2)), None));
    assert_eq!(store.matter(MatterBy::Name("works/W-2")).expect("reads"), None);
    let living = store.living_matters("matter/00000001", 9).expect("reads");
    assert_eq!(living, [matter(2), matter(3)]);
    assert_eq!(store.living_matters("", 1).expect("reads"), [matter(1)]);
}

/// Erasing is for good, and may be asked for again and again.
pub fn what_is_erased_stays_erased_and_only_that<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    keep(&store, 0..5);
    append(&store, vec![VaultChange::Erase(matter(1).matter)]).expect("erases");
    let again = [matter(1).matter, matter(3).matter, "matter/none".to_owned()];
    store.erase_matters(&again).expect("erases");
    store.erase_matters(&again).expect("a second time");
    drop(store);
    let store = place.open().expect("opens again");
    assert_eq!(named(&store, 1), Some(erased(1)));
    assert_eq!(named(&store, 3), Some(erased(3)));
    let living = store.living_matters("", 9).expect("reads");
    assert_eq!(living, [matter(0), matter(2), matter(4)]);
    let by_link = store.matter(MatterBy::Link(&Hash([1; 32]))).expect("reads");
    assert_eq!(by_link, Some(erased(1)), "the link still tells that it was");
}

/// A new master key takes the place of the old one everywhere or nowhere.
pub fn keys_are_wrapped_anew_all_or_none<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    keep(&store, 0..5);
    store.erase_matters(&[matter(4).matter]).expect("erases");
    let failing = store.rewrap_keys(&mut |name, _| match name {
        "matter/00000002" => Err("a test".to_owned()),
        _ => Ok(b"new".to_vec()),
    });
    assert!(matches!(failing, Err(StoreError::Vault { matter, .. }) if matter.ends_with('2')));
    let living = store.living_matters("", 9).expect("reads");
    assert_eq!(living, (0..4).map(matter).collect::<Vec<_>>());
    let mut seen = Vec::new();
    let count = store.rewrap_keys(&mut |name, key| {
        seen.push((name.to_owned(), key.to_vec()));
        Ok(format!("new {name}").into_bytes())
    });
    assert_eq!((count.expect("wraps"), seen.len()), (4, 4));
    assert_eq!(seen[1], (matter(1).matter, matter(1).key.expect("has one")));
    let first = named(&store, 0).expect("is there");
    assert_eq!(first.key.as_deref(), Some(b"new matter/00000000".as_slice()));
}

/// Entries and what they do to the vault stand or fall together.
pub fn a_refused_batch_leaves_the_vault_as_it_was<P: Place>() {
    let place = P::new();
    let store = place.open().expect("opens");
    keep(&store, 1..2);
    let vault = vec![VaultChange::Keep(matter(5)), VaultChange::Erase(matter(1).matter)];
    let refused = store.append(&Batch { first: 3, vault, ..Batch::default() });
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    let vault = vec![VaultChange::Erase(matter(1).matter), VaultChange::Keep(matter(1))];
    assert!(append(&store, vault).is_err(), "a name is used once");
    assert_eq!(store.living_matters("", 9).expect("reads"), [matter(1)]);
    assert_eq!(store.log_size().expect("reads"), 0);
}
