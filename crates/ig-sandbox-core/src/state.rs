//! The true state, for tests.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    time::{self, Timestamp},
    world::{Container, Details, Media, Phase, Place, Progress, StatusCode, Tag, Upload, World},
};

/// The whole state at one time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct State {
    /// The virtual time, as in `timestamp` of a media object: `2019-09-26T22:36:43+0000`.
    pub now: String,
    /// The same in milliseconds since 1970.
    pub now_ms: u64,
    /// The accounts.
    pub accounts: Vec<AccountState>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct AccountState {
    /// Its id.
    pub id: String,
    /// Its name.
    pub username: String,
    /// Posts within the last 24 hours.
    pub quota_usage: u32,
    /// Posts that it may make in 24 hours.
    pub quota_total: u32,
    /// Containers that were created within the last 24 hours, the items of carousels too.
    pub container_usage: u32,
    /// Containers that may be created in 24 hours.
    pub container_total: u32,
    /// Its posts, newest first: stories too, also when they are over.
    pub media: Vec<MediaState>,
    /// Its containers, newest first.
    pub containers: Vec<ContainerState>,
}

/// A post.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct MediaState {
    /// Its id.
    pub id: String,
    /// The container that it was made of.
    pub container_id: String,
    /// The caption as it was sent, including `@` signs.
    pub caption: Option<String>,
    /// A page on the sandbox that shows the post.
    pub permalink: String,
    /// The part of the permalink that names the post.
    pub shortcode: String,
    /// When it was published: `2019-09-26T22:36:43+0000`.
    pub timestamp: String,
    /// `IMAGE`, `VIDEO` or `CAROUSEL_ALBUM`.
    pub media_type: String,
    /// `FEED`, `REELS` or `STORY`.
    pub media_product_type: String,
    /// The sandbox's copy of the file; of the first one of a carousel.
    pub media_url: Option<String>,
    /// The description for people who cannot see the picture.
    pub alt_text: Option<String>,
    /// Who is tagged.
    pub user_tags: Vec<Tag>,
    /// Where it was taken.
    pub location: Option<Place>,
    /// The other parameters that it was given, next to these fields in the JSON.
    #[serde(flatten)]
    pub details: Details,
    /// Whether people can comment.
    pub is_comment_enabled: bool,
    /// The post that this one repeats, as `GET /_sandbox/duplicates` lists them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<String>,
    /// When a story is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// The pictures and videos of a carousel, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ChildState>,
}

/// A picture or video of a carousel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct ChildState {
    /// Its id.
    pub id: String,
    /// The container that it was made of.
    pub container_id: String,
    /// `IMAGE` or `VIDEO`.
    pub media_type: String,
    /// The sandbox's copy of the file.
    pub media_url: Option<String>,
    /// The description for people who cannot see the picture.
    pub alt_text: Option<String>,
    /// Who is tagged.
    pub user_tags: Vec<Tag>,
    /// The other parameters that it was given, next to these fields in the JSON.
    #[serde(flatten)]
    pub details: Details,
}

/// A container.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct ContainerState {
    /// Its id.
    pub id: String,
    /// The truth, whatever a fault makes reads show.
    pub status_code: StatusCode,
    /// The sentence that goes with it.
    pub status: String,
    /// The subcode of the error that it ended in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_subcode: Option<i64>,
    /// The caption as it was sent.
    pub caption: Option<String>,
    /// The description for people who cannot see the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt_text: Option<String>,
    /// Who is tagged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub user_tags: Vec<Tag>,
    /// Where it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Place>,
    /// The other parameters that it was given, next to these fields in the JSON.
    #[serde(flatten)]
    pub details: Details,
    /// Parameters that were dropped, since this kind of post does not have them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
    /// The type of its post: `IMAGE`, `VIDEO` or `CAROUSEL_ALBUM`.
    pub media_type: String,
    /// The place of its post: `FEED`, `REELS` or `STORY`.
    pub media_product_type: String,
    /// Whether it is part of a carousel.
    pub is_carousel_item: bool,
    /// The URL of its file; carousels and uploads have none.
    pub source_url: Option<String>,
    /// The upload of its file, if it is uploaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<UploadState>,
    /// The containers of a carousel's pictures and videos, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<String>,
    /// When it was made.
    pub created: String,
    /// When it expires, or has expired, if it is not published.
    pub expires: String,
    /// The posts that were made of it; more than one is a double post.
    pub media_ids: Vec<String>,
    /// Publishes that were accepted and have not happened yet.
    pub pending_publishes: usize,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct UploadState {
    /// How many bytes came.
    pub bytes_transferred: u64,
    /// How many there are, as the first request said.
    pub file_size: Option<u64>,
    /// The SHA-256 of the file in hexadecimal digits, once all of it is there; `null` for a file
    /// that the sandbox fetched and did not keep whole.
    pub sha256: Option<String>,
}

pub(crate) fn of(world: &World, now: Timestamp, base: &str) -> State {
    let repeats = repeats(world);
    let accounts = world.accounts.iter().map(|account| AccountState {
        id: account.id.clone(),
        username: account.username.clone(),
        quota_usage: world.quota_usage(&account.id, now),
        quota_total: world.quota_total(&account.id),
        container_usage: world.container_usage(&account.id, now),
        container_total: world.container_total(),
        media: world.media_of(&account.id).map(|post| media(post, world, base, &repeats)).collect(),
        containers: world.containers_of(&account.id).map(|c| container(c, world, now)).collect(),
    });
    State { now: time::graph(now), now_ms: now.as_unix_millis(), accounts: accounts.collect() }
}

/// The posts that repeat another one, with that one.
pub(crate) type Repeats<'a> = BTreeMap<&'a str, &'a str>;

pub(crate) fn repeats(world: &World) -> Repeats<'_> {
    let repeats = world.repeats().into_iter();
    repeats.map(|repeat| (repeat.post.id.as_str(), repeat.of.id.as_str())).collect()
}

pub(crate) fn media(media: &Media, world: &World, base: &str, repeats: &Repeats<'_>) -> MediaState {
    MediaState {
        id: media.id.clone(),
        container_id: media.container_id.clone(),
        caption: media.caption.clone(),
        permalink: format!("{base}{}", media.path().unwrap_or_default()),
        shortcode: media.shortcode.clone(),
        timestamp: time::graph(media.published_at),
        media_type: media.kind.media_type().to_owned(),
        media_product_type: media.kind.media_product_type().to_owned(),
        media_url: world.file_path(media).map(|path| format!("{base}{path}")),
        alt_text: media.alt_text.clone(),
        user_tags: media.tags.clone(),
        location: media.place.as_deref().cloned(),
        details: Details::clone(&media.details),
        is_comment_enabled: media.is_comment_enabled,
        repeats: repeats.get(media.id.as_str()).map(|id| (*id).to_owned()),
        ends: media.ends_at().map(time::graph),
        children: world.children_of(media).map(|part| child(part, world, base)).collect(),
    }
}

fn child(media: &Media, world: &World, base: &str) -> ChildState {
    ChildState {
        id: media.id.clone(),
        container_id: media.container_id.clone(),
        media_type: media.kind.media_type().to_owned(),
        media_url: world.file_path(media).map(|path| format!("{base}{path}")),
        alt_text: media.alt_text.clone(),
        user_tags: media.tags.clone(),
        details: Details::clone(&media.details),
    }
}

pub(crate) fn container(container: &Container, world: &World, now: Timestamp) -> ContainerState {
    let (draft, status_code) = (&container.draft, container.status(now));
    let error_subcode = match (status_code, container.progress) {
        (StatusCode::Error, Progress::Failed { subcode, .. }) => Some(subcode),
        _ => None,
    };
    ContainerState {
        id: container.id.clone(),
        status_code,
        status: container.sentence(status_code),
        error_subcode,
        caption: draft.caption.clone(),
        alt_text: draft.alt_text.clone(),
        user_tags: draft.tags.clone(),
        location: draft.place.as_deref().cloned(),
        details: Details::clone(&draft.details),
        ignored: draft.ignored.clone(),
        media_type: draft.kind.media_type().to_owned(),
        media_product_type: draft.kind.media_product_type().to_owned(),
        is_carousel_item: draft.kind.is_item(),
        source_url: draft.source.url().map(str::to_owned),
        upload: container.upload.as_deref().map(upload),
        children: draft.source.children().to_vec(),
        created: time::graph(container.created_at),
        expires: time::graph(container.expires_at()),
        media_ids: container.media.clone(),
        pending_publishes: world.pending_publishes(&container.id),
    }
}

fn upload(upload: &Upload) -> UploadState {
    let sha256 = match &upload.phase {
        Phase::Complete(sha256) => sha256.clone(),
        _ => None,
    };
    UploadState {
        bytes_transferred: upload.bytes_transferred(),
        file_size: upload.source_file_size(),
        sha256,
    }
}
