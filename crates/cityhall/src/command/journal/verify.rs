//! `cityhall journal verify`: a log checked without trusting anyone.

use std::error::Error;
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use journal::files::FileError;
use journal::note::Signature;
use journal::verify::{Fault, VerifyError, verify_log};
use journal::{Checkpoint, Verifier};

use super::seen::Seen;
use crate::command::Ended;
use crate::files::files;
use crate::net::NetArguments;

/// Options of `cityhall journal verify`.
#[derive(Args)]
pub(crate) struct Verify {
    /// `https://HOST/log`, or a folder that holds the log's files.
    log: String,
    #[command(flatten)]
    trust: Trust,
    #[command(flatten)]
    seen: Seen,
    #[command(flatten)]
    net: NetArguments,
}

/// Whom to believe.
#[derive(Args)]
pub(crate) struct Trust {
    /// The public key that you trust, as its owner gave it to you; may be repeated.
    #[arg(long = "key", value_name = "KEY", required = true)]
    pub(crate) keys: Vec<Verifier>,
    /// The public key of a witness that must have cosigned; may be repeated.
    #[arg(long = "witness", value_name = "KEY")]
    pub(crate) witnesses: Vec<Verifier>,
    /// How many of these witnesses must have; all if left out.
    #[arg(long, value_name = "NUMBER", requires = "witnesses")]
    pub(crate) quorum: Option<usize>,
}

impl Verify {
    pub(crate) fn run(self) -> Ended {
        let files = files(&self.log, &self.net)?;
        let verified = match verify_log(files.as_ref(), &self.trust.keys) {
            Ok(verified) => verified,
            Err(error) => {
                tell(&error);
                return Ok(ExitCode::FAILURE);
            }
        };
        let Checkpoint { origin, size, root, .. } = &verified.checkpoint;
        println!("{origin}\n{size}\n{}", root.base64());
        for (kind, count) in &verified.entries_by_kind {
            println!("{count:>8}  {kind}");
        }
        println!("ok: every entry is where the signed checkpoint says");
        for line in self.trust.cosigned(&verified.note)? {
            println!("ok: {line}");
        }
        for line in self.seen.check(files.as_ref(), &verified, &self.trust.keys)? {
            println!("ok: {line}");
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Trust {
    /// Who has cosigned a note and when, a line each.
    pub(crate) fn cosigned(&self, note: &str) -> Result<Vec<String>, Box<dyn Error>> {
        let needed = self.quorum.unwrap_or(self.witnesses.len());
        let signed = Checkpoint::cosigned(note, &self.witnesses, needed)?;
        Ok(signed.iter().map(witness_line).collect())
    }
}

/// What a witness said.
pub(crate) fn witness_line(signed: &Signature<'_>) -> String {
    let at = signed.at_s.and_then(|at_s| i64::try_from(at_s).ok());
    let at = at.and_then(|at_s| Timestamp::from_second(at_s).ok());
    let at = at.map_or_else(String::new, |at| format!(" at {at}"));
    format!("the witness {} saw it{at}", signed.key.name())
}

/// Tells all faults of a log, a line each, with their causes.
pub(crate) fn tell(error: &VerifyError) {
    for fault in &error.faults {
        let mut line = fault.to_string();
        let mut cause = Error::source(fault);
        while let Some(next) = cause {
            line = format!("{line}: {next}");
            cause = next.source();
        }
        eprintln!("{line}");
    }
    let is_unread = |fault: &Fault| matches!(fault, Fault::File(FileError::Read { .. }));
    if error.faults.iter().all(is_unread) {
        eprintln!("cityhall: the log could not be read, so that nothing is known of it");
    } else {
        eprintln!("cityhall: {error}; do not rely on this log, and tell its operator");
    }
}
