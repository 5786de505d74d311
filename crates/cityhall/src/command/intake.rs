//! `cityhall intake`: a report's promises become commitments.

use std::path::PathBuf;
use std::process::ExitCode;

use app::{Actor, ROLE_SUPERVISOR};
use clap::Args;
use documents::{DocumentError, Language};

use super::Ended;
use crate::city::CityArguments;
use crate::upload;

/// Options of `cityhall intake`.
#[derive(Args)]
pub(crate) struct Intake {
    /// The report: text, HTML, DOCX or PDF.
    file: PathBuf,
    /// Leave it a draft, to be checked and published at the desk.
    #[arg(long)]
    draft: bool,
    /// The report's year, where its title does not tell.
    #[arg(long)]
    year: Option<i16>,
    #[command(flatten)]
    city: CityArguments,
    /// The office that takes it in.
    #[arg(long, value_name = "ID", default_value = "supervision-office")]
    office: String,
}

impl Intake {
    pub(crate) fn run(self) -> Ended {
        let path = self.file.display();
        let told = |error: &DocumentError| format!("{path}: {}", error.message(Language::English));
        let bytes = documents::load(&self.file).map_err(|error| told(&error))?;
        let document = documents::read(&bytes).map_err(|error| told(&error))?;
        let mut upload = upload::of_document(document, &bytes);
        upload.year = self.year;
        let app = self.city.open()?;
        if app.city().office(&self.office).is_none() {
            return Err(format!("the city has no office `{}`; choose --office", self.office).into());
        }
        let actor = Actor { office: self.office, role: ROLE_SUPERVISOR.to_owned() };
        for note in &upload.notes {
            eprintln!("{path}: {note}");
        }
        if self.draft {
            let id = app.receive_report(&upload, &actor)?;
            println!("{id}: a draft, to be checked at the desk under /desk/reports/{id}");
            return Ok(ExitCode::SUCCESS);
        }
        let id = app.take_in_report(&upload, &actor)?;
        let accounts = app.accounts();
        println!("{id}: {} commitments", accounts.commitments_of(&id).count());
        Ok(ExitCode::SUCCESS)
    }
}
