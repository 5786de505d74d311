//! Durable appends: by the city's own use cases, and by bare inserts into SQLite.

use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use app::App;
use rusqlite::Connection;

use simulate::city::Act;

use crate::clock::now;

/// How long each is measured in a round.
pub(crate) const LASTING: Duration = Duration::from_secs(1);

/// Works are numbered from here on, so that no two measurements open the same.
static NEXT: AtomicU64 = AtomicU64::new(1_000_000_000);

/// What was reached.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    /// Entries a second.
    pub(crate) per_second: f64,
    /// How many were written.
    pub(crate) count: u64,
}

/// Opens works by several writers at once, each act decided, recorded and durable before the next.
pub(crate) fn acts(app: &App, writers: usize) -> Result<Rate, Box<dyn Error>> {
    let start = now();
    let counts: Vec<Result<u64, app::Error>> = thread::scope(|scope| {
        let write = || {
            let mut count = 0;
            while start.elapsed() < LASTING {
                let number = NEXT.fetch_add(1, Ordering::Relaxed);
                let kind = "tourist_toilet";
                Act::Open { number, kind, quantity: 1, has_contact: false }.perform(app)?;
                count += 1;
            }
            Ok(count)
        };
        let running: Vec<_> = (0..writers).map(|_| scope.spawn(write)).collect();
        running.into_iter().map(|it| it.join().expect("no writer panics")).collect()
    });
    let wall = start.elapsed().as_secs_f64();
    let mut count = 0;
    for written in counts {
        count += written?;
    }
    Ok(Rate { per_second: count as f64 / wall, count })
}

/// What bare inserts write of each entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bare {
    /// The entry's bytes under its index, and nothing else.
    Bytes,
    /// The rows and index entries that the journal's act has too: the entry with its kind and
    /// subject, and the row of its record.
    Rows,
}

/// A database that has the same entries as the journal, and nothing that makes a journal of them.
pub(crate) struct Inserted {
    connection: Connection,
    what: Bare,
    count: u64,
}

impl Inserted {
    pub(crate) fn open(database: &Path, what: Bare) -> Result<Self, Box<dyn Error>> {
        let connection = Connection::open(database)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(
            "CREATE TABLE plain (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
             CREATE TABLE entry (idx INTEGER PRIMARY KEY, at_s INTEGER NOT NULL,
                 kind TEXT NOT NULL, subject TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
             CREATE INDEX entry_subject ON entry (subject, idx);
             CREATE INDEX entry_kind ON entry (kind, idx);
             CREATE TABLE record (id TEXT PRIMARY KEY, pack TEXT, register TEXT, state TEXT,
                 since TEXT, title TEXT, place TEXT, office TEXT) STRICT, WITHOUT ROWID;",
        )?;
        Ok(Self { connection, what, count: 0 })
    }

    /// Inserts with one writer, so many entries in each durable transaction; entries a second.
    pub(crate) fn insert(
        &mut self,
        entries: &[Vec<u8>],
        batch: usize,
    ) -> Result<f64, Box<dyn Error>> {
        let (start, before) = (now(), self.count);
        while start.elapsed() < LASTING {
            let transaction = self.connection.transaction()?;
            for _ in 0..batch {
                let bytes = &entries[usize::try_from(self.count)? % entries.len()];
                let index = i64::try_from(self.count)?;
                if self.what == Bare::Bytes {
                    let sql = "INSERT INTO plain (idx, bytes) VALUES (?1, ?2)";
                    transaction.prepare_cached(sql)?.execute((index, bytes))?;
                } else {
                    let subject = format!("works/S-{}", 1_000_000_000 + self.count);
                    let sql = "INSERT INTO entry VALUES (?1, 1577844000, 'record.opened', ?2, ?3)";
                    transaction.prepare_cached(sql)?.execute((index, &subject, bytes))?;
                    let sql = "INSERT OR REPLACE INTO record VALUES (?1, 'works', 'work', \
                         'registered', '2020-01-10', '东山游客中心', '650102', \
                         'culture-and-tourism-bureau')";
                    transaction.prepare_cached(sql)?.execute([&subject])?;
                }
                self.count += 1;
            }
            transaction.commit()?;
        }
        Ok((self.count - before) as f64 / start.elapsed().as_secs_f64())
    }
}
