//! The rules, one test each: who waits, for what, and until when.

mod account;
mod edit;
mod late;
mod trouble;
mod worker;

use std::time::Duration;

use ig_core::Timestamp;
use ig_queue::{Incarnation, Row};
use ig_sandbox_core::SecondPublish;

use crate::{
    bench::{Bench, post},
    world::plan,
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

fn quiet() -> Bench {
    Bench::new(SecondPublish::Refuse)
}

fn me() -> Incarnation {
    "worker".parse().expect("valid")
}

fn row(due: Timestamp) -> Row {
    post(0, plan(0, 0), due).row()
}
