//! libFuzzer on `plans`: what is looked for is in `ig_fuzz::plans`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("plans").check(bytes));
