//! `POST https://rupload.facebook.com/ig-api-upload/{version}/{ig-container-id}`
//!
//! Gives a container its film: the bytes, or a URL to fetch them from.
//! ([reference], §3)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/content-publishing/resumable-uploads

use serde::Deserialize;

use super::{Effect, Endpoint, json};
use crate::{
    DecodeError, Draft, FileSlice, MediaUrl, Requirement, UploadUri, permission::PUBLISHING,
};

/// Gives a container its film.
///
/// Sent once more, the bytes from another offset than
/// [`bytes_transferred`](super::VideoPhase::bytes_transferred) are refused, and
/// nothing is there twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadVideo {
    uri: UploadUri,
    film: Film,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Film {
    Bytes(FileSlice),
    Hosted(MediaUrl),
}

impl UploadVideo {
    /// Sends bytes to `uri`, which the container's making gave. The body is
    /// [a part of a file](Draft::slice), which the driver sends.
    pub fn bytes(uri: UploadUri, slice: FileSlice) -> Self {
        Self { uri, film: Film::Bytes(slice) }
    }

    /// Has the upload host fetch `url` itself.
    pub fn hosted(uri: UploadUri, url: MediaUrl) -> Self {
        Self { uri, film: Film::Hosted(url) }
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
        match &self.film {
            Film::Bytes(slice) => Draft::upload(self.uri.clone(), slice.clone()),
            Film::Hosted(url) => Draft::upload_hosted(self.uri.clone(), url.clone()),
        }
    }

    fn decode(body: &[u8]) -> Result<UploadedVideo, DecodeError> {
        #[derive(Deserialize)]
        struct Wire {
            success: bool,
        }
        const WHAT: &str = "not the word that the upload went well";
        let Wire { success } = json(WHAT, body)?;
        if success { Ok(UploadedVideo) } else { Err(DecodeError::new(WHAT)) }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::*, *};
    use crate::{AccessToken, Context, EndpointExt, LocalFile, Login};

    const URI: &str = "https://rupload.facebook.com/ig-api-upload/v25.0/17889455560051444";

    /// The guide's request (D-RES), in headers.
    #[test]
    fn the_rest_of_the_file_is_sent_from_the_offset_on() {
        let file = LocalFile::new("a.mp4", 37_006_904).unwrap();
        let upload = UploadVideo::bytes(URI.parse().unwrap(), file.slice(50_002));
        let draft = upload.draft();
        let slice = draft.slice().unwrap();
        assert_eq!((slice.offset(), slice.length()), (50_002, 36_956_902));
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
        let request = context.upload(&draft).unwrap();
        assert_eq!((request.method().as_str(), request.uri().to_string()), ("POST", URI.into()));
        assert_eq!(request.headers()["authorization"], "OAuth EAAGtoken");
        assert_eq!(request.headers()["offset"], "50002");
        assert_eq!(request.headers()["file_size"], "37006904", "the total, not the rest");
        let short = file.slice(0).with_length(100);
        assert_eq!((short.offset(), short.length()), (0, 100));
        assert_eq!(file.slice(37_006_904).with_length(9).length(), 0);
    }

    #[test]
    fn a_hosted_file_is_named_in_a_header() {
        let upload =
            UploadVideo::hosted(URI.parse().unwrap(), url("https://www.example.com/a.mp4"));
        assert_eq!(sent(&upload), format!("POST {URI}"));
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
        let request = upload.to_request(&context).unwrap();
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
