//! Whatever crosses crates.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod model;
