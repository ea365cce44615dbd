//! libFuzzer on `plans`; `ig_fuzz::plans` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("plans").check(bytes));
