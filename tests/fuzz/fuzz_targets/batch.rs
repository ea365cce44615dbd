//! libFuzzer on `batch`: what is looked for is in `ig_fuzz::batch`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("batch").check(bytes));
