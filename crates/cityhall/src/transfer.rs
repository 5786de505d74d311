//! A city on its way from one store to another, which is no city's until all of it is there.
//!
//! Where this is broken off, the same once more goes on where it was.

use std::error::Error;

use app::upkeep::{self, Checked};
use journal::Verifier;
use store::{Operate, Standing, StoreError};

use crate::bar::Bar;
use crate::command::Failed;

/// The two stores, and how each is called to the other.
pub(crate) struct Transfer<'a> {
    pub(crate) source: &'a dyn Operate,
    pub(crate) target: &'a dyn Operate,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// How far it is.
#[derive(PartialEq, Eq)]
pub(crate) enum Stage {
    Copying,
    Done,
}

impl Transfer<'_> {
    /// Marks the target as being filled, or finds that it is, or that all is done.
    pub(crate) fn begin(&self) -> Result<Stage, Box<dyn Error>> {
        let source = self.source.standing()?;
        let is_moved = matches!(&source, Standing::Moved { to } if *to == self.to);
        if !is_moved {
            source.refuse_unless_open(&self.from)?;
        }
        match self.target.standing()? {
            Standing::Filling { from } if from == self.from => Ok(Stage::Copying),
            Standing::Open if is_moved && self.target.log_size()? > 0 => Ok(Stage::Done),
            Standing::Open if self.target.log_size()? == 0 => {
                self.target.set_standing(&Standing::Filling { from: self.from.clone() })?;
                Ok(Stage::Copying)
            }
            Standing::Open => {
                let why = "holds a city already; nothing is ever written over it, choose another";
                Err(format!("{} {why}", self.to).into())
            }
            other => {
                other.refuse_unless_open(&self.to)?;
                Ok(Stage::Copying)
            }
        }
    }

    /// Copies what is missing, checks all of the target, and compares it with the source. `known`
    /// are the keys that may have signed the log.
    pub(crate) fn copy(&self, known: &[Verifier], bar: &Bar) -> Result<Checked, Box<dyn Error>> {
        let told = &mut |stage, done, of| bar.stage(stage, done, of);
        upkeep::copy(self.source, self.target, told)?;
        let checked = upkeep::check(self.target, known, told).map_err(|error| {
            Failed::new(format!("what was copied is not whole: {FROM_ANEW}"), error)
        })?;
        if self.target.checkpoint()? != self.source.checkpoint()? {
            return Err(format!("the checkpoints differ: {FROM_ANEW}").into());
        }
        if self.source.digest()? != checked.digest {
            let from = &self.from;
            return Err(format!(
                "lists or totals of {from} differ from its journal: run `cityhall journal rebuild` \
                 on it, then the same move again"
            )
            .into());
        }
        Ok(checked)
    }

    /// Ends a move. The source first: if this breaks off between the two, neither can be added to,
    /// and the same move ends it.
    pub(crate) fn end(&self) -> Result<(), StoreError> {
        self.source.set_standing(&Standing::Moved { to: self.to.clone() })?;
        self.target.set_standing(&Standing::Open)
    }
}

const FROM_ANEW: &str = "nothing was moved; check the source with `cityhall backup`, empty the \
                         target, and move again";
