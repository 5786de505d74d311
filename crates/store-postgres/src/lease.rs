//! Who writes for a city: a row that is taken by compare-and-set.
//!
//! The fencing number rises whenever the lease changes hands. Every append begins by asking for its
//! own number in the row and renewing it, which also keeps the row locked until the append is
//! committed: whoever takes the lease meanwhile waits for that, and whoever has lost it finds no
//! row.

use store::StoreError;

use crate::attempt::Failure;
use crate::connection::Connection;
use crate::{Now, Writer};

/// How long a lease lasts after it was renewed, in seconds.
pub const LEASE_S: i64 = 30;

/// How often a process that has nothing to append renews it, in seconds.
pub const RENEW_EVERY_S: u64 = 10;

/// The right to write for a city.
pub(crate) struct Lease {
    city: String,
    fence: i64,
    now: Now,
}

impl Lease {
    /// Takes the lease where it has ended, was given back, or was held under the same name.
    pub(crate) fn take(
        connection: &mut Connection,
        city: &str,
        writer: &Writer,
    ) -> Result<Self, Failure> {
        let free = "INSERT INTO lease (city, holder, fence, until_s) VALUES ($1, '', 0, 0) \
             ON CONFLICT DO NOTHING";
        connection.execute(free, &[&city])?;
        let now = (writer.now)();
        let held = connection
            .row("SELECT holder, fence, until_s FROM lease WHERE city = $1", &[&city])?
            .ok_or_else(|| StoreError::Damaged(format!("the lease of {city} is missing")))?;
        let (holder, fence, until): (String, i64, i64) =
            (held.try_get(0)?, held.try_get(1)?, held.try_get(2)?);
        if until > now && holder != writer.name {
            return Err(StoreError::Elsewhere { writer: holder }.into());
        }
        // A holder that has renewed it meanwhile keeps it: an act may last longer than the lease.
        let take = "UPDATE lease SET holder = $2, fence = fence + 1, until_s = $3 \
             WHERE city = $1 AND fence = $4 AND (until_s = $5 OR holder = $2)";
        let ends = now.saturating_add(LEASE_S);
        if connection.execute(take, &[&city, &writer.name, &ends, &fence, &until])? == 0 {
            let writer = holder_of(connection, city)?;
            return Err(StoreError::Elsewhere { writer }.into());
        }
        Ok(Self { city: city.to_owned(), fence: fence + 1, now: writer.now.clone() })
    }

    /// Renews the lease, or says who has it now.
    pub(crate) fn hold(&self, connection: &mut Connection) -> Result<(), Failure> {
        let until = (self.now)().saturating_add(LEASE_S);
        let renew = "UPDATE lease SET until_s = $3 WHERE city = $1 AND fence = $2";
        if connection.execute(renew, &[&self.city, &self.fence, &until])? == 0 {
            let writer = holder_of(connection, &self.city)?;
            return Err(StoreError::Elsewhere { writer }.into());
        }
        Ok(())
    }

    /// Lets others take it at once.
    pub(crate) fn give_back(&self, connection: &mut Connection) -> Result<(), Failure> {
        let end = "UPDATE lease SET until_s = 0 WHERE city = $1 AND fence = $2";
        connection.execute(end, &[&self.city, &self.fence])?;
        Ok(())
    }
}

/// The name of the process that writes, or wrote last.
pub(crate) fn holder_of(connection: &mut Connection, city: &str) -> Result<String, Failure> {
    let held = connection.row("SELECT holder FROM lease WHERE city = $1", &[&city])?;
    match held {
        Some(held) => Ok(held.try_get(0)?),
        None => Ok("another process".to_owned()),
    }
}
