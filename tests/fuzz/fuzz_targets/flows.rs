//! libFuzzer on `flows`; `ig_fuzz::flows` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("flows").check(bytes));
