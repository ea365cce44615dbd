//! Whether the robots.txt of a server lets Meta's fetcher get a file.

use std::time::{Duration, Instant};

use http::StatusCode;
use url::Url;

use crate::{FetchError, Fetcher, fetcher::block_on};

/// The name of Meta's fetcher in a robots.txt (reference §17.8).
pub const META_AGENT: &str = "facebookexternalhit";

/// What the robots.txt of a server says about one URL (RFC 9309).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Robots {
    /// The URL may be fetched: no rule forbids it, or there is no robots.txt (any status from 400
    /// to 499 except 429).
    Allowed,
    /// A rule forbids it.
    #[non_exhaustive]
    Forbidden {
        /// The `User-agent` whose rules apply: `facebookexternalhit`, or `*`.
        agent: String,
        /// The path of the rule: `/media/*.jpg$`.
        path: String,
    },
    /// It could not be read, for this reason. Crawlers may take that for a ban.
    Unknown(String),
}

impl Robots {
    /// Returns what the text of a robots.txt says about a URL. A text that is not a robots.txt
    /// forbids nothing.
    pub fn of(txt: &[u8], url: &str) -> Self {
        match Url::parse(url) {
            Ok(url) => judge(txt, &path_of(&url)),
            Err(_) => Self::Unknown(FetchError::Url.to_string()),
        }
    }
}

/// The most bytes of a robots.txt that are read: the minimum of RFC 9309.
const MOST: u64 = 500 * 1024;

/// The most redirects that are followed: the minimum of RFC 9309.
const REDIRECTS: usize = 5;

impl Fetcher {
    /// Reads the robots.txt of the origin of `url` for Meta's fetcher: at most 500 KiB, over at most
    /// five redirects, each of which is guarded like any other fetch. It takes at most `limit`.
    pub fn robots(&self, url: &str, limit: Duration) -> Robots {
        let read = block_on(self.robots_async(url, limit));
        read.unwrap_or_else(|error| Robots::Unknown(error.to_string()))
    }

    /// As [`robots`](Self::robots), in a runtime of Tokio that has I/O and time.
    pub async fn robots_async(&self, url: &str, limit: Duration) -> Robots {
        let start = Instant::now();
        let Ok(file) = Url::parse(url) else {
            return Robots::Unknown(FetchError::Url.to_string());
        };
        let Ok(mut at) = file.join("/robots.txt") else {
            return Robots::Unknown(FetchError::Url.to_string());
        };
        for _ in 0..=REDIRECTS {
            let left = limit.saturating_sub(start.elapsed());
            let fetched = match self.get_async(at.as_str(), None, left, |_| MOST).await {
                Ok(fetched) => fetched,
                Err(error) => return Robots::Unknown(error.to_string()),
            };
            let status = fetched.head.status;
            let unknown = || Robots::Unknown(format!("the server answers {}", status.as_u16()));
            if status.is_redirection() {
                let to = fetched.head.headers.get("location").and_then(|to| to.to_str().ok());
                match to.and_then(|to| at.join(to).ok()) {
                    Some(to) => at = to,
                    None => return unknown(),
                }
                continue;
            }
            return match status {
                _ if status.is_success() => judge(&fetched.bytes, &path_of(&file)),
                StatusCode::TOO_MANY_REQUESTS => unknown(),
                _ if status.is_client_error() => Robots::Allowed,
                _ => unknown(),
            };
        }
        Robots::Unknown(format!("it redirects more than {REDIRECTS} times"))
    }
}

fn path_of(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{query}", url.path())
}

/// What a robots.txt says about a path.
fn judge(txt: &[u8], path: &str) -> Robots {
    let mut robots = robotxt::Robots::parse(txt, META_AGENT);
    // Many files also name a version, which crawlers ignore and the library compares.
    if robots.user_agent() == "*" {
        robots = robotxt::Robots::parse(txt, "facebookexternalhit/1.1");
    }
    match robots.matching_rule(path) {
        Some(rule) if !rule.is_allow() => Robots::Forbidden {
            agent: robots.user_agent().to_owned(),
            path: rule.pattern().to_owned(),
        },
        _ => Robots::Allowed,
    }
}

#[cfg(test)]
mod tests;
