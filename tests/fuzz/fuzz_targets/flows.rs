//! libFuzzer on `flows`: what is looked for is in `ig_fuzz::flows`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("flows").check(bytes));
