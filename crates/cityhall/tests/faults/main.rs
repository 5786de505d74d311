//! Faults that a city survives, each one really made: the process killed under load, the power cut,
//! the disk full, bytes on the disk changed.

mod city;
mod damage;
mod full;
mod kills;
mod power;
mod sample;
