//! libFuzzer on `snapshots`: what is looked for is in `ig_fuzz::snapshots`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("snapshots").check(bytes));
