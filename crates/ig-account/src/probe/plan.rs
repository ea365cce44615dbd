//! What a probe posts.

use std::time::Duration;

use ig_core::{MediaUrl, UserId};

/// What is posted, and how long it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbePlan {
    pub(super) user: UserId,
    pub(super) image: MediaUrl,
    mark: u64,
    pub(super) watch_for: Duration,
    pub(super) deletion: Deletion,
}

/// What happens to the posts at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deletion {
    /// They stay.
    Keep,
    /// They are deleted if the login allows it: only Facebook Login does (reference §7.2).
    Delete,
}

impl ProbePlan {
    /// Publishes `image` to `user`. `mark` distinguishes the posts from all others; it must not
    /// have been used before.
    pub fn new(user: UserId, image: MediaUrl, mark: u64) -> Self {
        let watch_for = Duration::from_secs(60);
        Self { user, image, mark, watch_for, deletion: Deletion::Keep }
    }

    /// Sets how long each publish is looked for. The default is a minute, the time a lost publish
    /// has to appear with the default [policy](ig_core::publish::PublishPolicy::settle).
    #[must_use]
    pub fn with_watch_for(mut self, watch_for: Duration) -> Self {
        self.watch_for = watch_for;
        self
    }

    /// Sets what happens to the posts at the end.
    #[must_use]
    pub fn with_deletion(mut self, deletion: Deletion) -> Self {
        self.deletion = deletion;
        self
    }

    /// The word in the caption that identifies the posts: `ig-probe-` and 16 hexadecimal digits.
    pub fn mark(&self) -> String {
        format!("ig-probe-{:016x}", self.mark)
    }
}
