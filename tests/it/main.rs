//! Whatever crosses crates.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod coverage;
mod drivers;
mod examples;
mod hostile;
mod kinds;
mod leaks;
mod matrix;
mod model;
mod names;
mod python;
mod rate;
mod upload;
mod upload_faults;
mod upload_files;
mod upload_long;
mod upload_wire;
