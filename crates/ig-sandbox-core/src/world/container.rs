//! Containers: posts that are not published yet.
//!
//! ```text
//! IN_PROGRESS ─▶ FINISHED ─▶ PUBLISHED
//!      ├─────────────┴─────▶ EXPIRED     after 24 hours
//!      └─▶ ERROR
//! ```

use std::time::Duration;

use crate::time::Timestamp;
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DAY, Kind, Named, RareDetails, Upload};

/// A container.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Container {
    pub(crate) id: String,
    pub(crate) created_at: Timestamp,
    pub(crate) draft: Draft,
    pub(crate) progress: Progress,
    pub(crate) picture: Option<Picture>,
    /// How its video comes, if it is uploaded.
    pub(crate) upload: Option<Box<Upload>>,
    /// The posts that were made of it; more than one only if the sandbox publishes again.
    pub(crate) media: Vec<String>,
    /// The time until which a late commit keeps it in progress.
    pub(crate) busy_until: Timestamp,
    pub(crate) lag: Option<Lag>,
}

/// The client's request for a container.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) owner: String,
    pub(crate) kind: Kind,
    pub(crate) source: Source,
    pub(crate) caption: Option<String>,
    pub(crate) alt_text: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) place: Option<Box<Place>>,
    pub(crate) details: RareDetails,
    #[serde(default)]
    pub(crate) cover: Cover,
    /// The parameters that were dropped, since this kind of post does not have them.
    pub(crate) ignored: Vec<String>,
    /// How long processing takes once the file is there.
    pub(crate) processing: Duration,
    /// The subcode of the error that processing ends in, if it does.
    pub(crate) ends_in: Option<i64>,
}

/// Whether the picture at `cover_url` has come. Processing takes the video and the cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cover {
    /// It was accepted, or there is none.
    #[default]
    Settled,
    /// It is being fetched.
    Awaited,
    /// It is being fetched, and the video has come.
    Last,
}

/// The media of a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Source {
    /// A file.
    Url(String),
    /// An uploaded video, with the version in the upload path.
    Upload(u32),
    /// The containers of a carousel's pictures and videos, in their order.
    Children(Vec<String>),
}

/// A person tagged in a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct Tag {
    /// The person.
    pub username: String,
    /// From the left edge, 0 to 1; photos and stories only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<f64>,
    /// From the top edge, 0 to 1; photos and stories only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<f64>,
}

/// The place where a post was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct Place {
    /// The id of the place's Page.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The progress of processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Progress {
    /// The file is being fetched.
    Fetching,
    Ready {
        at: Timestamp,
    },
    Failed {
        at: Timestamp,
        subcode: i64,
    },
}

/// The result of a container's file.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// The file is accepted. The bytes are included if they are few enough to keep.
    Arrived(Option<(Picture, Vec<u8>)>),
    /// The file is refused, with the subcode that the container shows.
    Failed(i64),
    /// The file has not come yet.
    Awaited,
}

/// The sandbox's copy of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Picture {
    pub(crate) copy: u64,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
}

/// A read replica that lags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lag {
    pub(crate) shows: StatusCode,
    pub(crate) until: Timestamp,
}

/// `status_code` of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum StatusCode {
    /// The file is being fetched or processed.
    InProgress,
    /// It can be published.
    Finished,
    /// The file was refused.
    Error,
    /// It was not published within 24 hours.
    Expired,
    /// It was published.
    Published,
}

impl Named for Container {
    fn id(&self) -> &str {
        &self.id
    }

    fn owner(&self) -> Option<&str> {
        Some(&self.draft.owner)
    }
}

impl Container {
    pub(super) fn new(id: String, created_at: Timestamp, draft: Draft) -> Self {
        Self {
            id,
            created_at,
            upload: draft.source.upload_version().map(|version| Box::new(Upload::new(version))),
            draft,
            progress: Progress::Fetching,
            picture: None,
            media: Vec::new(),
            busy_until: Timestamp::EPOCH,
            lag: None,
        }
    }

    /// Starts to process the media that have come, unless the cover has to come first.
    pub(super) fn media_landed(&mut self, now: Timestamp) {
        match self.draft.cover {
            Cover::Settled => self.process(now),
            Cover::Awaited | Cover::Last => self.draft.cover = Cover::Last,
        }
    }

    /// Notes that the cover was accepted, and starts to process what waited for it.
    pub(super) fn cover_landed(&mut self, now: Timestamp) {
        if std::mem::take(&mut self.draft.cover) == Cover::Last {
            self.process(now);
        }
    }

    /// Ends it in an error. The first error stays: the other file of a reel may still come.
    pub(super) fn fail(&mut self, now: Timestamp, subcode: i64) {
        if self.progress == Progress::Fetching {
            self.progress = Progress::Failed { at: now, subcode };
        }
    }

    fn process(&mut self, now: Timestamp) {
        if self.progress != Progress::Fetching {
            return;
        }
        let at = now.after(self.draft.processing);
        self.progress = match self.draft.ends_in {
            Some(subcode) => Progress::Failed { at, subcode },
            None => Progress::Ready { at },
        };
    }

    pub(crate) fn expires_at(&self) -> Timestamp {
        self.created_at.after(DAY)
    }

    /// The true status.
    pub(crate) fn status(&self, now: Timestamp) -> StatusCode {
        if !self.media.is_empty() {
            return StatusCode::Published;
        }
        match self.progress {
            _ if now < self.busy_until => StatusCode::InProgress,
            Progress::Failed { at, .. } if at <= now => StatusCode::Error,
            _ if self.expires_at() <= now => StatusCode::Expired,
            Progress::Ready { at } if at <= now => StatusCode::Finished,
            _ => StatusCode::InProgress,
        }
    }

    /// The status that reads show.
    pub(crate) fn shown(&self, now: Timestamp) -> StatusCode {
        match self.lag {
            Some(lag) if now < lag.until => lag.shows,
            _ => self.status(now),
        }
    }

    /// The status before the latest change.
    pub(crate) fn before_latest_change(&self, now: Timestamp) -> StatusCode {
        match self.status(now) {
            StatusCode::Published | StatusCode::Expired => StatusCode::Finished,
            StatusCode::Finished | StatusCode::Error | StatusCode::InProgress => {
                StatusCode::InProgress
            }
        }
    }

    /// The sentence of the `status` field. That of `EXPIRED` was never captured: it is our own.
    pub(crate) fn sentence(&self, status: StatusCode) -> String {
        match (status, self.progress) {
            (StatusCode::InProgress, _) => {
                "In Progress: Media is still being processed.".to_owned()
            }
            (StatusCode::Finished, _) => {
                "Finished: Media has been uploaded and it is ready to be published.".to_owned()
            }
            (StatusCode::Published, _) => {
                "Published: Media has been successfully published.".to_owned()
            }
            (StatusCode::Expired, _) => {
                "Expired: Media was not published within 24 hours and has expired.".to_owned()
            }
            (StatusCode::Error, Progress::Failed { subcode, .. }) => {
                format!("Error: Media upload has failed with error code {subcode}")
            }
            (StatusCode::Error, _) => "Error: Media upload has failed".to_owned(),
        }
    }
}

impl StatusCode {
    /// As on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Finished => "FINISHED",
            Self::Error => "ERROR",
            Self::Expired => "EXPIRED",
            Self::Published => "PUBLISHED",
        }
    }
}

impl Source {
    pub(crate) fn url(&self) -> Option<&str> {
        match self {
            Self::Url(url) => Some(url),
            Self::Upload(_) | Self::Children(_) => None,
        }
    }

    pub(crate) fn upload_version(&self) -> Option<u32> {
        match self {
            Self::Upload(version) => Some(*version),
            Self::Url(_) | Self::Children(_) => None,
        }
    }

    pub(crate) fn children(&self) -> &[String] {
        match self {
            Self::Url(_) | Self::Upload(_) => &[],
            Self::Children(children) => children,
        }
    }
}
