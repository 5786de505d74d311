//! How long a record may stand where it stands: derived from the pack and the calendar, never
//! stored.

use calendar::{Calendar, UnknownYear};
use jiff::civil::Date;
use pack::{Days, Pack};

use crate::record::Record;

/// When a record must move on, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub on: Date,
    /// Law and article, or whose rule it is.
    pub basis: String,
}

/// When a record must move on; `None` where its state has no limit.
///
/// # Errors
/// Where the calendar does not know a year that the clock runs through.
pub fn due(pack: &Pack, calendar: &Calendar, record: &Record) -> Result<Option<Due>, UnknownYear> {
    let state = pack
        .procedures
        .get(&record.opened.procedure)
        .and_then(|procedure| procedure.state(&record.state));
    let Some(limit) = state.and_then(|state| state.limit.as_ref()) else {
        return Ok(None);
    };
    let on = match limit.counted {
        Days::Working => calendar.add_working_days(record.since, limit.days)?,
        Days::Calendar => calendar.add_days(record.since, limit.days)?,
    };
    Ok(Some(Due { on, basis: limit.basis.clone() }))
}
