//! The replies of the queue.

#![expect(dead_code, reason = "the types describe shapes and are never constructed")]

use schemars::JsonSchema;
use serde::Serialize;

use super::reply::{Failed, Kind, MediaKnown, Surface, reply};

/// Defines a reply that is a post of the queue, with more fields.
macro_rules! queued {
    ($(#[$meta:meta])* $name:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$meta])*
        #[derive(serde::Serialize, schemars::JsonSchema)]
        pub(super) struct $name {
            /// The version of the contract
            version: crate::contract::reply::Version,
            #[serde(flatten)]
            post: Post,
            $($(#[$of_field])* $field: $kind,)*
        }
    };
}

/// A post of the queue
#[derive(Serialize, JsonSchema)]
pub(super) struct Post {
    id: String,
    key: Option<String>,
    /// `waiting`, `active`, `held`, `done`, `cancelled` or `uncertain`
    state: String,
    /// The outcome of a post that ended, and its state otherwise: `published`, `not_published`,
    /// `skipped`, …
    outcome: String,
    /// The instant at which it is due
    due: String,
    /// The time as it was given
    typed: String,
    zone: Option<String>,
    late: bool,
    lead_seconds: u64,
    wake: Option<String>,
    user: String,
    api_base: String,
    /// The name of its token
    credential: String,
    kind: Option<Kind>,
    files: Option<Vec<String>>,
    caption: Option<String>,
    surface: Surface,
    /// What happens if it is late: `publish`, `hold` or `{"skip": {"secs", "nanos"}}`
    policy: Policy,
    /// `verified` or `once`
    sends: String,
    may_be_public: bool,
    media: Option<String>,
    media_known: Option<MediaKnown>,
    permalink: Option<String>,
    note: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Policy {
    Word(String),
    Skip(Skip),
}

#[derive(Serialize, JsonSchema)]
struct Skip {
    skip: Span,
}

#[derive(Serialize, JsonSchema)]
struct Span {
    secs: u64,
    nanos: u32,
}

queued! {
    /// A post that was added to the queue, or is in it already
    Added {
        /// Whether it is new; absent with `--dry-run`
        #[serde(skip_serializing_if = "Option::is_none")]
        added: Option<bool>,
    }
}

queued! {
    /// A post of the queue, and what happened to it
    Explained {
        /// What it waits for, and who has to do what
        next: String,
        events: Vec<Event>,
    }
}

queued! {
    /// A post of the queue
    One {}
}

#[derive(Serialize, JsonSchema)]
struct Event {
    at: String,
    who: String,
    what: String,
}

/// What `ig queue add --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Add {
    Added(Box<Added>),
    Failed(Box<Failed>),
}

/// What `ig queue show`, `edit` and `cancel` print with `--json`
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Show {
    Post(Box<One>),
    Failed(Box<Failed>),
}

/// What `ig queue explain --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Explain {
    Post(Box<Explained>),
    Failed(Box<Failed>),
}

/// What `ig queue list`, `release` and `work` print with `--json`
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum List {
    Posts(Posts),
    Failed(Box<Failed>),
}

reply! {
    /// Posts of the queue
    Posts {
        posts: Vec<Post>,
    }
}

/// What `ig queue retime --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Retime {
    Moved(Moved),
    Failed(Box<Failed>),
}

reply! {
    /// The posts whose time means another instant today
    Moved {
        /// Those that were moved
        moved: Vec<Move>,
        /// Those whose time cannot be read any more: its zone is gone, for example
        unclear: Vec<NotMoved>,
        /// Those that could not be changed; the exit status is 1 then
        refused: Vec<NotMoved>,
    }
}

#[derive(Serialize, JsonSchema)]
struct NotMoved {
    id: String,
    why: String,
}

#[derive(Serialize, JsonSchema)]
struct Move {
    id: String,
    from: String,
    to: String,
}

/// What `ig queue pause` and `go` print with `--json`
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Pause {
    Accounts(Accounts),
    Failed(Box<Failed>),
}

reply! {
    /// The accounts that are paused or go on
    Accounts {
        accounts: Vec<Account>,
    }
}

#[derive(Serialize, JsonSchema)]
struct Account {
    user: String,
    api_base: String,
    /// Why it is paused; `null` if it goes on
    paused: Option<String>,
}

/// What `ig queue import --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Import {
    Counts(Imported),
    Failed(Box<Failed>),
}

reply! {
    /// How many rows there were, how many posts are new, and how many were known
    Imported {
        rows: u64,
        added: u64,
        known: u64,
    }
}

/// What `ig queue metrics --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Metrics {
    Counts(Counts),
    Failed(Box<Failed>),
}

reply! {
    /// Counts
    Counts {
        waiting: u64,
        active: u64,
        held: u64,
        done: u64,
        cancelled: u64,
        uncertain: u64,
        due: u64,
        oldest_due_seconds: f64,
        paused_accounts: u64,
        publish_lateness_seconds_sum: f64,
        publish_lateness_seconds_max: f64,
        publishes: u64,
        quota_wait: u64,
        brake: u64,
        fenced: u64,
    }
}

/// What `ig queue migrate --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Migrate {
    Versions(Migrated),
    Failed(Box<Failed>),
}

reply! {
    /// The version that the queue had, and the one that it has
    Migrated {
        queue: String,
        from: Option<u64>,
        to: Option<u64>,
    }
}
