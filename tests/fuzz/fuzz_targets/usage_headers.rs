//! libFuzzer on `usage_headers`: what is looked for is in `ig_fuzz::usage_headers`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("usage-headers").check(bytes));
