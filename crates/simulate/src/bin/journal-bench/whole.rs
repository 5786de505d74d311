//! What is done with a log as it grows: proofs, verification, folding anew, and what it takes on
//! the disk.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use app::App;
use journal::tile::{self, CHECKPOINT_PATH};
use journal::tree::verify_inclusion;
use journal::verify_log;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use simulate::chance::Chance;

use crate::clock::{median, now, timed};

/// How many proofs are made and checked.
const PROOFS: usize = 1_000;

/// How often a log is verified and hashed in turn.
const ROUNDS: usize = 9;

/// How long proofs take in microseconds, at the middle of many entries drawn by chance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proofs {
    pub(crate) made: f64,
    pub(crate) verified: f64,
}

/// Makes and checks inclusion proofs.
pub(crate) fn proofs(app: &App) -> Result<Proofs, Box<dyn Error>> {
    let size = app.store().log_size()?;
    let mut chance = Chance::new(size);
    let (mut made, mut verified) = (Vec::new(), Vec::new());
    for _ in 0..PROOFS {
        let index = chance.below(size);
        let (proven, took) = timed(|| app.prove(index));
        let proven = proven?;
        made.push(took.as_secs_f64() * 1e6);
        let start = now();
        let leaf = journal::leaf_hash(&proven.bytes);
        let head = journal::Checkpoint::open(&proven.checkpoint, &[app.verifier().clone()])?;
        verify_inclusion(&leaf, index, head.size, &proven.path, &head.root)?;
        verified.push(start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(Proofs { made: median(made), verified: median(verified) })
}

/// How long verifying a whole log takes, beside hashing the same bytes and no more: pairs of
/// seconds, measured in turn.
#[derive(Debug, Clone)]
pub(crate) struct Verified {
    pub(crate) entries: u64,
    pub(crate) bytes: u64,
    pub(crate) rounds: Vec<(f64, f64)>,
}

/// Verifies a log from its public files, held in memory so that no disk is measured.
pub(crate) fn verify(app: &App) -> Result<Verified, Box<dyn Error>> {
    let size = app.store().log_size()?;
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for path in tile::paths(0, size).map(|path| path.to_string()) {
        let content = app.log_file(&path)?.ok_or_else(|| format!("{path} is missing"))?;
        files.insert(path, content);
    }
    let note = app.store().checkpoint()?.ok_or("no checkpoint")?;
    files.insert(CHECKPOINT_PATH.to_owned(), note.into_bytes());
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let ((), hash) = timed(|| {
            for content in files.values() {
                black_box(Sha256::digest(content));
            }
        });
        let (verified, verify) = timed(|| verify_log(&files, &[app.verifier().clone()]));
        verified?;
        rounds.push((verify.as_secs_f64(), hash.as_secs_f64()));
    }
    let bytes = files.values().map(|content| content.len() as u64).sum();
    Ok(Verified { entries: size, bytes, rounds })
}

/// Folds all lists and totals anew; entries a second.
pub(crate) fn rebuild(app: &App) -> Result<f64, Box<dyn Error>> {
    let size = app.store().log_size()?;
    let start = now();
    app.rebuild()?;
    Ok(size as f64 / start.elapsed().as_secs_f64())
}

/// Bytes on the disk for each entry: in the city's database, and in a table of the same bytes.
pub(crate) fn disk(
    app: &App,
    database: &Path,
    scratch: &Path,
) -> Result<(f64, f64), Box<dyn Error>> {
    let size = app.store().log_size()?;
    let mut plain = Connection::open(scratch)?;
    plain.pragma_update(None, "synchronous", "OFF")?;
    plain.execute_batch(
        "CREATE TABLE plain (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    )?;
    let transaction = plain.transaction()?;
    let mut next = 0;
    while next < size {
        let page = app.store().entries(next, 10_000)?;
        next += page.len() as u64;
        for entry in page {
            transaction
                .prepare_cached("INSERT INTO plain VALUES (?1, ?2)")?
                .execute((i64::try_from(entry.index)?, entry.bytes))?;
        }
    }
    transaction.commit()?;
    drop(plain);
    let each = |path: &Path| Ok::<_, std::io::Error>(path.metadata()?.len() as f64 / size as f64);
    Ok((each(database)?, each(scratch)?))
}
