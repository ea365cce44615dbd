//! What is logged of calls and posts, through [`tracing`]: the same by every client.
//!
//! Nothing is formatted, counted or allocated while no subscriber listens.
//!
//! | target | what |
//! |---|---|
//! | `ig_driver::call` | the span `call` of each request, and an event when it has ended |
//! | `ig_driver::wait` | an event for each wait between requests |
//! | `ig_driver::post` | the span `post` of a post under a key, and an event for each save |
//!
//! No field has a token, an app's secret or its proof: paths are logged without their query, bodies
//! are not logged, and what a server said is logged as it reaches a flow, masked, and without the
//! queries of the URLs that it repeats.
//!
//! The spans are at `warn`, so that a warning says of what it is whatever else is listened to.

mod attempts;
mod call;
mod ids;
mod post;
mod queries;

use ig_core::Timestamp;

pub use self::{attempts::Attempts, call::CallLog, post::PostLog, queries::without_queries};

/// Logs that a flow has nothing to send until `until`.
pub fn waits(now: Timestamp, until: Timestamp) {
    tracing::debug!(
        target: "ig_driver::wait",
        wait_ms = millis(until.since(now)),
        until = %until,
        "nothing is sent until then"
    );
}

fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
