//! The keys that sign the log: one, or two while the second takes the place of the first.

use hall::Actor;
use journal::{Entry, Frontier, KeyAct, Keyring, Signer, Verifier};
use store::Read;

use crate::ledger::{Pending, Stored, Turn};
use crate::{App, Error};

/// The keys that a log signs with.
#[derive(Debug, Clone)]
pub struct Keys {
    current: Signer,
    next: Option<Signer>,
}

impl From<Signer> for Keys {
    fn from(current: Signer) -> Self {
        Self { current, next: None }
    }
}

impl Keys {
    /// Two keys, of which `next` will take the place of `current`. Both sign until then.
    ///
    /// # Errors
    /// Where they are not of one name: a log has one origin.
    pub fn changing(current: Signer, next: Signer) -> Result<Self, Error> {
        if current.name() == next.name() {
            return Ok(Self { current, next: Some(next) });
        }
        let (old, new) = (current.name(), next.name());
        Err(Error::Invalid(format!("the log is named {old}, but the new key {new}")))
    }

    /// The log's name.
    pub(crate) fn origin(&self) -> &str {
        self.current.name()
    }

    pub(crate) fn signers(&self) -> Vec<&Signer> {
        std::iter::once(&self.current).chain(&self.next).collect()
    }

    pub(crate) fn verifiers(&self) -> Vec<Verifier> {
        self.signers().into_iter().map(Signer::verifier).collect()
    }
}

/// What a stored log says of its keys.
///
/// # Errors
/// Where the store fails or such an entry cannot be read.
pub fn keyring(store: &dyn Read) -> Result<Keyring, Error> {
    let mut keyring = Keyring::default();
    for stored in store.entries_of(&KeyAct::KINDS, 0)? {
        let failed = |why: String| Error::Journal { index: stored.index, why };
        let entry = Entry::decode(&stored.bytes).map_err(|error| failed(error.to_string()))?;
        if let Some(act) = KeyAct::of(&entry) {
            keyring.apply(stored.index, act.map_err(|error| failed(error.to_string()))?);
        }
    }
    Ok(keyring)
}

/// The keys that may have signed a stored log, given some that are known: those that the log has
/// put in their place come last.
pub(crate) fn following(store: &dyn Read, known: &[Verifier]) -> Result<Vec<Verifier>, Error> {
    let root = |size| Ok::<_, Error>(Frontier::load(size, &Stored::new(store))?.root());
    let mut keys = keyring(store)?.following(known, root)?;
    // Each once, where it stands last.
    let mut position = 0;
    while position < keys.len() {
        match keys[position + 1..].contains(&keys[position]) {
            true => drop(keys.remove(position)),
            false => position += 1,
        }
    }
    Ok(keys)
}

impl App {
    /// What the log says of its keys.
    ///
    /// # Errors
    /// As [`keyring`].
    pub fn keyring(&self) -> Result<Keyring, Error> {
        keyring(self.store())
    }

    /// Announces the next key by an entry, signed for by the current one too. Refuses to go on with
    /// a key that was retired.
    pub(crate) fn announce_keys(&self) -> Result<(), Error> {
        let Some(keys) = self.ledger.keys().clone() else { return Ok(()) };
        let turn = self.turn_alone()?;
        let keyring = self.keyring()?;
        if keyring.retired_at(&keys.current.verifier()).is_some() {
            return Err(Error::Invalid(format!(
                "the key {} was retired; go on with the key that was announced after it",
                keys.current.verifier()
            )));
        }
        match &keys.next {
            Some(next) if keyring.get(&next.verifier()).is_none() => {
                self.speak_of_key(turn, &KeyAct::Announced { key: next.verifier() })
            }
            _ => Ok(()),
        }
    }

    /// Retires the current key: the entry that says so, and all after it, is signed for by the next
    /// one alone. The app ends with it; open the city anew with the key that is left.
    ///
    /// # Errors
    /// Where there is no next key, or the store fails. The journal says which keys are left
    /// ([`keyring`]): without the entry, the city that is opened anew goes on with both.
    pub fn retire_key(self) -> Result<(), Error> {
        let turn = self.turn_alone()?;
        let Some(Keys { current, next: Some(next) }) = self.ledger.keys().clone() else {
            let why = "there is no next key yet; make one with `key rotate`";
            return Err(Error::Invalid(why.to_owned()));
        };
        let checkpoint = self.store.checkpoint()?;
        let checkpoint = checkpoint.ok_or_else(|| Error::NotFound("checkpoint".to_owned()))?;
        let act = KeyAct::Retired { key: current.verifier(), checkpoint };
        // Before it is recorded, so that the old key does not sign for its own end.
        *self.ledger.keys() = Some(next.into());
        self.speak_of_key(turn, &act)
    }

    fn speak_of_key(&self, turn: Turn<'_>, act: &KeyAct) -> Result<(), Error> {
        let program = Actor { office: "cityhall".to_owned(), role: "program".to_owned() };
        let subject = format!("{:08x}", act.key().id());
        let pending = vec![Pending::new(act.kind(), &subject, act.to_body())];
        self.record(turn, &program, pending, Vec::new()).map(drop)
    }
}
