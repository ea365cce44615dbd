//! How many posts an account has left: a moving window of 24 hours.

mod created;
mod ready;
mod stored;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(crate) use self::ready::Processed;
pub(super) use self::stored::StoredLedger;
use self::{created::Created, ready::ReadyTimes};
use crate::{
    endpoint::QuotaUsage,
    value::{Timestamp, UserId},
};

/// What is known of an account's publishing quota.
///
/// Instagram counts the posts of the last 24 hours, each leaving the window on
/// its own, and enforces the limit only at `media_publish` (reference §6). The
/// ledger counts what is [recorded](Self::record) and is
/// [corrected](Self::correct) by what the server says, which also counts the
/// posts of other programs.
///
/// It also keeps how long Instagram took to process the account's last eight photos and its last
/// eight videos, for the pauses between the [reads](crate::publish::Pacing) of the next.
///
/// It counts the containers too: an account may create 400 in 24 hours (reference
/// §2.1, D-MEDIA), items of carousels and every retry included. No call says how many
/// are left, so that those of other programs are known only when the server refuses.
///
/// ```
/// use ig_core::{Timestamp, publish::QuotaLedger};
///
/// let now = Timestamp::from_unix_millis(1_800_000_000_000);
/// let mut ledger = QuotaLedger::new("17841400008460056".parse()?);
/// ledger.record(now);
/// assert_eq!(ledger.remaining(now), 24);
/// # Ok::<(), ig_core::id::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaLedger {
    account: UserId,
    total: u32,
    window: Duration,
    /// When each post that is known of was published, oldest first.
    published: Vec<Timestamp>,
    /// Posts of others, of which only the server's count tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    others: Option<Others>,
    /// When the server last counted, by [`count_others`](Self::count_others).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counted: Option<Timestamp>,
    /// Containers that were asked for.
    #[serde(default, skip_serializing_if = "Created::is_empty")]
    created: Created,
    /// How long media took. Boxed, since a flow that waits is small.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ready: Option<Box<ReadyTimes>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Others {
    count: u32,
    /// When the server counted: none of them can leave the window later than
    /// one window from here.
    counted: Timestamp,
}

impl QuotaLedger {
    /// What an account may publish unless the API says otherwise (SEED-G; 50
    /// and 100 have been seen since, reference §6).
    pub const DEFAULT_TOTAL: u32 = 25;

    /// Containers that an account may create within the window (reference §2.1,
    /// D-MEDIA).
    pub const CONTAINERS: u32 = 400;

    /// The moving window.
    pub const WINDOW: Duration = Duration::from_secs(24 * 3600);

    /// An account of which nothing is known yet.
    pub fn new(account: UserId) -> Self {
        Self {
            account,
            total: Self::DEFAULT_TOTAL,
            window: Self::WINDOW,
            published: Vec::new(),
            others: None,
            counted: None,
            created: Created::default(),
            ready: None,
        }
    }

    /// Whose quota it is.
    pub fn account(&self) -> &UserId {
        &self.account
    }

    /// Counts a post that was published at `at`.
    pub fn record(&mut self, at: Timestamp) {
        let place = self.published.partition_point(|&earlier| earlier <= at);
        self.published.insert(place, at);
        let keep =
            self.published.len().saturating_sub(self.total.max(Self::DEFAULT_TOTAL) as usize);
        self.published.drain(..keep);
    }

    /// Takes the server's word, given at `now`: it is right about the total and
    /// about how many posts are in the window.
    pub fn correct(&mut self, now: Timestamp, said: &QuotaUsage) {
        self.total = said.quota_total.unwrap_or(self.total);
        self.window = said.quota_duration.unwrap_or(self.window);
        self.forget(now);
        let known = u32::try_from(self.published.len()).unwrap_or(u32::MAX);
        // Where the server counts fewer, the oldest have left its window.
        let surplus = known.saturating_sub(said.quota_usage);
        self.published.drain(..surplus as usize);
        let count = said.quota_usage.saturating_sub(known);
        self.others = (count != 0).then_some(Others { count, counted: now });
    }

    /// Takes the server's word on the total and on the posts of other programs only. `at` is the
    /// time at which it was asked; an older word than the last is ignored.
    ///
    /// Unlike [`correct`](Self::correct) it forgets nothing that was recorded: for a ledger that
    /// several posts share, some of which are recorded between the question and the answer. A
    /// post that the server counts and that is recorded later counts twice, until the server is
    /// asked again.
    pub fn count_others(&mut self, at: Timestamp, said: &QuotaUsage) {
        if self.counted.is_some_and(|last| at < last) {
            return;
        }
        self.total = said.quota_total.unwrap_or(self.total);
        self.window = said.quota_duration.unwrap_or(self.window);
        let window = self.window;
        let is_known = |&&post: &&Timestamp| post <= at && at < post.after(window);
        let known = u32::try_from(self.published.iter().filter(is_known).count());
        let count = said.quota_usage.saturating_sub(known.unwrap_or(u32::MAX));
        self.others = (count != 0).then_some(Others { count, counted: at });
        self.counted = Some(at);
    }

    /// Takes the server's word, given at `now`, that no post is left: a publish was refused as one
    /// too many (9/2207042, reference §10.2). That has been seen below the limit that the server
    /// reports (reference §6); what is not recorded is counted as posts of other programs.
    pub fn posts_full(&mut self, now: Timestamp) {
        let count = self.remaining(now).saturating_add(self.others(now));
        self.others = (count != 0).then_some(Others { count, counted: now });
        self.counted = self.counted.max(Some(now));
    }

    /// When the server was last asked, by what [`count_others`](Self::count_others) took in.
    pub fn counted(&self) -> Option<Timestamp> {
        self.counted
    }

    /// How many posts of other programs are in the window at `now`, as far as it is known.
    pub fn others(&self, now: Timestamp) -> u32 {
        let others = self.others.filter(|others| now < others.counted.after(self.window));
        others.map_or(0, |others| others.count)
    }

    /// How many posts the window allows.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// How many posts are in the window at `now`.
    pub fn usage(&self, now: Timestamp) -> u32 {
        let known = self.published.iter().filter(|&&at| now < at.after(self.window)).count();
        let known = u32::try_from(known).unwrap_or(u32::MAX);
        known.saturating_add(self.others(now))
    }

    /// How many more posts the window allows at `now`.
    pub fn remaining(&self, now: Timestamp) -> u32 {
        self.total.saturating_sub(self.usage(now))
    }

    /// From when on a post is allowed: `now`, or the latest time at which the
    /// next one leaves the window. Posts of others may leave it sooner.
    pub fn free_at(&self, now: Timestamp) -> Timestamp {
        let Some(over) = self.usage(now).checked_sub(self.total) else { return now };
        let others = self.others.iter().flat_map(|others| {
            std::iter::repeat_n(others.counted.after(self.window), others.count as usize)
        });
        let known = self.published.iter().map(|at| at.after(self.window));
        let mut leaving: Vec<_> = known.chain(others).filter(|&at| now < at).collect();
        leaving.sort_unstable();
        leaving.get(over as usize).copied().unwrap_or_else(|| now.after(self.window))
    }

    /// Counts a container that was asked for at `at`, whatever came of it: it is not
    /// known that a refused one does not count.
    pub fn record_container(&mut self, at: Timestamp) {
        self.created.record(at, Self::WINDOW);
    }

    /// Takes the server's word, given at `now`, that no container is left.
    pub fn containers_full(&mut self, now: Timestamp) {
        self.created.fill(now, Self::WINDOW, Self::CONTAINERS);
    }

    /// The same, where that is believed until `until`, for a caller that can ask again: which error
    /// says so is not known, nor how many containers of other programs leave the window when.
    pub fn containers_full_until(&mut self, now: Timestamp, until: Timestamp) {
        self.created.fill_until(now, until, Self::WINDOW, Self::CONTAINERS);
    }

    /// How many containers of the window are used up at `now`.
    pub fn containers(&self, now: Timestamp) -> u32 {
        self.created.usage(now, Self::WINDOW)
    }

    /// From when on `wanted` more containers are allowed: `now`, or the latest time at
    /// which enough have left the window, to five minutes. More than
    /// [`CONTAINERS`](Self::CONTAINERS) are a window from now.
    pub fn containers_free_at(&self, now: Timestamp, wanted: u32) -> Timestamp {
        self.created.free_at(now, Self::WINDOW, (wanted, Self::CONTAINERS))
    }

    /// Takes over how long media took, as far as `other`, a ledger of the same account, has seen
    /// it: a post that was published beside others knows of itself and of those before. What both
    /// have seen counts once, in whatever order ledgers are joined. That of another account is
    /// ignored.
    pub fn learn_from(&mut self, other: &Self) {
        if let Some(ready) = other.ready.as_deref().filter(|_| self.account == other.account) {
            self.ready.get_or_insert_default().learn_from(ready);
        }
    }

    /// Media were ready: in progress after `busy`, if they were seen to be, and ready after
    /// `ready`.
    pub(crate) fn record_ready(
        &mut self,
        now: Timestamp,
        medium: Processed,
        (busy, ready): (Option<Duration>, Duration),
    ) {
        let mut times = self.ready.take().unwrap_or_default();
        times.record(now, medium, (busy, ready));
        self.ready = Some(times).filter(|times| !times.is_empty());
    }

    /// After how long the account's last media were ready.
    pub(crate) fn ready_times(&self, now: Timestamp, medium: Processed) -> Vec<Duration> {
        self.ready.as_ref().map_or(Vec::new(), |times| times.recent(now, medium))
    }

    fn forget(&mut self, now: Timestamp) {
        let window = self.window;
        self.published.retain(|at| now < at.after(window));
    }
}
