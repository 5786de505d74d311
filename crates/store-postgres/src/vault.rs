//! The vault's storage. What is erased is gone for every query at once; the server itself keeps old
//! rows until it vacuums, and its write-ahead log until that is recycled or, where it is archived,
//! for good. Against whoever can read those files, `cityhall vault renew` makes a new master key.

use journal::Hash;
use postgres::Row;
use store::{MatterBy, Rewrap, SealedMatter, StoreError, Vault, VaultChange};

use crate::PostgresStore;
use crate::attempt::Failure;
use crate::connection::{Access, Connection};
use crate::row::signed;

const BY_NAME: &str = "SELECT name, record, link, key FROM matter WHERE city = $1 AND name = $2";

const BY_LINK: &str = "SELECT name, record, link, key FROM matter WHERE city = $1 AND link = $2";

const LIVING: &str = "SELECT name, record, link, key FROM matter \
     WHERE city = $1 AND name > $2 AND key IS NOT NULL ORDER BY name LIMIT $3";

const ALL: &str = "SELECT name, record, link, key FROM matter \
     WHERE city = $1 AND name > $2 ORDER BY name LIMIT $3";

impl Vault for PostgresStore {
    fn matter(&self, by: MatterBy<'_>) -> Result<Option<SealedMatter>, StoreError> {
        let city = self.place.city();
        self.reading(|connection| {
            connection.transaction(Access::Read, |connection| {
                let found = match by {
                    MatterBy::Name(name) => connection.row(BY_NAME, &[&city, &name])?,
                    MatterBy::Link(link) => {
                        connection.row(BY_LINK, &[&city, &link.0.as_slice()])?
                    }
                };
                found.map(|row| with_values(connection, city, matter(&row)?)).transpose()
            })
        })
    }

    fn living_matters(&self, after: &str, limit: usize) -> Result<Vec<SealedMatter>, StoreError> {
        let city = self.place.city();
        self.reading(|connection| {
            connection.transaction(Access::Read, |connection| {
                let rows = connection.rows(LIVING, &[&city, &after, &signed(limit as u64)])?;
                rows.iter().map(|row| with_values(connection, city, matter(row)?)).collect()
            })
        })
    }

    fn erase_matters(&self, matters: &[String]) -> Result<(), StoreError> {
        let city = self.place.city();
        if matters.is_empty() {
            return Ok(());
        }
        self.writing(|connection, lease| {
            connection.transaction(Access::Write, |connection| {
                lease.hold(connection)?;
                erase(connection, city, matters)
            })
        })
    }

    fn rewrap_keys(&self, rewrap: &mut Rewrap<'_>) -> Result<u64, StoreError> {
        let city = self.place.city();
        self.writing(|connection, lease| {
            connection.transaction(Access::Write, |connection| {
                lease.hold(connection)?;
                let sql = "SELECT name, key FROM matter WHERE city = $1 AND key IS NOT NULL \
                     ORDER BY name";
                let rows = connection.rows(sql, &[&city])?;
                for row in &rows {
                    let (name, key): (&str, &[u8]) = (row.try_get(0)?, row.try_get(1)?);
                    let key = rewrap(name, key)
                        .map_err(|why| StoreError::Vault { matter: name.to_owned(), why })?;
                    let sql = "UPDATE matter SET key = $3 WHERE city = $1 AND name = $2";
                    connection.execute(sql, &[&city, &name, &key])?;
                }
                Ok(rows.len() as u64)
            })
        })
    }
}

/// Matters, erased ones too, in the order of names.
pub(crate) fn matters(
    connection: &mut Connection,
    city: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<SealedMatter>, Failure> {
    let rows = connection.rows(ALL, &[&city, &after, &signed(limit as u64)])?;
    rows.iter().map(|row| with_values(connection, city, matter(row)?)).collect()
}

/// Applies what a batch does to the vault.
pub(crate) fn apply(
    connection: &mut Connection,
    city: &str,
    changes: &[VaultChange],
) -> Result<(), Failure> {
    for change in changes {
        match change {
            VaultChange::Keep(matter) => keep(connection, city, matter)?,
            VaultChange::Erase(matter) => {
                erase(connection, city, std::slice::from_ref(matter))?;
            }
        }
    }
    Ok(())
}

fn keep(connection: &mut Connection, city: &str, kept: &SealedMatter) -> Result<(), Failure> {
    let SealedMatter { matter, record, link, key, values } = kept;
    let link = link.as_ref().map(|link| link.0.as_slice());
    let sql = "INSERT INTO matter (city, name, record, link, key) VALUES ($1, $2, $3, $4, $5)";
    connection.execute(sql, &[&city, matter, record, &link, key])?;
    for (field, sealed) in values {
        let sql = "INSERT INTO matter_value (city, matter, field, sealed) VALUES ($1, $2, $3, $4)";
        connection.execute(sql, &[&city, matter, field, sealed])?;
    }
    Ok(())
}

fn erase(connection: &mut Connection, city: &str, matters: &[String]) -> Result<(), Failure> {
    let sql = "DELETE FROM matter_value WHERE city = $1 AND matter = ANY ($2)";
    connection.execute(sql, &[&city, &matters])?;
    let sql = "UPDATE matter SET key = NULL \
         WHERE city = $1 AND name = ANY ($2) AND key IS NOT NULL";
    connection.execute(sql, &[&city, &matters])?;
    Ok(())
}

fn matter(row: &Row) -> Result<SealedMatter, Failure> {
    let link: Option<&[u8]> = row.try_get(2)?;
    let unfit = || StoreError::Damaged("the hash of a link has not 32 bytes".to_owned());
    let link = link.map(|link| <[u8; 32]>::try_from(link).map_err(|_| unfit())).transpose()?;
    Ok(SealedMatter {
        matter: row.try_get(0)?,
        record: row.try_get(1)?,
        link: link.map(Hash),
        key: row.try_get(3)?,
        values: Vec::new(),
    })
}

fn with_values(
    connection: &mut Connection,
    city: &str,
    mut matter: SealedMatter,
) -> Result<SealedMatter, Failure> {
    let sql = "SELECT field, sealed FROM matter_value WHERE city = $1 AND matter = $2 \
         ORDER BY field";
    let rows = connection.rows(sql, &[&city, &matter.matter])?;
    matter.values = rows
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<_, Failure>>()?;
    Ok(matter)
}
