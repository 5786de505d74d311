//! The use cases, between the pure core and the adapters.
//!
//! Whoever serves people (the portal, the command line, a scenario) calls these and nothing below:
//! every act goes actor → [`App`] → a decision of the core → entries → one transaction of the
//! store. An `App` holds one city: its definitions, its store, its signing key and its clock.
//!
//! # The life of an act
//! `act` or `promise` takes a turn and asks the core what follows; `ledger` encodes the entries,
//! asks `fold` what follows for lists and totals, extends the tree, and hands all that is decided
//! meanwhile to the store as one batch under one signed checkpoint; then `accounts` are brought
//! up to date.

mod accounts;
mod act;
mod alarms;
mod board;
mod claims;
mod definitions;
mod draft;
mod duplicates;
mod error;
pub mod export;
mod figures;
mod fold;
mod follow;
mod keys;
mod ledger;
mod personal;
mod promise;
mod proof;
mod public;
mod report;
mod seal;
pub mod upkeep;
mod vault;
mod witnessed;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use calendar::Calendar;
use hall::City;
use jiff::Timestamp;
use jiff::civil::Date;
use pack::Pack;
use store::Store;

pub use accounts::{Accounts, Report};
pub use act::{Attempted, Given, Opening};
pub use alarms::Rung;
pub use board::{Board, Judged};
pub use claims::{ClaimedMeasure, Claims};
pub use definitions::{Definitions, DefinitionsError, Documents};
pub use draft::{DraftReport, Received, Upload};
pub use duplicates::Likely;
pub use error::{Error, Unusable};
pub use hall::Actor;
pub use keys::{Keys, keyring};
pub use personal::{Mine, MineValue, Shown};
pub use promise::{REASON_MAX, ROLE_STATISTICIAN, ROLE_SUPERVISOR};
pub use proof::Proven;
pub use public::{KEY_LEAST, KEY_MOST, anyone, reporter};
pub use vault::{Safe, SafeError, VaultError};
pub use witnessed::Round;

use alarms::Alarms;
use ledger::{Ledger, Turn};

/// Tells the time; the binary gives one that asks the machine, samples and tests one that stands
/// still.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// A city at work.
pub struct App {
    /// What it is made of.
    pub definitions: Definitions,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// What opens the vault; without it nothing personal is kept or shown.
    safe: Option<Arc<dyn Safe>>,
    verifiers: Vec<journal::Verifier>,
    /// Who may decide, and what waits to be committed.
    ledger: Ledger,
    accounts: RwLock<Arc<Accounts>>,
    boards: Mutex<BTreeMap<(String, Date), Arc<Board>>>,
    /// The checkpoint that went round to the witnesses last.
    published: RwLock<Option<String>>,
    /// When clocks take steps.
    alarms: Mutex<Alarms>,
}

impl App {
    /// Opens a city on its store, and announces a key that is to come where that was not done yet.
    ///
    /// # Errors
    /// Where the store fails or holds something that cannot be folded.
    pub fn open(
        definitions: Definitions,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        keys: impl Into<Keys>,
    ) -> Result<Self, Error> {
        definitions.refuse_other_city(store.as_ref())?;
        let keys: Keys = keys.into();
        let verifiers = keys.verifiers();
        let app = Self::resume(definitions, store, clock, Some(keys), verifiers)?;
        app.record_definitions()?;
        app.announce_keys()?;
        app.erase_what_was_erased()?;
        Ok(app)
    }

    /// Opens a city to read beside the process that writes for it. What the city is made of is
    /// read from its journal, and no secret key is needed: `known` are public keys of the log, or
    /// such as it has replaced since.
    ///
    /// # Errors
    /// Where the store fails, or holds nothing yet, or something that cannot be folded.
    pub fn open_to_read(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        known: &[journal::Verifier],
    ) -> Result<Self, Error> {
        let definitions = Documents::of_journal(store.as_ref())
            .and_then(|documents| Definitions::read(&documents))
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let verifiers = keys::following(store.as_ref(), known)?;
        let app = Self::resume(definitions, store, clock, None, verifiers)?;
        app.head()?;
        Ok(app)
    }

    fn resume(
        definitions: Definitions,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        keys: Option<Keys>,
        verifiers: Vec<journal::Verifier>,
    ) -> Result<Self, Error> {
        let definitions = definitions
            .with_history(store.as_ref())
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let ledger = Ledger::resume(keys, store.as_ref())?;
        let accounts = Accounts::read(store.as_ref(), &definitions.city)?;
        Ok(Self {
            definitions,
            store,
            clock,
            safe: None,
            verifiers,
            ledger,
            accounts: RwLock::new(Arc::new(accounts)),
            boards: Mutex::default(),
            published: RwLock::default(),
            alarms: Mutex::default(),
        })
    }

    /// Whether this process only reads what another one writes.
    pub(crate) fn only_reads(&self) -> bool {
        self.ledger.keys().is_none()
    }

    /// The city.
    pub fn city(&self) -> &City {
        &self.definitions.city
    }

    /// The city's working days.
    pub fn calendar(&self) -> &Calendar {
        &self.definitions.calendar
    }

    /// The packs that the city runs, by id.
    pub fn packs(&self) -> &BTreeMap<String, Pack> {
        &self.definitions.packs
    }

    /// The store, for reading.
    pub fn store(&self) -> &dyn store::Read {
        self.store.as_ref()
    }

    /// The public keys that check the log's checkpoints, the oldest first.
    pub fn verifiers(&self) -> &[journal::Verifier] {
        &self.verifiers
    }

    /// The one of them to give to people: that which will be in use the longest.
    pub fn verifier(&self) -> &journal::Verifier {
        self.verifiers.last().expect("a log has a key")
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The city's civil day now.
    pub fn today(&self) -> Date {
        self.city().day(self.clock.now())
    }

    /// The reports taken in and their commitments, as of the last entry.
    pub fn accounts(&self) -> Arc<Accounts> {
        Arc::clone(&self.accounts.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets the holder of a token act; only the token's hash is kept.
    ///
    /// # Errors
    /// Where the office is unknown or the store fails.
    pub fn admit(&self, token: &str, actor: &Actor) -> Result<(), Error> {
        if self.city().office(&actor.office).is_none() {
            return Err(Error::NotFound(format!("office {}", actor.office)));
        }
        let credential =
            store::Credential { office: actor.office.clone(), role: actor.role.clone() };
        Ok(self.store.put_credential(&ledger::sha256(token.as_bytes()), &credential)?)
    }

    /// Who holds a token; `None` where nobody does.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn actor(&self, token: &str) -> Result<Option<Actor>, Error> {
        let credential = self.store.credential(&ledger::sha256(token.as_bytes()))?;
        Ok(credential.map(|found| Actor { office: found.office, role: found.role }))
    }

    /// How many entries are decided and wait for the next commit.
    pub fn waiting(&self) -> usize {
        self.ledger.waiting()
    }

    /// Folds lists and totals anew from the journal, and says whether they were what they must be.
    /// One that was broken off, even by the end of the process, goes on from where it was.
    ///
    /// # Errors
    /// Where the store fails or an entry cannot be folded.
    pub fn rebuild(&self) -> Result<bool, Error> {
        self.rebuild_telling(&mut |_, _| {})
    }

    /// The same, and tells again and again how many entries are folded, of how many: at first
    /// those that were folded before.
    ///
    /// # Errors
    /// As [`App::rebuild`].
    pub fn rebuild_telling(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<bool, Error> {
        let _alone = self.turn_alone()?;
        fold::rebuild(self.store.as_ref(), progress)
    }

    /// Waits until nobody else decides on a subject and nothing about it waits to be committed.
    fn turn(&self, subject: &str) -> Result<Turn<'_>, Error> {
        Turn::about(self, subject)
    }

    /// Waits until nobody else decides on anything and nothing waits to be committed.
    fn turn_alone(&self) -> Result<Turn<'_>, Error> {
        Turn::alone(self)
    }

    /// Folds reports and commitments anew from what the store has.
    fn read_accounts(&self) -> Result<(), Error> {
        let read = Accounts::read(self.store.as_ref(), self.city())?;
        *self.accounts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
        self.boards.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }
}

/// The role of whoever has the link to what is kept of them.
pub const ROLE_PERSON: &str = "person";

/// Who acts where the program does by itself.
fn program() -> Actor {
    Actor { office: "cityhall".to_owned(), role: "program".to_owned() }
}

#[cfg(test)]
mod tests;
