//! `cityhall restore`: a city from a backup, checked before it is there.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::upkeep::{self, Checked};
use clap::Args;
use journal::Verifier;
use store::{Standing, Vault};
use store_sqlite::SqliteStore;

use super::Ended;
use crate::archive::{self, DATABASE, KEYS, Manifest};
use crate::bar::Bar;
use crate::city::vault_beside;
use crate::data;
use crate::place::{Place, PlaceArguments};
use crate::scratch::Scratch;
use crate::transfer::Transfer;

/// Options of `cityhall restore`. The place may hold the city's key, and no city.
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    #[command(flatten)]
    place: PlaceArguments,
    /// The public key that must have signed the log; may be repeated. Those that the backup names
    /// if left out.
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<String>,
}

/// A backup, unpacked and found whole.
pub(crate) struct Restored {
    pub(crate) manifest: Manifest,
    pub(crate) checked: Checked,
    /// Whether it keeps personal data that was not erased.
    has_personal: bool,
}

impl Restore {
    pub(crate) fn run(self) -> Ended {
        let known = self
            .keys
            .iter()
            .map(|key| key.parse::<Verifier>().map_err(|error| format!("--key {key}: {error}")));
        let known = known.collect::<Result<Vec<_>, _>>()?;
        let data = self.place.data();
        let database = data::database(data);
        let address = self.place.address()?;
        if address.is_none() {
            refuse_what_is_there(data)?;
        }
        fs::create_dir_all(data)?;
        let scratch = Scratch::beside(&database)?;
        let bar = Bar::new();
        let unpacked = scratch.join("unpacked");
        let restored = unpack(&self.file, &unpacked, &known, &bar)?;
        self.refuse_another_key(&restored.manifest)?;
        for key in KEYS {
            let (from, to) = (format!("unpacked/{key}"), data.join(key));
            if scratch.join(&from).exists() && !to.exists() {
                scratch.put(&from, &to)?;
            }
        }
        // The database comes last: a place with one is whole.
        let place = match address {
            None => {
                scratch.put(&format!("unpacked/{DATABASE}"), &database)?;
                data.display().to_string()
            }
            Some(address) => self.fill(&unpacked.join(DATABASE), &address, &known, &bar)?,
        };
        drop(bar);
        println!("{place}: as of {}", restored.manifest.made_at);
        tell(&restored.checked);
        println!("ok: it is whole");
        self.tell_of_keys(&restored.manifest);
        let vault = vault_beside(data);
        if restored.has_personal && !vault.exists() {
            eprintln!(
                "It keeps personal data, which opens only with the vault's key: put that back in \
                 {}; what was erased since is erased again when the city is opened.",
                vault.display()
            );
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Fills a PostgreSQL database from what was unpacked and found whole; the place's name.
    fn fill(
        &self,
        unpacked: &Path,
        address: &str,
        known: &[Verifier],
        bar: &Bar,
    ) -> Result<String, Box<dyn Error>> {
        let source = SqliteStore::open(unpacked)?;
        let place = Place::at(address, &upkeep::city_of(&source)?)?;
        let opened = place.open_whatever_its_standing("cityhall restore")?;
        let (from, to) = (self.file.canonicalize()?.display().to_string(), place.name()?);
        let target = opened.store.as_ref();
        let filling = Transfer { source: &source, target, from, to };
        filling.begin()?;
        filling.copy(known, bar)?;
        target.set_standing(&Standing::Open)?;
        Ok(filling.to)
    }

    /// A key that is in the folder already must be this city's.
    fn refuse_another_key(&self, manifest: &Manifest) -> Result<(), Box<dyn Error>> {
        let own = data::verifiers(self.place.data())?;
        let is_known = |key: &Verifier| manifest.public_keys.contains(&key.to_string());
        if own.is_empty() || own.iter().any(is_known) {
            return Ok(());
        }
        let key = self.place.data().join(KEYS[0]);
        Err(format!(
            "{} is not the key of this backup's city, which is {}; put the right one there, or none",
            key.display(),
            manifest.public_keys.join(" and ")
        )
        .into())
    }

    fn tell_of_keys(&self, manifest: &Manifest) {
        if self.keys.is_empty() {
            for key in &manifest.public_keys {
                eprintln!("Signed by {key}: as the backup says; compare it with what you know.");
            }
        }
        let key = self.place.data().join(KEYS[0]);
        if !key.exists() {
            eprintln!("The key is missing: put it back as {} to go on.", key.display());
        }
    }
}

/// Refuses a folder in which a database is already, or something is left of one.
fn refuse_what_is_there(data: &Path) -> Result<(), Box<dyn Error>> {
    if data::database(data).exists() {
        let path = data.display();
        let why = "holds a city already; nothing is ever written over it, choose another folder";
        return Err(format!("{path} {why}").into());
    }
    let rest = data.join("city.db-wal");
    if rest.exists() {
        let path = rest.display();
        return Err(format!("{path} is left of another database; move it away first").into());
    }
    Ok(())
}

/// Unpacks a backup into a folder and checks all of it. `known` are the keys that must have signed
/// the log; where there are none, those that the backup names.
pub(crate) fn unpack(
    file: &Path,
    into: &Path,
    known: &[Verifier],
    bar: &Bar,
) -> Result<Restored, Box<dyn Error>> {
    let manifest = archive::unpack(file, into, bar)?;
    let spoilt = |why: String| archive::ArchiveError::Spoilt { path: file.to_owned(), why };
    let named = manifest.public_keys.iter().map(|key| key.parse::<Verifier>());
    let named = named.collect::<Result<Vec<_>, _>>().map_err(|error| spoilt(error.to_string()))?;
    let known = if known.is_empty() { &named } else { known };
    let store = SqliteStore::open(&into.join(DATABASE))?;
    let told = &mut |stage, done, of| bar.stage(stage, done, of);
    let checked = upkeep::check(&store, known, told)?;
    let has_personal = !store.living_matters("", 1)?.is_empty();
    store.settle()?;
    Ok(Restored { manifest, checked, has_personal })
}

/// Prints what a checked city holds.
pub(crate) fn tell(checked: &Checked) {
    let (entries, documents) = (checked.size(), checked.documents);
    println!("{entries} entries, {documents} documents");
    if let Some(head) = &checked.head {
        println!("{}\nroot {}", head.origin, head.root.base64());
    }
    println!("every entry is where the signed checkpoint says; lists and totals were folded anew");
}
