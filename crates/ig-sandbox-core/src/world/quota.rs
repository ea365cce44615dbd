//! The quota: how many posts an account may publish in 24 hours, and when it may again. And how
//! many containers it may create.

use crate::time::Timestamp;

use super::{Container, DAY, Media, World};

impl World {
    /// Posts of the account since `since`.
    pub(crate) fn usage(&self, owner: &str, since: Timestamp, now: Timestamp) -> u32 {
        let fresh = |media: &&Media| since <= media.published_at && media.published_at <= now;
        self.published_by(owner).filter(fresh).count() as u32
    }

    /// Posts in the window that moves with every post.
    pub(crate) fn quota_usage(&self, owner: &str, now: Timestamp) -> u32 {
        let is_recent = |media: &Media| now < media.published_at.after(DAY);
        self.media.count_of(owner, is_recent) as u32
    }

    pub(crate) fn quota_total(&self, owner: &str) -> u32 {
        let own = || self.account(owner).and_then(|account| account.quota);
        self.quotas.get(owner).copied().or_else(own).unwrap_or(self.quota)
    }

    /// Sets the quota until a reset, for one account or for all.
    pub(crate) fn set_quota(&mut self, owner: Option<&str>, posts: u32) {
        let ids = self.accounts.iter().map(|account| account.id.as_str());
        let wanted = ids.filter(|id| owner.is_none_or(|owner| owner == *id));
        self.quotas.extend(wanted.map(|id| (id.to_owned(), posts)));
    }

    /// Containers of the account that were created in the window, the items of carousels too.
    pub(crate) fn container_usage(&self, owner: &str, now: Timestamp) -> u32 {
        let is_recent = |container: &Container| now < container.created_at.after(DAY);
        self.containers.count_of(owner, is_recent) as u32
    }

    /// How many it may have.
    pub(crate) fn container_total(&self) -> u32 {
        self.containers_set.unwrap_or(self.max_containers)
    }

    /// When those that count cease to, the next one last.
    pub(crate) fn container_frees(
        &self,
        owner: &str,
        now: Timestamp,
    ) -> impl Iterator<Item = Timestamp> {
        let ends = self.containers_of(owner).map(|it| it.created_at.after(DAY));
        ends.take_while(move |end| now < *end)
    }

    /// When the posts that count towards the quota cease to, the next first.
    pub(crate) fn quota_frees(&self, owner: &str, now: Timestamp) -> Vec<Timestamp> {
        let ends = self.published_by(owner).map(|media| media.published_at.after(DAY));
        let mut ends: Vec<Timestamp> = ends.take_while(|end| now < *end).collect();
        ends.reverse();
        ends
    }
}
