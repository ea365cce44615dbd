//! libFuzzer on `intake`; `ig_fuzz::intake` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("intake").check(bytes));
