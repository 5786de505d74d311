//! Keeping what is not public: values go to the vault, the log gets their salted hashes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use hall::{Class, Decided, Event, Kept, PersonalEvent, Withheld};
use journal::Entry;
use store::{MatterBy, SealedMatter, VaultChange};
use vault::{About, KEY_BYTES, MasterKey, MatterKey, NONCE_BYTES, SealError};

use crate::ledger::{Attached, Pending, sha256};
use crate::{App, Error};

/// What lies apart from the database and its backups: the master key, and which matters were
/// erased, so that a database restored from before an erasure does not bring anything back.
pub trait Safe: Send + Sync {
    /// The key that wraps the keys of all matters.
    fn master(&self) -> MasterKey;

    /// Fresh bytes from a secure random source.
    fn random(&self) -> Result<[u8; KEY_BYTES], SafeError>;

    /// The names of the matters that were erased.
    fn erased(&self) -> Result<Vec<String>, SafeError>;

    /// Remembers that a matter was erased. Once this returns, that survives a crash.
    fn remember_erased(&self, matter: &str) -> Result<(), SafeError>;
}

/// Why a safe could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SafeError(pub String);

/// Why the vault could not keep or show something. Nothing of any value is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The city was opened without its vault key.
    #[error(
        "the vault is closed, so that nothing personal can be kept or shown; \
         start the city with its vault key (--vault FOLDER)"
    )]
    Closed,
    /// The vault key is another city's, or an old one.
    #[error(
        "the personal data of this city is sealed under the vault key {needed}, and this key is \
         {given}; put the right key back"
    )]
    WrongKey {
        /// The id of the key needed.
        needed: String,
        /// The id of the key given.
        given: String,
    },
    /// Something in the vault is not as it was kept.
    #[error(
        "what the vault keeps for {record} is not what the log says was kept; \
         restore a backup of the database"
    )]
    Changed {
        /// The record.
        record: String,
    },
    /// The safe failed.
    #[error(transparent)]
    Safe(#[from] SafeError),
}

/// What an act puts into log and vault.
pub(crate) struct Keeping {
    /// The event, with the names of its matters.
    pub(crate) event: Event,
    /// The entries that tell of what was kept.
    pub(crate) pending: Vec<Pending>,
    /// What goes to the vault.
    pub(crate) attached: Attached,
    /// The secret for the link of the person concerned.
    pub(crate) secret: Option<String>,
}

impl App {
    /// Opens the vault with its key: from now on what is not public can be kept and shown. What was
    /// erased by the journal or the safe is erased again where a restored database has it.
    ///
    /// # Errors
    /// Where the key is not the one that the city's matters were sealed under, or safe or store
    /// fail.
    pub fn with_vault(mut self, safe: Arc<dyn Safe>) -> Result<Self, Error> {
        self.safe = Some(Arc::clone(&safe));
        if !self.only_reads() {
            self.bring_erasures_together(safe.as_ref())?;
        }
        if let Some(kept) = self.store.living_matters("", 1)?.first() {
            self.key_of(kept)?;
        }
        Ok(self)
    }

    /// Whatever journal or safe say is erased is erased, and both say so.
    fn bring_erasures_together(&self, safe: &dyn Safe) -> Result<(), Error> {
        let journaled = self.erased_in_journal()?;
        let listed: BTreeSet<String> =
            safe.erased().map_err(VaultError::from)?.into_iter().collect();
        for matter in journaled.difference(&listed) {
            safe.remember_erased(matter).map_err(VaultError::from)?;
        }
        for matter in listed.difference(&journaled) {
            if let Some(kept) = self.store.matter(MatterBy::Name(matter))?
                && kept.key.is_some()
            {
                self.erase(matter, &kept.record, &crate::program())?;
            }
        }
        Ok(())
    }

    /// Destroys what the journal says is erased, where a restored database still has it.
    pub(crate) fn erase_what_was_erased(&self) -> Result<(), Error> {
        let mut left = Vec::new();
        for matter in self.erased_in_journal()? {
            let kept = self.store.matter(MatterBy::Name(&matter))?;
            if kept.is_some_and(|kept| kept.key.is_some()) {
                left.push(matter);
            }
        }
        // A process that only reads must not write where there is nothing to do.
        if left.is_empty() { Ok(()) } else { Ok(self.store.erase_matters(&left)?) }
    }

    /// Wraps every key by a new master key. Returns how many. Whoever holds an older copy of the
    /// database can read nothing of it once the old master key is destroyed.
    ///
    /// # Errors
    /// Where the vault is closed, a key was changed, or the store fails; nothing is changed then.
    pub fn rewrap_vault(&self, new: &MasterKey) -> Result<u64, Error> {
        let safe = self.safe()?;
        let old = safe.master();
        let _alone = self.turn_alone()?;
        let count = self.store.rewrap_keys(&mut |matter, wrapped| {
            let key = vault::unwrap(&old, matter, wrapped).map_err(|error| error.to_string())?;
            let nonce = nonce(safe.random().map_err(|error| error.to_string())?);
            Ok(vault::wrap(new, matter, &key, nonce))
        })?;
        Ok(count)
    }

    /// Gives up every matter, for good: for when the master key is lost. Each is an erasure in the
    /// journal. Returns how many.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn give_up_vault(&self) -> Result<u64, Error> {
        let mut count = 0;
        while let Some(kept) = self.store.living_matters("", 1)?.pop() {
            self.erase(&kept.matter, &kept.record, &crate::program())?;
            count += 1;
        }
        Ok(count)
    }

    /// Puts what is not public of a decision into sealed form. `given` is the secret of the
    /// person's link where it is not left to chance.
    pub(crate) fn withhold(
        &self,
        record: &str,
        decided: Decided,
        given: Option<String>,
    ) -> Result<Keeping, Error> {
        let Decided { mut event, withheld: Withheld(classes) } = decided;
        let (mut pending, mut vault, mut secret) = (Vec::new(), Vec::new(), None);
        for (class, values) in classes {
            let matter = format!("matter/{}", hexadecimal(&self.random()?[..16]));
            let key = MatterKey::new(self.random()?);
            let mut sealed = Vec::new();
            for (field, value) in values {
                let about = About { matter: &matter, record, field: &field };
                let salt = self.random()?;
                let salted_hash = hexadecimal(&vault::salted_hash(&about, &value, &salt));
                let bytes = vault::seal(&key, &about, &value, &salt, nonce(self.random()?));
                sealed.push((field.clone(), bytes));
                let kept = Kept { record: record.to_owned(), field, salted_hash };
                let told = PersonalEvent::Kept(class, kept);
                pending.push(Pending::new(told.kind(), &matter, told.to_body()));
            }
            if class == Class::Personal {
                secret = match &given {
                    Some(given) => Some(given.clone()),
                    None => Some(hexadecimal(&self.random()?)),
                };
            }
            let link = secret.as_ref().filter(|_| class == Class::Personal);
            let master = self.safe()?.master();
            let wrapped = vault::wrap(&master, &matter, &key, nonce(self.random()?));
            vault.push(VaultChange::Keep(SealedMatter {
                matter: matter.clone(),
                record: record.to_owned(),
                link: link.map(|secret| sha256(secret.as_bytes())),
                key: Some(wrapped),
                values: sealed,
            }));
            if let Event::Opened(opened) = &mut event {
                opened.matters.insert(class, matter);
            }
        }
        let attached = Attached { documents: Vec::new(), vault };
        Ok(Keeping { event, pending, attached, secret })
    }

    /// The key of a matter that is not erased.
    pub(crate) fn key_of(&self, kept: &SealedMatter) -> Result<Option<MatterKey>, Error> {
        let Some(wrapped) = &kept.key else {
            return Ok(None);
        };
        let key = vault::unwrap(&self.safe()?.master(), &kept.matter, wrapped);
        Ok(Some(key.map_err(|error| changed(error, &kept.record))?))
    }

    pub(crate) fn safe(&self) -> Result<&Arc<dyn Safe>, VaultError> {
        self.safe.as_ref().ok_or(VaultError::Closed)
    }

    pub(crate) fn random(&self) -> Result<[u8; KEY_BYTES], VaultError> {
        Ok(self.safe()?.random()?)
    }

    fn erased_in_journal(&self) -> Result<BTreeSet<String>, Error> {
        let mut erased = BTreeSet::new();
        for stored in self.store.entries_of(&["personal.erased"], 0)? {
            let failed = |why: String| Error::Journal { index: stored.index, why };
            let entry = Entry::decode(&stored.bytes).map_err(|error| failed(error.to_string()))?;
            erased.insert(entry.subject);
        }
        Ok(erased)
    }
}

/// What it means that something sealed does not open.
pub(crate) fn changed(error: SealError, record: &str) -> VaultError {
    match error {
        SealError::WrongKey { needed, given } => VaultError::WrongKey { needed, given },
        SealError::Changed => VaultError::Changed { record: record.to_owned() },
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn nonce(random: [u8; KEY_BYTES]) -> [u8; NONCE_BYTES] {
    *random.first_chunk().expect("a nonce is shorter than a key")
}
