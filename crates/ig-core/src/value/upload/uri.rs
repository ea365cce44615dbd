//! Where a video is uploaded to.

use std::{fmt, str::FromStr};

use http::{Uri, uri::Scheme};
use serde::{Deserialize, Serialize};

use crate::value::url::{InvalidUrl, has_host, is_loopback};

/// The `uri` of a container that waits for bytes: it is used as it came, since
/// one that was put together from another version left containers in progress
/// for good (reference §3.2).
///
/// The token goes there, so [`Context`](crate::Context) sends it to Meta's
/// upload host and to its own API base only, wherever a reply points.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UploadUri(Box<str>);

impl UploadUri {
    /// The URI as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a token may go there: to Meta's upload host, or to where `base`
    /// is.
    pub(crate) fn is_trusted(&self, base: &str) -> bool {
        const HOSTS: [&str; 1] = ["rupload.facebook.com"];
        let (Ok(own), Ok(base)) = (self.0.parse::<Uri>(), base.parse::<Uri>()) else {
            return false;
        };
        let same = own.scheme() == base.scheme() && own.authority() == base.authority();
        let https = own.scheme() == Some(&Scheme::HTTPS);
        let meta = own.authority().is_some_and(|to| HOSTS.contains(&to.as_str()));
        same || https && meta
    }
}

impl FromStr for UploadUri {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, InvalidUrl> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidUrl::NotAscii);
        }
        let uri: Uri = text.parse().map_err(|_| InvalidUrl::NotAUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(InvalidUrl::NotAUrl);
        };
        let local = *scheme == Scheme::HTTP && is_loopback(authority.host());
        if *scheme != Scheme::HTTPS && !local {
            return Err(InvalidUrl::Scheme);
        }
        if authority.as_str().contains('@') {
            return Err(InvalidUrl::Credentials);
        }
        if text.contains('#') {
            return Err(InvalidUrl::Fragment);
        }
        if has_host(authority) { Ok(Self(text.into())) } else { Err(InvalidUrl::NotAUrl) }
    }
}

impl TryFrom<String> for UploadUri {
    type Error = InvalidUrl;

    fn try_from(text: String) -> Result<Self, InvalidUrl> {
        text.parse()
    }
}

impl From<UploadUri> for String {
    fn from(uri: UploadUri) -> Self {
        uri.0.into()
    }
}

impl fmt::Display for UploadUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_only_to_metas_host_or_to_the_base() {
        let (meta, local) = ("https://graph.facebook.com", "http://127.0.0.1:8025");
        for (uri, base, trusted) in [
            ("https://rupload.facebook.com/ig-api-upload/v26.0/178", meta, true),
            ("https://rupload.facebook.com/ig-api-upload/v26.0/178", local, true),
            ("https://rupload.facebook.com.evil.example/x", meta, false),
            ("https://rupload.facebook.com:8443/x", meta, false),
            ("https://evil.example/x", meta, false),
            ("http://127.0.0.1:8025/ig-api-upload/v26.0/178", local, true),
            ("http://127.0.0.1:9999/ig-api-upload/v26.0/178", local, false),
            ("http://127.0.0.1:8025/ig-api-upload/v26.0/178", meta, false),
        ] {
            let uri: UploadUri = uri.parse().unwrap();
            assert_eq!(uri.is_trusted(base), trusted, "{uri} beside {base}");
        }
    }

    #[test]
    fn what_is_no_place_to_upload_to_is_refused() {
        for (text, error) in [
            ("/ig-api-upload/v26.0/178", InvalidUrl::NotAUrl),
            ("http://rupload.facebook.com/x", InvalidUrl::Scheme),
            ("ftp://127.0.0.1/x", InvalidUrl::Scheme),
            ("https://a:b@rupload.facebook.com/x", InvalidUrl::Credentials),
            ("https://rupload.facebook.com/x#y", InvalidUrl::Fragment),
            ("https://rupload.facebook.com/ x", InvalidUrl::NotAscii),
        ] {
            assert_eq!(text.parse::<UploadUri>(), Err(error), "{text}");
        }
    }
}
