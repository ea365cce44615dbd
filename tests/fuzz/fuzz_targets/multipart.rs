//! libFuzzer on `multipart`; `ig_fuzz::multipart` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("multipart").check(bytes));
