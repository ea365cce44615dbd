//! libFuzzer on `jpeg`: what is looked for is in `ig_fuzz::jpeg`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("jpeg").check(bytes));
