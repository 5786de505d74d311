//! Records that may be of one and the same thing, so that it is dealt with once.

use hall::{Point, Record, Refusal, Taking};
use pack::{Duplicates, Pack};
use store::{Lately, RecordRow};

use crate::{App, Error};

/// How many records of the category are looked at, the latest first.
const LOOKED_AT_MOST: usize = 1_000;

const DAY_S: i64 = 24 * 60 * 60;

/// How many are told.
const TOLD_MOST: usize = 5;

/// A record that may be of the same thing as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    /// The record.
    pub row: RecordRow,
    /// How far away it is in metres; `None` where a point is not known and the place is the same.
    pub metres: Option<u32>,
}

impl App {
    /// Open records that may be of the same thing as a record, the nearest first.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn duplicates(&self, pack: &Pack, record: &Record) -> Result<Vec<Likely>, Error> {
        let register = pack.registers.get(&record.opened.register);
        let declared = register.and_then(|it| Some((it, it.duplicates.as_ref()?)));
        let Some((register, duplicates)) = declared else { return Ok(Vec::new()) };
        let value = |field: &Option<String>| {
            field.as_ref().and_then(|field| record.field(field)).unwrap_or_default()
        };
        let opened = record.history.first().map(|it| self.city().moment(it.at).as_second());
        let earlier_s = i64::from(duplicates.days) * DAY_S;
        let lately = Lately {
            pack: pack.id.clone(),
            register: record.opened.register.clone(),
            category: Some(value(&register.category).to_owned()),
            states: Some(open_states(pack, record)),
            from_s: opened.map(|opened_s| opened_s - earlier_s),
            to_s: None,
        };
        let (place, point) = (value(&register.place), Point::of_field(value(&register.point)));
        let rows = self.store.latest_records(&lately, LOOKED_AT_MOST)?.into_iter();
        let mut likely: Vec<Likely> = rows
            .filter(|row| row.id != record.id)
            .filter_map(|row| {
                let metres = match (point, Point::of_field(&row.point)) {
                    (Some(here), Some(there)) => Some(near(here, there, duplicates)?),
                    _ if !place.is_empty() && row.place == place => None,
                    _ => return None,
                };
                Some(Likely { row, metres })
            })
            .collect();
        likely.sort_by_key(|likely| likely.metres.unwrap_or(u32::MAX));
        likely.truncate(TOLD_MOST);
        Ok(likely)
    }

    /// Refuses a step that names a record of the same thing which is none.
    pub(crate) fn names_another(
        &self,
        pack: &Pack,
        record: &Record,
        asked: &Taking,
    ) -> Result<(), Error> {
        let register = pack.registers.get(&record.opened.register);
        let field = register.and_then(|it| Some(&it.duplicates.as_ref()?.field));
        let named = field.and_then(|field| Some((field, asked.fields.get(field)?.trim())));
        let Some((field, number)) = named.filter(|(_, number)| !number.is_empty()) else {
            return Ok(());
        };
        let id = format!("{}/{number}", pack.id);
        match self.record_of(&id) {
            Ok(_) if id != record.id => Ok(()),
            Ok(_) | Err(Error::NotFound(_)) => Err(Refusal::BadValue {
                field: field.clone(),
                value: number.to_owned(),
                expected: "the number of another record".to_owned(),
            }
            .into()),
            Err(error) => Err(error),
        }
    }
}

/// The states from which a step leads on.
fn open_states(pack: &Pack, record: &Record) -> Vec<String> {
    let procedure = pack.procedures.get(&record.opened.procedure);
    let states = procedure.map_or(&[][..], |procedure| &procedure.states).iter();
    states.filter(|state| !state.is_final).map(|state| state.id.clone()).collect()
}

/// How far apart two points are, if that is near.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a distance that is near is small and not negative"
)]
fn near(one: Point, other: Point, duplicates: &Duplicates) -> Option<u32> {
    let metres = one.metres_to(other);
    (metres <= f64::from(duplicates.metres)).then(|| metres.round() as u32)
}
