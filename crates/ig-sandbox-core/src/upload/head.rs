//! The headers of an upload (reference §3.2).

use http::{HeaderMap, header};

use super::UploadRefusal;

/// The values of an upload's headers.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// How the video comes.
    pub(crate) way: Result<Way, UploadRefusal>,
    /// The length of the body, if the client gave it.
    pub(crate) length: Option<u64>,
    /// The token, if its header starts with `OAuth`.
    pub(crate) token: Option<String>,
}

/// How the video comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From a byte on, as the body of the request.
    Bytes { offset: u64, file_size: u64 },
    /// From a URL, which the server fetches.
    Url(String),
}

impl Head {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        Self {
            way: way(headers),
            length: text(headers, header::CONTENT_LENGTH.as_str()).and_then(|text| {
                let chunked = headers.contains_key(header::TRANSFER_ENCODING);
                text.parse().ok().filter(|_| !chunked)
            }),
            token: text(headers, header::AUTHORIZATION.as_str()).and_then(token),
        }
    }
}

/// The way of the upload. The error for a missing or invalid header is not documented.
fn way(headers: &HeaderMap) -> Result<Way, UploadRefusal> {
    if let Some(url) = text(headers, "file_url") {
        return Ok(Way::Url(url.to_owned()));
    }
    let number = |name: &str| {
        let text = text(headers, name).ok_or_else(|| {
            let note = format!("the header `{name}` is missing, and there is no `file_url` either");
            UploadRefusal::failed().with_note(note)
        })?;
        text.parse::<u64>().map_err(|_| {
            UploadRefusal::failed().with_note(format!("the header `{name}` must be a whole number"))
        })
    };
    let (offset, file_size) = (number("offset")?, number("file_size")?);
    if file_size == 0 {
        return Err(UploadRefusal::failed().with_note("`file_size` is 0: there is no such video"));
    }
    Ok(Way::Bytes { offset, file_size })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then_some(text)
}

/// The token. Only `OAuth` is documented, and called mandatory; it is not known whether Meta also
/// accepts `Bearer`. The sandbox does not.
fn token(value: &str) -> Option<String> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("oauth").then(|| token.trim().to_owned())
}
