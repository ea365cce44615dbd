//! Delivery: `graphile_worker` tells workers which post to look at.
//!
//! Truth is the row of a post, and nothing here decides anything: an engine that is late, tells
//! twice, tells everybody or forgets costs time, and no second post.
//!
//! Only posts of the next ten minutes have a job, since waiting jobs slow the engine down.
//!
//! ```text
//! a row gets a wake ─▶ trigger ─▶ job, key = post ─▶ a worker with the token ─▶ Worker::woken
//!        ▲                            ▲                                              │
//!        └── put back, edited ──      └── reconciler, each 30 s                      ▼
//!                                         the job ends when the worker lets go of the post
//! ```

mod engine;
mod pool;
mod reconcile;
mod schema;

use ig_core::publish::Snapshot;
use ig_queue::Credential;

pub use self::schema::migrate as migrate_delivery;
pub(crate) use self::{engine::Engine, pool::pool, reconcile::reconcile, schema::check};

/// What each job is of.
pub(crate) const TASK: &str = "ig_post";

/// The labels of jobs that a worker takes: a job is taken only where every label of it is here.
pub(crate) fn labels(credentials: &[Credential]) -> Vec<String> {
    let tokens = credentials.iter().map(|name| format!("cred:{name}"));
    let forms = (1..=Snapshot::VERSION).map(|version| format!("snap:{version}"));
    tokens.chain(forms).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_takes_what_it_has_a_token_for_and_can_read() {
        let labels = labels(&["shop".parse().unwrap(), "default".parse().unwrap()]);
        let newest = format!("snap:{}", Snapshot::VERSION);
        for known in ["cred:shop", "cred:default", "snap:1", &newest] {
            assert!(labels.iter().any(|label| label == known), "{known}: {labels:?}");
        }
        let newer = format!("snap:{}", Snapshot::VERSION + 1);
        assert!(!labels.contains(&newer) && !labels.contains(&"cred:other".to_owned()));
    }
}
