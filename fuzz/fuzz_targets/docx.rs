//! A word processor's file: an archive as given, or the XML of one.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        fuzz::file(bytes);
    } else {
        fuzz::file(&fuzz::docx(bytes));
    }
});
