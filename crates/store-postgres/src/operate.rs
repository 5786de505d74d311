//! Everything that is kept of a city, page by page; a snapshot of it; where it stands.

use journal::Hash;
use postgres::error::SqlState;
use store::{
    Cell, Contribution, Credential, Operate, RecordRow, Schema, SealedMatter, Standing, StoreError,
    Total,
};

use crate::attempt::{Failure, patiently};
use crate::connection::{Access, Connection, Values};
use crate::row::{self, signed};
use crate::{Place, PostgresStore, migrate, vault};

/// Before the first of everything: no key is smaller.
const FIRST: &[u8] = &[];

impl Operate for PostgresStore {
    fn snapshot(&self) -> Result<Box<dyn Operate>, StoreError> {
        let reader = patiently(|| {
            let mut connection = Connection::open(&self.place.config)?;
            connection.stand_still()?;
            Ok(connection)
        })?;
        let readers = vec![reader].into();
        Ok(Box::new(Self { place: self.place.clone(), writer: None, readers, is_snapshot: true }))
    }

    fn documents(
        &self,
        after: Option<&Hash>,
        limit: usize,
    ) -> Result<Vec<(Hash, Vec<u8>)>, StoreError> {
        let sql = "SELECT hash, bytes FROM document WHERE city = $1 AND hash > $2 \
             ORDER BY hash LIMIT $3";
        let after = after.map_or(FIRST, |hash| &hash.0);
        let values: Values<'_> = &[&self.place.city(), &after, &signed(limit as u64)];
        self.all(sql, values, |found| Ok((row::hash(found, 0)?, found.try_get(1)?)))
    }

    fn credentials(
        &self,
        after: Option<&Hash>,
        limit: usize,
    ) -> Result<Vec<(Hash, Credential)>, StoreError> {
        let sql = "SELECT token, office, role FROM credential WHERE city = $1 AND token > $2 \
             ORDER BY token LIMIT $3";
        let after = after.map_or(FIRST, |hash| &hash.0);
        let values: Values<'_> = &[&self.place.city(), &after, &signed(limit as u64)];
        self.all(sql, values, |found| {
            let credential = Credential { office: found.try_get(1)?, role: found.try_get(2)? };
            Ok((row::hash(found, 0)?, credential))
        })
    }

    fn matters(&self, after: &str, limit: usize) -> Result<Vec<SealedMatter>, StoreError> {
        let city = self.place.city();
        self.reading(|connection| {
            connection.transaction(Access::Read, |connection| {
                vault::matters(connection, city, after, limit)
            })
        })
    }

    fn all_records(&self, after: &str, limit: usize) -> Result<Vec<RecordRow>, StoreError> {
        let sql = "SELECT id, pack, register, state, since, title, place, office, category, point, \
             opened_s FROM record WHERE city = $1 AND id > $2 ORDER BY id LIMIT $3";
        let values: Values<'_> = &[&self.place.city(), &after, &signed(limit as u64)];
        self.all(sql, values, row::record)
    }

    fn all_contributions(
        &self,
        after: Option<&Contribution>,
        limit: usize,
    ) -> Result<Vec<Contribution>, StoreError> {
        let sql = "SELECT measure, entry, record, place, office, day, count, amount \
             FROM contribution WHERE city = $1 AND (measure, entry) > ($2, $3) \
             ORDER BY measure, entry LIMIT $4";
        let measure = after.map_or("", |last| &last.measure);
        let entry = after.map_or(-1, |last| signed(last.entry));
        let values: Values<'_> = &[&self.place.city(), &measure, &entry, &signed(limit as u64)];
        self.all(sql, values, row::contribution)
    }

    fn cells(&self, after: Option<&Cell>, limit: usize) -> Result<Vec<(Cell, Total)>, StoreError> {
        let sql = "SELECT measure, day, place, office, count, amount FROM cell \
             WHERE city = $1 AND (measure, day, place, office) > ($2, $3, $4, $5) \
             ORDER BY measure, day, place, office LIMIT $6";
        let first = Cell {
            measure: String::new(),
            day: jiff::civil::date(1, 1, 1),
            place: String::new(),
            office: String::new(),
        };
        let Cell { measure, day, place, office } = after.unwrap_or(&first);
        let limit = signed(limit as u64);
        let values: Values<'_> = &[&self.place.city(), measure, day, place, office, &limit];
        self.all(sql, values, row::cell)
    }

    fn standing(&self) -> Result<Standing, StoreError> {
        self.reading(|connection| standing(connection, self.place.city()))
    }

    fn set_standing(&self, standing: &Standing) -> Result<(), StoreError> {
        let (which, other) = standing.to_words();
        let sql = "INSERT INTO standing (city, which, other) VALUES ($1, $2, $3) \
             ON CONFLICT (city) DO UPDATE SET which = excluded.which, other = excluded.other";
        self.writing(|connection, lease| {
            connection.transaction(Access::Write, |connection| {
                lease.hold(connection)?;
                connection.execute(sql, &[&self.place.city(), &which, &other]).map(|_| ())
            })
        })
    }
}

impl PostgresStore {
    /// Says how far a database has been brought along the migrations, and changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Newer`] where a newer program made the tables.
    pub fn schema(place: &Place) -> Result<Schema, StoreError> {
        patiently(|| migrate::schema(&mut Connection::open(&place.config)?, &place.name()))
    }

    /// The ids of the cities that a database holds, in order.
    ///
    /// # Errors
    /// Where the address is not understood or the server cannot be reached.
    pub fn cities(address: &str) -> Result<Vec<String>, StoreError> {
        let place = Place::new(address, "")?;
        patiently(|| cities(&mut Connection::open(&place.config)?))
    }
}

fn cities(connection: &mut Connection) -> Result<Vec<String>, Failure> {
    match connection.rows("SELECT city FROM checkpoint ORDER BY city", &[]) {
        Ok(rows) => rows.iter().map(|found| Ok(found.try_get(0)?)).collect(),
        Err(Failure::Sql(error)) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => {
            Ok(Vec::new())
        }
        Err(failure) => Err(failure),
    }
}

fn standing(connection: &mut Connection, city: &str) -> Result<Standing, Failure> {
    let stored = connection.row("SELECT which, other FROM standing WHERE city = $1", &[&city])?;
    match stored {
        None => Ok(Standing::Open),
        Some(found) => Ok(Standing::from_words(found.try_get(0)?, found.try_get(1)?)?),
    }
}
