//! What every store must keep, as tests that run on each of them.
//!
//! A store crate says in its tests where it can be opened ([`Place`]) and calls [`conformance!`],
//! which makes a test of each contract in [`contracts`]. A contract that only one kind of store has
//! is tested in its own crate.
//!
//! # Adding a contract
//! 1. Write it as a function in `contracts.rs`, named after what is promised.
//! 2. Add the name to [`conformance!`].
//! 3. If it takes a fault, add that to [`Fault`]; the compiler then asks each store for it.

pub mod contracts;
pub mod model;
pub mod operating;
#[cfg(unix)]
pub mod postgres;
pub mod sample;
pub mod vault;

use store::{Operate, StoreError};

/// Where a store of one kind can be opened again and again, empty at first.
pub trait Place {
    /// The kind of store.
    type Store: Operate;

    /// A new place.
    fn new() -> Self;

    /// Opens the store to write.
    ///
    /// # Errors
    /// Those of the store.
    fn open(&self) -> Result<Self::Store, StoreError>;

    /// Opens the store to read, beside a writer or without.
    ///
    /// # Errors
    /// Those of the store.
    fn open_to_read(&self) -> Result<Self::Store, StoreError>;

    /// Makes something go wrong, or puts it right again. `store` is the one that writes.
    fn inject(&self, store: &Self::Store, fault: Fault);

    /// Does by hand what the program never does, past the store.
    ///
    /// # Errors
    /// What the database says, where it refuses.
    fn tamper(&self, store: &Self::Store, how: Tampering) -> Result<(), String>;
}

/// What can go wrong with a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is no room for any more entries.
    Full,
    /// There is room again.
    Room,
    /// A newer program has made the tables: version 99.
    Newer,
    /// The first tile of level 0 has lost its last byte.
    CutTile,
}

/// What somebody may try with the database itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    /// Writes other bytes into entry 0.
    ChangeEntry,
    /// Deletes entry 0.
    DeleteEntry,
    /// Deletes all records, contributions and cells.
    EmptyLists,
}

/// A test of each contract for a [`Place`].
#[macro_export]
macro_rules! conformance {
    ($place:ty) => {
        $crate::conformance! { @each $place:
            what_was_appended_is_there_after_opening_again
            a_batch_for_another_length_is_refused_and_leaves_nothing
            a_full_disk_is_told_and_leaves_nothing
            a_second_writer_is_refused_and_a_reader_is_not
            a_reader_never_appends
            readers_see_whole_batches_only
            a_reader_does_not_wait_for_a_writer
            entries_cannot_be_changed_even_by_hand
            a_store_of_a_newer_program_is_refused_by_name
            a_cut_tile_is_named_as_damage
            the_tree_is_the_same_while_a_tile_fills_and_after
            entries_are_found_by_index_subject_and_kind
            a_history_comes_with_its_first_entry
            documents_are_kept_by_their_hash
            records_are_listed_by_filter_and_page
            records_are_listed_latest_first
            totals_are_the_sums_of_contributions
            a_rebuild_puts_right_what_was_wrong
            a_rebuild_goes_on_where_it_was_broken_off
            a_rebuild_by_another_name_begins_anew
            a_token_admits_until_it_is_replaced
            random_batches_read_back_as_from_a_model
            a_matter_is_found_by_name_and_by_link_and_survives_opening
            what_is_erased_stays_erased_and_only_that
            keys_are_wrapped_anew_all_or_none
            a_refused_batch_leaves_the_vault_as_it_was
        }
        $crate::conformance! { @operating $place:
            a_snapshot_stands_still_and_keeps_nobody_waiting
            everything_is_found_page_by_page
            a_store_that_is_no_citys_is_refused
        }
    };
    (@each $place:ty: $($contract:ident)*) => {
        $(
            #[test]
            fn $contract() {
                $crate::contracts::$contract::<$place>();
            }
        )*
    };
    (@operating $place:ty: $($contract:ident)*) => {
        $(
            #[test]
            fn $contract() {
                $crate::operating::$contract::<$place>();
            }
        )*
    };
}
