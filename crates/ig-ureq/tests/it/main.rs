//! The transport against servers on this machine that are written for one test each.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod early;
mod kept;
mod lost;
mod proxy;
mod size;
mod still;
mod support;
mod tls;
