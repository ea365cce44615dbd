//! One key, one post.

use ig_core::{PublishPlan, publish::Outcome};
use tokio::task::spawn_blocking;
use tracing::Instrument as _;

use super::Client;
use crate::{
    Clock, FileStore, InvalidKey, Key, Once, OnceError, Slot, StoreError, Target, once, seed,
    store::AsyncSlot,
};

impl<C: Clock + Sync> Client<C> {
    /// Publishes `plan` once, however often it is called with `key`: after a
    /// crash, from several tasks and from several processes.
    ///
    /// | what `store` has under the key | what happens |
    /// |---|---|
    /// | nothing | the post is started |
    /// | a post that has not ended or may be public | it is resumed |
    /// | a post that is published or not published | its outcome, and nothing is sent |
    /// | a post that another task or process works on | [`Busy`](StoreError::Busy), and nothing is sent |
    /// | another post, or one at another API | an error, and nothing is sent |
    ///
    /// The lock on the key is held until this returns. Dropping the future is
    /// safe at any point: call it again with the same key.
    ///
    /// # Errors
    ///
    /// When the key is invalid or belongs to another post, when the store cannot be
    /// used, and when a request cannot be built. [`OnceError::advice`] says what to do.
    /// The same key can be used again.
    pub async fn publish_once<K>(
        &self,
        store: &FileStore,
        key: K,
        plan: PublishPlan,
    ) -> Result<Outcome, OnceError>
    where
        K: TryInto<Key>,
        InvalidKey: From<K::Error>,
    {
        let key = key.try_into().map_err(InvalidKey::from)?;
        let slot = lock(store, key).await?;
        self.publish_in(slot, plan).await
    }

    /// Resumes the post that `store` has under `key`, or returns its outcome if it has
    /// ended. [`FileStore::unfinished`] has the keys of posts to resume.
    ///
    /// # Errors
    ///
    /// As [`publish_once`](Self::publish_once), and when nothing is saved under the key.
    pub async fn resume<K>(&self, store: &FileStore, key: K) -> Result<Outcome, OnceError>
    where
        K: TryInto<Key>,
        InvalidKey: From<K::Error>,
    {
        let key = key.try_into().map_err(InvalidKey::from)?;
        let slot = lock(store, key).await?;
        let plan = slot.plan()?;
        self.publish_in(slot, plan).await
    }

    async fn publish_in(&self, mut slot: Slot, plan: PublishPlan) -> Result<Outcome, OnceError> {
        let target = Target::of(&self.context);
        let mut flow = match once(slot.record(), plan, &target, self.clock.now(), seed())? {
            Once::Over(outcome) => return Ok(outcome),
            Once::Drive(flow) => flow,
        };
        slot.begin(target);
        let span = slot.span().clone();
        let mut slot = AsyncSlot::new(slot);
        let end = self.drive(&mut *flow, &mut slot).instrument(span).await;
        end.map_err(|error| OnceError::stopped(error, &flow))
    }
}

async fn lock(store: &FileStore, key: Key) -> Result<Slot, OnceError> {
    let path = store.path().to_owned();
    let store = store.clone();
    let locked = spawn_blocking(move || store.lock(&key)).await;
    let unfinished = |error| StoreError::folder(path, std::io::Error::other(error));
    Ok(locked.map_err(unfinished)??)
}
