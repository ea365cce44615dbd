//! How patient a publish flow is.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The limits of a flow.
///
/// The waits around a lost publish are what "once" leans on: see
/// [`settle`](Self::settle).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PublishPolicy {
    /// The pauses between two reads of a container that is in progress.
    pub pacing: Pacing,
    /// How long a container may be in progress before it is published: 30
    /// minutes.
    pub process_for: Duration,
    /// How long a container's status may be unreadable (100/33) before the
    /// publish is tried all the same: reads have been out for days while
    /// publishing worked (reference §13.3). One minute. With `None` nothing is
    /// published whose status cannot be read: it is awaited for as long as a
    /// container may be [in progress](Self::process_for), and then the post is
    /// given up.
    pub blind_after: Option<Duration>,
    /// The pause before a lost publish is looked into, and between two looks:
    /// 30 seconds. A commit must show within `settle * confirmations`, or the
    /// server must publish a container but once.
    pub settle: Duration,
    /// How many reads of `FINISHED` in a row are leave to publish again: 2.
    pub confirmations: u32,
    /// How long a lost publish is looked into: 30 minutes.
    pub verify_for: Duration,
    /// Sends of `media_publish`, the first included: 3.
    pub publishes: u32,
    /// Containers made for one post, or for each item of a carousel, before
    /// anything is published: 3.
    pub containers: u32,
    /// Failures in a row of any other request: 5. An upload that gets on starts
    /// to count anew.
    pub failures: u32,
    /// How many bytes of a film go in one upload request; `None`, the default,
    /// for all that are left, which is the documented way (D-RES). Whether
    /// Instagram takes less is not documented (reference §16, U10); where it
    /// does not, the rest follows in one request.
    pub upload_slice: Option<u64>,
    /// Whether the newest media are listed before the first publish, so that
    /// the media id can be found where its reply is lost. Without it the
    /// server's clock alone tells what is new; where a server does not say what
    /// time it is, they are listed all the same.
    pub baseline: bool,
    /// Whether the publishing limit is heeded.
    pub quota: QuotaPolicy,
}

impl Default for PublishPolicy {
    fn default() -> Self {
        Self {
            pacing: Pacing::Growing,
            process_for: Duration::from_secs(30 * 60),
            blind_after: Some(Duration::from_secs(60)),
            settle: Duration::from_secs(30),
            confirmations: 2,
            verify_for: Duration::from_secs(30 * 60),
            publishes: 3,
            containers: 3,
            failures: 5,
            upload_slice: None,
            baseline: true,
            quota: QuotaPolicy::Ignore,
        }
    }
}

impl PublishPolicy {
    /// What the documents advise: a status read once a minute, for no more
    /// than five minutes (SEED-G; reference §5).
    pub fn documented() -> Self {
        Self {
            pacing: Pacing::Documented,
            process_for: Duration::from_secs(5 * 60),
            ..Self::default()
        }
    }
}

impl PublishPolicy {
    /// How many bytes go in the next upload request, where not all that are left
    /// do: none is no part.
    pub(super) fn part(&self, whole: bool) -> Option<u64> {
        self.upload_slice.filter(|&part| !whole && part != 0)
    }
}

macro_rules! with {
    ($($(#[$meta:meta])* $with:ident($field:ident: $kind:ty);)*) => {
        impl PublishPolicy {
            $($(#[$meta])* #[must_use]
            pub fn $with(mut self, $field: $kind) -> Self {
                self.$field = $field;
                self
            })*
        }
    };
}

with! {
    /// Sets the [pauses between reads](Self::pacing).
    with_pacing(pacing: Pacing);
    /// Sets how long a container may be [in progress](Self::process_for).
    with_process_for(process_for: Duration);
    /// Sets whether and when a container whose status cannot be read is
    /// [published all the same](Self::blind_after).
    with_blind_after(blind_after: Option<Duration>);
    /// Sets the [pause](Self::settle) around a look into a lost publish.
    with_settle(settle: Duration);
    /// Sets how long a lost publish is [looked into](Self::verify_for).
    with_verify_for(verify_for: Duration);
    /// Sets how many bytes go in [one upload request](Self::upload_slice).
    with_upload_slice(upload_slice: Option<u64>);
    /// Sets whether the publishing limit is [heeded](Self::quota).
    with_quota(quota: QuotaPolicy);
}

/// When a container that is in progress is read again. The first read is at
/// once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Pacing {
    /// At pauses that double up to a minute: from 1 s for a photo, which is
    /// ready within seconds, and from 5 s for a video (reference §5).
    Growing,
    /// Once a minute.
    Documented,
}

/// What Instagram is processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Processed {
    /// A picture, or a carousel of what is processed already.
    Picture,
    Film,
}

impl Pacing {
    /// The pause after read number `reads`, from 1.
    pub(super) fn pause(self, medium: Processed, reads: u32) -> Duration {
        const MINUTE: Duration = Duration::from_secs(60);
        let first = match (self, medium) {
            (Self::Documented, _) => return MINUTE,
            (Self::Growing, Processed::Picture) => 1,
            (Self::Growing, Processed::Film) => 5,
        };
        Duration::from_secs(first << reads.saturating_sub(1).min(6)).min(MINUTE)
    }
}

/// Whether the publishing limit is heeded before a container is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum QuotaPolicy {
    /// It is not read; the server refuses what is beyond it.
    Ignore,
    /// It is read, and a full window ends the flow.
    Refuse,
    /// It is read, every hour at least, and a full window is waited out: for no
    /// more than twice its length.
    Wait,
}
