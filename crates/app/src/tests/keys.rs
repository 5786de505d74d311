//! Keys change hands, and who has none only reads.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use journal::{Checkpoint, Signer, Verifier};
use store::{Batch, Read, StoreError};

use super::world::{self, OWNER, World, definitions, open_work, step, world};
use crate::{App, Error, Keys};

fn signer(seed: u8) -> Signer {
    Signer::from_seed("example.com/test", [seed; 32]).expect("a name")
}

/// Opens the city with the old key and the one that is to take its place.
fn changing(world: &World) -> App {
    let keys = Keys::changing(signer(7), signer(8)).expect("of one name");
    let clock = Arc::clone(&world.store.clock) as _;
    App::open(definitions(), Arc::clone(&world.store) as _, clock, keys).expect("opens")
}

fn signed_by(app: &App) -> Vec<Verifier> {
    let note = app.store().checkpoint().expect("reads").expect("is there");
    let known = [signer(7).verifier(), signer(8).verifier()];
    let (_, signed) = Checkpoint::open_signed(&note, &known).expect("is signed");
    signed.iter().map(|it| it.key.clone()).collect()
}

#[test]
fn a_key_that_could_not_be_retired_goes_on() {
    let world = world();
    let both = [signer(7).verifier(), signer(8).verifier()];
    let app = changing(&world);
    assert_eq!(signed_by(&app), both);
    world.store.full.store(true, Ordering::SeqCst);
    assert!(matches!(app.retire_key(), Err(Error::Store(StoreError::Full))));
    world.store.full.store(false, Ordering::SeqCst);

    let app = changing(&world);
    open_work(&app, "W-1").expect("opens");
    assert_eq!(signed_by(&app), both);
    app.retire_key().expect("retires");
    let clock = Arc::clone(&world.store.clock) as _;
    let store = Arc::clone(&world.store);
    let app = App::open(definitions(), store as _, clock, signer(8)).expect("opens");
    assert_eq!(signed_by(&app), both[1..]);
    let refused = app.retire_key().expect_err("there is no other");
    assert!(refused.to_string().contains("make one with `key rotate`"), "{refused}");
}

#[test]
fn who_only_reads_needs_no_key_and_records_nothing() {
    let world = world();
    let read = |known: Signer| {
        let (store, clock) = (Arc::clone(&world.store), Arc::clone(&world.store.clock));
        App::open_to_read(store as _, clock as _, &[known.verifier()])
    };
    let reader = read(signer(7)).expect("opens");
    open_work(&world.app, "W-1").expect("opens");
    assert_eq!(reader.record_of("works/W-1").expect("reads").state, "registered");
    assert_eq!(reader.prove(1).expect("proves").index, 1);
    assert_eq!(reader.verifier(), &signer(7).verifier());
    assert!(read(signer(9)).is_err(), "of a key that did not sign nothing is believed");

    // A store that is only read says who writes.
    let elsewhere = |_: &_, _: &Batch| Err(StoreError::Elsewhere { writer: "another".to_owned() });
    *world.store.hook.lock().expect("nobody panics") = Some(Arc::new(elsewhere));
    let refused = step(&reader, "begin", OWNER, "builder").expect_err("it only reads");
    assert!(
        matches!(&refused, Error::Store(StoreError::Elsewhere { writer }) if writer == "another")
    );
    *world.store.hook.lock().expect("nobody panics") = None;
    assert!(step(&reader, "begin", OWNER, "builder").is_err(), "not even where the store would");
    assert_eq!(world::verified_size(&world.app), world.store.log_size().expect("reads"));
}

#[test]
fn who_only_reads_follows_the_log_to_its_next_key() {
    let world = world();
    changing(&world).retire_key().expect("retires");
    let (store, clock) = (Arc::clone(&world.store), Arc::clone(&world.store.clock));
    let reader = App::open_to_read(store as _, clock as _, &[signer(7).verifier()]).expect("opens");
    assert_eq!(reader.verifier(), &signer(8).verifier());
    assert_eq!(reader.verifiers().len(), 2, "each once");
}

#[test]
fn claims_are_of_the_size_that_their_figures_are_of() {
    let world = world();
    let (store, clock) = (Arc::clone(&world.store), Arc::clone(&world.store.clock));
    let reader = App::open_to_read(store as _, clock as _, &[signer(7).verifier()]).expect("opens");
    open_work(&world.app, "W-1").expect("opens");
    let claims = reader.claims(reader.today()).expect("reads");
    assert_eq!(claims.size, world.store.log_size().expect("reads"));
    assert_eq!(claims, world.app.claims(reader.today()).expect("reads"));
}
