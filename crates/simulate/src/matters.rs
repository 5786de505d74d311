//! What must be true of personal data: whoever it is of reads it back, looks are in the log, and
//! what is erased nobody reads again.

use std::collections::BTreeMap;

use app::App;
use hall::Class;
use journal::Entry;
use store::{MatterBy, Vault};

use crate::city::contact;
use crate::model::{Wrong, failed, same};

/// The matters as they are known from outside, by name.
#[derive(Default)]
pub(crate) struct Matters(BTreeMap<String, Known>);

/// What is known of a matter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// The record that it belongs to.
    pub(crate) record: String,
    /// The salted hash that the log has.
    salted_hash: String,
    /// The secret of its link, where somebody was told.
    pub(crate) secret: Option<String>,
    /// How often an office looked.
    looks: usize,
    /// Whether the log says that it is erased.
    pub(crate) is_erased: bool,
    /// Its wrapped key and its sealed value, as the vault kept them.
    sealed: [Vec<u8>; 2],
}

impl Matters {
    /// Learns from an entry.
    pub(crate) fn learn(&mut self, entry: &Entry) {
        let text = |name: &str| entry.body.get(name).and_then(|it| it.as_str()).unwrap_or_default();
        let known = match entry.kind.as_str() {
            "personal.kept" => self.0.entry(entry.subject.clone()).or_default(),
            _ => match self.0.get_mut(&entry.subject) {
                Some(known) => known,
                None => return,
            },
        };
        match entry.kind.as_str() {
            "personal.kept" => {
                text("record").clone_into(&mut known.record);
                text("salted_hash").clone_into(&mut known.salted_hash);
            }
            "personal.looked" => known.looks += 1,
            "personal.erased" => known.is_erased = true,
            _ => {}
        }
    }

    /// Somebody was told the secret of the link to what a record keeps of them.
    pub(crate) fn tell(&mut self, record: &str, secret: String) {
        if let Some(known) = self.0.values_mut().find(|known| known.record == record) {
            known.secret = Some(secret);
        }
    }

    /// All, in the order of names.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.0.iter().map(|(name, known)| (name.as_str(), known))
    }

    /// What is known of one.
    pub(crate) fn get(&self, name: &str) -> Option<&Known> {
        self.0.get(name)
    }

    /// Key and value of what is erased.
    pub(crate) fn erased(&self) -> impl Iterator<Item = (&str, &[Vec<u8>; 2])> {
        let was_seen = |known: &Known| !known.sealed[0].is_empty();
        let erased = self.all().filter(move |(_, known)| known.is_erased && was_seen(known));
        erased.map(|(name, known)| (name, &known.sealed))
    }

    /// Checks that each that is asked for, by its name and record, is kept and reads back, or is
    /// erased and does not.
    ///
    /// # Errors
    /// What is wrong.
    pub(crate) fn check(
        &mut self,
        app: &App,
        vault: &dyn Vault,
        is_asked: impl Fn(&str, &str) -> bool,
    ) -> Result<(), Wrong> {
        let asked = self.0.iter_mut().filter(|(name, known)| is_asked(name, &known.record));
        for (name, known) in asked {
            let kept = vault.matter(MatterBy::Name(name)).map_err(failed)?;
            let kept = kept.ok_or_else(|| format!("{name} is not in the vault"))?;
            let (has_key, has_values) = (kept.key.is_some(), !kept.values.is_empty());
            if known.is_erased {
                same(
                    &format!("key and values of {name}"),
                    &(has_key, has_values),
                    &(false, false),
                )?;
            } else {
                let key = kept.key.ok_or_else(|| format!("the key of {name} is gone"))?;
                let value = kept.values.into_iter().next().map(|(_, sealed)| sealed);
                known.sealed = [key, value.ok_or_else(|| format!("the value of {name} is gone"))?];
            }
            known.check_record(app, name)?;
            known.check_person(app, name)?;
        }
        Ok(())
    }
}

impl Known {
    /// Everyone sees the same of it in the log.
    fn check_record(&self, app: &App, name: &str) -> Result<(), Wrong> {
        let record = app.record_of(&self.record).map_err(failed)?;
        let told = app.matter(&record, Class::Personal).map_err(failed)?;
        let told = told.map(|(name, matter)| (name, matter.looks.len(), matter.erased.is_some()));
        let expected = Some((name.to_owned(), self.looks, self.is_erased));
        same(&format!("what the log says of {name}"), &told, &expected)
    }

    /// Whoever has the link sees what is kept, and nothing once it is erased.
    fn check_person(&self, app: &App, name: &str) -> Result<(), Wrong> {
        let Some(secret) = &self.secret else { return Ok(()) };
        let mine = app.mine(secret).map_err(failed)?;
        let told = mine.values.into_iter().map(|it| (it.field, it.value, it.salted_hash));
        let kept = ("contact".to_owned(), contact(&self.record), self.salted_hash.clone());
        let expected: Vec<_> = (!self.is_erased).then_some(kept).into_iter().collect();
        same(&format!("what a person sees of {name}"), &told.collect::<Vec<_>>(), &expected)
    }
}
