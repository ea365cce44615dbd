//! libFuzzer on `batch`; `ig_fuzz::batch` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("batch").check(bytes));
