//! The rules, one test each: who waits, for what, and until when.

mod account;
mod edit;
mod late;
mod pace;
mod quota;
mod reads;
mod trouble;
mod worker;

use std::time::Duration;

use ig_core::Timestamp;
use ig_queue::{Incarnation, NewPost, Row};
use ig_sandbox_core::SecondPublish;

use crate::{
    bench::{Bench, post},
    server::OTHER,
    world::{plan, plan_of},
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

fn quiet() -> Bench {
    Bench::new(SecondPublish::Refuse)
}

/// The same post of the other account.
fn of_the_other(mut new: NewPost) -> NewPost {
    let number = new.id.as_str().trim_start_matches("post-").parse().expect("a number");
    new.plan = plan_of(OTHER, number, 0);
    new
}

fn me() -> Incarnation {
    "worker".parse().expect("valid")
}

fn row(due: Timestamp) -> Row {
    post(0, plan(0, 0), due).row()
}
