//! libFuzzer on `mp4`; `ig_fuzz::mp4`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ig_fuzz::find("mp4").check(bytes));
