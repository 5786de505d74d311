//! A whole city as tables, for whoever wants to count for themselves.
//!
//! Everything is read from one store, as the journal's own definitions say: neither the city's
//! folder nor its key is needed. What is in no entry is in no table: values that are not public lie
//! in the vault, and neither they nor who may act are ever read here. Each table has its rows in an
//! order that is told, so that the same journal gives the same bytes.
//!
//! # Adding a column
//! Say it once, with its words in both languages, its type, where it comes from and how it is read
//! from a row; the dictionary follows from that.

mod account;
mod city;
mod journal;
mod table;
mod work;

use jiff::civil::Date;
use store::{Operate, StoreError};

pub use table::{Column, Kind, Table, Value};

use crate::accounts::Accounts;
use crate::definitions::DefinitionsError;
use crate::figures::Figures;
use crate::{Definitions, Error};

/// How many rows are held at a time.
const PAGE: usize = 512;

/// Where tables go, one after another.
pub trait Sink {
    /// Begins a table, whose rows follow.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn begin(&mut self, table: &Table) -> Result<(), SinkError>;

    /// Takes the next row, with a value for each exported column.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn row(&mut self, row: &[Value]) -> Result<(), SinkError>;

    /// Ends the table.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn end(&mut self) -> Result<(), SinkError>;
}

/// Why a sink failed.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// Why a city was not exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The journal does not tell what the city is made of.
    #[error(transparent)]
    Definitions(#[from] DefinitionsError),
    /// The journal cannot be folded.
    #[error(transparent)]
    Journal(#[from] Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A table cannot be written.
    #[error("a table cannot be written")]
    Write(#[from] SinkError),
}

/// What all tables are read from.
struct Source<'a> {
    store: &'a dyn Operate,
    definitions: &'a Definitions,
    accounts: Accounts,
    /// The day at whose end commitments are judged and measures told.
    on: Date,
}

/// Hands all tables of a city to a sink. `store` should be a snapshot, so that they are of one
/// moment; commitments are judged and measures told at the end of the day `on`.
///
/// # Errors
/// Where the store fails or holds something that cannot be folded, or the sink fails.
pub fn export(
    store: &dyn Operate,
    definitions: &Definitions,
    on: Date,
    sink: &mut dyn Sink,
) -> Result<(), ExportError> {
    let accounts = Accounts::read(store, &definitions.city)?;
    let source = Source { store, definitions, accounts, on };
    city::tables(&source, sink)?;
    account::tables(&source, sink)?;
    work::tables(&source, sink)?;
    journal::tables(&source, sink)
}

impl Source<'_> {
    fn figures(&self) -> Figures<'_> {
        Figures { packs: &self.definitions.packs, store: self.store }
    }
}
