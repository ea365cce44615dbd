//! The flows against scripted replies: one test for each rule.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod preflight;
mod probe;
mod script;
