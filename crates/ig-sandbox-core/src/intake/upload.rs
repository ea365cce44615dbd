//! Uploads as calls, for the log and the faults.

use http::Request;
use serde_json::Value;

use super::{Call, unread_list};

/// The path of uploads: `/ig-api-upload/{version}/{container}`. Meta has a separate host for it,
/// `rupload.facebook.com`; the sandbox is one listener.
pub(crate) const UPLOAD_PATH: &str = "ig-api-upload";

/// Whether a request is an upload.
pub(crate) fn is_upload<T>(request: &Request<T>) -> bool {
    let rest = request.uri().path().trim_start_matches('/').strip_prefix(UPLOAD_PATH);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Call {
    /// A request of any kind.
    pub(crate) fn of(request: &Request<Vec<u8>>, base: String) -> Self {
        if is_upload(request) {
            Self::of_upload(&request.clone().map(drop), base)
        } else {
            Self::read(request, base)
        }
    }

    /// An upload, with the headers that matter as its parameters.
    pub(crate) fn of_upload(request: &Request<()>, base: String) -> Self {
        let mut call = Self::read(&request.clone().map(|()| Vec::new()), base);
        call.method = request.method().clone();
        let names = call.params.iter().map(|(name, _)| name.as_str());
        if let Some(unread) = unread_list(names) {
            call.notes.push(format!("{unread}: an upload takes everything as headers"));
        }
        for name in ["offset", "file_size", "file_url"] {
            if let Some(value) = request.headers().get(name) {
                let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
                call.params.add(name.to_owned(), Value::String(text));
            }
        }
        call
    }
}
