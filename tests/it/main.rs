//! Whatever crosses crates.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod coverage;
mod drivers;
mod examples;
mod faults;
mod hostile;
mod hostile_replies;
mod kinds;
mod leaks;
mod matrix;
mod model;
mod names;
mod pacing;
mod probe;
mod python;
mod rate;
mod security;
mod upload;
mod upload_faults;
mod upload_files;
mod upload_long;
mod upload_wire;
