//! What an operator does with a city: backup and restore, moving, exporting, migrating; each with
//! the damage that there may be.

mod backup;
mod database;
mod export;
mod migrate;
mod rebuild;
mod relocate;
mod whose;
mod world;
