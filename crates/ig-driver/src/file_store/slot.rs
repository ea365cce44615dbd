//! A post that only this process drives.

use ig_core::{PublishPlan, Timestamp, publish::Snapshot};
use serde_json::{Map, Value};

use tracing::Span;

use super::{FileStore, lock::Lock};
use crate::{
    BoxError, Key, OnceError, Record, Store, StoreError, Target, clock::now, log::PostLog,
    private as file,
};

/// A key that is locked until the slot is dropped: see [`FileStore::lock`].
///
/// It is a [`Store`] of the post's snapshots.
#[derive(Debug)]
pub struct Slot {
    store: FileStore,
    key: Key,
    lock: Lock,
    begun: Option<Begun>,
    record: Option<Record>,
    extra: Map<String, Value>,
    log: PostLog,
}

#[derive(Debug)]
struct Begun {
    created: Timestamp,
    target: Target,
}

impl Slot {
    pub(super) fn new(store: FileStore, key: Key, lock: Lock, record: Option<Record>) -> Self {
        let log = PostLog::begin(key.as_str());
        let mut slot = Self { store, key, lock, begun: None, record: None, extra: Map::new(), log };
        if let Some(record) = &record {
            let (created, target) = (record.created, record.target.clone());
            slot.begun = Some(Begun { created, target });
            slot.extra.clone_from(&record.extra);
            slot.log.learn(&record.snapshot);
        }
        slot.lock.stays(record.as_ref().is_some_and(|record| record.snapshot.needs_resume()));
        slot.record = record;
        slot
    }

    /// The key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The record under the key: the one that was found, or saved last.
    pub fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// The [span](PostLog) of the post, to drive it in: what is logged then has its key and its ids.
    pub fn span(&self) -> &Span {
        self.log.span()
    }

    /// The plan of the saved post, to continue it.
    ///
    /// # Errors
    ///
    /// When nothing is saved.
    pub fn plan(&self) -> Result<PublishPlan, OnceError> {
        match &self.record {
            Some(record) => Ok(record.snapshot.plan().clone()),
            None => Err(OnceError::NothingKept { key: self.key.clone() }),
        }
    }

    /// Sets the target of the post. A key with a saved post keeps its target;
    /// [`once`](crate::once()) reports if that is another one.
    pub fn begin(&mut self, target: Target) {
        let created = now();
        self.begun.get_or_insert(Begun { created, target });
    }

    /// What the program adds to the record.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    /// Sets what the program adds to the record. It is saved with the next
    /// [`save`](Self::save).
    pub fn extra_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.extra
    }

    /// Saves the post, durably, before it returns.
    ///
    /// # Errors
    ///
    /// When the snapshot is not saved; the earlier one still is. When the lock was
    /// lost, since its file was removed; when a new post has no target; and when the
    /// snapshot is of another post, or restarts one that has ended or may be public.
    pub fn save(&mut self, snapshot: &Snapshot) -> Result<(), StoreError> {
        let key = || self.key.clone();
        let Some(Begun { created, target }) = &self.begun else {
            return Err(StoreError::NotBegun { key: key() });
        };
        if self.record.as_ref().is_some_and(|kept| !goes_on(&kept.snapshot, snapshot)) {
            return Err(StoreError::Replaces { key: key() });
        }
        if !self.lock.is_held() {
            let path = self.lock.path().to_owned();
            return Err(StoreError::LockLost { key: key(), path });
        }
        let record = Record {
            key: key(),
            created: *created,
            saved: now(),
            target: target.clone(),
            snapshot: snapshot.clone(),
            extra: self.extra.clone(),
        };
        let json = record.to_json();
        let fits = if json.len() <= file::MAX_SIZE { Ok(()) } else { Err(file::too_large()) };
        // Until the file says that the post has ended, a process may have to continue it.
        self.lock.stays(true);
        let name = self.store.file_name(&self.key);
        let kept = fits.and_then(|()| file::replace_locked(self.store.path(), &name, &json));
        let stands = match kept {
            Ok(()) => {
                self.record = Some(record);
                self.log.saved(snapshot);
                Ok(())
            }
            Err(source) => {
                // The file may have been replaced anyway, if only the folder did not reach the
                // disk.
                if let Ok(Some(found)) = self.store.read(&self.key)
                    && found == record
                {
                    self.record = Some(record);
                }
                let path = self.store.path().join(name);
                Err(StoreError::Save { key: self.key.clone(), path, source })
            }
        };
        self.lock.stays(self.record.as_ref().is_some_and(|kept| kept.snapshot.needs_resume()));
        stands
    }

    /// Removes the saved post, and the lock with it.
    pub(super) fn forget(mut self) -> Result<(), StoreError> {
        let folder = self.store.path();
        let path = folder.join(self.store.file_name(&self.key));
        let gone = file::remove(&path).and_then(|()| file::sync_folder(folder));
        gone.map_err(|source| StoreError::Save { key: self.key.clone(), path, source })?;
        self.lock.stays(false);
        Ok(())
    }
}

impl Store<Snapshot> for Slot {
    fn save(&mut self, snapshot: Snapshot) -> Result<(), BoxError> {
        Self::save(self, &snapshot).map_err(Into::into)
    }
}

/// Whether a flow that was resumed from `kept` may have reached `next`. A flow never creates another
/// container once it may have published one; a publish that was certainly not sent is undone, with
/// the same container.
fn goes_on(kept: &Snapshot, next: &Snapshot) -> bool {
    let is_same = is_same_post(kept, next);
    let has_ended = !kept.needs_resume();
    let ends_as_before = kept.outcome() == next.outcome();
    let is_undone = !next.may_be_public() && next.outcome().is_none();
    let forgets = kept.may_be_public() && is_undone && kept.container() != next.container();
    is_same && (!has_ended || ends_as_before) && !forgets
}

/// The policy is not compared: it decides how long to wait and not what is posted.
fn is_same_post(kept: &Snapshot, next: &Snapshot) -> bool {
    let (kept, next) = (kept.plan(), next.plan());
    kept.user() == next.user() && kept.post() == next.post()
}
