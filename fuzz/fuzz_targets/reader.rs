//! Any text at all.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fuzz::text(text));
