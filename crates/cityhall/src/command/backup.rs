//! `cityhall backup`: a city in one file, taken while it is served, and proven by restoring it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use app::Clock;
use app::upkeep::{self, Checked};
use clap::Args;
use journal::Hash;
use store_sqlite::SqliteStore;

use super::restore::{self, Restored};
use super::{Ended, Failed};
use crate::archive::{self, DATABASE, KEYS, Manifest};
use crate::bar::Bar;
use crate::city::vault_beside;
use crate::clock::SystemClock;
use crate::data;
use crate::place::{CityPlace, Place};
use crate::scratch::Scratch;

/// How often the size of a copy under way is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Options of `cityhall backup`. The city may be served meanwhile.
#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    place: CityPlace,
    /// The file to make, or a folder in which it is named by city and time.
    #[arg(long, value_name = "FILE|FOLDER")]
    to: PathBuf,
    /// Put the key that signs the log into the backup. Whoever has the file can then sign in the
    /// city's name.
    #[arg(long)]
    with_keys: bool,
}

impl Backup {
    pub(crate) fn run(self) -> Ended {
        let place = self.place.find()?;
        let is_folder = self.to.is_dir();
        let target = if is_folder { self.to.join("backup") } else { self.to.clone() };
        if !is_folder && target.exists() {
            let path = target.display();
            return Err(format!("{path} is there already; choose another name with --to").into());
        }
        let scratch = Scratch::beside(&target)?;
        let bar = Bar::new();
        let lists = copy(&place, &scratch.join(DATABASE), &bar)?;
        let manifest = self.pack(&scratch, &bar)?;
        let made = scratch.join("made.zip");
        let Restored { mut checked, .. } =
            restore::unpack(&made, &scratch.join("restored"), &[], &bar).map_err(|error| {
                Failed::new("the backup was thrown away, as it could not be restored", error)
            })?;
        if let Some(lists) = lists {
            checked.lists_were_right = lists == checked.digest;
        }
        let target = if is_folder { self.to.join(name(&manifest, &checked)) } else { target };
        let bytes = fs::metadata(&made)?.len();
        scratch.put("made.zip", &target)?;
        drop(bar);
        Ok(self.tell(&target, bytes, &checked))
    }

    /// Makes the file in the scratch folder.
    fn pack(&self, scratch: &Scratch, bar: &Bar) -> Result<Manifest, Box<dyn Error>> {
        let keys = data::verifiers(self.place.data())?;
        let keys = keys.iter().map(ToString::to_string).collect();
        let manifest = Manifest::new(SystemClock.now(), keys);
        let mut files = vec![(DATABASE, scratch.join(DATABASE))];
        if self.with_keys {
            let there = KEYS.into_iter().map(|name| (name, self.place.data().join(name)));
            files.extend(there.filter(|(_, path)| path.exists()));
        }
        let out = archive::private_file(&scratch.join("made.zip"))?;
        archive::pack(out, manifest.clone(), &files, bar)?.sync_all()?;
        fs::remove_file(scratch.join(DATABASE))?;
        Ok(manifest)
    }

    fn tell(&self, target: &Path, bytes: u64, checked: &Checked) -> ExitCode {
        println!("{}: {:.1} MB", target.display(), megabytes(bytes));
        restore::tell(checked);
        println!("ok: it was restored to a scratch place and is whole");
        if self.with_keys {
            eprintln!(
                "The backup holds the key that signs the log: whoever has the file can sign in \
                 the city's name. Keep it as you keep the key."
            );
        } else {
            eprintln!(
                "The key is not in it: keep a copy of {} apart, nothing can be added without it.",
                self.place.data().join(KEYS[0]).display()
            );
        }
        let vault = vault_beside(self.place.data());
        if vault.exists() {
            eprintln!("Neither is the vault's: keep {} apart too.", vault.display());
        }
        if checked.lists_were_right {
            return ExitCode::SUCCESS;
        }
        eprintln!(
            "cityhall: lists or totals of the city differ from its journal; the backup is good, \
             as they are folded anew when it is restored, but run `cityhall journal rebuild`"
        );
        ExitCode::FAILURE
    }
}

/// Copies a city as it is at this moment into a database file. A digest of lists and totals comes
/// with it where these are not copied themselves.
fn copy(place: &Place, to: &Path, bar: &Bar) -> Result<Option<Hash>, Box<dyn Error>> {
    if let Some(folder) = place.folder() {
        return copy_file(&data::database(folder), to, bar).map(|()| None);
    }
    let store = place.open_to_read()?;
    store.standing()?.refuse_unless_open(place.name()?)?;
    let source = store.snapshot()?;
    let target = SqliteStore::open_to_fill(to)?;
    upkeep::copy(source.as_ref(), &target, &mut |stage, done, of| bar.stage(stage, done, of))?;
    target.settle()?;
    Ok(Some(source.digest()?))
}

/// Copies a database file, showing how much of it is there.
fn copy_file(database: &Path, to: &Path, bar: &Bar) -> Result<(), Box<dyn Error>> {
    SqliteStore::refuse_unless_open(database)?;
    let total = SqliteStore::size(database)?;
    thread::scope(|scope| {
        let (done, wait) = mpsc::channel::<()>();
        let copying = scope.spawn(move || {
            let copied = SqliteStore::copy(database, to);
            drop(done);
            copied
        });
        while wait.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
            let there = fs::metadata(to).map_or(0, |file| file.len());
            bar.show("copying", there.min(total), total);
        }
        let copied = copying.join().map_err(|_| "the copy failed")?;
        Ok(copied?)
    })
}

/// `urumqi-20261127T224500Z.zip`: whose backup it is, and when it was made.
fn name(manifest: &Manifest, checked: &Checked) -> String {
    let origin = checked.head.as_ref().map_or("city", |head| head.origin.as_str());
    let city = origin.rsplit('/').next().unwrap_or(origin);
    format!("{city}-{}.zip", manifest.made_at.strftime("%Y%m%dT%H%M%SZ"))
}

#[expect(clippy::cast_precision_loss, reason = "it is told with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
