//! What was found out.

use std::time::Duration;

use http::{HeaderMap, header};
use serde::Serialize;

use super::{Assumption, ProbeAnswer};
use crate::{ContainerId, MediaId, Timestamp, endpoint::ContainerStatus};

/// What a [`ProbeFlow`](super::ProbeFlow) found out. It holds no secret and can be serialised.
///
/// What is `None` was not asked, since an earlier answer stood in the way;
/// [`troubles`](Self::troubles) says which. Times are in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Probe {
    /// What it posted: two at most.
    pub posts: Vec<ProbePost>,
    /// How often a publish was sent: twice at most.
    pub publishes_sent: u32,
    /// The container that was published.
    pub container: Option<ContainerId>,
    /// The `status_code` in the reply that made the container, which asked for it.
    pub created_with_status: Option<ContainerStatus>,
    /// From the request for the container until its status was `FINISHED`.
    pub ready_after_ms: Option<u64>,
    /// What the first publish was answered.
    pub publish: Option<ProbeAnswer>,
    /// How long that took.
    pub publish_took_ms: Option<u64>,
    /// The container's first status behind it: another than `PUBLISHED` lags.
    pub first_status: Option<ContainerStatus>,
    /// From the first publish until the status was `PUBLISHED`.
    pub status_after_ms: Option<u64>,
    /// From the first publish until the status was last read and was not `PUBLISHED`.
    pub status_absent_ms: Option<u64>,
    /// From the first publish until the media list showed the post.
    pub list_after_ms: Option<u64>,
    /// From the first publish until the list was last read and did not show the post.
    pub list_absent_ms: Option<u64>,
    /// The first post's `timestamp` less the `Date` that was told before it was published, in
    /// seconds; less than zero where the media's clock is behind.
    pub timestamp_lead_s: Option<i64>,
    /// What the second publish of the same container was answered.
    pub second_publish: Option<ProbeAnswer>,
    /// How many posts of that one container the list showed in the end. `None` where it could not
    /// be read then, or did not show the first: a second may be there unseen.
    pub posts_of_one_container: Option<usize>,
    /// The caption, as it was sent and as it came back.
    pub caption: Option<CaptionBack>,
    /// What a read of a container that is not the account's was answered.
    pub foreign_container: Option<ProbeAnswer>,
    /// What was counted.
    pub quota: QuotaBack,
    /// What the `Date` headers said.
    pub clocks: Clocks,
    /// The names of the usage headers that came.
    pub usage_headers: Vec<&'static str>,
    /// The assumptions on which "once" rests, and whether they hold.
    pub assumptions: Vec<Assumption>,
    /// What stood in the way.
    pub troubles: Vec<Trouble>,
}

/// A post that the probe made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProbePost {
    /// The media object.
    pub id: MediaId,
    /// Where it can be seen.
    pub permalink: Option<String>,
    /// Whether the media list showed it.
    pub listed: bool,
    /// Whether it was deleted again.
    pub deleted: bool,
}

/// A caption, there and back (reference §7.2, U6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CaptionBack {
    /// As it was sent.
    pub sent: String,
    /// As it came back.
    pub returned: Option<String>,
    /// Whether it came back word for word.
    pub same: bool,
    /// Whether it is the same save for `@` signs and white space, by which a lost post is found.
    pub matches: bool,
}

/// The publishing limit around the two publishes (reference U4, U14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct QuotaBack {
    /// `config.quota_total`
    pub total: Option<u32>,
    /// `quota_usage` before.
    pub before: Option<u32>,
    /// `quota_usage` afterwards.
    pub after: Option<u32>,
}

/// The server's clock, by its `Date` headers, which tell whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Clocks {
    /// How many replies came.
    pub replies: u32,
    /// How many of them had a `Date`.
    pub dated: u32,
    /// How far the server's clock was ahead of the caller's at the least, in milliseconds; less than
    /// zero where it was behind.
    pub least_ahead_ms: Option<i64>,
    /// At the most.
    pub most_ahead_ms: Option<i64>,
}

/// A request that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Trouble {
    /// What was to be found out.
    pub what: &'static str,
    /// What stood in the way.
    pub why: String,
}

impl Probe {
    const USAGE: [&'static str; 4] =
        ["x-app-usage", "x-business-use-case-usage", "x-page-usage", "x-ad-account-usage"];

    /// Takes in what the headers of a reply tell.
    pub(super) fn heed(&mut self, now: Timestamp, headers: &HeaderMap) {
        for name in Self::USAGE {
            if headers.contains_key(name) && !self.usage_headers.contains(&name) {
                self.usage_headers.push(name);
            }
        }
        self.clocks.replies += 1;
        let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(Timestamp::from_http_date) else { return };
        let ahead = ahead_ms(date, now);
        let Clocks { dated, least_ahead_ms, most_ahead_ms, .. } = &mut self.clocks;
        *dated += 1;
        *least_ahead_ms = Some(least_ahead_ms.map_or(ahead, |least| least.min(ahead)));
        *most_ahead_ms = Some(most_ahead_ms.map_or(ahead, |most| most.max(ahead)));
    }

    /// A post that was told or shown.
    pub(super) fn post(&mut self, id: &MediaId) -> &mut ProbePost {
        let found = self.posts.iter().position(|post| post.id == *id);
        let index = found.unwrap_or_else(|| {
            let (id, permalink) = (id.clone(), None);
            self.posts.push(ProbePost { id, permalink, listed: false, deleted: false });
            self.posts.len() - 1
        });
        &mut self.posts[index]
    }

    pub(super) fn listed(&self) -> usize {
        self.posts.iter().filter(|post| post.listed).count()
    }

    pub(super) fn trouble(&mut self, what: &'static str, why: impl Into<String>) {
        self.troubles.push(Trouble { what, why: why.into() });
    }
}

/// By how many milliseconds `time` is later than `than`; less than zero where it is earlier.
pub(super) fn ahead_ms(time: Timestamp, than: Timestamp) -> i64 {
    let signed = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    signed(time.since(than)) - signed(than.since(time))
}
