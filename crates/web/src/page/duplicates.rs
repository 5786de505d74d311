//! Records that may be of the same thing, as they are suggested.

use app::Error;
use hall::Record;
use jiff::Timestamp;
use pack::Pack;

use crate::portal::{Frame, Portal};

/// A record that may be of the same thing.
pub(crate) struct DuplicateView {
    /// Its number, without the pack.
    pub(crate) number: String,
    pub(crate) address: String,
    pub(crate) title: String,
    /// How near it is, and since when it is known.
    pub(crate) told: String,
}

/// What may be of the same thing as a record, while a step can still say so.
pub(crate) fn view(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
) -> Result<Vec<DuplicateView>, Error> {
    let Some(field) = field(pack, record) else { return Ok(Vec::new()) };
    let steps = pack.procedures.get(&record.opened.procedure).map(|procedure| &procedure.steps);
    let mut steps = steps.into_iter().flatten();
    let says = |step: &pack::Step| step.filled().any(|(filled, _)| filled == field);
    if !steps.any(|step| step.from.contains(&record.state) && says(step)) {
        return Ok(Vec::new());
    }
    let view = |likely: app::Likely| {
        let row = likely.row;
        let near = match likely.metres {
            Some(metres) => frame.texts.with("metres-away", "metres", &metres.to_string()),
            None => frame.place(&portal.app, &row.place),
        };
        let opened = Timestamp::from_second(row.opened_s).unwrap_or_default();
        let on = frame.texts.date(portal.app.city().day(opened));
        DuplicateView {
            number: row.id.split_once('/').map_or("", |(_, number)| number).to_owned(),
            address: frame.link(&format!("/records/{}", row.id)),
            title: row.title,
            told: format!("{near} · {on}"),
        }
    };
    Ok(portal.app.duplicates(pack, record)?.into_iter().map(view).collect())
}

/// The field in which a step names the record of the same thing.
pub(crate) fn field<'a>(pack: &'a Pack, record: &Record) -> Option<&'a str> {
    let register = pack.registers.get(&record.opened.register)?;
    register.duplicates.as_ref().map(|duplicates| duplicates.field.as_str())
}
