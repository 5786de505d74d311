//! Why a use case did not do what was asked.

use account::CorrectionError;
use jiff::Timestamp;
use store::StoreError;

use crate::vault::VaultError;

/// Told apart by what the one who asked can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// The rules of the record's procedure say no.
    #[error(transparent)]
    Refused(#[from] hall::Refusal),
    /// The actor's role does not allow it.
    #[error("this is for the role `{needed}`; you act as `{given}`")]
    Forbidden {
        /// The role that may.
        needed: &'static str,
        /// The role acted in.
        given: String,
    },
    /// What was sent cannot be used.
    #[error("{0}")]
    Invalid(String),
    /// A text is no report that a city can be held to.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// A correction does not fit what is there.
    #[error(transparent)]
    Correction(#[from] CorrectionError),
    /// Somebody else changed it since it was looked at.
    #[error("somebody changed {0} since you looked; look again and decide anew")]
    Changed(String),
    /// It is there already.
    #[error("{0} is there already")]
    Exists(String),
    /// The machine's clock is behind the last entry's time.
    #[error(
        "the clock says {now}, but the last entry was made at {last}, and time never runs \
         backwards in the journal: set the clock right; if it is right, the last entry was made \
         by a clock that was not, and entries can be made again from {last} on"
    )]
    ClockBehind {
        /// What the clock says.
        now: Timestamp,
        /// When the last entry was made.
        last: Timestamp,
    },
    /// A definition was changed without a new version.
    #[error(
        "`{what}` was changed, but it still calls itself version {version}, which the journal \
         knows: raise `version`, so that everyone can tell which one a record was made under"
    )]
    SameVersion {
        /// The city or the pack.
        what: String,
        /// Its version.
        version: u32,
    },
    /// The log is another city's.
    #[error(
        "this log is of the city `{log}`, and was opened as that of `{given}`: open it with the \
         definition of `{log}`, or choose another place for `{given}`"
    )]
    OtherCity {
        /// The city that the log is of.
        log: String,
        /// The city that it was opened as.
        given: String,
    },
    /// The vault could not keep or show what was asked.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store failed; nothing was recorded.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal holds something that this program cannot fold or encode.
    #[error("entry {index}: {why}")]
    Journal {
        /// The entry.
        index: u64,
        /// What is wrong with it.
        why: String,
    },
}

/// Why a text is no report that a city can be held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It has no Chinese sentence.
    #[error("this is no Chinese text; take in the report in Chinese")]
    NotChinese,
    /// No promise was found in it.
    #[error(
        "no promise was found: the text needs a plan part, for example under a heading like \
         2020年主要工作"
    )]
    NoPromise,
    /// Nothing tells its year.
    #[error(
        "the title tells no year: give the year, or begin the text with a line like \
         2020年乌鲁木齐市政府工作报告"
    )]
    NoYear,
}
