//! The store keeps what it has to promise, on a real Postgres.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

#[expect(dead_code, reason = "the tests of ig-worker have it too")]
mod cluster;
mod conformance;
mod contract;
#[expect(unreachable_pub, reason = "it is as in the README")]
mod example;
mod faults;
mod given;
mod moved;
mod proxy;
mod schema;
mod tls;
mod together;
mod words;
