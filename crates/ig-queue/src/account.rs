//! What the posts of an account share: the quota, the brakes, and one publish at a time.

use std::time::Duration;

use ig_core::{
    Timestamp,
    publish::{Brake, QuotaLedger, Surface},
};
use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, PostId},
    note::Why,
};

/// What the posts of an account share. Each field is a column of its row in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What is known of its quota: 25 posts and 400 containers in 24 hours, unless the server
    /// says otherwise. And how long its last media took to be ready, by the snapshots of its posts.
    pub ledger: QuotaLedger,
    /// The brake for photos, reels and carousels.
    pub feed: Brake,
    /// The brake for stories.
    pub stories: Brake,
    /// The post that may be between its intent and its outcome. A lost publish is looked for in
    /// the list of the account's media, which nobody else of ours writes to meanwhile.
    pub publishing: Option<PostId>,
    /// When the store last allowed a publish.
    pub last_intent: Option<Timestamp>,
    /// By whom it is paused, and why.
    pub paused: Option<String>,
}

/// Not yet: a rule of the account is against it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a time and a reason")]
pub struct NotYet {
    /// When to try again: later than now.
    pub until: Timestamp,
    /// Why.
    pub why: Why,
}

impl Account {
    /// The least time between a late post and the publish before it: five minutes. After an
    /// outage all that was missed would go out at once otherwise, which has cost accounts.
    pub const SPACING: Duration = Duration::from_secs(5 * 60);

    /// How soon a post is looked at again that waits for something without a known end: a minute.
    pub const RETRY: Duration = Duration::from_secs(60);

    /// How long the server's count of the posts of other programs is believed: an hour.
    pub const RECOUNT: Duration = Duration::from_secs(3600);

    /// An account of which nothing is known.
    pub fn new(id: AccountId) -> Self {
        let user = &id.user;
        Self {
            ledger: QuotaLedger::new(user.clone()),
            feed: Brake::new(user.clone(), Surface::Feed),
            stories: Brake::new(user.clone(), Surface::Stories),
            publishing: None,
            last_intent: None,
            paused: None,
            id,
        }
    }

    /// The brake for posts to `surface`.
    pub fn brake(&self, surface: Surface) -> &Brake {
        match surface {
            Surface::Stories => &self.stories,
            _ => &self.feed,
        }
    }

    pub(crate) fn brake_mut(&mut self, surface: Surface) -> &mut Brake {
        match surface {
            Surface::Stories => &mut self.stories,
            _ => &mut self.feed,
        }
    }

    /// Whether a post to `surface` may be worked on at all.
    ///
    /// # Errors
    ///
    /// When the account is paused or such posts are held back after a block.
    pub fn is_open(&self, surface: Surface, now: Timestamp) -> Result<(), NotYet> {
        if let Some(words) = &self.paused {
            let why = Why::Paused { words: words.clone() };
            return Err(NotYet { until: now.after(Self::RETRY), why });
        }
        match self.brake(surface).until(now) {
            Some(until) => Err(NotYet { until, why: Why::Brake }),
            None => Ok(()),
        }
    }

    /// Whether a post can have a place in the window of 24 hours at `now`.
    ///
    /// # Errors
    ///
    /// When all are used.
    pub fn has_a_place(&self, now: Timestamp) -> Result<(), NotYet> {
        let (usage, total) = (self.ledger.usage(now), self.ledger.total());
        if usage < total {
            return Ok(());
        }
        let mut until = self.ledger.free_at(now);
        if let (Some(counted), 1..) = (self.ledger.counted(), self.ledger.others(now)) {
            // Posts of others may leave the window sooner than the ledger knows.
            until = until.min(counted.after(Self::RECOUNT));
        }
        let until = until.max(now.after(Self::RETRY));
        Err(NotYet { until, why: Why::Quota { usage, total } })
    }

    /// Whether the server is to be asked how many posts are in the window: it was not for
    /// [`RECOUNT`](Self::RECOUNT), or the store's clock was set back since.
    pub fn is_to_be_counted(&self, now: Timestamp) -> bool {
        let is_fresh = |counted: Timestamp| counted <= now && now.since(counted) < Self::RECOUNT;
        !self.ledger.counted().is_some_and(is_fresh)
    }

    /// Whether the window is full of posts of others, who may have left it meanwhile: the server
    /// is asked before anybody waits longer.
    pub(crate) fn may_be_freed(&self, now: Timestamp) -> bool {
        self.ledger.others(now) != 0 && self.is_to_be_counted(now)
    }

    /// Whether `wanted` more containers can be created at `now`.
    ///
    /// # Errors
    ///
    /// When fewer are left.
    pub fn has_containers(&self, now: Timestamp, wanted: u32) -> Result<(), NotYet> {
        match self.ledger.containers_free_at(now, wanted) {
            until if until <= now => Ok(()),
            until => Err(NotYet { until, why: Why::Containers }),
        }
    }

    /// Whether nothing else of the account is being published.
    ///
    /// # Errors
    ///
    /// While another post is between its intent and its outcome.
    pub fn is_free_for(&self, post: &PostId, now: Timestamp) -> Result<(), NotYet> {
        match &self.publishing {
            Some(other) if other != post => {
                // Most are over in a second, and one that was lost may take a day.
                let since = self.last_intent.map_or(Duration::ZERO, |last| now.since(last));
                let pause = (since / 10).clamp(Duration::from_secs(10), Duration::from_secs(600));
                let until = now.after(pause);
                Err(NotYet { until, why: Why::Another { post: other.clone() } })
            }
            _ => Ok(()),
        }
    }

    /// Whether it is the turn of a late post.
    ///
    /// # Errors
    ///
    /// Within [`SPACING`](Self::SPACING) of the publish before.
    pub fn is_its_turn(&self, now: Timestamp) -> Result<(), NotYet> {
        let next = self.last_intent.map(|last| last.after(Self::SPACING));
        match next.filter(|next| now < *next) {
            // A store whose clock was set back does not wait longer than the spacing.
            Some(next) => {
                let until = next.min(now.after(Self::SPACING));
                Err(NotYet { until, why: Why::Spacing })
            }
            None => Ok(()),
        }
    }
}
