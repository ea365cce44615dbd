//! What a container lacks before it can be published, as text.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    time::Timestamp,
    world::{Container, Cover, Phase, Progress, Source, StatusCode, World},
};

/// A thing that is missing.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Missing {
    /// What is missing and, if the client can do something, what to do.
    what: String,
    /// The time when it is done without the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    until_ms: Option<u64>,
}

impl Missing {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), until_ms: None }
    }

    fn until(what: &str, until: Timestamp) -> Self {
        Self { what: what.to_owned(), until_ms: Some(until.as_unix_millis()) }
    }
}

/// What is missing now; empty if the container is published or has ended.
pub(super) fn of(container: &Container, world: &World, now: Timestamp) -> Vec<Missing> {
    match container.status(now) {
        StatusCode::Published => Vec::new(),
        StatusCode::Expired => {
            vec![Missing::new("It expired unpublished: make a new container")]
        }
        StatusCode::Error => vec![Missing::new(failure(container))],
        StatusCode::Finished if container.draft.kind.is_item() => vec![Missing::new(
            "the carousel: name it in the `children` of a container with `media_type=CAROUSEL`",
        )],
        StatusCode::Finished => match world.pending_publishes(&container.id) {
            0 => vec![Missing::new("the publish: POST media_publish with this `creation_id`")],
            _ => vec![Missing::new("nothing: its publish is accepted and happens later")],
        },
        StatusCode::InProgress => vec![progress(container, now)],
    }
}

fn progress(container: &Container, now: Timestamp) -> Missing {
    if now < container.busy_until {
        return Missing::until("time: its publish is under way", container.busy_until);
    }
    match container.progress {
        Progress::Ready { at } | Progress::Failed { at, .. } if now < at => {
            Missing::until("time: it is being processed", at)
        }
        _ => awaited(container),
    }
}

fn awaited(container: &Container) -> Missing {
    if container.draft.cover == Cover::Last {
        let cover = container.draft.details.cover_url.as_deref().unwrap_or_default();
        return Missing::new(format!("its cover, which is being fetched: {cover}"));
    }
    let Some(upload) = &container.upload else {
        return match &container.draft.source {
            Source::Url(url) => Missing::new(format!("its file, which is being fetched: {url}")),
            _ => Missing::new("its file"),
        };
    };
    match (&upload.phase, upload.file_size) {
        (Phase::Dead, _) => Missing::new(
            "its video, which was lost on the way: nothing changes that, make a new container",
        ),
        (Phase::NotStarted, _) | (_, None) => Missing::new(
            "its video: POST the bytes to /ig-api-upload/{version}/{container} with `offset` and \
             `file_size`",
        ),
        (_, Some(size)) => {
            let came = upload.bytes_transferred();
            Missing::new(format!("{} of the {size} bytes of its video", size.saturating_sub(came)))
        }
    }
}

fn failure(container: &Container) -> String {
    let Progress::Failed { subcode, .. } = container.progress else {
        return "It failed: make a new container".to_owned();
    };
    let why = match subcode {
        2_207_003 => "the media server took too long",
        2_207_004 => "the cover is too large",
        2_207_005 | 2_207_083 => "the cover is not a JPEG that can be read",
        2_207_020 => "the media expired",
        2_207_026 => "the video's format is not supported",
        2_207_052 => "the file could not be fetched from its URL",
        2_207_053 => "the upload failed for a reason that Meta does not tell",
        2_207_082 => "the upload failed",
        _ => "processing failed",
    };
    format!("It failed with {subcode} ({why}): put that right and make a new container")
}
