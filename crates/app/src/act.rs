//! Acting on records.

use std::collections::BTreeMap;

use hall::{Actor, Command, Record, Setting, Taking};
use pack::Pack;
use store::{RecordFilter, RecordRow};

use crate::ledger::Pending;
use crate::vault::Keeping;
use crate::{App, Error, fold};

/// A record that was opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its name everywhere, `works/W-2020-0001`.
    pub record: String,
    /// Where something is kept of a person: the secret of that person's link, `/mine/<secret>`. It
    /// is told once; only its hash is stored.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Opening {
    /// Never the secret: what is debugged ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").field("record", &self.record).finish_non_exhaustive()
    }
}

impl App {
    /// Opens a record of a pack under a number of the office's choice. What is not public goes to
    /// the vault.
    ///
    /// # Errors
    /// A [`hall::Refusal`] by the pack's rules, a closed vault where something belongs there, or
    /// the store's failure; nothing is recorded then.
    pub fn open_record(
        &self,
        pack: &str,
        register: &str,
        number: &str,
        fields: BTreeMap<String, String>,
        actor: &Actor,
    ) -> Result<Opening, Error> {
        if !is_number(number) {
            return Err(Error::Invalid(format!(
                "`{number}` is no record number: use letters, digits and hyphens, at most 40"
            )));
        }
        let id = format!("{pack}/{number}");
        let command = Command::Open { register: register.to_owned(), fields };
        let (_, secret) = self.command(pack, &id, command, actor)?;
        Ok(Opening { record: id, secret })
    }

    /// Takes a step of a record's procedure. Returns the index of the entry that records it.
    ///
    /// # Errors
    /// As [`App::open_record`].
    pub fn take_step(&self, id: &str, asked: Taking, actor: &Actor) -> Result<u64, Error> {
        let pack = id.split('/').next().unwrap_or_default();
        Ok(self.command(pack, id, Command::Take(asked), actor)?.0)
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

    /// What decides on a pack's records now.
    pub fn setting<'a>(&'a self, pack: &'a Pack) -> Setting<'a> {
        let (city, calendar) = (self.city(), self.calendar());
        Setting { pack, city, calendar, today: self.today() }
    }

    /// Returns the entry, and the secret where something is kept of a person.
    fn command(
        &self,
        pack: &str,
        id: &str,
        command: Command,
        actor: &Actor,
    ) -> Result<(u64, Option<String>), Error> {
        let pack = self.pack(pack)?;
        let turn = self.turn(id)?;
        let before = fold::record(&self.definitions, self.store.as_ref(), id)?;
        let decided = hall::decide(self.setting(pack), id, before.as_ref(), command, actor)?;
        let Keeping { event, pending, attached, secret } = self.withhold(id, decided)?;
        let draft = Pending { before, ..Pending::new(event.kind(), id, event.to_body()) };
        let drafts = std::iter::once(draft).chain(pending).collect();
        let recorded = self.record(turn, actor, drafts, attached)?;
        Ok((recorded[0], secret))
    }
}

/// Numbers stand in addresses, so they are kept plain.
fn is_number(number: &str) -> bool {
    (1..=40).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
