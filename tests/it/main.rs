//! Tests that cross crates.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod client_examples;
mod clients;
mod coverage;
mod drivers;
mod examples;
mod faults;
mod hostile;
mod hostile_replies;
mod kinds;
mod leaks;
mod matrix;
mod names;
mod once;
mod one_endpoint;
mod own_endpoint;
mod pacing;
mod probe;
mod programs;
mod question_mark;
mod rate;
mod readme;
mod roots;
mod security;
mod servers;
mod sqlx_worker;
mod upload;
mod upload_faults;
mod upload_files;
mod upload_long;
mod upload_wire;
