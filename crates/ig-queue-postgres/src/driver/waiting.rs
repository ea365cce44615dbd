//! The posts that the engine has delivered and the worker has not let go of.

use std::collections::BTreeMap;

use ig_queue::{PostId, Worker};
use tokio::sync::oneshot;

/// The posts that the engine has delivered and the worker has not let go of.
#[derive(Debug, Default)]
pub(super) struct Waiting(BTreeMap<PostId, Vec<oneshot::Sender<()>>>);

impl Waiting {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, post: PostId, done: oneshot::Sender<()>) {
        self.0.entry(post).or_default().push(done);
    }

    /// Ends the jobs of posts that the worker has let go of.
    pub(super) fn release(&mut self, worker: &Worker) {
        self.0.retain(|post, done| {
            if worker.has(post) {
                return true;
            }
            for done in done.drain(..) {
                // The engine may have been started again.
                let _ = done.send(());
            }
            false
        });
    }
}
