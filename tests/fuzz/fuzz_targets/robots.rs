//! libFuzzer on `robots`: what is looked for is in `ig_fuzz::robots`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("robots").check(bytes));
