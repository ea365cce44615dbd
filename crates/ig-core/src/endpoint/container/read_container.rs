//! `GET /{ig-container-id}?fields=status_code`
//!
//! Reads how far a container is. It never tells the media id. ([reference], §5)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-container

use std::fmt;

use serde::Deserialize;

use crate::{
    endpoint::{CopyrightStatus, Effect, Endpoint, VideoStatus},
    value::{
        ContainerId,
        permission::{PUBLISHING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// Reads a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadContainer {
    container: ContainerId,
    fields: &'static str,
    copyright: bool,
}

impl ReadContainer {
    /// Reads the status code of `container`.
    pub fn new(container: ContainerId) -> Self {
        Self { container, fields: "status_code", copyright: false }
    }

    /// Reads the status in words too: it holds the error's number.
    #[must_use]
    pub fn with_status(mut self) -> Self {
        self.fields = "status_code,status";
        self
    }

    /// Reads the status in words and how far the upload of a video is (documented
    /// only on graph.facebook.com).
    #[must_use]
    pub fn with_video_status(mut self) -> Self {
        self.fields = "status_code,status,video_status";
        self
    }

    /// Asks whether it holds a work of somebody else (by public code, only with
    /// Facebook Login).
    #[must_use]
    pub fn with_copyright_check(mut self) -> Self {
        self.copyright = true;
        self
    }
}

/// How far a container is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContainerStatus {
    /// Not published within 24 hours.
    Expired,
    /// Processing or publishing failed.
    Error,
    /// Ready to be published.
    Finished,
    /// Still being processed or published.
    InProgress,
    /// Published.
    Published,
    /// A word that this version does not know.
    Other(Box<str>),
}

impl ContainerStatus {
    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Expired => "EXPIRED",
            Self::Error => "ERROR",
            Self::Finished => "FINISHED",
            Self::InProgress => "IN_PROGRESS",
            Self::Published => "PUBLISHED",
            Self::Other(word) => word,
        }
    }
}

/// The word on the wire: `IN_PROGRESS`.
impl fmt::Display for ContainerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<&str> for ContainerStatus {
    fn from(word: &str) -> Self {
        match word {
            "EXPIRED" => Self::Expired,
            "ERROR" => Self::Error,
            "FINISHED" => Self::Finished,
            "IN_PROGRESS" => Self::InProgress,
            "PUBLISHED" => Self::Published,
            _ => Self::Other(word.into()),
        }
    }
}

crate::value::word::as_a_word!(ContainerStatus, "how far a container is");

/// The reply to [`ReadContainer`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ContainerState {
    /// How far the container is.
    pub status_code: ContainerStatus,
    /// The same in words, where it was asked for.
    #[serde(default)]
    pub status: Option<String>,
    /// How far the upload of a video is, where it was asked for.
    #[serde(default)]
    pub video_status: Option<Box<VideoStatus>>,
    /// Whether it holds what is another's, where it was asked for.
    #[serde(default)]
    pub copyright_check_status: Option<CopyrightStatus>,
}

impl ContainerState {
    /// The number in `Error: Media upload has failed with error code 2207026`
    /// (reference §5).
    pub fn error_code(&self) -> Option<i64> {
        let (_, number) = self.status.as_deref()?.split_once("error code ")?;
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        number[..end].parse().ok()
    }
}

impl Endpoint for ReadContainer {
    type Response = ContainerState;

    const NAME: &'static str = "GET /{container}";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        let draft = Draft::get(self.container.as_str());
        match self.copyright {
            true => draft.with_query("fields", [self.fields, ",copyright_check_status"].concat()),
            false => draft.with_query("fields", self.fields),
        }
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<ContainerState, DecodeError> {
        json("not a container's status", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_guides_request_is_sent_word_for_word() {
        let read = || ReadContainer::new("17889615691921648".parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/17889615691921648?fields=status_code";
        assert_eq!(sent(&read()), path);
        assert_eq!(sent(&read().with_status()), format!("{path}%2Cstatus"));
    }

    #[test]
    fn every_word_of_the_status_is_read_and_unknown_ones_survive() {
        for word in ["EXPIRED", "ERROR", "FINISHED", "IN_PROGRESS", "PUBLISHED", "RESTING"] {
            let body = format!(r#"{{"status_code":"{word}"}}"#);
            let state = got::<ReadContainer>(200, &body).unwrap();
            assert_eq!(state.status_code.as_str(), word);
            let unknown = matches!(state.status_code, ContainerStatus::Other(_));
            assert_eq!(unknown, word == "RESTING");
        }
        let sample = got::<ReadContainer>(200, data!("read_container_sample__200")).unwrap();
        assert_eq!(sample.status_code, ContainerStatus::Finished);
        assert!(got::<ReadContainer>(200, r#"{"id":"1"}"#).is_err());
    }

    #[test]
    fn the_copyright_check_is_asked_for_and_may_be_absent() {
        let read = ReadContainer::new("1".parse().unwrap()).with_copyright_check();
        let path = "GET https://graph.facebook.com/v26.0/1?fields=status_code";
        assert_eq!(sent(&read), format!("{path}%2Ccopyright_check_status"));
        let check = r#"{"status":"completed","matches_found":true}"#;
        let body = format!(r#"{{"status_code":"FINISHED","copyright_check_status":{check}}}"#);
        let state = got::<ReadContainer>(200, &body).unwrap();
        let check = state.copyright_check_status.unwrap();
        assert_eq!((check.status.as_deref(), check.matches_found), (Some("completed"), Some(true)));
        let state = got::<ReadContainer>(200, r#"{"status_code":"FINISHED"}"#).unwrap();
        assert_eq!(state.copyright_check_status, None);
    }

    #[test]
    fn the_errors_number_is_found_in_the_words() {
        let failed = got::<ReadContainer>(200, data!("read_container_failed__200")).unwrap();
        assert_eq!(failed.error_code(), Some(2_207_026));
        for (words, code) in [
            ("Error: Media upload has failed with error code 2207053.", Some(2_207_053)),
            ("Error: error code ", None),
            ("Finished: Media has been uploaded and it is ready to be published.", None),
            ("error code 99999999999999999999", None),
        ] {
            let state = ContainerState {
                status_code: ContainerStatus::Error,
                status: Some(words.into()),
                video_status: None,
                copyright_check_status: None,
            };
            assert_eq!(state.error_code(), code, "{words}");
        }
    }

    #[test]
    fn the_upload_is_read_and_a_failed_one_is_recognised() {
        let read = ReadContainer::new("17889615691921648".parse().unwrap()).with_video_status();
        assert!(sent(&read).ends_with("?fields=status_code%2Cstatus%2Cvideo_status"));
        let upload = |body| got::<ReadContainer>(200, body).unwrap().video_status.unwrap();
        let broken = upload(data!("read_container_upload_broken__200"));
        assert_eq!(broken.uploading_phase.as_ref().unwrap().bytes_transferred, Some(50_002));
        assert!(!broken.has_failed());
        let whole = upload(data!("read_container_upload_complete__200"));
        assert!(whole.uploading_phase.unwrap().is_complete());
        let dead = upload(data!("read_container_upload_dead__200"));
        assert!(dead.has_failed());
        let error = dead.errors().next().unwrap();
        assert_eq!(
            (error.code, &*error.message),
            (1_363_008, "OIL Error[FILE_NOT_FOUND: 6]: File not found.")
        );
        let empty = got::<ReadContainer>(200, r#"{"status_code":"IN_PROGRESS","video_status":{}}"#);
        assert!(!empty.unwrap().video_status.unwrap().has_failed());
    }
}
