//! How far the upload of a video is (reference §3.4).

use serde::Deserialize;

/// `video_status` of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct VideoStatus {
    /// How many of the bytes are there.
    #[serde(default)]
    pub uploading_phase: Option<VideoPhase>,
    /// What is made of them.
    #[serde(default)]
    pub processing_phase: Option<VideoPhase>,
}

/// One of the phases of an upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct VideoPhase {
    /// `not_started`, `in_progress`, `complete` or `error`, as far as is known.
    #[serde(default)]
    pub status: Option<Box<str>>,
    /// How many bytes are there: where to go on.
    #[serde(default)]
    pub bytes_transferred: Option<u64>,
    /// How many there are to be.
    #[serde(default)]
    pub source_file_size: Option<u64>,
    /// What went wrong.
    #[serde(default)]
    pub errors: Vec<VideoError>,
}

/// What went wrong in a phase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct VideoError {
    /// Meta's number: 1363008 is one of them (reference §10.3).
    pub code: i64,
    /// Meta's words.
    pub message: Box<str>,
}

impl VideoStatus {
    /// Whether a phase has failed: such a container stays `IN_PROGRESS` for good
    /// (reference §3.4), and nothing comes of it.
    pub fn has_failed(&self) -> bool {
        self.phases().any(|phase| phase.status.as_deref() == Some("error"))
    }

    /// What went wrong, in the order of the phases.
    pub fn errors(&self) -> impl Iterator<Item = &VideoError> {
        self.phases().flat_map(|phase| &phase.errors)
    }

    fn phases(&self) -> impl Iterator<Item = &VideoPhase> {
        self.uploading_phase.iter().chain(&self.processing_phase)
    }
}

impl VideoPhase {
    /// Whether it is over, and well.
    pub fn is_complete(&self) -> bool {
        self.status.as_deref() == Some("complete")
    }

    /// Whether nothing came yet.
    pub fn is_not_started(&self) -> bool {
        self.status.as_deref() == Some("not_started")
    }
}
