//! The work of the hall: records go through the procedures that packs declare, and measures count
//! them.
//!
//! Two functions carry it. [`decide`] takes a record, a command and who gives it, and yields the
//! [`Event`] that follows or a [`Refusal`] that says why not. [`Record::apply`] folds events into
//! the record. What is decided is journaled; what is journaled is folded; nothing else changes a
//! record. [`counted`] says by how much an event moves each measure.

mod asked;
mod city;
mod clock;
mod counted;
mod decide;
pub mod figure;
mod file;
mod measure;
mod moved;
mod personal;
mod point;
mod record;
mod rule;
mod run_out;
mod seal;
mod value;

pub use asked::{Asked, asked, offices};
pub use calendar::Unsettled;
pub use city::{City, CityError, CityFiles, Name, Office, OfficeKind, PUBLIC_OFFICE, Place};
pub use clock::{Deadline, Due, Stood, Timed, clocks, due};
pub use counted::Contributed;
pub use decide::{Actor, Command, Decided, Refusal, Setting, Taking, available, decide};
pub use file::{FILE_PREFIX, File, FileFault, Files, Media};
pub use measure::{Moved, adding, counted, parts};
pub use moved::{ROLE_MOVER, may_move, move_record};
pub use personal::{
    Class, Erased, Kept, Look, Looked, Matter, Matters, PersonalEvent, Withheld, look, may_see,
};
pub use point::{Bounds, Point};
pub use record::{Act, Event, EventError, Happened, Opened, Record, RunOut, Stepped, VersionMoved};
pub use rule::Attempt;
pub use run_out::{Held, held, next_run_out, run_out};
pub use seal::{Seal, SealedMeasure};
