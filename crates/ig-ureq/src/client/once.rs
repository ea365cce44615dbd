//! One key, one post.

use ig_core::{PublishPlan, publish::Outcome};

use super::Client;
use crate::{Clock, FileStore, InvalidKey, Key, Once, OnceError, Slot, Target, once, seed};

impl<C: Clock> Client<C> {
    /// Publishes `plan` once, however often it is called with `key`: after a
    /// crash, from several threads and from several processes.
    ///
    /// | what `store` has under the key | what happens |
    /// |---|---|
    /// | nothing | the post is started |
    /// | a post that has not ended or may be public | it is resumed |
    /// | a post that is published or not published | its outcome, and nothing is sent |
    /// | a post that another thread or process works on | [`Busy`](crate::StoreError::Busy), and nothing is sent |
    /// | another post, or one at another API | an error, and nothing is sent |
    ///
    /// The lock on the key is held until this returns.
    ///
    /// # Errors
    ///
    /// When the key is invalid or belongs to another post, when the store cannot be
    /// used, and when a request cannot be built. [`OnceError::advice`] says what to do.
    /// The same key can be used again.
    pub fn publish_once<K>(
        &self,
        store: &FileStore,
        key: K,
        plan: PublishPlan,
    ) -> Result<Outcome, OnceError>
    where
        K: TryInto<Key>,
        InvalidKey: From<K::Error>,
    {
        let mut slot = store.lock(&key.try_into().map_err(InvalidKey::from)?)?;
        self.publish_in(&mut slot, plan)
    }

    /// Resumes the post that `store` has under `key`, or returns its outcome if it has
    /// ended. [`FileStore::unfinished`] has the keys of posts to resume.
    ///
    /// # Errors
    ///
    /// As [`publish_once`](Self::publish_once), and when nothing is saved under the key.
    pub fn resume<K>(&self, store: &FileStore, key: K) -> Result<Outcome, OnceError>
    where
        K: TryInto<Key>,
        InvalidKey: From<K::Error>,
    {
        let mut slot = store.lock(&key.try_into().map_err(InvalidKey::from)?)?;
        let plan = slot.plan()?;
        self.publish_in(&mut slot, plan)
    }

    fn publish_in(&self, slot: &mut Slot, plan: PublishPlan) -> Result<Outcome, OnceError> {
        let target = Target::of(&self.context);
        let mut flow = match once(slot.record(), plan, &target, self.clock.now(), seed())? {
            Once::Over(outcome) => return Ok(outcome),
            Once::Drive(flow) => flow,
        };
        slot.begin(target);
        let span = slot.span().clone();
        let end = span.in_scope(|| self.drive(&mut *flow, slot));
        end.map_err(|error| OnceError::stopped(error, &flow))
    }
}
