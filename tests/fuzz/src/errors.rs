//! Error envelopes: of the Graph API, of the upload host, and of any server in between.

use ig_core::{
    EndpointExt as _, Error, ResponseError,
    endpoint::{CreateContainer, DebugToken, ExchangeCode, PublishContainer, UploadVideo},
    error::ApiError,
    http::Response,
    usage::Pace,
};

use crate::{
    server::heard_unmasked,
    token::{chain, clean},
};

/// Statuses that might lead a reader to another format.
const STATUSES: [u16; 5] = [200, 400, 403, 412, 500];

/// Reads a body as that of a failure.
///
/// # Panics
///
/// When an error shows a token, has no message, or requests an endless wait.
pub fn run(body: &[u8]) {
    for status in STATUSES {
        let mut response = Response::new(body.to_vec());
        *response.status_mut() = status.try_into().expect("a status");
        let reply = heard_unmasked(response);
        let read = [
            CreateContainer::read(&reply).err(),
            PublishContainer::read(&reply).err(),
            UploadVideo::read(&reply).err(),
            DebugToken::read(&reply).err(),
            ExchangeCode::read(&reply).err(),
        ];
        for error in read.iter().flatten() {
            match error {
                Error::Response(error) => judge(error),
                error => panic!("it was not lost: {error:?}"),
            }
        }
    }
}

/// Checks what holds for every error.
pub(crate) fn judge(error: &ResponseError) {
    let text = chain(error);
    clean("an error", &text);
    assert!(!error.to_string().trim().is_empty(), "an error without a message: {error:?}");
    assert!(error.retry_after().is_none_or(|wait| wait <= Pace::MOST), "{error:?}");
    match error {
        ResponseError::Api(api) => {
            assert!(!api.advice().is_empty() && !api.actor().to_string().is_empty());
            let _ = api.class();
            // Errors are part of snapshots.
            let json = serde_json::to_vec(api).expect("an error can be stored");
            let again: ApiError = serde_json::from_slice(&json).expect("and read again");
            assert_eq!(**api, again);
        }
        ResponseError::Upload(upload) => assert!(!upload.advice().is_empty()),
        _ => {}
    }
}
