//! `/_sandbox/files/{name}`.

use http::Response;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::{files::NotStored, page, reply};

use super::{Ask, Wrong};

/// A stored file.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Stored {
    /// Where it is.
    url: String,
}

pub(super) fn store(ask: &mut Ask<'_>) -> Result<Stored, Wrong> {
    let name = ask.sandbox.files.store(ask.part, ask.request.body()).map_err(|why| match why {
        NotStored::NoName => {
            Wrong::new(400, "the file needs a name: POST /_sandbox/files/photo.jpg")
        }
        NotStored::TooMuch(why) => Wrong::new(413, why),
    })?;
    Ok(Stored { url: format!("{}/_sandbox/files/{name}", ask.base) })
}

/// Serves a file, or a part of it, as what its bytes are, never as a page.
pub(super) fn serve(ask: &mut Ask<'_>) -> Result<Response<Vec<u8>>, Wrong> {
    let bytes = ask.sandbox.files.read(ask.part);
    let bytes = bytes.ok_or_else(|| Wrong::new(404, "there is no file of this name"))?;
    let hash = hmac_sha256::Hash::hash(bytes);
    let tag =
        format!("\"{}\"", hash[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let content_type = page::content_type(bytes);
    let mut response = page::range::respond(ask.request, content_type, bytes, &tag);
    reply::set(response.headers_mut(), "etag", &tag);
    reply::set(response.headers_mut(), "x-content-type-options", "nosniff");
    reply::set(response.headers_mut(), "content-security-policy", "default-src 'none'; sandbox");
    Ok(response)
}
