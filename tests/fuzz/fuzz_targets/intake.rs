//! libFuzzer on `intake`: what is looked for is in `ig_fuzz::intake`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("intake").check(bytes));
