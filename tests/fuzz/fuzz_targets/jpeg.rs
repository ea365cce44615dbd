//! libFuzzer on `jpeg`; `ig_fuzz::jpeg` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("jpeg").check(bytes));
