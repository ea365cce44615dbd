//! How patient a publish flow is.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::pacing::Pacing;

/// The limits of a flow.
///
/// The waits around a lost publish are what "once" leans on: see
/// [`settle`](Self::settle).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PublishPolicy {
    /// The pauses between two reads of a container that is in progress, which are learnt
    /// from the account's last posts where the
    /// [ledger](crate::publish::QuotaLedger) has enough of them.
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
    /// The pause before a lost publish is looked into, and between two looks: 30
    /// seconds. A commit must show within `settle * confirmations`, or the server must
    /// publish a container only once.
    pub settle: Duration,
    /// How many reads of `FINISHED` in a row allow another publish: 2.
    pub confirmations: u32,
    /// How long a lost publish is looked into: 30 minutes.
    pub verify_for: Duration,
    /// Sends of `media_publish`, the first included: 3.
    pub publishes: u32,
    /// Containers made for one post, or for each item of a carousel, before
    /// anything is published: 3. The items of a carousel and the carousel share the
    /// retries of one container, which are this many times
    /// [`failures`](Self::failures): every call counts towards the account's 400 in 24
    /// hours (reference §2.1).
    pub containers: u32,
    /// Failures in a row of any other request: 5. An upload that gets on starts
    /// to count again. A status that nobody answers for, or with an error that may
    /// pass, is asked for until [`process_for`](Self::process_for) or
    /// [`verify_for`](Self::verify_for) is over.
    pub failures: u32,
    /// How many bytes of a video go in one upload request; `None`, the default,
    /// for all that are left, which is the documented way (D-RES). Whether
    /// Instagram takes less is not documented (reference §16, U10); where it
    /// does not, the rest follows in one request.
    pub upload_slice: Option<u64>,
    /// Whether the newest media are always listed before the first publish, so that
    /// the media id can be found where its reply is lost. Without it, which is the
    /// default, they are listed only where nothing else tells the post from others: a
    /// story, a caption without a letter or none, a server that does not say what time
    /// it is, a flow that was resumed before it. Otherwise the server's clock shows
    /// what is new, and the caption which of it is ours: a call less for each post,
    /// for one that is hardly ever needed.
    ///
    /// With it a post with the same caption that somebody else made between the last
    /// reply and our publish is distinguished from ours, however far apart the
    /// server's clocks are; without it ten minutes are allowed for.
    pub baseline: bool,
    /// Whether the publishing limit, and the limit of containers as far as the
    /// [ledger](crate::publish::QuotaLedger) knows it, are obeyed.
    pub quota: QuotaPolicy,
}

impl Default for PublishPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl PublishPolicy {
    /// What holds where nothing is set.
    pub const DEFAULT: Self = Self {
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
        baseline: false,
        quota: QuotaPolicy::Ignore,
    };

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
    /// Lists the newest media before the first publish [always](Self::baseline).
    #[must_use]
    pub fn with_baseline(self) -> Self {
        Self { baseline: true, ..self }
    }

    /// How many bytes go in the next upload request, where not all that are left
    /// do: none is not a part.
    pub(crate) fn part(&self, whole: bool) -> Option<u64> {
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
    /// Sets how many reads are [leave to publish again](Self::confirmations).
    with_confirmations(confirmations: u32);
    /// Sets how long a lost publish is [looked into](Self::verify_for).
    with_verify_for(verify_for: Duration);
    /// Sets how often [`media_publish` is sent](Self::publishes).
    with_publishes(publishes: u32);
    /// Sets how many [containers are made](Self::containers).
    with_containers(containers: u32);
    /// Sets how many [failures in a row](Self::failures) end the flow.
    with_failures(failures: u32);
    /// Sets how many bytes go in [one upload request](Self::upload_slice).
    with_upload_slice(upload_slice: Option<u64>);
    /// Sets whether the publishing limit is [obeyed](Self::quota).
    with_quota(quota: QuotaPolicy);
}

/// Whether the publishing limit is obeyed before a container is made.
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
