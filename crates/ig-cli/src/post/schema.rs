//! The JSON schema of a post file: the forms of the core's types in it.

#![expect(dead_code, reason = "the types describe shapes and are never constructed")]

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use schemars::JsonSchema;

/// An id of the Graph API
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Id(#[schemars(regex(pattern = r"^[0-9]{1,64}$"))] String);

/// The name of an account, without @
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Username(#[schemars(regex(pattern = r"^[A-Za-z0-9._]{1,30}$"))] String);

/// From 0.0 (left, top) to 1.0 (right, bottom)
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Position(#[schemars(range(min = 0.0, max = 1.0))] f64);

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct UserTag {
    username: Username,
    x: Position,
    y: Position,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct VideoTag {
    username: Username,
}

#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    extend("dependentRequired" = {"x": ["y"], "y": ["x"]})
)]
pub(super) struct StoryTag {
    username: Username,
    #[schemars(default, with = "Position")]
    x: Option<Position>,
    #[schemars(default, with = "Position")]
    y: Option<Position>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ProductTag {
    product_id: Id,
    x: Position,
    y: Position,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct VideoProductTag {
    product_id: Id,
}

#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Collaborators(#[schemars(length(min = 1, max = 5))] Vec<Username>);

#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Sponsors(#[schemars(length(max = 2))] Vec<Id>);

/// Parameters of `POST /{ig-user-id}/media` that this version does not know, and their values
#[derive(JsonSchema)]
#[schemars(transparent, extend("propertyNames" = {"pattern": "^[a-z0-9_]{1,64}$"}))]
pub(super) struct Extra(BTreeMap<String, String>);

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct AudioConfiguration {
    audio_id: Id,
    #[schemars(range(max = 100))]
    audio_volume: Option<u32>,
    #[schemars(range(max = 100))]
    video_volume: Option<u32>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum AddOn {
    /// People choose one of the options
    Poll(Poll),
    /// People are asked to answer in the comments
    CommentPrompt,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Poll {
    #[schemars(length(min = 2, max = 4))]
    options: Vec<PollOption>,
    duration: Option<PollDuration>,
}

/// What people choose; over 25 characters Instagram may refuse it
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct PollOption(#[schemars(regex(pattern = r"\S"))] String);

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum PollDuration {
    ThreeDays,
    Unlimited,
}
