//! libFuzzer on `snapshots`; `ig_fuzz::snapshots` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("snapshots").check(bytes));
