//! libFuzzer on `replies`; `ig_fuzz::replies` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("replies").check(bytes));
