//! libFuzzer on `requests`: what is looked for is in `ig_fuzz::requests`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("requests").check(bytes));
