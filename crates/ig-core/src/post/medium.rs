//! Where the bytes of a photo or a video are.

use std::fmt;

use crate::value::{MediaUrl, NamedSource};

/// Where the bytes of a photo or a video are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Medium<'a> {
    /// On a server, from which Meta fetches them.
    Url(&'a MediaUrl),
    /// In a source that the driver has, from which they are uploaded.
    Source(&'a NamedSource),
}

/// The URL, or the name of the source.
impl fmt::Display for Medium<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => url.fmt(f),
            Self::Source(source) => source.fmt(f),
        }
    }
}
