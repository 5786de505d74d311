//! The sample city with a clock that is set by hand, and what can be done in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use account::{Stated, Wording};
use app::{
    Actor, App, Clock, Definitions, Documents, Error, ROLE_SUPERVISOR, Safe, SafeError, Upload,
};
use hall::Taking;
use jiff::Timestamp;
use journal::Signer;
use sha2::{Digest, Sha256};
use store::Store;
use vault::MasterKey;

use crate::faulty::unpoisoned;

/// The name of the city's log.
pub const ORIGIN: &str = "example.com/simulated";
/// The seed of the key that signs it, which everyone knows.
pub const SEED: [u8; 32] = [7; 32];
/// What tells a person's name from everything else.
pub const PERSON: &str = "马师傅";
/// The office that builds, and answers for what it builds.
pub const BUILDER: &str = "culture-and-tourism-bureau";
/// The office that accepts.
pub const INSPECTOR: &str = "quality-inspection-station";
/// The office that supervises delivery.
pub const SUPERVISOR: &str = "supervision-office";

/// What an act comes to.
pub type Outcome = Result<Done, Error>;

/// What is told to whoever acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// The entry, where the use case tells it.
    pub entry: Option<u64>,
    /// The secret of the link for the person of whom something is kept.
    pub secret: Option<String>,
    /// What an office was shown of a person, by field.
    pub shown: Vec<(String, String)>,
}

impl From<u64> for Done {
    fn from(entry: u64) -> Self {
        Self { entry: Some(entry), ..Self::default() }
    }
}

/// Something that somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Opens a work.
    Open {
        /// Its number.
        number: u64,
        /// Its kind.
        kind: &'static str,
        /// How many pieces it brings.
        quantity: u64,
        /// Whether somebody to ring is written down, which is personal.
        has_contact: bool,
    },
    /// Takes a step.
    Step {
        /// The work's number.
        number: u64,
        /// The step.
        step: &'static str,
        /// For which office.
        office: &'static str,
        /// In which role.
        role: &'static str,
    },
    /// An inspector looks at what is kept of a person.
    Look {
        /// The record.
        record: String,
        /// The matter that holds it.
        matter: String,
    },
    /// The person erases it.
    Erase {
        /// The matter.
        matter: String,
        /// The secret of the person's link.
        secret: String,
    },
    /// Takes a report in, which makes its promises commitments.
    Report {
        /// Of which year.
        year: i16,
    },
    /// Says something of a commitment.
    State {
        /// The year of its report.
        year: i16,
    },
}

impl Act {
    /// What it is about, as entries name it.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::Open { number, .. } | Self::Step { number, .. } => format!("works/S-{number}"),
            Self::Look { matter, .. } | Self::Erase { matter, .. } => matter.clone(),
            Self::Report { year } => format!("urumqi-{year}"),
            Self::State { year } => format!("urumqi-{year}/1"),
        }
    }

    /// The step that its entry tells, or the kind of act that it is.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Step { step, .. } => step,
            Self::Look { .. } => "look",
            Self::Erase { .. } => "erasure",
            Self::Report { .. } => "report taken in",
            Self::State { .. } => "statement",
        }
    }

    /// Does it.
    ///
    /// # Errors
    /// As the use case.
    pub fn perform(&self, app: &App) -> Outcome {
        let supervisor = actor(SUPERVISOR, ROLE_SUPERVISOR);
        match self {
            Self::Open { number, kind, quantity, has_contact } => {
                let mut fields = fields(kind, *quantity);
                if *has_contact {
                    fields.insert("contact".to_owned(), contact(&self.subject()));
                }
                let (number, builder) = (format!("S-{number}"), actor(BUILDER, "builder"));
                let opened = app.open_record("works", "work", &number, fields, &builder)?;
                Ok(Done { secret: opened.secret, ..Done::default() })
            }
            Self::Step { step, office, role, .. } => {
                let said = Some("有".to_owned());
                let asked = Taking {
                    step: (*step).to_owned(),
                    evidence: said.clone(),
                    reason: said.clone(),
                    note: said,
                    ..Taking::default()
                };
                app.take_step(&self.subject(), asked, &actor(office, role)).map(Done::from)
            }
            Self::Look { record, .. } => {
                let reason = Some("核实地点".to_owned());
                let looked = app.look(record, reason, &actor(INSPECTOR, "inspector"))?;
                Ok(Done { shown: looked.values, ..Done::from(looked.entry) })
            }
            Self::Erase { secret, .. } => app.erase_mine(secret).map(Done::from),
            Self::Report { year } => {
                app.take_in_report(&Upload::text(report(*year)), &supervisor)?;
                Ok(Done::default())
            }
            Self::State { .. } => {
                let text = Wording { zh: "正在办理。".to_owned(), en: None };
                app.state(&self.subject(), Stated { text }, &supervisor).map(Done::from)
            }
        }
    }
}

/// A clock that stands where it was set.
#[derive(Debug)]
pub struct SetClock(Mutex<Timestamp>);

impl SetClock {
    /// A clock that stands there.
    #[must_use]
    pub fn at(time: Timestamp) -> Self {
        Self(Mutex::new(time))
    }

    /// Sets it.
    pub fn set(&self, time: Timestamp) {
        *unpoisoned(&self.0) = time;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *unpoisoned(&self.0)
    }
}

/// A safe that outlives every process. Its random bytes never repeat, and are the same each time.
#[derive(Debug, Default)]
pub struct SetSafe {
    drawn: AtomicU64,
    erased: Mutex<BTreeSet<String>>,
}

impl Safe for SetSafe {
    fn master(&self) -> MasterKey {
        MasterKey::new(SEED)
    }

    fn random(&self) -> Result<[u8; 32], SafeError> {
        let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
        Ok(Sha256::digest(drawn.to_be_bytes()).into())
    }

    fn erased(&self) -> Result<Vec<String>, SafeError> {
        Ok(unpoisoned(&self.erased).iter().cloned().collect())
    }

    fn remember_erased(&self, matter: &str) -> Result<(), SafeError> {
        unpoisoned(&self.erased).insert(matter.to_owned());
        Ok(())
    }
}

/// The sample city's definitions, as they were when this was compiled.
///
/// # Panics
/// Where they have faults, which their own tests would tell first.
#[must_use]
pub fn definitions() -> Definitions {
    let texts = |files: &[(&str, &str)]| {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        files.iter().map(owned).collect::<BTreeMap<_, _>>()
    };
    let city = texts(&[
        ("city.toml", include_str!("../../../cities/urumqi/city.toml")),
        ("places.toml", include_str!("../../../cities/urumqi/places.toml")),
        ("offices.toml", include_str!("../../../cities/urumqi/offices.toml")),
        ("calendar.toml", include_str!("../../../cities/urumqi/calendar.toml")),
    ]);
    let pack = texts(&[
        ("pack.toml", include_str!("../../../packs/works/pack.toml")),
        ("messages/zh-CN.toml", include_str!("../../../packs/works/messages/zh-CN.toml")),
        ("messages/en.toml", include_str!("../../../packs/works/messages/en.toml")),
    ]);
    Definitions::read(&Documents { city, packs: vec![pack] }).expect("the sample is sound")
}

/// Opens the city on a store, with a key that everyone knows.
///
/// # Errors
/// As [`App::open`].
///
/// # Panics
/// Never: the log's name is one.
pub fn open(
    definitions: &Definitions,
    store: Arc<dyn Store>,
    clock: &Arc<SetClock>,
) -> Result<App, Error> {
    let signer = Signer::from_seed(ORIGIN, SEED).expect("a name");
    App::open(definitions.clone(), store, Arc::clone(clock) as _, signer)
}

fn actor(office: &str, role: &str) -> Actor {
    Actor { office: office.to_owned(), role: role.to_owned() }
}

fn fields(kind: &str, quantity: u64) -> BTreeMap<String, String> {
    let quantity = quantity.to_string();
    let fields = [
        ("name", "东山游客中心"),
        ("kind", kind),
        ("site", "650102"),
        ("owner", BUILDER),
        ("quantity", &quantity),
        ("length", "1.5"),
        ("due", "2020-12-31"),
    ];
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// Whom to ring about a work: a person, so that no entry may hold it.
#[must_use]
pub fn contact(record: &str) -> String {
    format!("{PERSON} {record}")
}

fn report(year: i16) -> String {
    format!(
        "{year}年某市政府工作报告\n{}年工作回顾\n去年新建旅游公厕23座。\n\
         {year}年主要工作\n新建旅游公厕30座，新建绿道8条。\n",
        year - 1
    )
}
