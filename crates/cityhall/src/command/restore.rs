//! `cityhall restore`: a city from a backup, checked before it is there.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::upkeep::{self, Checked};
use clap::Args;
use journal::Verifier;
use store::Vault;
use store_sqlite::SqliteStore;

use super::Ended;
use crate::archive::{self, DATABASE, KEYS, Manifest};
use crate::bar::Bar;
use crate::city::vault_beside;
use crate::data;
use crate::scratch::Scratch;

/// Options of `cityhall restore`.
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    /// Where the city will be kept. It may hold the city's key, and no city.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
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
        let database = data::database(&self.data);
        if database.exists() {
            let path = self.data.display();
            let why =
                "holds a city already; nothing is ever written over it, choose another folder";
            return Err(format!("{path} {why}").into());
        }
        let rest = self.data.join("city.db-wal");
        if rest.exists() {
            let path = rest.display();
            return Err(format!("{path} is left of another database; move it away first").into());
        }
        fs::create_dir_all(&self.data)?;
        let scratch = Scratch::beside(&database)?;
        let bar = Bar::new();
        let unpacked = scratch.join("unpacked");
        let Restored { manifest, checked, has_personal } =
            unpack(&self.file, &unpacked, &known, &bar)?;
        self.refuse_another_key(&manifest)?;
        // The database comes last: a folder with one is whole.
        for key in KEYS {
            let (from, to) = (format!("unpacked/{key}"), self.data.join(key));
            if scratch.join(&from).exists() && !to.exists() {
                scratch.put(&from, &to)?;
            }
        }
        scratch.put(&format!("unpacked/{DATABASE}"), &database)?;
        drop(bar);
        println!("{}: as of {}", self.data.display(), manifest.made_at);
        tell(&checked);
        println!("ok: it is whole");
        self.tell_of_keys(&manifest);
        let vault = vault_beside(&self.data);
        if has_personal && !vault.exists() {
            eprintln!(
                "It keeps personal data, which opens only with the vault's key: put that back in \
                 {}; what was erased since is erased again when the city is opened.",
                vault.display()
            );
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A key that is in the folder already must be this city's.
    fn refuse_another_key(&self, manifest: &Manifest) -> Result<(), Box<dyn Error>> {
        let own = data::verifiers(&self.data)?;
        let is_known = |key: &Verifier| manifest.public_keys.contains(&key.to_string());
        if own.is_empty() || own.iter().any(is_known) {
            return Ok(());
        }
        let key = self.data.join(KEYS[0]);
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
        let key = self.data.join(KEYS[0]);
        if !key.exists() {
            eprintln!("The key is missing: put it back as {} to go on.", key.display());
        }
    }
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
