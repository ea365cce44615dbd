//! `POST https://rupload.facebook.com/ig-api-upload/{version}/{ig-container-id}`
//!
//! Gives a container its video: the bytes, or a URL to fetch them from.
//! ([reference], §3)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/content-publishing/resumable-uploads

use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        MediaUrl, UploadUri,
        permission::{PUBLISHING, Requirement},
        upload::Part,
    },
    wire::{DecodeError, Draft, json},
};

/// Gives a container its video.
///
/// Sent once more, the bytes from another offset than
/// [`bytes_transferred`](crate::endpoint::VideoPhase::bytes_transferred) are refused, and
/// nothing is there twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadVideo {
    uri: UploadUri,
    video: Video,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Video {
    Part(Part),
    Hosted(MediaUrl),
}

impl UploadVideo {
    /// Sends a part of a source to `uri`, which the reply to the create call
    /// named. The driver sends it as [`Body::Part`](crate::Body::Part).
    pub fn part(uri: UploadUri, part: Part) -> Self {
        Self { uri, video: Video::Part(part) }
    }

    /// Has the upload host fetch `url` itself.
    pub fn hosted(uri: UploadUri, url: MediaUrl) -> Self {
        Self { uri, video: Video::Hosted(url) }
    }
}

/// The reply to [`UploadVideo`]: the bytes that were sent are there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedVideo;

impl Endpoint for UploadVideo {
    type Response = UploadedVideo;

    const NAME: &'static str = "POST /ig-api-upload/{container}";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        match &self.video {
            Video::Part(part) => Draft::upload(self.uri.clone(), part.clone()),
            Video::Hosted(url) => Draft::upload_hosted(self.uri.clone(), url.clone()),
        }
    }

    fn decode(body: &[u8]) -> Result<UploadedVideo, DecodeError> {
        #[derive(Deserialize)]
        struct Wire {
            success: bool,
        }
        const WHAT: &str = "not a success reply to an upload";
        let Wire { success } = json(WHAT, body)?;
        if success { Ok(UploadedVideo) } else { Err(DecodeError::new(WHAT)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        endpoint::{EndpointExt, testing::*},
        value::NamedSource,
        wire::{AccessToken, Body, Context, Login},
    };

    const URI: &str = "https://rupload.facebook.com/ig-api-upload/v26.0/17889455560051444";

    /// The guide's request (D-RES), in headers.
    #[test]
    fn the_rest_of_the_file_is_sent_from_the_offset_on() {
        let source = NamedSource::new("a.mp4", 37_006_904).unwrap();
        let upload = UploadVideo::part(URI.parse().unwrap(), source.part(50_002));
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
        let request = upload.exchange(&context).unwrap().request;
        assert_eq!(*request.body(), Body::Part(source.part(50_002)));
        assert_eq!((request.method().as_str(), request.uri().to_string()), ("POST", URI.into()));
        assert_eq!(request.headers()["authorization"], "OAuth EAAGtoken");
        assert_eq!(request.headers()["offset"], "50002");
        assert_eq!(request.headers()["file_size"], "37006904", "the total, not the rest");
    }

    #[test]
    fn a_hosted_file_is_named_in_a_header() {
        let upload =
            UploadVideo::hosted(URI.parse().unwrap(), url("https://www.example.com/a.mp4"));
        assert_eq!(sent(&upload), format!("POST {URI}"));
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
        let request = upload.exchange(&context).unwrap().request;
        assert_eq!(request.headers()["file_url"], "https://www.example.com/a.mp4");
        assert_eq!(request.headers().get("offset"), None);
    }

    #[test]
    fn success_is_the_word_and_nothing_else() {
        assert!(got::<UploadVideo>(200, data!("upload_video_sample__200")).is_ok());
        for body in [r#"{"success":false}"#, "{}", "", "<html>"] {
            assert!(got::<UploadVideo>(200, body).is_err(), "{body}");
        }
    }
}
