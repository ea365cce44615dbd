//! The store keeps what it has to promise, and the driver publishes from it.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod conformance;
mod contract;
mod driver;
mod files;
mod follow;
mod home;
mod metrics;
mod restored;
