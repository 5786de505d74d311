//! Brings a database's tables to the version that this program knows; never back.

use postgres::error::SqlState;
use store::{Schema, StoreError};

use crate::attempt::Failure;
use crate::connection::{Access, Connection};

/// Every migration in order, twins of SQLite's; the highest `version` says how many there were.
const MIGRATIONS: [&str; 7] = [
    include_str!("../migrations/0001_journal.sql"),
    include_str!("../migrations/0002_tiles.sql"),
    include_str!("../migrations/0003_vault.sql"),
    include_str!("../migrations/0004_standing.sql"),
    include_str!("../migrations/0005_refold.sql"),
    include_str!("../migrations/0006_secrets.sql"),
    include_str!("../migrations/0007_lately.sql"),
];

/// What refuses changes of entries, where the engine can.
const GUARDS: &str = include_str!("../guards.sql");

/// Runs the migrations that are missing, each in its own transaction. Of two processes that do so
/// at once, one waits for the other at the row of the version.
pub(crate) fn up(connection: &mut Connection, database: &str) -> Result<(), Failure> {
    let versions = "CREATE TABLE IF NOT EXISTS migration (version int PRIMARY KEY)";
    match connection.batch(versions) {
        // Two that create it at once collide, even so.
        Err(Failure::Sql(error)) if is_there(&error) => {}
        created => created?,
    }
    let had = usize::try_from(schema(connection, database)?.found).expect("a small number");
    for (version, sql) in (1_i32..).zip(MIGRATIONS).skip(had) {
        connection.transaction(Access::Write, |connection| {
            let claim = "INSERT INTO migration (version) VALUES ($1) ON CONFLICT DO NOTHING";
            if connection.execute(claim, &[&version])? == 0 {
                return Ok(());
            }
            connection.batch(sql)?;
            guard(connection)
        })?;
    }
    Ok(())
}

/// What the database has had, nothing where it is empty, and lacks; refuses one from a newer
/// program.
pub(crate) fn schema(connection: &mut Connection, database: &str) -> Result<Schema, Failure> {
    let row = connection.row("SELECT coalesce(max(version), 0) FROM migration", &[]);
    let found: i32 = match row {
        Ok(row) => row.map_or(Ok(0), |row| row.try_get(0))?,
        Err(Failure::Sql(error)) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => {
            return Ok(Schema::after(0, &MIGRATIONS));
        }
        Err(failure) => return Err(failure),
    };
    let known = u32::try_from(MIGRATIONS.len()).expect("there are few migrations");
    let found = found.unsigned_abs();
    if found > known {
        return Err(StoreError::Newer { path: database.to_owned(), found, known }.into());
    }
    Ok(Schema::after(found, &MIGRATIONS))
}

/// Refuses a database that lacks what this program reads.
pub(crate) fn refuse_older(connection: &mut Connection, database: &str) -> Result<(), Failure> {
    let schema = schema(connection, database)?;
    if schema.missing.is_empty() {
        return Ok(());
    }
    let (found, known) = (schema.found, schema.wanted());
    if found == 0 {
        let why = format!("{database} holds no city yet; start the process that writes first");
        return Err(StoreError::Database(why.into()).into());
    }
    Err(StoreError::Older { path: database.to_owned(), found, known }.into())
}

/// Puts the guards up, or goes without in the same transaction.
fn guard(connection: &mut Connection) -> Result<(), Failure> {
    connection.batch("SAVEPOINT unguarded")?;
    match connection.batch(GUARDS) {
        Err(Failure::Sql(error)) if error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED) => {
            connection.batch("ROLLBACK TO SAVEPOINT unguarded")
        }
        guarded => guarded,
    }
}

fn is_there(error: &postgres::Error) -> bool {
    let told = [SqlState::DUPLICATE_TABLE, SqlState::DUPLICATE_OBJECT, SqlState::UNIQUE_VIOLATION];
    error.code().is_some_and(|code| told.contains(code))
}
