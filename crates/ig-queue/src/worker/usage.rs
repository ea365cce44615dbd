//! How much of their limits credentials and accounts have used, by what every reply said.

use std::{collections::BTreeMap, time::Duration};

use ig_core::{
    Timestamp,
    http::{HeaderMap, HeaderName, header},
    usage::{Pace, Usage},
};

use super::Access;
use crate::{
    clocks::Clocks,
    id::AccountId,
    pace::{self, Purpose},
};

/// Whose limit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    /// The app's or the Page's, which all posts with one token share.
    Access(Access),
    /// The account's, which its posts share.
    Account(AccountId),
}

/// The limits of which much is used. The others are not kept.
#[derive(Debug, Default)]
pub(super) struct Usages(BTreeMap<Whose, Used>);

#[derive(Debug)]
struct Used {
    percent: u32,
    read: Clocks,
    pace: Pace,
    /// When a request was let through to learn whether there is less by now.
    asked: Option<Clocks>,
}

/// Nothing but verifies for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full {
    pub(super) percent: u32,
    /// How long at least.
    pub(super) wait: Duration,
}

/// A limit recovers within an hour (reference §11.2).
const WINDOW: Duration = Duration::from_secs(3600);

/// How long a request that was let through is waited for.
const ANSWER: Duration = Duration::from_secs(30);

/// How soon the others look whether it has come.
const SOON: Duration = Duration::from_secs(1);

impl Usages {
    /// A response to a request with `access` came.
    pub(super) fn of_access(
        &mut self,
        access: &Access,
        now: Clocks,
        time: Timestamp,
        headers: &HeaderMap,
    ) {
        let Usage { app, page, .. } = Usage::from_headers(headers);
        let percent = [app, page].into_iter().flatten().map(|load| load.highest()).max();
        self.heard(|| Whose::Access(access.clone()), now, time, headers, percent);
    }

    /// A response about `account` came.
    pub(super) fn of_account(
        &mut self,
        account: &AccountId,
        now: Clocks,
        time: Timestamp,
        headers: &HeaderMap,
    ) {
        let Usage { business, .. } = Usage::from_headers(headers);
        let counting = business.iter().filter(|entry| entry.is_publishing());
        let percent = counting.map(|entry| match entry.regain.is_zero() {
            true => entry.load.highest(),
            false => entry.load.highest().max(100),
        });
        self.heard(|| Whose::Account(account.clone()), now, time, headers, percent.max());
    }

    fn heard(
        &mut self,
        whose: impl Fn() -> Whose,
        now: Clocks,
        time: Timestamp,
        headers: &HeaderMap,
        percent: Option<u32>,
    ) {
        match percent {
            Some(percent) if pace::EASE_FROM <= percent => {
                let whose = whose();
                let headers = only(&whose, headers);
                let used = self.0.entry(whose).or_insert_with(|| Used {
                    percent,
                    read: now,
                    pace: Pace::new(),
                    asked: None,
                });
                used.pace.observe(time, &headers);
                (used.percent, used.read, used.asked) = (percent, now, None);
            }
            Some(_) => drop(self.0.remove(&whose())),
            None if self.0.is_empty() => (),
            // The header is sent once there is enough to tell: there no longer is.
            None => {
                let whose = whose();
                if self.0.get(&whose).is_some_and(|used| used.asked.is_some()) {
                    self.0.remove(&whose);
                }
            }
        }
    }

    /// The highest usage that counts for a post.
    pub(super) fn percent(
        &mut self,
        now: Clocks,
        time: Timestamp,
        access: &Access,
        account: &AccountId,
    ) -> u32 {
        let mut highest = 0;
        for whose in self.of(access, account) {
            match self.0.get_mut(&whose).map(|used| (used.counts(now, time), used.percent)) {
                Some((true, percent)) => highest = highest.max(percent),
                Some((false, _)) => drop(self.0.remove(&whose)),
                None => (),
            }
        }
        highest
    }

    /// Whether a request that is no verify may be sent. Once the wait of a limit is over, one is
    /// let through at a time, until a reply says that there is room.
    pub(super) fn admit(
        &mut self,
        now: Clocks,
        time: Timestamp,
        access: &Access,
        account: &AccountId,
    ) -> Result<(), Full> {
        let percent = self.percent(now, time, access, account);
        if pace::sends(Purpose::Progress, percent) {
            return Ok(());
        }
        let both = self.of(access, account);
        let waits = both.iter().filter_map(|whose| Some(self.0.get_mut(whose)?.wait(now, time)));
        let wait = waits.max().unwrap_or_default();
        if !wait.is_zero() {
            return Err(Full { percent, wait });
        }
        for whose in &both {
            self.0.entry(whose.clone()).and_modify(|used| used.asked = Some(now));
        }
        Ok(())
    }

    /// Nothing, where nothing is known: most of the time.
    fn of(&self, access: &Access, account: &AccountId) -> Vec<Whose> {
        match self.0.is_empty() {
            true => Vec::new(),
            false => vec![Whose::Access(access.clone()), Whose::Account(account.clone())],
        }
    }

    /// Forgets limits that must have recovered.
    pub(super) fn forget(&mut self, now: Clocks, time: Timestamp) {
        self.0.retain(|_, used| used.counts(now, time));
    }
}

impl Used {
    fn counts(&mut self, now: Clocks, time: Timestamp) -> bool {
        now.steady_since(self.read) < WINDOW || self.pace.until(time).is_some()
    }

    /// How long no request goes out that is no verify.
    fn wait(&mut self, now: Clocks, time: Timestamp) -> Duration {
        if pace::sends(Purpose::Progress, self.percent) {
            return Duration::ZERO;
        }
        match (self.pace.until(time), self.asked) {
            (Some(until), _) => until.since(time),
            (None, Some(asked)) if now.steady_since(asked) < ANSWER => SOON,
            (None, _) => Duration::ZERO,
        }
    }
}

/// The headers that tell of this limit.
fn only(whose: &Whose, headers: &HeaderMap) -> HeaderMap {
    let names: &[HeaderName] = match whose {
        Whose::Access(_) => &[
            HeaderName::from_static("x-app-usage"),
            HeaderName::from_static("x-page-usage"),
            header::RETRY_AFTER,
        ],
        Whose::Account(_) => &[HeaderName::from_static("x-business-use-case-usage")],
    };
    let found = names.iter().filter_map(|name| Some((name.clone(), headers.get(name)?.clone())));
    found.collect()
}
