//! `cityhall intake`: a report's promises become commitments.

use std::path::PathBuf;
use std::process::ExitCode;

use app::{Actor, ROLE_SUPERVISOR, Upload};
use clap::Args;

use super::Ended;
use crate::city::CityArguments;

/// Options of `cityhall intake`.
#[derive(Args)]
pub(crate) struct Intake {
    /// The report's text.
    file: PathBuf,
    #[command(flatten)]
    city: CityArguments,
    /// The office that takes it in.
    #[arg(long, value_name = "ID", default_value = "supervision-office")]
    office: String,
}

impl Intake {
    pub(crate) fn run(self) -> Ended {
        let text = documents::read_file(&self.file)
            .map_err(|error| {
                format!("{}: {}", self.file.display(), error.message(documents::Language::English))
            })?
            .text;
        let app = self.city.open()?;
        if app.city().office(&self.office).is_none() {
            return Err(format!("the city has no office `{}`; choose --office", self.office).into());
        }
        let actor = Actor { office: self.office, role: ROLE_SUPERVISOR.to_owned() };
        let id = app.take_in_report(&Upload::text(text), &actor)?;
        let accounts = app.accounts();
        println!("{id}: {} commitments", accounts.commitments_of(&id).count());
        Ok(ExitCode::SUCCESS)
    }
}
