//! libFuzzer on `usage_headers`; `ig_fuzz::usage_headers` has the check.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("usage-headers").check(bytes));
