//! What a city claims of all its measures at one size of its log, for others to check.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{App, Error};

/// How often the figures are read anew where another process records meanwhile.
const ATTEMPTS: usize = 100;

/// Every figure that a city publishes on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// 1.
    pub version: u32,
    /// The log's name.
    pub origin: String,
    /// How many entries the figures follow from.
    pub size: u64,
    /// The day up to which they count.
    pub on: Date,
    /// The measures, by name.
    pub measures: Vec<ClaimedMeasure>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedMeasure {
    /// The measure, `works/tourist_toilets`.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// Its value.
    #[serde(with = "rust_decimal::serde::str")]
    pub value: Decimal,
}

impl App {
    /// All figures up to the end of a day.
    ///
    /// # Errors
    /// Where the store fails, or another process records without a pause.
    pub fn claims(&self, on: Date) -> Result<Claims, Error> {
        // Nothing is recorded meanwhile, so that all figures are of one size.
        let _alone = self.turn_alone()?;
        for _ in 0..ATTEMPTS {
            let size = self.store.log_size()?;
            let claims = self.claims_of(size, on)?;
            // Another process may write for this city.
            if self.store.log_size()? == size {
                return Ok(claims);
            }
        }
        Err(Error::Changed("the log".to_owned()))
    }

    fn claims_of(&self, size: u64, on: Date) -> Result<Claims, Error> {
        let mut measures = Vec::new();
        for pack in self.packs().values() {
            for (id, measure) in &pack.measures {
                let name = format!("{}/{id}", pack.id);
                let value = self.measured(&name, on)?.value.normalize();
                measures.push(ClaimedMeasure { measure: name, unit: measure.unit.clone(), value });
            }
        }
        let origin = self.verifier().name().to_owned();
        Ok(Claims { version: 1, origin, size, on, measures })
    }
}
