//! Procedures as diagrams: drawn as pictures, written as BPMN 2.0 models and read from them.
//!
//! A procedure is a graph of states and steps. In a model of BPMN (ISO/IEC 19510, OMG BPMN 2.0.2) a
//! step is a task in the lane of its role, and a state is what lies between tasks: an exclusive
//! gateway, or an end event where it is final. [`fn@write`] says so; [`fn@read`] takes any model
//! so, also one that names no states: they are then called after the steps that they wait for.
//!
//! Some of what a model can say is no procedure of a pack: parts that run side by side, messages
//! between pools, what happens at a time. That is told in [`Remark`]s and never guessed.

mod graph;
mod layout;
mod parse;
mod read;
mod remark;
mod sketch;
mod svg;
mod write;

pub use read::{Reading, Unreadable, read};
pub use remark::Remark;
pub use sketch::{Sketch, SketchedState, SketchedStep};
pub use svg::svg;
pub use write::write;

#[cfg(test)]
mod tests;
