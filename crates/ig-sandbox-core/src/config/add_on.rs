//! What becomes of polls and comment prompts.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Config;

/// Whether the poll or comment prompt of a post is there once it is public: a post can go live
/// without it (reference §17.2), and a client must be right with both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AddOns {
    /// It is there.
    #[default]
    Attached,
    /// The post is public without it.
    Dropped,
}

impl Config {
    /// Whether polls and comment prompts are there once a post is public.
    #[must_use]
    pub fn with_add_ons(mut self, add_ons: AddOns) -> Self {
        self.add_ons = add_ons;
        self
    }

    /// Says more than the id in the reply to `media_publish`: that of the real server says whether
    /// an add-on attached, under a name that is not known (reference §17.2).
    #[must_use]
    pub fn with_publish_reply(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.publish_reply.get_or_insert_with(BTreeMap::new).insert(name.into(), value.into());
        self
    }
}
