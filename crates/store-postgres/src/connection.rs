//! A connection with the statements that it has prepared.

use std::collections::BTreeMap;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Row, Statement};

use crate::attempt::Failure;

/// A connection to the database.
pub(crate) struct Connection {
    client: Client,
    statements: BTreeMap<String, Statement>,
    is_at_rest: bool,
    /// Whether all its questions are answered from one snapshot.
    stands_still: bool,
}

/// The values for a statement's `$1`, `$2` and so on.
pub(crate) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// What a transaction may do.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Access {
    /// All its questions are answered from one snapshot.
    Read,
    /// It is committed at the end.
    Write,
}

impl Connection {
    pub(crate) fn open(config: &Config) -> Result<Self, Failure> {
        let client = config.connect(NoTls)?;
        Ok(Self { client, statements: BTreeMap::new(), is_at_rest: true, stands_still: false })
    }

    /// Has all further questions answered from the moment of this call.
    pub(crate) fn stand_still(&mut self) -> Result<(), Failure> {
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1")?;
        self.stands_still = true;
        Ok(())
    }

    /// Whether it is in no transaction and not lost, so that it can be used again.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.is_at_rest && !self.client.is_closed()
    }

    /// How many rows a statement changed.
    pub(crate) fn execute(&mut self, sql: &str, values: Values<'_>) -> Result<u64, Failure> {
        let statement = self.prepared(sql)?;
        Ok(self.client.execute(&statement, values)?)
    }

    /// All rows that a question is answered with.
    pub(crate) fn rows(&mut self, sql: &str, values: Values<'_>) -> Result<Vec<Row>, Failure> {
        let statement = self.prepared(sql)?;
        Ok(self.client.query(&statement, values)?)
    }

    /// The first row.
    pub(crate) fn row(&mut self, sql: &str, values: Values<'_>) -> Result<Option<Row>, Failure> {
        Ok(self.rows(sql, values)?.into_iter().next())
    }

    /// Calls `take` with one row after another, without holding them all.
    pub(crate) fn each_row(
        &mut self,
        sql: &str,
        values: Values<'_>,
        mut take: impl FnMut(&Row) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let statement = self.prepared(sql)?;
        let mut rows = self.client.query_raw(&statement, values.iter().copied())?;
        while let Some(row) = rows.next()? {
            take(&row)?;
        }
        Ok(())
    }

    /// Runs statements without values.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Failure> {
        Ok(self.client.batch_execute(sql)?)
    }

    /// Runs `act` in one transaction, which is rolled back where it fails.
    pub(crate) fn transaction<T>(
        &mut self,
        access: Access,
        act: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.stands_still {
            // There is a transaction already, which refuses to write.
            return act(self);
        }
        self.is_at_rest = false;
        self.batch(match access {
            Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Access::Write => "BEGIN",
        })?;
        match act(self) {
            Ok(value) => {
                self.batch("COMMIT").map_err(Failure::while_committing)?;
                self.is_at_rest = true;
                Ok(value)
            }
            Err(failure) => {
                self.is_at_rest = self.batch("ROLLBACK").is_ok();
                Err(failure)
            }
        }
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, Failure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}
