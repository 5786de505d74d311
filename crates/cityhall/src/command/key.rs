//! `cityhall key`: the keys that sign logs and those that witness them.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use app::App;
use clap::Subcommand;
use journal::{Cosigner, Signer, Verifier};

use super::Ended;
use crate::city::{CityArguments, own_name};
use crate::data;
use crate::data::key::KeyFile;

/// What can be done with keys.
#[derive(Subcommand)]
pub(crate) enum Key {
    /// Make a new key: its file is for you alone, what is printed is for everyone.
    New {
        /// The name of the key, such as `witness.example/one`.
        name: String,
        /// The file to write, which must not exist.
        file: PathBuf,
        /// A key of a log, and not of a witness.
        #[arg(long)]
        log: bool,
    },
    /// List the keys of a city's log: those that sign, and those that were retired.
    List {
        #[command(flatten)]
        city: CityArguments,
    },
    /// Make the key that is to take the place of the city's own; both sign from then on.
    Rotate {
        #[command(flatten)]
        city: CityArguments,
        /// Retire the old key at once, as when it was stolen.
        #[arg(long)]
        now: bool,
    },
    /// End the overlap: the old key is retired and its file replaced by the new one.
    Retire {
        #[command(flatten)]
        city: CityArguments,
    },
}

impl Key {
    pub(crate) fn run(self) -> Ended {
        match self {
            Self::New { name, file, log } => new(&name, file, log),
            Self::List { city } => list(&city),
            Self::Rotate { city, now } => rotate(&city, now),
            Self::Retire { city } => retire(&city),
        }
    }
}

fn new(name: &str, file: PathBuf, log: bool) -> Ended {
    let file = KeyFile::at(file);
    if log {
        let key = Signer::from_seed(name, data::random()?)?;
        file.create(&key)?;
        println!("{}", key.verifier());
    } else {
        let key = Cosigner::from_seed(name, data::random()?)?;
        file.create(&key)?;
        println!("{}", key.verifier());
    }
    let path = file.path().display();
    eprintln!("{path} is secret; give everyone the line above.");
    Ok(ExitCode::SUCCESS)
}

fn list(city: &CityArguments) -> Ended {
    let app = city.open()?;
    let keyring = app.keyring()?;
    for key in app.verifiers() {
        println!("{key}  signs{}", announced(&keyring, key));
    }
    for held in keyring.keys() {
        if let Some(retired) = &held.retired {
            let (size, entry) = (retired.size, retired.entry);
            println!("{}  retired at size {size} (entry {entry})", held.key);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn announced(keyring: &journal::Keyring, key: &Verifier) -> String {
    let entry = keyring.get(key).and_then(|held| held.announced);
    entry.map_or_else(String::new, |entry| format!(", announced by entry {entry}"))
}

fn rotate(city: &CityArguments, now: bool) -> Ended {
    let next = data::next_key_file(city.data());
    if next.read::<Signer>()?.is_none() {
        // The city is opened first, so that there is a log whose name the new key takes.
        let name = open_to_sign(city)?.verifier().name().to_owned();
        next.create(&Signer::from_seed(&name, data::random()?)?)?;
    }
    let app = open_to_sign(city)?;
    let key = app.verifier().clone();
    println!("{key}");
    if now {
        drop(app);
        return retire(city);
    }
    eprintln!(
        "Both keys sign now. Tell everyone the new key, which the line above is for; when they \
         have it, run `cityhall key retire`."
    );
    Ok(ExitCode::SUCCESS)
}

fn retire(city: &CityArguments) -> Ended {
    open_to_sign(city)?.retire_key()?;
    // Opening the city puts the new key's file in the old one's place.
    drop(open_to_sign(city)?);
    eprintln!(
        "The old key is retired: whoever follows this log believes nothing more that it signs."
    );
    Ok(ExitCode::SUCCESS)
}

/// Opens the city to say something of its keys in its log, which only the process that writes can.
fn open_to_sign(city: &CityArguments) -> Result<App, Box<dyn Error>> {
    let (app, shared) = city.open_as(&own_name())?;
    if shared.is_some_and(|shared| !shared.writes()) {
        return Err("keys are changed by the one process that writes for the city: end the one \
                    that does now, change the key, and start it again"
            .into());
    }
    Ok(app)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_key_that_others_can_read_is_refused_with_what_to_do() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let file = KeyFile::at(folder.path().join("w.key"));
        let key = Cosigner::from_seed("w", [1; 32]).expect("a name");
        file.create(&key).expect("is written");
        assert!(file.create(&key).is_err(), "no key is written over");
        assert!(file.read::<Cosigner>().expect("is read").is_some());
        let mode = |mode| {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(file.path(), permissions).expect("is ours");
        };
        mode(0o640);
        let refused = file.read::<Cosigner>().expect_err("it is open").to_string();
        assert!(refused.contains("mode is 640") && refused.contains("chmod 600"), "{refused}");
        mode(0o600);
        let wrong = file.read::<Signer>().expect_err("it is a witness's").to_string();
        assert!(wrong.contains("a log signs with 0x01, a witness with 0x04"), "{wrong}");
    }
}
