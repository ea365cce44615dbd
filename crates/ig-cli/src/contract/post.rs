//! The replies about posts and published media.

#![expect(dead_code, reason = "the types describe shapes and are never constructed")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::queue::Added;
use super::reply::{Failed, Held, Kind, MediaKnown, Surface, Target, Warning, reply};

/// What `ig publish --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Publish {
    Post(Box<Report>),
    DryRun(DryRun),
    Kept(Kept),
    /// With `--at`
    Queued(Box<Added>),
    Failed(Box<Failed>),
}

/// What `ig resume --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Resume {
    Post(Box<Report>),
    Nothing(Nothing),
    Failed(Box<Failed>),
}

reply! {
    /// A post, and what became of it
    Report {
        outcome: Outcome,
        /// The key of the post, for `ig resume` and `ig explain`
        id: String,
        kind: Kind,
        /// The number of items, of a carousel
        items: Option<u32>,
        container: Option<String>,
        /// The media id, of a post that is public
        media: Option<String>,
        media_known: Option<MediaKnown>,
        permalink: Option<String>,
        /// Whether the poll or the comment prompt is there: `attached`, `missing` or `unknown`
        #[serde(skip_serializing_if = "Option::is_none")]
        add_on: Option<String>,
        reason: Option<Reason>,
        /// Posts of this kind are paused
        brake: Option<Block>,
        /// What may still be hosted by the command of `--host-with`, which could not remove it
        #[serde(skip_serializing_if = "Vec::is_empty")]
        still_hosted: Vec<String>,
        warnings: Vec<Warning>,
        target: Option<Target>,
    }
}

/// Whether the post is public
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Published,
    NotPublished,
    Uncertain,
}

/// Why no post is known to be public
#[derive(Serialize, JsonSchema)]
pub(super) struct Reason {
    phase: String,
    item: Option<Item>,
    message: String,
    /// Meta's words for the user, in the user's language
    user_title: Option<String>,
    user_message: Option<String>,
    code: Option<i64>,
    subcode: Option<i64>,
    trace_id: Option<String>,
    /// What to do
    advice: String,
    /// Who has to act: `nobody`, `author`, `account_owner` or `developer`
    actor: String,
    until: Option<String>,
}

/// The item of a carousel that failed
#[derive(Serialize, JsonSchema)]
pub(super) struct Item {
    /// From 1
    number: u32,
    medium: String,
}

/// Such posts are paused
#[derive(Serialize, JsonSchema)]
pub(super) struct Block {
    surface: Surface,
    until: String,
}

reply! {
    /// What `--dry-run` would send
    DryRun {
        requests: Vec<Request>,
        warnings: Vec<Warning>,
    }
}

reply! {
    /// With `--dry-run` and the key of a post that is there already
    Kept {
        requests: [Request; 0],
        id: String,
        standing: String,
    }
}

/// A request
#[derive(Serialize, JsonSchema)]
pub(super) struct Request {
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    body: String,
}

reply! {
    /// There is nothing to resume
    Nothing {
        outcome: (),
    }
}

/// What `ig list --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum List {
    Posts(Posts),
    Failed(Box<Failed>),
}

reply! {
    /// The posts that were made on this machine, newest first
    Posts {
        posts: Vec<Listed>,
        brakes: Vec<Held>,
        /// How many posts are in the queue, which `ig queue list` shows; nothing if it cannot be read
        queued: Option<u64>,
    }
}

/// A post of the list
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Listed {
    Post(Box<ListedPost>),
    Unreadable(Unreadable),
}

#[derive(Serialize, JsonSchema)]
struct ListedPost {
    id: String,
    /// The given key
    key: Option<String>,
    created: String,
    phase: String,
    outcome: Option<Outcome>,
    container: Option<String>,
    media: Option<String>,
    permalink: Option<String>,
    kind: Kind,
    files: Vec<String>,
    caption: Option<String>,
    /// Whether it went to the sandbox inside the command
    sandbox: bool,
    problem: (),
}

/// A post whose file cannot be read
#[derive(Serialize, JsonSchema)]
struct Unreadable {
    id: String,
    problem: String,
}

/// What `ig explain --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Explain {
    Post(Box<Explained>),
    Failed(Box<Failed>),
}

reply! {
    /// What is known about a post
    Explained {
        id: String,
        key: Option<String>,
        created: String,
        saved: String,
        api_base: String,
        login: String,
        sandbox: bool,
        user: String,
        kind: Kind,
        items_ready: Option<u32>,
        upload: Option<Upload>,
        /// The parameters of its containers
        plan: BTreeMap<String, String>,
        phase: String,
        activity: String,
        outcome: Option<Outcome>,
        container: Option<String>,
        media: Option<String>,
        media_known: Option<MediaKnown>,
        permalink: Option<String>,
        may_be_public: bool,
        reason: Option<Reason>,
        cause: Option<String>,
    }
}

/// How far a video is uploaded
#[derive(Serialize, JsonSchema)]
struct Upload {
    file: String,
    bytes: u64,
    size: u64,
}

/// What `ig status --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Status {
    Container(Container),
    Failed(Box<Failed>),
}

reply! {
    /// A container
    Container {
        container: String,
        /// In Meta's words: `FINISHED`, …
        status_code: String,
        status: Option<String>,
        meaning: String,
        advice: Option<String>,
    }
}

/// What `ig limit --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Limit {
    Usage(Usage),
    Failed(Box<Failed>),
}

reply! {
    /// How much of the limit is used
    Usage {
        usage: u32,
        total: Option<u32>,
        remaining: Option<u32>,
        window_s: u64,
        containers: Containers,
    }
}

#[derive(Serialize, JsonSchema)]
struct Containers {
    /// Those that the posts kept here have requested
    known: u32,
    total: u32,
}

/// What `ig media list --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum MediaList {
    Media(AllMedia),
    Failed(Box<Failed>),
}

reply! {
    /// Published media, newest first
    AllMedia {
        media: Vec<Media>,
    }
}

#[derive(Serialize, JsonSchema)]
struct Media {
    id: String,
    caption: Option<String>,
    media_type: Option<String>,
    media_product_type: Option<String>,
    permalink: Option<String>,
    shortcode: Option<String>,
    timestamp: Option<String>,
}

/// What `ig media show --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum MediaShow {
    Media(Box<MediaObject>),
    Failed(Box<Failed>),
}

reply! {
    /// A media object
    MediaObject {
        id: String,
        caption: Option<String>,
        media_type: Option<String>,
        media_product_type: Option<String>,
        permalink: Option<String>,
        shortcode: Option<String>,
        timestamp: Option<String>,
        media_url: Option<String>,
        thumbnail_url: Option<String>,
        username: Option<String>,
        owner: Option<String>,
        like_count: Option<u64>,
        comments_count: Option<u64>,
        is_comment_enabled: Option<bool>,
        is_shared_to_feed: Option<bool>,
        alt_text: Option<String>,
        is_ai_generated: Option<bool>,
        media_audio_type: Option<String>,
    }
}

/// What `ig media delete --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum MediaDelete {
    Deleted(Deleted),
    Failed(Box<Failed>),
}

reply! {
    /// A media object was deleted
    Deleted {
        deleted: String,
        target: Target,
    }
}

/// What `ig media comments --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum MediaComments {
    Set(CommentsSet),
    Failed(Box<Failed>),
}

reply! {
    /// Comments were turned on or off
    CommentsSet {
        media: String,
        comments: bool,
        target: Target,
    }
}
