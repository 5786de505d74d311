//! The keys of a log as the log itself tells them: a new key is announced by an entry while the old
//! one still signs, and the old one is retired by another, after which it vouches for nothing more.
//!
//! Whoever trusts one key of a log can so follow the log to its later keys: the retiring entry
//! carries the last checkpoint that the old key signed, and in the tree of that checkpoint stands
//! the entry that announced the new one.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::checkpoint::Checkpoint;
use crate::entry::Entry;
use crate::hash::Hash;
use crate::note::{KeyError, Verifier};

/// What an entry says of the log's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyAct {
    /// `key.announced`: the log signs with this key too from now on.
    Announced {
        /// The new key.
        key: Verifier,
    },
    /// `key.retired`: the log does not sign with this key any more.
    Retired {
        /// The old key.
        key: Verifier,
        /// The last checkpoint that it signed, as a signed note.
        checkpoint: String,
    },
}

impl KeyAct {
    /// The kinds of entry that carry these.
    pub const KINDS: [&'static str; 2] = ["key.announced", "key.retired"];

    /// The kind of entry that carries it.
    pub fn kind(&self) -> &'static str {
        match self {
            KeyAct::Announced { .. } => Self::KINDS[0],
            KeyAct::Retired { .. } => Self::KINDS[1],
        }
    }

    /// The key that it is about.
    pub fn key(&self) -> &Verifier {
        match self {
            KeyAct::Announced { key } | KeyAct::Retired { key, .. } => key,
        }
    }

    /// The entry's body.
    pub fn to_body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("key".to_owned(), self.key().to_string().into());
        if let KeyAct::Retired { checkpoint, .. } = self {
            body.insert("checkpoint".to_owned(), checkpoint.clone().into());
        }
        body
    }

    /// What an entry says of keys; `None` if it speaks of other things.
    pub fn of(entry: &Entry) -> Option<Result<KeyAct, KeyActError>> {
        let text = |field: &'static str| {
            let found = entry.body.get(field).and_then(Value::as_str);
            found.ok_or(KeyActError::Field { field })
        };
        let key = || Ok(text("key")?.parse::<Verifier>()?);
        let kind = Self::KINDS.into_iter().position(|kind| kind == entry.kind)?;
        Some(key().and_then(|key| match kind {
            0 => Ok(KeyAct::Announced { key }),
            _ => Ok(KeyAct::Retired { key, checkpoint: text("checkpoint")?.to_owned() }),
        }))
    }
}

/// Why the body of an entry says nothing of keys though its kind does.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyActError {
    /// A field is missing or no text.
    #[error("the body has no text in {field:?}")]
    Field {
        /// The field.
        field: &'static str,
    },
    /// The key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A key of a log, with what the log says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldKey {
    /// The key.
    pub key: Verifier,
    /// The entry that announced it; `None` if the log was begun with it.
    pub announced: Option<u64>,
    /// Since when it vouches for nothing more.
    pub retired: Option<Retirement>,
}

/// The end of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// The entry that says so.
    pub entry: u64,
    /// The last checkpoint that it signed.
    pub checkpoint: String,
    /// The size of the log at that checkpoint. A larger one that only this key signed is forged.
    pub size: u64,
}

/// All keys that a log speaks of, in the order in which it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyring {
    held: Vec<HeldKey>,
}

impl Keyring {
    /// The keys, in the order in which the log speaks of them.
    pub fn keys(&self) -> &[HeldKey] {
        &self.held
    }

    /// What the log says of a key; `None` if nothing.
    pub fn get(&self, key: &Verifier) -> Option<&HeldKey> {
        self.held.iter().find(|held| held.key == *key)
    }

    /// The size of the log beyond which a key vouches for nothing; `None` if it is not retired.
    pub fn retired_at(&self, key: &Verifier) -> Option<u64> {
        Some(self.get(key)?.retired.as_ref()?.size)
    }

    /// Folds the act of the entry at an index in. Only the first word on a key's beginning and end
    /// counts, so that no later entry brings a retired key back.
    pub fn apply(&mut self, entry: u64, act: KeyAct) {
        let position = self.held.iter().position(|held| held.key == *act.key());
        let position = position.unwrap_or_else(|| {
            let announced = matches!(act, KeyAct::Announced { .. }).then_some(entry);
            self.held.push(HeldKey { key: act.key().clone(), announced, retired: None });
            self.held.len() - 1
        });
        let held = &mut self.held[position];
        if let KeyAct::Retired { checkpoint, .. } = act
            && held.retired.is_none()
        {
            // A checkpoint that cannot be read ends the key where the entry stands.
            let size = Checkpoint::read_unchecked(&checkpoint).map_or(entry, |read| read.size);
            held.retired = Some(Retirement { entry, checkpoint, size: size.min(entry) });
        }
    }

    /// The keys that follow from `known` ones by this log's own words. `root` tells the root of
    /// the log at a size, as its entries give it.
    pub fn following<E>(
        &self,
        known: &[Verifier],
        root: impl Fn(u64) -> Result<Hash, E>,
    ) -> Result<Vec<Verifier>, E> {
        let mut trusted = known.to_vec();
        // A chain of rotations is followed in the order of the log, link by link.
        for retirement in self.held.iter().filter_map(|held| held.retired.as_ref()) {
            let Ok(last) = Checkpoint::open(&retirement.checkpoint, &trusted) else {
                continue;
            };
            if last.size > retirement.entry || root(last.size)? != last.root {
                continue;
            }
            let announced = |held: &&HeldKey| held.announced.is_some_and(|it| it < last.size);
            let found: Vec<Verifier> =
                self.held.iter().filter(announced).map(|held| held.key.clone()).collect();
            trusted.extend(found.into_iter().filter(|key| key.name() == last.origin));
        }
        Ok(trusted)
    }
}
