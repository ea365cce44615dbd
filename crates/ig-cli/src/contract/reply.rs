//! What replies have in common.

#![expect(dead_code, reason = "the types describe shapes and are never constructed")]

use schemars::JsonSchema;
use serde::Serialize;

/// The version of the contract
#[derive(Serialize, JsonSchema)]
#[schemars(transparent, extend("const" = super::VERSION))]
pub(super) struct Version(u32);

/// Defines a reply: an object with the version and these fields.
macro_rules! reply {
    ($(#[$meta:meta])* $name:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$meta])*
        #[derive(serde::Serialize, schemars::JsonSchema)]
        pub(super) struct $name {
            /// The version of the contract: it changes if a field is removed, renamed or has another
            /// type; new fields may come with any release
            version: crate::contract::reply::Version,
            $($(#[$of_field])* $field: $kind,)*
        }
    };
}
pub(super) use reply;

reply! {
    /// The command has failed, or its arguments were refused
    Failed {
        error: Error,
        /// Where the command was to act, if that was known
        #[serde(skip_serializing_if = "Option::is_none")]
        target: Option<Target>,
    }
}

/// Why it failed
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    /// What failed
    message: String,
    why: Option<String>,
    /// What to do
    advice: Option<String>,
    /// Who has to act: `author`, `account_owner` or `developer`
    actor: Option<String>,
    /// Meta's name for the request
    trace_id: Option<String>,
    /// The time before which another try is pointless
    until: Option<String>,
    /// How to resume
    next: Option<String>,
    /// The key of the post that prevents this one
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// The permalink of that post, if it is known
    #[serde(skip_serializing_if = "Option::is_none")]
    permalink: Option<Option<String>>,
}

/// Where a command acts
#[derive(Serialize, JsonSchema)]
pub(super) struct Target {
    to: To,
    api_base: String,
    login: Login,
    /// The account; `null` if only the token determines it
    user: Option<String>,
}

/// The kind of API
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum To {
    Instagram,
    Local,
    Other,
}

/// The login that issued a token
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Login {
    Facebook,
    Instagram,
}

/// A row of the table of rules that a post breaks
#[derive(Serialize, JsonSchema)]
pub(super) struct Warning {
    rule: String,
    row: String,
    measured: String,
    allowed: String,
    severity: String,
    evidence: String,
    advice: String,
    source: String,
    date: String,
}

/// A pause after Instagram has blocked a post
#[derive(Serialize, JsonSchema)]
pub(super) struct Held {
    user: String,
    surface: Surface,
    until: String,
    api_base: String,
}

/// Where a post shows
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Surface {
    Feed,
    Stories,
}

/// The kind of a post
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Photo,
    Reel,
    PhotoStory,
    VideoStory,
    Carousel,
    Post,
}

/// How the media id is known: from the reply, by finding the post, or not at all
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum MediaKnown {
    Confirmed,
    Matched,
    Unknown,
}
