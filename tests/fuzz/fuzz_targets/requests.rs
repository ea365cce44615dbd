//! libFuzzer on `requests`; `ig_fuzz::requests` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("requests").check(bytes));
