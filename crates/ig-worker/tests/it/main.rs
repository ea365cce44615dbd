//! `ig-worker` on a real Postgres, against a local Instagram: real processes, which are killed,
//! stopped and cut off.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the tests of the store have it too")]
mod cluster;
mod commands;
mod faults;
#[expect(dead_code, reason = "the rounds of the command have it too")]
mod gate;
mod log;
#[expect(clippy::print_stdout, reason = "a failed round is printed with what repeats it")]
mod many;
mod names;
mod once;
mod proxy;
mod reads;
mod rounds;
mod stage;
