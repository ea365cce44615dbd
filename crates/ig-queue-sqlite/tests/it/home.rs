//! A queue in a folder of its own, and posts for it.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ig_core::{MediaUrl, Photo, PublishPlan, Timestamp};
use ig_queue_sqlite::{
    SqliteStore,
    ig_queue::{Incarnation, NewPost, When},
};
use tempfile::TempDir;

/// 2027-01-15T08:00:00Z
pub(crate) const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

pub(crate) const USER: &str = "17841400008460056";

/// A folder, and a clock that stands until it is moved.
pub(crate) struct Home {
    folder: TempDir,
    millis: Arc<AtomicU64>,
}

impl Home {
    pub(crate) fn new() -> Self {
        let millis = Arc::new(AtomicU64::new(START.as_unix_millis()));
        Self { folder: tempfile::tempdir().unwrap(), millis }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("queue").join("queue.db")
    }

    pub(crate) fn open(&self) -> SqliteStore {
        let millis = Arc::clone(&self.millis);
        let clock = move || Timestamp::from_unix_millis(millis.load(Ordering::SeqCst));
        SqliteStore::open(self.path()).unwrap().with_clock(clock)
    }

    /// Some time passes.
    pub(crate) fn pass(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap();
        self.millis.fetch_add(millis, Ordering::SeqCst);
    }
}

pub(crate) fn me(name: &str) -> Incarnation {
    name.parse().unwrap()
}

/// A photo that is due so long after the start.
pub(crate) fn post(id: &str, after: Duration) -> NewPost {
    post_of(id, after, "https://graph.facebook.com", "https://example.com/a.jpg")
}

pub(crate) fn post_of(id: &str, after: Duration, base: &str, url: &str) -> NewPost {
    let url = url.parse().or_else(|_| MediaUrl::local(url)).unwrap();
    let photo = Photo::new(url).with_caption(id.parse().unwrap());
    let plan = PublishPlan::new(USER.parse().unwrap(), photo);
    let due = When::at_instant(START.after(after));
    NewPost::new(id.parse().unwrap(), base.parse().unwrap(), "shop".parse().unwrap(), plan, due)
}

pub(crate) const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}
