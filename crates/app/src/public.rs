//! What the public does without signing in: reporting, and the steps that a pack leaves to anyone
//! or to whoever reported.
//!
//! Whoever reports sends a **key** of their own making. Number and link of the record follow from
//! it, so that what is sent twice, by a double click or on a bad network, is one record with one
//! receipt, and nothing has to be remembered for that. Who knows the key has the link: it is as
//! secret.

use hall::{Actor, PUBLIC_OFFICE, Refusal};
use journal::Hash;
use pack::{PUBLIC, REPORTER};
use store::MatterBy;

use crate::ledger::sha256;
use crate::vault::hexadecimal;
use crate::{App, Error, Given, Opening};

/// The fewest characters of a key: as many as 128 bits take in base64.
pub const KEY_LEAST: usize = 22;

/// The most characters of a key.
pub const KEY_MOST: usize = 100;

/// The digits of numbers that follow from keys: without I, L, O and U, which are misread.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl App {
    /// A key for one report, for who cannot make one.
    ///
    /// # Errors
    /// Where the vault is closed: then nothing can be reported.
    pub fn report_key(&self) -> Result<String, Error> {
        Ok(hexadecimal(&self.random()?[..16]))
    }

    /// Opens a record for whoever does not sign in. The same key again returns the record that is
    /// there, whatever else was sent.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the key is too short or too long, otherwise as
    /// [`App::open_record`].
    pub fn report(
        &self,
        pack: &str,
        register: &str,
        key: &str,
        given: Given,
    ) -> Result<Opening, Error> {
        if !(KEY_LEAST..=KEY_MOST).contains(&key.len()) {
            return Err(Error::Invalid(format!(
                "the key of a report has {KEY_LEAST} to {KEY_MOST} characters, made by chance"
            )));
        }
        let of = |what: &str| sha256(format!("{what}\n{pack}\n{register}\n{key}").as_bytes());
        let secret = hexadecimal(&of("cityhall report link").0);
        let record = format!("{pack}/{}", number(&of("cityhall report number")));
        let anyone = anyone();
        let id = record.clone();
        match self.open_as(pack, register, id, given, &anyone, Some(secret.clone())) {
            Err(Error::Refused(Refusal::Exists(_))) if self.reported(&secret)? == record => {
                Ok(Opening { record, secret: Some(secret) })
            }
            opened => opened,
        }
    }

    /// The record whose link has this secret.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no link has it, or the store fails.
    pub fn reported(&self, secret: &str) -> Result<String, Error> {
        let link = sha256(secret.as_bytes());
        let found = self.store.matter(MatterBy::Link(&link))?;
        found.map(|kept| kept.record).ok_or_else(|| Error::NotFound("such link".to_owned()))
    }

    /// Who acts with the secret of a record's link on that record.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn reporter_of(&self, record: &str, secret: &str) -> Result<Option<Actor>, Error> {
        match self.reported(secret) {
            Ok(reported) => Ok((reported == record).then(reporter)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whoever does not sign in.
#[must_use]
pub fn anyone() -> Actor {
    someone(PUBLIC)
}

/// Whoever holds the link of the record that they act on.
#[must_use]
pub fn reporter() -> Actor {
    someone(REPORTER)
}

fn someone(role: &str) -> Actor {
    Actor { office: PUBLIC_OFFICE.to_owned(), role: role.to_owned() }
}

/// A number of ten digits in two halves, easily read out: 50 bits of a hash.
fn number(hash: &Hash) -> String {
    let mut bits = hash.0[..8].iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut digits = String::new();
    for place in 0..10 {
        if place == 5 {
            digits.push('-');
        }
        digits.push(char::from(DIGITS[usize::try_from(bits >> 59).expect("5 bits")]));
        bits <<= 5;
    }
    digits
}
