//! What is logged of one post.

use ig_core::publish::{Outcome, Snapshot};
use tracing::{Span, field::Empty};

use super::without_queries;

/// The span of one post, with its container and its media object as soon as they are known.
#[derive(Clone, Debug)]
pub struct PostLog(Span);

impl PostLog {
    /// Begins the span `post` of the post under a key.
    pub fn begin(key: &str) -> Self {
        Self(tracing::warn_span!(
            target: "ig_driver::post",
            "post",
            key,
            container = Empty,
            media = Empty,
        ))
    }

    /// The span, to drive the post in.
    pub fn span(&self) -> &Span {
        &self.0
    }

    /// Takes in the ids that a snapshot has.
    pub fn learn(&self, snapshot: &Snapshot) {
        if self.0.is_disabled() {
            return;
        }
        if let Some(container) = snapshot.container() {
            self.0.record("container", container.as_str());
        }
        if let Some(Outcome::Published { media, .. }) = snapshot.outcome()
            && let Some(media) = media.id()
        {
            self.0.record("media", media.as_str());
        }
    }

    /// Logs that a snapshot is saved: at `info` where the post has ended, at `warn` where it may be
    /// public, and at `debug` on the way.
    pub fn saved(&self, snapshot: &Snapshot) {
        if self.0.is_disabled() {
            return;
        }
        self.learn(snapshot);
        let (phase, publishes) = (snapshot.phase().activity(), snapshot.publishes());
        self.0.in_scope(|| match snapshot.outcome() {
            None => tracing::debug!(target: "ig_driver::post", phase, publishes, "saved"),
            Some(Outcome::Uncertain { reason, .. }) => {
                let reason = without_queries(reason);
                tracing::warn!(target: "ig_driver::post", publishes, %reason, "it may be public");
            }
            Some(Outcome::NotPublished { reason }) => {
                let reason = without_queries(reason);
                tracing::info!(target: "ig_driver::post", publishes, %reason, "not published");
            }
            Some(Outcome::Published { .. }) => {
                tracing::info!(target: "ig_driver::post", publishes, "published");
            }
        });
    }
}
