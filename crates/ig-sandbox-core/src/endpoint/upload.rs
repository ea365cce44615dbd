//! `upload_type=resumable` of `POST /{user}/media`: a container whose video is uploaded.

use crate::{
    base,
    config::Login,
    intake::{Call, UPLOAD_PATH},
    object::Object,
    refusal::Refusal,
};

/// The version in the upload path of a new container, if its video is uploaded.
///
/// `graph.instagram.com` has no uploads: the guide says so, and one report has the error for a
/// missing `video_url` there (reference §13.7), although Meta's Postman collection shows uploads
/// on that host. The reply to an unknown `upload_type` is not known: this one is our own.
pub(super) fn version(call: &Call) -> Result<Option<u32>, Refusal> {
    match call.params.filled("upload_type").as_deref() {
        None => Ok(None),
        Some("resumable") if call.login == Login::Instagram => {
            Err(Refusal::missing("video_url").with_note("this host has no resumable uploads"))
        }
        Some("resumable") => match call.params.filled("media_type").as_deref() {
            Some("REELS" | "STORIES" | "VIDEO") => Ok(Some(call.version)),
            _ => Err(Refusal::wrong_type("media_type", ONE_OF)),
        },
        Some(_) => {
            Err(Refusal::wrong_type("upload_type", "one of the following values: resumable"))
        }
    }
}

const ONE_OF: &str = "one of the following values: REELS, STORIES, VIDEO";

/// What was asked for of the container, or its id, and the `uri` in any case.
pub(crate) fn created(call: &Call, version: u32, id: &str, made: Object) -> Object {
    let uri = format!("{}/{}/v{version}.0/{id}", base::upload_host(&call.base), UPLOAD_PATH);
    made.with("uri", uri)
}
