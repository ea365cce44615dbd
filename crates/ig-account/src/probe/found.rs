//! The results of a probe.

use std::time::Duration;

use ig_core::{
    ContainerId, MediaId, Timestamp,
    endpoint::ContainerStatus,
    http::{HeaderMap, header},
};
use serde::Serialize;

use super::answer::ProbeAnswer;

/// The results of a [`ProbeFlow`](super::ProbeFlow). They contain no secret and can be serialized.
///
/// A field that is `None` was not tested, because an earlier answer prevented it;
/// [`troubles`](Self::troubles) says which. Times are in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Probe {
    /// The posts of the probe: at most two.
    pub posts: Vec<ProbePost>,
    /// How often a publish was sent: at most twice.
    pub publishes_sent: u32,
    /// The container that was published.
    pub container: Option<ContainerId>,
    /// The `status_code` in the reply to the request for the container, which asks for that field.
    pub created_with_status: Option<ContainerStatus>,
    /// From the request for the container until its status was `FINISHED`.
    pub ready_after_ms: Option<u64>,
    /// The answer to the first publish.
    pub publish: Option<ProbeAnswer>,
    /// How long the first publish took.
    pub publish_took_ms: Option<u64>,
    /// The container's first status after it; anything other than `PUBLISHED` lags.
    pub first_status: Option<ContainerStatus>,
    /// From the first publish until the status was `PUBLISHED`.
    pub status_after_ms: Option<u64>,
    /// From the first publish until the status was last read and was not `PUBLISHED`.
    pub status_absent_ms: Option<u64>,
    /// From the first publish until the media list showed the post.
    pub list_after_ms: Option<u64>,
    /// From the first publish until the list was last read and did not show the post.
    pub list_absent_ms: Option<u64>,
    /// The first post's `timestamp` less the last `Date` before it was published, in
    /// seconds; negative if the media's clock is behind.
    pub timestamp_lead_s: Option<i64>,
    /// The answer to the second publish of the same container.
    pub second_publish: Option<ProbeAnswer>,
    /// How many posts of that one container the list showed at the end. `None` if it could not
    /// be read then, or did not show the first: a second may exist unseen.
    pub posts_of_one_container: Option<usize>,
    /// The caption, as it was sent and as it came back.
    pub caption: Option<CaptionBack>,
    /// The answer to a read of another account's container.
    pub foreign_container: Option<ProbeAnswer>,
    /// Two reads in one request (reference §12.5, U13).
    pub reads_together: Option<BatchBack>,
    /// The publishing limit around the publishes.
    pub quota: QuotaBack,
    /// The results from the `Date` headers.
    pub clocks: Clocks,
    /// The names of the usage headers that came.
    pub usage_headers: Vec<&'static str>,
    /// The assumptions that "once" depends on, and whether they hold.
    pub assumptions: Vec<Assumption>,
    /// The requests that failed.
    pub troubles: Vec<Trouble>,
}

/// A post that the probe made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProbePost {
    /// The media object.
    pub id: MediaId,
    /// Its permalink.
    pub permalink: Option<String>,
    /// Whether the media list showed it.
    pub listed: bool,
    /// Whether it was deleted afterwards.
    pub deleted: bool,
}

/// A caption as sent and as returned (reference §7.2, U6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CaptionBack {
    /// The caption as sent.
    pub sent: String,
    /// The caption as returned.
    pub returned: Option<String>,
    /// Whether it was returned verbatim.
    pub same: bool,
    /// Whether it is the same except for `@` signs and white space, which is how a lost post is
    /// found.
    pub matches: bool,
}

/// Two reads that were sent as one request, as a queue sends those of several posts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BatchBack {
    /// The answer to the whole request.
    pub answer: ProbeAnswer,
    /// How many of the two parts had a result.
    pub parts: u32,
    /// How many of those had a `Date` of their own.
    pub dated: u32,
    /// How many of those had usage headers of their own.
    pub with_usage: u32,
}

impl BatchBack {
    /// A request that was answered so, of whose parts nothing is known.
    pub(super) fn of(answer: ProbeAnswer) -> Self {
        Self { answer, parts: 0, dated: 0, with_usage: 0 }
    }
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

/// The server's clock, from its `Date` headers, which have whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Clocks {
    /// How many replies came.
    pub replies: u32,
    /// How many of them had a `Date`.
    pub dated: u32,
    /// The smallest lead of the server's clock over the caller's, in milliseconds; negative
    /// if it was behind.
    pub least_ahead_ms: Option<i64>,
    /// The largest lead.
    pub most_ahead_ms: Option<i64>,
}

/// A failed request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Trouble {
    /// The purpose of the request.
    pub what: &'static str,
    /// Why it failed.
    pub why: String,
}

/// An assumption that "once" depends on. The
/// [page](https://docs.rs/ig-core/latest/ig_core/assumptions/) has all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Assumption {
    /// Its name on the page.
    pub name: &'static str,
    /// Whether it holds here.
    pub holds: Holds,
    /// The evidence.
    pub found: String,
}

/// Whether an assumption holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth answer")]
pub enum Holds {
    /// It holds, as far as one try can show.
    Yes,
    /// It does not hold.
    No,
    /// It is not known.
    Unknown,
}

impl Probe {
    /// The verdict on one assumption, by its name on the
    /// [page](https://docs.rs/ig-core/latest/ig_core/assumptions/).
    pub fn holds(&self, name: &str) -> Option<Holds> {
        self.assumptions.iter().find(|it| it.name == name).map(|it| it.holds)
    }

    const USAGE: [&'static str; 4] =
        ["x-app-usage", "x-business-use-case-usage", "x-page-usage", "x-ad-account-usage"];

    /// Whether a reply says how much of a limit is used.
    pub(super) fn has_usage(headers: &HeaderMap) -> bool {
        Self::USAGE.iter().any(|name| headers.contains_key(*name))
    }

    /// Records the headers of a reply.
    pub(super) fn observe(&mut self, now: Timestamp, headers: &HeaderMap) {
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

    /// A post that a reply named or the list showed.
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

/// By how many milliseconds `time` is later than `than`; negative if it is earlier.
pub(super) fn ahead_ms(time: Timestamp, than: Timestamp) -> i64 {
    let signed = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    signed(time.since(than)) - signed(than.since(time))
}
