//! A page as a city publishes it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::file(bytes));
