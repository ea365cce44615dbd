//! One post, before it is one.

use serde::{Deserialize, Serialize};

use super::PublishPolicy;
use crate::{Brake, Post, UserId};

/// What is to be published, by whom and within which limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishPlan {
    user: UserId,
    post: Post,
    #[serde(default)]
    policy: PublishPolicy,
}

impl PublishPlan {
    /// A post of `post` by `user`.
    pub fn new(user: UserId, post: impl Into<Post>) -> Self {
        Self { user, post: post.into(), policy: PublishPolicy::default() }
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_policy(mut self, policy: PublishPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Whose post.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Of what.
    pub fn post(&self) -> &Post {
        &self.post
    }

    /// A brake, not put on, for such posts of the user.
    pub(super) fn brake(&self) -> Brake {
        Brake::new(self.user.clone(), self.post.surface())
    }

    /// Within which limits.
    pub fn policy(&self) -> &PublishPolicy {
        &self.policy
    }
}
