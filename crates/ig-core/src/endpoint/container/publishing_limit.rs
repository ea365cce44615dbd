//! `GET /{ig-user-id}/content_publishing_limit`
//!
//! Reads how many posts of the moving 24 hours are used up. Treat it as
//! informative: enforcement has been seen to differ. ([reference], §6)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit

use std::time::Duration;

use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        Timestamp, UserId,
        permission::{PUBLISHING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// Reads the publishing limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishingLimit {
    user: UserId,
    config: bool,
    since: Option<Timestamp>,
}

impl PublishingLimit {
    /// Reads how many posts `user` has used up.
    pub fn new(user: UserId) -> Self {
        Self { user, config: false, since: None }
    }

    /// Reads the total and the window too.
    #[must_use]
    pub fn with_config(mut self) -> Self {
        self.config = true;
        self
    }

    /// Counts the posts since then, instead of those of the last 24 hours:
    /// Instagram goes no further back.
    #[must_use]
    pub fn with_since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

/// The reply to [`PublishingLimit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotaUsage {
    /// Posts published in the window.
    pub quota_usage: u32,
    /// Posts that the window allows, where it was asked for: 25, 50 and 100
    /// have been seen.
    pub quota_total: Option<u32>,
    /// The window's length, where it was asked for: 24 hours.
    pub quota_duration: Option<Duration>,
}

#[derive(Deserialize)]
struct Wire {
    data: Vec<Usage>,
}

#[derive(Deserialize)]
struct Usage {
    quota_usage: u32,
    config: Option<Config>,
}

#[derive(Deserialize)]
struct Config {
    quota_total: Option<u32>,
    /// In seconds.
    quota_duration: Option<u32>,
}

impl Endpoint for PublishingLimit {
    type Response = QuotaUsage;

    const NAME: &'static str = "GET /{user}/content_publishing_limit";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        let draft = Draft::get(format!("{}/content_publishing_limit", self.user));
        let draft =
            if self.config { draft.with_query("fields", "config,quota_usage") } else { draft };
        match self.since {
            Some(since) => draft.with_query("since", since.as_unix_seconds().to_string()),
            None => draft,
        }
    }

    fn decode(body: &[u8]) -> Result<QuotaUsage, DecodeError> {
        const WHAT: &str = "not a publishing limit";
        let Wire { data } = json(WHAT, body)?;
        let Some(Usage { quota_usage, config }) = data.into_iter().next() else {
            return Err(DecodeError::new(WHAT));
        };
        let seconds = config.as_ref().and_then(|config| config.quota_duration);
        Ok(QuotaUsage {
            quota_usage,
            quota_total: config.and_then(|config| config.quota_total),
            quota_duration: seconds.map(|seconds| Duration::from_secs(seconds.into())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_guides_request_is_sent_word_for_word() {
        let limit = || PublishingLimit::new("17841400008460056".parse().unwrap());
        let path =
            "GET https://graph.facebook.com/v26.0/17841400008460056/content_publishing_limit";
        assert_eq!(sent(&limit()), path);
        assert_eq!(sent(&limit().with_config()), format!("{path}?fields=config%2Cquota_usage"));
        let since = Timestamp::from_unix_millis(1_800_000_000_999);
        assert_eq!(sent(&limit().with_since(since)), format!("{path}?since=1800000000"));
    }

    #[test]
    fn the_total_is_there_where_it_was_asked_for() {
        let read = |body| got::<PublishingLimit>(200, body);
        let usage = read(data!("publishing_limit_sample__200")).unwrap();
        assert_eq!((usage.quota_usage, usage.quota_total, usage.quota_duration), (2, None, None));
        let usage = read(data!("publishing_limit_config__200")).unwrap();
        assert_eq!(usage.quota_total, Some(50));
        assert_eq!(usage.quota_duration, Some(Duration::from_secs(86_400)));
        for body in [r#"{"data":[]}"#, "{}", r#"{"data":[{"quota_usage":-1}]}"#] {
            assert!(read(body).is_err(), "{body}");
        }
    }
}
