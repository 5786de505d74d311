//! Looking at what is kept of a person, and what that person can see and have erased.

use hall::{Class, Erased, Matter, PersonalEvent, Record, Refusal};
use journal::Entry;
use store::{MatterBy, SealedMatter, VaultChange};
use vault::About;

use crate::ledger::{Attached, Pending, sha256};
use crate::vault::{VaultError, changed, hexadecimal};
use crate::{Actor, App, Error};

/// What an office is shown after its look was recorded.
#[derive(Clone)]
pub struct Shown {
    /// The entry that records the look.
    pub entry: u64,
    /// The values by field.
    pub values: Vec<(String, String)>,
}

/// All that is kept of a person in one matter, for that person alone.
#[derive(Clone)]
pub struct Mine {
    /// The record, as everyone can see it.
    pub record: Record,
    /// The matter's name in the log.
    pub name: String,
    /// What the log tells of it.
    pub matter: Matter,
    /// The values; none once they are erased.
    pub values: Vec<MineValue>,
}

/// A value with what proves it.
#[derive(Clone)]
pub struct MineValue {
    /// The field of the record's register.
    pub field: String,
    /// The value.
    pub value: String,
    /// The salt of its salted hash, in hexadecimal.
    pub salt: String,
    /// The salted hash, as the log has it.
    pub salted_hash: String,
    /// The entry that has it.
    pub entry: u64,
}

impl App {
    /// What the log tells of a record's matter of a class: its name and fold; `None` where the
    /// record has none.
    ///
    /// # Errors
    /// Where the store fails or has an entry that cannot be folded.
    pub fn matter(&self, record: &Record, class: Class) -> Result<Option<(String, Matter)>, Error> {
        let Some(name) = record.opened.matters.get(&class) else {
            return Ok(None);
        };
        Ok(Some((name.clone(), self.folded(name)?)))
    }

    /// Shows an office what is kept of a person. That it looks, and why, is recorded first.
    ///
    /// # Errors
    /// A [`Refusal`] where the office may not, gives no reason, or all is erased; nothing is
    /// recorded then. Also where the vault is closed or the store fails.
    pub fn look(&self, id: &str, reason: Option<String>, actor: &Actor) -> Result<Shown, Error> {
        let record = self.record_of(id)?;
        let pack = self.pack_of(&record)?;
        let nothing = || Refusal::NothingPersonal(id.to_owned());
        let name = record.opened.matters.get(&Class::Personal).ok_or_else(nothing)?;
        // Who could not be shown anything is not recorded as having looked.
        self.safe()?;
        let turn = self.turn(name)?;
        let matter = self.folded(name)?;
        let looked = hall::look(pack, &record, &matter, reason, actor)?;
        let fields = looked.fields.clone();
        let entries = vec![pending(name, &PersonalEvent::Looked(looked))];
        let entry = self.record(turn, actor, entries, Attached::default())?[0];
        let gone = || Refusal::Erased(id.to_owned());
        let kept = self.store.matter(MatterBy::Name(name))?.ok_or_else(gone)?;
        let mut values = self.opened(&kept, &matter)?;
        if values.is_empty() {
            return Err(gone().into());
        }
        values.retain(|value| fields.contains(&value.field));
        let values = values.into_iter().map(|it| (it.field, it.value)).collect();
        Ok(Shown { entry, values })
    }

    /// The fields of a record that are for offices only, by field, as far as the actor may see
    /// them; none where it may not.
    ///
    /// # Errors
    /// Where the vault is closed or the store fails.
    pub fn for_office(
        &self,
        record: &Record,
        actor: &Actor,
    ) -> Result<Vec<(String, String)>, Error> {
        let pack = self.pack_of(record)?;
        let (Some((name, matter)), Ok(fields)) = (
            self.matter(record, Class::Office)?,
            hall::may_see(pack, record, Class::Office, actor),
        ) else {
            return Ok(Vec::new());
        };
        let Some(kept) = self.store.matter(MatterBy::Name(&name))? else {
            return Ok(Vec::new());
        };
        let mut values = self.opened(&kept, &matter)?;
        values.retain(|value| fields.contains(&value.field));
        Ok(values.into_iter().map(|it| (it.field, it.value)).collect())
    }

    /// All that is kept of the person whose link has this secret.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no link has it; also where the vault is closed or the store fails.
    pub fn mine(&self, secret: &str) -> Result<Mine, Error> {
        let kept = self.matter_of_link(secret)?;
        let matter = self.folded(&kept.matter)?;
        let values = self.opened(&kept, &matter)?;
        let record = self.record_of(&kept.record)?;
        Ok(Mine { record, name: kept.matter, matter, values })
    }

    /// Erases all that is kept of the person whose link has this secret. Returns the entry that
    /// says so; a second time that of the first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no link has it; also where safe or store fail.
    pub fn erase_mine(&self, secret: &str) -> Result<u64, Error> {
        let kept = self.matter_of_link(secret)?;
        let office = crate::program().office;
        let person = Actor { office, role: crate::ROLE_PERSON.to_owned() };
        self.erase(&kept.matter, &kept.record, &person)
    }

    /// Destroys a matter's key and values. The safe remembers it first: whatever happens then,
    /// the next opening finishes it.
    pub(crate) fn erase(&self, name: &str, record: &str, actor: &Actor) -> Result<u64, Error> {
        let turn = self.turn(name)?;
        if let Some((entry, _)) = self.folded(name)?.erased {
            return Ok(entry);
        }
        if let Some(safe) = &self.safe {
            safe.remember_erased(name).map_err(VaultError::from)?;
        }
        let erased = PersonalEvent::Erased(Erased { record: record.to_owned() });
        let vault = vec![VaultChange::Erase(name.to_owned())];
        let attached = Attached { documents: Vec::new(), vault };
        Ok(self.record(turn, actor, vec![pending(name, &erased)], attached)?[0])
    }

    fn matter_of_link(&self, secret: &str) -> Result<SealedMatter, Error> {
        let link = sha256(secret.as_bytes());
        let found = self.store.matter(MatterBy::Link(&link))?;
        found.ok_or_else(|| Error::NotFound("such link".to_owned()))
    }

    /// A matter as its entries tell it.
    fn folded(&self, name: &str) -> Result<Matter, Error> {
        let mut matter = Matter::default();
        for stored in self.store.entries_about(name)? {
            let index = stored.index;
            let failed = |why: String| Error::Journal { index, why };
            let entry = Entry::decode(&stored.bytes).map_err(|error| failed(error.to_string()))?;
            let by = Actor { office: entry.by.office, role: entry.by.role };
            let event = PersonalEvent::from_body(&entry.kind, entry.body)
                .map_err(|error| failed(error.to_string()))?;
            matter.apply(event, &by, entry.at, index);
        }
        Ok(matter)
    }

    /// The values of a matter, each checked against its salted hash in the log.
    pub(crate) fn opened(
        &self,
        kept: &SealedMatter,
        matter: &Matter,
    ) -> Result<Vec<MineValue>, Error> {
        let Some(key) = self.key_of(kept)? else {
            return Ok(Vec::new());
        };
        let mut values = Vec::new();
        for (entry, told) in &matter.kept {
            let changed_here = || VaultError::Changed { record: kept.record.clone() };
            let mut sealed = kept.values.iter().filter(|(field, _)| *field == told.field);
            let (field, sealed) = sealed.next().ok_or_else(changed_here)?;
            let about = About { matter: &kept.matter, record: &kept.record, field };
            let opened =
                vault::open(&key, &about, sealed).map_err(|error| changed(error, &kept.record))?;
            let hash = vault::salted_hash(&about, &opened.value, &opened.salt);
            if hexadecimal(&hash) != told.salted_hash {
                return Err(changed_here().into());
            }
            values.push(MineValue {
                field: field.clone(),
                value: opened.value.to_string(),
                salt: hexadecimal(&opened.salt),
                salted_hash: told.salted_hash.clone(),
                entry: *entry,
            });
        }
        Ok(values)
    }
}

fn pending(matter: &str, event: &PersonalEvent) -> Pending {
    Pending::new(event.kind(), matter, event.to_body())
}
