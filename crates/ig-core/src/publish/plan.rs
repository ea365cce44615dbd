//! One post, before it is one.

use ig_rules::Finding;
use serde::{Deserialize, Deserializer, Serialize};

use super::{brake::Brake, policy::PublishPolicy};
use crate::{
    endpoint::{CreateContainer, EndpointExt},
    post::Post,
    value::{ContainerId, UserId},
    wire::{BuildError, Context},
};

/// What is to be published, by whom and within which limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishPlan {
    user: UserId,
    post: Post,
    /// Where it is not the default.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "unless_default")]
    policy: Option<Box<PublishPolicy>>,
}

impl PublishPlan {
    /// A post of `post` by `user`.
    pub fn new(user: UserId, post: impl Into<Post>) -> Self {
        Self { user, post: post.into(), policy: None }
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_policy(mut self, policy: PublishPolicy) -> Self {
        self.policy = (policy != PublishPolicy::DEFAULT).then(|| Box::new(policy));
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

    /// What may go wrong with its post: [`Post::warnings`].
    pub fn warnings(&self) -> Vec<Finding> {
        self.post.warnings()
    }

    /// The requests that make its containers, in order. The ids of a carousel's
    /// items are not known before they are made: `child` stands for each.
    pub fn containers(&self, child: &ContainerId) -> Vec<CreateContainer> {
        let items = self.post.items();
        let own = self.post.container_of(vec![child.clone(); items.len()]);
        let containers = items.iter().map(|item| item.clone().into()).chain([own]);
        containers.map(|container| CreateContainer::new(self.user.clone(), container)).collect()
    }

    /// Whether all of it can be sent in `context`: what only Facebook
    /// Login has is refused by the other, and a public API cannot fetch from this
    /// machine. The flow finds out too, item by item.
    ///
    /// # Errors
    ///
    /// The first thing that cannot be sent.
    pub fn check(&self, context: &Context) -> Result<(), BuildError> {
        // Any id will do.
        let Ok(child) = self.user.as_str().parse() else { return Ok(()) };
        self.containers(&child).iter().try_for_each(|make| make.exchange(context).map(drop))
    }

    /// A brake, not put on, for such posts of the user.
    pub(super) fn brake(&self) -> Brake {
        Brake::new(self.user.clone(), self.post.surface())
    }

    /// Within which limits.
    pub fn policy(&self) -> &PublishPolicy {
        self.policy.as_deref().unwrap_or(&PublishPolicy::DEFAULT)
    }
}

fn unless_default<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Box<PublishPolicy>>, D::Error> {
    let policy = PublishPolicy::deserialize(deserializer)?;
    Ok((policy != PublishPolicy::DEFAULT).then(|| Box::new(policy)))
}
