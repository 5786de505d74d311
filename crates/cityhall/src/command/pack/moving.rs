//! `cityhall pack move`: records that go by an earlier version of a pack go on by the one in use.

use std::process::ExitCode;

use app::{Actor, ROLE_SUPERVISOR};
use clap::Args;

use crate::city::CityArguments;
use crate::command::Ended;
use crate::messages::Language;

/// Options of `cityhall pack move`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The pack's id, as `works`.
    id: String,
    /// The number of a record to move, as `W-2020-0001`; may be repeated. All that are not at their
    /// end if left out.
    #[arg(long = "record", value_name = "NUMBER")]
    records: Vec<String>,
    /// The office that moves them, as a supervisor.
    #[arg(long, value_name = "ID")]
    office: String,
    /// Why, as it is recorded with each.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    city: CityArguments,
    /// The language of the messages.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

impl Arguments {
    pub(crate) fn run(self) -> Ended {
        let app = self.city.open()?;
        let version = app.pack(&self.id)?.version;
        let unknown = || format!("the city has no office `{}`", self.office);
        let office = app.city().office(&self.office).ok_or_else(unknown)?.id.clone();
        let actor = Actor { office, role: ROLE_SUPERVISOR.to_owned() };
        let records = match self.records.as_slice() {
            [] => app.records_behind(&self.id)?,
            named => named.iter().map(|number| format!("{}/{number}", self.id)).collect(),
        };
        let (mut moved, mut left) = (0, 0);
        for record in records {
            match app.move_record(&record, Some(self.reason.clone()), &actor) {
                Ok(_) => moved += 1,
                // It stays with its version; the others are moved all the same.
                Err(error @ (app::Error::Refused(_) | app::Error::NotFound(_))) => {
                    left += 1;
                    eprintln!("{record}: {error}");
                }
                Err(error) => return Err(error.into()),
            }
        }
        let told = match Language::choose(self.lang) {
            Language::Zh => format!("转到第{version}版 {moved} 件，未转 {left} 件"),
            Language::En => format!("{moved} moved to version {version}, {left} not moved"),
        };
        println!("{told}");
        Ok(if left == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
