//! libFuzzer on `replies`: what is looked for is in `ig_fuzz::replies`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("replies").check(bytes));
