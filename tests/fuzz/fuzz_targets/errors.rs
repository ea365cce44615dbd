//! libFuzzer on `errors`; `ig_fuzz::errors` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("errors").check(bytes));
