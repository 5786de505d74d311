//! A city from a seed: people act, commits fail, the process ends and clocks are set back, together
//! and in an order that the seed decides; after each step everything is checked.
//!
//! - [`chance`]: one seed drives everything, so that what was found is found again.
//! - [`city`]: what can be done, through the use cases that people use.
//! - [`disk`]: a disk below SQLite that loses power, and what was not synced.
//! - [`faulty`]: a store that fails as it is told.
//! - [`On`]: what a city lies on, and how that fails.
//! - [`model`]: what must be true, told by code that shares nothing with the city's own.
//! - [`Planted`]: faults that must be found, as tests show that they are.
//! - [`mod@run`]: the steps.
//!
//! What is checked after each step: every act came to what the rules and the fate of its commit
//! demand; exactly the entries of the acts that were kept were appended, at the indices and times
//! that were told; the signed tree is the one over the entries and continues the last one; totals
//! on a day equal a count of all there is; commitments are folded from all that is said of them;
//! what is kept of persons reads back, and what is erased does not, nor from files. Every 50
//! steps, and at the end: no byte of any entry has changed, the tree continues that of each
//! checkpoint ever signed, the proof of each entry about a person holds, and folding anew changes
//! nothing.

pub mod chance;
pub mod city;
pub mod disk;
pub mod faulty;
mod ground;
mod matters;
pub mod model;
mod planted;
#[cfg(unix)]
mod relay;
pub mod run;
mod trial;

pub use ground::On;
pub use planted::Planted;
pub use run::run;
pub use trial::{Failure, Summary, Trial};
