//! How many posts an account has left: a moving window of 24 hours.

mod created;
mod ready;
mod stored;

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

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);
    const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

    fn ledger() -> QuotaLedger {
        QuotaLedger::new("17841400008460056".parse().unwrap())
    }

    fn said(quota_usage: u32, quota_total: Option<u32>) -> QuotaUsage {
        QuotaUsage { quota_usage, quota_total, quota_duration: None }
    }

    #[test]
    fn each_post_leaves_the_window_on_its_own() {
        let mut ledger = ledger();
        for hours in 0..25 {
            ledger.record(START.after(HOUR / 2 * hours));
        }
        let last = START.after(HOUR * 12);
        assert_eq!((ledger.usage(last), ledger.remaining(last)), (25, 0));
        assert_eq!(ledger.free_at(last), START.after(HOUR * 24));
        let free = START.after(HOUR * 24);
        assert_eq!(ledger.remaining(free), 1);
        assert_eq!(ledger.free_at(free), free);
        assert_eq!(ledger.usage(last.after(HOUR * 24)), 0);
    }

    #[test]
    fn the_server_corrects_the_count_and_the_total() {
        let mut ledger = ledger();
        ledger.record(START);
        ledger.record(START.after(HOUR));
        let now = START.after(HOUR * 2);
        ledger.correct(now, &said(7, Some(50)));
        assert_eq!((ledger.usage(now), ledger.total()), (7, 50));
        ledger.correct(now, &said(1, None));
        assert_eq!((ledger.usage(now), ledger.total()), (1, 50));
        assert_eq!(ledger.usage(START.after(HOUR * 24)), 1, "the newer one is kept");
        ledger.correct(now, &said(0, Some(25)));
        assert_eq!(ledger.usage(now), 0);
    }

    #[test]
    fn posts_of_others_are_gone_a_window_after_they_were_counted() {
        let mut ledger = ledger();
        ledger.correct(START, &said(25, Some(25)));
        assert_eq!(ledger.free_at(START), START.after(HOUR * 24));
        ledger.record(START.after(HOUR));
        assert_eq!(ledger.usage(START.after(HOUR * 24)), 1);
        assert_eq!(ledger.remaining(START.after(HOUR * 2)), 0, "over the limit is not negative");
    }

    #[test]
    fn the_count_of_others_forgets_no_post_that_was_recorded() {
        let mut ledger = ledger();
        for hours in [0, 1, 30] {
            ledger.record(START.after(HOUR * hours));
        }
        let (asked, later) = (START.after(HOUR * 2), START.after(HOUR * 30));
        for (usage, others) in [(0, 0), (1, 0), (2, 0), (5, 3)] {
            let mut ledger = ledger.clone();
            ledger.count_others(asked, &said(usage, Some(50)));
            assert_eq!(ledger.others(later), 0, "gone a day after they were counted");
            let now = START.after(HOUR * 3);
            assert_eq!((ledger.others(now), ledger.total()), (others, 50), "{usage}");
            assert_eq!(ledger.usage(later), 1, "its own are as they were");
            assert_eq!(ledger.counted(), Some(asked));
        }
        ledger.count_others(asked, &said(9, None));
        ledger.count_others(asked.before(HOUR), &said(3, Some(7)));
        assert_eq!((ledger.others(asked), ledger.total()), (7, 25), "an older word is ignored");
        ledger.count_others(asked.after(HOUR), &said(3, None));
        assert_eq!(ledger.others(asked), 1, "a newer one replaces it");
        let json = serde_json::to_string(&ledger).unwrap();
        assert_eq!(serde_json::from_str::<QuotaLedger>(&json).unwrap(), ledger);
    }

    #[test]
    fn a_total_of_nothing_is_free_no_sooner_than_a_window_from_now() {
        let mut ledger = ledger();
        ledger.correct(START, &said(0, Some(0)));
        assert_eq!(ledger.free_at(START), START.after(HOUR * 24));
    }

    #[test]
    fn each_container_leaves_its_window_on_its_own() {
        let mut ledger = ledger();
        for n in 0..QuotaLedger::CONTAINERS {
            assert_eq!(ledger.containers_free_at(START, 1), START, "{n} are no limit");
            ledger.record_container(START.after(HOUR * (n / 100)));
        }
        let now = START.after(HOUR * 4);
        assert_eq!((ledger.containers(now), ledger.usage(now)), (400, 0));
        let day = START.after(HOUR * 24);
        assert_eq!(ledger.containers_free_at(now, 1), day);
        assert_eq!(ledger.containers_free_at(now, 100), day);
        assert_eq!(ledger.containers_free_at(now, 101), day.after(HOUR));
        assert_eq!(ledger.containers_free_at(day, 100), day);
        assert_eq!(ledger.containers_free_at(now, 401), now.after(HOUR * 24));
        assert_eq!(ledger.containers(day.after(HOUR * 3)), 0);
    }

    #[test]
    fn the_server_says_that_no_container_is_left() {
        let mut ledger = ledger();
        ledger.record_container(START);
        ledger.containers_full(START.after(HOUR));
        let now = START.after(HOUR);
        assert_eq!(ledger.containers(now), 400);
        assert_eq!(ledger.containers_free_at(now, 1), START.after(HOUR * 24), "its own goes first");
        assert_eq!(ledger.containers_free_at(now, 2), START.after(HOUR * 25));
    }

    #[test]
    fn containers_that_are_said_to_be_used_up_may_be_asked_for_again() {
        let mut ledger = ledger();
        let now = START.after(HOUR * 30);
        ledger.record_container(now);
        ledger.containers_full_until(now, now.after(HOUR));
        assert_eq!(ledger.containers(now), 400);
        assert_eq!(ledger.containers_free_at(now, 399), now.after(HOUR), "but for its own");
        assert_eq!(ledger.containers(now.after(HOUR)), 1);
    }

    #[test]
    fn a_window_that_the_server_calls_full_is_full() {
        let mut ledger = ledger();
        ledger.record(START);
        ledger.posts_full(START.after(HOUR));
        let now = START.after(HOUR);
        assert_eq!((ledger.usage(now), ledger.others(now), ledger.counted()), (25, 24, Some(now)));
        ledger.record(now);
        ledger.posts_full(START.after(HOUR * 2));
        assert_eq!(ledger.usage(START.after(HOUR * 2)), 26, "it was full before the last one too");
        assert_eq!(ledger.usage(START.after(HOUR * 27)), 0, "all have left the window");
    }

    #[test]
    fn four_hundred_containers_stay_small_and_can_be_kept() {
        let mut ledger = ledger();
        for minutes in 0..100_000 {
            ledger.record_container(START.after(HOUR / 60 * minutes));
        }
        let json = serde_json::to_string(&ledger).unwrap();
        assert!(json.len() < 6000, "{}", json.len());
        assert_eq!(serde_json::from_str::<QuotaLedger>(&json).unwrap(), ledger);
    }

    #[test]
    fn the_ledger_stays_small_and_can_be_kept() {
        let mut ledger = ledger();
        for hours in 0..1000 {
            ledger.record(START.after(HOUR * hours));
        }
        let json = serde_json::to_string(&ledger).unwrap();
        assert!(json.len() < 1000, "{}", json.len());
        assert_eq!(serde_json::from_str::<QuotaLedger>(&json).unwrap(), ledger);
    }
}
