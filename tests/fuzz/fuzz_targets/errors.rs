//! libFuzzer on `errors`: what is looked for is in `ig_fuzz::errors`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("errors").check(bytes));
