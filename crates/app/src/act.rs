//! Acting on records.

use std::collections::BTreeMap;

use hall::{Actor, Command, Record};
use pack::Pack;
use store::{RecordFilter, RecordRow};

use crate::ledger::Pending;
use crate::{App, Error, fold};

impl App {
    /// Opens a record of a pack under a number of the office's choice.
    ///
    /// # Errors
    /// A [`hall::Refusal`] by the pack's rules, or the store's failure; nothing is recorded then.
    pub fn open_record(
        &self,
        pack: &str,
        register: &str,
        number: &str,
        fields: BTreeMap<String, String>,
        actor: &Actor,
    ) -> Result<String, Error> {
        if !is_number(number) {
            return Err(Error::Invalid(format!(
                "`{number}` is no record number: use letters, digits and hyphens, at most 40"
            )));
        }
        let id = format!("{pack}/{number}");
        let command = Command::Open { register: register.to_owned(), fields };
        self.command(pack, &id, command, actor)?;
        Ok(id)
    }

    /// Takes a step of a record's procedure. Returns the index of the entry that records it.
    ///
    /// # Errors
    /// As [`App::open_record`].
    pub fn take_step(&self, id: &str, step: Command, actor: &Actor) -> Result<u64, Error> {
        let pack = id.split('/').next().unwrap_or_default();
        self.command(pack, id, step, actor)
    }

    /// A record as its entries tell it.
    ///
    /// # Errors
    /// Where there is none of that id, or the store fails.
    pub fn record_of(&self, id: &str) -> Result<Record, Error> {
        fold::record(&self.definitions, self.store.as_ref(), id)?
            .ok_or_else(|| Error::NotFound(format!("record {id}")))
    }

    /// Records that fit, with how many there are in all.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn records(
        &self,
        filter: &RecordFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<RecordRow>, u64), Error> {
        let rows = self.store.records(filter, offset, limit)?;
        Ok((rows, self.store.count_records(filter)?))
    }

    /// The pack of that id.
    ///
    /// # Errors
    /// Where the city does not run it.
    pub fn pack(&self, id: &str) -> Result<&Pack, Error> {
        self.packs().get(id).ok_or_else(|| Error::NotFound(format!("pack {id}")))
    }

    fn command(&self, pack: &str, id: &str, command: Command, actor: &Actor) -> Result<u64, Error> {
        let pack = self.pack(pack)?;
        let turn = self.turn(id)?;
        let before = fold::record(&self.definitions, self.store.as_ref(), id)?;
        let event = hall::decide(pack, self.city(), id, before.as_ref(), command, actor)?;
        let draft = Pending { before, ..Pending::new(event.kind(), id, event.to_body()) };
        let recorded = self.record(turn, actor, vec![draft], Vec::new())?;
        Ok(recorded[0])
    }
}

/// Numbers stand in addresses, so they are kept plain.
fn is_number(number: &str) -> bool {
    (1..=40).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
