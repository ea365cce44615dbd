//! libFuzzer on `multipart`: what is looked for is in `ig_fuzz::multipart`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("multipart").check(bytes));
