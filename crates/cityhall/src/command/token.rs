//! `cityhall token`: lets an office act.

use std::process::ExitCode;

use app::Actor;
use clap::Args;

use super::Ended;
use crate::city::CityArguments;
use crate::data;

/// Options of `cityhall token`.
#[derive(Args)]
pub(crate) struct Token {
    #[command(flatten)]
    city: CityArguments,
    /// The office that may act.
    #[arg(long, value_name = "ID")]
    office: String,
    /// The role it acts in, as packs name it, or `supervisor` or `statistician`.
    #[arg(long)]
    role: String,
}

impl Token {
    pub(crate) fn run(self) -> Ended {
        let app = self.city.open()?;
        let known = app.packs().values().flat_map(|pack| &pack.roles).map(String::as_str);
        let mut roles: Vec<&str> =
            known.chain([app::ROLE_SUPERVISOR, app::ROLE_STATISTICIAN]).collect();
        roles.sort_unstable();
        roles.dedup();
        if !roles.contains(&self.role.as_str()) {
            let roles = roles.join(", ");
            return Err(format!("there is no role `{}`; choose one of {roles}", self.role).into());
        }
        let token: String = data::random()?.iter().map(|byte| format!("{byte:02x}")).collect();
        app.admit(&token, &Actor { office: self.office, role: self.role })?;
        println!("{token}");
        eprintln!("Keep it safe: only its hash is stored, and it cannot be shown again.");
        Ok(ExitCode::SUCCESS)
    }
}
