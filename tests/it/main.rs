//! Whatever crosses crates.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod drivers;
mod examples;
mod hostile;
mod leaks;
mod model;
