//! Uploads for tests: containers, requests, and a video whose bytes show their position.

use http::{Method, Request};
use serde_json::Value;

use crate::support::{Bench, Reply, TOKEN, USER, mov};

/// A container that waits for its video.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) id: String,
    pub(crate) path: String,
}

/// A video of a length, of which no two parts are equal.
pub(crate) fn video(length: usize) -> Vec<u8> {
    let mut video = mov();
    video.extend((video.len()..length).map(|at| (at / 3 + at / 251 + at / 65_521) as u8));
    video.truncate(length);
    video
}

/// The SHA-256 of a video.
pub(crate) fn sha256(video: &[u8]) -> String {
    hmac_sha256::Hash::hash(video).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An upload with its body.
pub(crate) fn upload(path: &str, headers: &[(&str, &str)], body: &[u8]) -> Request<Vec<u8>> {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", "127.0.0.1:8025")
        .header("authorization", format!("OAuth {TOKEN}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.to_vec()).unwrap()
}

impl Bench {
    pub(crate) fn create_for_upload(&mut self) -> Waiting {
        let params = [("media_type", "REELS"), ("upload_type", "resumable")];
        let reply = self.try_create(&params);
        let path = reply.text("/uri").strip_prefix("http://127.0.0.1:8025").unwrap().to_owned();
        Waiting { id: reply.id(), path }
    }

    /// Sends bytes from an offset on; `None` if the connection breaks.
    pub(crate) fn try_upload(
        &mut self,
        to: &Waiting,
        offset: usize,
        size: usize,
        body: &[u8],
    ) -> Option<Reply> {
        let (offset, size) = (offset.to_string(), size.to_string());
        self.send(upload(&to.path, &[("offset", &offset), ("file_size", &size)], body))
    }

    pub(crate) fn upload(
        &mut self,
        to: &Waiting,
        offset: usize,
        size: usize,
        body: &[u8],
    ) -> Reply {
        self.try_upload(to, offset, size, body).expect("the connection holds")
    }

    pub(crate) fn video_status(&mut self, container: &str) -> Value {
        let reply = self.get(&format!("/v26.0/{container}"), &[("fields", "video_status")]);
        reply.json()["video_status"].clone()
    }

    /// The state of the upload of the newest container.
    pub(crate) fn upload_state(&mut self) -> Value {
        let state = serde_json::to_value(self.state()).unwrap();
        state["accounts"][0]["containers"][0]["upload"].clone()
    }
}

impl Reply {
    /// Asserts that the upload was refused with this error.
    #[track_caller]
    pub(crate) fn is_refused(&self, status: u16, kind: &str) -> &Self {
        let json = self.json();
        let found = (self.status, json["debug_info"]["type"].as_str());
        assert_eq!(found, (status, Some(kind)), "{json}");
        self
    }

    #[track_caller]
    pub(crate) fn is_uploaded(&self) -> &Self {
        let text = r#"{"success":true,"message":"Upload successful."}"#;
        assert_eq!((self.status, self.to_text().as_str()), (200, text));
        self
    }
}

/// The path of the media of `USER`, who owns all of these.
pub(crate) fn media_path() -> String {
    format!("/v26.0/{USER}/media")
}
